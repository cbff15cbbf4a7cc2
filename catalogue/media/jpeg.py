"""What a JPEG says of itself before its pixels are read, after ITU-T T.81, annex B."""

import io
from dataclasses import dataclass
from typing import Any, BinaryIO, Union

from django.core.files import File

Readable = Union[BinaryIO, "File[Any]"]
"""What a picture is read from: a file that is open, of Python or of a storage."""

_SCAN = b"\xff\xda"  # between the pixels, 0xFF is always followed by zero
_PIECE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Head:
    """`components` are the colours of a pixel, `bytes` what stands before the first of them.

    `is_line_by_line`: all colours of a line stand together, as in a sequential JPEG with a single
    scan. Of all others the decoder keeps every coefficient in memory."""

    components: int
    is_line_by_line: bool
    bytes: int


def head_of(file: Readable) -> Head:
    file.seek(2)
    components, is_sequential = 0, False
    while len(head := file.read(4)) == 4 and head[0] == 0xFF:
        marker, length = head[1], int.from_bytes(head[2:])
        if marker == 0xFF:  # padding
            file.seek(-3, io.SEEK_CUR)
            continue
        content = file.read(length - 2) if length > 1 else b""
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # the frame
            components = content[5] if len(content) > 5 else 0
            is_sequential = marker <= 0xC1
        elif marker == 0xDA:  # the first scan
            is_whole = bool(content) and content[0] == components
            return Head(
                components=components,
                is_line_by_line=is_sequential and is_whole,
                bytes=file.tell(),
            )
    return Head(components=components, is_line_by_line=False, bytes=file.tell())


def number_of_scans(file: Readable) -> int:
    """How often a decoder would go through the picture; no less than that."""
    file.seek(0)
    number, last = 0, b""
    while piece := file.read(_PIECE):
        number += (last + piece).count(_SCAN)
        last = piece[-1:]
    return number
