"""The catalogue as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self):
        from catalogue.access.groups import (
            make_groups,  # needs the models, which are there only now
        )
        from catalogue.media import preparing, trash

        post_migrate.connect(make_groups, sender=self)
        trash.follow()
        preparing.follow()
