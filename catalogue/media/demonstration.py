"""Demonstration recordings: a calm slate with a running time code, and a soft tone each minute.

They stand in for the series' own recordings, so that anyone sees that 15:03 is 15:03. What is made
is an MP4 that every browser plays: H.264 at one picture a second, with a key frame every five
seconds to seek to and no pictures out of order, AAC, and its index in front.
"""

import itertools
import math
from array import array
from collections.abc import Callable
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from PIL import Image, ImageDraw

from catalogue.media import drawing
from catalogue.media.files import written_whole
from catalogue.values import timecode

WIDTH, HEIGHT = 640, 360
_SIGN_HEIGHT = 120
MIME_TYPE = "video/mp4"

_KEY_FRAME_SECONDS = 5
# What x264 would look ahead for, changes of scene and movement, a slate does not have.
_X264 = {
    "preset": "superfast",
    "tune": "stillimage",
    "crf": "26",
    "bf": "0",
    "x264-params": "rc-lookahead=0:mbtree=0:scenecut=0:ref=1:weightp=0",
}

_SAMPLE_RATE = 8_000
_SAMPLES = 1024  # in a frame of AAC
_BIT_RATE = 16_000
_MINUTE = 60 * _SAMPLE_RATE
_TONE = 3 * _SAMPLE_RATE // 2
_TONE_HZ = 440
_TONE_LOUDNESS = 0.12  # of 1: to be heard, not to be startled by
_SILENCE = bytes(4 * _SAMPLES)


