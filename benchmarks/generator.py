"""A fictional catalogue of any size, the same for the same dataset. Every name in it says that it
is fictional.

Only the rows that editors write: what is searched of them and the index are made by
`manage.py reindex`, which is measured.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.bulk_write import BulkWriter
from benchmarks.dataset import FRAGMENTS_PER_INTERVIEW, Dataset
from benchmarks.sampling import MINUTES, distinct, draw, moments, pids, rng_for, shares
from benchmarks.scaffold import NOTE, POOL, SLOT_MS, Scaffold, add_published, write_scaffold
from catalogue.models import Fragment, Passage, Placement, Transcript
from catalogue.values.choices import Origin, TranscriptKind

VERSION = 1  # raise it when the rows change: databases made before are then made anew

FROM_POOL = 0.7
THEMES_PER_FRAGMENT = (0.15, 0.25, 0.30, 0.15, 0.15)  # shares of 1, 2 … 5 draws: 2.9 on average
STARTS = 15  # seconds of a slot, in one of which its fragment begins
LENGTHS = ((20, 119, 0.3), (120, 300, 0.35), (301, 420, 0.2), (0, 0, 0.15))  # seconds; 0: unknown
PASSAGE = 40  # words
CHUNK = 20_000  # fragments written together: the memory that any size takes


def generate(
    dataset: Dataset, *, on_progress: Callable[[int], None] = lambda done: None
) -> BulkWriter:
    """Write the catalogue of a dataset into an empty database. `on_progress` hears how many
    fragments are written. The BulkWriter that it returns knows the checksum and the numbers of
    rows."""
    writer = BulkWriter()
    scaffold = write_scaffold(writer, dataset)
    number = dataset.fragments
    slots = np.arange(number)
    if dataset.shuffled:
        slots = rng_for(dataset, "slots").permutation(number)
    placed = mentioned = spoken = 0
    if dataset.transcript_words:
        write_transcripts(writer, dataset)
    for first in range(0, number, CHUNK):
        rng = rng_for(dataset, "fragments", first // CHUNK)
        chunk = slots[first : first + CHUNK]
        keys = np.arange(first, first + len(chunk)) + 1
        begins = write_fragments(writer, dataset, scaffold, rng, keys, chunk)
        placed += write_placements(writer, scaffold, rng, keys, chunk, placed)
        mentioned += write_mentions(writer, scaffold, rng, keys, mentioned)
        spoken += write_speakers(writer, scaffold, rng, keys, chunk, spoken)
        if dataset.transcript_words:
            write_passages(
                writer,
                dataset,
                scaffold,
                rng_for(dataset, "passages", first // CHUNK),
                keys,
                chunk,
                begins,
            )
        on_progress(first + len(chunk))
    writer.end()
    return writer


def write_fragments(
    writer: BulkWriter, dataset: Dataset, scaffold: Scaffold, rng: np.random.Generator, keys, slots
) -> np.ndarray:
    """Slot s is fragment s % 118 of interview s // 118. Gives the starts in
    milliseconds: int64 of shape (slots,)."""
    number = len(keys)
    interview, ordinal = np.divmod(slots, FRAGMENTS_PER_INTERVIEW)
    start_ms = ordinal * SLOT_MS + rng.integers(0, STARTS, number) * 1000
    length_ms = lengths(rng, number)
    published = (
        rng.integers(0, MINUTES, number) if dataset.shuffled else scaffold.published[interview]
    )
    titles, folded_titles = texts(scaffold, rng, rng.integers(3, 9, number))
    summaries, _folded = texts(scaffold, rng, rng.integers(18, 33, number))
    values = {
        "id": keys,
        "pid": pids(keys, salt=3),
        "interview_id": interview + 1,
        "title": titles,
        # No article, digit or punctuation is in them, so the key is the folded title.
        "sort_key": folded_titles,
        "summary": summaries,
        "start_ms": start_ms,
        "end_ms": np.where(length_ms, start_ms + length_ms, -1).tolist(),
    }
    values["end_ms"] = [end if end >= 0 else None for end in values["end_ms"]]
    add_published(writer, Fragment, moments(published), **values)
    return start_ms


def texts(
    scaffold: Scaffold, rng: np.random.Generator, lengths: np.ndarray
) -> tuple[list[str], list[str]]:
    """One text for each length in words, beginning with a capital; and the same texts folded."""
    ranks = draw(rng, scaffold.word_shares, lengths.sum())
    ends = np.cumsum(lengths).tolist()
    spans = list(map(slice, [0, *ends[:-1]], ends))
    words = scaffold.words[ranks].tolist()
    made = [" ".join(words[span]) for span in spans]
    words = scaffold.folded[ranks].tolist()
    folded = [" ".join(words[span]) for span in spans]
    return [text[0].upper() + text[1:] for text in made], folded


def lengths(rng: np.random.Generator, number: int) -> np.ndarray:
    """Lengths in milliseconds, 0 where the end is not stated: int64 of shape (number,)."""
    kind = draw(rng, np.cumsum([share for _low, _high, share in LENGTHS]), number)
    low, high = (np.array(column)[kind] for column in list(zip(*LENGTHS, strict=True))[:2])
    return rng.integers(low, high + 1) * 1000


def write_placements(writer: BulkWriter, scaffold: Scaffold, rng, keys, slots, written: int) -> int:
    interview, ordinal = np.divmod(slots, FRAGMENTS_PER_INTERVIEW)
    number = 1 + draw(rng, np.cumsum(THEMES_PER_FRAGMENT), len(keys))
    owner = np.repeat(np.arange(len(keys)), number)
    own = scaffold.pools[interview[owner], rng.integers(0, POOL, len(owner))]
    any_theme = scaffold.theme_keys[draw(rng, scaffold.theme_shares, len(owner))]
    theme = np.where(rng.random(len(owner)) < FROM_POOL, own, any_theme)
    owner, theme = distinct(owner, theme)
    writer.add(
        Placement,
        id=np.arange(len(owner)) + written + 1,
        fragment_id=keys[owner],
        theme_id=theme,
        order=10 * (ordinal[owner] + 1),
        origin=Origin.CONFIRMED.value,
    )
    return len(owner)


def write_mentions(writer: BulkWriter, scaffold: Scaffold, rng, keys, written: int) -> int:
    number = draw(rng, np.array([0.77, 0.93, 1.0]), len(keys))  # 0, 1 or 2: 0.3 on average
    owner = np.repeat(np.arange(len(keys)), number)
    person = scaffold.mentioned[draw(rng, shares(len(scaffold.mentioned), 1), len(owner))]
    owner, person = distinct(owner, person)
    writer.add(
        Fragment.people_mentioned.through,
        id=np.arange(len(owner)) + written + 1,
        fragment_id=keys[owner],
        person_id=person,
    )
    return len(owner)


def write_speakers(writer: BulkWriter, scaffold: Scaffold, rng, keys, slots, written: int) -> int:
    """Where there are two interviewees, three fragments in ten name the one who speaks."""
    interview = slots // FRAGMENTS_PER_INTERVIEW
    named = scaffold.has_second[interview] & (rng.random(len(keys)) < 0.3)
    which = rng.integers(1, 3, len(keys))[named]
    if named.any():
        writer.add(
            Fragment.speakers.through,
            id=np.arange(named.sum()) + written + 1,
            fragment_id=keys[named],
            participation_id=3 * interview[named] + which,
        )
    return int(named.sum())


def write_transcripts(writer: BulkWriter, dataset: Dataset) -> None:
    """Write one transcript for each interview, on its own timeline, with the interview's key."""
    keys = np.arange(dataset.interviews) + 1
    kind = TranscriptKind.VERBATIM.value
    writer.add(Transcript, id=keys, interview_id=keys, kind=kind, source_note=NOTE)


def write_passages(
    writer: BulkWriter,
    dataset: Dataset,
    scaffold: Scaffold,
    rng: np.random.Generator,
    keys,
    slots,
    start_ms,
) -> None:
    """Write what is said in each fragment, as passages that begin in its first seconds: some
    fragments last no longer."""
    interview, ordinal = np.divmod(slots, FRAGMENTS_PER_INTERVIEW)
    each = -(-dataset.transcript_words // PASSAGE)
    sizes = np.full(each, PASSAGE)
    sizes[-1] = dataset.transcript_words - PASSAGE * (each - 1)
    number = np.tile(np.arange(each), len(keys))
    begins = np.repeat(start_ms, each) + number * (LENGTHS[0][0] * 1000 // each)
    made, _folded = texts(scaffold, rng, np.tile(sizes, len(keys)))
    writer.add(
        Passage,
        id=np.repeat((keys - 1) * each, each) + number + 1,
        transcript_id=np.repeat(interview, each) + 1,
        order=np.repeat(ordinal * each, each) + number,
        start_ms=begins,
        end_ms=begins + 500,
        text=made,
    )
