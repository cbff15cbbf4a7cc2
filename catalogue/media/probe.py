"""What a recording is: its length, form, size and digest, read from the file itself."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.stream import Disposition
from django.core.files import File
from django.utils.translation import gettext as _

from catalogue.values import timecode

# The kinds of file that browsers play, by the name FFmpeg gives them. Nothing else is opened: a
# playlist, for one, would make FFmpeg go and fetch what it names, here or elsewhere.
_CONTAINERS = {
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4",
    "matroska,webm": "webm",
    "ogg": "ogg",
    "mp3": "mpeg",
    "wav": "wav",
    "flac": "flac",
}
_OPTIONS = {"format_whitelist": ",".join(_CONTAINERS)}

# Codecs whose name is all that the "codecs" parameter needs; the others add a profile and level.
_NAMED_CODECS = {"vp8", "vp9", "opus", "vorbis", "flac", "mp3"}
_WEBM_CODECS = {"vp8", "vp9", "av1", "opus", "vorbis"}


class ProbeError(ValueError):
    """A file that is no recording that a browser plays; the text tells an editor why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Facts of a file. ``width`` and ``height`` are None for sound alone.

    ``codecs`` is for the type attribute of a source, after RFC 6381; it is empty where it cannot be
    told for certain, since a wrong one makes browsers refuse the file unseen.
    """

    duration_ms: int
    mime_type: str
    codecs: str
    width: int | None
    height: int | None
    size: int
    sha256: str


def probe(file: "str | os.PathLike[str] | File[Any]") -> Probe:
    """The facts of a file, given as a path or as a file of a storage.

    Raises ProbeError for what is no recording that a browser plays, FileNotFoundError.
    """
    source = Path(file) if isinstance(file, str | os.PathLike) else file
    with source.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
        stream.seek(0)
        with opened(stream) as container:
            return Probe(**_facts(container), size=size, sha256=sha256)


def length_of(file: "File[Any]") -> int:
    """How long a file of a storage lasts, in milliseconds; quicker than all facts. Raises as
    probe() does."""
    with file.open("rb") as stream, opened(stream) as container:
        return _length_ms(container)


@contextmanager
def opened(stream: "BinaryIO | File[Any]") -> Iterator[av.container.InputContainer]:
    """An open file, read as a recording. Raises ProbeError for what is none, and for what turns out
    to be broken within the block."""
    try:
        with av.open(stream, mode="r", options=_OPTIONS, metadata_errors="replace") as container:
            yield container
    except (av.FFmpegError, OSError) as error:  # OSError where FFmpeg seeks outside the file
        raise ProbeError(
            _("This file cannot be read as a recording. Use MP4, WebM, MP3 or Ogg.")
        ) from error


def _length_ms(container: av.container.InputContainer) -> int:
    """The length that the file states; of an MP3, which mostly states none and of which FFmpeg then
    guesses one by its first seconds, that of all its packets."""
    length_ms = round((container.duration or 0) / (av.time_base / 1000))
    if _CONTAINERS[container.format.name] == "mpeg" and container.streams.audio:
        sound = container.streams.audio[0]
        ticks = sum(packet.duration or 0 for packet in container.demux(sound))
        length_ms = round(ticks * (sound.time_base or 0) * 1000) or length_ms
    if not 0 < length_ms <= timecode.MAX_MS:
        raise ProbeError(_("This file does not say how long it lasts: it may be incomplete."))
    return length_ms


def _facts(container: av.container.InputContainer) -> dict[str, Any]:
    pictures = next(filter(_is_read, filter(_moves, container.streams.video)), None)
    sound = next(filter(_is_read, container.streams.audio), None)
    tracks = [track for track in (pictures, sound) if track]
    if not tracks:
        raise ProbeError(_("This file has neither moving pictures nor sound."))
    codecs = [_codec(track) for track in tracks]
    return {
        "duration_ms": _length_ms(container),
        "mime_type": f"{'video' if pictures else 'audio'}/{_subtype(container, tracks)}",
        "codecs": ", ".join(codecs) if all(codecs) else "",
        "width": pictures.width if pictures else None,
        "height": pictures.height if pictures else None,
    }


def _moves(pictures: av.VideoStream) -> bool:
    """Whether this is a film, and not the cover that a podcast carries."""
    return not pictures.disposition & Disposition.attached_pic


def _is_read(track: av.VideoStream | av.AudioStream) -> bool:
    """Whether FFmpeg knows the codec; if not, no browser does."""
    return track.codec_context is not None


def _subtype(
    container: av.container.InputContainer, tracks: list[av.VideoStream | av.AudioStream]
) -> str:
    subtype = _CONTAINERS[container.format.name]
    if subtype == "mp4" and container.metadata.get("major_brand", "").startswith("qt"):
        return "quicktime"
    if subtype == "webm" and not _WEBM_CODECS.issuperset(map(_codec_name, tracks)):
        return "x-matroska"
    return subtype


def _codec_name(track: av.VideoStream | av.AudioStream) -> str:
    return track.codec_context.codec.canonical_name


def _codec(track: av.VideoStream | av.AudioStream) -> str:
    """The codec as RFC 6381 and the registrations it refers to write it; empty where unknown."""
    name = _codec_name(track)
    setup = track.codec_context.extradata or b""
    if name == "h264" and setup[:1] == b"\x01":  # ISO/IEC 14496-15, AVCDecoderConfigurationRecord
        return f"avc1.{setup[1:4].hex()}"
    if name == "aac" and setup:  # ISO/IEC 14496-3, AudioSpecificConfig
        return f"mp4a.40.{setup[0] >> 3}"
    if name == "av1" and setup[:1] == b"\x81" and len(setup) >= 4:
        # https://aomediacodec.github.io/av1-isobmff/, AV1CodecConfigurationRecord
        profile, level = setup[1] >> 5, setup[1] & 0b11111
        tier = "H" if setup[2] & 0x80 else "M"
        depth = (8, 10, 10, 12)[(setup[2] >> 5) & 0b11]
        return f"av01.{profile}.{level:02}{tier}.{depth:02}"
    return name if name in _NAMED_CODECS else ""
