"""The cover of an interview without a photograph: its own tape, drawn large.

A portrait made of its fragments: the line is the conversation, each fragment a stem that stands on
it, at most five of them high and with their begin times. Nothing is left to chance, so the same
tape gives the same bytes and a cover can be kept under its key.
"""

import hashlib
import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from catalogue.media import drawing
from catalogue.media.tape import SCALE, Mark, Tape
from catalogue.values import timecode

MIME_TYPE = "image/png"
WIDTHS = (320, 640, 960, 1280)  # 16:9, what the pages ask for
SOCIAL_SIZE = (1200, 630)  # what is shown where an address is shared

MOST_TIMES = 5  # that are read at a glance; of more fragments a few carry theirs

# Raised with every change to the drawing: pictures that are kept somewhere are then drawn anew.
_EDITION = 3
_SHADES = 16  # as many as a PNG of four bits a pixel holds: enough for smooth edges, and small


def height_for(width: int) -> int:
    return width * 9 // 16


def cover(
    tape: Tape, *, width: int, height: int | None = None, dark: bool = False, title: str = ""
) -> bytes:
    """The cover as PNG, 16:9 where no ``height`` is given.

    Ink on paper, or ivory on deep blue where ``dark``. A ``title`` is set under the line: for where
    the picture stands alone, as when an address is shared.
    """
    sheet = _Sheet(width, height or height_for(width), has_title=bool(title))
    sheet.draw_tape(tape)
    if title:
        sheet.draw_title(title)
    ground, ink = (drawing.INK, drawing.IVORY) if dark else (drawing.PAPER, drawing.INK)
    return _png(sheet.mask, ground=ground, ink=ink)


def cover_key(
    tape: Tape, *, width: int, height: int | None = None, dark: bool = False, title: str = ""
) -> str:
    """A digest of all that the same call of ``cover`` draws: its entity tag and file name."""
    marks = [(mark.start_ms, mark.x, mark.width) for mark in tape.marks]
    drawn = (_EDITION, tape.known, marks, width, height or height_for(width), dark, title)
    return hashlib.sha256(repr(drawn).encode()).hexdigest()


