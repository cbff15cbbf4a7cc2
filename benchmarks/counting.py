"""The product's pages, with no facets kept as drawn. An URLconf."""

from catalogue.views import fragments
from config.urls import urlpatterns

__all__ = ["urlpatterns"]

fragments.MOST_LISTS = 0
