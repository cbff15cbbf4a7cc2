"""A fictional catalogue of any size, the same for the same plan. Every name in it says that it is
fictional.

Only the rows that editors write: what is searched of them and the index are made by
`manage.py reindex`, which is measured.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.draws import MINUTES, distinct, draw, moments, pids, rng_for, shares
from benchmarks.frame import NOTE, POOL, SLOT_MS, Frame, add_published, write_frame
from benchmarks.plan import FRAGMENTS_PER_INTERVIEW, Plan
from benchmarks.store import Store
from catalogue.models import Fragment, Passage, Placement, Transcript
from catalogue.values.choices import Origin, TranscriptKind

VERSION = 1  # raise it when the rows change: databases made before are then made anew

FROM_POOL = 0.7
THEMES_PER_FRAGMENT = (0.15, 0.25, 0.30, 0.15, 0.15)  # shares of 1, 2 … 5 draws: 2.9 on average
STARTS = 15  # seconds of a slot, in one of which its fragment begins
LENGTHS = ((20, 119, 0.3), (120, 300, 0.35), (301, 420, 0.2), (0, 0, 0.15))  # seconds; 0: unknown
PASSAGE = 40  # words
CHUNK = 20_000  # fragments written together: the memory that any size takes


def generate(plan: Plan, *, on_progress: Callable[[int], None] = lambda done: None) -> Store:
    """Write the catalogue of a plan into an empty database. `on_progress` hears how many fragments
    are written. The Store that is given back knows the checksum and the numbers of rows."""
    store = Store()
    frame = write_frame(store, plan)
    number = plan.fragments
    slots = np.arange(number)
    if plan.shuffled:
        slots = rng_for(plan, "slots").permutation(number)
    placed = mentioned = spoken = 0
    if plan.transcript_words:
        write_transcripts(store, plan)
    for first in range(0, number, CHUNK):
        rng = rng_for(plan, "fragments", first // CHUNK)
        chunk = slots[first : first + CHUNK]
        keys = np.arange(first, first + len(chunk)) + 1
        begins = write_fragments(store, plan, frame, rng, keys, chunk)
        placed += write_placements(store, frame, rng, keys, chunk, placed)
        mentioned += write_mentions(store, frame, rng, keys, mentioned)
        spoken += write_speakers(store, frame, rng, keys, chunk, spoken)
        if plan.transcript_words:
            write_passages(
                store, plan, frame, rng_for(plan, "passages", first // CHUNK), keys, chunk, begins
            )
        on_progress(first + len(chunk))
    store.end()
    return store


def write_fragments(
    store: Store, plan: Plan, frame: Frame, rng: np.random.Generator, keys, slots
) -> np.ndarray:
    """Slot s is fragment s % 118 of interview s // 118. Gives the start of each, in ms."""
    number = len(keys)
    interview, ordinal = np.divmod(slots, FRAGMENTS_PER_INTERVIEW)
    start_ms = ordinal * SLOT_MS + rng.integers(0, STARTS, number) * 1000
    length_ms = lengths(rng, number)
    published = rng.integers(0, MINUTES, number) if plan.shuffled else frame.published[interview]
    titles, folded_titles = texts(frame, rng, rng.integers(3, 9, number))
    summaries, _folded = texts(frame, rng, rng.integers(18, 33, number))
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
    add_published(store, Fragment, moments(published), **values)
    return start_ms


def texts(
    frame: Frame, rng: np.random.Generator, lengths: np.ndarray
) -> tuple[list[str], list[str]]:
    """For each length a text of so many words, beginning with a capital; and the same folded."""
    ranks = draw(rng, frame.word_shares, lengths.sum())
    ends = np.cumsum(lengths).tolist()
    spans = list(map(slice, [0, *ends[:-1]], ends))
    words = frame.words[ranks].tolist()
    made = [" ".join(words[span]) for span in spans]
    words = frame.folded[ranks].tolist()
    folded = [" ".join(words[span]) for span in spans]
    return [text[0].upper() + text[1:] for text in made], folded


