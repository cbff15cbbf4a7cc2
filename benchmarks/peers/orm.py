"""Plain ORM: GROUP BY over link tables, as a competent Django developer writes it."""

import time
from pathlib import Path

from django.db import OperationalError, connections, models
from django.db.models import Count

from benchmarks.peers.base import TOP, Engine, Found, TooLong, without_own
from benchmarks.queries import PAGE_SIZE, TITLE, Query

ALIAS = "peers"
STEPS = 100_000  # of SQLite's machine, between two looks at the clock


class Row(models.Model):
    id = models.BigIntegerField(primary_key=True)
    key = models.BigIntegerField()
    title_rank = models.BigIntegerField()
    year = models.IntegerField()
    text = models.TextField()

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "fragment"

    def __str__(self):
        return str(self.key)


class Link(models.Model):
    value = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.value)


class RowOfTheme(Link):
    fragment = models.ForeignKey(Row, models.CASCADE)

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "fragment_theme"


class RowOrganisation(Link):
    fragment = models.ForeignKey(Row, models.CASCADE)

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "fragment_organisation"


class RowSpeaker(Link):
    fragment = models.ForeignKey(Row, models.CASCADE)

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "fragment_speaker"


LINKS = {"themes": RowOfTheme, "organisations": RowOrganisation, "speakers": RowSpeaker}


class Orm(Engine):
    name = "plain ORM"

    def __init__(self, path: Path, *, patience_s: float):
        default = connections.databases["default"]
        connections.databases[ALIAS] = {
            **default,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "OPTIONS": {},
        }
        self.patience_s = patience_s
        self.connection = connections[ALIAS]
        self.connection.ensure_connection()

    def ask(self, query: Query) -> Found:
        deadline = time.monotonic() + self.patience_s
        sqlite = self.connection.connection
        sqlite.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        try:
            return self.answer(query)
        except OperationalError as error:
            raise TooLong from error
        finally:
            sqlite.set_progress_handler(None, STEPS)

    def answer(self, query: Query) -> Found:
        hits = selected(query)
        first = (query.page - 1) * PAGE_SIZE
        ordered = hits.order_by("title_rank" if query.order == TITLE else "pk")
        return Found(
            total=hits.count(),
            page=list(ordered.values_list("key", flat=True)[first : first + PAGE_SIZE]),
            facets={facet: top(facet, query) for facet in LINKS},
        )

    def close(self) -> None:
        self.connection.close()


def selected(query: Query) -> models.QuerySet:
    rows = Row._default_manager.using(ALIAS)
    linked = [("themes", key) for key, _slug in query.themes]
    linked += [("organisations", query.organisation[0])] if query.organisation else []
    linked += [("speakers", query.person[0])] if query.person else []
    for facet, key in linked:
        links = LINKS[facet]._default_manager.using(ALIAS).filter(value=key)
        rows = rows.filter(pk__in=links.values("fragment"))
    if query.years:
        rows = rows.filter(year__range=query.years)
    for words in [" ".join(query.words)] if query.is_phrase else query.words:
        rows = rows.filter(text__contains=f" {words} ")
    return rows


def top(facet: str, query: Query) -> list[tuple[int, int]]:
    hits = selected(without_own(query, facet) or query)
    links = LINKS[facet]._default_manager.using(ALIAS).filter(fragment__in=hits)
    counted = links.values_list("value").annotate(number=Count("pk"))
    return list(counted.order_by("-number", "value")[:TOP])