class Slate:
    """The picture of a demonstration recording at each of its seconds.

    Its words are drawn once, and each sign of the time code once: of the thousands of pictures in a
    recording only a few signs are put in place.
    """

    top = (HEIGHT - _SIGN_HEIGHT) // 2

    def __init__(self, *, title: str, label: str):
        self.title = title
        self.label = label

    def at(self, ms: int) -> Image.Image:
        """The picture at a moment: that of the whole second it lies in."""
        picture = self.words.copy()
        for sign, left in self.placed(ms):
            picture.paste(self.signs[sign], (left, self.top))
        return picture

    def placed(self, ms: int) -> list[tuple[str, int]]:
        """The signs of the time code at that moment, each with the place of its left side."""
        text = timecode.format(ms // 1000 * 1000)
        left = (WIDTH - sum(self.signs[sign].width for sign in text)) // 4 * 2
        places = itertools.accumulate((self.signs[sign].width for sign in text), initial=left)
        return list(zip(text, places, strict=False))

    @cached_property
    def words(self) -> Image.Image:
        picture = Image.new("RGB", (WIDTH, HEIGHT), drawing.INK)
        font = drawing.grotesk(18, weight=400)
        text = drawing.fitted(f"{self.title} · {self.label}", font, room=WIDTH - 48)
        ImageDraw.Draw(picture).text((24, 38), text, font=font, fill=drawing.MIST, anchor="ls")
        return picture

    @cached_property
    def signs(self) -> dict[str, Image.Image]:
        """Pictures of the digits, all equally wide so that nothing shifts, and of the colon.

        Sizes and places are even: a video keeps its colours for two by two pixels.
        """
        font = drawing.newsreader(128, weight=250)
        digits = "0123456789"
        widths = dict.fromkeys(digits, _even(max(map(font.getlength, digits))))
        widths[":"] = _even(font.getlength(":"))
        signs = {}
        for sign, width in widths.items():
            signs[sign] = Image.new("RGB", (width, _SIGN_HEIGHT), drawing.INK)
            ImageDraw.Draw(signs[sign]).text(
                (width / 2, 104), sign, font=font, fill=drawing.IVORY, anchor="ms"
            )
        return signs


def _even(length: float) -> int:
    return math.ceil(length / 2) * 2


def make_recording(
    path: Path,
    *,
    title: str,
    duration_ms: int,
    label: str,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write a recording of ``duration_ms``, rounded up to a whole second, to ``path``.

    ``title`` and ``label`` stand on the slate: the interview, and that this is demonstration
    material. ``progress`` is told after each second of the recording how many are made; what it
    raises ends the making. The file appears whole or not at all; the same arguments give the same
    bytes.
    """
    seconds = math.ceil(duration_ms / 1000)
    slate = Slate(title=title, label=label)
    with (
        written_whole(path) as draft,
        av.open(str(draft), "w", format="mp4", options={"movflags": "+faststart"}) as container,
    ):
        container.metadata["title"] = title
        pictures = _Pictures(container, slate)
        sound = _Sound(container)
        for second in range(seconds):
            pictures.write(second)
            sound.write_until(second + 1)
            if progress:
                progress(second + 1)
        pictures.finish()
        sound.finish()


def title_of(path: Path) -> str:
    """The title that a demonstration recording was made with; empty for any other file."""
    try:
        with av.open(str(path), format="mp4") as container:
            return container.metadata.get("title", "")
    except (OSError, av.FFmpegError):
        return ""


class _Pictures:
    """The picture track: a picture a second, each shown until the next.

    The parts of the slate are turned into the video's own planes (one of brightness, two of colour
    at half the size) before they are put together: to turn every whole picture would take longer
    than to encode it.
    """

    def __init__(self, container: av.container.OutputContainer, slate: Slate):
        self.container = container
        self.slate = slate
        self.words = _planes(slate.words)
        self.signs = {sign: _planes(picture) for sign, picture in slate.signs.items()}
        self.track = container.add_stream("libx264", rate=1, options=_X264)
        self.track.width, self.track.height = WIDTH, HEIGHT
        self.track.pix_fmt = "yuv420p"
        self.track.gop_size = _KEY_FRAME_SECONDS
        context = self.track.codec_context
        # The same bytes on every machine; who wants speed makes several recordings side by side.
        context.thread_count = 1
        # Without being told, browsers guess by the size of the picture, and some guess wrong.
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG

    def write(self, second: int) -> None:
        planes = [plane.copy() for plane in self.words]
        for sign, left in self.slate.placed(second * 1000):
            for plane, part, scale in zip(planes, self.signs[sign], (1, 2, 2), strict=True):
                plane.paste(part, (left // scale, self.slate.top // scale))
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for target, plane in zip(frame.planes, planes, strict=True):
            target.update(plane.tobytes("raw", "L", target.line_size))
        frame.pts = second
        frame.time_base = Fraction(1)
        self.container.mux(self.track.encode(frame))

    def finish(self) -> None:
        self.container.mux(self.track.encode(None))


def _planes(picture: Image.Image) -> list[Image.Image]:
    """Brightness and the two colours of a picture, in the numbers of BT.709 video."""
    whole = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]  # PyAV gives no types
    frame = whole.reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    return [
        Image.frombytes("L", (plane.width, plane.height), bytes(plane), "raw", "L", plane.line_size)
        for plane in frame.planes
    ]


class _Sound:
    """The sound track: silence, and a tone that swells and fades at each whole minute."""

    def __init__(self, container: av.container.OutputContainer):
        self.container = container
        self.track = container.add_stream("aac", rate=_SAMPLE_RATE, layout="mono")
        self.track.bit_rate = _BIT_RATE
        self.position = 0

    def write_until(self, second: int) -> None:
        while self.position + _SAMPLES <= second * _SAMPLE_RATE:
            frame = av.AudioFrame(format="fltp", layout="mono", samples=_SAMPLES)
            frame.planes[0].update(self._samples())
            frame.sample_rate = _SAMPLE_RATE
            frame.pts = self.position
            frame.time_base = Fraction(1, _SAMPLE_RATE)
            self.container.mux(self.track.encode(frame))
            self.position += _SAMPLES

    def finish(self) -> None:
        self.container.mux(self.track.encode(None))

    def _samples(self) -> bytes:
        """The samples of the frame at the present position; no tone at the very beginning."""
        start = self.position % _MINUTE
        sounds = (start < _TONE and self.position > _TONE) or start + _SAMPLES > _MINUTE
        return _minute()[start : start + _SAMPLES].tobytes() if sounds else _SILENCE


@cache
def _minute() -> "array[float]":
    """Samples of a minute that begins with the tone, and of the start of the next one."""
    tone = [
        _TONE_LOUDNESS
        * math.sin(math.pi * sample / _TONE) ** 2
        * math.sin(2 * math.pi * _TONE_HZ * sample / _SAMPLE_RATE)
        for sample in range(_TONE)
    ]
    silence = [0.0] * (_MINUTE - _TONE)
    return array("f", tone + silence + tone[:_SAMPLES])
