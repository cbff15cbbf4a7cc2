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

from catalogue.values import timecode

SCALE = 1000

# Where the last known moment lies when nobody knows the length. The line is open from there on: it
# says that the conversation goes on, and not how long.
OPEN_FROM = 880

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

    ``known`` is as far as the line is known: SCALE where its end is that of the conversation. Past
    it the line is open, and stands for no time.
    """

    known: int
    marks: tuple[Mark, ...]
    label: str

    @property
    def is_measured(self) -> bool:
        """Whether the length of the conversation is known."""
        return self.known == SCALE

    def of(self, mark: Mark) -> "RowTape":
        """The tape of a row below this one: the line, and of the marks its own alone."""
        return _row_tape(self.known, "", "", mark.pid, (mark.x, mark.width))


class RowTape(NamedTuple):
    """The tape as a row of a list shows it, as paths of SVG: all marks, which the rows of one
    interview share, and the row's own. Those of spans are empty where no end is stated, and its own
    are where it lies past the end. ``known`` as in Tape."""

    known: int
    starts: str
    spans: str
    pid: str
    own_start: str
    own_span: str

    @property
    def is_measured(self) -> bool:
        """As of Tape."""
        return self.known == SCALE


def row_tapes(
    duration_ms: int | None, spans: Iterable[tuple[int, int | None]]
) -> Callable[[str, int, int | None], RowTape]:
    """From a fragment (pid, start_ms, end_ms or None) to the tape of its row, among the fragments
    of an interview (start_ms, end_ms or None) in order of time. ``duration_ms`` as in
    build_tape()."""
    spans = [span for span in spans if not duration_ms or span[0] < duration_ms]
    scale = _scale(duration_ms, spans)
    places = _places(spans, scale)
    starts = "".join([_START_PATHS[x] for x, _width in places])
    lines = "".join([_span_path(x, width) for x, width in places if width])

    def tape(pid: str, start_ms: int, end_ms: int | None) -> RowTape:
        if duration_ms and start_ms >= duration_ms:
            return RowTape(scale.known, starts, lines, pid, "", "")
        [place] = _places([(start_ms, end_ms)], scale)
        return _row_tape(scale.known, starts, lines, pid, place)

    return tape


def _row_tape(known: int, starts: str, spans: str, pid: str, own: tuple[int, int]) -> RowTape:
    x, width = own
    own_span = _span_path(x, width) if width else ""
    return RowTape(known, starts, spans, pid, _START_PATHS[x], own_span)


# Made once: an interview may have a hundred fragments, and a page has two dozen interviews.
_START_PATHS = tuple(f"M{x} 4v16" for x in range(SCALE + 1))


def _span_path(x: int, width: int) -> str:
    return f"M{x} 12h{width}"


def build_tape(
    duration_ms: int | None,
    spans: Iterable[FragmentSpan],
    *,
    current: str | None = None,
    label: str = "",
) -> Tape:
    """The tape of fragments given as (pid, start_ms, end_ms or None, title, url), in any order.

    ``duration_ms`` is 0 or None where nobody knows it. ``current`` is the pid of the fragment that
    the page is about, ``label`` the name of the interview. What begins past the end is left out:
    there is no such place.
    """
    spans = [span for span in spans if not duration_ms or span[1] < duration_ms]
    spans.sort(key=lambda span: span[1])
    times = [span[1:3] for span in spans]
    scale = _scale(duration_ms, times)
    places = _places(times, scale)
    return Tape(
        known=scale.known,
        marks=tuple(
            _mark(span, place, current=current) for span, place in zip(spans, places, strict=True)
        ),
        label=_label(label, [start_ms for start_ms, _end_ms in times], bool(duration_ms)),
    )


def _mark(span: FragmentSpan, place: tuple[int, int], *, current: str | None) -> Mark:
    pid, start_ms, _end_ms, title, url = span
    x, width = place
    return Mark(
        pid=pid,
        x=x,
        width=width,
        title=title,
        start_ms=start_ms,
        url=url,
        is_current=pid == current,
    )


class _Scale(NamedTuple):
    """``known`` thousandths of the line stand for ``length_ms``, more than 0."""

    length_ms: int
    known: int


def _scale(duration_ms: int | None, spans: Iterable[tuple[int, int | None]]) -> _Scale:
    """That of the whole conversation, or as far as its moments are known."""
    if duration_ms:
        return _Scale(duration_ms, SCALE)
    latest_ms = max((end_ms or start_ms for start_ms, end_ms in spans), default=0)
    return _Scale(latest_ms, OPEN_FROM) if latest_ms else _Scale(1, 0)


def _places(spans: Iterable[tuple[int, int | None]], scale: _Scale) -> list[tuple[int, int]]:
    """Where fragments begin on the line, and how wide they are there.

    Places are rounded half up; an end is kept on the known line. One loop, for the tapes of a page
    of rows have thousands.
    """
    length_ms, known = scale
    double, twice = known * 2, length_ms * 2
    places = []
    for start_ms, end_ms in spans:
        x = (start_ms * double + length_ms) // twice if start_ms < length_ms else known
        width = 0
        if end_ms is not None:
            end = (end_ms * double + length_ms) // twice if end_ms < length_ms else known
            # A stated end shows, however short the fragment and long the conversation.
            width = end - x if end > x else min(1, known - x)
        places.append((x, width))
    return places


def _label(interview: str, starts_ms: list[int], is_measured: bool) -> str:
    """The tape in a sentence: "Gesprek 3: 2 fragmenten op 12:29 en 15:03"."""
    sentence = _sentence([timecode.format(ms) for ms in starts_ms])
    if not is_measured:
        sentence = _("%(marks)s; length not yet known") % {"marks": sentence}
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
