"""Files over HTTP: whole, or the bytes that a player asks for (RFC 9110, sections 13 to 15).

Who may see a file is for the view to decide, and which methods it answers; this module sends it.
"""

import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self
from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import (
    content_disposition_header,
    http_date,
    parse_http_date_safe,
    quote_etag,
)

CHUNK = 64 * 1024

_SPEC = re.compile(r"([0-9]*)-([0-9]*)")
_SPACES = " \t"
_MOST_DIGITS = 18  # of a number that fits in 63 bits, as every size of a file does


class ByteSpan(NamedTuple):
    """A stretch of bytes: from ``start`` up to but without ``stop``."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        return self.stop - self.start


class RangeNotSatisfiableError(ValueError):
    """A well-formed range of which the file holds no byte."""


def file_response(
    request: HttpRequest,
    file: "str | os.PathLike[str] | File[Any]",
    *,
    name: str,
    content_type: str,
    etag: str | None = None,
    last_modified: datetime | None = None,
    private: bool = False,
) -> HttpResponse | StreamingHttpResponse:
    """The answer to a GET or HEAD for a file: 200, 206, 304, 412 or 416. With MEDIA_ACCEL, the
    bytes of an upload are left to the server in front, which cuts the range out itself.

    ``file`` is a path, or a file of a Django storage (a model's FileField). ``name`` is what a
    visitor who keeps the file sees. ``etag`` stands for the exact bytes, with or without quotes: a
    digest of the content. ``private`` keeps the answer out of every cache: for what only editors
    may see.

    Of several ranges at once, and of a malformed one, the whole file is the answer, as the RFC
    allows. An open-ended range is answered to the end: WebKitGTK takes less for all that there is.
    Who does not read on is the web server's care (config/worker.py). Raises FileNotFoundError.
    """
    if isinstance(file, str | os.PathLike):
        file = Path(file)
    size = file.stat().st_size if isinstance(file, Path) else file.size
    etag = quote_etag(etag) if etag else None
    modified = int(last_modified.timestamp()) if last_modified else None

    about_caching = {"Cache-Control": "private, no-store" if private else "no-cache"}
    if etag:
        about_caching["ETag"] = etag
    if modified is not None:
        about_caching["Last-Modified"] = http_date(modified)

    # Preconditions come before the range, in the order of section 13.2.2: 304 and 412.
    if conditional := get_conditional_response(request, etag, modified):
        for header, value in about_caching.items():
            conditional.headers[header] = value
        return conditional

    headers = about_caching | {
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition_header(as_attachment=False, filename=name),
        "Content-Type": content_type,
        "X-Content-Type-Options": "nosniff",
    }
    try:
        span = _requested_span(request, size=size, etag=etag, modified=modified)
    except RangeNotSatisfiableError:
        unsatisfied = about_caching | {"Accept-Ranges": "bytes", "Content-Range": f"bytes */{size}"}
        return HttpResponse(status=416, headers=unsatisfied)

    status = 200 if span is None else 206
    if span is None:
        span = ByteSpan(0, size)
    else:
        headers["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    headers["Content-Length"] = str(span.length)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    if settings.MEDIA_ACCEL and isinstance(file, FieldFile) and not _has_precondition(request):
        headers["X-Accel-Redirect"] = settings.MEDIA_ACCEL + quote(str(file.name))
        return HttpResponse(headers={**headers, "Content-Length": "0"})
    return StreamingHttpResponse(Slice(file.open("rb"), span), status=status, headers=headers)


def parse_range(header: str, *, size: int) -> ByteSpan | None:
    """The one stretch that a Range header asks of a file of ``size`` bytes, cut to fit it.

    None where the whole file is the better answer: several ranges, another unit than bytes, a
    malformed header. Raises RangeNotSatisfiableError where the file has none of the bytes.
    Grammar: RFC 9110, section 14.1.1; empty members of the list count for nothing (5.6.1.2).
    """
    unit, _, listed = header.partition("=")
    specs = [spec for member in listed.split(",") if (spec := member.strip(_SPACES))]
    if unit.lower() != "bytes" or len(specs) != 1:
        return None
    match = _SPEC.fullmatch(specs[0])
    if not match:
        return None
    first, last = (_number(digits) if digits else None for digits in match.groups())
    if first is None:
        return None if last is None else _suffix(last, size=size)
    if last is not None and last < first:
        return None
    if first >= size:
        raise RangeNotSatisfiableError(header)
    return ByteSpan(first, size if last is None else min(last + 1, size))


class Slice:
    """The bytes of one span of an open file, in chunks; closing it closes the file.

    A class and not a generator: closing a generator that was never started skips its ``finally``,
    and a visitor who is gone before the first chunk would leave the file open.
    """

    def __init__(self, file: "BinaryIO | File[Any]", span: ByteSpan):
        self.file = file
        self.left = span.length
        file.seek(span.start)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        if not self.left:
            raise StopIteration
        chunk = self.file.read(min(CHUNK, self.left))
        if not chunk:
            # Ending here in silence would leave the visitor waiting for the promised bytes; an
            # error makes the server break the connection.
            raise OSError(f"the file ended {self.left} bytes before its announced end")
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()


def _has_precondition(request: HttpRequest) -> bool:
    """Whether nginx 1.22 would refuse where we did not: it compares with an ETag of its own."""
    return any(name in request.headers for name in ("If-Match", "If-Unmodified-Since"))


def _requested_span(
    request: HttpRequest, *, size: int, etag: str | None, modified: int | None
) -> ByteSpan | None:
    """The span that the request asks for and may have; None for the whole file."""
    header = request.headers.get("Range")
    # Ranges are defined for GET only (section 14.2): HEAD tells of the whole file.
    if header is None or request.method != "GET":
        return None
    if not _if_range_passes(request.headers.get("If-Range"), etag=etag, modified=modified):
        return None
    return parse_range(header, size=size)


def _if_range_passes(condition: str | None, *, etag: str | None, modified: int | None) -> bool:
    """Whether the part that the visitor holds is of this very file (section 13.1.5).

    Entity tags are compared strongly: a weak one never passes. A date passes when it is exactly
    the file's own.
    """
    if condition is None:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag and condition.startswith('"')
    date = parse_http_date_safe(condition)
    return date is not None and date == modified


def _suffix(length: int, *, size: int) -> ByteSpan | None:
    """The last ``length`` bytes, or as many as there are."""
    if not length:
        raise RangeNotSatisfiableError("-0")
    # The end of an empty file can be asked for, but not be written as a Content-Range.
    return ByteSpan(max(size - length, 0), size) if size else None


def _number(digits: str) -> int:
    """The number; one past every file where Python would refuse to read so many digits."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= _MOST_DIGITS else sys.maxsize
