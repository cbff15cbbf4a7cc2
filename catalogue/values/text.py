"""Cleaning, folding, sort keys and slugs of Dutch titles and names. Pure Python over Unicode."""

import re
import unicodedata

# The article that opens a title in small letters, unless it is all there is; "één" is no article.
ARTICLE = re.compile(r"^[\W_]*?(?:de|het|een|['’‘][st])\s+(?=.*\w)", re.DOTALL)
NOT_WORD = re.compile(r"[^\w\s]|_")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
SPACES = re.compile(r"\s+")
# What Unicode calls "default ignorable": signs that steer how text is laid out and show nothing.
# Marks of direction, isolates, joiners, soft hyphens, byte order marks, selectors of variants.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
BLANK = "\u2800"  # of Braille: no space to Unicode, but one to the eye
NUMBER = re.compile(r"\d+")
# Before a family name, in small letters; sorted behind the given name.
PREFIXES = (
    r"van|von|der|den|de|het|te|ter|ten|tot|toe|la|le|du|del|della|di|da|dos|zu|in|op|aan|bij|uit"
    r"|onder|over|voor|af|av|al|el|['’‘][st]|van['’‘]t|[dl]['’‘]"
)
PREFIX = re.compile(PREFIXES)
OPENING_PREFIX = re.compile(rf"(?:(?:{PREFIXES})\s+|[dl]['’‘])(?=\w)")
ENDING_PREFIX = re.compile(rf"\w[-\u2010\u2011–](?:{PREFIXES})$", re.IGNORECASE)
HYPHEN = re.compile(rf"\s*[-\u2010\u2011]\s*(?=[^\W\d_a-z]|(?:{PREFIXES})\s)")
# Behind a name and none of it: a generation, a title, or what stands in brackets.
ADDITION = re.compile(
    r"[\s,]+(?P<words>[jJ](?:r\.?|unior)|[sS](?:r\.?|enior)|I{2,3}|IV"
    r"|M\.?P?\.?A\.?|B\.?A\.?|[MB]\.?[Ss][Cc]\.?|MBA|LL\.?[MB]\.?|Ph\.?D\.?|RA|RE"
    r"|\([^()]*\)?|\[[^\[\]]*\]?)$"
)
# Letters that Unicode does not take apart, and the typographic forms of quotes and hyphens.
VARIANTS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d"}
    | dict.fromkeys("‘’‚‛´`", "'")
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‐‑‒–—−", "-")
)


def clean(text: str) -> str:
    """The text as one line as it looks: without signs that show nothing, accents and their letters
    made one, every run of spaces and line ends one ordinary space, none around it.

    For what people paste: browsers, word processors and chats put marks of direction, soft hyphens
    and no-break spaces around times, dates, titles and names. Idempotent.
    """
    if not text.isascii():
        bare = INVISIBLE.sub("", text).replace(BLANK, " ")
        text = unicodedata.normalize("NFC", bare)
    return " ".join(text.split())


def odd_sign(text: str) -> str | None:
    """The first character that is not what it seems, as "U+043E": one that shows nothing, or that
    looks like a letter or sign of ours and is another's. None where all is as it looks.

    For messages: a refused text that looks right says nothing when it is quoted.
    """
    for char in clean(text):
        if _is_odd(char):
            return f"U+{ord(char):04X}"
    return None


def _is_odd(char: str) -> bool:
    if char.isascii():
        return not char.isprintable()
    if char.isalpha():
        return not unicodedata.name(char, "").startswith("LATIN ")
    return not char.isnumeric() and char.translate(VARIANTS) == char and char not in "…€"


def fold(text: str) -> str:
    """The text in lower case, without accents, typographic variants made one.

    "Eén" → "een", "ĳ" → "ij", "zo’n" → "zo'n". Used for words typed and words stored alike.
    """
    bare = text.lower() if text.isascii() else _bare(INVISIBLE.sub("", text))
    return SPACES.sub(" ", bare.translate(VARIANTS)).strip()


