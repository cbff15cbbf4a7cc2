"""What the interviews of a fictional catalogue share: series, themes, organisations and people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from random import Random

from catalogue.generator.words import (
    LABEL,
    NOTE,
    ORGANISATIONS,
    PHASES,
    SETTINGS,
    THEMES,
    sentence,
)
from catalogue.models import BackgroundSource, Organisation, Person, Position, Series, Theme
from catalogue.models.record import PID_ALPHABET, PID_LENGTH
from catalogue.values.choices import Role, State

FIRST_DAY = datetime(2020, 3, 2, 12, tzinfo=UTC)
FAR_AWAY = datetime(2099, 1, 1, tzinfo=UTC)
# Of every fifty records of a kind, those with these numbers are not public.
NOT_PUBLIC = {10: "draft", 20: "review", 30: "withdrawn", 40: "scheduled", 49: "expired"}

MOST_PEOPLE = 2_000  # however large the catalogue: its people are kept in memory
INTERVIEWERS = 4
MENTIONED = 25
SOURCES = 5


@dataclass(frozen=True)
class Speaker:
    """Somebody who is interviewed, and the positions they held."""

    person: int
    positions: tuple[int, ...]


@dataclass
class Stock:
    """Primary keys of what the interviews draw from, the often used first."""

    seed: int
    series: Series
    themes: Sequence[int]
    speakers: Sequence[Speaker]
    interviewers: Sequence[int]
    mentioned: Sequence[int]
    orders: Counter = field(default_factory=Counter)  # the last place given in each theme
    fragments: Iterator[int] = field(default_factory=lambda: count(1))  # their numbers


def slug_of(seed: int, *parts) -> str:
    return "-".join(map(str, ["fictief", seed, *parts]))


def labelled(name: str, seed: int) -> str:
    """The name as fictional; that of another series than the first is told apart by its number."""
    return f"{name} {LABEL}" if seed == 1 else f"{name} (fictief, reeks {seed})"


def make_stock(seed: int, *, interviews: int) -> Stock:
    """Write the stock for about that many interviews."""
    rng = Random(f"{seed}/stock")
    series = Series.objects.create(
        slug=slug_of(seed, "reeks"), title=f"Fictieve reeks {seed}", description=NOTE
    )
    themes = _themes(seed, rng)
    organisations = _organisations(seed)
    speakers = _people(seed, "Persoon", min(MOST_PEOPLE, max(6, interviews * 4 // 5)))
    mentioned = _people(seed, "Naam", MENTIONED)
    _sources(seed, rng, themes, organisations, mentioned)
    return Stock(
        seed=seed,
        series=series,
        themes=[theme.pk for theme in themes],
        speakers=_with_positions(rng, speakers, organisations),
        interviewers=[person.pk for person in _people(seed, "Interviewer", INTERVIEWERS)],
        mentioned=[person.pk for person in mentioned],
    )


def draw(rng: Random, rows: Sequence, times: int) -> list:
    """At most so many different rows, the first far more often than the last (after Zipf)."""
    weights = list(accumulate(1 / rank for rank in range(1, len(rows) + 1)))
    drawn = dict.fromkeys(rng.choices(range(len(rows)), cum_weights=weights, k=times))
    return [rows[index] for index in drawn]


def pid(rng: Random) -> str:
    return "".join(rng.choices(PID_ALPHABET, k=PID_LENGTH))


def standing(rng: Random, number: int) -> dict:
    """Values of the publication fields of the record of that number: nine of ten are public.

    The moments are far from any present, so that a record stands the same today and in ten years.
    """
    since = FIRST_DAY + timedelta(minutes=rng.randrange(2_000 * 24 * 60))
    known = {"created_at": since, "changed_at": since}
    once_public = known | {"first_published_at": since}
    match NOT_PUBLIC.get(number % 50):
        case None:
            return once_public | {"state": State.PUBLISHED}
        case "withdrawn":
            return once_public | {"state": State.WITHDRAWN, "withdrawn_reason": NOTE}
        case "expired":
            until = since + timedelta(days=30)
            return once_public | {"state": State.PUBLISHED, "publish_until": until}
        case "scheduled":
            return known | {"state": State.PUBLISHED, "publish_from": FAR_AWAY}
        case state:
            return known | {"state": state}


def _themes(seed: int, rng: Random) -> list[Theme]:
    """A tree of three levels; given in no order of the tree."""
    tree, numbers = [], count(1)

    def grow(broader: Theme | None, names: Sequence[str], *endings: Sequence[str]) -> None:
        themes = Theme.objects.bulk_create(
            Theme(
                slug=slug_of(seed, "thema", number),
                name=labelled(name, seed),
                broader=broader,
                introduction=NOTE,
                **standing(rng, number),
            )
            for name, number in zip(names, numbers, strict=False)
        )
        tree.extend(themes)
        if endings:
            for theme, name in zip(themes, names, strict=True):
                grow(theme, [name + ending for ending in endings[0]], *endings[1:])

    grow(None, THEMES, SETTINGS, PHASES)
    return rng.sample(tree, len(tree))


def _organisations(seed: int) -> list[Organisation]:
    organisations = Organisation.objects.bulk_create(
        Organisation(
            slug=slug_of(seed, "organisatie", number),
            name=labelled(name, seed),
            abbreviation=abbreviation,
            kind=kind,
        )
        for number, (kind, name, abbreviation) in enumerate(ORGANISATIONS, start=1)
    )
    organisations[0].predecessor = organisations[-1]
    organisations[0].save()
    return organisations


def _people(seed: int, kind: str, how_many: int) -> list[Person]:
    suffix = "" if seed == 1 else f" (reeks {seed})"
    return Person.objects.bulk_create(
        Person(
            slug=slug_of(seed, kind.lower(), number),
            name=f"Verzonnen {kind} {number}{suffix}",
            sort_name=f"{kind} {number}, Verzonnen{suffix}",
            biography="" if kind == "Naam" else NOTE,
        )
        for number in range(1, how_many + 1)
    )


def _with_positions(rng: Random, people, organisations) -> list[Speaker]:
    """Each person with one to three positions; roles and organisations go round."""
    roles, positions = list(Role), []
    for number, person in enumerate(people):
        start = rng.randint(1970, 2008)
        for step in range(1 + number % 3):
            end = start + rng.randint(1, 6)
            positions.append(
                Position(
                    person=person,
                    role=roles[(number + step) % len(roles)],
                    organisation=organisations[(number * 5 + step) % len(organisations)],
                    period_from=str(start),
                    period_to=f"{end}-{rng.randint(1, 12):02}",
                )
            )
            start = end
    held: dict[int, list[int]] = {person.pk: [] for person in people}
    for position in Position.objects.bulk_create(positions):
        held[position.person_id].append(position.pk)
    return [Speaker(person, tuple(keys)) for person, keys in held.items()]


def _sources(seed: int, rng: Random, themes, organisations, people) -> None:
    sources = BackgroundSource.objects.bulk_create(
        BackgroundSource(
            slug=slug_of(seed, "bron", number),
            title=f"[{labelled(f'Verzonnen bron {number}', seed)}]",
            publisher=labelled("De Voorbeeldkrant", seed),
            date=str(2010 + number),
            abstract=sentence(rng, "Gegenereerde samenvatting"),
            note=NOTE,
            **standing(rng, number),
        )
        for number in range(1, SOURCES + 1)
    )
    for source in sources:
        source.themes.add(*draw(rng, themes, 3))
        source.organisations.add(*draw(rng, organisations, 2))
        source.people.add(*draw(rng, people, 2))
