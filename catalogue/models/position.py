"""Positions that people held, and the periods of positions and interviews."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.fields import PartialDateField
from catalogue.models.organisation import Organisation
from catalogue.models.person import Person
from catalogue.models.record import Record, RecordQuerySet
from catalogue.values.choices import Role


class Period(Record):
    """From and to as known, with the outer bounds for comparison."""

    written_by_save = frozenset({"period_from", "period_to"})
    prepared = frozenset({"period_earliest", "period_latest"})

    period_from = PartialDateField(_("from"), blank=True)
    period_to = PartialDateField(_("to"), blank=True, may_go_on=True)
    period_earliest = models.DateField(null=True, editable=False)
    period_latest = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(period_earliest__isnull=True)
                | Q(period_latest__isnull=True)
                | Q(period_latest__gte=F("period_earliest")),
                name="%(class)s_period_ends_after_it_begins",
                violation_error_message=_("“To” must not be before “from”."),
            ),
        ]

    def prepare(self):
        super().prepare()
        self.set_bounds()

    def clean(self):
        super().clean()
        self.set_bounds()
        # The bounds are on no form, so a form does not check the constraint on them.
        earliest, latest = self.period_earliest, self.period_latest
        if earliest is not None and latest is not None and latest < earliest:
            raise ValidationError({"period_to": _("“To” must not be before “from”.")})

    def set_bounds(self):
        self.period_earliest = self.period_from.earliest if self.period_from else None
        self.period_latest = self.period_to.latest if self.period_to else None


class PositionQuerySet(RecordQuerySet):
    def get_by_natural_key(self, person: str, role: str, organisation: str | None, since: str):
        return self.get(
            person__slug=person, role=role, organisation__slug=organisation, period_from=since
        )


class Position(Period):
    """A position that a person held: a role, in an organisation, over a period."""

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="positions", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("organisation"),
    )

    objects = PositionQuerySet.as_manager()

    class Meta(Period.Meta):
        ordering = ["person__sort_key", "period_earliest", "pk"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "role", "organisation", "period_from"], name="position_unique"
            ),
            # NULLs are distinct to a unique index, and SQLite cannot be told otherwise.
            models.UniqueConstraint(
                fields=["person", "role", "period_from"],
                condition=Q(organisation__isnull=True),
                name="position_without_organisation_unique",
            ),
        ]

    def __str__(self):
        parts = [self.get_role_display(), self.organisation.name if self.organisation else None]
        years = "–".join(str(date) for date in (self.period_from, self.period_to) if date)
        return ", ".join(filter(None, [str(self.person), *parts, years]))

    def clean(self):
        super().clean()
        # To a constraint on a form an unknown date is NULL, which is unlike any other; in the
        # database it is an empty text.
        same = Position.objects.filter(
            person=self.person_id,
            role=self.role,
            organisation=self.organisation_id,
            period_from=self.period_from,
        )
        if self.person_id and same.exclude(pk=self.pk).exists():
            raise ValidationError(_("This position of this person is there already."))

    def natural_key(self):
        organisation = self.organisation.slug if self.organisation else None
        return (self.person.slug, self.role, organisation, str(self.period_from or ""))

    natural_key.dependencies = ["catalogue.person", "catalogue.organisation"]  # type: ignore[attr-defined]  # read by Django
