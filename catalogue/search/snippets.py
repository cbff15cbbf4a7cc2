"""What is said in a fragment that answers a question: one sentence of its transcript."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from catalogue.dutch.stems import stem
from catalogue.dutch.words import line_of, marked, spaced, standing
from catalogue.models import Fragment, Passage, Transcript
from catalogue.models.ending import ending_starts
from catalogue.search.question import Question

LONGEST = 300  # characters of a sentence; a longer one is shown in part
SENTENCE_END = re.compile(r"(?<!\.\w)[.?!…]+[\"'”’»)\]]*(?=\s|$)")


@dataclass(frozen=True)
class SpokenLine:
    """A passage: where it begins on the interview's timeline, in milliseconds, and its text."""

    begins_ms: int
    text: str


@dataclass(frozen=True)
class Hit:
    """A sentence as runs of text, each with whether it is a word or phrase asked for; when the
    passage with the first of these begins, to the second, in milliseconds on the timeline of the
    interview; its language, and whether somebody checked the transcript."""

    runs: tuple[tuple[str, bool], ...]
    begins_ms: int
    language: str
    is_checked: bool


def hits(question: Question, keys: Collection[int]) -> dict[int, Hit]:
    """For each of these fragments in which one of the words is spoken, by its key: the sentence
    with most of them, the earliest of several. Words of a phrase count where all of it stands.

    What is heard in a fragment is as in `passages_in()`, here of public transcripts. At most five
    queries; one where nothing was transcribed, none without words.
    """
    if not question.wanted or not keys:
        return {}
    fragments = Fragment.objects.filter(pk__in=keys).order_by()
    shifts = _shifts(fragments.values("interview"))
    if not shifts:
        return {}
    asked = _Asked(question)
    found = {}
    for fragment, by_transcript in _cues(_with_ends(fragments), shifts).items():
        tried = (
            _best(cues, shifts[transcript], asked) for transcript, cues in by_transcript.items()
        )
        best = [one for one in tried if one is not None]
        if best:
            found[fragment] = min(best, key=lambda one: (-one[0], one[1].begins_ms))[1]
    return found


@dataclass(frozen=True)
class _Shift:
    """Of a transcript: by how much its times are later on the timeline of its interview."""

    interview: int
    ms: int
    language: str
    is_checked: bool

    @property
    def facts(self) -> tuple[str, bool]:
        return self.language, self.is_checked


def _shifts(interviews: QuerySet[Any]) -> dict[int, _Shift]:
    """The public transcripts of these interviews that have a place on their timeline, by key."""
    timed = Passage.objects.filter(transcript=OuterRef("pk"), start_ms__isnull=False)
    transcripts = Transcript.objects.published().filter(interview__in=interviews).order_by()
    keys = list(transcripts.values_list("pk", flat=True))
    if not keys:
        return {}
    transcripts = Transcript.objects.filter(pk__in=keys).order_by()
    first = transcripts.annotate(first=Subquery(timed.order_by("order").values("pk")[:1]))
    placed = Passage.objects.on_interview_timeline().filter(begins_ms__isnull=False)
    rows = placed.filter(pk__in=first.values("first")).order_by("transcript")
    columns = rows.values_list(
        "transcript",
        "transcript__interview",
        F("begins_ms") - F("start_ms"),
        "transcript__language",
        "transcript__is_checked",
    )
    return {transcript: _Shift(*rest) for transcript, *rest in columns}


def _with_ends(fragments: QuerySet[Any]) -> list[tuple[Fragment, int | None]]:
    """The fragments with where they end, in milliseconds; None: open."""
    fragments = fragments.only("interview_id", "start_ms", "end_ms")
    endless = {fragment.interview_id for fragment in fragments if fragment.end_ms is None}
    siblings = Fragment.objects.filter(interview__in=endless).order_by("start_ms")
    rows = siblings.values_list("interview_id", "start_ms", "first_published_at", named=True)
    starts = ending_starts(rows)
    return [
        (fragment, fragment.end_before(starts[fragment.interview_id])) for fragment in fragments
    ]


