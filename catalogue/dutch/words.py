"""Dutch words as people write and ask them: tokens, parts of compounds, marks, slips.

Pure Python over text.fold and stems.stem. What is stored and what is asked go the same way.
"""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalogue.dutch.compounds import Asked
from catalogue.dutch.stems import LONGEST, stem
from catalogue.values.text import fold

READING = 5
"""Raised when the same text is read as other words or stems from now on, or other text belongs to a
fragment: an index of before then asks to be made again."""

LETTER = r"[^\W\d_]"
INITIAL = rf"(?:chr?|fr|ij|ph|sj|th|tj|{LETTER})"  # "A.Th."
# "J.P.", "S. G." and "d.w.z"; "OC&W" and "V & W".
ABBREVIATION = (
    rf"(?:{INITIAL}\.)+(?:{INITIAL}\.|{INITIAL}(?![^\W_]))|{INITIAL}\.(?:\s+{INITIAL}\.)+"
    rf"|{LETTER}{{1,3}}(?:&{LETTER}{{1,3}})+(?![^\W_])"
    rf"|{LETTER}{{1,2}}\s*&\s*{LETTER}{{1,2}}(?![^\W_])"
)
PLAIN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
WORD = re.compile(f"{ABBREVIATION}|{PLAIN.pattern}")
# Without one of these, or a "&", a text has no abbreviation, and is read much faster.
DOTTED = re.compile(rf"\.\s*{INITIAL}(?![^\W_])")
COMPOUND = re.compile(rf"(?:{WORD.pattern})(?:-(?:{WORD.pattern}))*")
CLITIC = re.compile(r"'[snt]$")
MADE_OF = re.compile(r"([^\W_]+)'(?:ers?|sters?|erij|erschap|tjes?|jes?)$")  # "CDA'er"
PART = re.compile(r"[^\W_]+")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# In a word without being a letter of it: accents, signs of vowels, places where it may break.
UNSEEN = {"Mn", "Mc", "Me", "Cf"}


class Folds(dict[int, str]):
    """What each character folds to, by its number, filled on the way.

    Folding works character by character, but for spaces at the ends; so this is text.fold with
    every character still in its place, and faster.
    """

    def __missing__(self, number: int) -> str:
        bare = fold(f"a{chr(number)}a")[1:-1]
        kept = "".join(char for char in bare if unicodedata.category(char) not in UNSEEN)
        if len(self) < 4096:  # more than any language needs; a hostile text may use them all
            self[number] = kept
        return kept


FOLDS = Folds()


def folded(text: str) -> str:
    """The text folded, with its spaces as they are."""
    lower = text.lower().replace("`", "'")  # of ASCII nothing else folds
    return lower if lower.isascii() else NOT_ASCII.sub(lambda char: FOLDS[ord(char[0])], lower)


def _closed(word: str) -> str:
    """A folded word without its apostrophes, dots and other signs."""
    return word if word.isalnum() else "".join(PART.findall(CLITIC.sub("", word)))


def _parts(word: str) -> list[str]:
    """By what else a folded word is found: "s.g." also by "s" and "g", "cda'er" by "cda"."""
    if word.isalnum():
        return []
    made_of = MADE_OF.match(word)
    return [made_of[1]] if made_of else [] if "'" in word else PART.findall(word)


def tokens(text: str) -> list[str]:
    """The words of a text in order, folded: "Zo’n politiek-ambtelijke top" → "zo", "politiek",
    "ambtelijke", "top".

    An ending "'s", "'n" or "'t" is dropped ("foto's" → "foto"), other apostrophes are closed up
    ("O'Neil" → "oneil"), and so are abbreviations ("J.P." → "jp", "OC&W" → "ocw"). A word counts to
    its 60th character.
    """
    return _tokens(folded(text))


def _tokens(plain: str) -> list[str]:
    return _closed_up(_words(plain))


def _words(plain: str) -> list[str]:
    """The words of a folded text with their signs."""
    return (WORD if "&" in plain or DOTTED.search(plain) else PLAIN).findall(plain)


def _closed_up(words: list[str]) -> list[str]:
    if not all(map(str.isalnum, words)):
        words = list(map(_closed, words))
    return (
        [word[:LONGEST] for word in words] if max(map(len, words), default=0) > LONGEST else words
    )


def joined(text: str) -> list[str]:
    """The hyphenated words of a text in one piece: "politiek-ambtelijk" → "politiekambtelijk".

    Numbers alone ("1994-1998") are not words.
    """
    return _joined(folded(text))


def _joined(plain: str) -> list[str]:
    if "-" not in plain:
        return []
    compounds = (word for word in COMPOUND.findall(plain) if "-" in word)
    forms = ("".join(_closed(part) for part in word.split("-")) for word in compounds)
    return [form[:LONGEST] for form in forms if not form.isdecimal()]


def also(text: str) -> list[str]:
    """By what else the words of a text are found: hyphenated ones in one piece, and of "CDA'er" and
    "J.P." the parts."""
    plain = folded(text)
    return _also(plain, _words(plain))


def _also(plain: str, words: list[str]) -> list[str]:
    signed = itertools.filterfalse(str.isalnum, words)
    parts = (part for word in signed for part in _parts(word))
    return [*_joined(plain), *(part[:LONGEST] for part in parts)]


SIGNS = r"(?:\s?[.&’‘`´\x27]\s?)*"


