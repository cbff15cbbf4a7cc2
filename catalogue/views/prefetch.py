"""What pages show of fragments and interviews, gathered for a whole page in a few queries.

Each `dress_…` function takes a list and sets attributes on its members; the number of queries does
not depend on the length of the list.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Expression, Prefetch, QuerySet, Value, prefetch_related_objects

from catalogue.media.playback import Playback, build_playback, parts_of
from catalogue.media.tape import Tape, build_tape
from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Person,
    Placement,
    Recording,
)
from catalogue.models.base import is_editor, mark
from catalogue.models.ending import ending_starts
from catalogue.models.recording import Timeline
from catalogue.prepared import Prepared
from catalogue.values.choices import Form, Part
from catalogue.views.pictures import cover_of


class Sibling(NamedTuple):
    """What is told of a fragment beside others of its interview. Times in milliseconds."""

    pid: str
    start_ms: int
    end_ms: int | None
    title: str
    pk: int
    interview_id: int
    first_published_at: str | datetime | None  # as the database gives it
    is_seen: int | bool

    def get_absolute_url(self) -> str:
        return Fragment.page_of(self.pid, self.title)


def dress_fragments(fragments: list[Fragment], *, user=None) -> list[Fragment]:
    """Fragments with theme_links, speaker_list, mentioned_list and playback; their interviews are
    dressed as below.

    What hangs on them is what this `user` may see: for nobody in particular, what is visible.
    """
    dress_interviews(share_interviews(fragments), user=user)
    prefetch_related_objects(
        fragments,
        Prefetch("people_mentioned", Person.objects.with_page_mark(), to_attr="mentioned_list"),
        Prefetch(
            "placements",
            seen_by(user, Placement).select_related("theme").in_theme_order(),
            to_attr="theme_links",
        ),
        Prefetch("speakers", Participation.objects.with_people(), to_attr="named_speakers"),
    )
    for fragment in fragments:
        fragment.speaker_list = fragment.named_speakers or fragment.interview.speaker_list
        fragment.playback = playback_of(fragment)
    return fragments


def share_interviews(fragments: list[Fragment]) -> list[Interview]:
    """Let fragments of one interview hold the same object, so that it is dressed once; these."""
    prefetch_related_objects(fragments, "interview")
    known: dict[int, Interview] = {}
    for fragment in fragments:
        fragment.interview = known.setdefault(fragment.interview_id, fragment.interview)
    return list(known.values())


def dress_interviews(interviews: list[Interview], *, user=None) -> list[Interview]:
    """Interviews with series, speaker_list, interviewer_list, recording_list, parts, siblings
    (their fragments in order of time) and fragment_count, as this `user` may see them; and starts,
    where fragments without a stated end are ended, for everybody the same."""
    prefetch_related_objects(
        interviews,
        "series",
        Prefetch("participations", Participation.objects.with_people(), to_attr="participant_list"),
        Prefetch(
            "recordings",
            seen_by(user, Recording).with_files(),
            to_attr="recording_list",
        ),
    )
    all_of_these = siblings_in(interviews, user=user)
    starts, siblings = ending_starts(all_of_these), defaultdict(list)
    for sibling in all_of_these:
        if sibling.is_seen:
            siblings[sibling.interview_id].append(sibling)
    for interview in interviews:
        by_part = defaultdict(list)
        for participation in interview.participant_list:
            by_part[participation.part].append(participation)
        interview.speaker_list = by_part[Part.INTERVIEWEE]
        interview.interviewer_list = by_part[Part.INTERVIEWER]
        interview.parts = parts_of(interview.recording_list)
        interview.siblings = siblings[interview.pk]
        interview.starts = starts[interview.pk]
        interview.fragment_count = len(interview.siblings)
    return interviews


def with_tapes(interviews: list[Interview]) -> list[Interview]:
    """Dressed interviews with tape and cover."""
    for interview in interviews:
        interview.tape = tape_of(interview)
        interview.cover = cover_of(interview)
    return interviews


def siblings_in(interviews: list[Interview], *, user) -> list[Sibling]:
    """The fragments of these interviews in order of time, each with whether this user sees it."""
    keys = [interview.pk for interview in interviews]
    sees_all = user is not None and is_editor(user)
    rows = list(siblings(keys, Value(True))) if sees_all else _SIBLINGS.values(keys)
    return list(map(Sibling._make, rows))


def siblings(keys: Sequence[int], seen: Expression) -> QuerySet:
    """Rows of Sibling in these interviews, with whether they are seen."""
    *columns, is_seen = Sibling._fields
    fragments = Fragment.objects.filter(interview__in=keys).in_time_order()
    return fragments.annotate(**{is_seen: seen}).values_list(*columns, is_seen)


_SIBLINGS = Prepared(lambda at, keys: siblings(keys, mark(Fragment.contents_q(at))))


def seen_by(user, model):
    return model.objects.visible() if user is None else model.objects.visible_to(user)


def tape_of(interview: Interview, *, current: str | None = None) -> Tape:
    """The tape of a dressed interview."""
    spans = [
        (one.pid, one.start_ms, one.end_ms, one.title, one.get_absolute_url())
        for one in interview.siblings
    ]
    timeline = Timeline.of_recordings(interview.recording_list)
    return build_tape(timeline.length_ms, spans, current=current, label=interview.title)


def playback_of(
    fragment, *, at_ms: int | None = None, until_ms: int | None = None
) -> Playback | None:
    """From the start of a dressed fragment or a FragmentRow, or `at_ms`, to its own end, or
    `until_ms`; without one, for playing only, to where the next one ends it."""
    is_stated = until_ms is not None or fragment.end_ms is not None
    return build_playback(
        fragment.interview.parts,
        start_ms=fragment.start_ms if at_ms is None else at_ms,
        stop_ms=fragment.end_before(fragment.interview.starts) if until_ms is None else until_ms,
        stop_is_stated=is_stated,
        pid=fragment.pid,
        title=fragment.title,
        interview=fragment.interview.title,
        href=fragment.get_absolute_url(),
    )


def forms_of(interview: Interview) -> list[Form]:
    """The forms in which the interview can be played here."""
    playable = {recording.form for recording in interview.recording_list if recording.file_list}
    return [form for form in Form if form in playable]
