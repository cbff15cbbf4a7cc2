"""Series of interviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.fields import LineField
from catalogue.models.keys import Sorted
from catalogue.models.record import RecordQuerySet
from catalogue.values.text import sort_key


class SeriesQuerySet(RecordQuerySet):
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)


class Series(Sorted):
    """A series, such as De top kijkt om."""

    written_by_save = frozenset({"title"})
    prepared = frozenset({"sort_key"})

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = LineField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "slug"]
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(slug=""), name="series_has_title_and_slug"
            )
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.slug,)

    def prepare(self):
        super().prepare()
        self.sort_key = sort_key(self.title)