def with_any_signs(word: str) -> str:
    """A regular expression, of Python and PostgreSQL, of a word with and without the signs that it
    may have: "O'Neil" and "O’Neil", "J.P.", "J. P." and "JP". Where a sign was typed there may be a
    space, as in sort keys. Empty for a word without letters and digits."""
    parts = [SIGNS.join(part) for part in PART.findall(folded(word))]
    return rf"(?:{SIGNS}|\s)".join(parts)


STOP_WORDS = frozenset(
    tokens(
        "de het een en of van in op te dat die dit deze is zijn was waren aan met voor door bij"
        " naar om uit over tot er als dan maar ook nog wel al je u uw ik we wij ze zij hij hem"
        " haar hun hen men 't 's 'n zo'n and"
    )
)
"""Words so common that in a question they do not narrow, folded."""


def document(title: str, *texts: str) -> tuple[str, str]:
    """A title and other texts as a line of words and a line of stems, to be searched with LIKE.

    " raad van state | over de raad . meer " has single spaces around every word, "|" after the
    title and "." between the fields, where a phrase ends. What also() gives of a field follows it,
    each after a ".". Fields without words leave nothing.
    """
    fields = [_field(text) for text in texts]
    line = [*_field(title), "|", *_between(field for field in fields if field)]
    return spaced(line), spaced(map(stem, line))


def spaced(words: Iterable[str]) -> str:
    """Words as a line in which a phrase, itself such a line, is found as a whole."""
    return f" {' '.join(words)} "


def line_of(text: str) -> str:
    """The words of a text as they stand in a field of document(), for phrases to be found in."""
    return spaced(_field(text))


def _field(text: str) -> list[str]:
    """The words of a text, and what also() gives of it, each after a "."."""
    if not text:
        return []
    plain = folded(text)
    words = _words(plain)
    return _between([_closed_up(words), *([form] for form in _also(plain, words))])


def _between(fields: Iterable[list[str]]) -> list[str]:
    """The words of the fields in one list, with a "." between two fields."""
    line: list[str] = []
    for field in fields:
        line += [".", *field] if line else field
    return line


def marked(
    text: str, words: Collection[Asked], phrases: Collection[tuple[str, ...]] = ()
) -> list[tuple[str, bool]]:
    """The text in runs, each with whether it is a word that one of the words asked finds, or one of
    the phrases.

    The runs joined are the text. Of a hyphenated word its part is marked, or the whole where only
    that is found.
    """
    runs: list[tuple[str, bool]] = []
    end = 0
    for first, stop in sorted([*_found(text, words), *standing(text, phrases)]):
        if first < end:  # a word in a phrase; and "½" is two words in one character
            runs[-1] = (runs[-1][0] + text[end:stop], True)
        else:
            if first > end:
                runs.append((text[end:first], False))
            runs.append((text[first:stop], True))
        end = max(stop, end)
    return [*runs, (text[end:], False)] if text[end:] else runs


def standing(text: str, phrases: Collection[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Where the phrases begin and end, in the text as it is, wherever line_of() has them: all of
    their words in sequence, or the one word as a hyphenated word in one piece. They may overlap."""
    if not phrases:
        return
    plain, places = _folded_with_places(text)
    spans = [word.span() for word in WORD.finditer(plain)]
    words = tuple(_tokens(plain))
    for phrase in phrases:
        for first in range(len(words) - len(phrase) + 1):
            after = first + len(phrase)
            if words[first:after] == phrase:
                yield _in_text(places, spans[first][0], spans[after - 1][1])
    alone = {phrase for phrase in phrases if len(phrase) == 1}
    for compound in COMPOUND.finditer(plain) if alone else ():
        if tuple(_joined(compound.group())) in alone:
            yield _in_text(places, *compound.span())
    for word in WORD.finditer(plain) if alone else ():
        if any((part[:LONGEST],) in alone for part in _parts(word.group())):
            yield _in_text(places, *word.span())


def _found(text: str, asked: Collection[Asked]) -> Iterator[tuple[int, int]]:
    """Where the words begin and end, in the text as it is, that one of the words asked finds."""
    plain, places = _folded_with_places(text)

    def is_found(word: str) -> bool:
        form = word[:LONGEST]
        return any(one.finds(form, stem(form)) for one in asked)

    for compound in COMPOUND.finditer(plain):
        at = compound.start()
        words = [(at + word.start(), at + word.end()) for word in WORD.finditer(compound.group())]
        found = [
            (a, z)
            for a, z in words
            if is_found(_closed(plain[a:z])) or any(map(is_found, _parts(plain[a:z])))
        ]
        if not found and len(words) > 1:
            whole = "".join(_closed(plain[a:z]) for a, z in words)
            found = [compound.span()] if is_found(whole) else []
        for a, z in found:
            yield _in_text(places, a, z)


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters, and its end, the place in the text."""
    if text.isascii():
        return folded(text), range(len(text) + 1)
    folds = [FOLDS[ord(char)] for char in text]
    places = [place for place, chars in enumerate(folds) for _ in chars]
    return "".join(folds), [*places, len(text)]


def _in_text(places: Sequence[int], first: int, stop: int) -> tuple[int, int]:
    """From places in the folded text to places in the text."""
    return places[first], max(places[stop], places[stop - 1] + 1)


def near(word: str, candidates: Sequence[str], *, limit: int) -> list[str]:
    """The candidates that the word may be a slip of: at most one letter added, dropped, changed or
    swapped with its neighbour, two in words of more than 5 letters. Nearest first, then in the
    order given; never the word itself."""
    most = 1 if len(word) <= 5 else 2
    found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
    found.sort(key=lambda match: (match[1], match[2]))
    return [candidate for candidate, distance, _ in found if distance][:limit]
