"""Which written words a word of a question finds: its other forms, and compounds that begin or end
with it.

Dutch writes a compound in one piece, often with an -s-, -en- or -e- between the parts. Its last
part has the endings of a word, so that its stem ends as that of the part. Its first part has not:
the stem of "verkiezing" is "verkies", with which "verkiezingsprogramma" does not begin. So a first
part is looked for as it is spelled, and what follows must look like another word.

The rules are regular expressions of lower-case letters and classes of them alone, which Python and
PostgreSQL read alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from catalogue.dutch.stems import EXCEPTIONS, OPEN, PREFIX, stem

MIN_PART = 5
"""Letters that a word needs before it is looked for inside compounds: "raad" is not, for it is
also in "sieraad"."""

PREFIXES = frozenset(("inter", "intra", "retro", "trans"))
"""No words, though they have the letters of one: "transport" is of no "trans"."""

END = "(?: |$)"
VOWEL = "[aeiouy]"
ONSET = (
    "(?:[bcdfghjklmnpqrstvwxz]|[bcfgkpv][lr]|[dtw]r|[kg]n|[dkt]w|zw|chr?|ph|ps|qu|rh|schr?"
    "|s[fhjklmnptw]|s[pt]r|spl|th|tj)"
)
"""How words begin that begin with a consonant."""

OPENING = "(?:a[bcdfkmnpsv]|e[cefiuvx]|el[ae]|er[fv]|i[dmjv]|in[dfghiklnstvz]|o|u[irn])"
"""How they begin that begin with a vowel, where no suffix does: no "-aar", "-ering" or "-isch"."""

AAN = "aan(?:[bdfghjklprtvwz]|s[clmpt])"
"""How they begin with "aan": so much of it that it is no "-aan", "-aans" or "-aard"."""

SUFFIX = (
    f"(?:[dt]en?{END}|[dt]en[^n]|[dt]es{END}|s?[dt]er{END}|dige?{END}|lijk|lig(?:e|heid|st)"
    f"|ling[es]?|raar|ring|ti(?:o|e(?:{END}|[^ n]))|t(?:or|eur)s?{END}|ve[nr]?{END}|aden{END}"
    "|oen(?:er|se?))"
)
"""What only looks like a word, behind a first part: "regenten" are not of "regen", nor
"operatie" of "opera"."""

SECOND = (
    f"(?!{SUFFIX})(?:s|en|n)?(?!{SUFFIX})"
    f"(?:{ONSET}{VOWEL}[a-z]|(?={OPENING}){VOWEL}[a-z]{{3}}|{AAN}[a-z]{{2}})"
)
"""What follows a first part: perhaps a link, and the beginning of a word."""

MORE = f"(?!y)(?:[a-z]*{VOWEL}[a-z]|[a-z]+{VOWEL}|(?:s?t|d|nd|t?s){END})"
"""What follows a stem, of which the ending has gone: "democrat" finds "democratisch", and the
endings that the stemmer leaves where they are."""

OTHER = f"t?ie(?:s?{END}|{SECOND}|{ONSET}{VOWEL})|tio|t(?:or|eur){END}|aad|oen(?:er)?{END}"
"""What makes another word of a stem: "ministerie" is not of "minister", nor "kameraad" of "kamer".
"""

QUALITY = re.compile("(?:nt|rup)$")
"""The stems of which a noun in -ie says the same: "transparantie", "corruptie"."""

PLURAL_S = re.compile(r"(?:(?<=e[lmnr])|(?<=[aeo]ur)|(?<=[ai]er)|(?<=aar)|(?<=[aeiou]))s$")
LONG = re.compile(r"([aeou])\1([^aeiouy])$")  # "probleem": "problemen"
SOFTENED = re.compile(r"(?:[aeiou]{2}|ij|[lnr])[fs]$")  # "bedrijf": "bedrijven"
SOFT = {"f": "v", "s": "z"}
HARD = {"v": "f", "z": "s"}


@dataclass(frozen=True)
class Asked:
    """A word of a question: its stem, and how it is spelled as the first part of a compound. Words
    that are too short to be a part have none of that."""

    stem: str
    heads: tuple[str, ...] = ()

    @property
    def is_part(self) -> bool:
        """Whether its stem is looked for inside compounds."""
        return len(self.stem) >= MIN_PART

    @cached_property
    def part_of_stem(self) -> str:
        """A regular expression: the stems, from where they begin, of which this is the beginning or
        the end."""
        # Of a word with a stem of its own all endings are known: "regent" is not of "regen".
        rest = SECOND if EXCEPTIONS.get(self.stem) == self.stem else MORE
        if not QUALITY.search(self.stem):
            rest = f"(?!{OTHER}){rest}"
        # "Ongeluk" has another meaning than "geluk".
        other = f"(?![a-z]*on{self.stem}{END})" if self.stem.startswith("ge") else ""
        return f"(?:{self.stem}{rest}|{other}[^ ]*{self.stem}{END})"

    @cached_property
    def first_of_word(self) -> str:
        """A regular expression: the words, from where they begin, of which this is the first
        part."""
        return f"(?:{'|'.join(self.heads)}){SECOND}"

    def finds(self, form: str, stored: str) -> bool:
        """Whether a written word is found, of which this is the stem."""
        if stored == self.stem:
            return True
        if self.is_part and re.match(self.part_of_stem, stored):
            return True
        return bool(self.heads and re.match(self.first_of_word, form))


@lru_cache(maxsize=2**12)
def asked(form: str) -> Asked:
    """What a folded word of a question looks for."""
    found = stem(form)
    if len(form) < MIN_PART or form in PREFIXES or not form.isalpha():
        return Asked(found)
    singular = _singular(form)
    # "Ministers" and "werkt" are no first parts, but as what they are made of.
    is_inflected = PLURAL_S.search(form) or form == f"{found}t"
    spelled = [singular] if is_inflected else [form, singular, *_before_parts(form, found)]
    heads = (head for one in spelled for head in (one, _in_plural(one)) if len(one) >= MIN_PART)
    return Asked(found, tuple(dict.fromkeys(heads)))


def _singular(form: str) -> str:
    """A plural in the singular, where that has the same stem: "toeslagen" → "toeslag". Else the
    word itself, as for a participle."""
    if PREFIX.match(form):
        return form
    cut = form[:-2] if form.endswith("en") else PLURAL_S.sub("", form)
    short = cut[:-1] if cut[-1] == cut[-2] else cut
    for one in (short, OPEN.sub(r"\1\1\2", cut)):
        singular = one[:-1] + HARD.get(one[-1], one[-1])
        if stem(singular) == stem(form):
            return singular
    return form


def _before_parts(form: str, bare: str) -> Iterator[str]:
    """What a plural with this stem is before another part, where that is not its singular:
    "kinderen" → "kinder", "ziekten" → "ziekte"."""
    if form == "schepen":  # no rule tells it
        yield "scheep"
    elif form.endswith("eren") and not form.endswith("teren") and not bare.endswith("r"):
        yield form[:-2]
    elif form == f"{bare}ten" and not bare.endswith("t"):  # not "rotten"
        yield form[:-1]


def _in_plural(singular: str) -> str:
    """The plural in -en where that is spelled otherwise: "probleem" → "problemen", "bedrijf" →
    "bedrijven". Else the word itself."""
    cut = LONG.sub(r"\1\2", singular)
    if SOFTENED.search(singular):
        cut = cut[:-1] + SOFT[cut[-1]]
    return singular if cut == singular else f"{cut}en"
