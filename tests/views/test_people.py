"""People and organisations: the lists with their search, and page after page of fragments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _

from catalogue.models import Interview, Participation, Person, Position
from catalogue.search.build import compact
from catalogue.values.choices import Part, Role, State
from catalogue.views import people
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PositionFactory,
)
from tests.forgetting import forget_what_was_shown
from tests.views.asking import ask
from tests.views.markup import quickly

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    """Four people who speak, and who held which office when."""
    ministry = OrganisationFactory(name="Ministerie van Proeven", abbreviation="MvP")
    held = {
        "Anna de Vries": [("minister", "2002", "2006-03"), ("sg", "1994", "1998")],
        "Séverine O’Neil": [("sg", "2006-05", "2010")],
        "Bart Bos": [("dg", "", "2001")],
        "Carla Cox": [],
    }
    for name, positions in held.items():
        participation = ParticipationFactory(published=True, person__name=name)
        for role, first, last in positions:
            PositionFactory(
                person=participation.person,
                organisation=ministry,
                role=role,
                period_from=first,
                period_to=last,
            )
    return held


def names(client, address: str, **parameters) -> list[str]:
    response = client.get(address, parameters)
    assert response.status_code == 200
    return [one.name for one in response.context["page"].object_list]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"q": "vries"}, ["Anna de Vries"]),
        ({"q": "severine oneil"}, ["Séverine O’Neil"]),
        ({"q": "O'Nei"}, ["Séverine O’Neil"]),
        ({"q": "O’NEIL séverine"}, ["Séverine O’Neil"]),
        ({"q": "niemand"}, []),
        ({"functie": "sg"}, ["Séverine O’Neil", "Anna de Vries"]),
        ({"functie": ["dg", "minister"]}, ["Bart Bos", "Anna de Vries"]),
        ({"jaar_van": "2006"}, ["Séverine O’Neil", "Anna de Vries"]),
        ({"jaar_tot": "1995"}, ["Bart Bos", "Anna de Vries"]),
        ({"jaar_van": "1999", "jaar_tot": "2001"}, ["Bart Bos"]),
        # one and the same position: De Vries was SG in other years
        ({"functie": "sg", "jaar_van": "2003"}, ["Séverine O’Neil"]),
        ({"functie": "sg", "jaar_van": "1997", "q": "vries"}, ["Anna de Vries"]),
        ({"q": "", "functie": "", "jaar_van": "", "pagina": ""}, 4),
    ],
)
def test_people_are_found_by_name_office_and_years(client, offices, parameters, found):
    listed = names(client, "/personen/", **parameters)

    assert len(listed) == found if isinstance(found, int) else sorted(listed) == sorted(found)


def test_list_says_which_office_and_when(client, offices):
    PositionFactory(person=Person.objects.get(name="Anna de Vries"), role="kamerlid")

    page = quickly(ask(client, "/personen/?q=vries").content)

    told = [
        " ".join(one.text_content().split()) for one in page.xpath("//p[@class='index__office']")
    ]
    assert "Minister, Ministerie van Proeven (2002–maart 2006)" in told
    assert told[-1] == "en 1 andere functie"


@pytest.fixture
def asking():
    """Somebody who only asks the questions, and somebody who speaks in one conversation and asks
    the questions in two; both as somebody of the same ministry."""
    ministry = OrganisationFactory(name="Ministerie van Proeven")
    interviews = [InterviewFactory(published=True, title=f"Gesprek {n}") for n in (1, 2, 3)]
    only, both = PersonFactory(name="Vraagt Alleen"), PersonFactory(name="Vraagt Ook")
    for person in (only, both):
        position = PositionFactory(person=person, organisation=ministry)
        for interview in interviews[1:]:
            ParticipationFactory(
                interview=interview, person=person, part=Part.INTERVIEWER
            ).positions.add(position)
    ParticipationFactory(interview=interviews[0], person=both).positions.add(
        Position.objects.get(person=both)
    )
    return only, both, ministry


def told_in(page, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.xpath(path)]


def test_list_says_who_asks_the_questions(client, asking):
    PersonFactory(name="Zomaar Genoemd", page_opened=True)

    page = quickly(ask(client, "/personen/").content)

    assert told_in(page, "//p[@class='index__facts']") == [
        "Interviewer in 2 gesprekken",
        "Spreekt in geen van de gesprekken",
        "1 gesprek Interviewer in 2 gesprekken",
    ]


def test_page_parts_what_somebody_says_from_what_they_ask(client, asking):
    only, both, _ministry = asking

    pages = [quickly(ask(client, one.get_absolute_url()).content) for one in (only, both)]

    facts = [dict(zip(told_in(page, "//dt"), told_in(page, "//dd"), strict=True)) for page in pages]
    assert [(fact.get("Interviews"), fact["Interviewer van"]) for fact in facts] == [
        (None, "Gesprek 2Gesprek 3"),
        ("Gesprek 1", "Gesprek 2Gesprek 3"),
    ]


def test_organisation_does_not_let_speak_who_only_asks(client, asking):
    only, both, ministry = asking

    context = client.get(ministry.get_absolute_url()).context

    assert [position.person for position in context["positions"]] == [both]
    assert [position.person for position in context["asking_positions"]] == [only]


def test_number_of_fragments_is_that_of_the_persons_page(client):
    participation = ParticipationFactory(published=True)
    FragmentFactory.create_batch(3, published=True, interview=participation.interview)
    compact.reindex()

    [person] = client.get("/personen/").context["page"].object_list

    page = client.get(person.get_absolute_url()).context
    assert person.fragment_count == page["fragments_total"] == len(page["fragments"]) == 3


@pytest.mark.parametrize(
    ("parameters", "label", "found"),
    [
        ({"jaar_van": "x"}, "In office from", 2),
        ({"jaar_van": "99"}, "In office from", 2),
        ({"jaar_van": "2010", "jaar_tot": "2001"}, "In office to", 1),
        ({"functie": "koning"}, "Position", 4),
        ({"q": "?!"}, "Name", 2),
        ({"q": "a" * 201}, "Name", 2),
        ({"pagina": "x"}, "Page", 2),
        ({"pagina": "7"}, "Page", 2),
        ({"q": "\x00"}, "Name", 2),
    ],
    ids=str,
)
def test_bad_value_is_said_beside_its_field_and_leaves_the_others_on(
    client, offices, parameters, label, found
):
    response = client.get("/personen/", {"functie": "sg"} | parameters)

    assert response.status_code == 200
    assert [one for one, _sentence in response.context["problems"]] == [_(label)]
    assert response.context["total"] == found


def test_what_is_wrong_with_a_field_names_it(client, offices):
    page = quickly(ask(client, "/personen/?functie=koning&jaar_van=x").content)

    assert told_in(page, "//p[@class='field__error']") == [
        "Functie: ‘koning’ is niet bekend.",
        "In functie vanaf: Voer een geheel getal in.",
    ]


def test_pages_keep_what_others_chose(client, offices, monkeypatch):
    monkeypatch.setattr(people, "PAGE_SIZE", 1)

    page = quickly(ask(client, "/personen/?functie=sg&jaar_van=1990").content)

    [following] = page.xpath("//a[@rel='next']/@href")
    assert following == "?functie=sg&jaar_van=1990&pagina=2"
    assert names(client, f"/personen/{following}") != names(client, "/personen/?functie=sg")


def test_search_is_for_nobody_to_index(client, offices):
    assert client.get("/personen/").context["robots"] == ""
    assert "noindex" in client.get("/personen/?q=vries").context["robots"]


def test_portrait_stands_beside_the_name_where_there_is_one(client, world):
    page = quickly(ask(client, "/personen/").content)

    pictures = page.xpath("//li[contains(@class, 'index__item')]//img/@alt")
    assert pictures == ["Een vrouw"]


@pytest.mark.parametrize("text", ["proeven", "mvp", "Ministerie van Pro"])
def test_organisations_are_found_by_name_and_abbreviation(client, world, text):
    assert names(client, "/organisaties/", q=text) == ["Ministerie van Proeven"]
    assert names(client, "/organisaties/", q="elders") == []
    assert names(client, "/organisaties/", q="!")  # with a sentence, and all of them


@pytest.mark.parametrize("kind", ["person", "mentioned", "organisation"])
def test_fragments_of_a_page_are_turned_and_lose_nothing(client, monkeypatch, kind):
    monkeypatch.setattr(people, "FRAGMENTS", 2)
    interview = InterviewFactory(published=True)
    fragments = [
        FragmentFactory(published=True, interview=interview, start_ms=n * 1000) for n in range(5)
    ]
    if kind == "mentioned":
        subject = PersonFactory(page_opened=True)
        for fragment in fragments:
            fragment.people_mentioned.add(subject)
    else:
        participation = ParticipationFactory(interview=interview)
        position = PositionFactory(person=participation.person, organisation=OrganisationFactory())
        participation.positions.add(position)
        subject = participation.person if kind == "person" else position.organisation

    pages = [client.get(subject.get_absolute_url(), {"pagina": n}) for n in (1, 2, 3)]

    rows = "mentioned_fragments" if kind == "mentioned" else "fragments"
    shown = [[row.pk for row in page.context[rows]] for page in pages]
    assert [pk for page in shown for pk in page] == [fragment.pk for fragment in fragments]
    assert [len(one) for one in shown] == [2, 2, 1]
    assert client.get(subject.get_absolute_url(), {"pagina": "x"}).context["problems"]


def crowd(numbers: range) -> None:
    """For each number somebody with two positions, who speaks in one of ten conversations."""
    interviews = list(Interview.objects.all()) or InterviewFactory.create_batch(10, published=True)
    crowded = Person.objects.bulk_create(
        Person(name=f"Jan Jansen {n}", slug=f"jan-jansen-{n}") for n in numbers
    )
    Position.objects.bulk_create(
        Position(person=person, role=role, period_from="2002")
        for person in crowded
        for role in (Role.SG, Role.DG)
    )
    Participation.objects.bulk_create(
        Participation(interview=interviews[n % 10], person=person, part=Part.INTERVIEWEE)
        for n, person in enumerate(crowded)
    )
    assert {one.state for one in interviews} == {State.PUBLISHED}


@pytest.mark.parametrize("address", ["/personen/", "/personen/?q=jans&functie=sg&jaar_van=2001"])
def test_list_takes_as_many_queries_for_300_people_as_for_3(client, address):
    counts = []
    for numbers in (range(3), range(3, 300)):
        crowd(numbers)
        compact.reindex()
        client.get(address)
        forget_what_was_shown()
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        counts.append(len(captured))

    assert response.context["total"] == 300
    assert counts[0] == counts[1] <= 8
