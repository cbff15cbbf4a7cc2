"""Themes: the controlled list by which fragments are found, broader and narrower as in SKOS."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField
from catalogue.models.address import Slugged
from catalogue.models.base import Published, VisibleQuerySet
from catalogue.models.keys import Sorted
from catalogue.values.text import sort_key


class ThemeQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)

    def in_tree_order(self):
        return self.order_by("order", "sort_key", "slug")

    def branches(self, pks) -> tuple[frozenset[int], ...]:
        """For each of these themes: its own key and those of all narrower themes. One query."""
        narrower = defaultdict(list)
        for pk, broader in Theme.objects.order_by().values_list("pk", "broader_id"):
            narrower[broader].append(pk)

        def branch(root: int) -> frozenset[int]:
            found, open_ends = set(), [root]
            while open_ends:
                pk = open_ends.pop()
                if pk not in found:  # a cycle, should one be forced in, must not hang a page
                    found.add(pk)
                    open_ends.extend(narrower[pk])
            return frozenset(found)

        return tuple(branch(pk) for pk in pks)


class Theme(Slugged, Published, Sorted):
    """A theme from the controlled list."""

    slug_from = "name"
    empty_slug = "thema"
    address_view = "theme-detail"
    written_by_save = Published.written_by_save | {"name", "slug", "broader", "broader_id"}
    prepared = Published.prepared | {"sort_key"}

    name = LineField(_("name"), max_length=200)
    broader = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader theme"),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Markdown: *emphasis*, [link](https://…), lists."),
    )
    image = models.ImageField(_("image"), upload_to="themes/", blank=True)
    image_alt = LineField(_("description of the image"), max_length=200, blank=True)
    image_credit = LineField(_("credit"), max_length=200, blank=True)

    objects = ThemeQuerySet.as_manager()

    class Meta(Slugged.Meta):
        ordering = ["order", "sort_key", "slug"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        indexes = Published.Meta.indexes
        constraints = [
            *Slugged.Meta.constraints,
            *Published.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="theme_has_name"),
            models.CheckConstraint(
                condition=~Q(broader=models.F("pk")),
                name="theme_is_not_its_own_broader",
                violation_error_message=_("A theme cannot be broader than itself."),
            ),
            models.CheckConstraint(
                condition=Q(image="") | ~Q(image_alt=""),
                name="theme_image_is_described",
                violation_error_message=_("Describe the image for those who cannot see it."),
            ),
        ]

    def __str__(self):
        return self.name

    def prepare(self):
        super().prepare()
        self.sort_key = sort_key(self.name)
        self.refuse_cycle()

    def clean(self):
        super().clean()
        self.refuse_cycle()

    def refuse_cycle(self) -> None:
        """ValidationError when a broader theme of this one is this one."""
        if self.pk is None or self.broader_id is None:
            return
        if self.broader_id in Theme.objects.branches([self.pk])[0]:
            raise ValidationError(
                {
                    "broader": _("“%s” is narrower than this theme, so it cannot be broader too.")
                    % self.broader
                }
            )
