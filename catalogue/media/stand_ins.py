"""Stand-ins: which interviews need a demonstration recording, and what the catalogue keeps of it.

An interview with a recording of its own gets none. The file is named after the interview's pid and
never exists by half, so what was made is found again: after an interruption, and by a database
that was built anew.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from catalogue.media.demonstration import make_recording, title_of
from catalogue.media.files import sweep_abandoned
from catalogue.media.preparing import lacking, prepare
from catalogue.media.probe import ProbeError, probe
from catalogue.models import Interview, MediaFile, Recording

FOLDER = "demonstration"
REST_MS = 3 * 60_000  # what a recording lasts at least after its last fragment begins or ends
_STEP_MS = 60_000  # recordings last whole minutes

# Encoding leaves Python to itself, so threads do here, and they end with the process. More of them
# than this would leave a small machine nothing for anything else.
_AT_ONCE = 2
_TICK_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """A demonstration recording as an interview needs it."""

    interview: Interview
    latest_ms: int  # the last moment that a fragment mentions

    @property
    def title(self) -> str:
        return self.interview.title

    @property
    def name(self) -> str:
        """The path in the storage."""
        return f"{FOLDER}/{self.interview.pid}.mp4"

    @property
    def path(self) -> Path:
        return Path(default_storage.path(self.name))

    @property
    def duration_ms(self) -> int:
        """Rounded up to the step, and a few minutes more than the fragments need."""
        return -(-(self.latest_ms + REST_MS) // _STEP_MS) * _STEP_MS

    @property
    def seconds(self) -> int:
        return self.duration_ms // 1000

    def is_made(self) -> bool:
        """Whether the file is there, unchanged, of this title and long enough."""
        try:
            facts = probe(self.path)
        except (OSError, ProbeError):
            return False
        registered = MediaFile.objects.filter(
            recording__interview=self.interview, file=self.name
        ).first()
        return (
            facts.duration_ms > self.latest_ms
            and title_of(self.path) == self.title
            and (registered is None or registered.sha256 == facts.sha256)
        )


def needed() -> list[StandIn]:
    """A stand-in for each interview without a recording of its own, made or not."""
    latest = Greatest(Max("fragments__start_ms"), Coalesce(Max("fragments__end_ms"), 0))
    interviews = (
        Interview.objects.exclude(recordings__demonstration=False)
        .annotate(latest_ms=Coalesce(latest, 0))
        .order_by("sort_key", "pid")
    )
    return [StandIn(interview=interview, latest_ms=interview.latest_ms) for interview in interviews]


def make_all(
    stand_ins: Sequence[StandIn],
    *,
    progress: Callable[[int], None],
    on_made: Callable[[StandIn], None],
) -> None:
    """Make these files, a few at the same time, the longest first.

    In the calling thread, ``progress`` is told now and then how many seconds of recording are made
    in all, and ``on_made`` of each file as soon as it is there. Whatever ends this early, an
    interruption too, ends the work in hand and leaves no half file. Raises what a file's making
    raised.
    """
    label = _("demonstration material")
    made_seconds: dict[str, int] = {}
    stop = Event()

    def make(stand_in: StandIn) -> StandIn:
        def count(seconds: int) -> None:
            made_seconds[stand_in.name] = seconds
            if stop.is_set():
                raise _StoppedError

        make_recording(
            stand_in.path,
            title=stand_in.title,
            duration_ms=stand_in.duration_ms,
            label=label,
            progress=count,
        )
        return stand_in

    longest_first = sorted(stand_ins, key=lambda stand_in: -stand_in.duration_ms)
    executor = ThreadPoolExecutor(_AT_ONCE)
    try:
        waiting = {executor.submit(make, stand_in) for stand_in in longest_first}
        while waiting:
            done, waiting = wait(waiting, timeout=_TICK_SECONDS, return_when=FIRST_COMPLETED)
            progress(sum(made_seconds.copy().values()))
            for future in done:
                on_made(future.result())
    finally:
        stop.set()
        executor.shutdown(cancel_futures=True)


class _StoppedError(Exception):
    """Ends the making of a file that nobody waits for any more."""


def register(stand_in: StandIn) -> None:
    """Prepare the file and write down its recording, as probed; nothing is written where all is
    known."""
    facts = asdict(probe(stand_in.path))
    duration_ms = facts.pop("duration_ms")
    file = MediaFile(file=stand_in.name, sha256=facts["sha256"])
    prepare(file, lacking(file))
    with transaction.atomic():
        recording = stand_in.interview.recordings.filter(demonstration=True).first() or Recording(
            interview=stand_in.interview, demonstration=True
        )
        _keep(recording, duration_ms=duration_ms)
        media_file = recording.files.first() or MediaFile(
            recording=recording, name=f"{stand_in.interview.slug[:96]}.mp4"
        )
        _keep(media_file, file=stand_in.name, **facts)


def _keep(record: Recording | MediaFile, **values: Any) -> None:
    """Save the record where it is new or differs, so that a second run raises no version."""
    if record._state.adding or any(
        getattr(record, name) != value for name, value in values.items()
    ):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def sweep() -> None:
    """Remove what a killed run left behind."""
    sweep_abandoned(Path(default_storage.path(FOLDER)))
