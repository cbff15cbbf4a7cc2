"""empty_trash: removes for good the files that were replaced or deleted a while ago."""

from argparse import ArgumentTypeError
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from catalogue.media import trash


def days(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise ArgumentTypeError("give a number of days, such as 30; 0 for everything")
    return timedelta(days=int(text))


class Command(BaseCommand):
    help = (
        "Removes for good what lies in the trash for 30 days: files that were replaced, or whose "
        "record was deleted. Run it every day; a run that finds nothing does nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--days",
            type=days,
            default=trash.KEPT_FOR,
            help="another number of days; 0 empties the trash at once",
        )

    def handle(self, *, days: timedelta, **options):
        try:
            number = trash.empty(older_than=days)
        except OSError as error:
            raise CommandError(f"The trash could not be emptied: {error}. Run it again.") from error
        self.stdout.write(f"Files removed: {number}.")
