"""Where fragments end, in plain values: as stated, or where the next one begins.

A derived end is the start of the next fragment that is, was or is planned to be public, whatever
its state now. Playing, search, quotes and excerpts all ask here, for the public and for editors:
so words of a fragment that was withdrawn are not heard in the one before it, and a draft that never
was public ends nothing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from catalogue.models.base import has_opening


class TimeSpan(NamedTuple):
    """What the ends of fragments depend on. Times in milliseconds."""

    pk: int
    interview_id: int
    start_ms: int
    end_ms: int | None
    first_published_at: datetime | None


class Spanning:
    """What a fragment, or a row that shows one, says of its times, in milliseconds."""

    start_ms: int
    end_ms: int | None

    @property
    def length_ms(self) -> int | None:
        """The stated length, or None: a derived end is never shown as one."""
        return None if self.end_ms is None else self.end_ms - self.start_ms

    def end_before(self, starts: Sequence[int]) -> int | None:
        """Its end, with the `ending_starts()` of its interview; None: open."""
        return end_of(self.start_ms, self.end_ms, starts)


def ending_starts(fragments: Iterable) -> defaultdict[int, list[int]]:
    """By interview, when those of these fragments begin that end others.

    Fragments, or rows with `interview_id`, `start_ms` and `first_published_at`, in order of time.
    """
    starts = defaultdict(list)
    for fragment in fragments:
        if has_opening(fragment):
            starts[fragment.interview_id].append(fragment.start_ms)
    return starts


def end_of(start_ms: int, end_ms: int | None, starts: Sequence[int]) -> int | None:
    """The end in milliseconds: as stated, or else the first of these starts, given in order of
    time, that is later than its own; None: open.

    An end that is not stated is never shown.
    """
    if end_ms is not None:
        return end_ms
    place = bisect_right(starts, start_ms)
    return starts[place] if place < len(starts) else None


def derived_ends(spans: Iterable[TimeSpan]) -> dict[int, int | None]:
    """Where those of these end that have no stated end, by key; all of their interviews' fragments
    are to be among them."""
    ordered = sorted(spans, key=lambda span: span.start_ms)
    starts = ending_starts(ordered)
    return {
        span.pk: end_of(span.start_ms, None, starts[span.interview_id])
        for span in ordered
        if span.end_ms is None
    }


def ends_to_state(before: Iterable[TimeSpan], after: Iterable[TimeSpan]) -> dict[int, int]:
    """The derived ends that are to be stated, by key, when these fragments are deleted, begin at
    another time or go to another interview: else what followed would be heard again.

    Those that come earlier need nothing; nor does a fragment that moves along with what ends it, or
    that now begins where it ended or later.
    """
    before, after = list(before), list(after)
    were, are = derived_ends(before), derived_ends(after)
    began = {span.pk: span.start_ms for span in before}
    begins = {span.pk: span.start_ms for span in after}
    stated = {}
    for pk, end_ms in were.items():
        if end_ms is None or pk not in are or end_ms <= begins[pk]:
            continue
        end_now = are[pk]
        is_later = end_now is None or end_now > end_ms
        moves_along = end_now is not None and end_now - begins[pk] == end_ms - began[pk]
        if is_later and not moves_along:
            stated[pk] = end_ms
    return stated
