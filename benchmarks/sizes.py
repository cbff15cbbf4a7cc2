"""What the search keeps in the database: measures it and empties it."""

import sqlite3
from pathlib import Path

from django.db import connection

from catalogue.search.models import Document


def sizes() -> dict[str, int]:
    """Bytes of the whole database and of each derived table with its own indexes; -1 where the
    database cannot tell."""
    tables = [model._meta.db_table for model in Document._meta.app_config.get_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            found = {"database": cursor.fetchone()[0]}
            for table in tables:
                cursor.execute("SELECT pg_total_relation_size(%s)", [table])
                found[table] = cursor.fetchone()[0]
            return found
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(connection.settings_dict["NAME"])
    return {"database": path.stat().st_size} | {table: bytes_of(path, table) for table in tables}


def empty() -> None:
    """Delete all that the search keeps, so that it is built from nothing."""
    with connection.cursor() as cursor:
        for model in Document._meta.app_config.get_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def bytes_of(path: Path, table: str) -> int:
    database = sqlite3.connect(path)
    try:
        [number] = database.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN"
            " (SELECT name FROM sqlite_master WHERE tbl_name = ?)",
            [table],
        ).fetchone()
    except sqlite3.OperationalError:
        return -1  # a SQLite without its table of statistics
    finally:
        database.close()
    return number or 0
