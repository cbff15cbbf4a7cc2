"""Small random catalogues: as plain rows, from which the database is filled and the oracle counts.

Rows name each other by their place in the catalogue's lists, and stand in the database under a
slug or pid made from that place: the third theme is `thema-2`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from catalogue.models import (
    Fragment,
    Interview,
    Organisation,
    Participation,
    Person,
    Placement,
    Position,
    Recording,
    Theme,
)
from catalogue.values.choices import Form, Origin, Part, Role, State
from tests.factories import SeriesFactory

STATES = ["public", "inside its window", "draft", "review", "withdrawn", "expired", "scheduled"]
WORDS = ["kabinet", "minister", "kabinetsformatie", "crisis"]
# From and to, as written; None is not known.
PERIODS = [
    (None, None),
    ("2002", None),
    (None, "2002"),
    ("2001", "2003"),
    ("2002-11", "2002-12"),
    ("2004-02-29", "2010"),
]
LENGTHS_MS = [None, 1, 119_999, 120_000, 300_000, 300_001]


@dataclass(frozen=True)
class ThemeRow:
    broader: int | None
    state: str


@dataclass(frozen=True)
class PositionRow:
    person: int
    role: Role
    organisation: int | None
    period: tuple[str | None, str | None]


@dataclass(frozen=True)
class ParticipationRow:
    person: int
    part: Part
    positions: tuple[int, ...]


@dataclass(frozen=True)
class InterviewRow:
    state: str
    period: tuple[str | None, str | None]
    participations: tuple[ParticipationRow, ...]
    recordings: tuple[tuple[Form, bool], ...]  # form, demonstration


@dataclass(frozen=True)
class FragmentRow:
    interview: int
    state: str
    length_ms: int | None
    words: tuple[str, ...]
    speakers: tuple[int, ...]  # places in the participations of its interview
    mentioned: tuple[int, ...]
    placements: tuple[tuple[int, Origin], ...]


@dataclass(frozen=True)
class Catalogue:
    themes: tuple[ThemeRow, ...]
    people: int
    organisations: int
    positions: tuple[PositionRow, ...]
    interviews: tuple[InterviewRow, ...]
    fragments: tuple[FragmentRow, ...]


def catalogue(random: Random) -> Catalogue:
    """A catalogue with a few of everything, mostly public, or there would be little to count."""
    themes = tuple(
        ThemeRow(random.choice([None, *range(number)]), _some_state(random))
        for number in range(random.randint(2, 5))
    )
    people, organisations = 3, 2
    positions = _positions(random, people, organisations)
    interviews = tuple(_interview(random, people, positions) for _ in range(random.randint(2, 3)))
    fragments = tuple(
        _fragment(random, interviews, len(themes), people) for _ in range(random.randint(6, 10))
    )
    return Catalogue(themes, people, organisations, positions, interviews, fragments)


def _positions(random: Random, people: int, organisations: int) -> tuple[PositionRow, ...]:
    rows = (
        PositionRow(
            person=random.randrange(people),
            role=random.choice([Role.SG, Role.DG, Role.MINISTER]),
            organisation=random.choice([None, *range(organisations)]),
            period=random.choice(PERIODS),
        )
        for _ in range(6)
    )
    unique = {(row.person, row.role, row.organisation, row.period[0]): row for row in rows}
    return tuple(unique.values())


def _interview(random: Random, people: int, positions: tuple[PositionRow, ...]) -> InterviewRow:
    everybody = [(person, part) for person in range(people) for part in Part]
    taking_part = random.sample(everybody, random.randint(0, 3))
    return InterviewRow(
        state=_some_state(random),
        period=random.choice([(None, None), *PERIODS]),
        participations=tuple(
            ParticipationRow(person, part, _speaks_as(random, person, positions))
            for person, part in taking_part
        ),
        recordings=tuple(
            (random.choice([*Form]), random.random() < 0.3) for _ in range(random.randint(0, 3))
        ),
    )


def _speaks_as(random: Random, person: int, positions: tuple[PositionRow, ...]) -> tuple[int, ...]:
    own = [place for place, row in enumerate(positions) if row.person == person]
    return tuple(random.sample(own, random.randint(0, len(own))))


def _fragment(
    random: Random, interviews: tuple[InterviewRow, ...], themes: int, people: int
) -> FragmentRow:
    interview = random.randrange(len(interviews))
    taking_part = len(interviews[interview].participations)
    return FragmentRow(
        interview=interview,
        state=_some_state(random),
        length_ms=random.choice(LENGTHS_MS),
        words=tuple(random.sample(WORDS, random.randint(0, 2))),
        speakers=_places(random, taking_part, most=2),
        mentioned=_places(random, people, most=2),
        placements=tuple(
            (theme, random.choice([Origin.PUBLISHED, Origin.PROPOSED, *Origin]))
            for theme in _places(random, themes, most=3)
        ),
    )


def _places(random: Random, number: int, *, most: int) -> tuple[int, ...]:
    """A few different places in a list of that length."""
    return tuple(random.sample(range(number), random.randint(0, min(most, number))))


def _some_state(random: Random) -> str:
    return random.choice(STATES) if random.random() < 0.25 else "public"


@contextmanager
def stored(catalogue: Catalogue) -> Iterator[None]:
    """The catalogue in the database for as long as the block lasts."""
    with transaction.atomic():
        _store(catalogue)
        yield
        transaction.set_rollback(True)


def _store(catalogue: Catalogue) -> None:
    themes: list[Theme] = []
    for number, row in enumerate(catalogue.themes):
        broader = None if row.broader is None else themes[row.broader]
        themes += Theme.objects.bulk_create(
            [Theme(slug=f"thema-{number}", name=f"T{number}", broader=broader, **_state(row.state))]
        )
    people = Person.objects.bulk_create(
        Person(slug=f"persoon-{number}", name=f"P{number}") for number in range(catalogue.people)
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(slug=f"organisatie-{number}", name=f"O{number}")
        for number in range(catalogue.organisations)
    )
    positions = Position.objects.bulk_create(
        Position(
            person=people[row.person],
            role=row.role,
            organisation=None if row.organisation is None else organisations[row.organisation],
            period_from=row.period[0],
            period_to=row.period[1],
        )
        for row in catalogue.positions
    )
    interviews, participations = _store_interviews(catalogue, people, positions)
    _store_fragments(catalogue, interviews, participations, people, themes)


def _store_interviews(catalogue: Catalogue, people, positions):
    series = SeriesFactory()
    interviews = Interview.objects.bulk_create(
        Interview(
            series=series,
            slug=f"interview-{number}",
            title=f"I{number}",
            period_from=row.period[0],
            period_to=row.period[1],
            **_state(row.state),
        )
        for number, row in enumerate(catalogue.interviews)
    )
    Recording.objects.bulk_create(
        Recording(interview=interview, form=form, demonstration=demonstration, is_primary=False)
        for interview, row in zip(interviews, catalogue.interviews, strict=True)
        for form, demonstration in row.recordings
    )
    participations = [
        Participation.objects.bulk_create(
            Participation(interview=interview, person=people[one.person], part=one.part)
            for one in row.participations
        )
        for interview, row in zip(interviews, catalogue.interviews, strict=True)
    ]
    through = Participation.positions.through
    through.objects.bulk_create(
        through(participation=participation, position=positions[position])
        for of_interview, row in zip(participations, catalogue.interviews, strict=True)
        for participation, one in zip(of_interview, row.participations, strict=True)
        for position in one.positions
    )
    return interviews, participations


def _store_fragments(catalogue: Catalogue, interviews, participations, people, themes) -> None:
    fragments = Fragment.objects.bulk_create(
        Fragment(
            pid=f"fragment-{number}",
            interview=interviews[row.interview],
            title=" ".join(["Fragment", *row.words[:1]]),
            quote=" ".join(row.words[1:]),
            start_ms=number,
            end_ms=None if row.length_ms is None else number + row.length_ms,
            **_state(row.state),
        )
        for number, row in enumerate(catalogue.fragments)
    )
    rows = list(zip(fragments, catalogue.fragments, strict=True))
    speakers, mentions = Fragment.speakers.through, Fragment.people_mentioned.through
    speakers.objects.bulk_create(
        speakers(fragment=fragment, participation=participations[row.interview][place])
        for fragment, row in rows
        for place in row.speakers
    )
    mentions.objects.bulk_create(
        mentions(fragment=fragment, person=people[place])
        for fragment, row in rows
        for place in row.mentioned
    )
    Placement.objects.bulk_create(
        Placement(fragment=fragment, theme=themes[place], origin=origin)
        for fragment, row in rows
        for place, origin in row.placements
    )


def _state(name: str) -> dict:
    """The fields of a record of which the state goes by that name."""
    now, day = timezone.now(), timedelta(days=1)
    windows = {
        "inside its window": {"publish_from": now - day, "publish_until": now + day},
        "expired": {"publish_from": now - 2 * day, "publish_until": now - day},
        "scheduled": {"publish_from": now + day},
    }
    unpublished = {"draft": State.DRAFT, "review": State.REVIEW, "withdrawn": State.WITHDRAWN}
    return {"state": unpublished.get(name, State.PUBLISHED), **windows.get(name, {})}
