"""Reads a theme page of the series: its theme, and each fragment with title and time.

The page has no markup to hold on to, only an order: a cookie notice and menus, the label "thema",
the name of the theme, an essay, and then the fragments, each a title and under it a button such as
"Speel het fragment (15:3)". The reader knows the label and the buttons, and the rest by its place.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from catalogue.fields import timecode_message
from catalogue.importers import play_button, saved_page, theme_name
from catalogue.importers.page_line import PageLine
from catalogue.importers.parted import parted, run_on
from catalogue.importers.play_button import PlayButton
from catalogue.importers.rows import (
    LineRemark,
    ReadFragment,
    Remark,
    RowKey,
    SourceError,
    ThemePage,
    row_key,
)
from catalogue.values import timecode
from catalogue.values.timecode import TimecodeError

LONGEST_TITLE = 250  # characters; the longest known has 97
LONGEST_TITLE_OF_SENTENCES = 120
LONGEST_NOTATION = 20
MOST_FRAGMENTS = 2000  # the series has some 700 in all
MOST_FAULTS = 10  # that one message lists

_TIME = re.compile(r"\(?[0-9]{1,3}(?::[0-9]{1,2}){1,2}(?: (?:min|uur|u)\.?)?\)?")
_SENTENCE_END = re.compile(r"[.!?…]\s+\S")


def read(path: str | Path, *, names_theme: bool = True) -> ThemePage:
    """The theme page in a file, plain text or HTML.

    Raises SourceError for a file that cannot be read, has a broken time, or is no theme page; a
    page without the name of its theme is taken for one only where `names_theme` is off.
    """
    return recognise(saved_page.read(path), names_theme=names_theme)


def recognise(lines: Sequence[PageLine], *, names_theme: bool = True) -> ThemePage:
    """The theme page in these lines. Raises SourceError as read() does."""
    signs = [line for line in lines if not line.has_words]
    lines = tuple(parted(lines))
    buttons = [
        (index, button)
        for index, line in enumerate(lines)
        if (button := play_button.read(line.text))
    ]
    if not any(button.notation is not None for _index, button in buttons):
        raise SourceError(
            _(
                "This is not a theme page: it has no button with a time, "
                "such as “Speel het fragment (15:03)”."
            ),
            code="no-buttons",
        )
    if len(buttons) > MOST_FRAGMENTS:
        raise SourceError(
            _("The page has more than %d fragments. A theme page does not.") % MOST_FRAGMENTS,
            code="too-many",
        )
    name, end = theme_name.read(lines[: buttons[0][0]], is_required=names_theme)
    first, last = lines[end].number, lines[buttons[-1][0]].number
    signs = [sign for sign in signs if first <= sign.number <= last]
    items = []
    for index, button in buttons:
        items.append(_Item(lines[index], button, tuple(_blocks(lines[end:index]))))
        end = index + 1
    _refuse_broken_times(items)
    reading = _Reading(titles_are_headings=_titles_are_headings(items))
    for item in items:
        reading.take(item)
    if not reading.rows:
        raise SourceError(
            _("This is not a theme page: none of its fragments has both a title and a time."),
            code="no-fragments",
        )
    return ThemePage(
        theme=name,
        rows=tuple(reading.rows),
        remarks=tuple(reading.remarks),
        marks=(*reading.marks, *(sign.mark for sign in signs)),
        introduction_paragraphs=reading.introduction_paragraphs,
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, heading or list item: the lines that belong together."""

    lines: tuple[PageLine, ...]

    @property
    def number(self) -> int:
        return self.lines[0].number

    @property
    def text(self) -> str:
        return run_on(self.lines)

    @property
    def marks(self) -> list[str]:
        return [line.mark for line in self.lines if line.mark]

    @property
    def is_heading(self) -> bool:
        return self.lines[-1].is_heading

    @property
    def is_time(self) -> bool:
        """Whether it is the length of the fragment, or a time, that stands by itself."""
        return bool(_TIME.fullmatch(self.text))

    @property
    def title(self) -> str | None:
        """The block as a title; its last line where a page without blank lines ran an essay into
        it; None for a paragraph of the essay, and for a title that is too long."""
        if self.is_too_long:
            return None
        return next((t for t in (self.text, self.lines[-1].text) if _can_be_title(t)), None)

    @property
    def is_too_long(self) -> bool:
        """Whether this is a title but for its length: one sentence, and not part of an essay."""
        return len(self.text) > LONGEST_TITLE and not _SENTENCE_END.search(self.text)


@dataclass(frozen=True, slots=True)
class _Item:
    """A button with the blocks between it and the one before."""

    line: PageLine
    button: PlayButton
    blocks: tuple[_Block, ...]


def _can_be_title(text: str) -> bool:
    is_prose = len(text) > LONGEST_TITLE_OF_SENTENCES and _SENTENCE_END.search(text)
    return len(text) <= LONGEST_TITLE and not is_prose and not play_button.is_mixed_with(text)


