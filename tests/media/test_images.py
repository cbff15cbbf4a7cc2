import io
import random
import struct
import zlib

import pytest
from django.utils import translation
from PIL import ExifTags, Image, ImageChops, ImageCms, PngImagePlugin

from catalogue.media import images, jpeg
from catalogue.media.images import PictureError, TooLargeError, measured, scaled

RED, BLUE = (200, 30, 30), (30, 30, 200)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SWAPPED = SRGB.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
OF_ANOTHER_MODEL = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def resized(file, *, width):
    return scaled(file, widths=[width])[width]


def upload(picture, file_format="JPEG", **options):
    file = io.BytesIO()
    picture.save(file, file_format, **options)
    file.seek(0)
    return file


def two_halves(size=(800, 400)):
    """Red at the left, blue at the right: to see which side is up."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def is_near(pixel, colour):
    return all(abs(one - other) < 25 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_picture_is_made_smaller_and_webp(file_format):
    picture = opened(resized(upload(two_halves(), file_format), width=320))

    assert (picture.format, picture.size) == ("WEBP", (320, 160))
    assert is_near(picture.getpixel((20, 80)), RED)
    assert is_near(picture.getpixel((300, 80)), BLUE)


def test_smaller_picture_keeps_its_size():
    assert opened(resized(upload(two_halves((100, 50))), width=320)).size == (100, 50)


def test_line_of_pixels_keeps_a_height():
    assert opened(resized(upload(two_halves((3000, 1)), "PNG"), width=320)).size == (320, 1)


@pytest.mark.parametrize(
    ("orientation", "size", "red", "blue"),
    [
        pytest.param(1, (320, 160), (20, 80), (300, 80), id="upright"),
        pytest.param(2, (320, 160), (300, 80), (20, 80), id="mirrored"),
        pytest.param(3, (320, 160), (300, 80), (20, 80), id="upside down"),
        pytest.param(6, (320, 640), (160, 20), (160, 620), id="turned right"),
        pytest.param(8, (320, 640), (160, 620), (160, 20), id="turned left"),
    ],
)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_picture_is_turned_as_the_camera_was_held(file_format, orientation, size, red, blue):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    file = upload(two_halves(), file_format, exif=exif)

    shown = measured(file)
    picture = opened(resized(file, width=320))

    assert picture.size == size
    assert shown[0] * size[1] == shown[1] * size[0]
    assert is_near(picture.getpixel(red), RED)
    assert is_near(picture.getpixel(blue), BLUE)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_goes_out(file_format):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera van Jan"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    options = {"exif": exif, "icc_profile": SRGB}
    if file_format != "PNG":
        options["xmp"] = b"<x:xmpmeta>Camera van Jan</x:xmpmeta>"
    file = upload(two_halves(), file_format, **options)
    assert b"Camera van Jan" in file.getvalue()

    content = resized(file, width=320)

    assert b"Camera" not in content
    assert [tag for tag in (b"EXIF", b"XMP ", b"ICCP") if tag in content] == []
    assert dict(opened(content).getexif()) == {}


def test_transparency_stays():
    clear = Image.new("RGBA", (400, 200), (0, 0, 0, 0))

    picture = opened(resized(upload(clear, "PNG"), width=320))

    assert picture.mode == "RGBA"
    assert picture.getpixel((10, 10))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_read(mode):
    file_format = "JPEG" if mode == "CMYK" else "PNG"

    picture = opened(resized(upload(Image.new(mode, (400, 200)), file_format), width=320))

    assert picture.size == (320, 200 * 320 // 400)


@pytest.mark.parametrize(
    ("profile", "colour"),
    [
        pytest.param(SRGB, RED, id="the web's own"),
        pytest.param(SWAPPED, BLUE, id="one in which red is blue"),
        pytest.param(OF_ANOTHER_MODEL, RED, id="of another colour model"),
        pytest.param(b"no profile at all", RED, id="broken"),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_profile_is_applied_since_it_is_not_sent_along(mode, profile, colour):
    file = upload(two_halves().convert(mode), "PNG", icc_profile=profile)

    picture = opened(resized(file, width=320))

    assert is_near(picture.getpixel((20, 80))[:3], colour)


def png_claiming(width, height):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("width", "height"),
    [
        pytest.param(5000, 4001, id="just too many pixels"),
        pytest.param(8000, 7990, id="as one attack was"),
        pytest.param(10_000, 10_000, id="where Pillow warns"),
        pytest.param(60_000, 60_000, id="where Pillow refuses"),
        pytest.param(20_000, 10, id="too long for a WebP"),
        pytest.param(10, 20_000, id="too high for a WebP"),
    ],
)
def test_picture_that_claims_too_much_is_refused_before_it_is_decoded(width, height, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))

    for judge in (measured, lambda file: resized(file, width=320)):
        with pytest.raises(PictureError, match="20 mega"):
            judge(png_claiming(width, height))


WHOLE = upload(two_halves()).getvalue()
BROKEN = {
    "empty": b"",
    "text": b"no picture",
    "truncated JPEG": WHOLE[: len(WHOLE) // 2],
    "truncated PNG": upload(two_halves(), "PNG").getvalue()[:100],
    "a kind that is not taken": upload(two_halves(), "TIFF").getvalue(),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "PNG with too few pixels": png_claiming(100, 100).getvalue(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    with translation.override(None), pytest.raises(PictureError, match="cannot be read"):
        resized(io.BytesIO(content), width=320)


def test_bytes_changed_at_random_give_a_picture_or_a_sentence():
    random_bytes = random.Random(1)
    for file_format in ("JPEG", "PNG", "WEBP", "GIF"):
        whole = upload(two_halves((64, 32)), file_format).getvalue()
        for _attempt in range(40):
            content = bytearray(whole)
            for _change in range(5):
                content[random_bytes.randrange(len(content))] = random_bytes.randrange(256)
            try:
                opened(resized(io.BytesIO(bytes(content)), width=32))
            except PictureError:
                continue


def decoded_sizes(monkeypatch):
    """The sizes in which pictures are decoded from now on."""
    sizes = []
    shrunk = images._shrunk
    monkeypatch.setattr(
        images, "_shrunk", lambda picture, size: sizes.append(picture.size) or shrunk(picture, size)
    )
    return sizes


def test_jpeg_is_decoded_at_a_smaller_scale(monkeypatch):
    sizes = decoded_sizes(monkeypatch)

    resized(upload(two_halves((4000, 2000))), width=320)

    assert sizes == [(500, 250)]


def test_picture_is_decoded_once_for_all_widths(monkeypatch):
    sizes = decoded_sizes(monkeypatch)

    made = scaled(upload(two_halves((2000, 1000)), "PNG"))

    assert sizes == [(2000, 1000)]
    assert {width: opened(content).size for width, content in made.items()} == {
        width: (width, width // 2) for width in images.WIDTHS
    }


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_strips_leave_no_seam(mode, monkeypatch):
    noise = random.Random(1).randbytes(700 * 901)  # the same each time
    picture = Image.frombytes("L", (700, 901), noise).convert(mode)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    monkeypatch.setattr(images, "_STRIP_PIXELS", 9000)
    whole = picture.convert("RGBA" if mode == "RGBA" else "RGB")

    made = images._shrunk(picture, (311, 400))

    at_once = whole.resize((311, 400), Image.Resampling.LANCZOS)
    difference = ImageChops.difference(seen(made), seen(at_once))
    assert max(high for _low, high in difference.getextrema()) <= 2


def seen(picture: Image.Image) -> Image.Image:
    """As it looks on white: what hardly covers anything may have any colour."""
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")


def test_grey_of_sixteen_bits_keeps_its_tones():
    tones = (1, 2, 64, 128, 255)
    grey = Image.new("I;16", (10 * len(tones), 10))
    for place, tone in enumerate(tones):
        grey.paste(257 * tone, (10 * place, 0, 10 * place + 10, 10))

    picture = opened(resized(upload(grey, "PNG"), width=320))

    shown = [picture.getpixel((10 * place + 5, 5))[0] for place in range(len(tones))]
    assert [abs(one - tone) <= 2 for one, tone in zip(shown, tones, strict=True)] == [True] * 5


def test_very_high_picture_is_shown_in_less_width():
    assert opened(resized(upload(two_halves((300, 9000)), "PNG"), width=320)).size == (43, 1280)


@pytest.mark.parametrize(
    ("file_format", "options", "megapixels"),
    [
        pytest.param("JPEG", {}, 64, id="baseline JPEG"),
        pytest.param("JPEG", {"progressive": True}, 20, id="progressive JPEG"),
        pytest.param("JPEG", {"progressive": True, "mode": "CMYK"}, 15, id="progressive CMYK"),
        pytest.param("JPEG", {"progressive": True, "mode": "L"}, 20, id="progressive grey"),
        pytest.param("JPEG", {"mode": "CMYK"}, 64, id="baseline CMYK"),
        pytest.param("PNG", {}, 20, id="PNG"),
        pytest.param("GIF", {}, 20, id="GIF"),
        pytest.param("WEBP", {}, 6, id="WebP"),
        pytest.param("AVIF", {}, 8, id="AVIF"),
    ],
)
def test_each_kind_has_a_largest_size(file_format, options, megapixels, monkeypatch):
    for name in ("MOST_PIXELS", "MOST_PIXELS_LINE_BY_LINE", "MOST_COLOURS"):
        monkeypatch.setattr(images, name, getattr(images, name) // 1000)
    most_of = {kind: most // 1000 for kind, most in images.MOST_PIXELS_OF.items()}
    monkeypatch.setattr(images, "MOST_PIXELS_OF", most_of)
    height = megapixels * 10
    options = {**options}
    mode = options.pop("mode", "RGB")

    def file(height):
        return upload(two_halves((100, height)).convert(mode), file_format, **options)

    assert measured(file(height)) == (100, height)
    with pytest.raises(TooLargeError):
        measured(file(height + 1))


@pytest.mark.parametrize("file_format", ["WEBP", "AVIF"])
def test_file_that_would_be_in_memory_whole_is_refused_before(file_format, monkeypatch):
    content = upload(two_halves(), file_format).getvalue()
    monkeypatch.setattr(images, "MOST_BYTES_OF", {file_format: len(content)})
    assert measured(io.BytesIO(content)) == (800, 400)

    monkeypatch.setattr(Image, "open", lambda *args, **kwargs: pytest.fail("it was opened"))
    with pytest.raises(PictureError, match=f"in {file_format}"):
        measured(io.BytesIO(content + b"x"))


def test_jpeg_with_megabytes_beside_its_pixels_is_refused(monkeypatch):
    segment = b"\xff\xe1" + (65_535).to_bytes(2) + b"Exif\0\0" + b"x" * 65_527
    content = WHOLE[:2] + segment * 122 + WHOLE[2:]  # 8 MB less some
    assert measured(io.BytesIO(content)) == (800, 400)

    monkeypatch.setattr(Image, "open", lambda *args, **kwargs: pytest.fail("it was opened"))
    with translation.override(None), pytest.raises(PictureError, match="more than 8 MB beside"):
        measured(io.BytesIO(WHOLE[:2] + segment * 123 + WHOLE[2:]))


def test_jpeg_of_very_many_scans_is_refused():
    content = upload(two_halves(), progressive=True).getvalue()
    scan = content[content.index(b"\xff\xda") : content.rindex(b"\xff\xda")]
    many = content[:-2] + scan * 100 + b"\xff\xd9"

    assert measured(io.BytesIO(content)) == (800, 400)
    with translation.override(None), pytest.raises(PictureError, match="cannot be read"):
        measured(io.BytesIO(many))


def test_text_in_a_png_has_a_bound():
    info = PngImagePlugin.PngInfo()
    for number in range(9):
        info.add_text(f"k{number}", "a" * 1_000_000, zip=True)

    with translation.override(None), pytest.raises(PictureError, match="cannot be read"):
        resized(upload(two_halves(), "PNG", pnginfo=info), width=320)


def test_picture_of_several_from_a_telephone_is_read_as_a_jpeg():
    several = upload(two_halves((4000, 2000)), "MPO", save_all=True, append_images=[two_halves()])

    picture = opened(resized(several, width=320))

    assert (picture.size, is_near(picture.getpixel((20, 80)), RED)) == ((320, 160), True)


def test_jpeg_of_a_scan_for_each_colour_is_not_read_line_by_line():
    file = upload(two_halves())
    content = file.getvalue()
    scan = content.index(b"\xff\xda")
    of_one_colour = content[: scan + 4] + b"\x01" + content[scan + 5 :]

    assert jpeg.head_of(file) == jpeg.Head(components=3, is_line_by_line=True, bytes=scan + 14)
    assert not jpeg.head_of(io.BytesIO(of_one_colour)).is_line_by_line
    assert not jpeg.head_of(io.BytesIO(content[:scan])).is_line_by_line


@pytest.mark.parametrize("piece", [1_000_000, 7])
def test_scans_are_counted_across_pieces(piece, monkeypatch):
    monkeypatch.setattr(jpeg, "_PIECE", piece)

    counts = [
        jpeg.number_of_scans(upload(two_halves(), progressive=progressive))
        for progressive in (False, True)
    ]

    assert counts == [1, 10]
