import hashlib
import random

import av
import pytest
from av.stream import Disposition
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image

from catalogue.media.demonstration import make_recording
from catalogue.media.probe import ProbeError, length_of, probe
from catalogue.values import timecode
from tests.factories import MediaFileFactory

SECONDS = 2


def write(path, *, pictures=None, sound=None, cover=None, container=None, options=None):
    """A file of two seconds with these codecs."""
    with av.open(str(path), "w", format=container, options=options or {}) as output:
        tracks = []
        if pictures:
            tracks.append((output.add_stream(pictures, rate=1), picture_frames()))
            tracks[-1][0].width, tracks[-1][0].height = 64, 36
            tracks[-1][0].pix_fmt = "yuv420p"
            # x265 gives the first of two pictures a time out of nowhere where it may reorder more.
            tracks[-1][0].codec_context.max_b_frames = 0
        if sound:
            tracks.append((output.add_stream(sound, rate=48_000, layout="mono"), sound_frames()))
        if cover:
            image = output.add_stream("mjpeg")
            image.width, image.height, image.pix_fmt = 64, 36, "yuvj420p"
            image.disposition = Disposition.attached_pic
            tracks.append((image, [av.VideoFrame.from_image(Image.new("RGB", (64, 36)))]))
        for track, frames in tracks:
            for frame in frames:
                output.mux(track.encode(frame))
            output.mux(track.encode(None))
    return path


def picture_frames():
    for second in range(SECONDS):
        frame = av.VideoFrame.from_image(Image.new("RGB", (64, 36)))
        frame.pts = second
        yield frame


def sound_frames():
    for number in range(SECONDS * 50):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=960)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.sample_rate = 48_000
        frame.pts = number * 960
        yield frame


def test_probe_gives_the_facts_of_a_recording(tmp_path):
    path = tmp_path / "gesprek.mp4"
    make_recording(path, title="Gesprek 3", duration_ms=7000, label="demonstratie")

    facts = probe(path)

    assert 7000 <= facts.duration_ms < 7100
    assert (facts.mime_type, facts.codecs) == ("video/mp4", "avc1.640016, mp4a.40.2")
    assert (facts.width, facts.height) == (640, 360)
    assert facts.size == path.stat().st_size
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("name", "tracks", "mime_type", "codecs"),
    [
        ("a.webm", {"pictures": "libvpx-vp9", "sound": "libopus"}, "video/webm", "vp9, opus"),
        ("a.webm", {"pictures": "libvpx"}, "video/webm", "vp8"),
        ("a.webm", {"sound": "libopus"}, "audio/webm", "opus"),
        ("a.mkv", {"pictures": "libvpx", "sound": "aac"}, "video/x-matroska", "vp8, mp4a.40.2"),
        ("a.mp4", {"pictures": "libsvtav1"}, "video/mp4", "av01.0.00M.08"),
        ("a.mp4", {"pictures": "libx265"}, "video/mp4", ""),
        ("a.m4a", {"sound": "aac", "container": "mp4"}, "audio/mp4", "mp4a.40.2"),
        ("a.mov", {"pictures": "libx264"}, "video/quicktime", "avc1.64000a"),
        ("a.mp3", {"sound": "libmp3lame"}, "audio/mpeg", "mp3"),
        ("a.ogg", {"sound": "libopus"}, "audio/ogg", "opus"),
        ("a.flac", {"sound": "flac"}, "audio/flac", "flac"),
        ("a.wav", {"sound": "pcm_s16le"}, "audio/wav", ""),
    ],
)
def test_probe_names_the_type_and_codecs(tmp_path, name, tracks, mime_type, codecs):
    facts = probe(write(tmp_path / name, **tracks))

    assert (facts.mime_type, facts.codecs) == (mime_type, codecs)
    assert (facts.width, facts.height) == ((64, 36) if "pictures" in tracks else (None, None))
    assert abs(facts.duration_ms - SECONDS * 1000) < 100


def test_cover_of_a_podcast_is_no_moving_picture(tmp_path):
    facts = probe(write(tmp_path / "podcast.mp3", sound="libmp3lame", cover=True))

    assert (facts.mime_type, facts.width) == ("audio/mpeg", None)


