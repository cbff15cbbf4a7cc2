"""“Did you mean …”: what is proposed for a question that finds nothing, and what never is."""

import pytest

from catalogue.search.build import compact
from catalogue.search.facets import Selection
from catalogue.search.models import IndexedWord
from catalogue.search.spelling import correct
from catalogue.values.choices import State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


def corrected(text: str, **filters) -> tuple[str, int] | None:
    better = correct(Selection(text=text, **filters))
    return better and (better.text, better.count)


@pytest.fixture
def indexed():
    """Function that makes the index of what there is."""

    def make():
        compact.reindex()

    return make


@pytest.fixture
def catalogue(indexed):
    """Three fragments in words of their own."""
    for title in ("Zonnewijzer in de tuin", "Zonnewijzer op de toren", "Molenaar op de brug"):
        FragmentFactory(published=True, title=title)
    indexed()


@pytest.mark.parametrize(
    ("typed", "meant", "count"),
    [
        ("zonnewijser", "zonnewijzer", 2),
        ("zonewijzer", "zonnewijzer", 2),
        ("oznnewijzer", "zonnewijzer", 2),  # the first two letters swapped
        ("konnewijzer", "zonnewijzer", 2),  # the first letter wrong
        ("ZONEWIJZER", "zonnewijzer", 2),
        ("molnaar", "molenaar", 1),
        ("Tuin zonewijzer", "Tuin zonnewijzer", 1),
        ("de zonewijzer in de tuin", "de zonnewijzer in de tuin", 1),
        ("zonewijzer tornen", "zonnewijzer toren", 1),
        ('"zonewijzer in"', '"zonnewijzer in"', 1),
        ("zonewijzer -tuin", "zonnewijzer -tuin", 1),
        ("tui\u0308n zo\u0308newijzer", "tuïn zonnewijzer", 1),  # accents typed apart
    ],
)
def test_word_that_finds_nothing_is_put_right(catalogue, typed, meant, count):
    assert corrected(typed) == (meant, count)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "zonnewijzer molenaar",  # both are known, but not together
        "zonewijzer molenaar",
        "qwertyuiop",
        "zonewijzer qwertyuiop",
        "-zonewijzer",
        "tun",  # too short to be sure of anything
        "1234567",
        "o'neil \" ; -- ( * AND",
        "zxcv qwer asdf tyui",
    ],
)
def test_nothing_is_proposed_that_would_not_help(catalogue, typed):
    assert corrected(typed) is None


def test_of_words_as_near_the_one_with_most_fragments_is_meant(indexed):
    for title in ("Brand", "Brand", "Braad"):
        FragmentFactory(published=True, title=title)
    indexed()

    assert corrected("braxd") == ("brand", 2)


def test_filters_stay_on(indexed):
    here, elsewhere = InterviewFactory(published=True), InterviewFactory(published=True)
    FragmentFactory(interview=here, title="Zonnewijzer", state=State.PUBLISHED)
    FragmentFactory(interview=elsewhere, title="Molenaar", state=State.PUBLISHED)
    indexed()

    assert corrected("zonewijzer", interviews=(here.pk,)) == ("zonnewijzer", 1)
    assert corrected("zonewijzer", interviews=(elsewhere.pk,)) is None


def test_words_that_stand_together_are_proposed_together(indexed):
    """And not for each of them the one that finds most."""
    for _one in range(3):
        FragmentFactory(published=True, title="Zonnewijzer")
        FragmentFactory(published=True, title="Molenaar")
    FragmentFactory(published=True, title="Zonnewijder en molenaap")
    indexed()

    assert corrected("zonnewijxer molenaas") == ("zonnewijder molenaap", 1)
    assert corrected("zonnewijxer") == ("zonnewijzer", 3)
    assert corrected("zonnewijxer molenaas kwxyz") is None


