"""Positions in a recording: read, written and spoken. Pure Python, whole milliseconds throughout.

A timecode is text only at the edges of the catalogue; inside, a position is an ``int`` of
milliseconds from 0 to ``MAX_MS``. ``parse`` is the one place where such text is read, and
``parse(format(ms)) == ms`` for every position.
"""

import re

from catalogue.values.text import clean

MAX_MS = ((99 * 60 + 59) * 60 + 59) * 1000 + 999  # 99:59:59.999

# The longest canonical text, "PT99H59M59.999S", has 15 characters; the rest is for generous
# padding with zeros. What is longer is no timecode, and is refused before any work is done on it.
_LONGEST = 40

# Signs that look like a colon, and that word processors and other keyboards put in its place.
_COLONS = str.maketrans(dict.fromkeys("\u2236\ua789\ufe13\ufe55\uff1a", ":"))
_MINUS_SIGNS = "-\u2212\u2013"

_FRACTION = r"(?:[.,](?P<fraction>[0-9]+))?"
_NOTATIONS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        # 15:3, 15:03.5, 75:10, 0:15:03
        rf"(?:(?P<hours>[0-9]+):)?(?P<minutes>[0-9]+):(?P<seconds>[0-9]+){_FRACTION}",
        # 903
        r"(?P<seconds>[0-9]+)",
        # 15m3s, 15m 3s, 1h2m3s, 15m, 3.5s
        rf"(?=[0-9])(?:(?P<hours>[0-9]+)h)? ?(?:(?P<minutes>[0-9]+)m)? ?"
        rf"(?:(?P<seconds>[0-9]+){_FRACTION}s)?(?<! )",
        # PT15M3S: an ISO 8601 duration of hours, minutes and seconds
        rf"PT(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?"
        rf"(?:(?P<seconds>[0-9]+){_FRACTION}S)?",
    )
)
_AMBIGUOUS = re.compile(r"[0-9]+[.,][0-9]+")
_PLAIN_SECONDS = re.compile(r"(?P<seconds>[0-9]+)(?:\.(?P<fraction>[0-9]+))?")


class TimecodeError(ValueError):
    """A text that is not a timecode, or not a span of two.

    ``text`` is what was given; ``code`` says why it is refused:

    - ``empty``: nothing but spaces
    - ``digits``: digits other than 0 to 9
    - ``ambiguous``: ``15.3`` is 15 min 3 s to one reader and 15.3 s to another
    - ``minutes``, ``seconds``: a part that must stay below 60 does not
    - ``precision``: finer than a millisecond
    - ``range``: before 0:00 or past 99:59:59.999
    - ``form``: anything else
    - ``order``: the end of a span is not after its start
    """

    def __init__(self, code: str, text: str):
        super().__init__(code, text)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return f"not a timecode ({self.code}): {self.text[:_LONGEST]!r}"


def parse(text: str) -> int:
    """Milliseconds of a written position.

    Reads ``15:3``, ``15:03``, ``0:15:03``, ``75:10``, ``15:03.5``, ``15:03,5``, ``903`` (seconds),
    ``15m3s`` and ``PT15M3S``, in upper or lower case and with spaces around them. The first part
    may be of any size (``75:10``), what follows it stays below 60.
    Raises TimecodeError for all other text, TypeError for what is not text.
    """
    written = _stripped(text)
    for notation in _NOTATIONS:
        if match := notation.fullmatch(written):
            return _milliseconds(text=text, **match.groupdict())
    raise TimecodeError(_why_unreadable(written), text)


def parse_span(text: str) -> tuple[int, int | None]:
    """Start and end, in milliseconds, of ``<from>[,<to>]`` as in ``?t=903,963``.

    After the W3C's Media Fragments (https://www.w3.org/TR/media-frags/#naming-time): a bare number
    is seconds, ``903.5`` too, and the comma only parts start from end. Other notations of ``parse``
    are read as well. Without an end, that is None. Raises TimecodeError, TypeError.
    """
    first, *rest = (_stripped(part) for part in _stripped(text, longest=2 * _LONGEST).split(","))
    if len(rest) > 1 or (rest and not (first and rest[0])):
        raise TimecodeError("form", text)
    start = _parse_seconds(first)
    end = _parse_seconds(rest[0]) if rest else None
    if end is not None and end <= start:
        raise TimecodeError("order", text)
    return start, end


def format(ms: int) -> str:
    """The canonical text: ``15:03``, from an hour on ``1:02:03``, with a fraction ``15:03.5``.

    Positions past MAX_MS are written as well, though ``parse`` refuses them: an editor may meet one
    while others are being moved. Raises ValueError below zero.
    """
    hours, minutes, seconds, fraction = _parts(ms)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return clock + _decimals(fraction)


