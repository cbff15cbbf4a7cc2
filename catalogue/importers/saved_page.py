"""A web page as a person saves it, plain text or HTML, as numbered lines of text.

Bounded and forgiving: any encoding, line end and markup that browsers and editors write is read;
what is no text at all is refused with a sentence.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from catalogue.importers import html_page, play_button
from catalogue.importers.page_line import PageLine, page_line
from catalogue.importers.rows import SourceError
from catalogue.values.text import clean

MAX_BYTES = 4 * 1024 * 1024  # a theme page is some 100 kB; its pictures are not in the file

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(?:[a-z!?])", re.IGNORECASE)


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
    return tuple(html_page.lines(text) if _MARKUP.match(text) else _text_lines(text))


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


def _text_lines(text: str) -> Iterator[PageLine]:
    """Lines of plain text; blocks are parted by blank lines, or are single lines without any."""
    raws = text.split("\n")
    has_blank_lines = any(not clean(raw) for raw in raws[:-1])
    above: PageLine | None = None  # the line directly above
    for number, raw in enumerate(raws, start=1):
        starts_block, goes_on = True, False
        if above and has_blank_lines:
            starts_block = False
            goes_on = not (above.mark or play_button.read(above.text))
        above = page_line(number, raw, starts_block=starts_block, goes_on=goes_on)
        if above:
            yield above
