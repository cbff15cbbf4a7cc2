"""The lines of a page made ready to be read: each title and each button on a line of its own."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from catalogue.importers import play_button
from catalogue.importers.page_line import PageLine
from catalogue.importers.play_button import PlayButton

MOST_LINES = 3  # over which a narrow window breaks a button

_END_OF_TIME = re.compile(r"[)\]][^\w()\[]*$")
_TIME_ALONE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_HYPHEN_AT_END = re.compile(r"\w[-\u2010\u2011]$")
_CONJUNCTION = re.compile(r"(?:en|of|tot|als|noch|maar|dan)\b")


def run_on(lines: Iterable[PageLine]) -> str:
    """The text of the lines of a paragraph. A narrow window also breaks behind a hyphen: "één-op-"
    and "één" are one word, "minister-" and "en ambtenaar" are not."""
    return reduce(_run_on, (line.text for line in lines))


def _run_on(above: str, line: str) -> str:
    is_broken = _HYPHEN_AT_END.search(above) and not _CONJUNCTION.match(line)
    return f"{above}{line}" if is_broken else f"{above} {line}"


def parted(lines: Iterable[PageLine]) -> Iterator[PageLine]:
    """The lines that have words: a title and the button behind it made two, a button that a narrow
    window broke made one."""
    block: list[PageLine] = []
    for line in _joined(_with_words(lines)):
        if line.starts_block:
            yield from block
            block = []
        block.append(line)
        if found := _ending_in_button(block):
            yield from found
            block = []
    yield from block


def _ending_in_button(block: Sequence[PageLine]) -> list[PageLine] | None:
    """The lines with the button in which they end on a line of its own; None if they do not."""
    if not _END_OF_TIME.search(block[-1].text):
        return None
    for size in range(1, min(len(block), MOST_LINES) + 1):
        tail = block[-size:]
        text, number = run_on(tail), tail[-1].number
        if parts := play_button.behind_title(text):
            title, words = parts
            return [*block[:-size], replace(tail[0], text=title), PageLine(number, words)]
        if play_button.read(text) and (size == 1 or play_button.is_whole(text)):
            return [*block[:-size], replace(tail[0], text=text, number=number)]
    return None


def _with_words(lines: Iterable[PageLine]) -> Iterator[PageLine]:
    """The lines without those of signs alone; what stands under a sign that starts a block does."""
    starts_block = False
    for line in lines:
        if line.has_words:
            yield replace(line, starts_block=True) if starts_block else line
            starts_block = False
        else:
            starts_block = starts_block or line.starts_block


def _joined(lines: Iterable[PageLine]) -> Iterator[PageLine]:
    """The lines; "(1:02)" joined to the button without a time above it."""
    button: PageLine | None = None
    for line in lines:
        if button and _TIME_ALONE.fullmatch(line.text):
            yield replace(button, text=f"{button.text} {line.text}")
            button = None
            continue
        if button:
            yield button
        button = line if play_button.read(line.text) == PlayButton(None) else None
        if not button:
            yield line
    if button:
        yield button
