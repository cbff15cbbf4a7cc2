"""The one question that pages ask of the search: what does this selection find?

The index answers; where there is none, or it is broken, plain SQL does, slower, and the operator
is warned. Both give the same. And the stamp of the catalogue's state, for what is drawn of it.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from django.apps import apps
from django.db import DatabaseError
from django.db.models import Count, Max, QuerySet, Subquery, Sum, Value
from django.utils import timezone

from catalogue.models.base import Published
from catalogue.prepared import Prepared
from catalogue.search.build.extract import ROWS
from catalogue.search.facets import BY_FIELD, SHOWN, Selection
from catalogue.search.index.answer import IndexAnswer
from catalogue.search.index.bitmaps import READ_OTHERWISE, Missing, reading
from catalogue.search.index.snapshot import Index, current
from catalogue.search.index.theme_counts import Branches
from catalogue.search.models import IndexChange, IndexState
from catalogue.search.sql.counts import count
from catalogue.search.sql.selection import STORED_ORDERS, in_order, select

logger = logging.getLogger(__name__)


class Answer(Protocol):
    """What a selection finds. Fragments and values of facets are named by primary key; roles,
    forms and lengths by their place in the facet's values."""

    @property
    def total(self) -> int:
        """How many fragments are found."""

    @property
    def stamp(self) -> str:
        """Of the catalogue as it is now: another after each change notice, and when a window of
        publication opens or closes. What is kept under it depends on the catalogue alone. Empty:
        keep nothing."""

    def page(self, first: int, number: int) -> list[int]:
        """The keys of so many fragments from place `first`, counted from 0."""

    def top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        """The values of a facet that give most, with how many they give: most first, then by key.
        All of them when no number is given."""

    def has_more(self, facet: str, number: int) -> bool:
        """Whether more values of a facet than this number give any fragment."""

    def counts(self, facet: str, keys: list[int]) -> dict[int, int]:
        """How many each of these values of a facet gives, none included."""


class SqlAnswer:
    """What plain SQL finds. The oracle of the tests, and the way out without an index."""

    def __init__(self, selection: Selection, order: str):
        self.selection, self.order = selection, order
        self.stamp = ""
        self._counts: dict[str, dict[int, int]] = {}

    @cached_property
    def total(self) -> int:
        return select(self.selection).count()

    def page(self, first: int, number: int) -> list[int]:
        fragments = in_order(self.order, self.selection).values_list("pk", flat=True)
        return list(fragments[first : first + number])

    def top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        counts = self._all(facet).items()
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:number]

    def has_more(self, facet: str, number: int) -> bool:
        return len(self._all(facet)) > number

    def counts(self, facet: str, keys: list[int]) -> dict[int, int]:
        counts = self._all(facet)
        return {key: counts.get(key, 0) for key in keys}

    def _all(self, facet: str) -> dict[int, int]:
        if facet not in self._counts:
            self._counts[facet] = count(self.selection, BY_FIELD[facet])
        return self._counts[facet]


def current_index() -> Index:
    """The index as it is now. Missing when there is none, or when it cannot be read."""
    return current(ROWS)


def find_in_sql(selection: Selection, order: str = "nieuwste") -> Answer:
    """The same, found in plain SQL."""
    return SqlAnswer(selection, order)


class SureAnswer:
    """What the index finds; from the moment that it cannot be read, what plain SQL finds."""

    def __init__(self, selection: Selection, order: str):
        self.selection, self.order = selection, order

    @cached_property
    def _source(self) -> Answer:
        try:
            with reading():
                return IndexAnswer(current_index(), self.selection, self.order, timezone.now())
        except Missing as reason:
            return self._without_index(reason)

    def _without_index(self, reason: Missing) -> SqlAnswer:
        logger.warning("Searching without the index, which is slow: %s.", reason)
        return SqlAnswer(self.selection, self.order)

    def _ask(self, ask: Callable[[Answer], Any]) -> Any:
        try:
            with reading():
                return ask(self._source)
        except Missing as reason:
            self._source = self._without_index(reason)
            return ask(self._source)

    @cached_property
    def total(self) -> int:
        return self._ask(lambda source: source.total)

    @property
    def stamp(self) -> str:
        return self._ask(lambda source: source.stamp)

    def page(self, first: int, number: int) -> list[int]:
        return self._ask(lambda source: source.page(first, number))

    def top(self, facet: str, number: int | None) -> list[tuple[int, int]]:
        return self._ask(lambda source: source.top(facet, number))

    def has_more(self, facet: str, number: int) -> bool:
        return self._ask(lambda source: source.has_more(facet, number))

    def counts(self, facet: str, keys: list[int]) -> dict[int, int]:
        return self._ask(lambda source: source.counts(facet, keys))


def find(selection: Selection, order: str = "nieuwste") -> Answer:
    """What the selection finds, in one of sql.selection.ORDERS."""
    return SureAnswer(selection, order)


def read_ahead() -> None:
    """Read what every list asks of the index, so that the first visitor does not wait for it. Where
    there is none, the first visitor makes that known."""
    try:
        with reading():
            _read_ahead(current_index(), timezone.now())
    except (Missing, DatabaseError):
        pass


def _read_ahead(index: Index, now: datetime) -> None:
    if not index.is_read_as_now:
        logger.warning("Searching in an index of before: %s.", READ_OTHERWISE)
    answers = {order: IndexAnswer(index, Selection(), order, now) for order in STORED_ORDERS}
    for facet in SHOWN:
        answers["nieuwste"].top(facet.field, 1)
    for answer in answers.values():
        answer.page(0, 1)
    Branches(index, now).of_small()


def catalogue_stamp() -> str:
    """The stamp of the catalogue as it is now, in one query. Who keeps something under it reads it
    first, and the catalogue then. Empty, where no index was ever made: keep nothing.

    Every write of a record leaves a row for the readers of the index, in its own transaction
    (build/changes.py), and a fold takes these in and raises the generation. So there is another
    stamp after every commit, in every process, and the same one after a rollback. The moments at
    which windows of publication open and close next are part of it: when one passes, it is another.
    """
    found: list[Any] = _state.rows()
    if not found:
        return ""
    [state] = found
    return " ".join(str(value) for name, value in sorted(vars(state).items()) if name != "_state")


def _with_windows(at: datetime, _texts: Sequence[str]) -> QuerySet[Any]:
    """The generation, a sum of the changes since, and the moment at which a window of each kind of
    record opens or closes next."""
    changes = IndexChange.objects.order_by().values(none=Value(0))  # by nothing: one row
    sums = {"number": Count("pk"), "last": Max("pk"), "stamps": Sum("stamp")}
    values: dict[str, QuerySet[Any]] = {
        name: changes.annotate(n=value).values("n") for name, value in sums.items()
    }
    for model in apps.get_app_config("catalogue").get_models():
        if issubclass(model, Published):
            for field in ("publish_from", "publish_until"):
                later = model._base_manager.filter(**{f"{field}__gt": at}).order_by(field)
                values[f"{model._meta.model_name}_{field}"] = later.values(field)[:1]
    subqueries = {name: Subquery(query) for name, query in values.items()}
    return IndexState.objects.filter(pk=1).only("generation").annotate(**subqueries)


_state = Prepared(_with_windows)
