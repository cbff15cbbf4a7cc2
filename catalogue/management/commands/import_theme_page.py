"""`manage.py import_theme_page FILE`: a saved theme page becomes drafts in the catalogue."""

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from catalogue.importers import theme_name, theme_page
from catalogue.importers.load import load_theme_page
from catalogue.importers.rows import SourceError
from catalogue.values.text import clean


class Command(BaseCommand):
    help = (
        "Read a theme page, saved as plain text or HTML, into the catalogue as drafts, and report "
        "every line. What editors changed is left alone; a second run changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="the saved page")
        parser.add_argument(
            "--theme", metavar="NAME", help="the theme, where the page names none or another"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing and print the same report"
        )

    def handle(self, *, file, theme, dry_run, **options):
        if theme is not None:
            theme = clean(theme)
            if not 0 < len(theme) <= theme_name.LONGEST_THEME:
                raise CommandError(
                    _("The name after --theme has 1 to %d characters.") % theme_name.LONGEST_THEME
                )
        try:
            page = theme_page.read(file, names_theme=theme is None)
            report = load_theme_page(page, theme=theme or "", dry_run=dry_run)
        except SourceError as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError(
                _("Somebody else wrote the same fragments at this moment. Nothing was imported.")
            ) from error
        self.stdout.write(str(report))
        if dry_run:
            self.stderr.write(_("This was a dry run: nothing was written."), self.style.NOTICE)
