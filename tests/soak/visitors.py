"""Visitors of a running server, all on loopback: who reads, who stalls, who is slow to ask."""

import http.client
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from catalogue.logins import known
from tests.soak.size import IS_LONG

SCRIPT = "/static/admin/js/vendor/jquery/jquery.js"  # WhiteNoise's, and longer than a buffer
HOST = "127.0.0.1"
TIMEOUT_S = 30
BETWEEN_PAUSES_S = 4  # two pauses at once would be one that is longer
PLAYER_RETRIES = 40  # after a 503 or a line that was cut, as the player does


@dataclass(frozen=True)
class Address:
    """Where a server listens, and what it has to offer."""

    port: int
    recording: str
    size: int

    def connect(self, *, receive_buffer: int | None = None) -> socket.socket:
        line = socket.socket()
        if receive_buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        line.settimeout(TIMEOUT_S)
        line.connect((HOST, self.port))
        return line

    def ask(self, path: str, *, method: str = "GET", **headers: str) -> "Answer":
        connection = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


def request(path: str, *lines: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {HOST}", *lines, "", ""]).encode()


# Who stalls -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Idler:
    """Sends this, and then nothing, or a byte now and then; reads nothing, or a byte now and
    then."""

    start: bytes
    drips: bool = False
    sips: bool = False

    def come(self, address: Address) -> socket.socket:
        line = address.connect(receive_buffer=4096)
        line.sendall(self.start)
        return line


def post(*lines: str) -> bytes:
    """The header of a form that the site reads before it answers: from a browser that it knows, for
    of a stranger it reads no long one."""
    token = f"Cookie: csrftoken={'a' * 32}; {known.COOKIE}={known.mark()}"
    form = "Content-Type: application/x-www-form-urlencoded"
    return request("/admin/login/", token, form, *lines, method="POST")


def idlers(address: Address) -> dict[str, list[Idler]]:
    """Every kind of visitor who keeps a server waiting."""
    ranges = ["0-", f"1000-{address.size - 1}", f"-{address.size - 5}"]
    asked = [request(address.recording, f"Range: bytes={each}") for each in ranges]
    readers = [request(address.recording), *asked]
    half_requests = [
        b"",
        b"GET /fragm",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lang: ",
        post("Content-Length: 900") + b"a=1&",
        post("Content-Length: 900000") + b"a" * 9000,
        post("Content-Length: 900000", f"X-CSRFToken: {'a' * 32}") + b"a" * 9000,
        post("Transfer-Encoding: chunked") + b"500\r\nabc",
        post("Expect: 100-continue", "Content-Length: 100"),
    ]
    return {
        "readers who stall": [Idler(start) for start in readers],
        "readers who sip": [Idler(start, sips=True) for start in readers],
        "readers who stall on pages and files": [
            Idler(request(path) * number)
            for path, number in (("/", 6), ("/fragmenten/", 6), (SCRIPT, 6), ("/onbekend/", 6))
        ],
        "half requests": [Idler(start) for start in half_requests],
        "half requests that drip": [Idler(start, drips=True) for start in half_requests],
    }


@contextmanager
def idling(address: Address, those: list[Idler], number: int) -> Iterator[list[socket.socket]]:
    """So many connections of these idlers, who drip and sip until the block ends."""
    done = threading.Event()

    def move(lines: list[tuple[Idler, socket.socket]]) -> None:
        while not done.wait(0.5):
            for idler, line in list(lines):
                try:
                    if idler.drips:
                        line.send(b"a")
                    if idler.sips:
                        line.recv(1)
                except OSError:
                    lines.remove((idler, line))

    with ExitStack() as stack:
        come = [those[at % len(those)] for at in range(number)]
        lines = [stack.enter_context(idler.come(address)) for idler in come]
        moving = threading.Thread(target=move, args=([*zip(come, lines, strict=True)],))
        moving.start()
        try:
            yield lines
        finally:
            done.set()
            moving.join()


def let_go(lines: list[socket.socket], *, within_s: float) -> int:
    """Of how many the server has ended the connection, or does so in time. It answers what we still
    send with a reset; and takes it where the connection stands."""
    standing, deadline = set(lines), time.monotonic() + within_s
    while standing and time.monotonic() < deadline:
        for line in list(standing):
            try:
                line.send(b"\n")
            except OSError:
                standing.remove(line)
        time.sleep(0.2)
    return len(lines) - len(standing)


# Who reads ---------------------------------------------------------------------------------------


@dataclass
class Times:
    """How long pages took, in seconds."""

    took: list[float] = field(default_factory=list)

    @property
    def are_quick(self) -> bool:
        """Half of them within a second, and none as long as a site that waits for somebody. The
        long form has the machine to itself."""
        usual = self.p95 if IS_LONG else statistics.median(self.took)
        return len(self.took) > 10 and usual < 1 and max(self.took) < (3 if IS_LONG else 9)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.took, n=20)[-1]

    def __str__(self) -> str:
        median, p95, slowest = (
            f"{1000 * seconds:.0f} ms"
            for seconds in (statistics.median(self.took), self.p95, max(self.took))
        )
        return f"{len(self.took)} pages, p50 {median}, p95 {p95}, slowest {slowest}"


