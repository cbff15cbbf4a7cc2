"""Background sources: citations that lead a reader of the news to the fragments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField, PartialDateField
from catalogue.models.address import Slugged
from catalogue.models.base import Published, VisibleQuerySet
from catalogue.models.keys import Sorted
from catalogue.models.organisation import Organisation
from catalogue.models.person import Person
from catalogue.models.theme import Theme
from catalogue.values.text import sort_key


class BackgroundSourceQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)


class BackgroundSource(Slugged, Published, Sorted):
    """An article or report about the themes. Its text stays with its publisher."""

    empty_slug = "bron"
    address_view = "background-detail"
    written_by_save = Published.written_by_save | {"title", "slug"}
    prepared = Published.prepared | {"sort_key"}

    title = LineField(
        _("title"), max_length=300, help_text=_("In [square brackets] when the title is ours.")
    )
    publisher = LineField(_("publisher"), max_length=200, blank=True)
    author = LineField(_("author"), max_length=200, blank=True)
    date = PartialDateField(_("date"), blank=True)
    date_is_derived = models.BooleanField(
        _("derived from the text"), default=False, help_text=_("The date is not printed with it.")
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    abstract = models.TextField(_("abstract"), blank=True, help_text=_("In our own words."))
    state_of_affairs = LineField(
        _("state of affairs at"),
        max_length=100,
        blank=True,
        help_text=_("The moment of which the abstract speaks, for example winter 2022–2023."),
    )
    later_outcome = models.TextField(_("later outcome"), blank=True)
    note = models.TextField(_("note on provenance"), blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="sources", verbose_name=_("themes")
    )
    people = models.ManyToManyField(
        Person, blank=True, related_name="sources", verbose_name=_("people named")
    )
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="sources", verbose_name=_("organisations named")
    )

    objects = BackgroundSourceQuerySet.as_manager()

    class Meta(Slugged.Meta):
        ordering = ["sort_key", "slug"]
        verbose_name = _("background source")
        verbose_name_plural = _("background sources")
        indexes = Published.Meta.indexes
        constraints = [
            *Slugged.Meta.constraints,
            *Published.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="backgroundsource_has_title"),
        ]

    def __str__(self):
        return self.title

    def prepare(self):
        super().prepare()
        self.sort_key = sort_key(self.title)
