"""Dutch words as people write and ask them: tokens, stems, parts of compounds, marks.

Pure Python over text.fold and a stemmer. What is stored and what is asked go the same way.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from snowballstemmer.dutch_stemmer import DutchStemmer

from catalogue.text import fold

MIN_PART = 5
"""Letters that a stem needs before it is looked for inside compounds: "raad" is not, for it is
also in "sieraad"."""

LONGEST = 60
"""Characters of a word that count."""

# Where the algorithm goes wrong, by the reason why. All forms are folded.
CHANGED = {
    # Plurals in -eren, and vowels that change: no rule tells these words from others.
    "-kinderen": "kind",
    "-kalveren": "kalf",
    "-volkeren": "volk",
    "-liederen": "lied",
    "-bladeren": "blad",
    "-eieren": "ei",
    "-leden": "lid",
    "-steden": "stad",
    "-schepen": "schip",
    # A vowel that is short in the singular only; the algorithm makes "oorloog" of the plural.
    "-dagen": "dag",
    "-wegen": "weg",
    "-oorlogen": "oorlog",
    "-verdragen": "verdrag",
    "-bedragen": "bedrag",
    "-verslagen": "verslag",
    "-verboden": "verbod",
    "-bevelen": "bevel",
    "-gebreken": "gebrek",
    "-regelen": "regel",
    "-problemen": "probleem",
    # Plurals as in Latin.
    "-ici": "icus",
    "-crises": "crisis",
    "-musea": "museum",
    "-centra": "centrum",
    "-gremia": "gremium",
    "-criteria": "criterium",
    "-decennia": "decennium",
    # Nouns that the algorithm takes for a verb, so that their compounds are not found.
    "-regering": "regering",
    "-regeringen": "regering",
    "-cratie": "crat",
    "-cratieen": "crat",
    # -den that is no past tense.
    "-oorden": "oord",
    "-beelden": "beeld",
    "-gelden": "geld",
    "-hoofden": "hoofd",
    "-werelden": "wereld",
    # -de that is no past tense either: "waarde" is not "waar".
    "-waarde": "waarde",
    "-waarden": "waarde",
    "-waardes": "waarde",
    "orde": "orde",
    # Adjectives and others that only look like an inflected form.
    "open": "open",
    "eigen": "eigen",
    "-openbaar": "openbaar",
    "-openbare": "openbaar",
    "-enkele": "enkel",
    "-europese": "europees",
    "-gevoelens": "gevoel",
    "beedigd": "beed",
}
ENDING_IN_S = (
    # The algorithm takes the s of the singular for a plural, and does not of "mensen".
    *("mens", "kans", "gids", "grens", "prins", "beurs", "koers", "plaats", "reeks", "dans"),
    *("proces", "succes", "congres", "advies"),
)
WITH_PLURAL_S = (
    # It takes -ster for a woman's trade and leaves "mini", "burgemee".
    *("minister", "meester", "register"),
    # It makes "organiseer" of them, and their compounds are not found.
    *("organisatie", "informatie", "relatie"),
)
UNCHANGED = (
    # End as a changed word does, and are not one.
    *("geleden", "verleden", "overleden", "besteden", "uitdagen", "verdagen"),
    *("bewegen", "overwegen", "afwegen", "zwegen"),
)
EXCEPTIONS = (
    CHANGED
    | {f"-{word}": word for word in ENDING_IN_S + WITH_PLURAL_S}
    | {f"-{word}s": word for word in WITH_PLURAL_S}
    | {f"-{word}": "" for word in UNCHANGED}
)
"""Forms with the stem they get instead of what the algorithm finds. With a hyphen in front also
the last part of a compound; the longest ending decides. "" leaves the form to the algorithm."""

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
COMPOUND = re.compile(rf"{WORD.pattern}(?:-{WORD.pattern})*")
CLITIC = re.compile(r"'[snt]$")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# "overheid" is not "over" and "eenheid" not "een": the ending stays.
QUALITY = re.compile(r"(?<=..)he(?:ids?|den)$")
# A "ge" that makes no participle, and that the algorithm would take away: "gezag" is not "zag".
GE = re.compile(
    "ge(?=bied|bod|bouw|brek|drag|duld|heim|lijk|mak|meen|mene|nees|nera|schied|sprek|ver|ving"
    "|voel(?!d)|weld|weten|woon|wone|zag|zicht|zin|zond)"
    "|(?<=be)ge(?=leid)|(?<=te)ge(?=n)|(?<=re)ge(?=ring|l)|(?<=rea)ge(?=e)"
)
PLURAL = re.compile(r"(?<=ie|ee)en$")  # "democratieen", of "democratieën"
INFLECTED = re.compile(r"(a(?=le)|(?<=[imnrtu])e(?=le)|(?<=b)a(?=re))([lr])e$")
DUTCH = re.compile(r"(?<=[^aeiouys]s)e$")  # "nederlandse", as "nederlands"
# Verbs in -eren with the stress there: "adviseren" goes with "adviseer", "luisteren" does not.
BORROWED = re.compile(r"(?<=is|ic|id|it|in|ir|on|rm|ul|ol|ll|nt|ct|ag|.u)eren$|(?<=..)eert$")
MUTE_E = re.compile(r"[aeiouy][^aeiouy]+e$")
OPEN = re.compile(r"(?<![aeiouy])([aeou])([^aeiouy])$")
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
    """A folded word without its apostrophes."""
    return CLITIC.sub("", word).replace("'", "") if "'" in word else word


def tokens(text: str) -> list[str]:
    """The words of a text in order, folded: "Zo’n politiek-ambtelijke top" → "zo", "politiek",
    "ambtelijke", "top".

    An ending "'s", "'n" or "'t" is dropped ("foto's" → "foto"), other apostrophes are closed up
    ("O'Neil" → "oneil"). A word counts to its 60th character.
    """
    return _tokens(folded(text))


def _tokens(plain: str) -> list[str]:
    words = WORD.findall(plain)
    if "'" in plain:
        words = [_closed(word) for word in words]
    return [word[:LONGEST] for word in words] if len(plain) > LONGEST else words


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


STOP_WORDS = frozenset(
    tokens(
        "de het een en of van in op te dat die dit deze is zijn was waren aan met voor door bij"
        " naar om uit over tot er als dan maar ook nog wel al je u uw ik we wij ze zij hij hem"
        " haar hun hen men 't 's 'n zo'n and"
    )
)
"""Words so common that in a question they do not narrow, folded."""


@lru_cache(maxsize=2**16)
def stem(form: str) -> str:
    """The stem of a folded word, itself folded: "ambtenaren" and "ambtenaar" → "ambten"."""
    return (_exception(form) or _quality(form) or _by_algorithm(form) or form)[:LONGEST]


def _exception(form: str) -> str:
    """The stem of a form that EXCEPTIONS knows, or else an empty text."""
    if form in EXCEPTIONS:
        return EXCEPTIONS[form]
    for start in range(len(form)):
        known = EXCEPTIONS.get(f"-{form[start:]}")
        if known is not None:
            return known and form[:start] + known
    return ""


def _quality(form: str) -> str:
    """The stem of a noun in -heid or -heden, or else an empty text."""
    return QUALITY.sub("heid", form) if QUALITY.search(form) else ""


def _by_algorithm(form: str) -> str:
    """The stem by Snowball's "dutch", spared its known mistakes in whole classes of words."""
    form = INFLECTED.sub(r"\1\1\2", DUTCH.sub("", PLURAL.sub("", form)))
    form = BORROWED.sub("eer", form)
    # Spelled "gé" it is no prefix. A stemmer holds its word, so that threads may not share one.
    found = fold(DutchStemmer().stemWord(GE.sub("gé", form)))
    if len(found) < 3 <= len(form) - 2:
        return form  # "geert" is not "er", nor "order" "or"
    return _closing(found[:-1]) if MUTE_E.search(found) else found


