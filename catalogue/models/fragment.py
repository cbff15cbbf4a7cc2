"""Fragments: titled spans of an interview."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, router, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField, TimecodeField
from catalogue.models import faults
from catalogue.models.address import Addressed, path_of
from catalogue.models.base import Published, VisibleQuerySet, is_editor
from catalogue.models.ending import Spanning, TimeSpan, ends_to_state
from catalogue.models.interview import Interview, Participation
from catalogue.models.keys import Identified, Sorted
from catalogue.models.person import Person
from catalogue.values import timecode
from catalogue.values.choices import Part, State
from catalogue.values.text import slug, sort_key

# A write to one of these fields may move the ends of other fragments.
PLACING = frozenset({"interview", "interview_id", "start_ms"})

# The constraints that say what faults.py says.
JUDGED = frozenset({"fragment_has_title", "fragment_ends_after_it_begins"})


class FragmentQuerySet(VisibleQuerySet["Fragment"]):
    def update(self, **values):
        """Like that of all records; the ends of others stay, as with save()."""
        if PLACING.isdisjoint(values):
            return super().update(**values)
        interviews = self.interview_keys()
        target = values.get("interview", values.get("interview_id"))
        if target is not None and not hasattr(target, "resolve_expression"):
            interviews.add(getattr(target, "pk", target))
        with ends_kept(interviews, using=self.db):
            return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]  # read by Django

    def delete(self):
        """Like Django's; the ends of others stay, as with save()."""
        with ends_kept(self.interview_keys(), using=self.db):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]  # read by Django
    delete.queryset_only = True  # type: ignore[attr-defined]  # read by Django

    def interview_keys(self) -> set[int]:
        """Primary keys of the interviews of these fragments."""
        return set(self.order_by().values_list("interview_id", flat=True))

    def spans_in(self, interviews: Collection[int]) -> list[TimeSpan]:
        """What the ends of all fragments of these interviews depend on."""
        rows = self.model._base_manager.using(self.db).filter(interview__in=interviews)
        return list(map(TimeSpan._make, rows.order_by().values_list(*TimeSpan._fields)))

    def get_by_natural_key(self, pid: str):
        return self.get(pid=pid)

    def with_length(self) -> "FragmentQuerySet":
        """With `length`: the stated length in milliseconds, NULL where the end is not stated."""
        return self.annotate(length=F("end_ms") - F("start_ms"))

    def in_contents_for(self, user):
        """What the page of their interview shows to this user: to editors everything."""
        return self.all() if is_editor(user) else self.filter(Fragment.contents_q(timezone.now()))

    def in_time_order(self):
        return self.order_by("start_ms", "pid")

    def on_themes(self, pks: Collection[int]) -> "FragmentQuerySet":
        """Fragments that stand in one of these themes, of those that the public sees."""
        placements = apps.get_model("catalogue.Placement").objects.on_public_themes()
        placements = placements.filter(theme__in=pks)
        return self.filter(pk__in=placements.values("fragment"))

    def spoken_by(self, participations: Q) -> "FragmentQuerySet":
        """Fragments in which such a participant speaks: the fragment's own speakers, or, where
        none is named, the interviewees."""
        chosen = Participation.objects.filter(participations)
        named = Fragment.speakers.through.objects.all()
        own = named.filter(participation__in=chosen).values("fragment")
        default = chosen.filter(part=Part.INTERVIEWEE).values("interview")
        return self.filter(
            Q(pk__in=own) | (Q(interview__in=default) & ~Q(pk__in=named.values("fragment")))
        )

    def mentioning(self, people: Collection[int]) -> "FragmentQuerySet":
        through = Fragment.people_mentioned.through.objects.filter(person__in=people)
        return self.filter(pk__in=through.values("fragment"))


