"""Many rows of the index at once. Django's bulk_create() takes ten times as long, for what these
rows do not need: objects, validation, signals; and its delete() reads all of them first."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection
from django.db.models import Model, Q, QuerySet

AT_ONCE = 2000  # rows in one go: a transaction that is over before anybody waits for it


def insert(
    model: type[Model],
    rows: Iterable[tuple],
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


def remove(rows: QuerySet) -> None:
    """Delete rows to which nothing refers and of which no listener need hear."""
    rows._raw_delete(rows.db)


def among(keys: Sequence[int]) -> Q:
    """The condition that a record has one of these rising keys. Keys in a row are asked for as a
    range: Django and the database take long over thousands of numbers."""
    if keys and keys[-1] - keys[0] + 1 == len(keys):
        return Q(pk__gte=keys[0], pk__lte=keys[-1])
    return Q(pk__in=keys)


def batched(rows: Iterable) -> Iterator[list]:
    """The rows in lists of at most AT_ONCE."""
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        yield some
