"""Interviews, who takes part in them, and what is claimed about their date."""

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.fields import LineField, PartialDateField
from catalogue.models.address import Slugged
from catalogue.models.base import Published, Visible, VisibleQuerySet
from catalogue.models.keys import Identified, Sorted
from catalogue.models.person import Person
from catalogue.models.position import Period, Position
from catalogue.models.record import Record, RecordQuerySet
from catalogue.models.series import Series
from catalogue.values.choices import Part
from catalogue.values.text import sort_key


class InterviewQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, slug: str):
        return self.get(slug=slug)


class Interview(Slugged, Published, Identified, Sorted, Period):
    """A conversation of the series, published as video, podcast and article."""

    empty_slug = "interview"
    address_view = "interview-detail"
    written_by_save = Published.written_by_save | Period.written_by_save | {"title", "slug"}
    prepared = Published.prepared | Period.prepared | {"sort_key"}

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="interviews", verbose_name=_("series")
    )
    title = LineField(_("title"), max_length=200)
    people = models.ManyToManyField(Person, through="Participation", related_name="interviews")
    conducted_on = PartialDateField(
        _("date of the interview"),
        blank=True,
        help_text=_("The editors' choice among the stated dates below."),
    )
    summary = models.TextField(_("summary"), blank=True)
    pull_quote = models.TextField(
        _("pull quote"), blank=True, help_text=_("Literally as spoken, without quotation marks.")
    )
    language = models.CharField(
        _("language"), max_length=12, default="nl", help_text=_("For example nl or en.")
    )
    identified = models.BooleanField(
        _("speaker established"),
        default=False,
        help_text=_("Off: the page says “Spreker nog niet vastgesteld”."),
    )
    provenance_note = models.TextField(
        _("note on provenance"),
        blank=True,
        help_text=_("Where this record comes from and what about it is inferred; shown publicly."),
    )

    objects = InterviewQuerySet.as_manager()

    class Meta(Slugged.Meta):
        ordering = ["sort_key", "pid"]
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        indexes = Published.Meta.indexes
        constraints = [
            *Slugged.Meta.constraints,
            *Published.Meta.constraints,
            *Period.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="interview_has_title"),
        ]

    def __str__(self):
        return self.title

    def prepare(self):
        super().prepare()
        self.sort_key = sort_key(self.title)


class ParticipationQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, interview: str, person: str, part: str):
        return self.get(interview__slug=interview, person__slug=person, part=part)

    def with_people(self):
        """With the person, and `position_list`: the positions they speak as."""
        positions = Position.objects.select_related("organisation", "person")
        return self.select_related("person").prefetch_related(
            Prefetch("positions", positions, to_attr="position_list")
        )


class Participation(Visible):
    """Somebody's part in an interview, and the positions they speak as."""

    public_through = ("interview",)
    belongs_to = ("interview",)

    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="participations", verbose_name=_("interview")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="participations", verbose_name=_("person")
    )
    part = models.CharField(
        pgettext_lazy("in an interview", "part"),
        max_length=12,
        choices=Part,
        default=Part.INTERVIEWEE,
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    positions = models.ManyToManyField(
        Position,
        blank=True,
        related_name="participations",
        verbose_name=_("speaks as"),
        help_text=_("The positions of this person that the conversation is about."),
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "person", "part"],
                name="participation_unique",
                violation_error_message=_("This person already has this part in the interview."),
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.get_part_display()})"

    def natural_key(self):
        return (self.interview.slug, self.person.slug, self.part)

    natural_key.dependencies = ["catalogue.interview", "catalogue.person"]  # type: ignore[attr-defined]  # read by Django


class StatedDateQuerySet(RecordQuerySet):
    def get_by_natural_key(self, interview: str, date: str, source: str):
        return self.get(interview__slug=interview, date=date, source=source)


class StatedDate(Record):
    """A date that a source states for an interview. Sources contradict each other; all are kept."""

    belongs_to = ("interview",)

    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="stated_dates", verbose_name=_("interview")
    )
    date = PartialDateField(_("stated date"))
    source = LineField(
        _("where it stands"), max_length=300, help_text=_("For example: interview page, top line.")
    )

    objects = StatedDateQuerySet.as_manager()

    class Meta:
        ordering = ["date", "source"]
        verbose_name = _("stated date")
        verbose_name_plural = _("stated dates")
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "date", "source"], name="stateddate_unique"
            )
        ]

    def __str__(self):
        return f"{self.date}: {self.source}"

    def natural_key(self):
        return (self.interview.slug, str(self.date), self.source)

    natural_key.dependencies = ["catalogue.interview"]  # type: ignore[attr-defined]  # read by Django
