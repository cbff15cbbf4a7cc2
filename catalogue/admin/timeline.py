"""What about the times of an interview's fragments deserves a second look. Not wrong, so not
refused: fragments may overlap on purpose, and a recording may be the wrong one."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from catalogue import timecode
from catalogue.choices import State
from catalogue.models import Fragment, Interview


def remarks_on(interview: Interview, *, about: Fragment | None = None) -> list[str]:
    """A sentence for each overlap, and each fragment past the end of the recording; with `about`,
    those alone that concern this fragment."""
    fragments = interview.fragments.exclude(state=State.WITHDRAWN).in_time_order()
    found = [*_overlaps(fragments), *_past_the_end(fragments, length_of(interview))]
    return [sentence for sentence, concerned in found if about is None or about in concerned]


def length_of(interview: Interview) -> int | None:
    """Milliseconds that the primary parts last together; None where one of them does not say."""
    durations = [
        recording.duration_ms for recording in interview.recordings.all() if recording.is_primary
    ]
    return sum(durations) if durations and None not in durations else None


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
    for fragment in fragments if length_ms is not None else ():
        if fragment.start_ms >= length_ms or (fragment.end_ms or 0) > length_ms:
            yield (
                _("“%(fragment)s” lies past the end of the recording, which lasts %(length)s.")
                % {"fragment": fragment, "length": timecode.format(length_ms)},
                (fragment,),
            )
