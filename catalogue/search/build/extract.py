"""What the index knows of fragments, read from the rows: for a whole shard and for one change.

Nothing here depends on the time of day, nor on whether a theme is public: what passes without a
write is decided when a question is answered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import numpy as np
from django.db.models import Case, F, Q, Value, When

from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Placement,
    Recording,
    Theme,
)
from catalogue.models.base import shows_at
from catalogue.search.facets import FACETS, LENGTHS, LONG_MS, SHORT_MS, Facet, ValueSource
from catalogue.search.index.arrays import Entries, Ragged, Voices, microseconds
from catalogue.search.index.hierarchy import Node
from catalogue.search.sql.selection import STORED_ORDERS
from catalogue.search.sql.words import with_phrase
from catalogue.values.choices import Part

OF_INTERVIEW, OF_SPEAKER, OF_RECORDING = (
    [one for one in FACETS if one.source is source and one.column != "interview"]
    for source in (ValueSource.INTERVIEW, ValueSource.SPEAKER, ValueSource.RECORDING)
)
NO_YEAR, FIRST_YEAR, LAST_YEAR = -1, 0, 9999
ALWAYS = (np.iinfo(np.int64).min, np.iinfo(np.int64).max)
CHUNK = 500  # keys in one condition: SQLite takes no more than some thousands

Within = Callable[[str], Q]
"""From the path of a fragment's key to the condition that it is one of those asked."""


def of_range(first: int, last: int) -> Entries:
    """Of the fragments with keys from `first` up to `last`, which is not one of them."""
    return _entries(lambda path: Q(**{f"{path}__gte": first, f"{path}__lt": last}))


def of_keys(keys: Iterable[int]) -> list[Entries]:
    """Of these fragments, as far as they exist; in parts."""
    keys = sorted(keys)
    parts = [keys[place : place + CHUNK] for place in range(0, len(keys), CHUNK)]
    return [_entries(partial(_among, part)) for part in parts]


def _among(keys: list[int], path: str) -> Q:
    return Q(**{f"{path}__in": keys})


def _entries(within: Within) -> Entries:
    """Whoever writes between these queries leaves a change of what was read by halves; but what one
    query names another may not find, or find for the first time."""
    fragments = list(
        Fragment.objects.filter(within("pk"))
        .annotate(
            is_always_public=Case(When(Fragment.always_public_q(), Value(1)), default=Value(0))
        )
        .annotate(length=F("end_ms") - F("start_ms"))
        .order_by("pk")
        .values_list("pk", "interview", "is_always_public", "length", "document__words")
    )
    keys = np.array([row[0] for row in fragments], np.int64)
    speakers = defaultdict(list)
    for fragment, participation in _pairs(
        Fragment.speakers.through.objects, within, "fragment", "participation"
    ):
        speakers[fragment].append(participation)
    voices, numbers = _voices([(row[1], tuple(speakers.get(row[0], ()))) for row in fragments])
    lengths = np.array([length_class(row[3]) for row in fragments], np.int32)
    return Entries(
        keys=keys,
        is_always_public=np.array([row[2] for row in fragments], bool),
        windows=_windows(within),
        code=numbers * len(LENGTHS) + lengths,
        voices=voices,
        themes=_by_fragment(
            keys, _pairs(Placement.objects.standing(), within, "fragment", "theme")
        ),
        mentioned=_by_fragment(
            keys, _pairs(Fragment.people_mentioned.through.objects, within, "fragment", "person")
        ),
        words=[row[4] or "" for row in fragments],
    )


def length_class(length_ms: int | None) -> int:
    """The place in LENGTHS."""
    if length_ms is None:
        return 3
    return 0 if length_ms < SHORT_MS else 1 if length_ms <= LONG_MS else 2


def _windows(within: Within) -> np.ndarray:
    """Asked for apart: hardly any fragment has one, and moments take long to read."""
    bounds = [
        f"{path}{end}" for path in Fragment.windows() for end in ("publish_from", "publish_until")
    ]
    has_one = Q(*((f"{bound}__isnull", False) for bound in bounds), _connector=Q.OR)
    fragments = Fragment.objects.filter(within("pk"), has_one).order_by("pk")
    rows = []
    for row in fragments.values_list("pk", *bounds):
        begins = [microseconds(moment) for moment in row[1::2] if moment]
        ends = [microseconds(moment) for moment in row[2::2] if moment]
        first = max(begins, default=ALWAYS[0])
        rows.append((row[0], first, min(ends, default=ALWAYS[1])))
    return np.array(rows, np.int64).reshape(-1, 3)


def _pairs(manager: Any, within: Within, fragment: str, other: str) -> Any:
    columns = (f"{fragment}_id", f"{other}_id")
    return manager.filter(within(fragment)).order_by(*columns).values_list(*columns)


def _by_fragment(keys: np.ndarray, pairs: Iterable[tuple[int, int]]) -> Ragged:
    """The second of each pair, gathered by the first, one row for each key."""
    flat = np.fromiter((one for pair in pairs for one in pair), np.int64).reshape(-1, 2)
    flat = flat[np.isin(flat[:, 0], keys)]
    lengths = np.bincount(np.searchsorted(keys, flat[:, 0]), minlength=len(keys))
    return Ragged.packed(flat[:, 1].astype(np.int32), lengths.astype(np.int32))


