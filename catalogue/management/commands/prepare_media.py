"""prepare_media: what is made of uploaded recordings, such as their waveform."""

import os
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from catalogue.management.progress import Progress
from catalogue.media import preparing, room
from catalogue.media.checks import uploaded_files
from catalogue.media.probe import ProbeError
from catalogue.models import MediaFile, Recording
from catalogue.processes import BUSY_CODE

NO_DIGEST = "its SHA-256 was never written down: run check_media --fill"
NICENESS = 10  # of 19: pages go first


class Command(BaseCommand):
    help = (
        "Makes what lacks of the uploaded recordings: today the waveform that editors cut by. The "
        "site starts it by itself after an upload. What is there already is left alone, so it can "
        "be run again at any time. Ends with exit code 1 when a file cannot be prepared."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "recordings",
            nargs="*",
            metavar="PID",
            help="the recordings to look at, by their pid; all of them unless told",
        )
        parser.add_argument(
            "--again", action="store_true", help="make anew what is there already as well"
        )
        parser.add_argument(
            "--in-background",
            action="store_true",
            help="wait while another prepares files, and let the rest of the machine go first",
        )

    @no_translations  # the problems of files are sentences for editors too, in Dutch elsewhere
    def handle(self, *, recordings: list[str], again: bool, in_background: bool, **options):
        if in_background:
            os.nice(NICENESS)
        try:
            with preparing.alone(waits=in_background):
                self.prepare(self.files_of(recordings), again=again)
        except preparing.BusyError:
            raise CommandError(
                "Another prepare_media is at work. Wait until it is done, or use --in-background "
                "to wait here.",
                returncode=BUSY_CODE,
            ) from None
        except OSError as error:
            reason = "The disk is full" if room.is_full(error) else f"It failed: {error}"
            raise CommandError(
                f"{reason}. What is finished is kept. Is there room in {settings.MEDIA_ROOT}, and "
                "may it be written to? The next run carries on."
            ) from error

    def files_of(self, pids: list[str]) -> list[MediaFile]:
        files = uploaded_files().order_by("pk")
        if not pids:
            return list(files)
        unknown = {*pids} - {*Recording.objects.filter(pid__in=pids).values_list("pid", flat=True)}
        if unknown:
            raise CommandError(f"There is no recording {', '.join(sorted(unknown))}.")
        return list(files.filter(recording__pid__in=pids))

    def prepare(self, files: list[MediaFile], *, again: bool) -> None:
        known = [file for file in files if file.sha256]
        work = [(file, steps) for file in known if (steps := preparing.lacking(file, again=again))]
        problems = len(files) - len(known)
        made = done_ms = 0
        total_ms = sum(file.recording.duration_ms or 0 for file, _steps in work)
        with Progress(self.stdout, "Recordings", total=total_ms) as progress:
            for file in files:
                if not file.sha256:
                    self.tell(progress, file, NO_DIGEST)
            for file, steps in work:
                counted = partial(self.show, progress, done_ms)
                try:
                    remarks = preparing.prepare(file, steps, counted)
                    made += 1
                except ProbeError as error:
                    remarks = [str(error)]
                except FileNotFoundError:
                    remarks = ["the file is missing"]
                for remark in remarks:
                    self.tell(progress, file, remark)
                problems += bool(remarks)
                done_ms += file.recording.duration_ms or 0
        said = f"Files prepared: {made}. Ready before: {len(known) - len(work)}."
        if problems:
            raise CommandError(f"{said} Problems, listed above: {problems}.")
        self.stdout.write(said)

    @staticmethod
    def show(progress: Progress, before_ms: int, ms: int) -> None:
        progress.show(before_ms + ms)

    def tell(self, progress: Progress, file: MediaFile, problem: str) -> None:
        progress.end()
        self.stdout.write(f"{file.file.name} ({file.recording}): {problem}")
