"""A process that has shown no page yet."""

from django.conf import settings
from django.core.cache import caches

from catalogue.listing import facets


def forget_what_was_shown() -> None:
    """Nothing is remembered of rows, facets and names."""
    for name in settings.DRAWN:
        caches[name].clear()
    for remembered in (*facets.NAMES.values(), facets.HIDDEN_THEMES):
        remembered._state = ("", {})
