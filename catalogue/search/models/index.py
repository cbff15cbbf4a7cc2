"""The rows in which the search index is kept, and how to write many at once. What is in them:
docs/search.md.

Django's bulk_create() takes ten times as long as `insert()`, for what these rows do not need:
objects, validation, signals; and its delete() reads all rows first.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Model, Q, QuerySet

from catalogue.fields import BytewiseField

AT_ONCE = 2000  # rows in one go: a transaction that is over before anybody waits for it


def new_stamp() -> int:
    """A random number, by which what was rolled back never passes for what came in its place."""
    return secrets.randbelow(2**31)


class IndexState(models.Model):
    """The one row that says which blocks are the index: readers believe nothing else.

    `manifest` has {"shards": [[number, version], …], "joint": [version, [number, …]], "orders":
    version, "reading": …, "format": …, "stamp": …}: where the columns of each shard are, and its
    bitmaps unless these are among the joint ones; by which words.READING all was read, and in which
    bitmaps.FORMAT it is written. Who folds writes blocks of new versions, then names those here and
    removes the changes that they took in, in one short transaction. `lease_until` keeps others from
    doing the same work at the same time, as long as the process `lease_holder` is there (lease.py).
    """

    generation = models.PositiveBigIntegerField(default=0)
    next_version = models.PositiveBigIntegerField(default=1)
    manifest = models.JSONField(default=dict)
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=200, default="", blank=True)

    def __str__(self) -> str:
        return f"generation {self.generation}"


class IndexBlock(models.Model):
    """A named piece of one version of a shard, or of several: a column, or the fragments of a word
    or theme."""

    version = models.PositiveBigIntegerField()
    name = BytewiseField(max_length=130)
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="indexblock_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.name}"


class IndexChange(models.Model):
    """A fragment or theme that was written since the blocks were made, somebody or something else
    whose name is shown, or (with 0 for its key) anything else that pages show."""

    class Kind(models.TextChoices):
        FRAGMENT = "fragment"
        THEME = "theme"
        NAME = "name"
        OTHER = "other"

    kind = models.CharField(max_length=10, choices=Kind)
    record = models.BigIntegerField()
    stamp = models.PositiveIntegerField(default=new_stamp)

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


T = TypeVar("T")


def insert(
    model: type[Model],
    rows: Iterable[tuple[Any, ...]],
    columns: tuple[str, ...],
    *,
    key: tuple[str, ...] = (),
) -> None:
    """Insert rows with these columns. Where one with the same `key` is there, it gets the other
    values; where there are none, it is left as it is."""
    quoted = [connection.ops.quote_name(column) for column in columns]
    sql = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)}) "
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    if key:
        others = [
            f"{name} = excluded.{name}"
            for name, column in zip(quoted, columns, strict=True)
            if column not in key
        ]
        sql += f" ON CONFLICT ({', '.join(map(connection.ops.quote_name, key))}) DO "
        sql += f"UPDATE SET {', '.join(others)}" if others else "NOTHING"
    rows = list(rows)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def remove(rows: QuerySet[Any]) -> None:
    """Delete rows to which nothing refers and of which no listener need hear."""
    rows._raw_delete(rows.db)


def among(keys: Sequence[int]) -> Q:
    """The condition that a record has one of these rising keys. Keys in a row are asked for as a
    range: Django and the database take long over thousands of numbers."""
    if keys and keys[-1] - keys[0] + 1 == len(keys):
        return Q(pk__gte=keys[0], pk__lte=keys[-1])
    return Q(pk__in=keys)


def batched(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists of at most AT_ONCE."""
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        yield some
