"""Fragments as rows of a list show them to the public, gathered for a whole page in six queries.

A page of new rows is most of what a listing costs: so the SQL is made once, and what comes back are
plain values, of what a row shows and no more.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, cast

from catalogue.media.playback import Playback, PlaybackPart, parts_of
from catalogue.media.tape import RowTape, row_tapes
from catalogue.models import (
    Fragment,
    Interview,
    MediaFile,
    Participation,
    Placement,
    Recording,
    Theme,
)
from catalogue.models.base import is_editor, mark
from catalogue.models.ending import Spanning, ending_starts
from catalogue.models.recording import Timeline
from catalogue.prepared import Prepared
from catalogue.values.choices import Origin, Part
from catalogue.views.prefetch import (
    dress_fragments,
    dress_interviews,
    playback_of,
    share_interviews,
)


@dataclass(frozen=True, slots=True)
class RowInterview:
    """What rows show and play of their interview; `starts` end fragments without a stated end."""

    title: str
    slug: str
    parts: list[PlaybackPart]
    starts: list[int]

    def get_absolute_url(self) -> str:
        return Interview.address_of(self.slug)


class RowTheme(NamedTuple):
    name: str
    slug: str

    def get_absolute_url(self) -> str:
        return Theme.address_of(self.slug)


class RowPlacement(NamedTuple):
    theme_id: int
    theme: RowTheme
    is_proposal: bool


@dataclass
class FragmentRow(Spanning):
    """What a row shows of a published fragment; its names are those of the records, so that
    templates show either."""

    pk: int
    pid: str
    title: str
    start_ms: int
    end_ms: int | None
    interview: RowInterview
    speakers: list[str]
    theme_links: list[RowPlacement]
    row_tape: RowTape

    is_public: ClassVar = True

    @cached_property
    def href(self) -> str:
        return Fragment.page_of(self.pid, self.title)

    def get_absolute_url(self) -> str:
        return self.href

    @cached_property
    def playback(self) -> Playback | None:
        return playback_of(self)


class RowFile(NamedTuple):
    recording: str
    name: str
    source: str
    mime_type: str

    width: None = None  # no row shows the picture
    height: None = None

    def get_absolute_url(self) -> str:
        return MediaFile.address_of(self.recording, self.name)


class RowRecording(NamedTuple):
    form: str
    duration_ms: int | None
    demonstration: bool
    file_list: list[RowFile]
    is_primary: bool = True


class RowSibling(NamedTuple):
    interview_id: int
    start_ms: int
    end_ms: int | None
    first_published_at: str | datetime | None  # as the database gives it
    is_seen: int | bool


class Conversation(NamedTuple):
    """What the rows of one interview share: who speak, what is played, and the starts that end
    fragments without a stated end."""

    speakers: list[str]
    parts: list[PlaybackPart]
    starts: list[int]
    tape: Callable[[str, int, int | None], RowTape]


def rows_of(keys: list[int]) -> list[FragmentRow]:
    """The fragments that a search found, in its order; none that stopped being public since."""
    found = {row[0]: row for row in _FRAGMENTS.values(keys)}
    shared = conversations({interview for *_own, interview, _title, _slug in found.values()})
    placements, speakers = placements_of(keys), grouped(_SPEAKERS.values(keys))
    rows = []
    for key in keys:
        if key not in found:
            continue
        pk, pid, title, start_ms, end_ms, interview_id, its_title, its_slug = found[key]
        conversation = shared[interview_id]
        row = FragmentRow(
            pk=pk,
            pid=pid,
            title=title,
            start_ms=start_ms,
            end_ms=end_ms,
            interview=RowInterview(its_title, its_slug, conversation.parts, conversation.starts),
            speakers=[name for (name,) in speakers[pk]] or conversation.speakers,
            theme_links=placements[pk],
            row_tape=conversation.tape(pid, start_ms, end_ms),
        )
        rows.append(row)
    return rows


def dress_rows(fragments: list[Fragment], *, user) -> list[Fragment]:
    """Fragments of a list that has records, since editors see drafts in it: with what a row shows
    of themes and playback; their interviews are dressed."""
    if is_editor(user):
        return dress_fragments(fragments, user=user)
    dress_interviews(share_interviews(fragments), user=user)
    links = placements_of([fragment.pk for fragment in fragments])
    for fragment in fragments:
        fragment.theme_links, fragment.playback = links[fragment.pk], playback_of(fragment)
    return fragments


def placements_of(keys: list[int]) -> defaultdict[int, list[RowPlacement]]:
    """By fragment, the themes that it stands in."""
    found = defaultdict(list)
    for fragment, theme, name, slug, origin in _PLACEMENTS.values(keys):
        is_proposal = origin == Origin.PROPOSED
        found[fragment].append(RowPlacement(theme, RowTheme(name, slug), is_proposal))
    return found


def conversations(interviews: Collection[int]) -> dict[int, Conversation]:
    """By interview, what its rows share."""
    keys = list(interviews)
    names, files, times = (grouped(query.values(keys)) for query in (_INTERVIEWEES, _FILES, _TIMES))
    found = {}
    for interview in interviews:
        recordings = recordings_of(files[interview])
        siblings = [RowSibling(interview, *rest) for rest in times[interview]]
        spans = [(one.start_ms, one.end_ms) for one in siblings if one.is_seen]
        found[interview] = Conversation(
            speakers=[name for (name,) in names[interview]],
            parts=parts_of(cast(Any, recordings)),  # these have what it reads
            starts=ending_starts(siblings)[interview],
            tape=row_tapes(Timeline.of_recordings(cast(Any, recordings)).length_ms, spans),
        )
    return found


def recordings_of(rows: list[tuple]) -> list[RowRecording]:
    """The recordings of rows with a file each, or without one."""
    recordings: dict[str, RowRecording] = {}
    for pid, form, duration_ms, demonstration, name, source, mime_type in rows:
        recording = RowRecording(form, duration_ms, bool(demonstration), [])
        recording = recordings.setdefault(pid, recording)
        if name is not None:
            recording.file_list.append(RowFile(pid, name, source, mime_type))
    return list(recordings.values())


def grouped(rows: Iterable[tuple]) -> defaultdict[int, list[tuple]]:
    """The rows by their first column, without it."""
    groups = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row[1:])
    return groups


_FRAGMENTS = Prepared(
    lambda at, keys: (
        Fragment.objects.published(at)
        .filter(pk__in=keys)
        .order_by()
        .values_list(
            *("pk", "pid", "title", "start_ms", "end_ms"),
            *("interview_id", "interview__title", "interview__slug"),
        )
    )
)
_PLACEMENTS = Prepared(
    lambda at, keys: (
        Placement.objects.visible(at)
        .filter(fragment__in=keys)
        .in_theme_order()
        .values_list("fragment_id", "theme_id", "theme__name", "theme__slug", "origin")
    )
)
_SPEAKERS = Prepared(
    lambda _at, keys: (
        Fragment.speakers.through.objects.filter(fragment__in=keys)
        .order_by("participation__order", "participation_id")
        .values_list("fragment_id", "participation__person__name")
    )
)
_INTERVIEWEES = Prepared(
    lambda at, keys: (
        Participation.objects.visible(at)
        .filter(interview__in=keys, part=Part.INTERVIEWEE)
        .order_by("order", "pk")
        .values_list("interview_id", "person__name")
    )
)
_FILES = Prepared(
    lambda at, keys: (
        Recording.objects.visible(at)
        .filter(interview__in=keys, is_primary=True)
        .order_by("part", "pid", "files__name")
        .values_list(
            *("interview_id", "pid", "form", "duration_ms", "demonstration"),
            *("files__name", "files__source", "files__mime_type"),
        )
    )
)
# No two published fragments of an interview start together: more to order by takes a database
# longer than all the rest.
_TIMES = Prepared(
    lambda at, keys: (
        Fragment.objects.filter(interview__in=keys)
        .order_by("interview_id", "start_ms")
        .values_list(
            *("interview_id", "start_ms", "end_ms", "first_published_at"),
            mark(Fragment.contents_q(at)),
        )
    )
)
