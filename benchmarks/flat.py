"""The catalogue as the peers get it: one flat row for each fragment, in the order of the listing.

A row is what a careful publisher would make for an engine without joins: themes with all that is
broader, who speaks, where they held a position, and all words that are searched as one text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db import connection

from benchmarks.sampling import distinct
from catalogue.dutch.words import tokens
from catalogue.search.models import Document

FIELD_END = "zzveld"  # between texts, so that no phrase runs on from one into the next
CHUNK = 50_000


@dataclass
class Jagged:
    """Several values for each place: those of place p are values[starts[p] : starts[p + 1]].

    `starts` is int64 of shape (places + 1,), `values` int32 of shape (pairs,).
    """

    starts: np.ndarray
    values: np.ndarray

    def __getitem__(self, place: int) -> list[int]:
        return self.values[self.starts[place] : self.starts[place + 1]].tolist()

    @classmethod
    def of_pairs(cls, place: np.ndarray, value: np.ndarray, number: int) -> "Jagged":
        """From pairs of a place and a value, each pair once. `number` is that of all places."""
        places, values = distinct(place, value)
        starts = np.searchsorted(places, np.arange(number + 1))
        return cls(starts, values.astype(np.int32))

    def owners(self) -> np.ndarray:
        """The place of each value: int64 of shape (pairs,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def any(self, wanted: int) -> np.ndarray:
        """Whether each place has this value: bool of shape (places,)."""
        marks = np.zeros(len(self.starts) - 1, bool)
        marks[self.owners()[self.values == wanted]] = True
        return marks

    def counts(self, mask: np.ndarray) -> np.ndarray:
        """How many marked places have each value: int64 of shape (largest value + 1,). `mask` is
        bool of shape (places,)."""
        return np.bincount(self.values[np.repeat(mask, np.diff(self.starts))])


def rows_of(sql: str) -> np.ndarray:
    """The rows of a query of two whole numbers: int64 of shape (rows, 2)."""
    parts = []
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(200_000):
            parts.append(np.array(rows, np.int64))
    return np.concatenate(parts) if parts else np.empty((0, 2), np.int64)


class Flat:
    """All fragments; place 0 is the newest. Arrays are int64 of shape (places,)."""

    def __init__(self):
        ordered = rows_of(
            "SELECT f.id, f.interview_id FROM catalogue_fragment f"
            " JOIN catalogue_interview i ON i.id = f.interview_id"
            " ORDER BY f.first_published_at DESC, i.sort_key, f.start_ms, f.pid"
        )
        self.keys, self.interviews = ordered[:, 0], ordered[:, 1]
        self.places = np.zeros(int(self.keys.max()) + 1, np.int64)  # by key
        self.places[self.keys] = np.arange(len(self.keys))

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def title_ranks(self) -> np.ndarray:
        """The rank of each fragment in the order by title, from 0."""
        keys = rows_of("SELECT id, id FROM catalogue_fragment ORDER BY sort_key, pid")[:, 0]
        ranks = np.empty(len(keys), np.int64)
        ranks[self.places[keys]] = np.arange(len(keys))
        return ranks

    @cached_property
    def years(self) -> np.ndarray:
        """The year that the interview is about; in generated data it is one year."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, period_from FROM catalogue_interview")
            of_interview = dict(cursor.fetchall())
        table = np.zeros(max(of_interview) + 1, np.int64)
        for key, year in of_interview.items():
            table[key] = int(year)
        return table[self.interviews]

    @cached_property
    def broader(self) -> dict[int, list[int]]:
        """Each theme with itself and all broader themes, the nearest first."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, broader_id FROM catalogue_theme")
            above = dict(cursor.fetchall())
        lines = {}
        for key in above:
            line, one = [], key
            while one is not None:
                line.append(one)
                one = above[one]
            lines[key] = line
        return lines

    @cached_property
    def themes(self) -> Jagged:
        """Keys of themes, the broader ones included."""
        pairs = rows_of("SELECT fragment_id, theme_id FROM catalogue_placement")
        place, theme = self.places[pairs[:, 0]], pairs[:, 1]
        levels = np.full((3, max(self.broader) + 1), -1, np.int64)
        for key, line in self.broader.items():
            levels[: len(line), key] = line
        places, values = [], []
        for level in levels:
            above = level[theme]
            places.append(place[above >= 0])
            values.append(above[above >= 0])
        return Jagged.of_pairs(np.concatenate(places), np.concatenate(values), len(self))

    @cached_property
    def speakers(self) -> Jagged:
        """Keys of people: the speakers that a fragment names, or else the interviewees."""
        own = rows_of("SELECT fragment_id, participation_id FROM catalogue_fragment_speakers")
        named = np.zeros(len(self), bool)
        named[self.places[own[:, 0]]] = True
        taking_part = rows_of(
            "SELECT interview_id, id FROM catalogue_participation WHERE part = 'interviewee'"
        )
        self._place, self._participation = spread(taking_part, self.interviews, ~named)
        self._place = np.concatenate([self._place, self.places[own[:, 0]]])
        self._participation = np.concatenate([self._participation, own[:, 1]])
        person = table_of(rows_of("SELECT id, person_id FROM catalogue_participation"))
        return Jagged.of_pairs(self._place, person[self._participation], len(self))

    @cached_property
    def organisations(self) -> Jagged:
        """Keys of the organisations in which they held the positions that they speak as."""
        assert self.speakers  # works out who speaks
        held = rows_of(
            "SELECT pp.participation_id, p.organisation_id"
            " FROM catalogue_participation_positions pp"
            " JOIN catalogue_position p ON p.id = pp.position_id"
            " WHERE p.organisation_id IS NOT NULL"
        )
        place, organisation = spread(held, self._participation, None)
        return Jagged.of_pairs(self._place[place], organisation, len(self))

    def texts(self) -> Iterator[tuple[int, str]]:
        """For each place, in no order: all words that are searched, with a space around each."""
        themes, people = names_of("theme", "name"), names_of("person", "name")
        interviews = names_of("interview", "title")
        mentioned = rows_of(
            "SELECT fragment_id, person_id FROM catalogue_fragment_people_mentioned"
        )
        mentions = Jagged.of_pairs(self.places[mentioned[:, 0]], mentioned[:, 1], len(self))
        with connection.cursor() as cursor:
            table = Document._meta.db_table
            cursor.execute(f"SELECT fragment_id, words FROM {table} ORDER BY fragment_id")
            while rows := cursor.fetchmany(CHUNK):
                for key, words in rows:
                    place = int(self.places[key])
                    own = words.replace(" | ", f" {FIELD_END} ").replace(" . ", f" {FIELD_END} ")
                    names = [
                        interviews[int(self.interviews[place])],
                        *(themes[one] for one in self.themes[place]),
                        *(people[one] for one in self.speakers[place]),
                        *(people[one] for one in mentions[place]),
                    ]
                    yield place, f"{own}{FIELD_END} {f' {FIELD_END} '.join(names)} "


def names_of(table: str, column: str) -> dict[int, str]:
    """The words of each name, by key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM catalogue_{table}")
        return {key: " ".join(tokens(name)) for key, name in cursor.fetchall()}


def table_of(pairs: np.ndarray) -> np.ndarray:
    """The value of each key, from pairs of shape (n, 2): int64 of shape (largest key + 1,)."""
    table = np.zeros(int(pairs[:, 0].max(initial=0)) + 1, np.int64)
    table[pairs[:, 0]] = pairs[:, 1]
    return table


def spread(
    pairs: np.ndarray, keys: np.ndarray, mask: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Join places with pairs (key, value), of shape (n, 2), on the key of each place; only marked
    places where there is a mask. Gives the places and the values: two int64 arrays of one shape."""
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    places = np.arange(len(keys)) if mask is None else np.flatnonzero(mask)
    first = np.searchsorted(pairs[:, 0], keys[places], side="left")
    number = np.searchsorted(pairs[:, 0], keys[places], side="right") - first
    step = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    return np.repeat(places, number), pairs[np.repeat(first, number) + step, 1]
