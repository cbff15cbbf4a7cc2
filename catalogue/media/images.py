"""Pictures that editors upload, made fit to be shown: upright, small, without their metadata.

A photograph may say where and when it was taken and with which device; none of that goes out. What
visitors see is always made here, never the uploaded file itself.

A few kilobytes can claim a picture of gigabytes, so the size is judged before the pixels are read.
At most one picture is in memory whole, in the form in which its decoder leaves it; what is done to
it is done strip by strip.
"""

import io
import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import cast

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, ImageOps, PngImagePlugin

from catalogue.media import jpeg
from catalogue.media.jpeg import Readable

MIME_TYPE = "image/webp"
WIDTHS = (320, 640, 960, 1280)

# The largest that are decoded. A JPEG whose lines follow each other is read at a smaller scale as
# it comes, so a 50-megapixel camera's will do. Of other JPEGs each colour of a pixel counts. Every
# other decoder keeps the whole picture in memory, those of WebP and AVIF up to five times, and
# their file with it.
MOST_PIXELS_LINE_BY_LINE = 64_000_000
MOST_PIXELS = 20_000_000
MOST_COLOURS = 3 * MOST_PIXELS
MOST_PIXELS_OF = {"WEBP": 6_000_000, "AVIF": 8_000_000}
MOST_BYTES_OF = {"WEBP": 25_000_000, "AVIF": 25_000_000}
MOST_SIDE = 16_383  # the longest that a WebP can have
TALLEST = 4  # times as high as wide; of a higher one, less width is shown

# Of what stands beside the pixels. A profile for print has some megabytes; a progressive JPEG some
# ten scans, each of which is work for the whole picture.
MOST_BYTES_BESIDE = 8_000_000
MOST_SCANS = 200
PngImagePlugin.MAX_TEXT_MEMORY = MOST_BYTES_BESIDE

# What cameras and editors deliver. Pillow reads far more, some of it by way of other programs.
ACCEPTED = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif")
_ENDINGS = {
    "JPEG": ("jpg", "jpeg"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "AVIF": ("avif",),
    "GIF": ("gif",),
}
_HEADS = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "WEBP": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "AVIF": re.compile(rb"....ftyp", re.DOTALL),
    "GIF": re.compile(rb"GIF8[79]a"),
}
_QUALITY = 82
_STRIP_PIXELS = 1_000_000
_LANCZOS_REACH = 3  # pixels of the result, above and below, that one of them is made of


class PictureError(ValueError):
    """A file that is no picture, or none that can be shown; the text tells an editor why."""


class TooLargeError(PictureError):
    """A picture of more pixels than are decoded."""


def scaled(file: Readable, *, widths: Iterable[int] = WIDTHS) -> dict[int, bytes]:
    """The picture as WebP in each of these widths; in a smaller one where it is smaller itself.

    Decodes once. `file` is open for reading and stays open. Raises PictureError.
    """
    with _refusing_the_unreadable():
        picture = _opened(file)
        sizes = {width: _size_within(width, *_shown_size(picture)) for width in widths}
        largest = max(sizes.values())
        lies_on_its_side = _lies_on_its_side(picture)
        in_file = largest[::-1] if lies_on_its_side else largest
        picture.draft(None, in_file)  # of a JPEG: the nearest scale that is not smaller
        if math.prod(picture.size) > MOST_PIXELS:
            raise _too_large(MOST_PIXELS)
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
        picture.load()
        upright = _upright(_shrunk(picture, in_file), orientation)
    made = {size: _encoded(upright, size) for size in {*sizes.values()}}
    return {width: made[size] for width, size in sizes.items()}


def measured(file: Readable) -> tuple[int, int]:
    """Width and height of the picture as it is shown, upright. Raises PictureError."""
    with _refusing_the_unreadable():
        return _shown_size(_opened(file))


@contextmanager
def _refusing_the_unreadable() -> Iterator[None]:
    """Whatever Pillow makes of a broken or hostile file, as a PictureError."""
    try:
        yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(MOST_PIXELS) from error
    except Exception as error:  # its decoders raise nearly every kind there is
        raise _unreadable() from error


def _opened(file: Readable) -> Image.Image:
    """The picture with its size judged, its pixels not yet read."""
    kind = _kind_of(file)
    _require_few_bytes(file, kind)
    most = MOST_PIXELS_OF.get(kind, MOST_PIXELS)
    if kind == "JPEG":
        most = _most_pixels_of_jpeg(file)
    file.seek(0)
    picture = Image.open(file, formats=[kind])
    if math.prod(picture.size) > most or max(picture.size) > MOST_SIDE:
        raise _too_large(most)
    return picture


