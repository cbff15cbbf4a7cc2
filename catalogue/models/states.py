"""Many records brought to one state, in a number of queries that does not depend on how many."""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db.models import Case, DateTimeField, F, Value, When
from django.utils import timezone

from catalogue.models.base import VISIBLE_STATES, Published
from catalogue.values.choices import State

P = TypeVar("P", bound=Published)


def bring(records: Collection[P], state: State, *, reason: str = "") -> None:
    """Bring these records of one model to the state, as save() would of each; `reason` is that of a
    withdrawal. IntegrityError, and nothing is written, where one of them cannot be in it."""
    for record in records:
        record.state, record.withdrawn_reason = state, reason
    for model in {type(record) for record in records}:
        model.objects.filter(pk__in=[record.pk for record in records]).write(
            state=state,
            withdrawn_reason=reason,
            first_published_at=_first_opening(state, timezone.now()),
        )


def _first_opening(state: State, now: datetime) -> Case:
    """What Published.prepare() fills in, as a value of each row; the end of a window lies behind
    its begin."""
    nothing = Value(None, output_field=DateTimeField())
    has_happened = When(first_published_at__lte=now, then=F("first_published_at"))
    if state not in VISIBLE_STATES:
        return Case(has_happened, default=nothing)
    return Case(
        has_happened,
        When(publish_until__lte=now, then=nothing),
        When(publish_from__gt=now, then=F("publish_from")),
        default=Value(now, output_field=DateTimeField()),
    )
