"""WebVTT, the format of captions and transcripts with times: read and written. Pure Python.

Read as the W3C has it (https://www.w3.org/TR/webvtt1/#file-parsing), but for what a player passes
over in silence and a person must know: a time that is broken, an end before its start, text that
belongs to no time and a voice that is not closed are refused, with their line. And but for what
people and programs write all the same: what is no tag of WebVTT is text, `<br>` a line break, a
line of spaces above a cue an empty line, and a cue without length one whose end is not known.
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from catalogue.values.text import INVISIBLE, clean
from catalogue.values.timecode import MAX_MS

ARROW = "-->"

_NEWLINE = re.compile(r"\r\n|\r|\n")
_HEADER = re.compile(r"WEBVTT(?:[ \t]|$)")
_SKIPPED = re.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")
_TIMESTAMP = r"(?:([0-9]{1,9}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING = re.compile(rf"[ \t\f]*{_TIMESTAMP}[ \t\f]*{ARROW}[ \t\f]*{_TIMESTAMP}(?:[ \t\f].*)?$")
# What a program writes above a cue: "2", "cue-2", "5f1e/2-0"; no word that somebody may say.
_NUMBER = re.compile(r"[\w.:/-]{0,40}[0-9][\w.:/-]{0,40}")
# The tags of WebVTT. All else between < and > is text: "ja <lacht> dat", "a <b en c> d".
_TAG = re.compile(
    r"(<(?:[cibu]|ruby|rt)(?:\.[^\s<>]*)?\s*>"  # class, italics, bold, underline, ruby
    r"|<(?:v|lang)(?:\.[^\s<>]*)?(?:\s[^<>]*)?>"  # voice and language, with an annotation
    r"|</(?:[cibuv]|ruby|rt|lang)(?:[\s.][^<>]*)?>"
    r"|<(?:[0-9]+:)?[0-9]{2}:[0-9]{2}\.[0-9]{3}>)",  # a time within a cue
    re.IGNORECASE,
)
_BREAK = re.compile(r"</?br(?:\s[^<>]*)?/?>", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s([^<>]*))?>", re.IGNORECASE)
_END_OF_VOICE = re.compile(r"</v\b", re.IGNORECASE)
_UNCLOSED_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s[^<>]*(?:<|$)")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\s]*")


class WebVTTError(ValueError):
    """A text that is not WebVTT, or that would lose something when read as such.

    `line` counts from 1, `text` is what stands there; `code` says why it is refused:

    - `header`: the first line is not WEBVTT
    - `timing`: not two times such as 00:15:03.000 with an arrow between them
    - `range`: a time past 99:59:59.999
    - `order`: the end is before the start
    - `text`: text that stands under no time
    - `tag`: a voice without its `>`
    - `length`: more text under one time than is read
    """

    def __init__(self, code: str, line: int, text: str):
        super().__init__(code, line, text)
        self.code = code
        self.line = line
        self.text = text

    def __str__(self) -> str:
        return f"not WebVTT ({self.code}), line {self.line}: {self.text[:40]!r}"


@dataclass(frozen=True, slots=True)
class Cue:
    """What one voice says from start to end, in milliseconds; the end is None where a file gives
    no length. The text has no markup; its lines are parted by single newlines and have no spaces
    around them. `line` is where the time stands in the file it was read from, counted from 1;
    `repeated` counts the lines left out of the text because the cue before showed them."""

    start_ms: int
    end_ms: int | None
    text: str
    voice: str = ""
    identifier: str = ""
    line: int = field(default=0, compare=False)
    has_length: bool = field(default=True, compare=False)
    repeated: int = field(default=0, compare=False)


def read(
    file: str | Iterable[str], *, most: int | None = None, longest: int | None = None
) -> list[Cue]:
    """The cues of a file, given as its text or line by line, in its order; of `most` no more than
    so many. Raises WebVTTError, also where the text under a time has more than `longest`
    characters. No more is read, and no more of it kept, than that takes.

    A cue of several voices gives one for each; one without text shows nothing and gives none.
    Settings, styles, regions, notes and the lines under the header are passed over.
    """
    lines = (line.replace("\0", "\ufffd") for line in _lines(file))
    first = INVISIBLE.sub("", next(lines, ""))
    if not _HEADER.match(first):
        raise WebVTTError("header", 1, first)
    blocks = _blocks(chain([first], lines), longest)
    cues = (cue for number, block in blocks for cue in _cues(number, block, longest))
    return list(islice(cues, most))


def _lines(file: str | Iterable[str]) -> Iterator[str]:
    if not isinstance(file, str):
        yield from file
        return
    start = 0
    for newline in _NEWLINE.finditer(file):
        yield file[start : newline.start()]
        start = newline.end()
    yield file[start:]


def write(cues: Iterable[Cue]) -> str:
    """A file of these cues, which read() gives back as they are; those without text are left out.

    Raises ValueError for a cue that no file can hold: whose end is not known or not after its
    start, whose times are out of range, or whose identifier is more than one line or has an arrow
    in it.
    """
    return "\n\n".join(["WEBVTT", *(_written(cue) for cue in cues if _tidy(cue.text))]) + "\n"


def _blocks(lines: Iterable[str], longest: int | None) -> Iterator[tuple[int, list[str]]]:
    """The blocks after the header, each with the number of its first line.

    An empty line ends a block; so does an arrow, but where it makes a cue of the block: in its
    first line, or in its second after an identifier. Under a line of spaces, a number above an
    arrow is an identifier too, and a note is a note. A cue that is too long comes as soon as it is,
    to be refused; of a block that is no cue, three lines come.
    """
    block: list[str] = []
    first, length = 1, 0
    is_header = True
    below_spaces = last_below_spaces = False  # whether a line of spaces is above this, the last one
    for number, line in enumerate(lines, start=1):
        is_whole = is_header or len(block) > 1 or (block and ARROW in block[0])
        is_note = below_spaces and _SKIPPED.match(line)
        if not line or (ARROW in line and is_whole) or is_note:
            # Of a note the last line is not kept; its number may go with it.
            below = (
                len(block) > 2 and ARROW in line and _is_number_of_next(block, last_below_spaces)
            )
            identifier = [block.pop()] if below else []
            if block:
                yield first, block
            block, is_header = identifier, False
            first, length = number - 1, 0
        last_below_spaces, below_spaces = below_spaces, _is_of_spaces(line)
        if not line or is_header:
            is_header = is_header and not below_spaces
            continue
        if not block:
            first, length = number, 0
        has_time = any(ARROW in each for each in block[:2])
        if has_time or len(block) < 2:
            block.append(line)
        elif line.strip():
            block[2:] = [line]
        if has_time:
            length += len(line)
            if longest is not None and length > longest:
                yield first, block
    if block:
        yield first, block


def _is_number_of_next(block: list[str], is_below_spaces: bool) -> bool:
    """Whether the last line of the block is no text of it but the number of the cue that follows:
    it stands under a line of spaces, or counts on from the block's own."""
    if len(block) < 3:
        return False
    last = block[-1].strip()
    if is_below_spaces:
        return bool(_NUMBER.fullmatch(last))
    own = block[0].strip()
    return own.isdecimal() and last.isdecimal() and int(own) + 1 == int(last)


