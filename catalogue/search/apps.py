"""The search as a Django application, beside that of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "catalogue.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from catalogue.models.signals import changed  # models are there only now
        from catalogue.search.build.changes import follow

        changed.connect(follow, dispatch_uid="search")
