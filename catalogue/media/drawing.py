"""Colours and typefaces of what the catalogue draws itself: covers, slates of recordings.

The colours are those of ``static/catalogue/css/tokens.css``, which states them in OKLCH.
"""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

PAPER = (252, 250, 246)
INK = (24, 31, 46)  # on paper; and, turned round, the deep blue that ivory stands on
IVORY = (235, 231, 224)
MIST = (166, 171, 181)  # ivory's quieter companion on deep blue

_FONTS = Path(__file__).resolve().parent.parent / "static" / "catalogue" / "fonts"
_NEWSREADER = _FONTS / "newsreader-latin-wght-normal.woff2"
_GROTESK = _FONTS / "schibsted-grotesk-latin-wght-normal.woff2"


def newsreader(size: float, *, weight: int) -> ImageFont.FreeTypeFont:
    """The typeface of titles and times; ``size`` in pixels, ``weight`` from 200 to 800."""
    return _typeface(_NEWSREADER, size, weight)


def grotesk(size: float, *, weight: int) -> ImageFont.FreeTypeFont:
    """The typeface of labels; ``size`` in pixels, ``weight`` from 400 to 900."""
    return _typeface(_GROTESK, size, weight)


@lru_cache(maxsize=16)
def _typeface(path: Path, size: float, weight: int) -> ImageFont.FreeTypeFont:
    # Basic layout, because the better one depends on a library that not every machine has: the
    # same picture must come out everywhere.
    try:
        font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError:
        # A FreeType built without Brotli does not read woff2. Pillow's own wheels do.
        default = ImageFont.load_default(size)
        if not isinstance(default, ImageFont.FreeTypeFont):
            raise  # a Pillow without FreeType, which has no typeface of any size
        return default
    font.set_variation_by_axes([weight])
    return font


def fitted(text: str, font: ImageFont.FreeTypeFont, *, room: float) -> str:
    """The text, or as much of its beginning, with an ellipsis, as ``room`` pixels hold."""
    shown = text
    while text and font.getlength(shown) > room:
        text = text[:-1].rstrip()
        shown = f"{text}…"
    return shown