def _closing(found: str) -> str:
    """A stem that has lost its last "e", as it is then spelled: "grot" → "groot", "keuz" →
    "keus", "witt" → "wit"."""
    if found[-1] == found[-2]:
        return found[:-1]
    spelled = OPEN.sub(r"\1\1\2", found)
    return spelled[:-1] + {"v": "f", "z": "s"}.get(spelled[-1], spelled[-1])


def is_like(asked: str, stored: str) -> bool:
    """Whether a stem asked for finds a stored stem: it is the same, or at least MIN_PART letters
    long and the first or last part of it."""
    return asked == stored or (
        len(asked) >= MIN_PART and (stored.startswith(asked) or stored.endswith(asked))
    )


def document(title: str, *texts: str) -> tuple[str, str]:
    """A title and other texts as a line of words and a line of stems, to be searched with LIKE.

    " raad van state | over de raad . meer " has single spaces around every word, "|" after the
    title and "." between the fields, where a phrase ends. Hyphenated words follow their field
    once more in one piece, each after a ".". Fields without words leave nothing.
    """
    fields = [_field(text) for text in texts]
    line = [*_field(title), "|", *_between(field for field in fields if field)]
    return f" {' '.join(line)} ", f" {' '.join(map(stem, line))} "


def _field(text: str) -> list[str]:
    """The words of a text, and its hyphenated words in one piece, each after a "."."""
    if not text:
        return []
    plain = folded(text)
    return _between([_tokens(plain), *([form] for form in _joined(plain))])


