"""A question: what was typed into the search box, read forgivingly. No input is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogue.dutch.compounds import Asked, asked
from catalogue.dutch.words import ABBREVIATION, COMPOUND, STOP_WORDS, folded, joined, tokens

MOST_TERMS = 20
MOST_CHARACTERS = 1000
"""How much of a question is read: a visitor asks less, and a page must stay quick."""

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″‶＂〝〞〟❝❞⹂˝", '"'))
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−－", "-"))
PIECE = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+)')
SPACED = re.compile(rf"(?<![^\W_])(?:{ABBREVIATION})", re.IGNORECASE)  # "J. P.", "V & W"


@dataclass(frozen=True)
class Term:
    """One thing asked: a word, a phrase, or a hyphenated word in parts and in one piece.

    A phrase is looked for as it stands, of one word too. A hyphenated word is found in one piece,
    or when all of its parts are.
    """

    words: tuple[str, ...]
    is_phrase: bool = False
    is_excluded: bool = False
    joined: str = ""


@dataclass(frozen=True)
class Question:
    """What a fragment must have, all of it, and what it may not have; false if nothing."""

    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that a fragment must have."""
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def excluded(self) -> tuple[Term, ...]:
        """The terms that a fragment may not have."""
        return tuple(term for term in self.terms if term.is_excluded)

    @property
    def words(self) -> tuple[str, ...]:
        """The words wanted, folded, each once."""
        return tuple(dict.fromkeys(word for term in self.wanted for word in term.words))

    @property
    def marks(self) -> tuple[Asked, ...]:
        """By which what was found is marked: the words wanted outside phrases, and hyphenated ones
        in one piece."""
        loose = [term for term in self.wanted if not term.is_phrase]
        words = (word for term in loose for word in term.words)
        whole = (term.joined for term in loose if term.joined)
        return tuple(dict.fromkeys(map(asked, (*words, *whole))))

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The phrases wanted, which are marked where they stand."""
        return tuple(term.words for term in self.wanted if term.is_phrase)


def read(text: str) -> Question:
    """The question in a text: words, "phrases", -excluded, joined by AND or EN if one likes.

    Function words do not narrow, so they count only when nothing else is wanted.
    """
    terms = list(dict.fromkeys(_terms(text[:MOST_CHARACTERS])))
    narrow = [term for term in terms if not _is_common(term)]
    if any(not term.is_excluded for term in narrow):
        terms = narrow
    return Question(tuple(terms[:MOST_TERMS]))


def _terms(text: str) -> Iterator[Term]:
    """The terms as they come; AND is a word like others."""
    text = text.translate(QUOTES).translate(HYPHENS)
    text = SPACED.sub(lambda short: "".join(short[0].split()), text)
    for piece in PIECE.finditer(text):
        if piece["plain"] is None:
            words = tuple(tokens(piece["phrase"]))
            if words:
                yield Term(words, is_phrase=True, is_excluded=bool(piece["minus"]))
            continue
        plain = piece["plain"].lstrip("([{")
        is_excluded = plain.startswith("-") and not plain.startswith("--")
        for compound in COMPOUND.findall(folded(plain)):
            words = tuple(tokens(compound))
            yield Term(words, is_excluded=is_excluded, joined="".join(joined(compound)))


def _is_common(term: Term) -> bool:
    """Whether a term is a function word, AND among them: wanted, but it does not narrow."""
    is_plain = len(term.words) == 1 and not term.is_phrase and not term.is_excluded
    return is_plain and (term.words[0] in STOP_WORDS)
