"""A question: what was typed, read forgivingly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.dutch.compounds import asked
from catalogue.dutch.words import tokens
from catalogue.search.question import MOST_TERMS, Question, Term, read

TYPED = st.text(st.one_of(st.sampled_from("aEN dé-–'’\"„”«*()"), st.characters()), max_size=80)


def word(form: str) -> Term:
    """A word asked for."""
    return Term((form,))


def phrase(*forms: str, is_excluded: bool = False) -> Term:
    """A phrase asked for, or excluded."""
    return Term(forms, is_phrase=True, is_excluded=is_excluded)


def no(form: str) -> Term:
    """A word excluded."""
    return Term((form,), is_excluded=True)


HYPHENATED = Term(("politiek", "ambtelijk"), joined="politiekambtelijk")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("Loyale Tegenspraak", [word("loyale"), word("tegenspraak")], id="words"),
        pytest.param("top, top TOP", [word("top")], id="once"),
        pytest.param("politiek/top", [word("politiek"), word("top")], id="slash"),
        pytest.param("politiek-ambtelijk", [HYPHENATED], id="hyphen"),
        pytest.param("politiek‑ambtelijk", [HYPHENATED], id="another hyphen"),
        pytest.param("J. P. van V & W", [word("jp"), word("vw")], id="abbreviations"),
        pytest.param("CDA'er", [word("cdaer")], id="apostrophe"),
        pytest.param("1994-1998", [Term(("1994", "1998"))], id="years"),
        pytest.param('"De exacte zin"', [phrase("de", "exacte", "zin")], id="phrase"),
        pytest.param("„exacte zin”", [phrase("exacte", "zin")], id="low quotes"),
        pytest.param("«exacte zin»", [phrase("exacte", "zin")], id="guillemets"),
        pytest.param("＂exacte zin＂", [phrase("exacte", "zin")], id="wide quotes"),
        pytest.param('"politiek-ambtelijk"', [phrase("politiek", "ambtelijk")], id="quoted hyphen"),
        pytest.param('"topambtenaar"', [phrase("topambtenaar")], id="one word quoted"),
        pytest.param('top"exacte zin"nu', [word("top"), phrase("exacte", "zin"), word("nu")]),
        pytest.param('raad "open zin', [word("raad"), word("open"), word("zin")], id="unbalanced"),
        pytest.param('"" "?" raad', [word("raad")], id="empty phrases"),
        pytest.param("raad -niet", [word("raad"), no("niet")], id="minus"),
        pytest.param("raad –niet", [word("raad"), no("niet")], id="minus made a dash"),
        pytest.param(
            'raad -"een zin"', [word("raad"), phrase("een", "zin", is_excluded=True)], id="-phrase"
        ),
        pytest.param("-de", [no("de")], id="excluded alone"),
        pytest.param(
            "-politiek-ambtelijk",
            [Term(("politiek", "ambtelijk"), is_excluded=True, joined="politiekambtelijk")],
            id="excluded hyphen",
        ),
        pytest.param("raad - -- --nu", [word("raad"), word("nu")], id="loose hyphens"),
        pytest.param("(raad -nu) (-ooit)", [word("raad"), no("nu"), no("ooit")], id="brackets"),
        pytest.param("raad AND wet EN kabinet", [word("raad"), word("wet"), word("kabinet")]),
        pytest.param("de raad van het land", [word("raad"), word("land")], id="function words"),
        pytest.param("zo'n raad", [word("raad")], id="function word with apostrophe"),
        pytest.param("het de", [word("het"), word("de")], id="function words alone"),
        pytest.param("de -raad", [word("de"), no("raad")], id="function word to exclude from"),
        pytest.param("AND", [word("and")], id="AND alone"),
        pytest.param("o'neil \" ; -- ( * AND", [word("oneil")], id="hostile"),
        pytest.param("100% _ \\ \x00 NULL", [word("100"), word("null")], id="SQL"),
        pytest.param(" …?! - -- \" ' * ( ) ", [], id="punctuation"),
        pytest.param("", [], id="empty"),
    ],
)
def test_read_gives_the_terms(text, terms):
    assert read(text) == Question(tuple(terms))


@pytest.mark.parametrize(
    ("text", "asks"), [("raad", True), ("-raad", True), ("?", False), ("", False)]
)
def test_question_is_true_when_anything_is_asked(text, asks):
    assert bool(read(text)) is asks


def test_question_tells_wanted_from_excluded():
    question = read('raad -niet "de zin"')

    assert question.wanted == (word("raad"), phrase("de", "zin"))
    assert question.excluded == (no("niet"),)


def test_words_are_those_wanted_each_once():
    assert read('raad -niet "de raad" zee-lucht').words == ("raad", "de", "zee", "lucht")


def test_marks_are_of_the_words_wanted_and_of_hyphenated_ones_in_one_piece():
    assert read("kinderen ministers -niet zee-schepen").marks == tuple(
        map(asked, ("kinderen", "ministers", "zee", "schepen", "zeeschepen"))
    )


def test_words_of_phrases_are_kept_together_and_give_no_marks():
    question = read('"twee ministers" kinderen "Zee-schepen" -"een dag"')

    assert question.phrases == (("twee", "ministers"), ("zee", "schepen"))
    assert question.marks == (asked("kinderen"),)


def test_read_goes_no_further_than_a_visitor_asks():
    terms = read(" ".join(f"woord{number}" for number in range(100_000))).terms

    assert terms == tuple(word(f"woord{number}") for number in range(MOST_TERMS))


@given(TYPED)
def test_read_takes_any_text(text):
    question = read(text)

    assert len(set(question.terms)) == len(question.terms) <= MOST_TERMS
    assert all(form.isalnum() for term in question.terms for form in term.words)
    assert all(term.words for term in question.terms)
    assert bool(question.marks or question.phrases) == bool(question.wanted)


@given(TYPED)
def test_read_hides_nothing_behind_stray_punctuation(text):
    assert bool(read(text)) == bool(tokens(text))
