"""The line to a visitor, and the places from which threads may wait for one."""

import errno
import logging
import select
import socket
import struct
import time
from collections.abc import Callable, Hashable
from threading import Lock

# Who moves less than so many bytes in so many seconds of waiting is let go. A player that has
# enough for now stops reading: it is let go too, and asks again from where it was.
LEAST_BYTES = 16 * 1024
PATIENCE_S = 15
STOPPING_PATIENCE_S = 2

# What the kernel takes of an answer without anybody reading: not megabytes, as it would where it
# may choose, or a slow reader would seem to have stalled while these are on their way.
SEND_BUFFER = 256 * 1024
LOOK_EACH_S = 1  # the kernel says that there is room when a third of the buffer is free; we ask

RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what is not yet delivered


class LetGoError(TimeoutError):
    """The visitor was let go. Carries the number of a broken pipe, of which gunicorn makes no
    traceback; says why only in the log, once."""

    def __init__(self):
        super().__init__(errno.EPIPE, "the visitor was let go")


class IsThere(logging.Filter):
    """Leaves out what Django says of a request whose visitor has gone or was let go: that the body
    could not be read is no fault of ours, and worth no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        environ = getattr(getattr(record, "request", None), "environ", {})
        line = environ.get("gunicorn.socket")
        return not (isinstance(line, Line) and line.is_gone)


class Places:
    """So many may be waited for at once: readers of answers, senders of bodies."""

    def __init__(self, number: int):
        self.number = number
        self.stop_at: float | None = None  # nobody is waited for after this moment
        self._taken: set[Hashable] = set()
        self._lock = Lock()

    @property
    def taken(self) -> int:
        return len(self._taken)

    def take(self, who: Hashable) -> bool:
        """Whether there is a place, which it has from now on; one that has one keeps it."""
        with self._lock:
            if who not in self._taken and len(self._taken) >= self.number:
                return False
            self._taken.add(who)
            return True

    def leave(self, who: Hashable) -> None:
        with self._lock:
            self._taken.discard(who)

    def stop(self, at: float) -> None:
        """Wait for the slow ones shortly, and for nobody after this moment of time.monotonic()."""
        self.stop_at = at if self.stop_at is None else min(self.stop_at, at)

    def patience(self) -> float:
        """For how many more seconds somebody who moves nothing is waited for."""
        if self.stop_at is None:
            return PATIENCE_S
        return min(STOPPING_PATIENCE_S, self.stop_at - time.monotonic())


class Line(socket.socket):
    """A visitor's connection, on which a thread waits from a place only, and not for ever.

    Underneath it never blocks. What gunicorn does with a timeout (None, a number, or 0 for no
    waiting) holds as well, counted from the moment that it is set.
    """

    def __init__(self, taken: socket.socket, places: Places, log: Callable[[str], None]):
        super().__init__(taken.family, taken.type, taken.proto, fileno=taken.detach())
        super().setblocking(False)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if self.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
            # What nobody collects is not kept, not even after we have closed.
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(2000 * PATIENCE_S))
        self.places = places
        self.log = log
        self.is_let_go = False
        self.is_gone = False  # let go, or gone without a word
        self._limit: float | None = None
        self._until = 0.0
        self.begin("")

    def begin(self, asked: str, *, has_long_body: bool = False) -> None:
        """Another request begins; the log would name what is asked."""
        self.asked = asked
        self.has_long_body = has_long_body
        self._moved = 0
        self._waited_s = 0.0

    def take_place(self) -> bool:
        return self.places.take(self)

    def recv_at_hand(self, size: int) -> bytes:
        """What has come; raises BlockingIOError where nothing has."""
        return super().recv(size)

    # What gunicorn calls --------------------------------------------------------------------

    def settimeout(self, value: float | None) -> None:
        self._limit = value
        self._until = time.monotonic() + (value or 0)

    def setblocking(self, flag: bool) -> None:
        self.settimeout(None if flag else 0.0)

    def gettimeout(self) -> float | None:
        return self._limit

    def recv(self, size: int, flags: int = 0) -> bytes:
        while True:
            self._require_held()
            try:
                data = super().recv(size, flags)
            except BlockingIOError:
                self._wait(select.POLLIN)
            except OSError:
                self.is_gone = True
                raise
            else:
                self._count(len(data))
                return data

    def send(self, data, flags: int = 0) -> int:
        self.sendall(data, flags)
        return len(data)

    def sendall(self, data, flags: int = 0) -> None:
        rest = memoryview(data)
        while rest:
            self._require_held()
            try:
                sent = super().send(rest, flags)
            except BlockingIOError:
                self._wait(select.POLLOUT)
            else:
                self._count(sent)
                rest = rest[sent:]

    # ----------------------------------------------------------------------------------------

    def _count(self, moved: int) -> None:
        self._moved += moved
        if self._moved >= LEAST_BYTES:
            self._moved, self._waited_s = 0, 0.0

    def _wait(self, event: int) -> None:
        """Until it is worth trying again. Counts the time that goes by here, and not what the
        application takes to think."""
        now = time.monotonic()
        left = PATIENCE_S if self._limit is None else self._until - now
        if left <= 0:
            if self._limit:
                raise TimeoutError("timed out")
            raise BlockingIOError(errno.EAGAIN, "would block")
        if not self.take_place():
            self._let_go("every place to wait from is taken")
        patience = self.places.patience()
        if self._waited_s >= patience:
            self._let_go(f"less than {LEAST_BYTES // 1024} KiB in {self._waited_s:.0f} s")
        poll = select.poll()
        poll.register(self, event)
        poll.poll(1000 * max(0.01, min(LOOK_EACH_S, left, patience - self._waited_s)))
        self._waited_s += time.monotonic() - now

    def _let_go(self, why: str) -> None:
        self.is_let_go = self.is_gone = True
        self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.log(f"Let go: {self.asked or 'no request'} ({why})")
        raise LetGoError

    def _require_held(self) -> None:
        if self.is_let_go:
            raise LetGoError