def _kind_of(file: Readable) -> str:
    """The format, by its first bytes: it decides what is read at all."""
    file.seek(0)
    head = file.read(12)
    for kind, pattern in _HEADS.items():
        if pattern.match(head):
            return kind
    raise _unreadable()


def _require_few_bytes(file: Readable, kind: str) -> None:
    """Refuse a file that would be in memory whole, before it is."""
    size, most = file.seek(0, io.SEEK_END), MOST_BYTES_OF.get(kind)
    if most is not None and size > most:
        raise PictureError(
            _("A picture in %(kind)s has %(megabytes)d MB at most. Save this one as JPEG.")
            % {"kind": kind, "megabytes": most // 1_000_000}
        )


def _most_pixels_of_jpeg(file: Readable) -> int:
    head = jpeg.head_of(file)
    if head.bytes > MOST_BYTES_BESIDE:
        raise PictureError(
            _("This picture has more than %d MB beside its pixels. Save it without metadata.")
            % (MOST_BYTES_BESIDE // 1_000_000)
        )
    if head.is_line_by_line:
        return MOST_PIXELS_LINE_BY_LINE
    if jpeg.number_of_scans(file) > MOST_SCANS:
        raise _unreadable()
    return min(MOST_PIXELS, MOST_COLOURS // max(1, head.components))


def named_as_it_is(name: str, file: Readable) -> str:
    """The name of a picture with an end that says its format: "foto" → "foto.jpg"."""
    endings = _ENDINGS[_kind_of(file)]
    stem, _dot, ending = name.rpartition(".")
    if stem and ending.lower() in endings:
        return name
    is_ending = stem and ending.isalnum() and len(ending) <= 4
    return f"{stem if is_ending else name}.{endings[0]}"


def _unreadable() -> PictureError:
    return PictureError(
        _("This file cannot be read as a picture. Use JPEG, PNG, WebP, AVIF or GIF.")
    )


def _too_large(most: int) -> PictureError:
    return TooLargeError(
        _("The picture is too large. Make it %(megapixels)d megapixels at most.")
        % {"megapixels": most // 1_000_000}
    )


def _lies_on_its_side(picture: Image.Image) -> bool:
    return bool(picture.getexif().get(ExifTags.Base.Orientation, 1) >= 5)


def _shown_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height once the picture is turned as its camera was held."""
    return picture.size[::-1] if _lies_on_its_side(picture) else picture.size


def _size_within(most: int, width: int, height: int) -> tuple[int, int]:
    """The size of a picture of this width and height, shown `most` pixels wide at most."""
    scale = min(1, most / width, TALLEST * most / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _shrunk(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The decoded picture in this size and in the colours of the web, made of strips: only those
    are there twice."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    in_srgb = _to_srgb(picture, mode)
    made = Image.new(mode, size)
    ratio = picture.height / size[1]
    reach = math.ceil(_LANCZOS_REACH * max(1, ratio)) + 1
    rows = max(1, int(_STRIP_PIXELS / (picture.width * max(1, ratio))))
    for top in range(0, size[1], rows):
        bottom = min(size[1], top + rows)
        first = max(0, math.floor(top * ratio) - reach)
        last = min(picture.height, math.ceil(bottom * ratio) + reach)
        strip = in_srgb(picture.crop((0, first, picture.width, last)))
        box = (0, top * ratio - first, picture.width, min(last, bottom * ratio) - first)
        part = strip.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box=box)
        made.paste(part, (0, top))
    return made


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    picture.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(picture)


def _encoded(picture: Image.Image, size: tuple[int, int]) -> bytes:
    content = io.BytesIO()
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    picture.save(content, "WEBP", quality=_QUALITY, exif=b"", xmp=b"", icc_profile=b"")
    return content.getvalue()


def _to_srgb(picture: Image.Image, mode: str) -> Callable[[Image.Image], Image.Image]:
    """What brings a strip into the colours of the web: the picture's profile is not sent along, so
    it is applied."""
    if picture.mode.startswith("I"):  # 16 bits of grey, of which convert() would keep the darkest
        return lambda strip: _most_significant(strip).convert(mode)
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        # A broken profile, or another colour model's: the colours then stay as they stand.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            transform = ImageCms.buildTransform(
                source, ImageCms.createProfile("sRGB"), picture.mode, mode
            )
            # In place it would give None; a new picture it gives always.
            return lambda strip: cast(Image.Image, ImageCms.applyTransform(strip, transform))
    return lambda strip: strip.convert(mode)


def _most_significant(strip: Image.Image) -> Image.Image:
    return strip.point(lambda tone: tone * (1 / 256) + 0).convert("L")
