"""Queries that every request asks: making their SQL takes longer than asking it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

MOMENT = datetime(1, 2, 3, tzinfo=UTC)  # stands for the time of asking


class Prepared:
    """A query of which only the moment and some texts or keys differ, so that its SQL is made once.

    `make` gives the query for a moment and so many texts or keys. What it does with these must not
    depend on them: others stand in for them when the SQL is made.
    """

    def __init__(self, make: Callable[[datetime, Sequence], QuerySet]):
        self.make = make
        self._made: dict[tuple, tuple[type[Model], str, tuple]] = {}

    def rows(self, texts: Sequence[str] = ()) -> list[Model]:
        """What the query gives now."""
        stand_ins = [f"\x1a{place}" for place, _text in enumerate(texts)]  # in no text of ours
        model, sql, parameters = self._asked(stand_ins, texts)
        return list(model._default_manager.raw(sql, parameters))

    def values(self, keys: Sequence[int]) -> list[tuple]:
        """What a query of values_list() gives now, as it comes from the database: in SQLite a
        boolean is a number, and a moment a text. Nothing for no keys."""
        if not keys:
            return []
        stand_ins = [-1 - place for place, _key in enumerate(keys)]  # no keys of ours
        _model, sql, parameters = self._asked(stand_ins, keys)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def _asked(self, stand_ins: list, given: Sequence) -> tuple[type[Model], str, list]:
        """The model, the SQL and its parameters, for these texts or keys and now."""
        adapted = connection.ops.adapt_datetimefield_value
        # What is public differs between the demonstration and a site, and tests visit both.
        name = connection.alias, settings.DEMO, len(given)
        if name not in self._made:
            query = self.make(MOMENT, stand_ins)
            self._made[name] = query.model, *query.query.get_compiler(connection.alias).as_sql()
        model, sql, parameters = self._made[name]
        values = dict(zip(stand_ins, given, strict=True)) | {
            adapted(MOMENT): adapted(timezone.now())
        }
        return model, sql, [values.get(one, one) for one in parameters]
