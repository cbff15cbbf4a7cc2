"""Placements: a fragment in a theme, in the editors' order."""

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.base import LISTED_STATES, Visible, VisibleQuerySet, mark
from catalogue.models.fragment import Fragment
from catalogue.models.record import touch
from catalogue.models.signals import announce
from catalogue.models.theme import Theme
from catalogue.values.choices import Origin

STEP = 10  # between the orders of a theme, so that one fits in between


def behind(last: int | None) -> int:
    """The order behind the last one of a theme; the first where there is none."""
    return ((last or 0) // STEP + 1) * STEP


class PlacementQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, fragment: str, theme: str):
        return self.get(fragment__pid=fragment, theme__slug=theme)

    def standing(self) -> "PlacementQuerySet":
        """All but the rejected, which are kept only so that they are not proposed again."""
        return self.exclude(origin=Origin.REJECTED)

    def shown(self, at=None, *, states):
        return super().shown(at, states=states).standing()

    def visible_to(self, user):
        return super().visible_to(user).standing()

    def listed_to(self, user):
        return super().listed_to(user).standing()

    def on_public_themes(self) -> "PlacementQuerySet":
        """Placements that stand in a theme that lists show; of whatever fragments."""
        listed = Theme.public_q(timezone.now(), "theme__", states=LISTED_STATES)
        return self.standing().filter(listed)

    def end_of(self, theme: int) -> int:
        """The order behind the last in the theme with this key."""
        return behind(self.filter(theme=theme).aggregate(last=models.Max("order"))["last"])

    def delete(self):
        """Like Django's, in a number of queries that does not depend on how many: nothing refers
        to a placement."""
        with transaction.atomic(using=self.db):
            pks = list(self.order_by().values_list("pk", flat=True))
            rows = self.model._base_manager.using(self.db).filter(pk__in=pks)
            parents = self.model.parents_of(rows, using=self.db)
            rows._raw_delete(self.db)
            announce(self.model, pks, using=self.db, is_deleted=True)
            touch(parents, using=self.db, because=self.model)
        return len(pks), {self.model._meta.label: len(pks)}

    delete.alters_data = True  # type: ignore[attr-defined]  # read by Django
    delete.queryset_only = True  # type: ignore[attr-defined]  # read by Django

    def in_theme_order(self):
        return self.order_by("theme__order", "theme__sort_key", "theme__slug")

    def in_editors_order(self):
        """What is placed, as the editors put it, and then what is proposed: nobody put that
        anywhere yet."""
        is_proposed = mark(models.Q(origin=Origin.PROPOSED))
        return self.order_by(
            is_proposed,
            "order",
            "fragment__interview__sort_key",
            "fragment__start_ms",
            "fragment__pid",
        )


class Placement(Visible):
    """A fragment's place in a theme."""

    public_through = ("fragment", "theme")
    belongs_to = ("fragment", "theme")

    fragment = models.ForeignKey(
        Fragment, models.CASCADE, related_name="placements", verbose_name=_("fragment")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="placements", verbose_name=_("theme")
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    note = models.TextField(_("editor's note"), blank=True, help_text=_("Shown with the fragment."))
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.CONFIRMED)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["theme__sort_key", "order", "fragment__start_ms", "fragment__pid"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                fields=["fragment", "theme"],
                name="placement_once_per_theme",
                violation_error_message=_("This fragment already stands in this theme."),
            )
        ]

    def __str__(self):
        return f"{self.fragment} – {self.theme}"

    def natural_key(self):
        return (self.fragment.pid, self.theme.slug)

    natural_key.dependencies = ["catalogue.fragment", "catalogue.theme"]  # type: ignore[attr-defined]  # read by Django

    @property
    def is_proposal(self) -> bool:
        return self.origin == Origin.PROPOSED

    @classmethod
    def seen_q(cls):
        return cls.ever_public_q()

    def is_public_at(self, at, *, states):
        return self.origin != Origin.REJECTED and super().is_public_at(at, states=states)