def _is_of_spaces(line: str) -> bool:
    """Whether the line has characters of which nothing shows."""
    return bool(line) and (not line.strip() or (not line.isascii() and not clean(line)))


def _cues(number: int, block: list[str], longest: int | None) -> Iterator[Cue]:
    """The cues that a block makes: one for each voice, none if it is not for showing."""
    place = next((place for place, line in enumerate(block[:2]) if ARROW in line), None)
    if place is None:
        if not _SKIPPED.match(block[0]) and any(line.strip() for line in block):
            raise WebVTTError("text", number, block[0])
        return
    line = number + place
    start_ms, end_ms = _times(block[place], line)
    identifier = block[0] if place else ""
    if longest is not None and sum(map(len, block[place + 1 :])) > longest:
        raise WebVTTError("length", line, block[place + 1])
    for voice, text in _voices(block[place + 1 :], line + 1):
        yield Cue(start_ms, end_ms, text, voice, identifier, line, has_length=end_ms is not None)


def _times(text: str, line: int) -> tuple[int, int | None]:
    match = _TIMING.match(text if text.isascii() else clean(text))
    if match is None:
        raise WebVTTError("timing", line, text)
    parts = [int(part or 0) for part in match.groups()]
    start_ms, end_ms = (
        ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction
        for hours, minutes, seconds, fraction in (parts[:4], parts[4:])
    )
    if max(start_ms, end_ms) > MAX_MS:
        raise WebVTTError("range", line, text)
    if end_ms in (0, start_ms):  # no length: programs write 0 where they do not know the end
        return start_ms, None
    if end_ms < start_ms:
        raise WebVTTError("order", line, text)
    return start_ms, end_ms


