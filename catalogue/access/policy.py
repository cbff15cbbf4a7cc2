"""Who may write what: the one rule of the two groups, which every way in asks.

A record is *closed* when it is published or withdrawn, when it is part of such a record, or when a
public page shows it. A chief editor writes everything. An editor writes what is open, and only in
such a way that it stays open: so nothing becomes public, or changes what is, by an editor's hand.
"""

from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Organisation,
    Participation,
    Passage,
    Person,
    Placement,
    Position,
    Recording,
    Series,
    StatedDate,
    Theme,
    Transcript,
)
from catalogue.models.base import Published
from catalogue.models.record import Record
from catalogue.values.choices import State

PUBLISH = "catalogue.publish"  # the permission that makes a chief editor; made in groups.py

OPEN_STATES = (State.DRAFT, State.REVIEW)

# What changes along when a record is deleted.
_LOST_WITH: dict[type[Record], Callable[[Any], Iterable[Record]]] = {
    Participation: lambda participation: participation.fragments.all(),
    Theme: lambda theme: theme.sources.all(),
}


def publishes(user) -> bool:
    """Whether this user publishes, withdraws, and changes what is published."""
    return user.has_perm(PUBLISH)


def may_write(user, record: Record) -> bool:
    """Whether this user may change the record as it stands.

    Asked of the record as stored and again of the record as it would be stored, it also answers
    whether a change may be made.
    """
    return publishes(user) or not is_closed(record)


def may_delete(user, record: Record) -> bool:
    """Whether this user may delete the record, and with it what cannot be without it."""
    if publishes(user):
        return True
    if is_closed(record) or _has_been_published(record):
        return False
    lost_with = _LOST_WITH.get(type(record))
    return lost_with is None or not any(is_closed(other) for other in lost_with(record))


def may_set_state(user, record: Published, state: str) -> bool:
    """Whether this user may bring the record, as stored, to that state."""
    return publishes(user) or (state in OPEN_STATES and not is_closed(record))


def settable_states(user) -> tuple[State, ...]:
    """The states to which this user may bring what they may write."""
    return tuple(State) if publishes(user) else OPEN_STATES


def _has_been_published(record: Record) -> bool:
    """Whether its address must go on answering, though it is a draft again."""
    since = getattr(record, "first_published_at", None)
    return since is not None and since <= timezone.now()


@singledispatch
def is_closed(record: Record) -> bool:
    """Whether only a chief editor writes this record. What no rule below speaks of is closed."""
    return True


@is_closed.register
def _(record: Published) -> bool:
    return record.state not in OPEN_STATES


@is_closed.register(Participation)
@is_closed.register(StatedDate)
@is_closed.register(Recording)
@is_closed.register(Transcript)
def _(record) -> bool:
    return is_closed(record.interview)


@is_closed.register
def _(record: MediaFile) -> bool:
    return is_closed(record.recording)


@is_closed.register
def _(record: Passage) -> bool:
    return is_closed(record.transcript)


@is_closed.register
def _(record: Placement) -> bool:
    # Whatever the state of the theme: its page shows the fragment only once that is published.
    return is_closed(record.fragment)


@is_closed.register
def _(record: Position) -> bool:
    return is_closed(record.person)


@is_closed.register
def _(record: Person) -> bool:
    return record.page_opened or closed_people().filter(pk=record.pk).exists()


@is_closed.register
def _(record: Organisation) -> bool:
    return closed_organisations().filter(pk=record.pk).exists()


@is_closed.register
def _(record: Series) -> bool:
    return _closed(Interview).filter(series=record.pk).exists()


def closed_people() -> QuerySet[Person]:
    """People of whom a page, or a name on a page of something closed, is or was public."""
    person = OuterRef("pk")
    return Person.objects.filter(
        Person.once_public_q(timezone.now())
        | Exists(Participation.objects.filter(person=person, interview__in=_closed(Interview)))
        | Exists(_closed(Fragment).filter(people_mentioned=person))
        | Exists(_closed(BackgroundSource).filter(people=person))
    )


def closed_organisations() -> QuerySet[Organisation]:
    """Organisations of which a page, or a name on a page of something closed, is or was public."""
    organisation, now = OuterRef("pk"), timezone.now()
    return Organisation.objects.filter(
        Organisation.once_public_q(now)
        | Exists(Position.objects.filter(organisation=organisation, person__in=closed_people()))
        | Exists(Organisation.objects.has_been_public(now).filter(predecessor=organisation))
        | Exists(_closed(BackgroundSource).filter(organisations=organisation))
    )


def _closed(model: type[Published]) -> QuerySet:
    return model.objects.filter(~Q(state__in=OPEN_STATES)).order_by()
