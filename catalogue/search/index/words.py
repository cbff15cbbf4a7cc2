"""Which fragments have the words of a question, and how well, from the index."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import numpy as np
from pyroaring import BitMap

from catalogue.dutch.compounds import asked
from catalogue.dutch.words import spaced
from catalogue.search.index import bitmaps
from catalogue.search.index.snapshot import Index
from catalogue.search.index.theme_counts import Branches
from catalogue.search.models import Document, NameWord
from catalogue.search.question import Question, Term

AT_ONCE = 500  # keys in one query


class Matches:
    """The fragments that a question finds at one moment."""

    def __init__(self, index: Index, question: Question, at: datetime):
        self.index, self.question, self.at = index, question, at
        self._forms: dict[str, list[str]] = {}

    def narrowed(self, found: BitMap) -> BitMap:
        """Those of these fragments that have all that is wanted and nothing that is excluded."""
        for term in self.question.wanted:
            found = found & self._of(term)
        for term in self.question.excluded:
            found = found - self._of(term)
        return found

    def tiers(self, found: BitMap) -> Iterator[BitMap]:
        """These fragments by how well they match, best first: all words in the title as written,
        all in the title by their stems, all anywhere as written, the rest. Each is found when it
        is asked for: the first ones are often enough for a page."""
        for kind in (self._title_exactly, self._title, self._exactly):
            tier = found
            for term in self.question.wanted:
                tier = tier & kind(term)
            yield tier
            found = found - tier
        yield found

    def _of(self, term: Term) -> BitMap:
        if term.is_phrase:
            return self._phrase(term.words)
        return self._parts_or_whole(term, self._word)

    def _exactly(self, term: Term) -> BitMap:
        if term.is_phrase:
            return self._phrase(term.words)
        return self._parts_or_whole(term, self._exact_word)

    def _title(self, term: Term) -> BitMap:
        if term.is_phrase:
            return self._title_exactly(term)
        return self._parts_or_whole(term, self._in_title)

    def _title_exactly(self, term: Term) -> BitMap:
        return self._parts_or_whole(term, lambda word: self.index.posting(bitmaps.in_title(word)))

    def _parts_or_whole(self, term: Term, find: Callable[[str], BitMap]) -> BitMap:
        first, *others = term.words
        found = find(first)
        for word in others:
            found = found & find(word)
        return found | find(term.joined) if term.joined else found

    def _found(self, kind: str, words: str, find: Callable[[], BitMap]) -> BitMap:
        return self.index.found_before(self.at, f"{kind} {words}", find)

    def _forms_like(self, word: str) -> list[str]:
        if word not in self._forms:
            self._forms[word] = self.index.forms_like(word)
        return self._forms[word]

    def _word(self, word: str) -> BitMap:
        """The fragments in which this word, or one like it, stands anywhere."""

        def find() -> BitMap:
            names = NameWord.objects.like(asked(word)).values_list("kind", "record")
            forms = map(bitmaps.anywhere, self._forms_like(word))
            return self.index.union(forms) | self._named(names)

        return self._found("word", word, find)

    def _exact_word(self, word: str) -> BitMap:
        def find() -> BitMap:
            names = NameWord.objects.filter(form=word).values_list("kind", "record")
            return self.index.posting(bitmaps.anywhere(word)) | self._named(names)

        return self._found("exact", word, find)

    def _in_title(self, word: str) -> BitMap:
        return self._found(
            "title",
            word,
            lambda: self.index.union(map(bitmaps.in_title, self._forms_like(word))),
        )

    def _phrase(self, words: tuple[str, ...]) -> BitMap:
        if len(words) == 1:
            return self._exact_word(words[0])
        return self._found(
            "phrase",
            " ".join(words),
            lambda: (
                self._phrase_in_documents(words) | self._named(self.index.rows.named_with(words))
            ),
        )

    def _phrase_in_documents(self, words: tuple[str, ...]) -> BitMap:
        """Where the blocks list a pair of these words, they decide; else the documents do."""
        first, *others = dict.fromkeys(words)
        found = self.index.posting(bitmaps.anywhere(first))
        for word in others:
            found = found & self.index.posting(bitmaps.anywhere(word))
        sure = BitMap()
        for pair in itertools.pairwise(words):
            bits, shards = self.index.stored.in_sequence(*pair)
            listed = bitmaps.covering(shards) - self.index.changed
            found = (found & bits) | (found - listed)
            if len(words) == 2:
                sure = found & listed
        return sure | self._verified(found - sure, words)

    def _verified(self, keys: BitMap, words: tuple[str, ...]) -> BitMap:
        """Those of these fragments whose document has the words in sequence."""
        found, ordered = BitMap(), list(keys)
        for place in range(0, len(ordered), AT_ONCE):
            rows = Document.objects.filter(
                pk__in=ordered[place : place + AT_ONCE], words__contains=spaced(words)
            )
            found |= BitMap(rows.values_list("pk", flat=True))
        return found

    def _named(self, names: Iterable[tuple[str, int]]) -> BitMap:
        """The fragments of these interviews, in these themes, spoken by or about these people."""
        records = defaultdict(list)
        for kind, record in names:
            records[kind].append(record)
        voices = self.index.voices
        people = records[NameWord.Kind.PERSON]
        wanted = np.isin(voices.interview, records[NameWord.Kind.INTERVIEW])
        if people:
            wanted |= voices.having("people", people)
        found = self.index.of_voices(wanted)
        if people:
            found |= self.index.union(map(bitmaps.mentioning, people))
        return found | Branches(self.index, self.at).united(records[NameWord.Kind.THEME])
