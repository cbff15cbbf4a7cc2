"""Hits in transcripts: which sentence, what is marked, where it begins, and who may see it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalogue.models import Fragment
from catalogue.search.facets import Selection
from catalogue.search.finding import find_in_sql
from catalogue.search.question import read
from catalogue.search.snippets import LONGEST, hits, sentences
from catalogue.values.choices import State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    PassageFactory,
    RecordingFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def fragment():
    """A public fragment from second 10 to 60."""
    return FragmentFactory(published=True, title="Titel", start_ms=10_000, end_ms=60_000)


def said(interview, *cues: tuple[int | None, str], **facts):
    """A transcript of the interview: for each cue its second and its text."""
    transcript = TranscriptFactory(interview=interview, **facts)
    for order, (second, text) in enumerate(cues):
        start = None if second is None else second * 1000
        PassageFactory(transcript=transcript, order=order, start_ms=start, text=text)
    return transcript


def hit_of(fragment: Fragment, text: str):
    return hits(read(text), [fragment.pk]).get(fragment.pk)


def shown(fragment: Fragment, text: str) -> tuple[str, int] | None:
    """The sentence, with what is marked in [brackets], and its second."""
    hit = hit_of(fragment, text)
    if hit is None:
        return None
    words = "".join(f"[{run}]" if is_marked else run for run, is_marked in hit.runs)
    return words, hit.begins_ms / 1000


# --- Which sentence -------------------------------------------------------------------------------


def test_compounds_and_abbreviations_are_marked(fragment):
    said(fragment.interview, (12, "De toeslagenaffaire, zei de S.G. tegen een CDA'er. Niets."))

    assert shown(fragment, "toeslagen SG cda") == (
        "De [toeslagenaffaire], zei de [S.G.] tegen een [CDA'er].",
        12,
    )


def test_sentence_has_its_words_marked_by_their_stems(fragment):
    said(fragment.interview, (12, "Niets. De Ministerspost en twee tuinen, met een tuin. Niets."))

    assert shown(fragment, "tuin minister") == (
        "De [Ministerspost] en twee [tuinen], met een [tuin].",
        12,
    )


def test_sentence_runs_on_over_cues_and_its_time_is_that_of_the_first_word(fragment):
    said(
        fragment.interview,
        (12, "Eerst iets anders. En toen zagen wij"),
        (15, "achter de bomen"),
        (18, "een scheve toren staan!"),
        (21, "Meer niet."),
    )

    assert shown(fragment, "toren") == (
        "En toen zagen wij achter de bomen een scheve [toren] staan!",
        18,
    )


def test_sentence_with_most_different_words_comes_before_earlier_ones(fragment):
    said(
        fragment.interview,
        (12, "Een brug, een brug, een brug."),
        (20, "De toren bij de brug."),
        (30, "Nog een brug en een toren."),
    )

    assert shown(fragment, "brug toren") == ("De [toren] bij de [brug].", 20)
    assert shown(fragment, "brug") == ("Een [brug], een [brug], een [brug].", 12)


def test_hit_is_shown_when_one_of_the_words_is_spoken(fragment):
    said(fragment.interview, (12, "Alleen de brug."))

    assert shown(fragment, "titel brug") == ("Alleen de [brug].", 12)
    assert shown(fragment, '"titel" brug') == ("Alleen de [brug].", 12)
    assert shown(fragment, "titel -brug") is None
    assert shown(fragment, "toren") is None


def test_hyphenated_word_is_found_in_one_piece(fragment):
    said(fragment.interview, (12, "Een zonne-wijzer."))

    assert shown(fragment, "zonnewijzer") == ("Een [zonne-wijzer].", 12)


def test_long_sentence_is_cut_between_words(fragment):
    said(fragment.interview, (12, "woord " * 90 + "toren"), (40, "staat " * 90 + "daar."))

    words, second = shown(fragment, "toren")

    assert second == 12
    assert words.startswith("… woord ")
    assert words.endswith(" staat …")
    assert len(words) <= LONGEST + len("…  …[]")


@pytest.mark.parametrize(
    "text", ["a" * 1000 + " toren", "toren " + "a" * 1000, "toren?!…", "toren"]
)
def test_no_text_is_too_odd_for_a_sentence(fragment, text):
    said(fragment.interview, (12, text))

    assert "[toren]" in shown(fragment, "toren")[0]


# --- Phrases --------------------------------------------------------------------------------------


def test_words_of_a_phrase_count_and_are_marked_where_all_of_it_stands(fragment):
    said(
        fragment.interview,
        (12, "De staat van een raad. Van raad tot staat."),
        (20, "Zo kwam van de Raad van Staat een raad, daar van de staat."),
    )

    assert shown(fragment, '"raad van staat"') == (
        "Zo kwam van de [Raad van Staat] een raad, daar van de staat.",
        20,
    )


def test_phrase_counts_for_all_of_its_words(fragment):
    said(fragment.interview, (12, "Een brug, een toren. Een brug bij de hoge dijk. Een toren."))

    assert shown(fragment, 'brug toren "de hoge dijk"') == ("Een [brug] bij [de hoge dijk].", 12)


def test_word_that_is_asked_by_itself_too_is_marked_anywhere(fragment):
    said(fragment.interview, (12, "Raden, staten. De Raad van Staat en de raad van een staat."))

    assert shown(fragment, '"raad van staat"') == (
        "De [Raad van Staat] en de raad van een staat.",
        12,
    )
    assert shown(fragment, '"raad van staat" raad') == (
        "De [Raad van Staat] en de [raad] van een staat.",
        12,
    )


def test_no_sentence_is_shown_for_a_word_of_a_phrase_that_stands_in_the_title():
    fragment = FragmentFactory(published=True, title="De scheve toren", start_ms=0)
    said(fragment.interview, (12, "Die toren is hoog, een scheve toren."))

    assert shown(fragment, '"de scheve toren"') is None
    assert shown(fragment, '"de scheve toren" hoog') == (
        "Die toren is [hoog], een scheve toren.",
        12,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"mist en regen"', "Dan [Mist en regen], één-op-één."),
        ('"één op een"', "Dan Mist en regen, [één-op-één]."),
        ('"eenopeen"', "Dan Mist en regen, [één-op-één]."),
        ('"regen een"', "Dan Mist en [regen, één]-op-één."),
        ('"voorbij zon"', "De foto’s: [voorbij. Zon]."),
        ('"zon dan mist"', "[Zon. Dan Mist] en regen, één-op-één."),
        ('"voorbij zon dan"', "De foto’s: [voorbij. Zon. Dan] Mist en regen, één-op-één."),
        ('"de foto voorbij"', "[De foto’s: voorbij]."),
        ('"de fotos voorbij"', None),
        ('"en mist"', None),
        ('"misten"', None),
        ('"een eenopeen"', None),
    ],
)
def test_phrase_is_shown_where_the_search_finds_it(fragment, text, words):
    said(
        fragment.interview, (12, "De foto’s: voorbij. Zon. Dan Mist"), (15, "en regen, één-op-één.")
    )

    assert (shown(fragment, text) or (None,))[0] == words
    assert find_in_sql(Selection(text=text)).total == (words is not None)


def test_time_of_a_phrase_is_that_of_the_passage_in_which_it_begins(fragment):
    said(fragment.interview, (12, "Niets dan"), (15, "de mist"), (18, "en regen."))

    assert shown(fragment, '"mist en regen"') == ("Niets dan de [mist en regen].", 15)


@pytest.mark.parametrize("before", range(47, 51))
def test_long_sentence_is_not_cut_in_a_phrase(fragment, before):
    said(fragment.interview, (12, "woord " * before + "mist en regen" + " staat" * 60))

    words, _second = shown(fragment, '"mist en regen"')

    assert "[mist en regen]" in words
    assert len(words) <= LONGEST + len("…  …[]")


def test_phrase_over_itself_makes_no_sentence_longer(fragment):
    said(fragment.interview, (12, "ha " * 500))

    words, _second = shown(fragment, '"ha ha"')

    assert words.startswith("[ha ha ha")
    assert len(words) <= LONGEST + len(" …[]")


def test_phrase_that_is_longer_than_a_sentence_is_shown_in_full(fragment):
    phrase = " ".join(f"woord{number}" for number in range(60))
    said(fragment.interview, (12, f"Eerst dit. {phrase}"))

    assert shown(fragment, f'"{phrase}"') == (f"[{phrase}]", 12)


# --- What is heard in a fragment ------------------------------------------------------------------


def test_passage_counts_in_the_fragment_in_which_it_begins(fragment):
    said(fragment.interview, (9, "Een brug."), (10, "De toren."), (59, "Een raam."), (60, "Dak."))

    assert [shown(fragment, word) for word in ("brug", "toren", "raam", "dak")] == [
        None,
        ("De [toren].", 10),
        ("Een [raam].", 59),
        None,
    ]


def test_fragment_without_an_end_ends_where_the_next_published_one_begins(fragment):
    first = FragmentFactory(interview=fragment.interview, start_ms=0, state=State.PUBLISHED)
    FragmentFactory(interview=fragment.interview, start_ms=5_000)  # a draft
    last = FragmentFactory(interview=fragment.interview, start_ms=90_000, state=State.PUBLISHED)
    said(fragment.interview, (9, "De toren."), (10, "De brug."), (500, "Het raam."))

    assert shown(first, "toren") == ("De [toren].", 9)
    assert shown(first, "brug") is None
    assert shown(last, "raam") == ("Het [raam].", 500)


def test_times_of_a_second_part_are_moved_to_the_timeline():
    interview = InterviewFactory(published=True)
    RecordingFactory(interview=interview, part=1, duration_ms=100_000)
    recording = RecordingFactory(interview=interview, part=2, duration_ms=100_000)
    fragment = FragmentFactory(interview=interview, start_ms=110_000, state=State.PUBLISHED)
    said(interview, (5, "Een brug."), (15, "De toren."), recording=recording)

    assert shown(fragment, "toren") == ("De [toren].", 115)
    assert shown(fragment, "brug") is None


def test_passages_without_a_known_time_are_left_out(fragment):
    said(fragment.interview, (None, "Een brug."), (12, "De toren."))
    podcast = RecordingFactory(interview=fragment.interview, is_primary=False)
    said(fragment.interview, (12, "Een raam."), recording=podcast)

    assert shown(fragment, "brug") is None
    assert shown(fragment, "raam") is None
    assert shown(fragment, "toren") == ("De [toren].", 12)


def test_best_of_two_transcripts_is_shown_with_what_is_known_of_it(fragment):
    said(fragment.interview, (12, "De toren."))
    said(fragment.interview, (20, "The toren and the brug."), language="en", is_checked=True)

    hit = hit_of(fragment, "brug toren")

    assert (hit.language, hit.is_checked) == ("en", True)
    hit = hit_of(fragment, "toren")
    assert (hit.language, hit.is_checked) == ("nl", False)


# --- Who may see it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN},
        {"publish_until": timezone.now() - timedelta(days=1)},
    ],
    ids=["draft", "withdrawn", "expired"],
)
def test_transcript_of_a_hidden_interview_is_not_quoted(fragment, hidden):
    said(fragment.interview, (12, "De toren."))
    assert shown(fragment, "toren")

    for name, value in hidden.items():
        setattr(fragment.interview, name, value)
    fragment.interview.save()

    assert shown(fragment, "toren") is None


@pytest.mark.parametrize("is_demo", [True, False])
def test_demonstration_is_quoted_in_the_demonstration_alone(fragment, settings, is_demo):
    settings.DEMO = is_demo
    recording = RecordingFactory(interview=fragment.interview, demonstration=True)
    said(fragment.interview, (12, "De toren."), recording=recording)

    assert (shown(fragment, "toren") is not None) is is_demo


# --- Bounds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 12])
def test_queries_do_not_depend_on_the_number_of_fragments(django_assert_num_queries, number):
    fragments = [FragmentFactory(published=True, start_ms=0) for _one in range(number)]
    for fragment in fragments:
        said(fragment.interview, (1, "De toren."), (2, "Een brug."))

    with django_assert_num_queries(5):
        found = hits(read("toren"), [fragment.pk for fragment in fragments])

    assert found.keys() == {fragment.pk for fragment in fragments}


def test_nothing_is_asked_without_words_or_fragments(fragment, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert hits(read(""), [fragment.pk]) == {}
        assert hits(read("-toren"), [fragment.pk]) == {}
        assert hits(read("toren"), []) == {}


# --- Sentences ------------------------------------------------------------------------------------


@given(st.text(alphabet='ab .?!…"\n', max_size=60).map(lambda text: text * 12))
def test_sentences_leave_out_nothing_but_spaces(text):
    parts = [text[start:end] for start, end in sentences(text)]

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= LONGEST and part == part.lstrip() for part in parts)


@given(
    st.text(alphabet="ab .\n", max_size=60).map(lambda text: text * 12),
    st.lists(st.tuples(st.integers(0, 700), st.integers(1, 400)), max_size=5),
)
def test_sentences_cut_no_phrase(text, phrases):
    spans = [(start, start + size) for start, size in sorted(phrases) if start + size <= len(text)]
    spans = [(a, z) for a, z in spans if not text[a].isspace() and not text[z - 1].isspace()]

    parts = list(sentences(text, spans))

    written = "".join(text[start:end] for start, end in parts)
    assert "".join(written.split()) == "".join(text.split())
    longest = max((z - a for a, z in spans), default=0)
    assert all(0 < end - start <= LONGEST + longest for start, end in parts)
    until = 0
    for first, stop in spans:
        if first >= until:
            assert any(start <= first and stop <= end for start, end in parts)
            until = stop
