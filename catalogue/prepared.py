"""Queries that every request asks: making their SQL takes longer than asking it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

MOMENT = datetime(1, 2, 3, tzinfo=UTC)  # stands for the time of asking


class Prepared:
    """A query of which only the moment and some texts differ, so that its SQL is made once.

    `make` gives the query for a moment and so many texts. What it does with these must not depend
    on them: others stand in for them when the SQL is made.
    """

    def __init__(self, make: Callable[[datetime, Sequence[str]], QuerySet]):
        self.make = make
        self._made: dict[tuple[str, int], tuple[type[Model], str, tuple]] = {}

    def rows(self, texts: Sequence[str] = ()) -> list[Model]:
        """What the query gives now."""
        adapted = connection.ops.adapt_datetimefield_value
        stand_ins = [f"\x1a{place}" for place, _text in enumerate(texts)]  # in no text of ours
        key = connection.alias, len(texts)
        if key not in self._made:
            query = self.make(MOMENT, stand_ins)
            self._made[key] = query.model, *query.query.get_compiler(connection.alias).as_sql()
        model, sql, parameters = self._made[key]
        values = dict(zip(stand_ins, texts, strict=True)) | {
            adapted(MOMENT): adapted(timezone.now())
        }
        return list(model.objects.raw(sql, [values.get(one, one) for one in parameters]))