def _bare(text: str) -> str:
    """In lower case, without accents. Of ASCII that is the lower case alone."""
    # Twice each: what one of them makes of "ℌ" or "™" is food for the other (Unicode, D146).
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    decomposed = unicodedata.normalize("NFKD", decomposed.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sort_key(title: str) -> str:
    """The key by which a title sorts: accents, case, quotes and a leading article gone.

    "…..ook respectvol" → "ook respectvol", "De verkokering voorbij" → "verkokering voorbij".
    Numbers get leading zeros, so that "Gesprek 2" comes before "Gesprek 10".
    A title of punctuation alone keeps its folded form, so that no key is empty.
    """
    bare = fold(ARTICLE.sub("", title.casefold()))
    words = SPACES.sub(" ", NOT_WORD.sub(" ", bare)).strip()
    return NUMBER.sub(lambda number: number.group().zfill(6), words or bare)[:200]


def readable(text: str) -> str:
    """The text with a replacement character for each that no text has, as also stands for bytes
    that are not UTF-8: databases refuse NUL, and pages may not hold the others."""
    return NOT_TEXT.sub("\ufffd", text)


def slug(title: str, *, empty: str, max_length: int = 80) -> str:
    """The title as a readable part of an address: "Eén-op-één" → "een-op-een"; `empty` when
    nothing readable remains. Cut at a word where it is too long."""
    text = re.sub(r"[^a-z0-9]+", "-", fold(title).encode("ascii", "ignore").decode()).strip("-")
    if len(text) > max_length:
        text = text[: max_length + 1].rpartition("-")[0] or text[:max_length]
    return text or empty


def name_key(name: str) -> str:
    """A person's name with the family name first, as Dutch lists have it.

    "Maria van der Hoeven" → "Hoeven, Maria van der", "Anna de Vries-van Dam" → "Vries-van Dam,
    Anna de". What follows a name is none of it: "Jan Voorbeeld jr." → "Voorbeeld, Jan jr.",
    "J. de Vries (PvdA)" → "Vries, J. de (PvdA)". A name that has its family name first stays so.

    Only a default: names such as "Herman Tjeenk Willink" need an editor.
    """
    bare, after = _without_additions(HYPHEN.sub("-", clean(name)))
    family, comma, given = bare.partition(", ")
    if comma:
        lower = f"{family[:1].lower()}{family[1:]}"
        family = lower if OPENING_PREFIX.match(lower) else family
    else:
        words = bare.split()
        start = _family_starts(words)
        family, given = " ".join(words[start:]), " ".join(words[:start])
    while match := OPENING_PREFIX.match(family):  # "van der Hoeven, Maria", "Hedy d'Voorbeeld"
        family, given = family[match.end() :], f"{given} {match[0].strip()}"
    rest = f"{given} {after}".strip()
    return f"{family}, {rest}" if rest else family


def _without_additions(name: str) -> tuple[str, str]:
    """The name, and what follows it and is none: "jr.", "(PvdA)", ", MSc", ", minister"."""
    after: list[str] = []
    while True:
        if (match := ADDITION.search(name)) and match.start():
            rest, addition = name[: match.start()], match["words"]
        else:
            rest, comma, addition = name.rpartition(", ")
            if not comma or _is_given(addition):
                return name, " ".join(after)
        name = rest.rstrip(" ,")
        after.insert(0, addition)


def _is_given(words: str) -> bool:
    """Whether these words, behind a comma, may be given names: "Maria van der", "J.P.", "IJsbrand";
    not "PvdA", "D66" or "minister"."""
    first = words.split("-")[0].split(" ")[0]
    return first[:1].isupper() and (
        "." in first or len(first) == 1 or first.removeprefix("I")[1:].islower()
    )


def _family_starts(words: list[str]) -> int:
    """The index of the word with which the family name begins: the last, or the one that a hyphen
    joins to it, over prefixes, as in "Vries-van der Dam"."""
    start = len(words) - 1
    before = start - 1
    while before >= 0:
        if ENDING_PREFIX.search(words[before]):
            start = before
        elif not PREFIX.fullmatch(words[before]):
            break
        before -= 1
    return start
