"""What a source says, as typed rows: immutable, in the source's order, with line numbers.

Readers make these, `load` turns them into records. Nothing here knows a file format or a model.
"""

from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from catalogue.importers.page_line import page_line
from catalogue.values.text import sort_key


class SourceError(ValueError):
    """A source that is refused as a whole. The text is a sentence for the editor.

    `code` names the reason, `line` the first line that is wrong (None: the whole file).
    """

    def __init__(self, message: str, *, code: str, line: int | None = None):
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True)
class ReadFragment:
    """A fragment as a theme page prints it."""

    title: str
    notation: str  # the time as printed, "15:3"
    start_ms: int
    line: int  # of the button, counted from 1
    run: int  # of rising times, counted from 1: the rows of one run are taken for one recording
    occurrence: int = 1  # counts the rows of the page with the same words and time

    @property
    def key(self) -> "RowKey":
        return row_key(self.title, self.start_ms, self.occurrence)


RowKey = tuple[str, int, int]


def row_key(title: str, start_ms: int, occurrence: int = 1) -> RowKey:
    """By what a row is known again: the words of its title and its time.

    Case, accents, quotes, dots and spaces do not count, nor a number or bullet before the title,
    nor how the time is written: a page saved by another program, or printing 15:03 where it printed
    15:3, has the same fragments.
    """
    line = page_line(0, title)
    words = sort_key(line.text if line else title)
    return (words.replace(" ", ""), start_ms, occurrence)


class Remark(Enum):
    """What a reader has to say about a line. The text is followed by the line as printed."""

    NO_TITLE = "no-title"
    LONG_TITLE = "long-title"
    NO_TIME = "no-time"
    REPEATED = "repeated"
    SECOND = "second"
    TEXT = "text"

    @property
    def is_refusal(self) -> bool:
        """Whether the line gave no row though it looks like a fragment."""
        return self in (Remark.NO_TITLE, Remark.LONG_TITLE, Remark.NO_TIME, Remark.REPEATED)

    @property
    def sentence(self) -> str:
        return str(_SENTENCES[self])


_SENTENCES = {
    Remark.NO_TITLE: _("there is no title above this button"),
    Remark.LONG_TITLE: _("this title has %(length)d characters, more than fit"),
    Remark.NO_TIME: _("this button has no time"),
    Remark.REPEATED: _("repeats line %(other)s"),
    Remark.SECOND: _("the same title and time as line %(other)s, read as another fragment"),
    Remark.TEXT: _("text between the fragments, left out"),
}


@dataclass(frozen=True, slots=True)
class LineRemark:
    """A remark at its place."""

    remark: Remark
    line: int
    quote: str
    other_line: int | None = None

    def __str__(self) -> str:
        said = {"other": self.other_line, "length": len(self.quote)}
        return str(self.remark.sentence) % said


@dataclass(frozen=True, slots=True)
class ThemePage:
    """A theme page: its theme, its fragments in the editors' order, and what was remarkable.

    The page's own introduction is its author's work: it is recognised and left out, and only
    the number of its paragraphs is kept, for the report. `marks` are what stood before titles and
    buttons and is none of their words, such as bullets and numbers.
    """

    theme: str  # as printed; empty where the page does not name it
    rows: tuple[ReadFragment, ...]
    remarks: tuple[LineRemark, ...] = ()
    introduction_paragraphs: int = 0
    marks: tuple[str, ...] = ()

    @property
    def runs(self) -> tuple[tuple[ReadFragment, ...], ...]:
        """The rows by rising run of times, runs and rows in the order of the page."""
        return tuple(tuple(rows) for _run, rows in groupby(self.rows, key=lambda row: row.run))
