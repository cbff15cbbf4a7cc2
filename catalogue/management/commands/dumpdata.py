"""dumpdata: Django's own, without what is no data of the catalogue."""

from django.core.management.commands import dumpdata

# Made from other rows (search), made by `migrate`, or about the browsers of this one site.
LEFT_OUT = (
    *("search", "contenttypes", "auth.permission"),
    *("admin.logentry", "sessions", "logins", "upkeep"),
)


class Command(dumpdata.Command):
    help = (
        f"{dumpdata.Command.help} Leaves out the search index, which `reindex` makes again, and "
        "what belongs to this database alone: sessions, attempts to log in, the log of changes."
    )

    def handle(self, *app_labels, **options):
        if not app_labels:
            options["exclude"] = [*options["exclude"], *LEFT_OUT]
        return super().handle(*app_labels, **options)