def _voices(payload: list[str], line: int) -> list[tuple[str, str]]:
    """Who speaks, and what they say, without markup; after
    https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules."""
    whole = "\n".join(payload)
    if "<" not in whole:
        text = _tidy(html.unescape(whole))
        return [("", text)] if text and not _DASHES.fullmatch(text) else []
    if unclosed := _UNCLOSED_VOICE.search(whole):
        place = whole.count("\n", 0, unclosed.start())
        raise WebVTTError("tag", line + place, payload[place])
    said: list[tuple[str, str]] = [("", "")]
    for place, part in enumerate(_TAG.split(_BREAK.sub("\n", whole))):
        voice, text = said[-1]
        if place % 2 == 0:  # between the tags
            said[-1] = (voice, text + part)
        elif match := _VOICE.fullmatch(part):
            said.append((_name(html.unescape(match[1] or "")), ""))
        elif _END_OF_VOICE.match(part):
            said.append(("", ""))
    return _joined((voice, _tidy(html.unescape(text))) for voice, text in said)


def _joined(said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is said, signs without a word joined to what they stand behind: a full stop after a
    voice is nobody's passage. A dash that opens a line of dialogue is left out."""
    joined: list[tuple[str, str]] = []
    for voice, text in said:
        if not text or _DASHES.fullmatch(text):
            continue
        if joined and not any(map(str.isalnum, text)):
            joined[-1] = (joined[-1][0], joined[-1][1] + text)
        else:
            joined.append((voice, text))
    return joined


def _tidy(text: str) -> str:
    """The lines of a text, without those that show nothing and without spaces around them."""
    lines = (line.strip() for line in _NEWLINE.split(text))
    return "\n".join(line for line in lines if line and not _is_of_spaces(line))


def _name(text: str) -> str:
    """The name of a voice; empty for one without a letter or a digit."""
    name = clean(text)
    return name if any(map(str.isalnum, name)) else ""


def _written(cue: Cue) -> str:
    if cue.end_ms is None or not 0 <= cue.start_ms < cue.end_ms <= MAX_MS:
        raise ValueError(f"no times of a cue: {cue.start_ms} to {cue.end_ms}")
    if _NEWLINE.search(cue.identifier) or ARROW in cue.identifier:
        raise ValueError(f"no identifier of a cue: {cue.identifier!r}")
    times = f"{_timestamp(cue.start_ms)} {ARROW} {_timestamp(cue.end_ms)}"
    # The space, which falls away in reading, parts a name that ends in "--" from making an arrow.
    name = _escaped(_name(cue.voice))
    voice = f"<v {name}>".replace(ARROW, "-- >") if name else ""
    text = f"{voice}{_escaped(_tidy(cue.text))}"
    return "\n".join([*filter(None, [cue.identifier]), times, text])


def _timestamp(ms: int) -> str:
    seconds, fraction = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{fraction:03}"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
