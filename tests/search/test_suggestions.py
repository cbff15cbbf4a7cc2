"""Suggestions while somebody types: what is suggested, in what order, and what never is."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from catalogue.models import Interview, Person, Theme
from catalogue.search.build import compact
from catalogue.search.finding import current_index
from catalogue.search.suggestions import MOST_NAMES, MOST_TITLES, suggest
from catalogue.values.choices import Part, State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

PUBLIC = {"state": State.PUBLISHED}
HOUR = timedelta(hours=1)
HIDDEN = {
    "draft": {"state": State.DRAFT},
    "review": {"state": State.REVIEW},
    "withdrawn": {"state": State.WITHDRAWN},
    "scheduled": PUBLIC | {"publish_from": timezone.now() + timedelta(days=1)},
    "expired": PUBLIC | {"publish_until": timezone.now() - timedelta(days=1)},
}


def suggested(text: str, **options) -> list[tuple[str, str]]:
    return [(one.kind, one.label) for one in suggest(text, **options)]


def theme(name: str, *, fragment=PUBLIC, **state) -> Theme:
    """A theme with a fragment in it; both public unless these states say otherwise."""
    made = ThemeFactory(name=name, **(state or PUBLIC))
    PlacementFactory(theme=made, fragment=FragmentFactory(interview__published=True, **fragment))
    return made


def interview(title: str, *, fragment=PUBLIC, **state) -> Interview:
    """An interview with a fragment; both public unless these states say otherwise."""
    made = InterviewFactory(title=title, **(state or PUBLIC))
    FragmentFactory(interview=made, **fragment)
    return made


def speaker(name: str, *, fragment=PUBLIC, **state) -> Person:
    """Somebody who speaks in a fragment of an interview; both public unless these states say
    otherwise."""
    made = interview("Onderhoud", fragment=fragment, **state)
    return ParticipationFactory(interview=made, person=PersonFactory(name=name)).person


@pytest.fixture(params=["without an index", "folded", "changed since"])
def fold(request):
    """What makes the index, where there is one, know what is there: to be called before asking."""
    if request.param == "changed since":
        compact.reindex()
    return compact.reindex if request.param == "folded" else lambda: None


# --- What is found --------------------------------------------------------------------------------


def test_each_kind_is_suggested_in_a_fixed_order():
    FragmentFactory(published=True, title="Zonnewijzer of klok")
    interview("Gesprek over zonnebloemen")
    speaker("Zonneke Verzonnen")
    theme("De zonnestand")

    assert suggested("Zonne") == [
        ("thema", "De zonnestand"),
        ("persoon", "Zonneke Verzonnen"),
        ("interview", "Gesprek over zonnebloemen"),
        ("fragment", "Zonnewijzer of klok"),
    ]


@pytest.mark.parametrize(
    ("typed", "is_suggested"),
    [
        ("Scheve", True),
        ("scheve tor", True),
        ("TÓREN", True),
        ("to", True),
        ("toren scheve", True),
        ("sche tor", False),  # only the last word may be unfinished
        ("scheve torens", False),
        ("t", False),
        ("", False),
        (" \t", False),
        ("oren", False),
    ],
)
def test_last_word_is_a_beginning_and_the_others_are_whole(typed, is_suggested):
    theme("De scheve toren")

    assert suggested(typed) == [("thema", "De scheve toren")] * is_suggested


@pytest.mark.parametrize(
    ("typed", "is_suggested"),
    [
        ("de eer", True),
        ("Eerste w", True),
        ("één", False),
        ("de eerste wandeling", True),
        ("wandeling", False),
    ],
)
def test_fragment_is_suggested_by_the_beginning_of_its_title(typed, is_suggested):
    FragmentFactory(published=True, title="De éérste wandeling")

    assert suggested(typed) == [("fragment", "De éérste wandeling")] * is_suggested


def test_names_that_begin_with_what_is_typed_come_first():
    for name in ("Aan de molen", "Molenaar", "Molens", "Bij de molen"):
        theme(name)

    assert [label for _kind, label in suggested("molen")] == [
        "Molenaar",
        "Molens",
        "Aan de molen",
        "Bij de molen",
    ]


def test_every_kind_gets_its_share_and_what_others_leave():
    for number in range(9):
        theme(f"Kade {number}")
    FragmentFactory(published=True, title="Kade in de regen")

    found = suggested("kade", at_most=4)

    assert found == [
        ("thema", "Kade 0"),
        ("thema", "Kade 1"),
        ("thema", "Kade 2"),
        ("fragment", "Kade in de regen"),
    ]


def test_target_is_the_slug_of_a_record_and_the_address_of_a_fragment():
    quay = theme("Kade")
    fragment = FragmentFactory(published=True, title="Kade in de regen")

    assert [one.target for one in suggest("kade")] == [quay.slug, fragment.get_absolute_url()]


# --- What never is --------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_word_of_what_is_not_public_is_never_suggested(hidden):
    theme("Geheimthema", **hidden)
    FragmentFactory(title="Geheimfragment", interview__published=True, **hidden)
    interview("Geheiminterview", fragment=PUBLIC | {"title": "Geheim daarvan"}, **hidden)
    speaker("Geheim Persoon", **hidden)
    theme("Geheimschrift")

    assert suggested("geheim") == [("thema", "Geheimschrift")]


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_name_without_a_public_fragment_is_never_suggested(fold, hidden):
    for make in (theme, speaker, interview):
        make("Leeg van nu", fragment=hidden)
        make("Leeg noch stil")
    fold()

    assert suggested("leeg") == [
        ("thema", "Leeg noch stil"),
        ("persoon", "Leeg noch stil"),
        ("interview", "Leeg noch stil"),
    ]


def test_name_without_any_fragment_is_never_suggested(fold):
    ThemeFactory(published=True, name="Leeg")
    InterviewFactory(published=True, title="Leeg")
    ParticipationFactory(published=True, person=PersonFactory(name="Leeg"))
    fold()

    assert suggested("leeg") == []


def test_theme_is_suggested_for_what_is_below_it(fold):
    broader = ThemeFactory(published=True, name="Breed")
    narrower = theme("Smal")
    narrower.broader = broader
    narrower.save()
    fold()

    assert suggested("breed") == [("thema", "Breed")]


def test_interviewee_who_speaks_in_no_fragment_is_not_suggested(fold):
    talk = interview("Onderhoud")
    for name in ("Naam Stil", "Naam Gehoord"):
        speaks = ParticipationFactory(interview=talk, person=PersonFactory(name=name))
    talk.fragments.get().speakers.add(speaks)
    fold()

    assert suggested("naam") == [("persoon", "Naam Gehoord")]


def test_what_becomes_public_is_suggested_at_once():
    made = interview("Nieuw gesprek", state=State.DRAFT)
    assert suggested("nieuw") == []

    made.state = State.PUBLISHED
    made.save()

    assert suggested("nieuw") == [("interview", "Nieuw gesprek")]


def test_name_is_suggested_while_a_fragment_is_public(fold):
    now = timezone.now()
    for make in (theme, speaker, interview):
        window = {"publish_from": now + HOUR, "publish_until": now + 2 * HOUR}
        make("Even", fragment=PUBLIC | window)
    fold()

    numbers = []
    for minutes in (0, 59, 61, 119, 121):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            numbers.append(len(suggest("even")))

    assert numbers == [0, 0, 3, 3, 0]


def test_who_does_not_speak_is_not_suggested():
    fragment = FragmentFactory(published=True, title="Over iemand")
    for name in ("Naam Genoemd", "Naam Geopend"):
        person = PersonFactory(name=name, page_opened=name.endswith("Geopend"))
        fragment.people_mentioned.add(person)
    ParticipationFactory(
        published=True, person=PersonFactory(name="Naam Vrager"), part=Part.INTERVIEWER
    )
    spoken = speaker("Naam Spreker")

    assert suggested("naam") == [("persoon", spoken.name)]


# --- Bounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "o'neil \" ; -- ( * AND",
        "%%",
        "__",
        "\\\\",
        "\x00ab",
        "ab\U0010ffff",
        "é" * 5000,
        "a b " * 90,
    ],
    ids=["signs", "percent", "underscore", "backslash", "nul", "last", "long", "many words"],
)
def test_no_text_is_an_error(text):
    theme("Ander thema")

    assert suggest(text) == []


# Three kinds of names and the titles; whether the index is as it was; the bitmaps of the themes.
WITH_INDEX = 4 + 1 + 1
# The same four; that there is no index; in plain SQL the counts of themes, speakers and interviews.
WITHOUT_INDEX = 4 + 1 + 3 + 2 + 1


@pytest.mark.parametrize(
    ("is_indexed", "queries"), [(True, WITH_INDEX), (False, WITHOUT_INDEX)], ids=["index", "none"]
)
@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_depend_on_how_much_is_found(
    django_assert_num_queries, is_indexed, queries, number
):
    for one in range(number):
        theme(f"Brug {one}")
        FragmentFactory(published=True, title=f"Brug {one}", interview__title=f"Brug {one}")
        speaker(f"Brug Verzonnen{one}")
    if is_indexed:
        compact.reindex()
        current_index()

    with django_assert_num_queries(queries):
        found = suggest("brug")

    assert len(found) == min(8, 4 * number)


@pytest.mark.parametrize("number", [1, 30])
def test_themes_that_fall_away_take_one_query_more(django_assert_num_queries, number):
    for one in range(number):
        ThemeFactory(published=True, name=f"Brug {one}")
    for one in range(8):
        theme(f"Brug vol {one}")
    compact.reindex()
    current_index()

    with django_assert_num_queries(WITH_INDEX + 1):
        found = suggested("brug")

    assert found == [("thema", f"Brug vol {one}") for one in range(8)]


def test_names_are_looked_at_up_to_a_bound():
    Theme.objects.bulk_create(
        Theme(name=f"Kar {one}", slug=f"kar-{one}", **PUBLIC) for one in range(MOST_NAMES)
    )
    theme("Kar zonder eind")

    assert suggested("kar") == []
    assert suggested("kar z") == [("thema", "Kar zonder eind")]


def test_nothing_is_counted_where_nothing_is_found(django_assert_num_queries):
    theme("Brug")

    with django_assert_num_queries(4):
        assert suggest("kade") == []


def test_nothing_is_asked_for_too_few_letters(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert suggest("b") == []


def test_titles_are_looked_at_up_to_a_bound():
    interview = InterviewFactory(published=True, title="Onderhoud")
    for one in range(MOST_TITLES):
        FragmentFactory(interview=interview, title=f"Kar {one}", start_ms=one)
    FragmentFactory(
        interview=interview, title="Kar zonder eind", state=State.PUBLISHED, start_ms=MOST_TITLES
    )

    assert suggested("kar") == []
    assert suggested("kar z") == [("fragment", "Kar zonder eind")]
