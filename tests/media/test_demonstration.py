import math
from array import array

import av
import pytest
from PIL import ImageChops

from catalogue.media import demonstration
from catalogue.media.demonstration import HEIGHT, WIDTH, Slate, make_recording, title_of

WORDS = {"title": "Gesprek 3", "label": "demonstratiemateriaal"}
SECONDS = 910


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """A recording just long enough to seek to 15:03 in."""
    path = tmp_path_factory.mktemp("recordings") / "gesprek-3.mp4"
    make_recording(path, duration_ms=SECONDS * 1000, **WORDS)
    return path


def frame_at(path, second: float):
    """The picture that a player shows at a moment: sought at a key frame, decoded up to it."""
    with av.open(str(path)) as container:
        container.seek(int(second * av.time_base), backward=True)
        shown = None
        for frame in container.decode(video=0):
            if frame.time > second:
                break
            shown = frame
        return shown.to_image()


def difference(one, other) -> int:
    """The number of pixels that are light in one picture and dark in the other."""
    light = [
        picture.convert("L").point(lambda shade: shade > 128 and 255) for picture in (one, other)
    ]
    return ImageChops.difference(*light).histogram()[255]


@pytest.mark.parametrize("second", [0, 1, 59, 60, 899.5, 903, 903.9, SECONDS - 1])
def test_seeking_shows_the_time_that_was_sought(recording, second):
    slate = Slate(**WORDS)
    shown = frame_at(recording, second)

    whole = math.floor(second)
    right = difference(shown, slate.at(whole * 1000))
    wrong = [difference(shown, slate.at(other * 1000)) for other in (whole + 1, abs(whole - 1))]

    assert right * 20 < min(wrong)


def test_recording_is_what_every_browser_plays(recording):
    with av.open(str(recording)) as container:
        [pictures] = container.streams.video
        [sound] = container.streams.audio

        assert (pictures.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert (pictures.width, pictures.height, pictures.average_rate) == (WIDTH, HEIGHT, 1)
        assert pictures.pix_fmt == "yuv420p"
        assert abs(container.duration - SECONDS * av.time_base) < 0.1 * av.time_base


def test_pictures_are_in_order_with_a_key_frame_every_five_seconds(recording):
    with av.open(str(recording)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]

    assert [packet.pts for packet in packets] == [packet.dts for packet in packets]
    seconds = [round(packet.pts * packet.time_base) for packet in packets if packet.is_keyframe]
    assert seconds == list(range(0, SECONDS, 5))


def test_index_stands_in_front(recording):
    start = recording.read_bytes()[:100]

    assert start[4:8] == b"ftyp"
    assert b"moov" in start


def test_tone_sounds_at_each_minute_and_only_there(recording):
    loud_seconds = set()
    with av.open(str(recording)) as container:
        for frame in container.decode(audio=0):
            samples = array("f", bytes(frame.planes[0])[: frame.samples * 4])
            if max(samples) > 0.02:
                loud_seconds.add(math.floor(frame.time))

    assert loud_seconds == {second for m in range(1, 16) for second in (m * 60, m * 60 + 1)}


@pytest.mark.parametrize(("duration_ms", "seconds"), [(1000, 1), (2500, 3), (6000, 6)])
def test_recording_lasts_whole_seconds(tmp_path, duration_ms, seconds):
    make_recording(tmp_path / "short.mp4", duration_ms=duration_ms, **WORDS)

    with av.open(str(tmp_path / "short.mp4")) as container:
        assert len(list(container.decode(video=0))) == seconds
        assert abs(container.duration / av.time_base - seconds) < 0.1


def test_same_recording_has_the_same_bytes(tmp_path):
    for name in ("one.mp4", "other.mp4"):
        make_recording(tmp_path / name, duration_ms=7000, **WORDS)

    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "other.mp4").read_bytes()


def test_progress_is_told_after_each_second(tmp_path):
    told = []

    make_recording(tmp_path / "short.mp4", duration_ms=4000, progress=told.append, **WORDS)

    assert told == [1, 2, 3, 4]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_interrupted_recording_leaves_what_was_there(tmp_path, error):
    path = tmp_path / "short.mp4"
    path.write_bytes(b"the earlier one")

    def interrupt(second):
        raise error

    with pytest.raises(error):
        make_recording(path, duration_ms=4000, progress=interrupt, **WORDS)

    assert [found.name for found in tmp_path.iterdir()] == ["short.mp4"]
    assert path.read_bytes() == b"the earlier one"


def test_title_is_found_again(tmp_path):
    make_recording(tmp_path / "short.mp4", duration_ms=1000, title="Gesprek “één”", label="x")

    assert title_of(tmp_path / "short.mp4") == "Gesprek “één”"


@pytest.mark.parametrize("content", [None, b"", b"junk" * 100], ids=["missing", "empty", "junk"])
def test_title_of_another_file_is_empty(tmp_path, content):
    path = tmp_path / "other.mp4"
    if content is not None:
        path.write_bytes(content)

    assert title_of(path) == ""


def test_slate_keeps_a_long_title_inside_the_picture():
    slate = Slate(title="Gesprek over alles " * 20, label="demonstratiemateriaal")

    edge = slate.at(0).crop((WIDTH - 20, 0, WIDTH, HEIGHT))

    assert edge.getcolors() == [(20 * HEIGHT, demonstration.drawing.INK)]


def test_slate_from_an_hour_on_fits():
    picture = Slate(**WORDS).at(99 * 3_600_000 + 59 * 60_000 + 59_000)

    for left in (0, WIDTH - 5):
        side = picture.crop((left, 100, left + 5, HEIGHT))
        assert side.getcolors() == [(5 * (HEIGHT - 100), demonstration.drawing.INK)]
