"""The fictional catalogue without its fragments: what fragments belong to and draw from."""

from dataclasses import dataclass

import numpy as np

from benchmarks.bulk_write import BulkWriter
from benchmarks.dataset import FRAGMENTS_PER_INTERVIEW, Dataset
from benchmarks.sampling import MINUTES, draw, moments, pids, rng_for, shares
from benchmarks.vocabulary import vocabulary
from catalogue.models import (
    Interview,
    MediaFile,
    Organisation,
    Participation,
    Person,
    Position,
    Recording,
    Series,
    Theme,
)
from catalogue.values.choices import Form, Part, Role, Source, State
from catalogue.values.text import fold, name_key, slug, sort_key

LABEL = "(fictief)"
NOTE = "Gegenereerd om op te meten, geen echt gesprek: mensen en uitspraken zijn verzonnen."
ORGANISATIONS = 60
INTERVIEWERS = 20
FIRST_YEAR, LAST_YEAR = 1994, 2026
POOL = 10  # themes that an interview comes back to
SLOT_MS = 360_000  # of the timeline: a fragment begins in the first seconds of each


@dataclass
class Scaffold:
    """What the fragments draw from. Arrays have a row per interview; keys are primary keys."""

    words: np.ndarray
    folded: np.ndarray
    word_shares: np.ndarray  # cumulative, over the words
    theme_keys: np.ndarray  # the often used first
    theme_shares: np.ndarray  # cumulative, over theme_keys
    pools: np.ndarray  # (interviews, POOL): theme keys
    published: np.ndarray  # minutes after FIRST_MOMENT
    has_second: np.ndarray  # whether there are two interviewees
    mentioned: np.ndarray  # keys of people, the often mentioned first


