"""What the player plays: the parts of a recording on the interview's timeline, from where to where.

Plain values: views make them from rows of MediaFile, templates and the player's script read them.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalogue.models.recording import MediaFile, Timeline
from catalogue.values import timecode
from catalogue.values.choices import Form, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackPart:
    """One file of a recording.

    ``form`` is "video" or "podcast". ``duration_ms`` is None or 0 where it is not known.
    ``start_ms``, on the interview's timeline, is filled in by ``build_playback``. ``width`` and
    ``height`` are None for sound alone; ``captions`` are what the template makes tracks of.
    """

    url: str
    mime_type: str
    form: str = "video"
    duration_ms: int | None = None
    demonstration: bool = False
    width: int | None = None
    height: int | None = None
    captions: Sequence[Any] = ()
    start_ms: int = 0

    @property
    def end_ms(self) -> int | None:
        return self.start_ms + self.duration_ms if self.duration_ms else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Playback:
    """Parts end to end, a start and, where there is one, a stop on the interview's timeline.

    ``stop_is_stated`` tells the end that editors gave a fragment from one that is there for playing
    only (the start of the next), which is never shown as its length. ``beyond_ms`` is where it was
    asked to start, when the recording has ended by then: nothing is played, and ``start_ms`` is the
    end.
    """

    parts: tuple[PlaybackPart, ...]
    start_ms: int
    stop_ms: int | None
    stop_is_stated: bool
    beyond_ms: int | None = None
    pid: str = ""
    title: str = ""
    interview: str = ""
    href: str = ""

    @property
    def is_there(self) -> bool:
        """Whether the recording has the start; else nothing of it is played."""
        return self.beyond_ms is None

    @property
    def asked_ms(self) -> int:
        """Where it was asked to start, there or not."""
        return self.start_ms if self.beyond_ms is None else self.beyond_ms

    @property
    def part(self) -> PlaybackPart:
        """The part that holds the start; the last one where the start is the very end."""
        return next(part for part in reversed(self.parts) if part.start_ms <= self.start_ms)

    @property
    def src(self) -> str:
        """The address of ``part`` with the time in it, for a player without scripts.

        Plain seconds within the part, after https://www.w3.org/TR/media-frags/#naming-time; no
        ``npt:``, which some players cannot read. A stop in a later part is left out: the file ends
        before it.
        """
        part = self.part
        span = timecode.seconds(self.start_ms - part.start_ms)
        if self.stop_ms is not None and (part.end_ms is None or self.stop_ms <= part.end_ms):
            span += f",{timecode.seconds(self.stop_ms - part.start_ms)}"
        return part.url if span == "0" else f"{part.url}#t={span}"

    @property
    def is_demonstration(self) -> bool:
        return any(part.demonstration for part in self.parts)

    @property
    def duration_ms(self) -> int | None:
        """The length of all parts together; None where that of the last is not known."""
        return self.parts[-1].end_ms

    @property
    def as_json(self) -> str:
        """The same for the player's script, in seconds on the interview's timeline."""
        beyond = {} if self.beyond_ms is None else {"beyond": self.beyond_ms / 1000}
        return json.dumps(
            {
                "parts": [
                    {
                        "url": part.url,
                        "type": part.mime_type,
                        "start": part.start_ms / 1000,
                        "duration": _seconds(part.duration_ms or None),
                        "demonstration": part.demonstration,
                        "captions": list(part.captions),
                    }
                    for part in self.parts
                ],
                "start": self.start_ms / 1000,
                "stop": _seconds(self.stop_ms),
                "stated": self.stop_is_stated,
                "pid": self.pid,
                "title": self.title,
                "interview": self.interview,
                "href": self.href,
                "startText": timecode.format(self.asked_ms),
                **beyond,
            },
            ensure_ascii=False,
        )


def build_playback(
    parts: Iterable[PlaybackPart],
    *,
    start_ms: int,
    stop_ms: int | None = None,
    stop_is_stated: bool = False,
    pid: str = "",
    title: str = "",
    interview: str = "",
    href: str = "",
) -> Playback | None:
    """The playback of files in the order of their part numbers; None where there are none.

    A start at the end or past it is brought back to the end, and kept as ``beyond_ms``; a stop is
    brought back too, and falls away where it is not after the start. What comes after a part of
    unknown length has no place on the timeline, and is left out.
    """
    parts = tuple(parts)
    timeline = Timeline.of(part.duration_ms for part in parts)
    places = zip(parts, timeline.starts_ms, strict=False)
    laid = tuple(replace(part, start_ms=place_ms) for part, place_ms in places)
    if not laid:
        return None
    end_ms = laid[-1].end_ms
    beyond_ms = None
    if end_ms is not None:
        if start_ms >= end_ms:
            beyond_ms, start_ms = start_ms, end_ms
        if stop_ms is not None and stop_ms >= end_ms:
            # Another that begins there stops nothing: what plays is heard to the end.
            stop_ms = end_ms if stop_is_stated else None
    if stop_ms is not None and stop_ms <= start_ms:
        stop_ms = None
    return Playback(
        parts=laid,
        start_ms=start_ms,
        stop_ms=stop_ms,
        stop_is_stated=stop_is_stated and stop_ms is not None,
        beyond_ms=beyond_ms,
        pid=pid,
        title=title,
        interview=interview,
        href=href,
    )


def parts_of(recordings: Iterable[Any]) -> list[PlaybackPart]:
    """What is played of recordings, as parts."""
    return [
        PlaybackPart(
            url=file.get_absolute_url(),
            mime_type=file.mime_type,
            form=form_of(file) or recording.form,
            duration_ms=recording.duration_ms,
            demonstration=recording.demonstration,
            width=file.width,
            height=file.height,
        )
        for recording, file in played(recordings)
    ]


def played(recordings: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """The primary recordings `with_files`, in the order of their parts, each with the file of it
    that is played.

    A part without a file of ours that a browser plays ends the row: what follows has no place.
    """
    for recording in recordings:
        if not recording.is_primary:
            continue
        ours = [file for file in recording.file_list if file.source == Source.UPLOADED]
        if not ours:
            break
        # The one that is of the recording's form, where files are of both.
        file = next((file for file in ours if form_of(file) == recording.form), ours[0])
        yield recording, file


def form_of(file: MediaFile) -> Form | None:
    """What a file of ours is, whatever its recording is called; None where nobody knows."""
    kinds = {"video": Form.VIDEO, "audio": Form.PODCAST}
    return kinds.get(file.mime_type.partition("/")[0])


def _seconds(ms: int | None) -> float | None:
    return None if ms is None else ms / 1000
