"""The waveform of a recording: how far its sound goes down and up, for editors to cut by.

Two files, of 10 and of 100 stretches a second. Each stretch is two signed bytes, the lowest and the
highest of all channels: ±127 is as loud as the file can be, 0 is silence. The byte grows with the
square root of the amplitude, so that the pauses of a recording that was made too softly are still
told from its words. A file without sound has an empty waveform. What is written otherwise one day,
needs other names: these are taken for good.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np
from django.core.files import File
from django.utils.translation import gettext as _

from catalogue.media.derived import path_of
from catalogue.media.files import write
from catalogue.media.probe import ProbeError, opened
from catalogue.models import MediaFile
from catalogue.values import timecode

FINE, COARSE = 100, 10  # stretches a second
RATES = (COARSE, FINE)
LOUDEST = 127

_AT_ONCE_S = 10  # of sound that is in memory
_JITTER_S = 0.01  # containers round the times of frames; more than this is a gap
_PAST_THE_END_S = 60  # what is said to come later than this is a broken time


def path(media_file: MediaFile, rate: int) -> Any:
    """The place of one of the two files, there or not."""
    return path_of(media_file, f"waveform-{rate}")


def is_made(media_file: MediaFile) -> bool:
    return all(path(media_file, rate).exists() for rate in RATES)


def make(media_file: MediaFile, progress: Callable[[int], None]) -> list[str]:
    """Write both files; sentences for who asked of what could not be read. ``progress`` is told how
    many milliseconds of the recording were heard. Raises ProbeError for what is no recording,
    FileNotFoundError."""
    with media_file.file.open("rb") as file:
        sound = heard(file, progress)
    write(path(media_file, FINE), sound.stretches.tobytes())
    # The coarse one last: whoever sees it may ask for the other.
    write(path(media_file, COARSE), coarser(sound.stretches).tobytes())
    if not sound.broken:
        return []
    return [_("%d pieces of the sound could not be read: the file is damaged.") % sound.broken]


def coarser(stretches: np.ndarray) -> np.ndarray:
    """The stretches of a hundredth of a second, joined by ten."""
    starts = np.arange(0, len(stretches), FINE // COARSE)
    if not len(starts):
        return stretches
    lowest = np.minimum.reduceat(stretches[:, 0], starts)
    highest = np.maximum.reduceat(stretches[:, 1], starts)
    return np.stack((lowest, highest), axis=1)


def heard(file: "File[Any]", progress: Callable[[int], None] = lambda ms: None) -> "Sound":
    """The sound of a file of a storage, decoded piece by piece. Raises ProbeError."""
    with opened(file) as container:
        track = next((one for one in container.streams.audio if one.codec_context), None)
        length_s = (container.duration or timecode.MAX_MS * 1000) / av.time_base
        sound = Sound(most=round((length_s + _PAST_THE_END_S) * FINE))
        if track is None:
            return sound
        try:
            for number, packet in enumerate(container.demux(track)):
                sound.hear(packet)
                if number % 1000 == 0:
                    progress(round(sound.seconds * 1000))
        except (av.FFmpegError, OSError):  # it breaks off here
            sound.broken += 1
        sound.finish()
        if not sound.seconds:
            raise ProbeError(_("The sound of this file cannot be read."))
        return sound


@dataclass
class Sound:
    """What was heard, in hundredths of a second; at most so many."""

    most: int
    broken: int = 0  # pieces that could not be read
    stretches: np.ndarray = field(default_factory=lambda: np.zeros((0, 2), np.int8))
    _rate: int = 0  # samples a second
    _begin: int = 0  # the sample at which what waits begins
    _next: int = 0
    _waiting: list[np.ndarray] = field(default_factory=list)
    _length: int = 0

    @property
    def seconds(self) -> float:
        """How far it was heard."""
        return self._next / self._rate if self._rate else 0.0

    def hear(self, packet: "av.Packet[av.AudioStream]") -> None:
        """The next piece as it stands in the file."""
        try:
            for frame in packet.decode():
                self.add(frame)
        except (av.InvalidDataError, ValueError):  # ValueError: samples of a kind unknown here
            self.broken += 1

    def add(self, frame: av.AudioFrame) -> None:
        """The next sound. Of one that says no time, it is where the former ended."""
        samples = _lowest_and_highest(frame)
        rate = frame.sample_rate
        begin = round(self.seconds * rate)
        if frame.pts is not None and frame.time_base is not None:
            begin = round(frame.pts * frame.time_base * rate)
        is_other = rate != self._rate or (self._waiting and self._waiting[0].dtype != samples.dtype)
        if is_other or abs(begin - self._next) > _JITTER_S * rate:
            self._take()
            self._rate, self._begin, self._next = rate, begin, begin
        self._waiting.append(samples)
        self._next += samples.shape[1]
        if self._next - self._begin >= _AT_ONCE_S * rate:
            self._take()

    def finish(self) -> None:
        self._take()
        self.stretches = self.stretches[: self._length].copy()

    def _take(self) -> None:
        """Make stretches of what waits."""
        if not self._waiting:
            return
        samples = np.concatenate(self._waiting, axis=1)[:, max(-self._begin, 0) :]
        begin = max(self._begin, 0)
        self._waiting, self._begin = [], self._next
        stop = min(begin + samples.shape[1], self.most * self._rate // FINE)
        if stop <= begin:
            return
        first, last = begin * FINE // self._rate, (stop - 1) * FINE // self._rate
        # Of each stretch the first sample: the first one is in the midst of a stretch, perhaps.
        starts = -(-np.arange(first, last + 1) * self._rate // FINE) - begin
        starts[0] = 0
        samples = samples[:, : stop - begin]
        lowest = _bytes(np.minimum.reduceat(samples[0], starts))
        highest = _bytes(np.maximum.reduceat(samples[1], starts))
        self._grow(last + 1)
        known = min(max(self._length - first, 0), len(lowest))
        place = self.stretches[first : last + 1]
        place[:known, 0] = np.minimum(place[:known, 0], lowest[:known])
        place[:known, 1] = np.maximum(place[:known, 1], highest[:known])
        place[known:, 0], place[known:, 1] = lowest[known:], highest[known:]
        self._length = max(self._length, last + 1)

    def _grow(self, length: int) -> None:
        if length > len(self.stretches):
            grown = np.zeros((max(length, 2 * len(self.stretches)), 2), np.int8)
            grown[: len(self.stretches)] = self.stretches
            self.stretches = grown


def _lowest_and_highest(frame: av.AudioFrame) -> np.ndarray:
    """Of each sample, the lowest and the highest of all channels."""
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    return np.stack((samples.min(axis=0), samples.max(axis=0)))


def _bytes(samples: np.ndarray) -> np.ndarray:
    """The bytes of samples as FFmpeg gives them: fractions of 1, or whole numbers."""
    if samples.dtype.kind == "f":
        amplitude = np.nan_to_num(samples.astype(np.float64), posinf=1, neginf=-1)
    else:
        middle = 2.0 ** (8 * samples.dtype.itemsize - 1)
        amplitude = samples / middle - (samples.dtype.kind == "u")
    amplitude = np.clip(amplitude, -1, 1)
    scaled = np.rint(np.sqrt(np.abs(amplitude)) * LOUDEST)
    signed: np.ndarray = np.copysign(scaled, amplitude).astype(np.int8)
    return signed
