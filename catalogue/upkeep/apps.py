"""The findings of checks as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "catalogue.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")