class Fragment(Spanning, Addressed, Published, Identified, Sorted):
    """A titled span of an interview. Times are milliseconds on the interview's timeline."""

    address_field = "pid"
    address_view = "fragment-detail"
    public_through = ("interview",)
    belongs_to = ("interview",)
    written_by_save = Published.written_by_save | {"title"}
    prepared = Published.prepared | {"sort_key"}

    interview = models.ForeignKey(
        Interview, models.PROTECT, related_name="fragments", verbose_name=_("interview")
    )
    title = LineField(_("title"), max_length=300)
    start_ms = TimecodeField(_("start"))
    end_ms = TimecodeField(
        _("end"), null=True, blank=True, help_text=_("Empty: the end is not determined yet.")
    )
    speakers = models.ManyToManyField(
        Participation,
        blank=True,
        related_name="fragments",
        verbose_name=_("speakers"),
        help_text=_("Empty: the interviewees."),
    )
    summary = models.TextField(_("summary"), blank=True)
    quote = models.TextField(
        _("quote"), blank=True, help_text=_("Literally as spoken, without quotation marks.")
    )
    context = models.TextField(_("context"), blank=True, help_text=_("What precedes the fragment."))
    people_mentioned = models.ManyToManyField(
        Person, blank=True, related_name="mentions", verbose_name=_("people mentioned")
    )
    correction_note = models.TextField(
        _("note of correction"),
        blank=True,
        help_text=_("Shown publicly: what was corrected, when."),
    )
    printed_title = models.CharField(_("title in the source"), max_length=300, blank=True)
    printed_notation = models.CharField(_("time in the source"), max_length=20, blank=True)
    printed_page = models.CharField(_("page of the source"), max_length=300, blank=True)
    printed_occurrence = models.PositiveSmallIntegerField(_("occurrence"), default=1)

    objects = FragmentQuerySet.as_manager()

    class Meta:
        ordering = ["interview__sort_key", "start_ms", "pid"]
        verbose_name = _("fragment")
        verbose_name_plural = _("fragments")
        indexes = Published.Meta.indexes
        constraints = [
            *Published.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(title=""),
                name="fragment_has_title",
                violation_error_message=faults.NO_TITLE,
            ),
            models.CheckConstraint(
                condition=Q(end_ms__isnull=True) | Q(end_ms__gt=F("start_ms")),
                name="fragment_ends_after_it_begins",
                violation_error_message=faults.ENDS_TOO_EARLY,
            ),
            models.UniqueConstraint(
                fields=["interview", "start_ms"],
                condition=~Q(state=State.WITHDRAWN),
                name="fragment_start_unique_in_interview",
                violation_error_message=_(
                    "Another fragment of this interview begins at this time."
                ),
            ),
            models.UniqueConstraint(
                fields=["printed_page", "printed_title", "printed_notation", "printed_occurrence"],
                condition=~Q(printed_page=""),
                name="fragment_printed_words_unique",
                violation_error_message=_("This line of the source is another fragment already."),
            ),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        return (self.pid,)

    @property
    def title_slug(self) -> str:
        return self.slug_of(self.title)

    @staticmethod
    def slug_of(title: str) -> str:
        return slug(title, empty="fragment")

    def get_absolute_url(self) -> str:
        return self.page_of(self.pid, self.title)

    @classmethod
    def page_of(cls, pid: str, title: str) -> str:
        """The address of the page of a fragment, where only these are known of it."""
        return path_of("fragment-detail", pid, cls.slug_of(title))

    @classmethod
    def address_of(cls, key):
        return path_of("fragment-pid", key)

    @property
    def is_corrected(self) -> bool:
        """Whether an editor changed the title or the time that the source prints."""
        try:
            printed = timecode.parse(self.printed_notation)
        except timecode.TimecodeError:
            return False
        return self.start_ms != printed or self.title != self.printed_title

    def save(self, *args, using=None, **kwargs):
        """Save; who ended where this one began, and would now be heard beyond, ends there still:
        that end is stated."""
        using = using or router.db_for_write(type(self), instance=self)
        with ends_kept(self._left(using), using=using):
            super().save(*args, using=using, **kwargs)

    def delete(self, *args, using=None, **kwargs):
        """Delete; the ends of others stay, as with save()."""
        using = using or router.db_for_write(type(self), instance=self)
        with ends_kept({self.interview_id}, using=using):
            return super().delete(*args, using=using, **kwargs)

    def _left(self, using: str) -> set[int]:
        """Primary keys of the interviews in which a save changes where fragments begin."""
        if self._state.adding:
            return set()
        stored = type(self)._base_manager.using(using).filter(pk=self.pk)
        place = stored.values_list("interview_id", "start_ms").first()
        now = self.interview_id, self.start_ms
        return set() if place in (None, now) else {place[0], self.interview_id}

    def prepare(self):
        super().prepare()
        self.title = self.title.strip()
        self.sort_key = sort_key(self.title)

    def get_constraints(self):
        """Without those that clean() judges: each would ask the database once more."""
        return [
            (model, [one for one in constraints if one.name not in JUDGED])
            for model, constraints in super().get_constraints()
        ]

    def clean(self):
        super().clean()
        start_ms: int | None = self.start_ms  # none yet, where a form refused it
        if start_ms is None:
            return
        errors = {one.kind.field: one.sentence for one in faults.faults_in([faults.Row.of(self)])}
        if errors:
            raise ValidationError(errors)


_known: ContextVar[dict[int, list[TimeSpan]] | None] = ContextVar("ends_kept", default=None)


@contextmanager
def ends_kept(interviews: Collection[int], *, using: str = "default") -> Iterator[None]:
    """What is deleted or placed elsewhere inside the block lets nothing be heard again: each
    fragment of these interviews that ended there, without a stated end, has that end stated when
    the block is over. Of blocks inside one another the outermost does so, for all together."""
    known = _known.get()
    if known is not None:
        _read(set(interviews) - known.keys(), known, using)
        yield
        return
    token = _known.set(known := {})
    try:
        with transaction.atomic(using=using):
            _read(interviews, known, using)
            yield
            _state(known, using)
    finally:
        _known.reset(token)


def _read(interviews: Collection[int], known: dict[int, list[TimeSpan]], using: str) -> None:
    if interviews:
        known |= {interview: [] for interview in interviews}
        for span in Fragment.objects.using(using).spans_in(interviews):
            known[span.interview_id].append(span)


def _state(known: dict[int, list[TimeSpan]], using: str) -> None:
    if not any(known.values()):
        return
    fragments = Fragment.objects.using(using)
    before = [span for spans in known.values() for span in spans]
    by_end = defaultdict(list)
    for pk, end_ms in ends_to_state(before, fragments.spans_in(known)).items():
        by_end[end_ms].append(pk)
    for end_ms, pks in by_end.items():
        fragments.filter(pk__in=pks).update(end_ms=end_ms)
