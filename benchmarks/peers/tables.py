"""The flat catalogue in a SQLite file, for the peers that read one."""

import json
import sqlite3
import time
from pathlib import Path

from benchmarks.flat import Flat

SCHEMA = """
CREATE TABLE fragment (
  id INTEGER PRIMARY KEY,  -- the place in the order of the listing, from 1
  key INTEGER, title_rank INTEGER, year INTEGER, text TEXT,
  themes TEXT, organisations TEXT, speakers TEXT  -- JSON arrays of keys
);
CREATE TABLE fragment_theme (id INTEGER PRIMARY KEY, fragment_id INTEGER, value INTEGER);
CREATE TABLE fragment_organisation (id INTEGER PRIMARY KEY, fragment_id INTEGER, value INTEGER);
CREATE TABLE fragment_speaker (id INTEGER PRIMARY KEY, fragment_id INTEGER, value INTEGER);
"""
INDEXES = """
CREATE INDEX fragment_by_title ON fragment (title_rank);
CREATE INDEX fragment_by_year ON fragment (year, id);
CREATE INDEX theme_to ON fragment_theme (value, fragment_id);
CREATE INDEX theme_of ON fragment_theme (fragment_id, value);
CREATE INDEX organisation_to ON fragment_organisation (value, fragment_id);
CREATE INDEX organisation_of ON fragment_organisation (fragment_id, value);
CREATE INDEX speaker_to ON fragment_speaker (value, fragment_id);
CREATE INDEX speaker_of ON fragment_speaker (fragment_id, value);
CREATE VIRTUAL TABLE fragment_fts USING fts5(text, content='fragment', content_rowid='id');
INSERT INTO fragment_fts (fragment_fts) VALUES ('rebuild');
ANALYZE;
"""
LINKS = {
    "themes": "fragment_theme",
    "organisations": "fragment_organisation",
    "speakers": "fragment_speaker",
}
VERSION = 1


def tables(directory: Path, flat: Flat, checksum: str) -> dict:
    """The file in this directory, made now or before: its path, the seconds that making it took,
    and its bytes."""
    path, note = directory / "peers.db", directory / f"peers-{VERSION}-{checksum}.json"
    if not note.exists():
        path.unlink(missing_ok=True)
        before = time.perf_counter()
        fill(path, flat)
        note.write_text(json.dumps({"seconds": round(time.perf_counter() - before, 1)}))
    return json.loads(note.read_text()) | {"path": path, "bytes": path.stat().st_size}


def fill(path: Path, flat: Flat) -> None:
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
    titles, years, keys = flat.title_ranks.tolist(), flat.years.tolist(), flat.keys.tolist()
    with database:
        database.executemany(
            "INSERT INTO fragment VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    place + 1,
                    keys[place],
                    titles[place],
                    years[place],
                    text,
                    *(json.dumps(getattr(flat, name)[place]) for name in LINKS),
                )
                for place, text in flat.texts()
            ),
        )
        for name, table in LINKS.items():
            many = getattr(flat, name)
            database.executemany(
                f"INSERT INTO {table} (fragment_id, value) VALUES (?, ?)",
                zip((many.owners() + 1).tolist(), many.values.tolist(), strict=True),
            )
    database.executescript(INDEXES)
    database.close()
