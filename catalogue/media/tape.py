"""The tape: an interview as a line as long as the conversation, with a mark for each fragment.

Plain values that templates, scripts and the generated covers draw. Positions are whole thousandths
of the line, which is finer than any screen shows them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue import timecode

SCALE = 1000

# What a conversation lasts at least past its last known moment, when its length is not known: the
# last mark then stands clear of the end of the line.
UNKNOWN_REST_MS = 3 * 60_000

# A screen reader reads every time aloud; past this number, first and last say more.
MOST_SPOKEN_TIMES = 8

FragmentSpan = tuple[str, int, int | None, str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A fragment on the tape; ``width`` is 0 where its end is not stated."""

    pid: str
    x: int
    width: int
    title: str
    start_ms: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Tape:
    """The line and its marks in order of time; ``label`` says the same to a screen reader.

    ``duration_ms`` is the length of the line: what ``x`` = SCALE stands for. Only where
    ``is_measured`` is it the length of the conversation too, and may it be shown as one.
    """

    duration_ms: int
    marks: tuple[Mark, ...]
    label: str
    is_measured: bool


class RowTape(NamedTuple):
    """The tape as a row of a list shows it, as paths of SVG: all marks, which the rows of one
    interview share, and the row's own. Those of spans are empty where no end is stated."""

    starts: str
    spans: str
    pid: str
    own_start: str
    own_span: str


def row_tapes(
    duration_ms: int | None, spans: Iterable[tuple[int, int | None]]
) -> Callable[[str, int, int | None], RowTape]:
    """From a fragment (pid, start_ms, end_ms or None) to the tape of its row, among the fragments
    of an interview (start_ms, end_ms or None) in order of time. ``duration_ms`` as in
    build_tape()."""
    spans = list(spans)
    length_ms = duration_ms or _guessed_length_ms(spans)
    places = [_place(start_ms, end_ms, length_ms) for start_ms, end_ms in spans]
    starts = "".join([_start_path(x) for x, _width in places])
    lines = "".join([_span_path(x, width) for x, width in places])

    def tape(pid: str, start_ms: int, end_ms: int | None) -> RowTape:
        x, width = _place(start_ms, end_ms, length_ms)
        return RowTape(starts, lines, pid, _start_path(x), _span_path(x, width))

    return tape


def _start_path(x: int) -> str:
    return f"M{x} 4v16"


def _span_path(x: int, width: int) -> str:
    return f"M{x} 12h{width}" if width else ""


def build_tape(
    duration_ms: int | None,
    spans: Iterable[FragmentSpan],
    *,
    current: str | None = None,
    label: str = "",
) -> Tape:
    """The tape of fragments given as (pid, start_ms, end_ms or None, title, url), in any order.

    ``duration_ms`` is 0 or None where nobody knows it. ``current`` is the pid of the fragment that
    the page is about, ``label`` the name of the interview. What lies past the end is drawn at it.
    """
    spans = sorted(spans, key=lambda span: span[1])
    length_ms = duration_ms or _guessed_length_ms(span[1:3] for span in spans)
    return Tape(
        duration_ms=length_ms,
        marks=tuple(_mark(span, length_ms=length_ms, current=current) for span in spans),
        label=_label(label, [start_ms for _pid, start_ms, *_rest in spans]),
        is_measured=bool(duration_ms),
    )


def _mark(span: FragmentSpan, *, length_ms: int, current: str | None) -> Mark:
    pid, start_ms, end_ms, title, url = span
    x, width = _place(start_ms, end_ms, length_ms)
    return Mark(
        pid=pid,
        x=x,
        width=width,
        title=title,
        start_ms=start_ms,
        url=url,
        is_current=pid == current,
    )


def _place(start_ms: int, end_ms: int | None, length_ms: int) -> tuple[int, int]:
    """Where a fragment begins on the line, and how wide it is there."""
    x = _position(start_ms, length_ms)
    if end_ms is None:
        return x, 0
    # A stated end shows, however short the fragment and long the conversation.
    return x, min(max(_position(end_ms, length_ms) - x, 1), SCALE - x)


def _position(ms: int, length_ms: int) -> int:
    """The place of a moment on the line, rounded half up, kept on the line."""
    if ms >= length_ms:
        return SCALE
    return (ms * SCALE * 2 + length_ms) // (length_ms * 2)


def _guessed_length_ms(spans: Iterable[tuple[int, int | None]]) -> int:
    latest = max((end_ms or start_ms for start_ms, end_ms in spans), default=0)
    return latest + UNKNOWN_REST_MS


def _label(interview: str, starts_ms: list[int]) -> str:
    """The tape in a sentence: "Gesprek 3: 2 fragmenten op 12:29 en 15:03"."""
    sentence = _sentence([timecode.format(ms) for ms in starts_ms])
    return f"{interview}: {sentence}" if interview else sentence


def _sentence(times: list[str]) -> str:
    if not times:
        return _("no fragments yet")
    if len(times) > MOST_SPOKEN_TIMES:
        return _("%(count)d fragments between %(first)s and %(last)s") % {
            "count": len(times),
            "first": times[0],
            "last": times[-1],
        }
    return ngettext(
        "%(count)d fragment at %(times)s", "%(count)d fragments at %(times)s", len(times)
    ) % {"count": len(times), "times": get_text_list(times, _("and"))}
