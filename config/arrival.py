"""What has come of a request, before it is a thread's: no thread waits for half a header."""

import re
import time

from config.line import LEAST_BYTES, PATIENCE_S

HEADER_PATIENCE_S = 10
LONG_BODY_BYTES = 64 * 1024
MOST_HEADER_BYTES = 64 * 1024

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,18})[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
_LATER = re.compile(rb"^(transfer-encoding|expect):", re.IGNORECASE | re.MULTILINE)


def has_long_body(headers: list[tuple[str, str]]) -> bool:
    """Whether a thread has to read the body as it comes: long, of unknown length, or sent only
    after our "continue". Names in capitals, as gunicorn gives them."""
    stated = dict(headers)
    if "TRANSFER-ENCODING" in stated or "EXPECT" in stated:
        return True
    return int(stated.get("CONTENT-LENGTH", 0)) > LONG_BODY_BYTES


class TooLongError(ValueError):
    """A header without an end."""


class Arrival:
    """The bytes of a request so far: complete with its header and, if that is short, its body.

    A longer body is not gathered here, nor one of unknown length or that waits for our "continue":
    a thread reads these, from a place. What is malformed is complete, for gunicorn's parser to
    refuse; that has the last word in everything.
    """

    def __init__(self, *, idle_s: float):
        self.data = bytearray()
        self.deadline = time.monotonic() + idle_s
        self._needed: int | None = None  # bytes in all, once the header is there
        self._mark = 0

    @property
    def has_begun(self) -> bool:
        return bool(self.data)

    @property
    def is_complete(self) -> bool:
        return self._needed is not None and len(self.data) >= self._needed

    def add(self, data: bytes) -> None:
        """Raises TooLongError."""
        now = time.monotonic()
        if not self.data:
            self.deadline = now + HEADER_PATIENCE_S
        searched = max(0, len(self.data) - len(_END) + 1)
        self.data += data
        if self._needed is None:
            self._needed = self._length(searched)
            if self._needed is not None:
                self.deadline, self._mark = now + PATIENCE_S, len(self.data)
        elif len(self.data) - self._mark >= LEAST_BYTES:
            self.deadline, self._mark = now + PATIENCE_S, len(self.data)

    def _length(self, searched: int) -> int | None:
        end = self.data.find(_END, searched)
        if end < 0:
            if self.data.count(b"\n") != self.data.count(b"\r\n"):
                return 0
            if len(self.data) > MOST_HEADER_BYTES:
                raise TooLongError
            return None
        header = bytes(self.data[: end + 2])
        stated = _LENGTH.search(header)
        length = int(stated[1]) if stated else 0
        if length > LONG_BODY_BYTES or _LATER.search(header):
            length = 0
        return end + len(_END) + length