def lengths(rng: np.random.Generator, number: int) -> np.ndarray:
    """Milliseconds; 0 where the end is not stated."""
    kind = draw(rng, np.cumsum([share for _low, _high, share in LENGTHS]), number)
    low, high = (np.array(column)[kind] for column in list(zip(*LENGTHS, strict=True))[:2])
    return rng.integers(low, high + 1) * 1000


def write_placements(store: Store, frame: Frame, rng, keys, slots, written: int) -> int:
    interview, ordinal = np.divmod(slots, FRAGMENTS_PER_INTERVIEW)
    number = 1 + draw(rng, np.cumsum(THEMES_PER_FRAGMENT), len(keys))
    owner = np.repeat(np.arange(len(keys)), number)
    own = frame.pools[interview[owner], rng.integers(0, POOL, len(owner))]
    any_theme = frame.theme_keys[draw(rng, frame.theme_shares, len(owner))]
    theme = np.where(rng.random(len(owner)) < FROM_POOL, own, any_theme)
    owner, theme = distinct(owner, theme)
    store.add(
        Placement,
        id=np.arange(len(owner)) + written + 1,
        fragment_id=keys[owner],
        theme_id=theme,
        order=10 * (ordinal[owner] + 1),
        origin=Origin.CONFIRMED.value,
    )
    return len(owner)


def write_mentions(store: Store, frame: Frame, rng, keys, written: int) -> int:
    number = draw(rng, np.array([0.77, 0.93, 1.0]), len(keys))  # 0, 1 or 2: 0.3 on average
    owner = np.repeat(np.arange(len(keys)), number)
    person = frame.mentioned[draw(rng, shares(len(frame.mentioned), 1), len(owner))]
    owner, person = distinct(owner, person)
    store.add(
        Fragment.people_mentioned.through,
        id=np.arange(len(owner)) + written + 1,
        fragment_id=keys[owner],
        person_id=person,
    )
    return len(owner)


def write_speakers(store: Store, frame: Frame, rng, keys, slots, written: int) -> int:
    """Of two interviewees, a third of the fragments name the one that speaks."""
    interview = slots // FRAGMENTS_PER_INTERVIEW
    named = frame.has_second[interview] & (rng.random(len(keys)) < 0.3)
    which = rng.integers(1, 3, len(keys))[named]
    if named.any():
        store.add(
            Fragment.speakers.through,
            id=np.arange(named.sum()) + written + 1,
            fragment_id=keys[named],
            participation_id=3 * interview[named] + which,
        )
    return int(named.sum())


def write_transcripts(store: Store, plan: Plan) -> None:
    """One for each interview, on its own timeline; with the key of the interview."""
    keys = np.arange(plan.interviews) + 1
    kind = TranscriptKind.VERBATIM.value
    store.add(Transcript, id=keys, interview_id=keys, kind=kind, source_note=NOTE)


def write_passages(
    store: Store, plan: Plan, frame: Frame, rng: np.random.Generator, keys, slots, start_ms
) -> None:
    """What is said in each fragment, in passages that begin in it: each in its first seconds, for
    some fragments last no longer."""
    interview, ordinal = np.divmod(slots, FRAGMENTS_PER_INTERVIEW)
    each = -(-plan.transcript_words // PASSAGE)
    sizes = np.full(each, PASSAGE)
    sizes[-1] = plan.transcript_words - PASSAGE * (each - 1)
    number = np.tile(np.arange(each), len(keys))
    begins = np.repeat(start_ms, each) + number * (LENGTHS[0][0] * 1000 // each)
    made, _folded = texts(frame, rng, np.tile(sizes, len(keys)))
    store.add(
        Passage,
        id=np.repeat((keys - 1) * each, each) + number + 1,
        transcript_id=np.repeat(interview, each) + 1,
        order=np.repeat(ordinal * each, each) + number,
        start_ms=begins,
        end_ms=begins + 500,
        text=made,
    )
