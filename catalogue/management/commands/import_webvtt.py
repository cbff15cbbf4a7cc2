"""`manage.py import_webvtt FILE`: captions or a transcript in WebVTT become passages."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from catalogue.importers import captions
from catalogue.importers.rows import SourceError
from catalogue.models import Interview, Recording, Transcript
from catalogue.values.choices import TranscriptKind


class Command(BaseCommand):
    help = (
        "Read a WebVTT file into the transcript of an interview or of one of its recordings, and "
        "report what was read. Nothing is replaced unasked."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="the WebVTT file, in UTF-8")
        of = parser.add_mutually_exclusive_group(required=True)
        of.add_argument(
            "--interview", metavar="SLUG", help="times are those of this interview's fragments"
        )
        of.add_argument("--recording", metavar="PID", help="times are times in this recording")
        parser.add_argument(
            "--language", metavar="TAG", help="for example en (default: that of the interview)"
        )
        parser.add_argument(
            "--kind",
            choices=[TranscriptKind.CAPTIONS.value, TranscriptKind.VERBATIM.value],
            default=TranscriptKind.CAPTIONS.value,
            help="how it renders what is said (default: captions)",
        )
        parser.add_argument(
            "--checked", action="store_true", help="somebody has compared it with the recording"
        )
        parser.add_argument(
            "--replace", action="store_true", help="put it in place of the one that is there"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing and print the same report"
        )

    def handle(self, *, file, language, kind, checked, replace, dry_run, **options):
        transcript = self._of(interview=options["interview"], recording=options["recording"])
        transcript.kind, transcript.is_checked = kind, checked
        transcript.language = transcript.interview.language if language is None else language
        try:
            report = captions.load_captions(
                captions.read(file), transcript=transcript, replace=replace, dry_run=dry_run
            )
        except SourceError as error:
            hint = _("Add --replace to put these in their place.") if error.code == "exists" else ""
            raise CommandError(f"{error} {hint}".strip()) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError(
                _("Somebody else wrote the same transcript at this moment. Nothing was imported.")
            ) from error
        self.stdout.write(str(report))
        if dry_run:
            self.stderr.write(_("This was a dry run: nothing was written."), self.style.NOTICE)

    def _of(self, *, interview: str | None, recording: str | None) -> Transcript:
        """A transcript, not stored yet, of what the command line names."""
        if recording is not None:
            of = Recording.objects.select_related("interview").filter(pid=recording).first()
            if of is None:
                raise CommandError(_("There is no recording with the pid “%s”.") % recording)
            return Transcript(interview=of.interview, recording=of)
        whole = Interview.objects.filter(slug=interview).first()
        if whole is None:
            raise CommandError(_("There is no interview with the slug “%s”.") % interview)
        return Transcript(interview=whole)
