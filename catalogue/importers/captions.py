"""Reads a WebVTT file into the passages of a transcript.

Each cue becomes a passage. A voice that bears the name of one participant of the interview speaks
as that participant; the name as written is kept beside.
"""

import re
from codecs import utf_8_decode
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.importers import cue_mending
from catalogue.importers.captions_report import CaptionsReport
from catalogue.importers.rows import SourceError
from catalogue.models import Participation, Passage, Transcript
from catalogue.models.locks import lock
from catalogue.values import webvtt
from catalogue.values.text import fold, odd_sign, readable
from catalogue.values.webvtt import Cue, WebVTTError

MAX_BYTES = 5_000_000  # captions of an hour and a half are some 150 kB
MOST_LINES = 200_000  # three or four to a passage
MOST_PASSAGES = 20_000  # captions of an hour and a half have some 1,500
LONGEST_PASSAGE = 10_000  # characters; what is said in ten minutes on end
LONGEST_LINE = 4 * (LONGEST_PASSAGE + 1)  # bytes; of a longer line no more is looked at
LONGEST_NAME = 200
LONGEST_QUOTE = 40

_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")

_REASONS = {
    "header": gettext_lazy("This is not a WebVTT file: the first line must be WEBVTT."),
    "timing": gettext_lazy(
        "Line %(line)d: “%(text)s” is not a time. Write 00:15:03.000 --> 00:15:07.500."
    ),
    "sign": gettext_lazy(
        "Line %(line)d: a character in the time shows nothing, or looks like another: %(sign)s. "
        "Type it over."
    ),
    "range": gettext_lazy("Line %(line)d: “%(text)s” lies past 99:59:59."),
    "order": gettext_lazy("Line %(line)d: “%(text)s” ends before it has begun."),
    "text": gettext_lazy(
        "Line %(line)d: “%(text)s” stands under no time. Remove the empty line above it, or write "
        "NOTE in front of it when it is a note."
    ),
    "length": gettext_lazy(
        "Line %(line)d: the text that begins with “%(text)s” has more than %(number)d characters. "
        "Divide it over several times."
    ),
    "tag": gettext_lazy(
        "Line %(line)d: “%(text)s” begins the name of a speaker and does not close it with >."
    ),
}


