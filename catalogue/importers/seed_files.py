"""Reads the seeds: TOML files in, checked rows out.

A table may leave out what the [defaults] of its file give. A mistake names the file and the key:
"fragments.toml, pages[1].fragments[3].notation: …", counted from 1 as a reader would.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.importers.seed_rows import (
    SeedError,
    SeedFragment,
    SeedInterview,
    SeedOrganisation,
    SeedPage,
    SeedPerson,
    SeedRow,
    Seeds,
    SeedSeries,
    SeedSource,
    SeedTheme,
)
from catalogue.models.record import PID_ALPHABET

# File for each array of tables, and the row that a table becomes.
_TABLES = {
    "series": ("series.toml", SeedSeries),
    "people": ("people.toml", SeedPerson),
    "organisations": ("organisations.toml", SeedOrganisation),
    "themes": ("themes.toml", SeedTheme),
    "interviews": ("interviews.toml", SeedInterview),
    "pages": ("fragments.toml", SeedPage),
    "sources": ("background.toml", SeedSource),
}
_PID = re.compile(rf"[{PID_ALPHABET}]{{8,12}}")
_EXPECTED = {
    str: gettext_lazy("text"),
    int: gettext_lazy("a whole number"),
    bool: gettext_lazy("true or false"),
    datetime: gettext_lazy("a moment with its time zone, such as 2026-11-21T12:00:00Z"),
}

Row = TypeVar("Row", bound=SeedRow)


def read(folder: Path) -> Seeds:
    """The seeds in a folder. Raises SeedError."""
    seeds = Seeds(
        **{
            name: tuple(_rows(name, file, kind, _document(folder / file)))
            for name, (file, kind) in _TABLES.items()
        }
    )
    _check_keys(seeds)
    return seeds


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(str(path), _("the file cannot be read")) from error
    except ValueError as error:  # no UTF-8 or no TOML; the text tells the line
        raise SeedError(path.name, str(error)) from error


def _rows(name: str, file: str, kind: type[Row], document: dict[str, Any]) -> Iterator[Row]:
    for key in document:
        if key not in (name, "defaults"):
            raise SeedError(f"{file}, {key}", _("this key is not known here"))
    defaults = document.get("defaults", {})
    if not isinstance(defaults, dict):
        raise SeedError(f"{file}, defaults", _("a table is expected"))
    for key in defaults:
        if key not in _keys(kind):
            raise SeedError(f"{file}, defaults.{key}", _("this key is not known here"))
    yield from _array(document.get(name), kind, defaults, f"{file}, {name}")


def _keys(kind: type[SeedRow]) -> set[str]:
    """The keys of these rows and of the rows inside them."""
    hints = get_type_hints(kind)
    inner = [each for hint in hints.values() for each in get_args(hint) if _is_row(each)]
    return set(hints).union(*map(_keys, inner)) - {"stands_at"}


def _is_row(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, SeedRow)


def _array(value: Any, kind: type[Row], defaults: dict[str, Any], place: str) -> Iterator[Row]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise SeedError(place, _("an array of tables is expected"))
    for number, table in enumerate(value, start=1):
        yield _row(table, kind, defaults, f"{place}[{number}]")


def _row(table: dict[str, Any], kind: type[Row], defaults: dict[str, Any], place: str) -> Row:
    expected = {field.name: field for field in fields(kind) if field.name != "stands_at"}
    for key in table:
        if key not in expected:
            raise SeedError(f"{place}.{key}", _("this key is not known here"))
    given = {key: value for key, value in defaults.items() if key in expected} | table
    for key, field in expected.items():
        if key not in given and field.default is MISSING:
            raise SeedError(f"{place}.{key}", _("this key is missing"))
    hints = get_type_hints(kind)
    values = {
        key: _value(value, hints[key], defaults, f"{place}.{key}") for key, value in given.items()
    }
    return kind(stands_at=place, **values)


def _value(value: Any, hint: Any, defaults: dict[str, Any], place: str) -> Any:
    """The value as its field wants it: of the type itself, or a tuple of texts or rows."""
    types = get_args(hint)
    if Ellipsis not in types:
        return _scalar(value, types[0] if types else hint, place)
    if _is_row(types[0]):
        return tuple(_array(value, types[0], defaults, place))
    if not isinstance(value, list):
        raise SeedError(place, _("a list is expected"))
    return tuple(_scalar(item, types[0], place) for item in value)


def _scalar(value: Any, kind: type, place: str) -> Any:
    has_no_zone = isinstance(value, datetime) and value.tzinfo is None
    fits = type(value) is kind and not has_no_zone
    if not fits:
        raise SeedError(place, _("%s is expected") % _EXPECTED[kind])
    return value.strip() if kind is str else value


def _check_keys(seeds: Seeds) -> None:
    """Raise SeedError where a slug or pid is given twice, or a pid is none."""
    fragments = tuple(fragment for page in seeds.pages for fragment in page.fragments)
    for rows in (seeds.series, seeds.people, seeds.organisations, seeds.themes, seeds.sources):
        _check_unique(rows, "slug")
    _check_unique(seeds.interviews, "slug")
    _check_unique((*seeds.interviews, *fragments), "pid")
    with_pid: tuple[SeedInterview | SeedFragment, ...] = (*seeds.interviews, *fragments)
    for row in with_pid:
        if not _PID.fullmatch(row.pid):
            raise SeedError(
                f"{row.stands_at}.pid",
                _("a pid has 8 to 12 of the characters %s") % PID_ALPHABET,
            )


def _check_unique(rows: tuple[Row, ...], key: str) -> None:
    places: dict[str, str] = {}
    for row in rows:
        value = getattr(row, key)
        if value in places:
            raise SeedError(
                f"{row.stands_at}.{key}", _("“%s” stands at %s too") % (value, places[value])
            )
        places[value] = row.stands_at
