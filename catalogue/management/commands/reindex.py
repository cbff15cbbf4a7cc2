"""`manage.py reindex`: the search index, made anew, brought up to date, or checked."""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from catalogue.management.progress import Progress
from catalogue.processes import BUSY_CODE
from catalogue.search import Busy, Missing, TooLarge, disagreements, fold, reindex

MOST_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Makes the search index from the rows, documents and words of names included. The site "
        "stays up and nobody has to wait; a run that is interrupted changes nothing."
    )

    def add_arguments(self, parser):
        kinds = parser.add_mutually_exclusive_group()
        kinds.add_argument(
            "--changed",
            action="store_true",
            help="only take in what changed since the last time; the site does so by itself",
        )
        kinds.add_argument(
            "--check",
            action="store_true",
            help="compare the index with the rows, change nothing, and end with exit code 1 when "
            "they do not agree; to be run while nobody edits",
        )

        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="work in so many processes at once, each of some hundreds of megabytes; as many "
            "as there are processors unless told otherwise",
        )

    def handle(self, *, changed: bool, check: bool, processes: int, **options):
        if processes < 1:
            raise CommandError("--processes: at least 1.")
        try:
            with Progress(self.stdout, "Search index", total=1) as progress:
                if check:
                    problems = self.check_index(progress)
                elif changed:
                    number = fold(progress.show)
                else:
                    number = reindex(progress.show, processes=processes)
        except (Busy, TooLarge, Missing) as reason:
            code = BUSY_CODE if isinstance(reason, Busy) else 1
            undone = "Nothing was compared" if check else "Nothing was done"
            raise CommandError(f"{undone}: {reason}.", returncode=code) from None
        except (OSError, DatabaseError) as error:
            raise CommandError(
                f"It failed, and the index is as it was: {type(error).__name__}: {error}"
            ) from error
        if not check:
            self.stdout.write(f"Fragments taken into the search index: {number}.")
        elif problems:
            raise CommandError(
                f"The index and the rows do not agree: {problems} differences, of which the first "
                "are listed above. Run `manage.py reindex`."
            )
        else:
            self.stdout.write("The index agrees with the rows.")

    def check_index(self, progress: Progress) -> int:
        """Tell of the first differences between the index and the rows; the number of all."""
        problems = 0
        for problem in disagreements(progress.show):
            problems += 1
            if problems <= MOST_SHOWN:
                progress.end()
                self.stdout.write(f"{problem[0].upper()}{problem[1:]}.")
        return problems
