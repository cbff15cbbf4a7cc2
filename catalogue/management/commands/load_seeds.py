"""`manage.py load_seeds`: the catalogue as the seeds have it."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalogue.importers.seed_rows import SeedError
from catalogue.importers.seeds import load_seeds


class Command(BaseCommand):
    help = (
        "Create the records that the seeds have and the catalogue has not, published. What is "
        "there, changed by editors or not, is left alone, and what they deleted stays deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            metavar="FOLDER",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "seeds",
            help="the folder with the seeds (default: seeds/ of this project)",
        )

    def handle(self, *, folder, **options):
        try:
            report = load_seeds(folder)
        except SeedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(report))
