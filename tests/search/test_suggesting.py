"""Suggestions while somebody types: what is suggested, in what order, and what never is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.choices import Part, State
from catalogue.search.suggesting import MOST_TITLES, suggest
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PersonFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def suggested(text: str, **options) -> list[tuple[str, str]]:
    return [(one.kind, one.label) for one in suggest(text, **options)]


def speaker(name: str, **state):
    """Somebody who speaks in an interview; a public one unless the state says otherwise."""
    interview = InterviewFactory(title="Onderhoud", **(state or {"published": True}))
    return ParticipationFactory(interview=interview, person=PersonFactory(name=name)).person


# --- What is found --------------------------------------------------------------------------------


def test_each_kind_is_suggested_in_a_fixed_order():
    FragmentFactory(published=True, title="Zonnewijzer of klok")
    InterviewFactory(published=True, title="Gesprek over zonnebloemen")
    speaker("Zonneke Verzonnen")
    ThemeFactory(published=True, name="De zonnestand")

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
    ThemeFactory(published=True, name="De scheve toren")

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
        ThemeFactory(published=True, name=name)

    assert [label for _kind, label in suggested("molen")] == [
        "Molenaar",
        "Molens",
        "Aan de molen",
        "Bij de molen",
    ]


def test_every_kind_gets_its_share_and_what_others_leave():
    for number in range(9):
        ThemeFactory(published=True, name=f"Kade {number}")
    FragmentFactory(published=True, title="Kade in de regen")

    found = suggested("kade", at_most=4)

    assert found == [
        ("thema", "Kade 0"),
        ("thema", "Kade 1"),
        ("thema", "Kade 2"),
        ("fragment", "Kade in de regen"),
    ]


def test_target_is_the_slug_of_a_record_and_the_address_of_a_fragment():
    theme = ThemeFactory(published=True, name="Kade", slug="aan-de-kade")
    fragment = FragmentFactory(published=True, title="Kade in de regen")

    assert [one.target for one in suggest("kade")] == [theme.slug, fragment.get_absolute_url()]


# --- What never is --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"state": State.REVIEW},
        {"state": State.WITHDRAWN},
        {"state": State.PUBLISHED, "publish_from": timezone.now() + timedelta(days=1)},
        {"state": State.PUBLISHED, "publish_until": timezone.now() - timedelta(days=1)},
    ],
    ids=["draft", "review", "withdrawn", "scheduled", "expired"],
)
def test_word_of_what_is_not_public_is_never_suggested(hidden):
    ThemeFactory(name="Geheimthema", **hidden)
    FragmentFactory(title="Geheimfragment", interview__published=True, **hidden)
    below = InterviewFactory(title="Geheiminterview", **hidden)
    FragmentFactory(title="Geheim daarvan", interview=below, state=State.PUBLISHED)
    speaker("Geheim Persoon", **hidden)
    open_theme = ThemeFactory(published=True, name="Geheimschrift")

    assert suggested("geheim") == [("thema", open_theme.name)]


def test_what_becomes_public_is_suggested_at_once():
    interview = InterviewFactory(title="Nieuw gesprek")
    assert suggested("nieuw") == []

    interview.state = State.PUBLISHED
    interview.save()

    assert suggested("nieuw") == [("interview", "Nieuw gesprek")]


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
    ThemeFactory(published=True, name="Ander thema")

    assert suggest(text) == []


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_depend_on_how_much_is_found(django_assert_num_queries, number):
    for one in range(number):
        ThemeFactory(published=True, name=f"Brug {one}")
        FragmentFactory(published=True, title=f"Brug {one}", interview__title=f"Brug {one}")
        speaker(f"Brug Verzonnen{one}")

    with django_assert_num_queries(4):
        found = suggest("brug")

    assert len(found) == min(8, 4 * number)


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
