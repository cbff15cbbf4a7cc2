"""release_logins: lets who waits after too many wrong passwords try again."""

from django.core.management.base import BaseCommand

from catalogue.logins import brake


class Command(BaseCommand):
    help = "Lets everybody who waits after too many wrong passwords try again at once."

    def handle(self, **options):
        self.stdout.write(f"Failed attempts forgotten: {brake.release()}.")