def say(ms: int) -> str:
    """The position as spoken in Dutch: ``1 uur 2 minuten 3 seconden``; zero parts are left out."""
    hours, minutes, seconds, fraction = _parts(ms)
    words = []
    if hours:
        words.append(f"{hours} uur")
    if minutes:
        words.append(f"{minutes} {'minuut' if minutes == 1 else 'minuten'}")
    if seconds or fraction or not words:
        number = f"{seconds}{_decimals(fraction, mark=',')}"
        words.append(f"{number} {'seconde' if number == '1' else 'seconden'}")
    return " ".join(words)


def length(ms: int) -> str:
    """A length in short Dutch: ``45 s``, ``3 min 20 s``, from an hour on ``1 uur 2 min``.

    Rounded to what is shown, halves up; what lasts at all lasts at least a second.
    """
    _refuse_negative(ms)
    whole_seconds = (ms + 500) // 1000 or (1 if ms else 0)
    if whole_seconds < 60:
        return f"{whole_seconds} s"
    if whole_seconds < 3600:
        minutes, seconds = divmod(whole_seconds, 60)
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    hours, minutes = divmod((whole_seconds + 30) // 60, 60)
    return f"{hours} uur {minutes} min" if minutes else f"{hours} uur"


def seconds(ms: int) -> str:
    """Plain seconds, ``903`` or ``903.5``, as ``#t=`` and ``?t=`` want them."""
    *_, fraction = _parts(ms)
    return f"{ms // 1000}{_decimals(fraction)}"


def iso(ms: int) -> str:
    """The ISO 8601 duration, ``PT15M3S``; zero is ``PT0S``."""
    hours, minutes, seconds, fraction = _parts(ms)
    hour_part = f"{hours}H" if hours else ""
    minute_part = f"{minutes}M" if minutes else ""
    second_part = f"{seconds}{_decimals(fraction)}S" if seconds or fraction else ""
    return f"PT{hour_part}{minute_part}{second_part or ('' if ms else '0S')}"


def _stripped(text: str, *, longest: int = _LONGEST) -> str:
    """The text cleaned of what pasting leaves in it; bounded in length."""
    if not isinstance(text, str):
        raise TypeError(f"a timecode is read from text, not from {type(text).__name__}")
    written = clean(text).translate(_COLONS)
    if len(written) > longest:
        raise TimecodeError("form", text)
    return written


def _parse_seconds(text: str) -> int:
    """One end of a span: plain seconds, with a point for the decimals, or a timecode."""
    if match := _PLAIN_SECONDS.fullmatch(text):
        return _milliseconds(text=text, **match.groupdict())
    return parse(text)


def _milliseconds(
    *,
    text: str,
    hours: str | None = None,
    minutes: str | None = None,
    seconds: str | None = None,
    fraction: str | None = None,
) -> int:
    """The sum of the parts as written; all but the first of them must stay below 60."""
    if hours is not None:
        _check_sixty("minutes", minutes, text)
    if hours is not None or minutes is not None:
        _check_sixty("seconds", seconds, text)
    if fraction is not None and len(fraction) > 3:
        raise TimecodeError("precision", text)
    whole_seconds = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    ms = whole_seconds * 1000 + int((fraction or "").ljust(3, "0"))
    if ms > MAX_MS:
        raise TimecodeError("range", text)
    return ms


def _check_sixty(code: str, part: str | None, text: str) -> None:
    """Refuse a part of 60 or more, and one of three digits: ``15:003`` is a slip of the keys."""
    if part is None:
        return
    if int(part) > 59:
        raise TimecodeError(code, text)
    if len(part) > 2:
        raise TimecodeError("form", text)


def _why_unreadable(written: str) -> str:
    """The code for a text that has none of the notations."""
    if not written:
        return "empty"
    if any(sign.isnumeric() and not sign.isascii() for sign in written):
        return "digits"
    if _AMBIGUOUS.fullmatch(written):
        return "ambiguous"
    if written[0] in _MINUS_SIGNS and written[1:2].isdigit():
        return "range"
    return "form"


def _parts(ms: int) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds and milliseconds that together make ``ms``."""
    _refuse_negative(ms)
    whole_seconds, fraction = divmod(ms, 1000)
    whole_minutes, seconds = divmod(whole_seconds, 60)
    hours, minutes = divmod(whole_minutes, 60)
    return hours, minutes, seconds, fraction


def _refuse_negative(ms: int) -> None:
    if ms < 0:
        raise ValueError(f"a position in a recording is not negative: {ms}")


def _decimals(fraction: int, *, mark: str = ".") -> str:
    """Milliseconds as decimals of a second, without needless zeros: 500 is ``.5``, 0 is nothing."""
    return f"{mark}{fraction:03}".rstrip("0") if fraction else ""
