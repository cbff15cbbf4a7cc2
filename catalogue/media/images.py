"""Pictures that editors upload, made fit to be shown: upright, small, without their metadata.

A photograph may say where and when it was taken and with which device; none of that goes out. What
visitors see is always made here, never the uploaded file itself.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, ImageOps

MIME_TYPE = "image/webp"
WIDTHS = (320, 640, 960, 1280)

# The largest that is decoded: a 50-megapixel camera's. A few kilobytes can claim a picture of
# gigabytes, so the size is judged before the pixels are read.
MOST_PIXELS = 64_000_000
MOST_SIDE = 16_383  # the longest that a WebP can have

# What cameras and editors deliver. Pillow reads far more, some of it by way of other programs.
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_QUALITY = 82


class PictureError(ValueError):
    """A file that is no picture, or none that can be shown; the text tells an editor why."""


def resized(file: BinaryIO, *, width: int) -> bytes:
    """The picture as WebP, ``width`` pixels wide at most: a smaller one keeps its size.

    ``file`` is open for reading and stays open. Raises PictureError.
    """
    with _refusing_the_unreadable():
        picture = _opened(file)
        shown_width, shown_height = _shown_size(picture)
        width = min(width, shown_width)
        size = (width, max(1, round(shown_height * width / shown_width)))
        # Lets a JPEG be decoded at the nearest smaller scale: a fraction of the time and memory.
        picture.draft(None, (max(size), max(size)))
        upright = ImageOps.exif_transpose(picture)
    content = io.BytesIO()
    _in_srgb(upright).resize(size, Image.Resampling.LANCZOS).save(
        content, "WEBP", quality=_QUALITY, exif=b"", xmp=b"", icc_profile=b""
    )
    return content.getvalue()


def measured(file: BinaryIO) -> tuple[int, int]:
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
        raise _too_large() from error
    except Exception as error:  # its decoders raise nearly every kind there is
        raise PictureError(
            _("This file cannot be read as a picture. Use JPEG, PNG, WebP, AVIF or GIF.")
        ) from error


def _opened(file: BinaryIO) -> Image.Image:
    """The picture with its size judged, its pixels not yet read."""
    file.seek(0)
    picture = Image.open(file, formats=_FORMATS)
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > MOST_SIDE:
        raise _too_large()
    return picture


def _too_large() -> PictureError:
    return PictureError(
        _("The picture is too large. Make it %(megapixels)d megapixels at most.")
        % {"megapixels": MOST_PIXELS // 1_000_000}
    )


def _shown_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height once the picture is turned as its camera was held."""
    lies_on_its_side = picture.getexif().get(ExifTags.Base.Orientation, 1) >= 5
    return picture.size[::-1] if lies_on_its_side else picture.size


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in the colours of the web: its profile is not sent along, so it is applied."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture.convert(mode)
    profile = picture.info.get("icc_profile")
    if profile:
        # A broken profile, or another colour model's: the colours then stay as they stand.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, srgb, outputMode=mode)
    return picture.convert(mode)
