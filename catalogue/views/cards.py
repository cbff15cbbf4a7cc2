"""What rows of fragments and interviews show, gathered for a whole page in a few queries.

Each `dress_…` function takes a list and sets attributes on its members; the number of queries does
not depend on the length of the list.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from catalogue.choices import Form, Part, Source
from catalogue.media.playback import Part as PlaybackPart
from catalogue.media.playback import Playback, build_playback
from catalogue.media.tape import Tape, build_tape, row_tapes
from catalogue.models import (
    Fragment,
    Interview,
    MediaFile,
    Participation,
    Person,
    Placement,
    Recording,
)
from catalogue.views.pictures import cover_of


class Sibling(NamedTuple):
    """What is told of a fragment beside others of its interview. Times in milliseconds."""

    pid: str
    start_ms: int
    end_ms: int | None
    title: str
    pk: int
    interview: int

    def get_absolute_url(self) -> str:
        return Fragment.page_of(self.pid, self.title)


def shown(keys: list[int]) -> list[Fragment]:
    """The fragments that a search found, in its order; none that stopped being public since."""
    found = Fragment.objects.published().select_related("interview__series").in_bulk(keys)
    return [found[key] for key in keys if key in found]


def dress_rows(fragments: list[Fragment]) -> list[Fragment]:
    """Fragments as rows of a list show them, to the public: with theme_links, the names in
    speaker_list, playback and row_tape."""
    interviews = share_interviews(fragments)
    people = Participation.objects.select_related("person")
    dress_people_and_recordings(interviews, user=None, people=people)
    # Of what stands beside them only the times: a page of a large archive has thousands.
    spans = defaultdict(list)
    beside = Fragment.objects.published().filter(interview__in=interviews).in_time_order()
    for interview, start_ms, end_ms in beside.values_list("interview", "start_ms", "end_ms"):
        spans[interview].append((start_ms, end_ms))
    for interview in interviews:
        place_on_tape(interview, spans[interview.pk])
    return _dressed(fragments, None, people)


def dress_fragments(fragments: list[Fragment], *, user=None) -> list[Fragment]:
    """The same in full: speakers have their positions, and there is a mentioned_list.

    What hangs on them is what this `user` may see: for nobody in particular, what is published.
    """
    mentioned = Person.objects.with_page_mark()
    prefetch_related_objects(
        fragments, Prefetch("people_mentioned", mentioned, to_attr="mentioned_list")
    )
    people = Participation.objects.with_people()
    dress_interviews(share_interviews(fragments), user=user, people=people)
    return _dressed(fragments, user, people)


def _dressed(fragments: list[Fragment], user, people: QuerySet) -> list[Fragment]:
    """With what hangs on the fragments, once their interviews are dressed."""
    prefetch_related_objects(
        fragments,
        Prefetch(
            "placements",
            seen_by(user, Placement)
            .select_related("theme")
            .order_by("theme__order", "theme__sort_key", "theme__slug"),
            to_attr="theme_links",
        ),
        Prefetch("speakers", people, to_attr="named_speakers"),
    )
    for fragment in fragments:
        interview = fragment.interview
        fragment.speaker_list = fragment.named_speakers or interview.speaker_list
        fragment.row_tape = interview.row_tape(fragment.pid, fragment.start_ms, fragment.end_ms)
        fragment.playback = playback_of(fragment)
    return fragments


def share_interviews(fragments: list[Fragment]) -> list[Interview]:
    """Let fragments of one interview hold the same object, so that it is dressed once; these."""
    prefetch_related_objects(fragments, "interview")
    known: dict[int, Interview] = {}
    for fragment in fragments:
        fragment.interview = known.setdefault(fragment.interview_id, fragment.interview)
    return list(known.values())


def dress_interviews(
    interviews: list[Interview], *, user=None, people: QuerySet | None = None
) -> list[Interview]:
    """Interviews with speaker_list, interviewer_list, siblings (their fragments in order of time)
    and when these start, fragment_count, parts and row_tape: as this `user` may see them.

    The lists of people are of participations as `people` gives them: without, with positions.
    """
    people = Participation.objects.with_people() if people is None else people
    dress_people_and_recordings(interviews, user=user, people=people)
    siblings = defaultdict(list)
    of_these = seen_by(user, Fragment).filter(interview__in=interviews).in_time_order()
    for sibling in map(Sibling._make, of_these.values_list(*Sibling._fields)):
        siblings[sibling.interview].append(sibling)
    for interview in interviews:
        interview.siblings = siblings[interview.pk]
        interview.fragment_count = len(interview.siblings)
        place_on_tape(interview, [(one.start_ms, one.end_ms) for one in interview.siblings])
    return interviews


def dress_people_and_recordings(interviews: list[Interview], *, user, people: QuerySet) -> None:
    """Interviews with series, speaker_list, interviewer_list, recording_list and parts."""
    prefetch_related_objects(
        interviews,
        "series",
        Prefetch("participations", people, to_attr="participant_list"),
        Prefetch(
            "recordings",
            seen_by(user, Recording)
            .order_by("part", "pid")
            .prefetch_related(
                Prefetch("files", MediaFile.objects.order_by("name"), to_attr="file_list")
            ),
            to_attr="recording_list",
        ),
    )
    for interview in interviews:
        by_part = defaultdict(list)
        for participation in interview.participant_list:
            by_part[participation.part].append(participation)
        interview.speaker_list = by_part[Part.INTERVIEWEE]
        interview.interviewer_list = by_part[Part.INTERVIEWER]
        interview.parts = parts_of(interview.recording_list)


def place_on_tape(interview: Interview, spans: list[tuple[int, int | None]]) -> None:
    """An interview with starts and row_tape, from the times of its fragments in order."""
    interview.starts = [start_ms for start_ms, _end_ms in spans]
    interview.row_tape = row_tapes(length_of(interview), spans)


def with_tapes(interviews: list[Interview]) -> list[Interview]:
    """Dressed interviews with tape and cover."""
    for interview in interviews:
        interview.tape = tape_of(interview)
        interview.cover = cover_of(interview)
    return interviews


def seen_by(user, model):
    return model.objects.published() if user is None else model.objects.visible_to(user)


def parts_of(recordings: list[Recording]) -> list[PlaybackPart]:
    """The playable files of the primary recordings, in the order of their parts.

    A part without a file of ours that a browser plays ends the row: what follows has no place.
    """
    parts = []
    for recording in recordings:
        if not recording.is_primary:
            continue
        file = next((file for file in recording.file_list if file.source == Source.UPLOADED), None)
        if file is None:
            break
        parts.append(
            PlaybackPart(
                url=file.get_absolute_url(),
                mime_type=file.mime_type,
                form=recording.form,
                duration_ms=recording.duration_ms,
                demonstration=recording.demonstration,
                width=file.width,
                height=file.height,
            )
        )
    return parts


def length_of(interview: Interview) -> int | None:
    """The length of the interview's timeline, None while a primary part's is not known."""
    durations = [
        recording.duration_ms for recording in interview.recording_list if recording.is_primary
    ]
    return sum(durations) if durations and all(durations) else None


def tape_of(interview: Interview, *, current: str | None = None) -> Tape:
    """The tape of a dressed interview."""
    spans = [
        (one.pid, one.start_ms, one.end_ms, one.title, one.get_absolute_url())
        for one in interview.siblings
    ]
    return build_tape(length_of(interview), spans, current=current, label=interview.title)


def playback_of(fragment: Fragment, *, at_ms: int | None = None) -> Playback | None:
    """From the fragment's start, or `at_ms`, to its own end; without one, for playing only, to the
    start of the next published fragment of the interview."""
    return build_playback(
        fragment.interview.parts,
        start_ms=fragment.start_ms if at_ms is None else at_ms,
        stop_ms=fragment.end_before(fragment.interview.starts),
        stop_is_stated=fragment.end_ms is not None,
        pid=fragment.pid,
        title=fragment.title,
        interview=fragment.interview.title,
        href=fragment.get_absolute_url(),
    )


def forms_of(interview: Interview) -> list[Form]:
    """The forms in which the interview can be played here."""
    playable = {recording.form for recording in interview.recording_list if recording.file_list}
    return [form for form in Form if form in playable]
