"""gunicorn's threaded worker, in which no thread belongs to who does not read or write.

Whoever has not sent a whole header stands in the poller, and takes no thread; who is slow with a
long body or a long answer is waited for from a place, of which there are two less than threads.
See docs/decisions/0018-long-answers-have-a-ceiling.md. Knows gunicorn 27's ThreadWorker closely:
read it anew where requirements.txt names another.
"""

import errno
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from config.arrival import HEADER_PATIENCE_S, Arrival, TooLongError, has_long_body
from config.ceiling import Ceiling
from config.line import STOPPING_PATIENCE_S, Line, Places

THREADS_LEFT_FREE = 2
MOST_WAITING = 256  # connections in the poller; of more, who stood there longest makes room
READ_BYTES = 64 * 1024
LOOK_EACH_S = 0.5

FAREWELL_S = 2
MOST_FAREWELL_BYTES = 64 * 1024
TOO_LONG = b"HTTP/1.1 431 Header Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Farewell:
    """Time for a visitor to read the last answer: closing while something unread comes in would
    take it from them."""

    def __init__(self):
        self.deadline = time.monotonic() + FAREWELL_S
        self.left = MOST_FAREWELL_BYTES


class Worker(ThreadWorker):
    wsgi: Callable[..., Any]  # of gunicorn, which has no types

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = Places(max(1, self.cfg.threads - THREADS_LEFT_FREE))
        self.waiting: dict[TConn, Arrival | Farewell] = {}
        self.look_at = 0.0

    @classmethod
    def check_config(cls, cfg, log):
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise RuntimeError("TLS is for the server in front (docs/operators.md).")

    def load_wsgi(self):
        super().load_wsgi()
        self.wsgi = Ceiling(self.wsgi)

    # In the poller ----------------------------------------------------------------------------

    def accept(self, listener):
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self.make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        line = Line(sock, self.places, self.log.info)
        conn = TConn(self.cfg, line, address, listener.getsockname())
        conn.init()
        self.nr_conns += 1
        self.await_request(conn, idle_s=HEADER_PATIENCE_S)

    def await_request(self, conn, *, idle_s):
        arrival = Arrival(idle_s=idle_s)
        self.stand(conn, arrival)
        if ahead := conn.parser.unreader.take_buffered():
            self.take_in(conn, arrival, ahead)

    def stand(self, conn, state):
        """Let a connection wait in the poller."""
        if len(self.waiting) >= MOST_WAITING:
            self.make_room()
        self.waiting[conn] = state
        read = self.read_on if isinstance(state, Arrival) else self.read_away
        self.poller.register(conn.sock, EVENT_READ, partial(read, conn, state))

    def make_room(self):
        if self.waiting:
            self.hang_up(next(iter(self.waiting)))

    def read_on(self, conn, arrival, _line):
        data = self.read(conn, arrival)
        if data is None:
            return
        if data:
            self.take_in(conn, arrival, data)
        else:
            self.hang_up(conn)

    def take_in(self, conn, arrival, data):
        try:
            arrival.add(data)
        except TooLongError:
            self.leave_poller(conn)
            conn.sock.setblocking(False)
            with suppress(OSError):
                conn.sock.sendall(TOO_LONG)
            self.part(conn)
            return
        if arrival.is_complete:
            self.leave_poller(conn)
            conn.parser.unreader.unread(bytes(arrival.data))
            self.enqueue_req(conn)

    def part(self, conn):
        """Close, as gunicorn's close_graceful does, but without waiting for it: that is two seconds
        in which a worker does nothing else."""
        try:
            if conn.sock.is_let_go:
                raise BrokenPipeError
            conn.sock.shutdown(socket.SHUT_WR)
            self.stand(conn, Farewell())
        except OSError:
            self.nr_conns -= 1
            conn.close()

    def read_away(self, conn, farewell, _line):
        data = self.read(conn, farewell)
        if data is None:
            return
        farewell.left -= len(data)
        if not data or farewell.left < 0:
            self.hang_up(conn)

    def read(self, conn, state) -> bytes | None:
        """What has come; empty at the end, None where there is nothing to do."""
        if self.waiting.get(conn) is not state:
            return None  # it made room for another in this very turn
        try:
            return conn.sock.recv_at_hand(READ_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def leave_poller(self, conn):
        del self.waiting[conn]
        self.poller.unregister(conn.sock)

    def hang_up(self, conn):
        self.leave_poller(conn)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self):
        """Called by gunicorn at every turn, in the last seconds of a worker too."""
        now = time.monotonic()
        if not self.alive and self.places.stop_at is None:
            self.places.stop(now + self.cfg.graceful_timeout)
            for state in self.waiting.values():
                state.deadline = min(state.deadline, now + STOPPING_PATIENCE_S)
        if now < self.look_at:
            return
        self.look_at = now + LOOK_EACH_S
        for conn, state in [*self.waiting.items()]:
            if state.deadline <= now:
                if isinstance(state, Arrival) and state.has_begun:
                    self.log.info("Let go: a request that does not go on")
                self.hang_up(conn)

    def finish_request(self, conn, future):
        """Back from a thread."""
        if future.cancelled() or future.exception() or future.result() is not True:
            self.part(conn)
        else:
            self.await_request(conn, idle_s=self.cfg.keepalive if self.alive else FAREWELL_S)

    def handle_quit(self, sig, frame):
        self.places.stop(time.monotonic())  # the process ends when its threads have
        super().handle_quit(sig, frame)

    # In a thread ------------------------------------------------------------------------------

    def handle(self, conn):
        try:
            return super().handle(conn)
        finally:
            self.places.leave(conn.sock)

    def handle_request(self, req, conn):
        is_long = has_long_body(req.headers)
        conn.sock.begin(f"{req.method} {req.path}", has_long_body=is_long)
        if is_long:
            req.force_close()  # or gunicorn would wait for what the application left unread
        return super().handle_request(req, conn)