def test_words_of_names_and_of_what_is_said_are_known(indexed):
    placement = PlacementFactory(published=True)
    theme = placement.theme
    theme.name = "Sterrenkunde"
    theme.save()
    placement.fragment.people_mentioned.add(PersonFactory(name="Verzonnen Naamdrager"))
    PassageFactory(
        transcript=TranscriptFactory(interview=placement.fragment.interview),
        text="Verzonnen zin over dakpannen.",
        start_ms=placement.fragment.start_ms,
    )
    indexed()

    assert corrected("sterenkunde") == ("sterrenkunde", 1)
    assert corrected("naamdragre") == ("naamdrager", 1)
    assert corrected("dakpanen") == ("dakpannen", 1)


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.WITHDRAWN])
def test_word_of_what_is_not_public_is_never_proposed(indexed, state):
    FragmentFactory(title="Geheimschrift", state=state, interview__state=State.PUBLISHED)
    FragmentFactory(title="Geheimtaal", state=State.PUBLISHED, interview__state=state)
    hidden = FragmentFactory(state=state, interview__state=State.PUBLISHED)
    hidden.people_mentioned.add(PersonFactory(name="Geheimhouder"))
    PlacementFactory(published=True, theme=ThemeFactory(name="Geheimenis", state=state))
    indexed()

    assert IndexedWord.objects.filter(form="geheimschrift").exists()
    for slip in ("geheimschrif", "geheimtaa", "geheimhoudr", "geheimenix"):
        assert corrected(slip) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zonnewijser", "zonnewijzer"),
        ("oznnewijzer", "zonnewijzer"),  # the first two letters swapped
        ("konnewijzer", "zonnewijzer"),  # the first letter wrong
        ("dakpanen", "dakpannen"),  # what is said
        ("zonewijzer dakpanen", "zonnewijzer dakpannen"),
    ],
)
def test_words_are_known_from_the_moment_that_they_are_written(indexed, typed, meant):
    """And not from the next fold on, that takes them into the index."""
    indexed()
    fragment = FragmentFactory(published=True, title="Zonnewijzer")
    PassageFactory(
        transcript=TranscriptFactory(interview=fragment.interview),
        text="Verzonnen zin over dakpannen.",
        start_ms=fragment.start_ms,
    )

    assert not IndexedWord.objects.filter(form__in=("zonnewijzer", "dakpannen")).exists()
    assert corrected(typed) == (meant, 1)
    compact.fold()
    assert corrected(typed) == (meant, 1)


def test_new_words_of_drafts_and_of_what_is_no_more_are_not_proposed(indexed):
    changed = FragmentFactory(published=True, title="Zonnewijzer")
    indexed()
    FragmentFactory(title="Geheimschrift", interview__state=State.PUBLISHED)
    changed.title = "Molenaar"
    changed.save()

    assert corrected("geheimschrif") is None
    assert corrected("zonewijzer") is None
    assert corrected("molnaar") == ("molenaar", 1)


def test_form_that_only_a_draft_has_is_not_proposed_for_its_stem(indexed):
    FragmentFactory(published=True, title="Dakpan")
    FragmentFactory(title="Dakpannen", interview__state=State.PUBLISHED)
    indexed()

    assert corrected("dakpannnen") is None


def test_without_an_index_the_words_of_names_are_known():
    placement = PlacementFactory(
        published=True, theme=ThemeFactory(published=True, name="Sterrenkunde")
    )
    placement.fragment.title = "Zonnewijzer"
    placement.fragment.save()

    assert corrected("sterenkunde") == ("sterrenkunde", 1)
    assert corrected("zonewijzer") is None


@pytest.mark.parametrize("is_folded", [True, False])
@pytest.mark.parametrize("number", [1, 40])
def test_queries_are_bounded_whatever_is_near(
    indexed, django_assert_max_num_queries, number, is_folded
):
    indexed()
    for one in range(number):
        FragmentFactory(published=True, title=f"zonnewij{chr(97 + one % 26)}er {one}")
    if is_folded:
        indexed()

    with django_assert_max_num_queries(70):
        assert corrected("zonnewijer")
