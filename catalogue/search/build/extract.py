"""What the index knows of fragments, read from the rows: for a whole shard and for one change.

Nothing here depends on the time of day, nor on whether a theme is public: what passes without a
write is decided when a question is answered.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Case, F, Q, Value, When

from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Placement,
    Recording,
)
from catalogue.search.index.arrays import Entries, Ragged, Voices
from catalogue.search.selection import LONG_MS, SHORT_MS
from catalogue.values.choices import Form, Part, Role

LENGTHS = ("kort", "middel", "lang", "onbekend")
ROLES = tuple(Role)
FORMS = tuple(Form)
NO_YEAR, FIRST_YEAR, LAST_YEAR = -1, 0, 9999
ALWAYS = (np.iinfo(np.int64).min, np.iinfo(np.int64).max)
CHUNK = 500  # keys in one condition: SQLite takes no more than some thousands

Within = Callable[[str], Q]
"""From the path of a fragment's key to the condition that it is one of those asked."""


def of_range(first: int, last: int) -> Entries:
    """Of the fragments with keys from `first` up to `last`, which is not one of them."""
    return _entries(lambda path: Q(**{f"{path}__gte": first, f"{path}__lt": last}))


def of_keys(keys: list[int]) -> list[Entries]:
    """Of these fragments, as far as they exist; in parts."""
    keys = sorted(keys)
    parts = [keys[place : place + CHUNK] for place in range(0, len(keys), CHUNK)]
    return [_entries(lambda path, part=part: Q(**{f"{path}__in": part})) for part in parts]


def microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _entries(within: Within) -> Entries:
    """Whoever writes between these queries leaves a change of what was read by halves; but what one
    query names another may not find, or find for the first time."""
    fragments = list(
        Fragment.objects.filter(within("pk"))
        .annotate(is_lasting=Case(When(Fragment.lasting_q(), Value(1)), default=Value(0)))
        .annotate(length=F("end_ms") - F("start_ms"))
        .order_by("pk")
        .values_list("pk", "interview", "is_lasting", "length", "document__words")
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
        is_lasting=np.array([row[2] for row in fragments], bool),
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


def _pairs(manager, within: Within, fragment: str, other: str):
    columns = (f"{fragment}_id", f"{other}_id")
    return manager.filter(within(fragment)).order_by(*columns).values_list(*columns)


def _by_fragment(keys: np.ndarray, pairs) -> Ragged:
    """The second of each pair, gathered by the first, one row for each key."""
    flat = np.fromiter((one for pair in pairs for one in pair), np.int64).reshape(-1, 2)
    flat = flat[np.isin(flat[:, 0], keys)]
    lengths = np.bincount(np.searchsorted(keys, flat[:, 0]), minlength=len(keys))
    return Ragged.packed(flat[:, 1].astype(np.int32), lengths.astype(np.int32))


def _voices(asked: list[tuple[int, tuple[int, ...]]]) -> tuple[Voices, np.ndarray]:
    """The voices of pairs of an interview and the speakers named (none: the interviewees), and the
    row of each pair among them."""
    numbers: dict[tuple, int] = {}
    rows = np.fromiter((numbers.setdefault(one, len(numbers)) for one in asked), np.int32)
    interviews = _Interviews({interview for interview, _named in numbers})
    distinct = list(numbers)
    known = interviews.participants
    speaking = [
        [known[one] for one in named if one in known] or interviews.interviewees[interview]
        for interview, named in distinct
    ]
    voices = Voices(
        interview=np.array([interview for interview, _named in distinct], np.int32),
        people=Ragged.of([{one.person for one in voice} for voice in speaking]),
        roles=Ragged.of([{role for one in voice for role in one.roles} for voice in speaking]),
        organisations=Ragged.of(
            [{place for one in voice for place in one.organisations} for voice in speaking]
        ),
        forms=Ragged.of([interviews.forms[interview] for interview, _named in distinct]),
        periods=Ragged.of([interviews.years(interview) for interview, _named in distinct]),
    )
    return voices, rows


@dataclass
class _Participant:
    person: int
    roles: set[int]
    organisations: set[int]
    periods: list[tuple[int, int]]


class _Interviews:
    """Who takes part in these interviews, and what else their fragments share."""

    def __init__(self, keys: set[int]):
        self.participants: dict[int, _Participant] = {}
        self.interviewees: dict[int, list[_Participant]] = defaultdict(list)
        self.forms: dict[int, set[int]] = defaultdict(set)
        self.period: dict[int, tuple[int, int]] = {}
        ordered = sorted(keys)
        for place in range(0, len(ordered), CHUNK):
            self._read(ordered[place : place + CHUNK])

    def _read(self, keys: list[int]) -> None:
        participations = Participation.objects.filter(interview__in=keys).order_by("pk")
        position = ("role", "organisation", "period_earliest", "period_latest")
        for pk, interview, person, part, role, organisation, *bounds in participations.values_list(
            *("pk", "interview", "person", "part"), *(f"positions__{name}" for name in position)
        ):
            if pk not in self.participants:
                self.participants[pk] = _Participant(person, set(), set(), [])
                if part == Part.INTERVIEWEE:
                    self.interviewees[interview].append(self.participants[pk])
            one = self.participants[pk]
            if role is not None:
                one.roles.add(ROLES.index(role))
            if organisation is not None:
                one.organisations.add(organisation)
            one.periods.append(_period(*bounds))
        recordings = Recording.objects.filter(Recording.shown_here_q(""), interview__in=keys)
        for interview, form in recordings.order_by().values_list("interview", "form").distinct():
            self.forms[interview].add(FORMS.index(form))
        rows = Interview.objects.filter(pk__in=keys).order_by()
        for pk, *bounds in rows.values_list("pk", "period_earliest", "period_latest"):
            self.period[pk] = _period(*bounds)

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


def _period(earliest, latest) -> tuple[int, int]:
    """First and last year; a side that is not known is open, two are nothing. The years are
    enough: whole years are asked for."""
    if earliest is None and latest is None:
        return NO_YEAR, NO_YEAR
    return earliest.year if earliest else FIRST_YEAR, latest.year if latest else LAST_YEAR