class _Sheet:
    """A sheet of shades, 0 for the ground and 255 for ink, on which the tape is drawn.

    Lengths are shares of the sheet, so that every size shows the same picture; lines fall on whole
    pixels, so that every size is sharp.
    """

    def __init__(self, width: int, height: int, *, has_title: bool):
        self.mask = Image.new("L", (width, height))
        self.draw = ImageDraw.Draw(self.mask)
        self.width = width
        self.height = height
        self.margin = round(width * 0.075)
        self.room = width - 2 * self.margin
        self.top = round(height * 0.15)
        self.base = round(height * (0.70 if has_title else 0.83))
        self.hair = max(1, round(width / 800))
        self.stem = max(1, round(width / 320))

    def draw_tape(self, tape: Tape) -> None:
        if len(tape.marks) > MOST_TIMES:
            self._draw_many(tape)
        elif tape.marks:
            self._draw_few(tape)
        else:
            self._draw_line(tape, self.margin, self.room)

    def draw_title(self, title: str) -> None:
        font = drawing.newsreader(self.height * 0.075, weight=400)
        text = drawing.fitted(title, font, room=self.width - 2 * self.margin)
        baseline = (self.base + self.height + self.height * 0.06) / 2
        self.draw.text((self.margin, baseline), text, font=font, fill=255, anchor="ls")

    def _draw_few(self, tape: Tape) -> None:
        """Stems in steps, each with its begin time beside its top: falling steps with the times at
        the right, or where most lies late in the conversation, rising ones with them at the left.
        """
        marks, is_late = (
            tape.marks,
            sum(mark.x for mark in tape.marks) > len(tape.marks) * SCALE / 2,
        )
        times = [begin_time(mark) for mark in marks]
        step = (self.base - self.height * 0.06 - self.top) / len(times)
        font = self._font_for(times, most=min(step * 1.05, self.height * 0.26))
        gap = font.size * 0.22
        # The line is as long as it can be while every time still fits beside its stem.
        length: float = self.room
        for mark, time in zip(marks, times, strict=True):
            if away := SCALE - mark.x if is_late else mark.x:
                length = min(length, (self.room - gap - font.getlength(time)) * SCALE / away)
        start = self.margin + (self.room - length if is_late else 0)
        self._draw_line(tape, start, length)
        for number, (mark, time) in enumerate(zip(marks, times, strict=True)):
            left = start + mark.x * length / SCALE
            top = self.top + step * (len(times) - 1 - number if is_late else number)
            self._draw_stem(left, top)
            place, anchor = (left - gap, "rt") if is_late else (left + self.stem + gap, "lt")
            self.draw.text((place, top), time, font=font, fill=240, anchor=anchor)

    def _draw_many(self, tape: Tape) -> None:
        """A few of the marks as stems with their times, the others low, as high as the time to the
        next fragment is long (by its root: most are short)."""
        self._draw_line(tape, self.margin, self.room)
        starts = [mark.x for mark in tape.marks]
        gaps = [
            after - start for start, after in zip(starts, [*starts[1:], tape.known], strict=False)
        ]
        widest, low = max(gaps, default=0) or 1, (self.base - self.top) * 0.22
        for start, gap in zip(starts, gaps, strict=True):
            height = low * (0.3 + 0.7 * math.sqrt(max(gap, 0) / widest))
            self._draw_stem(self.margin + start * self.room / SCALE, self.base - height)
        step = (self.base - low - self.height * 0.03 - self.top) / MOST_TIMES
        times = [begin_time(mark) for mark in tape.marks]
        font = self._font_for(times, most=step * 0.95)
        beside = self.stem + font.size * 0.22
        widest_time = max(font.getlength(time) for time in times)
        fitting = (self.room - beside - widest_time) * SCALE / self.room
        chosen = spread([mark for mark in tape.marks if mark.x <= fitting], MOST_TIMES)
        for number, mark in enumerate(chosen):
            left, top = self.margin + mark.x * self.room / SCALE, self.top + step * number
            self._draw_stem(left, top)
            text, place = begin_time(mark), (left + beside, top)
            self.draw.text(place, text, font=font, fill=240, anchor="lt")

    def _draw_line(self, tape: Tape, start: float, length: float) -> None:
        """The line, thicker where a fragment with a stated end lies, and in dots where nobody
        knows how far it goes."""
        known = length * tape.known / SCALE
        self._fill(start, self.base, known, self.hair, shade=110)
        dot = self.width / 240
        for number in range(1, int((length - known) / dot), 2):
            self._fill(start + known + number * dot, self.base, dot, self.hair, shade=110)
        for mark in tape.marks:
            left = start + mark.x * length / SCALE
            thick = self.stem * 2
            self._fill(left, self.base - thick // 2, mark.width * length / SCALE, thick, shade=255)

    def _draw_stem(self, left: float, top: float) -> None:
        foot = self.base + self.height * 0.035
        self._fill(left, top, self.stem, foot - top, shade=255)

    def _fill(self, left: float, top: float, width: float, height: float, *, shade: int) -> None:
        box = (round(left), round(top), round(left + width) - 1, round(top + height) - 1)
        if box[2] >= box[0] and box[3] >= box[1]:
            self.draw.rectangle(box, fill=shade)

    def _font_for(self, times: list[str], *, most: float) -> ImageFont.FreeTypeFont:
        """The typeface at ``most`` pixels, or smaller where a time would take too much room."""
        widest = max(drawing.newsreader(most, weight=250).getlength(time) for time in times)
        size = min(most, most * self.width * 0.3 / widest)
        return drawing.newsreader(size, weight=250 if size > 24 else 300)


def begin_time(mark: Mark) -> str:
    return timecode.format(mark.start_ms // 1000 * 1000)


def spread(marks: Sequence[Mark], most: int) -> list[Mark]:
    """At most so many of the marks, the first and the last among them, as evenly as they go."""
    if len(marks) <= most:
        return list(marks)
    return [marks[round(place * (len(marks) - 1) / (most - 1))] for place in range(most)]


def _png(mask: Image.Image, *, ground: tuple[int, ...], ink: tuple[int, ...]) -> bytes:
    """The shades as a small PNG, from ``ground`` to ``ink`` in even steps."""
    last = _SHADES - 1
    picture = mask.point([round(shade * last / 255) for shade in range(256)])
    picture.putpalette(
        [
            round(low + (high - low) * step / last)
            for step in range(_SHADES)
            for low, high in zip(ground, ink, strict=True)
        ]
    )
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True, bits=4)
    return content.getvalue()
