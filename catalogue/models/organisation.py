"""Organisations: ministries, agencies, parliament."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField
from catalogue.models.address import Slugged
from catalogue.models.base import VisibleQuerySet, page_mark
from catalogue.models.keys import Sorted
from catalogue.values.choices import OrganisationKind
from catalogue.values.text import sort_key


class OrganisationQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)

    def with_page_mark(self):
        """With `has_page`: whether the public sees a page of this organisation."""
        return self.annotate(has_page=page_mark(self.model))


class Organisation(Slugged, Sorted):
    """An organisation in which the speakers held a position. It has a page when a position that
    somebody speaks as, in something public, names it."""

    slug_from = "name"
    empty_slug = "organisatie"
    address_view = "organisation-detail"
    written_by_save = frozenset({"name", "slug"})
    prepared = frozenset({"sort_key"})

    name = LineField(_("name"), max_length=200)
    abbreviation = LineField(_("abbreviation"), max_length=20, blank=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=OrganisationKind, default=OrganisationKind.MINISTRY
    )
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("predecessor"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta(Slugged.Meta):
        ordering = ["sort_key", "slug"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("pk")),
                name="organisation_does_not_precede_itself",
                violation_error_message=_("An organisation cannot precede itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def prepare(self):
        super().prepare()
        self.sort_key = sort_key(self.name)

    @classmethod
    def public_q(cls, at, prefix="", *, states):
        return Q(Exists(participations_naming(f"{prefix}pk").shown(at, states=states)))

    @classmethod
    def once_public_q(cls, at, prefix=""):
        return Q(Exists(participations_naming(f"{prefix}pk").has_been_public(at)))

    def is_public_at(self, at, *, states):
        return type(self).objects.shown(at, states=states).filter(pk=self.pk).exists()

    def clean(self):
        super().clean()
        seen, ancestor = {self.pk}, self.predecessor
        while ancestor is not None:
            if ancestor.pk in seen and ancestor.pk is not None:
                raise ValidationError(
                    {"predecessor": _("This makes the organisation its own predecessor.")}
                )
            seen.add(ancestor.pk)
            ancestor = ancestor.predecessor


def participations_naming(organisation: str):
    """Participations of somebody who speaks as a holder of a position in that organisation."""
    participations = apps.get_model("catalogue.Participation").objects
    return participations.filter(positions__organisation=OuterRef(organisation))