def write_scaffold(writer: BulkWriter, dataset: Dataset) -> Scaffold:
    """Write everything but the fragments and what belongs to them."""
    words = vocabulary()
    title = f"Fictieve reeks om op te meten, {dataset.seed}"
    writer.add(
        Series,
        id=[1],
        slug=[slug(title, empty="")],
        title=[title],
        sort_key=[sort_key(title)],
        description=[NOTE],
    )
    theme_keys = write_themes(writer, dataset, words)
    write_organisations(writer, words)
    people = max(20, dataset.interviews * 9 // 10)
    names = max(50, min(10_000, dataset.interviews // 2))
    write_people(writer, "Persoon", range(people))
    write_people(writer, "Interviewer", range(people, people + INTERVIEWERS))
    write_people(writer, "Naam", range(people + INTERVIEWERS, people + INTERVIEWERS + names))
    write_positions(writer, dataset, people)

    theme_shares = shares(dataset.themes, dataset.zipf)
    rng = rng_for(dataset, "interviews")
    scaffold = Scaffold(
        words=np.array(words, dtype=object),
        folded=np.array([fold(word) for word in words], dtype=object),
        word_shares=shares(len(words), 1),
        theme_keys=theme_keys,
        theme_shares=theme_shares,
        pools=theme_keys[draw(rng, theme_shares, (dataset.interviews, POOL))],
        published=rng.integers(0, MINUTES, dataset.interviews),
        has_second=rng.random(dataset.interviews) < 0.2,
        mentioned=np.arange(names) + people + INTERVIEWERS + 1,
    )
    write_interviews(writer, dataset, scaffold, rng)
    write_participations(writer, dataset, scaffold, rng, people)
    write_recordings(writer, dataset, rng)
    return scaffold


def write_themes(writer: BulkWriter, dataset: Dataset, words: tuple[str, ...]) -> np.ndarray:
    """Write a tree of three levels. Gives the keys, frequent themes first: int64 of shape
    (themes,)."""
    rng = rng_for(dataset, "themes")
    roots, middle = round(dataset.themes**0.4), round(dataset.themes**0.7)
    broader = [None] * roots
    # After Zipf, so that some branches are broad.
    broader += (draw(rng, shares(roots, 0.5), middle) + 1).tolist()
    below = dataset.themes - roots - middle
    broader += (draw(rng, shares(middle, 0.5), below) + roots + 1).tolist()
    drawn = draw(rng, shares(len(words), 0.5), (dataset.themes, 3)).tolist()
    lengths = rng.integers(1, 4, dataset.themes).tolist()
    names = [
        f"{' '.join(words[rank] for rank in ranks[:length]).capitalize()} {number} {LABEL}"
        for number, (ranks, length) in enumerate(zip(drawn, lengths, strict=True), start=1)
    ]
    add_published(
        writer,
        Theme,
        moments(rng.integers(0, MINUTES, dataset.themes)),
        id=np.arange(dataset.themes) + 1,
        slug=[slug(name, empty="") for name in names],
        name=names,
        sort_key=[sort_key(name) for name in names],
        broader_id=broader,
    )
    return rng.permutation(dataset.themes) + 1


def add_published(writer: BulkWriter, model: type, stamps: list[str], **values) -> None:
    """Write rows that have been public since a moment, and have not changed since."""
    writer.add(
        model,
        state=State.PUBLISHED.value,
        created_at=stamps,
        changed_at=stamps,
        first_published_at=stamps,
        **values,
    )


def write_organisations(writer: BulkWriter, words: tuple[str, ...]) -> None:
    names = [f"Ministerie van {words[-number]} {LABEL}" for number in range(1, ORGANISATIONS + 1)]
    writer.add(
        Organisation,
        id=list(range(1, ORGANISATIONS + 1)),
        slug=[slug(name, empty="") for name in names],
        name=names,
        sort_key=[sort_key(name) for name in names],
    )


def write_people(writer: BulkWriter, kind: str, numbers: range) -> None:
    names = [f"Verzonnen {kind} {number + 1}" for number in numbers]
    writer.add(
        Person,
        id=[number + 1 for number in numbers],
        slug=[slug(name, empty="") for name in names],
        name=names,
        sort_key=[sort_key(name_key(name)) for name in names],
    )


def write_positions(writer: BulkWriter, dataset: Dataset, people: int) -> None:
    """One to three positions for each of the people: person p (from 0) has those with the keys
    3p + 1 … 3p + 1 + p % 3."""
    rng = rng_for(dataset, "positions")
    person, step = held(people)
    first = rng.integers(1970, 2000, people)[person] + 6 * step
    last = first + rng.integers(1, 6, len(first))
    writer.add(
        Position,
        id=3 * person + step + 1,
        person_id=person + 1,
        role=[list(Role)[number].value for number in rng.integers(0, len(Role), len(first))],
        organisation_id=draw(rng, shares(ORGANISATIONS, 0.7), len(first)) + 1,
        period_from=[str(year) for year in first],
        period_to=[str(year) for year in last],
        period_earliest=[f"{year}-01-01" for year in first],
        period_latest=[f"{year}-12-31" for year in last],
    )


def held(people: int) -> tuple[np.ndarray, np.ndarray]:
    """The person and the step (0, 1, 2) of each position."""
    number = 1 + np.arange(people) % 3
    person = np.repeat(np.arange(people), number)
    return person, np.arange(len(person)) - np.repeat(np.cumsum(number) - number, number)


def write_interviews(
    writer: BulkWriter, dataset: Dataset, scaffold: Scaffold, rng: np.random.Generator
) -> None:
    number = dataset.interviews
    years = [str(year) for year in rng.integers(FIRST_YEAR, LAST_YEAR + 1, number)]
    subjects = scaffold.words[draw(rng, shares(len(scaffold.words), 0.5), (number, 2))].tolist()
    titles = [
        f"Gesprek {place} over {first} en {second} {LABEL}"
        for place, (first, second) in enumerate(subjects, start=1)
    ]
    add_published(
        writer,
        Interview,
        moments(scaffold.published),
        id=np.arange(number) + 1,
        pid=pids(np.arange(number), salt=1),
        series_id=1,
        slug=[slug(title, empty="") for title in titles],
        title=titles,
        sort_key=[sort_key(title) for title in titles],
        conducted_on=years,
        period_from=years,
        period_to=years,
        period_earliest=[f"{year}-01-01" for year in years],
        period_latest=[f"{year}-12-31" for year in years],
        identified=True,
        provenance_note=NOTE,
    )


def write_participations(
    writer: BulkWriter, dataset: Dataset, scaffold: Scaffold, rng: np.random.Generator, people: int
) -> None:
    """Interview i (from 0) has interviewees with the keys 3i + 1 and perhaps 3i + 2, and an
    interviewer with the key 3i + 3."""
    interview = np.arange(dataset.interviews)
    first = rng.integers(0, people, dataset.interviews)
    second = (first + rng.integers(1, people, dataset.interviews)) % people
    interviewer = people + rng.integers(0, INTERVIEWERS, dataset.interviews)
    pairs = scaffold.has_second
    for place, part, who, where in (
        (1, Part.INTERVIEWEE, first, interview),
        (2, Part.INTERVIEWEE, second[pairs], interview[pairs]),
        (3, Part.INTERVIEWER, interviewer, interview),
    ):
        writer.add(
            Participation,
            id=3 * where + place,
            interview_id=where + 1,
            person_id=who + 1,
            part=part.value,
            order=place,
        )
    # Most speak as one thing, the others as all that they were.
    keys = np.concatenate([3 * interview + 1, 3 * interview[pairs] + 2])
    person = np.concatenate([first, second[pairs]])
    number = np.where(rng.random(len(keys)) < 0.7, 1, 1 + person % 3)
    step = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    writer.add(
        Participation.positions.through,
        id=np.arange(len(step)) + 1,
        participation_id=np.repeat(keys, number),
        position_id=3 * np.repeat(person, number) + step + 1,
    )


def write_recordings(writer: BulkWriter, dataset: Dataset, rng: np.random.Generator) -> None:
    """Write a video for each interview, which its fragments are timed by, and a podcast for half of
    them. The files do not exist: nothing is played."""
    interview = np.arange(dataset.interviews)
    podcasts = interview[rng.random(dataset.interviews) < 0.5]
    length_ms = FRAGMENTS_PER_INTERVIEW * SLOT_MS + 900_000
    for form, where, name, mime_type in (
        (Form.VIDEO, interview, "gesprek.mp4", "video/mp4"),
        (Form.PODCAST, podcasts, "gesprek.mp3", "audio/mpeg"),
    ):
        keys = where + 1 + (dataset.interviews if form == Form.PODCAST else 0)
        names = pids(keys, salt=2)
        writer.add(
            Recording,
            id=keys,
            pid=names,
            interview_id=where + 1,
            form=form.value,
            is_primary=form == Form.VIDEO,
            duration_ms=length_ms,
        )
        writer.add(
            MediaFile,
            id=keys,
            recording_id=keys,
            source=Source.UPLOADED.value,
            name=name,
            file=[f"recordings/{pid}/{name}" for pid in names],
            mime_type=mime_type,
        )
