import io

import pytest
from PIL import Image, ImageDraw

from catalogue.media import drawing
from catalogue.media.cover import SOCIAL_SIZE, WIDTHS, cover, cover_key, height_for, spread
from catalogue.media.tape import build_tape

MINUTE = 60_000


def tape(*starts_ms, duration_ms=30 * MINUTE, **options):
    spans = [(str(start_ms), start_ms, None, "t", "/") for start_ms in starts_ms]
    return build_tape(duration_ms, spans, **options)


TAPES = {
    "empty": tape(),
    "one": tape(10 * MINUTE),
    "two": tape(749_000, 903_000),
    "at both ends": tape(0, 30 * MINUTE),
    "past the end": tape(40 * MINUTE),
    "close together": tape(1000, 2000, 3000),
    "all at once": tape(*[5000] * 12),
    "eight in hours": tape(*range(0, 5_400_000, 675_000), duration_ms=5_400_000),
    "of unknown length": tape(749_000, 903_000, duration_ms=None),
    "many of unknown length": tape(*range(0, 5_400_000, 675_000), duration_ms=None),
    "nothing known": tape(duration_ms=None),
    "many": tape(*range(0, 5_400_000, 45_000), duration_ms=5_400_000),
}


def opened(content):
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", TAPES)
def test_cover_is_a_small_png_of_the_size_asked_for(name, width):
    content = cover(TAPES[name], width=width)
    picture = opened(content)

    assert (picture.format, picture.size) == ("PNG", (width, height_for(width)))
    assert picture.width * 9 == picture.height * 16
    assert len(content) < 12_000


@pytest.mark.parametrize("name", TAPES)
def test_same_tape_gives_the_same_bytes(name):
    assert cover(TAPES[name], width=640) == cover(TAPES[name], width=640)


@pytest.mark.parametrize(
    ("dark", "ground", "ink"),
    [(False, drawing.PAPER, drawing.INK), (True, drawing.INK, drawing.IVORY)],
)
def test_cover_is_drawn_between_ground_and_ink(dark, ground, ink):
    picture = opened(cover(tape(903_000), width=640, dark=dark)).convert("RGB")

    colours = {colour for _count, colour in picture.getcolors()}
    assert {ground, ink} <= colours
    assert picture.getpixel((0, 0)) == ground
    assert len(colours) <= 16


def test_stems_stand_where_the_fragments_are():
    picture = opened(cover(tape(*[minute * MINUTE for minute in range(0, 30, 3)]), width=640))
    shades = picture.convert("L")

    foot = round(360 * 0.83) + 8  # below the line, where only stems are
    dark = [x for x in range(640) if shades.getpixel((x, foot)) < 128]
    first_columns = [x for x in dark if x - 1 not in dark]

    line = 640 - 2 * 48
    assert first_columns == [round(48 + line * 0.1 * number) for number in range(10)]


def test_line_ends_in_dots_where_nobody_knows_the_length():
    breaks = {}
    for name in ("eight in hours", "many of unknown length"):
        shades = opened(cover(TAPES[name], width=640)).convert("L")
        breaks[name] = sum(shades.getpixel((x, 299)) > 240 for x in range(560, 592))

    assert breaks["eight in hours"] == 0
    assert 8 < breaks["many of unknown length"] < 24


def test_nothing_is_drawn_in_the_margins():
    for name, drawn in TAPES.items():
        shades = opened(cover(drawn, width=640)).convert("L")
        margin = shades.crop((640 - 40, 0, 640, 360))

        assert margin.getextrema()[0] > 240, name


def test_title_is_set_where_the_picture_stands_alone():
    width, height = SOCIAL_SIZE
    picture = opened(cover(TAPES["two"], width=width, height=height, title="Gesprek 3 " * 30))
    shades = picture.convert("L")

    assert picture.size == SOCIAL_SIZE
    assert shades.crop((0, height - 140, width, height)).getextrema()[0] < 60
    assert shades.crop((width - 80, 0, width, height)).getextrema()[0] > 240


def test_key_changes_with_all_that_is_drawn():
    calls = [
        (tape(1000), {"width": 640}),
        (tape(2000), {"width": 640}),
        (tape(1000, 2000), {"width": 640}),
        (tape(1000, duration_ms=MINUTE), {"width": 640}),
        (tape(1000, duration_ms=None), {"width": 640}),
        (build_tape(30 * MINUTE, [("a", 1000, 2 * MINUTE, "t", "/")]), {"width": 640}),
        (tape(1000), {"width": 320}),
        (tape(1000), {"width": 640, "height": 400}),
        (tape(1000), {"width": 640, "dark": True}),
        (tape(1000), {"width": 640, "title": "Gesprek 3"}),
    ]

    keys = {cover_key(drawn, **options) for drawn, options in calls}

    assert len(keys) == len(calls)


def test_key_does_not_change_with_what_is_not_drawn():
    assert cover_key(tape(1000, label="a", current="1000"), width=640) == cover_key(
        tape(1000, label="b"), width=640
    )


@pytest.mark.parametrize(
    ("starts", "times"),
    [
        ([2, 5], ["2:00", "5:00"]),
        ([2, 3, 4, 5, 6], ["2:00", "3:00", "4:00", "5:00", "6:00"]),
        (range(1, 10), ["1:00", "3:00", "5:00", "7:00", "9:00"]),
        (range(10), ["0:00", "2:00", "4:00", "7:00", "9:00"]),
        ([1, 2, 3, 4, 5, 29], ["1:00", "2:00", "3:00", "4:00", "5:00"]),  # no room at the right
    ],
    ids=str,
)
def test_cover_has_at_most_five_times(monkeypatch, starts, times):
    written = []
    monkeypatch.setattr(
        ImageDraw.ImageDraw, "text", lambda _self, _place, text, **_options: written.append(text)
    )

    cover(tape(*[minute * MINUTE for minute in starts]), width=640)

    assert written == times


@pytest.mark.parametrize(("minutes", "is_left"), [((2, 5), False), ((25, 28), True)])
def test_times_stand_where_there_is_room(minutes, is_left):
    shades = opened(cover(tape(*[one * MINUTE for one in minutes]), width=640)).convert("L")

    dark = shades.crop((0, 40, 640, 240)).point(lambda shade: 255 * (shade < 128)).getbbox()
    feet = [x for x in range(640) if shades.getpixel((x, round(360 * 0.83) + 8)) < 128]
    assert (dark[0] < feet[0] - 20) == is_left
    assert (dark[2] > feet[-1] + 20) == (not is_left)


def test_marks_are_spread_from_the_first_to_the_last():
    marks = tape(*range(1000, 21_000, 1000)).marks

    assert [mark.start_ms for mark in spread(marks, 5)] == [1000, 6000, 11_000, 15_000, 20_000]
    assert spread(marks[:3], 5) == list(marks[:3])
