"""quality_report: what waits for the editors, as on the front of the admin."""

from django.core.management.base import BaseCommand

from catalogue import quality


class Command(BaseCommand):
    help = (
        "Prints how much of each kind of work waits for the editors, as the front of the admin "
        "does; with --list also which records."
    )

    def add_arguments(self, parser):
        parser.add_argument("--list", action="store_true", help="name each record")

    def handle(self, *, list: bool, **options):
        found = quality.open_work()
        for work, count in found:
            self.stdout.write(f"{count:>8}  {work.words}")
            if list:
                for record in work.find().iterator():
                    self.stdout.write(f"          {record}")
        if not found:
            self.stdout.write("Nothing waits.")
