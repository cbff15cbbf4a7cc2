"""Typing errors: for a question that finds nothing, the same question in words that find something.

Only a word that finds something public, as it is written, is ever proposed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from catalogue.dutch.stems import stem
from catalogue.dutch.words import near, tokens
from catalogue.search.facets import Selection
from catalogue.search.finding import current_index, find
from catalogue.search.index.bitmaps import Missing, reading, words_among
from catalogue.search.models import IndexedWord, NameWord, begins_with

SHORTEST = 4  # letters: shorter words are near to too many others
MOST_LETTERS_MORE = 2  # as words.near() has it
MOST_NEAR = 6  # words tried in the place of one
MOST_TOGETHER = 9  # questions tried, where several words are wrong or the nearest find nothing
MOST_WORDS = 8  # of a question
MOST_WRONG = 3  # of them: where more is unknown, it is no slip
PIECE = re.compile(r"[^\W_]+(?:['’‘][^\W_]+)*")


@dataclass(frozen=True)
class Correction:
    """A question in other words, and how many fragments it finds beside the same filters."""

    text: str
    count: int


def correct(selection: Selection) -> Correction | None:
    """What may have been meant by the words of a selection that finds nothing.

    Words that find something by themselves stay as they were typed. None when no word is wrong, or
    when the words that may have been meant find nothing beside the filters either.
    """
    asked = selection.question
    wrong = [word for word in asked.words[:MOST_WORDS] if not _number_with(word)]
    if not 0 < len(wrong) <= MOST_WRONG:
        return None
    typed = unicodedata.normalize("NFC", selection.text)
    new = _new_forms()
    for better in _together([_better(word, new) for word in wrong]):
        meant = dict(zip(wrong, better, strict=True))
        text = PIECE.sub(partial(_instead, meant), typed)
        if count := find(replace(selection, text=text)).total:
            return Correction(text, count)
    return None


def _together(better: list[list[str]]) -> list[tuple[str, ...]]:
    """A word for each, in all ways, those that are best for each word first."""
    ranked = sorted(
        product(*map(enumerate, better)), key=lambda chosen: sum(rank for rank, _word in chosen)
    )
    return [tuple(word for _rank, word in chosen) for chosen in ranked[:MOST_TOGETHER]]


def _instead(meant: Mapping[str, str], piece: re.Match[str]) -> str:
    words = tokens(piece.group())
    return (meant.get(words[0]) or piece.group()) if len(words) == 1 else piece.group()


def _better(word: str, new: Iterable[str]) -> list[str]:
    """The nearest words with public fragments in the way they are written, the nearest first and
    of these the one with most. `new` are the words that may not be stored yet."""
    if len(word) < SHORTEST or word.isdecimal():
        return []
    candidates = near(word, list(dict.fromkeys(_candidates(word, new))), limit=MOST_NEAR)
    numbers = {candidate: _number_with(f'"{candidate}"') for candidate in candidates}
    found = [candidate for candidate in candidates if numbers[candidate]]
    return sorted(found, key=lambda one: (OSA.distance(word, one), -numbers[one]))


def _number_with(text: str) -> int:
    return find(Selection(text=text)).total


def _new_forms() -> list[str]:
    """The words in documents that were written since the last fold: those are stored by the next.
    Without an index none are known."""
    try:
        with reading():
            return sorted(words_among(current_index().added))
    except Missing:  # find() has told the operator
        return []


def _candidates(word: str, new: Iterable[str]) -> Iterator[str]:
    """The words of names and documents that may be meant, in order; those of drafts among them.

    A slip in the first letters leaves the end as it is, and the other way round: so words are
    looked up by their beginning, as typed and with its first two letters swapped, and by their
    end. A word whose both ends are mistyped is not found.
    """
    head = 2 if len(word) <= 5 else 3
    beginnings = tuple(dict.fromkeys((word[:head], word[1] + word[0] + word[2:head])))
    reversed_stem = stem(word)[::-1]
    ending = reversed_stem[: max(3, len(reversed_stem) // 2)]
    least, most = len(word) - MOST_LETTERS_MORE, len(word) + MOST_LETTERS_MORE
    for model in (NameWord, IndexedWord):
        written: Any = model.objects  # two of one kind: words have the same fields
        words = written.annotate(letters=Length("form")).filter(
            letters__gte=least, letters__lte=most
        )
        for beginning in beginnings:
            yield from _forms(words.filter(begins_with("form", beginning)))
        yield from _forms(words.filter(begins_with("ending", ending)))
    for form in new:
        if least <= len(form) <= most and (
            form.startswith(beginnings) or stem(form)[::-1].startswith(ending)
        ):
            yield form


def _forms(words: QuerySet[Any]) -> list[str]:
    return sorted(set(words.values_list("form", flat=True)))
