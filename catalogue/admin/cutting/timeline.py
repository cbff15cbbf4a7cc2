"""What about the times of an interview's fragments deserves a second look. Not wrong, so not
refused: fragments may overlap on purpose, and a recording may be the wrong one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import starmap, zip_longest

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Fragment, Interview
from catalogue.models.base import VISIBLE_STATES, has_opening
from catalogue.models.faults import Row, faults_in
from catalogue.models.recording import Timeline
from catalogue.values import timecode
from catalogue.values.choices import State


@dataclass(frozen=True, slots=True)
class TimeRemark:
    """A sentence, and the fragments that it is about: first the one in whose row it stands."""

    sentence: str
    fragments: tuple[Fragment, ...]


def remarks_on(interview: Interview, *, about: Collection[Fragment] | None = None) -> list[str]:
    """A sentence for each remark on the times of this interview; with `about`, those alone that
    concern these fragments. Without a query where fragments and recordings are prefetched."""
    fragments = _in_order(interview)
    return [
        one.sentence
        for one in time_remarks(interview, fragments)
        if about is None or not set(about).isdisjoint(one.fragments)
    ]


def summary_of_remarks(interview: Interview) -> str:
    """What is remarked in the rows of this interview, as one sentence with a link to the first of
    those rows; empty where there is nothing. Of one remark, itself."""
    fragments = _in_order(interview)
    found = time_remarks(interview, fragments)
    if not found:
        return ""
    first = min(fragments.index(one.fragments[0]) for one in found)
    told = ngettext(
        "%d remark stands in the rows of the fragments.",
        "%d remarks stand in the rows of the fragments.",
        len(found),
    )
    return format_html(
        '{} <a href="{}#fragments-{}">{}</a>',
        found[0].sentence if len(found) == 1 else told % len(found),
        reverse("admin:catalogue_interview_change", args=[interview.pk]),
        first,
        _("To the row") if len(found) == 1 else _("To the first row"),
    )


def _in_order(interview: Interview) -> list[Fragment]:
    return sorted(interview.fragments.all(), key=lambda one: (one.start_ms, one.pid))


def time_remarks(interview: Interview, fragments: Iterable[Fragment]) -> list[TimeRemark]:
    """What is warned about in the fragments of this interview, given in order of time; and each
    that stops or runs on because of one that is not public any more."""
    fragments = list(fragments)
    rows = {Row.of(one): one for one in fragments if one.state != State.WITHDRAWN}
    length_ms = Timeline.of_recordings(interview.recordings.all()).length_ms
    found = [
        TimeRemark(fault.sentence, tuple(rows[row] for row in fault.rows))
        for fault in faults_in(rows, length_ms=length_ms, gap_ms=settings.GAP_MS)
    ]
    within = [one for one in fragments if length_ms is None or one.start_ms < length_ms]
    return [*found, *starmap(TimeRemark, (*_cut_short(within), *_running_on(fragments)))]


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
