"""A web page as a person saves it, plain text or HTML, as numbered lines of text.

Bounded and forgiving: any encoding, line end and markup that browsers and editors write is read;
what is no text at all is refused with a sentence.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any  # also of elements: lxml has no types

from django.utils.translation import gettext as _
from lxml import etree

from catalogue.importers import play_button
from catalogue.importers.rows import SourceError

MAX_BYTES = 4 * 1024 * 1024  # a theme page is some 100 kB; its pictures are not in the file

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKUP = re.compile(r"\s*<(?:[a-z!?])", re.IGNORECASE)

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd"),
    *("label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u"),
    *("var", "wbr", "img", "picture", "source"),
}
# Unseen, or the same on every page: a menu may well contain the word "thema".
_SKIPPED = {
    *("head", "nav", "script", "style", "template", "noscript", "svg", "iframe", "object"),
    *("select", "textarea", "video", "audio"),
}


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line with text on it: its number in the file, spaces made single, nothing invisible."""

    number: int
    text: str
    starts_block: bool = True  # first of a paragraph, heading, list item or button
    is_heading: bool = False


def read(path: str | Path) -> tuple[PageLine, ...]:
    """The lines of the file. Raises SourceError when it cannot be read as text."""
    return lines(_bytes(Path(path)))


def lines(data: bytes) -> tuple[PageLine, ...]:
    """The lines of a page given as bytes. Raises SourceError."""
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise SourceError(_("The file is empty."), code="empty")
    if re.match(r"(?:From|MIME-Version): ", text) and "multipart/related" in text[:2000]:
        raise SourceError(
            _("This is a web archive (MHTML). Save the page as HTML or as plain text."),
            code="archive",
        )
    return tuple(_html_lines(text) if _MARKUP.match(text) else _text_lines(text))


def _bytes(path: Path) -> bytes:
    """The content of the file, read no further than the bound."""
    try:
        if path.is_dir():
            raise SourceError(_("“%s” is a folder. Give a file.") % path, code="folder")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise SourceError(_("There is no file “%s”.") % path, code="missing") from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        if isinstance(error, SourceError):
            raise
        raise SourceError(
            _("The file “%(path)s” cannot be read: %(reason)s.")
            % {"path": path, "reason": getattr(error, "strerror", None) or error},
            code="unreadable",
        ) from error
    if len(data) > MAX_BYTES:
        raise SourceError(
            _("The file is larger than %d MB. A saved page is not.") % (MAX_BYTES // 1024**2),
            code="too-large",
        )
    return data


def _text(data: bytes) -> str:
    """The bytes as text: by their byte order mark, else UTF-8, the encoding declared, Windows.

    Latin-1 is read as Windows-1252, of which it is part, as browsers do.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _readable(data[len(mark) :].decode(encoding, errors="replace"))
    declared = _DECLARED.search(data[:4096])
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "", "cp1252"):
        try:
            return _readable(data.decode(_windows(encoding)))
        except (LookupError, UnicodeError):
            continue
    return _readable(data.decode("cp1252", errors="replace"))


def _windows(encoding: str) -> str:
    """The encoding that is meant: everyone who says Latin-1 or ASCII writes Windows-1252."""
    name = codecs.lookup(encoding).name
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _readable(text: str) -> str:
    """The text, if it is one: control characters are found in pictures and PDFs only."""
    text = text.removesuffix("\x1a")  # the end-of-file mark of old Windows programs
    if _CONTROLS.search(text):
        raise SourceError(
            _("The file is not text. Save the page as HTML or as plain text."), code="binary"
        )
    return text


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def _text_lines(text: str) -> Iterator[PageLine]:
    """Lines of plain text; blocks are parted by blank lines, or are single lines without any."""
    numbered = [(number, _clean(raw)) for number, raw in enumerate(text.split("\n"), start=1)]
    has_blank_lines = any(not line for _number, line in numbered[:-1])
    after_blank = True
    for number, line in numbered:
        if line:
            yield PageLine(number, line, starts_block=after_blank or not has_blank_lines)
        after_blank = not line


def _html_lines(text: str) -> Iterator[PageLine]:
    """Lines of what a browser would show of an HTML document."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, UnicodeError):
        root = None
    if parser.error_log.filter_from_fatals():  # a limit: the rest of the page would be missing
        raise SourceError(
            _("The HTML of the file is too deeply nested. Save the page as plain text."),
            code="too-deep",
        )
    return _PageText().lines(root) if root is not None else iter(())


class _PageText:
    """Gathers the text of elements into lines, with the line of the source where each begins."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._has_text = False
        self._number = 1  # line of the source that is being read
        self._first = 1  # line of the source where the gathered text begins
        self._starts_block = True
        self._is_heading = False

    def lines(self, root: Any) -> Iterator[PageLine]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                # The parser counts no further than 65535; counting the text helps a little there.
                self._number = max(element.sourceline or 0, self._number)
                if _is_unseen(element):
                    walker.skip_subtree()
                    continue
                yield from self._boundary(element, opens=True)
                self._add(element.text)
            else:
                if not _is_unseen(element):
                    yield from self._boundary(element, opens=False)
                self._add(element.tail)
        yield from self._flush(starts_block=True)

    def _boundary(self, element: Any, *, opens: bool) -> Iterator[PageLine]:
        """What the start or end of an element does to the text around it."""
        if element.tag == "br":
            yield from self._flush(starts_block=self._starts_block and not self._pieces)
        elif not _is_inline(element):
            yield from self._flush(starts_block=True)
            if element.tag in _HEADINGS:
                self._is_heading = opens
            if opens and element.tag == "input":
                self._add(element.get("value"))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if text.strip() and not self._has_text:
            self._has_text = True
            self._first = self._number + text[: len(text) - len(text.lstrip())].count("\n")
        self._pieces.append(text)
        self._number += text.count("\n")

    def _flush(self, *, starts_block: bool) -> Iterator[PageLine]:
        text = _clean("".join(self._pieces))
        self._pieces.clear()
        self._has_text = False
        if text:
            yield PageLine(self._first, text, self._starts_block, self._is_heading)
            self._starts_block = starts_block
        else:
            self._starts_block = self._starts_block or starts_block


def _is_unseen(element: Any) -> bool:
    return element.tag in _SKIPPED or element.get("hidden") is not None


def _is_inline(element: Any) -> bool:
    """Whether the element stands within a line. A play button never does, also where it is a link
    behind its title; nor does the label "thema" inside a heading."""
    if element.tag not in _INLINE or element.get("role") == "button":
        return False
    text = _short_text(element)
    return not (
        (element.tag == "a" and play_button.read(text))
        or (text.casefold() == "thema" and element.getparent().tag in _HEADINGS)
    )


def _short_text(element: Any) -> str:
    """The text of an element small enough to be a button; empty for a larger one."""
    if len(list(islice(element.iter(), 20))) == 20:
        return ""
    text = _clean("".join(element.itertext()))
    return text if len(text) <= play_button.LONGEST else ""
