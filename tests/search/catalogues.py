"""Small random catalogues: as plain rows, from which the database is filled and the oracle counts.

Rows name each other by their place in the catalogue's lists, and stand in the database under a
slug or pid made from that place: the third theme is `thema-2`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from catalogue.choices import Form, Origin, Part, Role, State
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


def places(number: int, *, most: int) -> st.SearchStrategy[tuple[int, ...]]:
    """A few different places in a list of that length."""
    if not number:
        return st.just(())
    return st.lists(st.integers(0, number - 1), max_size=most, unique=True).map(tuple)


# Mostly public, or there would be little to count.
states = st.one_of(st.just("public"), st.just("public"), st.sampled_from(STATES))


@st.composite
def catalogues(draw) -> Catalogue:
    themes = tuple(
        ThemeRow(draw(st.none() | st.integers(0, number - 1)) if number else None, draw(states))
        for number in range(draw(st.integers(1, 5)))
    )
    people, organisations = draw(st.integers(1, 3)), 2
    positions = draw(
        st.lists(
            st.builds(
                PositionRow,
                person=st.integers(0, people - 1),
                role=st.sampled_from([Role.SG, Role.DG, Role.MINISTER]),
                organisation=st.none() | st.integers(0, organisations - 1),
                period=st.sampled_from(PERIODS),
            ),
            max_size=5,
            unique_by=lambda row: (row.person, row.role, row.organisation, row.period[0]),
        ).map(tuple)
    )
    interviews = tuple(
        draw(interview_rows(people, positions)) for _ in range(draw(st.integers(1, 3)))
    )
    fragments = draw(st.lists(fragment_rows(interviews, len(themes), people), max_size=8))
    return Catalogue(themes, people, organisations, positions, interviews, tuple(fragments))


@st.composite
def interview_rows(draw, people: int, positions: tuple[PositionRow, ...]) -> InterviewRow:
    taking_part = draw(
        st.lists(
            st.tuples(st.integers(0, people - 1), st.sampled_from(Part)), max_size=3, unique=True
        )
    )
    return InterviewRow(
        state=draw(states),
        period=draw(st.sampled_from(PERIODS)),
        participations=tuple(
            ParticipationRow(person, part, draw(speaks_as(person, positions)))
            for person, part in taking_part
        ),
        recordings=tuple(
            draw(st.lists(st.tuples(st.sampled_from(Form), st.booleans()), max_size=3))
        ),
    )


def speaks_as(person: int, positions: tuple[PositionRow, ...]) -> st.SearchStrategy:
    own = [place for place, row in enumerate(positions) if row.person == person]
    return st.lists(st.sampled_from(own), unique=True).map(tuple) if own else st.just(())


@st.composite
def fragment_rows(draw, interviews: tuple[InterviewRow, ...], themes: int, people: int):
    interview = draw(st.integers(0, len(interviews) - 1))
    return FragmentRow(
        interview=interview,
        state=draw(states),
        length_ms=draw(st.sampled_from(LENGTHS_MS)),
        words=tuple(draw(st.lists(st.sampled_from(WORDS), max_size=2))),
        speakers=draw(places(len(interviews[interview].participations), most=2)),
        mentioned=draw(places(people, most=2)),
        placements=tuple(
            (theme, draw(st.sampled_from(Origin))) for theme in draw(places(themes, most=3))
        ),
    )


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