def _blocks(lines: Sequence[PageLine]) -> Iterator[_Block]:
    gathered: list[PageLine] = []
    for line in lines:
        if gathered and line.starts_block:
            yield _Block(tuple(gathered))
            gathered = []
        gathered.append(line)
    if gathered:
        yield _Block(tuple(gathered))


def _start_ms(notation: str) -> int:
    """Milliseconds. Raises TimecodeError, also where the notation is too long to be kept."""
    if len(notation) > LONGEST_NOTATION:
        raise TimecodeError("form", notation)
    return timecode.parse(notation)


def _refuse_broken_times(items: Sequence[_Item]) -> None:
    """Raise SourceError that quotes every button whose time cannot be read."""
    faults = []
    for item in items:
        if item.button.notation is not None:
            try:
                _start_ms(item.button.notation)
            except TimecodeError as error:
                faults.append((item.line, timecode_message(error)))
    if faults:
        told = [
            _("Line %(line)d: “%(quote)s”. %(reason)s")
            % {"line": line.number, "quote": line.text, "reason": reason}
            for line, reason in faults[:MOST_FAULTS]
        ]
        if len(faults) > MOST_FAULTS:
            told.append(_("And %d more.") % (len(faults) - MOST_FAULTS))
        told.append(_("Nothing has been imported."))
        raise SourceError("\n".join(told), code="broken-time", line=faults[0][0].number)


def _titles_are_headings(items: Sequence[_Item]) -> bool:
    """Whether the page marks its titles as headings: most buttons but the first, above which the
    essay may have headings of its own, then have one above them."""
    later = items[1:]
    return 2 * sum(any(block.is_heading for block in item.blocks) for item in later) > len(later)


class _Reading:
    """The rows read so far, and what was remarkable about their lines."""

    def __init__(self, *, titles_are_headings: bool):
        self.rows: list[ReadFragment] = []
        self.remarks: list[LineRemark] = []
        self.marks: list[str] = []  # left out of titles and buttons
        self.introduction_paragraphs = 0
        self._titles_are_headings = titles_are_headings
        self._lines: dict[RowKey, list[int]] = defaultdict(list)  # of rows with the same words
        self._is_first = True
        self._run = 0
        self._last: tuple[int, RowKey | None] | None = None  # time and key of the button before

    def take(self, item: _Item) -> None:
        """Read the next button and what stands above it."""
        title = self._title(item.blocks)
        self.marks += [item.line.mark] if item.line.mark else []
        number, notation = item.line.number, item.button.notation
        if notation is None:
            self._remark(Remark.NO_TIME, number, title or item.line.text)
            return
        start_ms = _start_ms(notation)
        key = None if title is None else row_key(title, start_ms)
        is_repeat = key is not None and self._last == (start_ms, key)
        # A row without a title still tells where a run ends; a repeat does not begin another.
        if not is_repeat and (self._last is None or start_ms <= self._last[0]):
            self._run += 1
        self._last = (start_ms, key)
        if title is None and (long := self._too_long(item.blocks)):
            self._remark(Remark.LONG_TITLE, long.number, long.text)
        elif title is None:
            self._remark(Remark.NO_TITLE, number, item.line.text)
        elif is_repeat:
            self._remark(Remark.REPEATED, number, title, self.rows[-1].line)
        else:
            self._add(title, notation, start_ms, number)

    def _title(self, blocks: Sequence[_Block]) -> str | None:
        """The title among the blocks, None where there is none; the other blocks accounted for.

        That is the last block, on a page with headings the last heading: a description may follow.
        """
        last = self._last_eligible(blocks)
        chosen = last if last and last.title else None
        self.marks += chosen.marks if chosen else []
        others = [block for block in blocks if block not in (chosen, self._too_long(blocks))]
        if self._is_first:
            self.introduction_paragraphs = len(others)
            self._is_first = False
        else:
            for block in others:
                self._remark(Remark.TEXT, block.number, block.text)
        return chosen.title if chosen else None

    def _last_eligible(self, blocks: Sequence[_Block]) -> _Block | None:
        eligible = [b for b in blocks if b.is_heading or not self._titles_are_headings]
        eligible = [block for block in eligible if not block.is_time]
        return eligible[-1] if eligible else None

    def _too_long(self, blocks: Sequence[_Block]) -> _Block | None:
        last = self._last_eligible(blocks)
        return last if last and last.is_too_long else None

    def _add(self, title: str, notation: str, start_ms: int, number: int) -> None:
        lines = self._lines[row_key(title, start_ms)]
        if lines:
            self._remark(Remark.SECOND, number, title, lines[0])
        lines.append(number)
        self.rows.append(
            ReadFragment(title, notation, start_ms, number, self._run, occurrence=len(lines))
        )

    def _remark(self, remark: Remark, number: int, quote: str, other: int | None = None) -> None:
        self.remarks.append(LineRemark(remark, number, quote, other))
