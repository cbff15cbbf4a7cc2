"""make_demo_media: a demonstration recording for each interview without a recording of its own."""

import av
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalogue.management.progress import Progress
from catalogue.media import stand_ins


class Command(BaseCommand):
    help = (
        "Makes a synthetic recording for each interview without a recording of its own: a slate "
        "with a running time code, long enough for its fragments. What is there already is kept; "
        "what is missing, changed, renamed or too short is made anew. For the demonstration only."
    )

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "Demonstration recordings are for the demonstration only. Set DJANGO_DEMO=1, as "
                "`make demo` does."
            )
        stand_ins.sweep()
        wanted = stand_ins.needed()
        missing = []
        for stand_in in wanted:
            if stand_in.is_made():
                stand_ins.register(stand_in)
            else:
                missing.append(stand_in)
        if missing:
            self.make(missing)
        self.stdout.write(
            f"Demonstration recordings: {len(missing)} made, {len(wanted) - len(missing)} kept."
        )

    def make(self, missing):
        count = f"{len(missing)} recording{'' if len(missing) == 1 else 's'}"
        self.stdout.write(f"Making {count} for the demonstration…")
        total = sum(stand_in.seconds for stand_in in missing)
        try:
            with Progress(self.stdout, "Demonstration recordings", total=total) as progress:
                stand_ins.make_all(missing, progress=progress.show, on_made=stand_ins.register)
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. What is finished is kept; the next run carries on.", returncode=130
            ) from None
        except (OSError, av.FFmpegError) as error:
            raise CommandError(
                f"A recording could not be made: {error}. Is there room in {settings.MEDIA_ROOT}, "
                "and may it be written to? What is finished is kept; the next run carries on."
            ) from error
