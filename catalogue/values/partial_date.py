"""Dates as far as they are known: a year, a month or a day, "circa", or a span of two of them.

Pure Python. The canonical text, which the database keeps, is a small part of the Extended
Date/Time Format (https://www.loc.gov/standards/datetime/): ``2018``, ``2018-11``, ``2018-11-05``,
``2018~`` (circa) and ``2022-11/2023-01`` (a span). ``parse(str(date)) == date`` and
``parse(date.format_nl()) == date`` for every date.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from catalogue.values.text import clean

FIRST_YEAR = 1000
LAST_YEAR = 2999

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)} | {
    "jan": 1, "feb": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "dec": 12,
}  # fmt: skip

# The longest that an editor writes, "circa 15 september 2022 t/m circa 15 september 2023", is 50.
_LONGEST = 60

_SPAN_MARKS = re.compile(
    r" ?[–—] ?"  # november 2022 – januari 2023
    r"| (?:-|t/m|tot en met) "
    r"|(?<=\b[0-9]{4})-(?=[0-9]{4}\b)"  # 2002-2007
    r"|(?<!t) ?/ ?(?!m)",  # 2022-11/2023-01
)
# Hyphens that a word processor puts in place of the one of the keyboard, and dashes in a date of
# numbers: "5‑11‑2018", "5–11–2018".
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"))
_DASHED_DAY = re.compile(r"\b([0-9]{1,2})[–—]([0-9]{1,2})[–—]([0-9]{4})\b")
_CIRCA = re.compile(r"^(?:(?:circa|ca\.?|c\.|omstreeks|rond|ongeveer) |± ?)")
_NOTATIONS = (
    re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})-)?(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})"),
    re.compile(r"(?:(?P<day>[0-9]{1,2}) )?(?P<month>[a-z]+)\.? (?P<year>[0-9]{4})"),
)

# Words for a part of a year or of a month, for a day that is another tomorrow, and for one side of
# a period.
_PARTS = re.compile(
    r"\b(?:(?:voor|na)jaar|lente|zomer|herfst|winter|kerst|pasen|pinksteren|(?:zomer|kerst)?reces"
    r"|begin|medio|midden|eind|einde|half|helft|kwartaal|seizoen|jaren)\b"
)
_MOVING = re.compile(r"\b(?:heden|nu|thans|vandaag|nog steeds|lopend|momenteel|dit moment)\b")
_ONE_SIDED = re.compile(r"^(?:sinds|vanaf|tot|na|voor|vóór|eerder dan|later dan)\b|[-–—]$")


class PartialDateError(ValueError):
    """A text that is not a partial date.

    ``text`` is what was given; ``code`` says why it is refused:

    - ``empty``: nothing but spaces
    - ``year``: before 1000 or after 2999
    - ``month``, ``day``: no such month in a year, or a slip in its name; no such day in that month
    - ``order``: a span that ends before it begins
    - ``part``: a season or another word that is no month: ``najaar 2010``
    - ``side``: one side of a period: ``sinds 2010``
    - ``moving``: a day that is another tomorrow: ``heden``
    - ``form``: anything else
    """

    def __init__(self, code: str, text: str):
        super().__init__(code, text)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return f"not a partial date ({self.code}): {self.text[:_LONGEST]!r}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A year, month or day: one side of a partial date. Raises PartialDateError if impossible."""

    year: int
    month: int | None = None
    day: int | None = None
    circa: bool = False

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise PartialDateError("year", str(self))
        if self.month is None:
            if self.day is not None:
                raise PartialDateError("form", str(self))
        elif not 1 <= self.month <= 12:
            raise PartialDateError("month", str(self))
        elif self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise PartialDateError("day", str(self))

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return f"{self.year:04}{month}{day}{'~' if self.circa else ''}"

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def format_nl(self) -> str:
        parts = [
            "circa" if self.circa else "",
            str(self.day or ""),
            _MONTHS[self.month - 1] if self.month else "",
            str(self.year),
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as stated: one bound, or the first and the last of a span.

    Has no order of its own: "2018" is neither before nor after "2018-11". Compare ``earliest`` or
    ``latest``, whichever the question is about. Raises PartialDateError if a span runs backward.
    """

    first: Bound
    last: Bound | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last.latest < self.first.earliest:
            raise PartialDateError("order", str(self))

    def __str__(self) -> str:
        return str(self.first) if self.last is None else f"{self.first}/{self.last}"

    @property
    def earliest(self) -> date:
        """The first day that it can mean. "Circa" does not widen it: how far is nowhere stated."""
        return self.first.earliest

    @property
    def latest(self) -> date:
        """The last day that it can mean, "circa" or not."""
        return (self.last or self.first).latest

    def format_nl(self) -> str:
        """In Dutch words: ``5 november 2018``, ``circa 2018``, ``november 2022 – januari 2023``."""
        if self.last is None:
            return self.first.format_nl()
        return f"{self.first.format_nl()} – {self.last.format_nl()}"


def parse(text: str) -> PartialDate:
    """The partial date that a text states.

    Reads the canonical text and what a Dutch editor types: ``november 2018``, ``5 nov. 2018``,
    ``5-11-2018`` (day first, always), ``11-2018``, ``ca. 2018``, ``rond 2018``; and spans of these
    with ``/``, a dash or ``t/m`` between, ``2002-2007`` too.
    Raises PartialDateError for all other text, TypeError for what is not text.
    """
    if not isinstance(text, str):
        raise TypeError(f"a partial date is read from text, not from {type(text).__name__}")
    cleaned = clean(text)
    if len(cleaned) > _LONGEST:
        raise PartialDateError("form", text)
    if not cleaned:
        raise PartialDateError("empty", text)
    written = _DASHED_DAY.sub(r"\1-\2-\3", cleaned.lower().translate(_HYPHENS))
    try:
        bounds = _SPAN_MARKS.split(written)
        if len(bounds) > 2:
            raise PartialDateError("form", text)
        return PartialDate(*map(_parse_bound, bounds))
    except PartialDateError as error:
        raise PartialDateError(_advised(error.code, written), text) from None


def _advised(code: str, written: str) -> str:
    """The code for a text of which a part was refused with this one: a more telling one for words
    that people write for what is no date."""
    if code not in ("form", "month", "part"):
        return code
    if _MOVING.search(written):
        return "moving"
    if _PARTS.search(written):
        return "part"
    return "side" if _ONE_SIDED.search(written) else code


def _parse_bound(written: str) -> Bound:
    bare = _CIRCA.sub("", written.removesuffix("~"))
    for notation in _NOTATIONS:
        if match := notation.fullmatch(bare):
            day, month, year = match["day"], match["month"], match["year"]
            return Bound(
                year=int(year),
                month=_month_number(month, written) if month else None,
                day=int(day) if day else None,
                circa=bare != written,
            )
    raise PartialDateError("form", written)


def _month_number(month: str, written: str) -> int:
    """1 to 12 for a name; for digits whatever they say, which ``Bound`` judges."""
    if month.isdigit():
        return int(month)
    if month not in _MONTH_NUMBERS:
        is_slip = get_close_matches(month, _MONTH_NUMBERS, n=1, cutoff=0.7)
        raise PartialDateError("month" if is_slip else "part", written)
    return _MONTH_NUMBERS[month]
