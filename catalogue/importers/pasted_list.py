"""A list of times and titles as people write and paste it, read line by line. No database.

    2:22 Verbazing bij het eerste contact
    Loyale tegenspraak? (15:3)
    [1:02:03 - 1:05:10] Terugblik

A bad line is named with its reason, and never half read. Whether a line may be a row, the rules of
all fragments say: see models/faults.py.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalogue.fields import timecode_message
from catalogue.importers.page_line import page_line
from catalogue.models import Fragment
from catalogue.models.faults import Row, faults_in, quoted
from catalogue.values import timecode
from catalogue.values.timecode import TimecodeError

MOST_CHARACTERS = 100_000
MOST_LINES = 500

_CLOCK = r"[0-9]+(?::[0-9]+){1,2}(?:[.,][0-9]+)?"
_TO = r"\s*(?:-|–|—|→|t/m|tot)\s*"
_SPAN = rf"[(\[]?\s*(?P<start>{_CLOCK})(?:{_TO}(?P<end>{_CLOCK}))?\s*[)\]]?"
_BEHIND = r"(?:\s*[-–—:|,;.]\s+|\s+|(?<=[)\]]))"
_BEFORE = r"(?:\s*[-–—:|,;@]\s+|\s+|(?=[(\[]))"
_TIME_FIRST = re.compile(rf"{_SPAN}{_BEHIND}(?P<title>.*\S)")
_TIME_LAST = re.compile(rf"(?P<title>\S.*?){_BEFORE}{_SPAN}")
_TIME_ALONE = re.compile(_SPAN)
_TIME_BEGINS = re.compile(rf"{_CLOCK}(?!\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be: times in milliseconds, `end_ms` None where the line names one time."""

    start_ms: int
    end_ms: int | None
    title: str


@dataclass(slots=True)
class PastedList:
    """The good lines, and the bad ones as they were pasted: `left`, with a sentence for each that
    has its number there. `remarks` are what is warned about in each of the good lines."""

    lines: list[Line] = field(default_factory=list)
    remarks: list[list[str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(
    text: str, *, rows: Collection[Row] = (), length_ms: int | None = None, gap_ms: int = 0
) -> PastedList:
    """The list in this text. `rows` are there already; the others are as in faults_in().

    Raises ValueError, with a sentence for the editor, for a text that is too long to be a list.
    """
    written = text.splitlines()
    if len(text) > MOST_CHARACTERS or len(written) > MOST_LINES:
        raise ValueError(_("A list has at most %d lines; paste it in parts.") % MOST_LINES)
    read: dict[int, Line] = {}
    problems: dict[int, list[str]] = defaultdict(list)
    for number, whole in enumerate(written, start=1):
        words = page_line(number, whole)
        if words is None:
            continue
        try:
            read[number] = _read_line(words.text)
        except TimecodeError as error:
            problems[number].append(timecode_message(error))
        except ValueError as error:
            problems[number].append(str(error))
    judged = {
        Row(line.start_ms, line.end_ms, line.title, quoted(line.title)): number
        for number, line in read.items()
    }
    remarks: dict[int, list[str]] = defaultdict(list)
    for fault in faults_in([*rows, *judged], length_ms=length_ms, gap_ms=gap_ms):
        for row in (fault.row,) if fault.kind.is_refused else fault.rows:
            if row in judged:
                told = problems if fault.kind.is_refused else remarks
                told[judged[row]].append(fault.sentence)
    good = [number for number in read if number not in problems]
    left = [(written[number - 1], reasons) for number, reasons in sorted(problems.items())]
    return PastedList(
        lines=[read[number] for number in good],
        remarks=[remarks[number] for number in good],
        problems=[
            _("Line %(number)d, %(line)s: %(reason)s")
            % {"number": number, "line": quoted(line.strip()), "reason": " ".join(reasons)}
            for number, (line, reasons) in enumerate(left, start=1)
        ],
        left=[line for line, _reasons in left],
    )


def _read_line(words: str) -> Line:
    """Raises ValueError with a sentence, TimecodeError for a time that is none."""
    if match := _TIME_ALONE.fullmatch(words):
        return _line(match, title="")
    first, last = _TIME_FIRST.fullmatch(words), _TIME_LAST.fullmatch(words)
    match = first or last
    if match is None:
        raise ValueError(_("There is no time at the beginning or the end of this line."))
    if first and last:
        raise ValueError(
            _("There is a time at the beginning and one at the end: which is the start?")
        )
    if _TIME_BEGINS.match(match["title"]):
        raise ValueError(_("There are two times here: put a dash between start and end."))
    return _line(match, title=match["title"].strip())


def _line(match: re.Match[str], *, title: str) -> Line:
    start_ms = timecode.parse(match["start"])
    end_ms = timecode.parse(match["end"]) if match["end"] else None
    most = Fragment._meta.get_field("title").max_length
    if most is not None and len(title) > most:
        raise ValueError(
            _("The title has %(length)d characters; at most %(most)d fit.")
            % {"length": len(title), "most": most}
        )
    return Line(start_ms, end_ms, title)