def read(path: str | Path) -> list[Cue]:
    """The cues of a file, at least one. Raises SourceError as cues_of() does."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = Truncator(str(error)).chars(200)
        raise SourceError(_("The file cannot be read: %s") % reason, code="unreadable") from error
    return cues_of(data)


def cues_of(data: bytes) -> list[Cue]:
    """The cues of a file given as bytes, at least one. Raises SourceError with the line."""
    require_size(len(data))
    if not data.strip():
        raise SourceError(_("The file is empty."), code="empty")
    if max(data.count(b"\n"), data.count(b"\r")) > MOST_LINES:
        raise SourceError(
            _("The file has more than %d lines. Captions do not.") % MOST_LINES, code="too-long"
        )
    try:
        cues = webvtt.read(_lines(data), most=MOST_PASSAGES + 1, longest=LONGEST_PASSAGE)
    except WebVTTError as error:
        quote = Truncator(error.text.strip()).chars(LONGEST_QUOTE)
        sign = odd_sign(error.text) if error.code == "timing" else None
        message = _REASONS["sign" if sign else error.code] % {
            "line": error.line,
            "sign": sign,
            "text": quote,
            "number": LONGEST_PASSAGE,
        }
        raise SourceError(message, code=error.code, line=error.line) from error
    if not cues:
        raise SourceError(_("The file has no passages: no text with a time."), code="no-cues")
    if len(cues) > MOST_PASSAGES:
        raise SourceError(
            _("The file has more than %d passages. A transcript does not.") % MOST_PASSAGES,
            code="too-many",
        )
    if long := next((cue for cue in cues if len(cue.voice) > LONGEST_NAME), None):
        raise SourceError(
            _("Line %(line)d: a name of a speaker has at most %(most)d characters, not %(length)d.")
            % {"line": long.line, "most": LONGEST_NAME, "length": len(long.voice)},
            code="long-name",
            line=long.line,
        )
    return cue_mending.mended(cues)


def require_size(size: int) -> None:
    """SourceError when a file of so many bytes is not read."""
    if size > MAX_BYTES:
        raise SourceError(
            _("The file is larger than %d MB. Captions are not.") % (MAX_BYTES // 1_000_000),
            code="too-large",
        )


def _lines(data: bytes) -> Iterator[str]:
    """The lines, one after the other: what is refused early is not decoded, let alone in memory
    twice."""
    for number, match in enumerate(_LINE.finditer(data), start=1):
        line = match[1][:LONGEST_LINE]
        try:
            text, _bytes = utf_8_decode(line, "strict", len(line) < LONGEST_LINE)
        except UnicodeDecodeError as error:
            raise SourceError(
                _("Line %d is not written in UTF-8. Save the file as UTF-8.") % number,
                code="encoding",
                line=number,
            ) from error
        yield readable(text)


def load_captions(
    cues: Sequence[Cue], *, transcript: Transcript, replace: bool = False, dry_run: bool = False
) -> CaptionsReport:
    """Bring the cues into the transcript like this one, which is made when there is none.

    With `dry_run` nothing is written; the report is the same. Raises SourceError, with nothing
    written, when it has passages already and `replace` is off, ValidationError when the transcript
    is not right.
    """
    with transaction.atomic():
        known = Transcript.objects.alike(transcript).order_by().first()
        if known is not None:
            lock(Transcript, [known.pk])
            known.refresh_from_db()
        if known is not None and not replace and known.passages.exists():
            raise SourceError(_("This transcript has passages already: %s.") % known, code="exists")
        if known is not None:
            known.is_checked = transcript.is_checked
        report = _save(known or transcript, cues)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _save(transcript: Transcript, cues: Sequence[Cue]) -> CaptionsReport:
    transcript.full_clean()
    transcript.save()
    return write_passages(transcript, cues)


def write_passages(transcript: Transcript, cues: Sequence[Cue]) -> CaptionsReport:
    """Make these cues the passages of a stored transcript, in place of those that it has."""
    speakers = _speakers(transcript)
    participants: Counter[str] = Counter()
    strangers: Counter[str] = Counter()
    rows = []
    for order, cue in enumerate(cues, start=1):
        speaker = speakers.get(fold(cue.voice))
        if speaker is not None:
            participants[speaker.person.name] += 1
        elif cue.voice:
            strangers[cue.voice] += 1
        rows.append(
            Passage(
                transcript=transcript,
                order=order,
                speaker=speaker,
                speaker_name=cue.voice,
                start_ms=cue.start_ms,
                end_ms=cue.end_ms,
                text=cue.text,
            )
        )
    with transaction.atomic():
        replaced = transcript.passages.all().erase()
        Passage.objects.bulk_create(rows)
    return CaptionsReport(
        transcript=str(transcript),
        passages=len(rows),
        replaced=replaced,
        begins_ms=min(cue.start_ms for cue in cues),
        ends_ms=max(map(_latest, cues)),
        participants=dict(participants),
        strangers=dict(strangers),
        past_the_end=_past_the_end(transcript, cues),
        without_length=_places(cue for cue in cues if not cue.has_length),
        repeated=sum(cue.repeated for cue in cues),
        repeating=_places(cue_mending.repeating(cues)),
    )


def _speakers(transcript: Transcript) -> dict[str, Participation]:
    """The participants of the interview by name, folded; without names that several bear."""
    by_name: dict[str, list[Participation]] = defaultdict(list)
    for participation in transcript.interview.participations.select_related("person"):
        by_name[fold(participation.person.name)].append(participation)
    return {name: bearers[0] for name, bearers in by_name.items() if len(bearers) == 1}


def _past_the_end(transcript: Transcript, cues: Sequence[Cue]) -> int | None:
    length = transcript.recording.duration_ms if transcript.recording else None
    late = (cue.line for cue in cues if length is not None and _latest(cue) > length)
    return next(late, None)


def _latest(cue: Cue) -> int:
    return cue.start_ms if cue.end_ms is None else cue.end_ms


def _places(cues: Iterable[Cue]) -> tuple[int, ...]:
    """The lines of the file at which the times of these cues stand, each once."""
    return tuple(dict.fromkeys(cue.line for cue in cues))