def _cues(
    fragments: list[tuple[Fragment, int | None]], shifts: Mapping[int, _Shift]
) -> dict[int, dict[int, list[SpokenLine]]]:
    """The passages that begin in each fragment, by fragment and transcript, in order of time."""
    windows = [
        (
            fragment.pk,
            transcript,
            fragment.start_ms - shift.ms,
            None if end is None else end - shift.ms,
        )
        for fragment, end in fragments
        for transcript, shift in shifts.items()
        if shift.interview == fragment.interview_id
    ]
    condition = Q(pk__in=())
    for _fragment, transcript, start, end in windows:
        within = Q(transcript=transcript, start_ms__gte=start)
        condition |= within if end is None else within & Q(start_ms__lt=end)
    rows = Passage.objects.filter(condition).order_by("transcript", "start_ms", "order")
    heard: defaultdict[int, list[tuple[Any, str]]] = defaultdict(list)
    for transcript, begins, text in rows.values_list("transcript", "start_ms", "text"):
        heard[transcript].append((begins, text))
    cues: defaultdict[int, dict[int, list[SpokenLine]]] = defaultdict(dict)
    for fragment, transcript, start, end in windows:
        shift = shifts[transcript].ms
        cues[fragment][transcript] = [
            SpokenLine(begins + shift, text)
            for begins, text in heard[transcript]
            if begins >= start and (end is None or begins < end)
        ]
    return cues


class _Asked(dict[str, frozenset[str]]):
    """For each folded word the stems of the words asked outside phrases that find it, worked out
    once."""

    def __init__(self, question: Question):
        super().__init__()
        self.marks, self.phrases = question.marks, question.phrases

    def __missing__(self, word: str) -> frozenset[str]:
        stored = stem(word)
        self[word] = found = frozenset(one.stem for one in self.marks if one.finds(word, stored))
        return found

    def of(self, text: str) -> frozenset[str]:
        """The stems found in a text; those of a phrase all together, where it stands."""
        written = line_of(text)
        found = frozenset().union(*(self[word] for word in set(written.split())))
        for phrase in self.phrases:
            if spaced(phrase) in written:
                found |= {stem(word) for word in phrase}
        return found


def _best(cues: list[SpokenLine], shift: _Shift, asked: _Asked) -> tuple[int, Hit] | None:
    """How many of the stems asked the best sentence has, and that sentence; cues run on in each
    other, so a sentence may be of several."""
    text = " ".join(cue.text for cue in cues)
    if not asked.of(text):
        return None
    parts = sentences(text, sorted(standing(text, asked.phrases)))
    counted = [(len(asked.of(text[start:end])), start, end) for start, end in parts]
    number, start, end = max(counted, key=lambda one: one[0])
    runs = marked(text[start:end], asked.marks, asked.phrases)
    place = start
    for run, is_found in runs:
        if is_found:
            break
        place += len(run)
    starts = list(accumulate((len(cue.text) + 1 for cue in cues), initial=0))
    begins_ms = cues[min(bisect_right(starts, place), len(cues)) - 1].begins_ms
    begins_ms -= begins_ms % 1000  # the second that one reads is the one that one hears
    return number, Hit(tuple(_with_dots(runs, text, start, end)), begins_ms, *shift.facts)


def sentences(text: str, phrases: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end; long ones in parts, cut between words.

    None ends or is cut in one of the phrases, each given by where it begins and ends, in that
    order; of two that overlap, in the first.
    """
    solid, until = text, 0
    for first, stop in phrases:
        if first >= until:  # or all of "ha ha ha ha" would be one sentence to who asks for "ha ha"
            solid = f"{solid[:first]}{'_' * (stop - first)}{solid[stop:]}"
            until = stop
    begin = 0
    ends = [match.end() for match in SENTENCE_END.finditer(solid)]
    for end in (*ends, len(text)):
        while begin < end and text[begin].isspace():
            begin += 1
        while end - begin > LONGEST:
            cut = solid.rfind(" ", begin + 1, begin + LONGEST)
            if cut <= begin:
                cut = begin + LONGEST
                cut = min(next((stop for first, stop in phrases if first < cut < stop), cut), end)
            yield begin, cut
            begin = cut + text[cut : cut + 1].isspace()
        if begin < end:
            yield begin, end
        begin = end


def _with_dots(
    runs: list[tuple[str, bool]], text: str, start: int, end: int
) -> Iterator[tuple[str, bool]]:
    """The runs, with dots where the sentence was cut."""
    before = text[:start].rstrip()
    if before and not SENTENCE_END.search(before[-6:]):
        yield "… ", False
    yield from runs
    if text[end:].strip() and not SENTENCE_END.search(text[start:end][-6:]):
        yield " …", False
