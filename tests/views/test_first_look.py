"""What the home page shows first: themes, people and conversations, a few of each."""

import re

import pytest

from catalogue.search import Selection, find
from catalogue.search.build import compact
from catalogue.values.choices import Origin, Part, Role
from catalogue.views.first_look import MOST_FACES, MOST_THEMES, Face, main_themes
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly, text_of
from tests.views.world import picture

pytestmark = pytest.mark.django_db


def theme(name: str, count: int, *, origin=Origin.PUBLISHED, **fields):
    made = ThemeFactory(published=True, name=name, **fields)
    for _number in range(count):
        PlacementFactory(theme=made, fragment=FragmentFactory(published=True), origin=origin)
    return made


def main_names() -> list[str]:
    return [one.name for one in main_themes(find(Selection()))]


def test_settled_and_broad_themes_come_first_and_then_the_fullest():
    main = theme("Hoofd", 1)
    theme("Smal en vol", 3, broader=main)
    theme("Smal", 2, broader=main)
    theme("Vol", 7)
    theme("Voorstel", 9, origin=Origin.PROPOSED)

    assert main_names() == ["Vol", "Hoofd", "Smal en vol", "Smal", "Voorstel"]


def test_proposals_leave_room_for_settled_themes():
    for number in range(MOST_THEMES):
        theme(f"Voorstel {number}", 3, origin=Origin.PROPOSED)
    theme("Vast", 1)

    assert main_names()[0] == "Vast"
    assert len(main_names()) == MOST_THEMES


def test_themes_that_hold_as_many_stand_in_the_editors_order():
    for name, order in (("Derde", 3), ("Eerste", 1), ("Tweede", 2)):
        theme(name, 1, order=order)

    assert main_names() == ["Eerste", "Tweede", "Derde"]


def test_each_count_is_what_the_click_gives(client):
    main = theme("Hoofd", 2)
    theme("Smal", 3, broader=main)
    compact.reindex()

    page = quickly(ask(client, "/").content)
    counts = {
        link.text: " ".join(link.getparent().getnext().text_content().split())
        for link in page.xpath("//section[@aria-labelledby='themas']//li//a")
    }

    assert counts == {
        "Hoofd": "2 fragmenten, met deelthema’s 5",
        "Smal": "3 fragmenten",
    }
    assert client.get("/themas/hoofd/").context["total"] == 2
    assert client.get("/fragmenten/?thema=hoofd").context["total"] == 5
    assert client.get("/themas/smal/").context["total"] == 3


def faces(client) -> list[list[str]]:
    """Of each card its texts, as a visitor reads them."""
    page = quickly(ask(client, "/").content)
    return [
        [text_of(one) for one in card.xpath("./h3 | ./p[@class='face__office']")]
        for card in page.find_class("face")
    ]


def test_people_come_with_their_offices_those_with_a_portrait_first(client):
    interview = InterviewFactory(published=True)
    bare, pictured = PersonFactory(name="Anna de Vries"), PersonFactory(name="Bart van den Bos")
    type(pictured).objects.filter(pk=pictured.pk).update(portrait_alt="Een man")
    pictured.refresh_from_db()
    pictured.portrait = picture("portret.png")
    pictured.save()
    organisation = OrganisationFactory(name="Ministerie van Proeven", abbreviation="MvP")
    for person in (bare, pictured):
        speaks = ParticipationFactory(interview=interview, person=person)
        speaks.positions.add(
            PositionFactory(person=person, role=Role.SG, organisation=organisation)
        )
    ParticipationFactory(
        interview=interview, person=PersonFactory(name="Vraagt"), part=Part.INTERVIEWER
    )
    FragmentFactory(published=True, interview=interview)

    assert faces(client) == [
        ["Bart van den Bos", "secretaris-generaal (SG), MvP", "1 fragment"],
        ["Anna de Vries", "secretaris-generaal (SG), MvP", "1 fragment"],
    ]
    page = quickly(ask(client, "/").content)
    assert [text_of(one) for one in page.xpath("//section[@aria-labelledby='sprekers']//h2")] == [
        "Wie spreekt"
    ]
    assert page.xpath("//*[@class='face__initials']/text()") == ["AV"]


def test_conversations_without_a_speaker_fill_up_with_their_covers(client):
    known = InterviewFactory(published=True, title="Bekend")
    ParticipationFactory(interview=known, person=PersonFactory(name="Anna de Vries"))
    FragmentFactory(published=True, interview=known)
    for number in range(MOST_FACES + 1):
        interview = InterviewFactory(published=True, title=f"Gesprek {number}")
        FragmentFactory.create_batch(number + 1, published=True, interview=interview)
    FragmentFactory(interview=InterviewFactory(published=True, title="Nog niets"))

    shown = faces(client)

    assert [name for name, *_rest in shown] == [
        "Anna de Vries",
        *(f"Gesprek {number}" for number in range(MOST_FACES, 1, -1)),
    ]
    assert len(shown) == MOST_FACES


def test_page_of_nothing_is_whole(client):
    page = quickly(ask(client, "/").content)

    assert page.find_class("face") == []
    assert not page.xpath("//section[@aria-labelledby='themas']")


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Anna de Vries", "AV"),
        ("Herman Tjeenk Willink", "HW"),
        ("J.P. Balkenende", "JB"),
        ("Plato", "P"),
        ("’t Hart", "H"),
        ("anna", "A"),
        ("42", ""),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_name(name, initials):
    assert Face(name=name, url="/", fragment_count=1).initials == initials


@pytest.mark.parametrize("is_demo", [True, False])
def test_page_says_what_this_is_and_what_is_real(client, settings, is_demo):
    settings.DEMO = is_demo
    [head] = quickly(ask(client, "/").content).xpath("//header[contains(@class, 'masthead')]")

    said = text_of(head)
    assert "gefilmde gesprekken" in said
    assert "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties" in said.replace(
        "mini", "Mini"
    )
    assert "Een fragment is één moment" in said
    assert bool(re.search("titels en tijden .* zijn echt", said)) == is_demo