def test_file_of_a_storage_is_probed():
    media_file = MediaFileFactory.build()
    with pytest.raises(ProbeError):
        media_file.file.save("x.mp4", ContentFile(b"no recording"), save=False)
        probe(media_file.file)
    assert media_file.file.closed


@pytest.fixture
def truncated(tmp_path):
    path = tmp_path / "whole.mp4"
    make_recording(path, title="Gesprek 3", duration_ms=3000, label="demonstratie")
    return path.read_bytes()[:600]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no recording" * 1000, id="text"),
        pytest.param(b"\x00\x00\x00\x18ftypmp42" + bytes(2000), id="only the start of an MP4"),
        pytest.param(b"#EXTM3U\n#EXTINF:9,\nfile:///etc/hostname\n", id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile '/etc/hostname'\n", id="list of files"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), id="picture"),
    ],
)
def test_what_is_no_recording_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "gesprek.mp4"
    path.write_bytes(content)

    with translation.override(None), pytest.raises(ProbeError, match=r"cannot be read.*\.$"):
        probe(path)


def test_truncated_recording_is_refused(tmp_path, truncated):
    path = tmp_path / "gesprek.mp4"
    path.write_bytes(truncated)

    with pytest.raises(ProbeError):
        probe(path)


def test_bytes_changed_at_random_give_facts_or_a_sentence(tmp_path):
    numbers = random.Random(3)
    path = tmp_path / "gesprek.mp4"
    for whole in (
        write(tmp_path / "a.mp4", pictures="libsvtav1", sound="aac").read_bytes(),
        write(tmp_path / "a.webm", pictures="libvpx", sound="libopus").read_bytes(),
        write(tmp_path / "a.mp3", sound="libmp3lame", cover=True).read_bytes(),
    ):
        for _attempt in range(60):
            content = bytearray(whole)
            for _change in range(8):
                content[numbers.randrange(min(len(content), 1500))] = numbers.randrange(256)
            path.write_bytes(content)
            try:
                facts = probe(path)
            except ProbeError:
                continue
            assert 0 < facts.duration_ms <= timecode.MAX_MS


def test_playlist_makes_nothing_be_read(tmp_path):
    """What FFmpeg would play is a file that the list names, not the file that was uploaded."""
    secret = write(tmp_path / "secret.mp4", pictures="libx264")
    listing = tmp_path / "gesprek.mp4"
    for content in (f"#EXTM3U\n#EXTINF:9,\n{secret}\n", f"ffconcat version 1.0\nfile {secret}\n"):
        listing.write_text(content)

        with pytest.raises(ProbeError):
            probe(listing)


def test_file_without_a_length_is_refused(tmp_path):
    path = write(tmp_path / "live.webm", pictures="libvpx", container="webm", options={"live": "1"})

    with translation.override(None), pytest.raises(ProbeError, match="how long it lasts"):
        probe(path)


def test_missing_file_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "none.mp4")


@pytest.mark.django_db
def test_mp3_without_a_header_is_as_long_as_its_packets(tmp_path):
    path = write(tmp_path / "a.mp3", sound="mp3", options={"write_xing": "0"})
    quiet = path.read_bytes()
    # Packets of another bit rate: what FFmpeg guesses by the first ones is several times too long.
    loud = write_mp3(tmp_path / "b.mp3", bit_rate=320_000).read_bytes()
    path.write_bytes(quiet + loud * 4)

    facts = probe(path)

    assert abs(facts.duration_ms - 5 * SECONDS * 1000) < 500
    media_file = MediaFileFactory(file=ContentFile(path.read_bytes(), name="a.mp3"))
    assert length_of(media_file.file) == facts.duration_ms


def write_mp3(path, *, bit_rate):
    with av.open(str(path), "w", options={"write_xing": "0"}) as output:
        track = output.add_stream("mp3", rate=48_000, layout="mono")
        track.bit_rate = bit_rate
        for frame in sound_frames():
            output.mux(track.encode(frame))
        output.mux(track.encode(None))
    return path