@contextmanager
def asking_pages(address: Address, *paths: str, each_s: float = 0.1) -> Iterator[Times]:
    """Somebody who asks for pages, one after another, until the block ends."""
    times, done, wrong = Times(), threading.Event(), []

    def ask() -> None:
        while not done.wait(each_s):
            for path in paths:
                began = time.monotonic()
                try:
                    status = address.ask(path).status
                except OSError as error:
                    status = error
                times.took.append(time.monotonic() - began)
                if status != 200:
                    wrong.append((path, status))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield times
    finally:
        done.set()
        thread.join()
    assert wrong == []


@dataclass
class Watched:
    """What somebody who watched got."""

    bytes: int = 0
    refusals: int = 0  # 503
    cuts: int = 0
    wrong: list[str] = field(default_factory=list)


class Watcher:
    """Plays a recording as a browser does: asks for all from here on, reads at the speed of the
    film, pauses, seeks; repeats after a refusal, and goes on from where it was after a cut."""

    def __init__(self, address: Address, expected: Callable[[int, int], bytes], random):
        self.address, self.expected, self.random = address, expected, random
        self.watched = Watched()

    def watch(self, *, seconds: float, bytes_a_second: int, pauses_s: list[float]) -> Watched:
        until = time.monotonic() + seconds
        pauses = list(pauses_s)
        while time.monotonic() < until:
            position = self.random.randrange(self.address.size - 1)
            stretch = min(until, time.monotonic() + self.random.uniform(0.3, 0.5) * seconds)
            self._play(position, stretch, bytes_a_second, pauses)
        return self.watched

    def _play(self, position: int, until: float, bytes_a_second: int, pauses: list[float]) -> None:
        tries = 0
        while time.monotonic() < until and position < self.address.size:
            assert (tries := tries + 1) < PLAYER_RETRIES, "refused again and again"
            with self.address.connect() as line, line.makefile("rb") as file:
                line.sendall(request(self.address.recording, f"Range: bytes={position}-"))
                try:
                    position = self._read(file, position, until, bytes_a_second, pauses)
                except OSError:
                    self.watched.cuts += 1

    def _read(self, file, position, until, bytes_a_second, pauses) -> int:
        answer = http.client.HTTPResponse(_Made(file))
        answer.begin()
        if answer.status == 503:
            self.watched.refusals += 1
            time.sleep(1)
            return position
        stated = f"bytes {position}-{self.address.size - 1}/{self.address.size}"
        if (answer.status, answer.headers["Content-Range"]) != (206, stated):
            self.watched.wrong.append(f"{answer.status} {answer.headers['Content-Range']}")
        piece = max(1, bytes_a_second // 5)
        pause_at = time.monotonic() + self.random.uniform(0.2, BETWEEN_PAUSES_S)
        while time.monotonic() < until:
            if pauses and time.monotonic() > pause_at:
                time.sleep(pauses.pop())
                pause_at = time.monotonic() + BETWEEN_PAUSES_S
            data = file.read(min(piece, self.address.size - position))
            if not data:
                break
            if data != self.expected(position, len(data)):
                self.watched.wrong.append(f"other bytes at {position}")
            position += len(data)
            self.watched.bytes += len(data)
            time.sleep(0.2)
        return position


class _Made:
    """A file, for http.client, which wants to make it of a socket."""

    def __init__(self, file):
        self.file = file

    def makefile(self, _mode):
        return self.file


def together(jobs: list[Callable[[], object]]) -> list:
    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]