def _voices(asked: list[tuple[int, tuple[int, ...]]]) -> tuple[Voices, np.ndarray]:
    """The voices of pairs of an interview and the speakers named (none: the interviewees), and the
    row of each pair among them."""
    numbers: dict[tuple[int, tuple[int, ...]], int] = {}
    rows = np.fromiter((numbers.setdefault(one, len(numbers)) for one in asked), np.int32)
    interviews = _Interviews({interview for interview, _named in numbers})
    distinct = list(numbers)
    known = interviews.participants
    speaking = [
        [known[one] for one in named if one in known] or interviews.interviewees[interview]
        for interview, named in distinct
    ]
    lists = {}
    for facet in FACETS:
        if facet in OF_SPEAKER:
            values = [set().union(*(one.values[facet.column] for one in row)) for row in speaking]
        elif facet in OF_INTERVIEW or facet in OF_RECORDING:
            of_interview = interviews.values[facet.column]
            values = [of_interview[interview] for interview, _named in distinct]
        else:
            continue
        lists[facet.column] = Ragged.of(values)
    lists["periods"] = Ragged.of([interviews.years(interview) for interview, _named in distinct])
    own = np.array([interview for interview, _named in distinct], np.int32)
    return Voices(own, lists), rows


@dataclass
class _Participant:
    """Somebody who takes part: their numbers by column of a facet, and periods in office."""

    values: dict[str, set[int]]
    periods: list[tuple[int, int]]


class _Interviews:
    """Who takes part in these interviews, and what else their fragments share: `values` has the
    numbers of an interview by column of a facet."""

    def __init__(self, keys: set[int]):
        self.participants: dict[int, _Participant] = {}
        self.interviewees: dict[int, list[_Participant]] = defaultdict(list)
        self.values: dict[str, dict[int, set[int]]] = {
            facet.column: defaultdict(set) for facet in (*OF_INTERVIEW, *OF_RECORDING)
        }
        self.period: dict[int, tuple[int, int]] = {}
        ordered = sorted(keys)
        for place in range(0, len(ordered), CHUNK):
            self._read(ordered[place : place + CHUNK])

    def _read(self, keys: list[int]) -> None:
        participations = Participation.objects.filter(interview__in=keys).order_by("pk")
        bounds = ("positions__period_earliest", "positions__period_latest")
        paths = [facet.path for facet in OF_SPEAKER]
        for pk, interview, part, earliest, latest, *values in participations.values_list(
            *("pk", "interview", "part", *bounds, *paths)
        ):
            if pk not in self.participants:
                empty: dict[str, set[int]] = {facet.column: set() for facet in OF_SPEAKER}
                self.participants[pk] = _Participant(empty, [])
                if part == Part.INTERVIEWEE:
                    self.interviewees[interview].append(self.participants[pk])
            one = self.participants[pk]
            _note(one.values, OF_SPEAKER, values)
            one.periods.append(_period(earliest, latest))
        recordings = Recording.objects.filter(Recording.shown_here_q(""), interview__in=keys)
        paths = [facet.path for facet in OF_RECORDING]
        rows = recordings.order_by().values_list("interview", *paths).distinct()
        for interview, *values in rows:
            of_interview = {one.column: self.values[one.column][interview] for one in OF_RECORDING}
            _note(of_interview, OF_RECORDING, values)
        paths = [facet.path for facet in OF_INTERVIEW]
        interviews = Interview.objects.filter(pk__in=keys).order_by()
        for pk, earliest, latest, *values in interviews.values_list(
            "pk", "period_earliest", "period_latest", *paths
        ):
            self.period[pk] = _period(earliest, latest)
            of_interview = {one.column: self.values[one.column][pk] for one in OF_INTERVIEW}
            _note(of_interview, OF_INTERVIEW, values)

    def years(self, interview: int) -> list[int]:
        """First and last years, end to end: of the period spoken about; where that is not known,
        of the positions that the interviewees speak as."""
        own = self.period.get(interview, (NO_YEAR, NO_YEAR))
        periods = (
            [own]
            if own[0] != NO_YEAR
            else [period for one in self.interviewees[interview] for period in one.periods]
        )
        return [year for period in set(periods) if period[0] != NO_YEAR for year in period]


def _note(numbers: dict[str, set[int]], facets: list[Facet], values: list[Any]) -> None:
    """Add a row's values to the numbers by column; None is no value."""
    for facet, value in zip(facets, values, strict=True):
        if value is not None:
            numbers[facet.column].add(facet.number_of(value))


def _period(earliest: date | None, latest: date | None) -> tuple[int, int]:
    """First and last year; a side that is not known is open, two are nothing. The years are
    enough: whole years are asked for."""
    if earliest is None and latest is None:
        return NO_YEAR, NO_YEAR
    return earliest.year if earliest else FIRST_YEAR, latest.year if latest else LAST_YEAR


class CatalogueRows:
    """The rows of the catalogue, as the index asks for them (index.snapshot.Rows)."""

    def entries(self, keys: Iterable[int]) -> list[Entries]:
        return of_keys(keys)

    def in_order(self, keys: Iterable[int], order: str) -> list[int]:
        rows = Fragment.objects.filter(pk__in=keys).order_by(*STORED_ORDERS[order])
        return list(rows.values_list("pk", flat=True))

    def named_with(self, words: tuple[str, ...]) -> list[tuple[str, int]]:
        return with_phrase(words)

    def shows_at(self, node: Node, at: datetime) -> bool:
        return shows_at(node, at)

    def nodes(self, keys: Iterable[int] | None = None) -> dict[int, Node]:
        """Windows are read apart: few themes have one, and moments take long to read."""
        themes = Theme.objects.order_by()
        if keys is not None:
            themes = themes.filter(pk__in=keys)
        has_window = Q(publish_from__isnull=False) | Q(publish_until__isnull=False)
        with_window = themes.filter(has_window)
        windows = {
            key: window
            for key, *window in with_window.values_list("pk", "publish_from", "publish_until")
        }
        return {
            key: Node(broader, state, *windows.get(key, (None, None)))
            for key, broader, state in themes.values_list("pk", "broader_id", "state")
        }


ROWS = CatalogueRows()
