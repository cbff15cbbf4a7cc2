"""Who may see what, and since when: the one place that decides it. Everything public starts here.

There are two questions. `visible()`: does it have a page? `published()`: do lists show it too? The
sets of states below are the difference. `is_public_at` answers both for an instance; tests walk the
twins over the same cases.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField
from catalogue.models.record import Record, RecordQuerySet
from catalogue.values.choices import State

V = TypeVar("V", bound="Visible")

# In these states a record has a page, when its parents have one.
VISIBLE_STATES = (State.PUBLISHED,)
# In these states lists, counts, feeds and search show it, when its parents are listed too.
LISTED_STATES = (State.PUBLISHED,)


class VisibleQuerySet(RecordQuerySet[V]):
    def published(self, at: datetime | None = None) -> Self:
        """What lists show to the public at that moment (now); it has a page too."""
        return self.shown(at, states=LISTED_STATES)

    def visible(self, at: datetime | None = None) -> Self:
        """What has a page for the public at that moment (now), whether or not lists show it."""
        return self.shown(at, states=VISIBLE_STATES)

    def shown(self, at: datetime | None = None, *, states: Collection[State]) -> Self:
        """What is public in these states at that moment (now)."""
        return self.filter(self.model.public_q(at or timezone.now(), states=states))

    def has_been_public(self, at: datetime | None = None) -> Self:
        """What the public may see or could ever see: its address answers 410, never 404."""
        return self.filter(self.model.once_public_q(at or timezone.now()))

    def visible_to(self, user) -> Self:
        """What this user may see the page of: editors preview everything, others what is
        visible."""
        return self.all() if is_editor(user) else self.visible()

    def listed_to(self, user) -> Self:
        """What lists show to this user: everything to editors, what is published to others."""
        return self.all() if is_editor(user) else self.published()


def is_editor(user) -> bool:
    """Whether this user curates the catalogue, and so may preview what is not public."""
    return user.is_active and user.is_staff and user.has_perm("catalogue.view_fragment")


class Visible(Record):
    """A record that the public sees when all its parents, named in `public_through`, are public."""

    public_through: ClassVar[tuple[str, ...]] = ()

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def public_q(cls, at: datetime, prefix: str = "", *, states: Collection[State]) -> Q:
        """The condition under which rows are public in these states, VISIBLE_STATES or
        LISTED_STATES; `prefix` is the path from the model asked."""
        condition = cls.always_public_q(prefix, states=states)
        for path in cls.windows(prefix):
            condition &= window_open(at, path)
        return condition

    @classmethod
    def always_public_q(cls, prefix: str = "", *, states: Collection[State] = LISTED_STATES) -> Q:
        """The part of public_q() that lasts until a write; the rest passes with time."""
        condition = Q()
        for name in cls.public_through:
            parent = cls._meta.get_field(name).related_model
            condition &= parent.always_public_q(f"{prefix}{name}__", states=states)
        return condition

    @classmethod
    def windows(cls, prefix: str = "") -> list[str]:
        """The paths of the records in whose windows, all of them, a row is public."""
        return [
            path
            for name in cls.public_through
            for path in cls._meta.get_field(name).related_model.windows(f"{prefix}{name}__")
        ]

    @classmethod
    def once_public_q(cls, at: datetime, prefix: str = "") -> Q:
        """The condition under which rows are public or have been."""
        condition = Q()
        for name in cls.public_through:
            parent = cls._meta.get_field(name).related_model
            condition &= parent.once_public_q(at, f"{prefix}{name}__")
        return condition

    @classmethod
    def ever_public_q(cls, prefix: str = "") -> Q:
        """The condition under which rows are, were or are planned to be public. No time of day
        changes it."""
        condition = Q()
        for name in cls.public_through:
            parent = cls._meta.get_field(name).related_model
            condition &= parent.ever_public_q(f"{prefix}{name}__")
        return condition

    def is_public_at(self, at: datetime, *, states: Collection[State]) -> bool:
        """Whether it is public then in these states: VISIBLE_STATES or LISTED_STATES."""
        return all(
            getattr(self, name).is_public_at(at, states=states) for name in self.public_through
        )

    @property
    def is_public(self) -> bool:
        """Whether it has a page for the public now."""
        return self.is_public_at(timezone.now(), states=VISIBLE_STATES)

    @property
    def is_ever_public(self) -> bool:
        return all(getattr(self, name).is_ever_public for name in self.public_through)


def shows_at(record, at: datetime, *, states: Collection[State] = LISTED_STATES) -> bool:
    """Whether its own state and window make a record, or a row with these fields, public then."""
    return (
        record.state in states
        and (record.publish_from is None or record.publish_from <= at)
        and (record.publish_until is None or record.publish_until > at)
    )


def has_opening(record) -> bool:
    """Whether there is a moment, gone by or planned, from which its own state and window make a
    record, or a row with `first_published_at`, public. Published.opening_q() is its twin."""
    return record.first_published_at is not None


def window_open(at: datetime, prefix: str) -> Q:
    """Records inside their window of publication: from inclusive, until exclusive."""
    begun = Q(**{f"{prefix}publish_from__isnull": True}) | Q(**{f"{prefix}publish_from__lte": at})
    not_over = Q(**{f"{prefix}publish_until__isnull": True}) | Q(
        **{f"{prefix}publish_until__gt": at}
    )
    return begun & not_over


def page_mark(model: type[Visible], at: datetime | None = None) -> Case:
    """The condition of visible() as a value of each row."""
    return mark(model.public_q(at or timezone.now(), states=VISIBLE_STATES))


def list_mark(model: type[Visible], at: datetime | None = None) -> Case:
    """The condition of published() as a value of each row."""
    return mark(model.public_q(at or timezone.now(), states=LISTED_STATES))


def mark(condition: Q) -> Case:
    """A condition as a value of each row: true or false."""
    return Case(When(condition, then=Value(True)), default=Value(False))


class Published(Visible):
    """A record with a publication state, a window, and a version that every write raises."""

    written_by_save = frozenset({"state", "publish_from", "publish_until", "first_published_at"})
    prepared = frozenset({"first_published_at", "changed_at", "version"})

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    withdrawn_reason = LineField(
        _("reason of withdrawal"),
        max_length=300,
        blank=True,
        help_text=_("For the editors only; the public page names no reason and no person."),
    )
    publish_from = models.DateTimeField(
        _("public from"), null=True, blank=True, help_text=_("Empty: as soon as it is published.")
    )
    publish_until = models.DateTimeField(
        _("public until"), null=True, blank=True, help_text=_("Empty: without end.")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    first_published_at = models.DateTimeField(
        _("first published"), null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_from__isnull=True)
                | Q(publish_until__isnull=True)
                | Q(publish_until__gt=F("publish_from")),
                name="%(class)s_window_ends_after_it_begins",
                violation_error_message=_("“Public until” must be later than “public from”."),
            ),
        ]
        # Few records have a window: the next that opens or closes is found without reading all.
        indexes = [
            models.Index(fields=[f], name=f"%(class)s_{n}", condition=Q(**{f"{f}__isnull": False}))
            for f, n in (("publish_from", "opens"), ("publish_until", "closes"))
        ]

    @classmethod
    def always_public_q(cls, prefix: str = "", *, states: Collection[State] = LISTED_STATES) -> Q:
        return Q(**{f"{prefix}state__in": states}) & super().always_public_q(prefix, states=states)

    @classmethod
    def contents_q(cls, at: datetime) -> Q:
        """The condition under which the page of a parent shows rows to the public: they have a
        page, and their own state is listed. The parent need not be."""
        return Q(state__in=LISTED_STATES) & cls.public_q(at, states=VISIBLE_STATES)

    @classmethod
    def windows(cls, prefix: str = "") -> list[str]:
        return [prefix, *super().windows(prefix)]

    @classmethod
    def once_public_q(cls, at: datetime, prefix: str = "") -> Q:
        own = Q(**{f"{prefix}first_published_at__lte": at})
        return own & super().once_public_q(at, prefix)

    @classmethod
    def opening_q(cls, prefix: str = "") -> Q:
        return Q(**{f"{prefix}first_published_at__isnull": False})

    @classmethod
    def ever_public_q(cls, prefix: str = "") -> Q:
        return cls.opening_q(prefix) & super().ever_public_q(prefix)

    @classmethod
    def seen_q(cls) -> Q:
        return cls.opening_q()

    def is_public_at(self, at: datetime, *, states: Collection[State]) -> bool:
        return shows_at(self, at, states=states) and super().is_public_at(at, states=states)

    @property
    def is_ever_public(self) -> bool:
        return has_opening(self) and super().is_ever_public

    @classmethod
    def stamped(cls, values: dict, *, quietly: bool = False) -> dict:
        now: Any = timezone.now()
        if quietly:  # nobody but editors reads when something changed that never was public
            now = Case(When(cls.opening_q(), then=F("changed_at")), default=Value(now))
        return {"changed_at": now, "version": F("version") + 1, **values}

    def prepare(self) -> None:
        super().prepare()
        now = timezone.now()
        # A moment in the future is a plan and may still change; one in the past has happened.
        if self.first_published_at is None or self.first_published_at > now:
            self.first_published_at = self.opens_at(now)

    def opens_at(self, now: datetime) -> datetime | None:
        """The first moment from now on at which its own state and window make it public, if any."""
        if self.state not in VISIBLE_STATES:
            return None
        opening = max(now, self.publish_from or now)
        return opening if self.publish_until is None or self.publish_until > opening else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        known = self.version
        if not self._state.adding:
            self.changed_at = timezone.now()
            self.version = F("version") + 1  # raised in the database: two editors never share one
        try:
            super().save(*args, **kwargs)
        except Exception:
            self.version = known
            raise
        if not isinstance(self.version, int):
            self.refresh_from_db(fields=["version"])


@receiver(pre_save)
def note_opening(instance, raw, **kwargs):
    """Fill in, of a record in a fixture, the moment that prepare() would, where there is none."""
    if raw and isinstance(instance, Published) and instance.first_published_at is None:
        instance.first_published_at = instance.opens_at(timezone.now())


def refuse(field: str, message: str, code: str) -> ValidationError:
    """A validation error at one field."""
    return ValidationError({field: ValidationError(message, code=code)})
