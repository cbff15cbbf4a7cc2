"""What words find, and in which order: the same in plain SQL, from the blocks, and from changes."""

import pytest
from django.utils import timezone

from catalogue.models import Interview, Person, Theme
from catalogue.search.build import compact
from catalogue.search.facets import Selection
from catalogue.search.finding import current_index, find, find_in_sql
from catalogue.search.index import bitmaps
from catalogue.search.index.answer import IndexAnswer
from catalogue.search.models import IndexBlock
from catalogue.values.choices import Origin
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["plain SQL", "folded", "changed since"])
def search(request):
    """From a text to the titles of what it finds, best first."""
    if request.param == "changed since":
        compact.reindex()

    def titles(text: str) -> list[str]:
        selection = Selection(text=text)
        if request.param == "folded":
            compact.reindex()
        if request.param == "plain SQL":
            answer = find_in_sql(selection, "relevantie")
        else:
            answer = IndexAnswer(current_index(), selection, "relevantie", timezone.now())
        keys = answer.page(0, answer.total)
        by_key = dict(Interview.objects.values_list("fragments__pk", "fragments__title"))
        return [by_key[key] for key in keys]

    return titles


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("ambtenaar", True),
        ("topambtenaar", True),
        ("TOPAMBTENAREN", True),
        ("politiek-ambtelijk", True),
        ("politiek ambtelijke", True),
        ("politiekambtelijke", True),
        ("kinderen", True),
        ("een", True),
        ("één-op-één", True),
        ("een op een", True),
        ('"een op een"', True),
        ('"op een een"', False),
        ('"topambtenaar"', False),
        ('"verhouding tussen"', True),
        ('"spreken over verhouding"', False),
        ("verhouding -kind", False),
        ("verhouding -bus", True),
        ('-"verhouding tussen"', False),
        ("verhouding AND kind", True),
        ("verhouding bus", False),
        ("o'neil \" ; -- ( * AND", False),
        ("raad", False),
    ],
)
def test_dutch_is_found_as_people_write_it(search, text, is_found):
    FragmentFactory(
        published=True,
        title="Topambtenaren spreken",
        summary="Over de verhouding tussen een kind en de politiek-ambtelijke top",
        quote="Een-op-een, zonder sieraad",
    )

    assert search(text) == (["Topambtenaren spreken"] if is_found else [])


def test_words_may_stand_in_different_places(search):
    person, mentioned = PersonFactory(name="Anna Prikkebeen"), PersonFactory(name="Bas Knikker")
    interview = InterviewFactory(published=True, title="Gesprek over bruggen")
    ParticipationFactory(interview=interview, person=person)
    fragment = FragmentFactory(published=True, interview=interview, title="Het begin")
    fragment.people_mentioned.add(mentioned)
    broader = ThemeFactory(published=True, name="Waterstaat")
    PlacementFactory(
        fragment=fragment, theme=ThemeFactory(published=True, name="Dijken", broader=broader)
    )
    FragmentFactory(published=True, title="Iets anders")

    assert search("begin prikkebeen knikker brug dijk waterstaat") == ["Het begin"]
    assert search('"anna prikkebeen"') == search('"gesprek over"') == ["Het begin"]
    assert search('"prikkebeen anna"') == search("begin anders") == []


def test_name_of_a_theme_that_is_not_public_finds_nothing(search):
    fragment = FragmentFactory(published=True, title="Het begin")
    PlacementFactory(fragment=fragment, theme=ThemeFactory(name="Geheim"))
    public = ThemeFactory(published=True, name="Openbaar")
    PlacementFactory(fragment=fragment, theme=public, origin=Origin.REJECTED)

    assert search("geheim") == search("openbaar") == []


def test_four_tiers_and_in_each_the_newest_first(search):
    def make(title: str, **fields) -> None:
        FragmentFactory(published=True, title=title, **fields)

    make("De rest", summary="Twee bruggen bij een dijk")
    make("Anders, precies", summary="Een brug bij een dijk")
    make("Bruggen en dijken")
    make("Een brug en een dijk, ouder")
    make("Een brug en een dijk, jonger")

    assert search("brug dijk") == [
        "Een brug en een dijk, jonger",
        "Een brug en een dijk, ouder",
        "Bruggen en dijken",
        "Anders, precies",
        "De rest",
    ]


def test_what_is_said_is_found_in_the_fragment_in_which_it_begins(search):
    interview = InterviewFactory(published=True)
    for title, start_ms, end_ms in [("Eerst", 0, None), ("Dan", 10_000, 20_000)]:
        FragmentFactory(
            published=True, interview=interview, title=title, start_ms=start_ms, end_ms=end_ms
        )
    transcript = TranscriptFactory(interview=interview, recording=None)
    for number, (start_ms, said) in enumerate(
        [(5_000, "de vuurtoren"), (12_000, "in mist"), (14_000, "en regen"), (25_000, "voorbij")]
    ):
        PassageFactory(transcript=transcript, order=number, start_ms=start_ms, text=said)

    assert search("vuurtoren") == ["Eerst"]
    assert search("mist") == search('"mist en regen"') == ["Dan"]
    assert search("voorbij") == []


def test_renaming_reaches_every_fragment_at_once(search):
    person = PersonFactory(name="Anna Prikkebeen")
    interview = InterviewFactory(published=True, title="Gesprek")
    ParticipationFactory(interview=interview, person=person)
    fragment = FragmentFactory(published=True, interview=interview, title="Het begin")
    theme = ThemeFactory(published=True, name="Dijken")
    PlacementFactory(fragment=fragment, theme=theme)
    assert search("prikkebeen dijken") == ["Het begin"]

    for record, field, name in [(person, "name", "Anna Jansen"), (theme, "name", "Kades")]:
        setattr(record, field, name)
        record.save()

    assert search("prikkebeen") == search("dijken") == []
    assert search("jansen kades") == ["Het begin"]
    assert Person.objects.count() == Theme.objects.count() == 1


def test_broken_block_is_answered_by_sql_and_told(caplog):
    FragmentFactory(published=True, title="Een brug")
    compact.reindex()
    IndexBlock.objects.filter(name=bitmaps.anywhere("brug")).update(data=b"?")

    assert find(Selection(text="brug"), "relevantie").total == 1

    assert "run `manage.py reindex`" in caplog.text
