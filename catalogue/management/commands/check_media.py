"""check_media: whether the files of the recordings are there, whole, and as long as stated."""

from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError, no_translations

from catalogue import quality
from catalogue.management.progress import Progress
from catalogue.media import checks, trash
from catalogue.media.probe import ProbeError
from catalogue.models import MediaFile
from catalogue.upkeep.models import StrayFile
from catalogue.values import timecode


class Command(BaseCommand):
    help = (
        "Checks that every uploaded recording is there, with the size, SHA-256 and length that the "
        "catalogue states, that every picture can be shown, and lists files that no record has and "
        "fragments that lie past the end of their interview. Ends with exit code 1 when something "
        "is off."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--quick", action="store_true", help="look at sizes only, and read no file"
        )
        parser.add_argument(
            "--fill",
            action="store_true",
            help="first write down size, SHA-256, type and length where nobody did yet, and make "
            "the widths in which pictures are shown",
        )

        parser.add_argument(
            "--discard",
            action="store_true",
            help="move the files that no record has to the trash",
        )

    @no_translations  # the problems of files are sentences for editors too, in Dutch elsewhere
    def handle(self, *, quick: bool, fill: bool, discard: bool, **options):
        files = list(checks.uploaded_files())
        total = sum(media_file.size or 0 for media_file in files)
        problems = read = 0
        with Progress(self.stdout, "Recordings", total=total) as progress:
            for media_file in files:
                for problem in self.problems_of(media_file, quick=quick, fill=fill):
                    progress.end()
                    self.stdout.write(f"{media_file.file.name} ({media_file.recording}): {problem}")
                    problems += 1
                read += media_file.size or 0
                progress.show(read)
        for picture in checks.stored_pictures():
            for problem in checks.picture_problems(picture, quick=quick, fill=fill):
                self.stdout.write(f"{picture.name} ({picture.instance}): {problem}")
                problems += 1
        for fragment in quality.fragments_past_the_end().iterator():
            self.stdout.write(
                f"{fragment.interview}: the fragment “{fragment}” "
                f"({timecode.format(fragment.start_ms)}) lies past the end "
                f"({timecode.format(fragment.length)})"  # type: ignore[attr-defined]  # annotated
            )
            problems += 1
        left = {}
        for name, size in checks.files_without_record():
            if discard and trash.discard(name):
                self.stdout.write(f"{name}: no record has this file; moved to the trash")
            else:
                self.stdout.write(f"{name}: no record has this file (--discard moves it away)")
                left[name] = size
        StrayFile.objects.replace(left)
        problems += len(left)
        if problems:
            raise CommandError(f"Files checked: {len(files)}. Problems, listed above: {problems}.")
        self.stdout.write(f"Files checked: {len(files)}. All is well.")

    def problems_of(self, media_file: MediaFile, *, quick: bool, fill: bool) -> Iterable[str]:
        if fill:
            try:
                if checks.fill(media_file):
                    self.stdout.write(f"{media_file.file.name}: written down")
            except ProbeError as error:
                return [str(error)]
            except FileNotFoundError:
                pass  # as the check will say
        return checks.file_problems(media_file, quick=quick)
