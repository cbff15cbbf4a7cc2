"""The order of the fragments in a theme: numbers typed, moves by a button, and the write of both.

What is proposed has no place among what is placed: see PlacementQuerySet.in_editors_order().
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Case, When
from django.utils.translation import gettext as _

from catalogue.access.policy import may_write
from catalogue.admin.boxes.widgets import is_key
from catalogue.models import Placement, Theme
from catalogue.models.placement import STEP
from catalogue.values.choices import Origin

MOST_AT_ONCE = 300  # placements that are given a number in one query
LAST = 2**31  # where a fragment comes from that was not in the theme yet, and goes without a number
UNPLACED = (Origin.PROPOSED, Origin.REJECTED)
MOVE = "_move"  # the name of the buttons, whose value is "<key of the placement> <where>"
MOVES = ("up", "down", "top")


@dataclass
class Order:
    """What an editor asks of the order: `typed` holds the number of each placement that was given
    another, with the one that it had; `move` the key of one that goes up, down or to the top."""

    typed: dict[int, tuple[int, int]] = field(default_factory=dict)
    move: tuple[int, str] | None = None
    place: int = 0  # of the one that moved, from 1; known when it is written
    moved: Placement | None = None

    def place_of(self, placement: Placement) -> tuple[int, int]:
        """Who is moved up to a number that is taken comes before who was there, who is moved down
        behind: so either stands where the editor said."""
        former, number = self.typed.get(placement.pk, (placement.order, placement.order))
        return number, (number > former) - (number < former)


def asked_move(text: str) -> tuple[int, str] | None:
    """What a button says: the key of a placement, and where it goes."""
    key, _space, where = text.partition(" ")
    return (int(key), where) if is_key(key) and where in MOVES else None


def write(theme: Theme, order: Order, user) -> None:
    """Put the placements of a theme in this order, in a number of queries that does not depend on
    how many there are. They are numbered 10, 20, 30…, unless some are closed to this user: then
    those keep their numbers. ValidationError where no number is free for the one that moves."""
    rows = theme.placements.exclude(origin__in=UNPLACED)
    placements = list(rows.select_related("fragment").in_editors_order())
    placements.sort(key=order.place_of)
    if order.move:
        _move(placements, order)
        if order.moved and not may_write(user, order.moved):
            raise ValidationError(_("Only a chief editor moves what is published."))
    if all(may_write(user, placement) for placement in placements):
        numbers = {row.pk: number * STEP for number, row in enumerate(placements, start=1)}
    else:
        numbers = _between(placements, order)
    aloud = {*order.typed, *([order.moved.pk] if order.moved else [])}
    changed = {row.pk: numbers[row.pk] for row in placements if numbers[row.pk] != row.order}
    _number({pk: number for pk, number in changed.items() if pk in aloud}, quietly=False)
    # Quietly: these keep their place.
    _number({pk: number for pk, number in changed.items() if pk not in aloud}, quietly=True)


def _move(placements: list[Placement], order: Order) -> None:
    """Give the one that moves its new place in the list; nothing where it is gone."""
    key, where = order.move or (0, "")
    former = next((n for n, row in enumerate(placements) if row.pk == key), None)
    if former is None:
        return
    order.moved = placements.pop(former)
    place = {"up": max(former - 1, 0), "down": former + 1, "top": 0}[where]
    placements.insert(place, order.moved)
    order.place = placements.index(order.moved) + 1


def _between(placements: list[Placement], order: Order) -> dict[int, int]:
    """The numbers as they are and as they were typed; the one that moves gets one between those of
    its neighbours."""
    numbers = {row.pk: row.order for row in placements}
    end = (max(numbers.values(), default=0) // STEP + 1) * STEP
    numbers |= {
        pk: end if number == LAST else number
        for pk, (former, number) in order.typed.items()
        if pk in numbers and former != number  # a new one without a number stands at the end
    }
    if order.moved:
        place = placements.index(order.moved)
        before = numbers[placements[place - 1].pk] if place else -1
        last = place == len(placements) - 1
        after = before + 2 * STEP if last else numbers[placements[place + 1].pk]
        if after - before < 2:
            raise ValidationError(
                _("No number is free between what is published. A chief editor makes room there.")
            )
        numbers[order.moved.pk] = (before + after) // 2
    return numbers


def _number(numbers: dict[int, int], *, quietly: bool) -> None:
    pks = list(numbers)
    for some in (pks[at : at + MOST_AT_ONCE] for at in range(0, len(pks), MOST_AT_ONCE)):
        order = Case(*(When(pk=pk, then=numbers[pk]) for pk in some))
        Placement.objects.filter(pk__in=some).update(order=order, quietly=quietly)
