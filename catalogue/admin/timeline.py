"""What about the times of an interview's fragments deserves a second look. Not wrong, so not
refused: fragments may overlap on purpose, and a recording may be the wrong one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise, zip_longest

from django.utils.translation import gettext as _

from catalogue.models import Fragment, Interview
from catalogue.models.base import VISIBLE_STATES, has_opening
from catalogue.models.recording import Timeline
from catalogue.values import timecode
from catalogue.values.choices import State


def remarks_on(interview: Interview, *, about: Collection[Fragment] | None = None) -> list[str]:
    """A sentence for each overlap, each fragment past the end of the recording, and each that stops
    or runs on because of one that is not public any more; with `about`, those alone that concern
    these fragments. Without a query where fragments and recordings are prefetched."""
    all_of_it = sorted(interview.fragments.all(), key=lambda one: (one.start_ms, one.pid))
    fragments = [one for one in all_of_it if one.state != State.WITHDRAWN]
    length_ms = Timeline.of_recordings(interview.recordings.all()).length_ms
    within = [one for one in all_of_it if length_ms is None or one.start_ms < length_ms]
    found = [
        *_overlaps(fragments),
        *_past_the_end(fragments, length_ms),
        *_cut_short(within),
        *_running_on(all_of_it),
    ]
    return [
        sentence
        for sentence, concerned in found
        if about is None or not set(about).isdisjoint(concerned)
    ]


def _overlaps(fragments: Iterable[Fragment]) -> Iterator[tuple[str, tuple[Fragment, ...]]]:
    for one, following in pairwise(fragments):
        if one.end_ms is not None and one.end_ms > following.start_ms:
            yield (
                _("“%(one)s” ends at %(end)s, after “%(other)s” has begun at %(start)s.")
                % {
                    "one": one,
                    "end": timecode.format(one.end_ms),
                    "other": following,
                    "start": timecode.format(following.start_ms),
                },
                (one, following),
            )


def _past_the_end(
    fragments: Iterable[Fragment], length_ms: int | None
) -> Iterator[tuple[str, tuple[Fragment, ...]]]:
    if length_ms is None:
        return
    for fragment in fragments:
        if fragment.start_ms >= length_ms or (fragment.end_ms or 0) > length_ms:
            yield (
                _("“%(fragment)s” lies past the end of the recording, which lasts %(length)s.")
                % {"fragment": fragment, "length": timecode.format(length_ms)},
                (fragment,),
            )


def _cut_short(fragments: list[Fragment]) -> Iterator[tuple[str, tuple[Fragment, ...]]]:
    """The fragments without a stated end that one stops which is not public any more. Not a draft
    that the next standing one will stop when both are published."""
    standing = [one for one in fragments if one.state != State.WITHDRAWN]
    enders = defaultdict(list)
    for one in filter(has_opening, fragments):
        enders[one.start_ms].append(one)
    starts = list(enders)
    for one, following in zip_longest(standing, standing[1:]):
        stop_ms = one.end_before(starts)
        stopping = enders.get(stop_ms, ()) if stop_ms is not None else ()
        if one.end_ms is not None or not stopping or stop_ms is None:
            continue
        if any(other.state in VISIBLE_STATES for other in stopping):
            continue
        if not has_opening(one) and following is not None and following.start_ms < stop_ms:
            continue
        yield (
            _("“%(one)s” stops at %(start)s, where “%(other)s” begins (%(state)s).")
            % {
                "one": one,
                "start": timecode.format(stop_ms),
                "other": stopping[0],
                "state": stopping[0].get_state_display(),
            },
            (one, *stopping),
        )


def _running_on(fragments: Iterable[Fragment]) -> Iterator[tuple[str, tuple[Fragment, ...]]]:
    """The fragments with a stated end in which one begins that is withdrawn."""
    withdrawn = [one for one in fragments if one.state == State.WITHDRAWN]
    for one in fragments if withdrawn else ():
        if one.state == State.WITHDRAWN or one.end_ms is None:
            continue
        for other in withdrawn:
            if one.start_ms < other.start_ms < one.end_ms:
                yield (
                    _(
                        "“%(one)s” runs on until %(end)s, though “%(other)s” begins at %(start)s, "
                        "which is withdrawn: its words are heard."
                    )
                    % {
                        "one": one,
                        "end": timecode.format(one.end_ms),
                        "other": other,
                        "start": timecode.format(other.start_ms),
                    },
                    (one, other),
                )
