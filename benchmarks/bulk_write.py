"""Writes millions of rows past the models, with the values that the models would have written."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from typing import Any, cast

import numpy as np
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

CACHE_KB = 800_000  # for SQLite while it writes


class BulkWriter:
    """Writes rows by column. Keeps their checksum, and the number of rows of each table."""

    def __init__(self):
        self.digest = hashlib.sha256()
        self.rows: dict[str, int] = {}
        self.models: list[type[Model]] = []

    @property
    def checksum(self) -> str:
        return self.digest.hexdigest()[:16]

    def add(self, model: type[Model], **values) -> None:
        """Write rows of a model. A value is a column (a list, or an array of shape (rows,)) or one
        value for all rows. A field that is not named gets its default. Raises ValueError for a
        default that differs from row to row, such as a moment or a pid."""
        columns, constants = {}, {}
        for name, value in values.items():
            if isinstance(value, np.ndarray):
                self.digest.update(value.tobytes())
                columns[name] = value.tolist()
            elif isinstance(value, list):
                self.digest.update(repr(value).encode())
                columns[name] = value
            else:
                constants[name] = value
        [number] = {len(column) for column in columns.values()}
        self.digest.update(repr((model._meta.label, number, sorted(constants.items()))).encode())
        names: list[str] = []
        cells: list[Iterable[Any]] = []
        for field in model._meta.concrete_fields:
            if field.attname in columns:
                cells.append(columns.pop(field.attname))
            elif field.primary_key:
                continue
            elif field.attname in constants:
                cells.append(repeat(constants.pop(field.attname)))
            elif field.has_default() and callable(field.default):
                raise ValueError(f"{model.__name__}.{field.attname} differs from row to row")
            else:
                default = field.get_db_prep_save(field.get_default(), connection)
                cells.append(repeat(default))
            names.append(str(field.column))
        if unknown := [*columns, *constants]:
            raise ValueError(f"{model.__name__} has no {', '.join(unknown)}")
        # zip ends with the first column that does, and a constant never ends.
        write(model._meta.db_table, names, zip(*cells, strict=False))
        self.rows[model._meta.db_table] = self.rows.get(model._meta.db_table, 0) + number
        if model not in self.models:
            self.models.append(model)

    def end(self) -> None:
        """Set the sequences of the database behind the keys that were written."""
        for sql in connection.ops.sequence_reset_sql(no_style(), self.models):
            with connection.cursor() as cursor:
                cursor.execute(sql)


def write(table: str, names: list[str], rows: Iterator[tuple]) -> None:
    quoted = ", ".join(map(connection.ops.quote_name, names))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            # The backends' cursors read any iterable; the stubs ask for a list.
            written = cast(Sequence[Any], rows)
            cursor.executemany(f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})', written)


@contextmanager
def unguarded() -> Iterator[None]:
    """Switch off the journal, the checks of keys and the secondary indexes while rows are written.
    The indexes are made at the end. A load that is cut off leaves a broken database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("ANALYZE")
            return
        for setting in ("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KB}")
        cursor.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'catalogue_%%'"
        )
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in indexes:
            cursor.execute(sql)
        cursor.execute("ANALYZE")
        for setting in ("cache_size=-2000", "synchronous=NORMAL", "journal_mode=WAL"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.execute("PRAGMA foreign_keys=ON")
