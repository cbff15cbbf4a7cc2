"""What is wrong with the fragments of an interview, or deserves a second look: one rule for every
way in. Rows of the admin, a pasted list, a theme page and the seeds all ask `faults_in()`, which
works on plain values; times are milliseconds on the interview's timeline.

What is refused is never stored. What is warned about is: fragments may overlap on purpose, and a
recording may be the wrong one. The lists of work find it again: see quality.py.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models.recording import Timeline
from catalogue.values import timecode
from catalogue.values.choices import State

NO_TITLE = gettext_lazy("A fragment has a title.")
ENDS_TOO_EARLY = gettext_lazy("The end must be later than the start.")
LONGEST_NAME = 40  # characters of a title in a sentence about it


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A fragment that stands, or one to be. `name` is what sentences call it, without capital."""

    start_ms: int
    end_ms: int | None
    title: str
    name: str

    @classmethod
    def of(cls, fragment: Any, name: str = "") -> "Row":
        return cls(
            fragment.start_ms, fragment.end_ms, fragment.title, name or quoted(fragment.title)
        )


class Kind(Enum):
    """The kinds of fault, in the order in which they are looked for."""

    NO_TITLE = "no-title"
    ENDS_TOO_EARLY = "ends-too-early"
    SAME_START = "same-start"
    OVERLAP = "overlap"
    GAP = "gap"
    PAST_THE_END = "past-the-end"

    @property
    def is_refused(self) -> bool:
        return self in (Kind.NO_TITLE, Kind.ENDS_TOO_EARLY, Kind.SAME_START)

    @property
    def field(self) -> str:
        """The field at which it is told where it is refused."""
        fields = {Kind.NO_TITLE: "title", Kind.ENDS_TOO_EARLY: "end_ms"}
        return fields.get(self, "start_ms")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the row that has it first among `rows`, then the one that it has it with."""

    kind: Kind
    rows: tuple[Row, ...]
    sentence: str

    @property
    def row(self) -> Row:
        return self.rows[0]


def quoted(title: str) -> str:
    """A row by its title alone, or the beginning of a long one."""
    return _("“%s”") % shortened(title)


def shortened(title: str) -> str:
    return Truncator(title).chars(LONGEST_NAME)


def standing(fragments: Iterable) -> list[Row]:
    """The rows of these fragments, in order of time and without what is withdrawn: that takes no
    place."""
    rows = [Row.of(one) for one in fragments if one.state != State.WITHDRAWN]
    return sorted(rows, key=_start)


def faults_in(rows: Iterable[Row], *, length_ms: int | None = None, gap_ms: int = 0) -> list[Fault]:
    """The faults of the fragments of one interview.

    Of two that begin at the same time the one that is given first may stay. `length_ms` is the
    length of the recording, None where it is not known; a gap is told that is longer than `gap_ms`,
    none where that is 0. A row that is refused is not warned about, nor are others because of it.
    """
    rows = list(rows)
    refused = list(_refused(rows))
    bad = {fault.row for fault in refused}
    good = sorted((row for row in rows if row not in bad), key=_start)
    found = [*refused, *_overlaps(good)]
    if gap_ms:
        found += _gaps(good, gap_ms)
    if length_ms is not None:
        found += _past_the_end(good, length_ms)
    return found


def faults_of(interview: Any, rows: Iterable[Row]) -> list[Fault]:
    """The faults of these rows as the fragments of this interview, with its recordings and the
    gap that the settings have."""
    recordings = interview.recordings.all() if interview.pk else ()  # none yet, of a new one
    length_ms = Timeline.of_recordings(recordings).length_ms
    return faults_in(rows, length_ms=length_ms, gap_ms=settings.GAP_MS)


def _start(row: Row) -> int:
    return row.start_ms


def _refused(rows: Iterable[Row]) -> Iterator[Fault]:
    taken: dict[int, Row] = {}
    for row in rows:
        is_bad = False
        if not row.title.strip():
            is_bad = True
            yield Fault(Kind.NO_TITLE, (row,), str(NO_TITLE))
        if row.end_ms is not None and row.end_ms <= row.start_ms:
            is_bad = True
            yield Fault(Kind.ENDS_TOO_EARLY, (row,), str(ENDS_TOO_EARLY))
        # A row that is bad by itself takes no start from others.
        other = taken.get(row.start_ms) if is_bad else taken.setdefault(row.start_ms, row)
        if other is not None and other is not row:
            yield _fault(
                Kind.SAME_START,
                (row, other),
                _("%(one)s and %(other)s both begin at %(start)s. Give one another start."),
                start=row.start_ms,
            )


def _overlaps(rows: Iterable[Row]) -> Iterator[Fault]:
    """One for each row in which the next one begins."""
    for row, following in pairwise(rows):
        if row.end_ms is not None and row.end_ms > following.start_ms:
            yield _fault(
                Kind.OVERLAP,
                (row, following),
                _("%(one)s ends at %(end)s, after %(other)s has begun at %(start)s."),
                end=row.end_ms,
                start=following.start_ms,
            )


def _gaps(rows: Iterable[Row], gap_ms: int) -> Iterator[Fault]:
    """One for each row before which nothing is said for long. Where the one before it has no stated
    end, that lasts until this one."""
    last: Row | None = None  # of those with an end, the one that lasts longest
    for row, following in pairwise(rows):
        if row.end_ms is None:
            continue
        if last is None or last.end_ms is None or row.end_ms >= last.end_ms:
            last = row
        end_ms = last.end_ms or 0
        if following.start_ms - end_ms > gap_ms:
            yield _fault(
                Kind.GAP,
                (following, last),
                _("Between %(other)s and %(one)s nothing is cut for %(gap)s, from %(end)s on."),
                gap=_in_whole_seconds(following.start_ms - end_ms),
                end=end_ms,
            )


def _past_the_end(rows: Iterable[Row], length_ms: int) -> Iterator[Fault]:
    for row in rows:
        if row.start_ms >= length_ms or (row.end_ms or 0) > length_ms:
            yield _fault(
                Kind.PAST_THE_END,
                (row,),
                _("%(one)s lies past the end of the recording, which lasts %(length)s."),
                length=_in_whole_seconds(length_ms),
            )


def _in_whole_seconds(ms: int) -> int:
    """A length as people read it, rounded."""
    return (ms + 500) // 1000 * 1000


def _fault(kind: Kind, rows: tuple[Row, ...], sentence: str, **times_ms: int) -> Fault:
    names = {"one": rows[0].name, "other": rows[-1].name}
    times = {name: timecode.format(time_ms) for name, time_ms in times_ms.items()}
    return Fault(kind, rows, capfirst(sentence % (names | times)))