def _between(fields: Iterable[list[str]]) -> list[str]:
    """The words of the fields in one list, with a "." between two fields."""
    line: list[str] = []
    for field in fields:
        line += [".", *field] if line else field
    return line


def marked(text: str, stems: Collection[str]) -> list[tuple[str, bool]]:
    """The text in runs, each with whether it is a word that one of the stems finds.

    The runs joined are the text. Of a hyphenated word its part is marked, or the whole where only
    that is found.
    """
    runs: list[tuple[str, bool]] = []
    end = 0
    for first, stop in _found(text, stems):
        start = max(first, end)  # "½" is two words in one character
        if start > end:
            runs.append((text[end:start], False))
        if stop > start:
            runs.append((text[start:stop], True))
        end = max(stop, end)
    return [*runs, (text[end:], False)] if text[end:] else runs


def _found(text: str, stems: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where the words begin and end, in the text as it is, that one of the stems finds."""
    plain, places = _folded_with_places(text)
    same = frozenset(stems)
    parts = tuple(part for part in same if len(part) >= MIN_PART)

    def is_found(word: str) -> bool:
        """is_like of any of the stems, with the loop over them in C."""
        stored = stem(word[:LONGEST])
        return stored in same or stored.startswith(parts) or stored.endswith(parts)

    for compound in COMPOUND.finditer(plain):
        at = compound.start()
        words = [(at + word.start(), at + word.end()) for word in WORD.finditer(compound.group())]
        found = [(a, z) for a, z in words if is_found(_closed(plain[a:z]))]
        if not found and len(words) > 1:
            whole = "".join(_closed(plain[a:z]) for a, z in words)
            found = [compound.span()] if is_found(whole) else []
        for a, z in found:
            yield places[a], max(places[z], places[z - 1] + 1)


def _folded_with_places(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters, and its end, the place in the text."""
    if text.isascii():
        return folded(text), range(len(text) + 1)
    folds = [FOLDS[ord(char)] for char in text]
    places = [place for place, chars in enumerate(folds) for _ in chars]
    return "".join(folds), [*places, len(text)]


def near(word: str, candidates: Sequence[str], *, limit: int) -> list[str]:
    """The candidates that the word may be a slip of: at most one letter added, dropped, changed or
    swapped with its neighbour, two in words of more than 5 letters. Nearest first, then in the
    order given; never the word itself."""
    most = 1 if len(word) <= 5 else 2
    found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
    found.sort(key=lambda match: (match[1], match[2]))
    return [candidate for candidate, distance, _ in found if distance][:limit]
