"""The line to a visitor: who is waited for, for how long, and from how many places."""

import logging
import select
import socket
import time
from contextlib import closing
from types import SimpleNamespace

import pytest

from config import line
from config.line import LEAST_BYTES, IsThere, LetGoError, Line, Places


@pytest.fixture(autouse=True)
def little_patience(monkeypatch):
    monkeypatch.setattr(line, "PATIENCE_S", 0.3)
    monkeypatch.setattr(line, "LOOK_EACH_S", 0.05)


@pytest.fixture
def places():
    return Places(2)


@pytest.fixture
def said():
    return []


@pytest.fixture
def ends(places, said):
    """Our end of a connection, and the visitor's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), timeout=5) as theirs,
        closing(Line(listener.accept()[0], places, said.append)) as ours,
    ):
        yield ours, theirs


MUCH = bytes(8 << 20)  # more than both buffers take


def test_what_fits_in_the_buffer_needs_no_place(ends, places):
    ours, theirs = ends

    ours.sendall(b"short")

    assert theirs.recv(100) == b"short"
    assert places.taken == 0


def test_reader_who_does_not_read_is_let_go_with_one_line(ends, places, said):
    ours, _theirs = ends
    ours.begin("GET /opname/x")
    began = time.monotonic()

    with pytest.raises(LetGoError) as let_go:
        ours.sendall(MUCH)
    for again in (lambda: ours.sendall(b"x"), lambda: ours.recv(1)):
        with pytest.raises(LetGoError):
            again()

    assert 0.3 <= time.monotonic() - began < 2
    assert isinstance(let_go.value, OSError)
    assert said == ["Let go: GET /opname/x (less than 16 KiB in 0 s)"]
    assert places.taken == 1  # until the worker has done with the connection


def test_visitor_who_is_let_go_gets_a_reset_and_nothing_is_kept(ends):
    ours, theirs = ends
    with pytest.raises(LetGoError):
        ours.sendall(MUCH)

    ours.close()

    with pytest.raises(ConnectionResetError):
        while theirs.recv(1 << 20):
            pass


def test_reader_of_little_at_a_time_is_let_go(ends, monkeypatch):
    ours, theirs = ends
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    original = Line._wait
    monkeypatch.setattr(Line, "_wait", lambda *args: (theirs.recv(1), original(*args)))

    with pytest.raises(LetGoError):
        ours.sendall(MUCH)


def test_reader_who_takes_enough_now_and_then_is_not(ends, monkeypatch):
    ours, theirs = ends
    original = Line._wait

    def read_and_wait(*args):
        theirs.recv(1 << 20)
        original(*args)

    monkeypatch.setattr(Line, "_wait", read_and_wait)

    ours.sendall(MUCH)


def test_nobody_is_waited_for_without_a_place(ends, places, said):
    ours, _theirs = ends
    places.take("one")
    places.take("another")
    began = time.monotonic()

    with pytest.raises(LetGoError):
        ours.sendall(MUCH)

    assert time.monotonic() - began < 0.3
    assert said == ["Let go: no request (every place to wait from is taken)"]


def test_sender_of_half_a_body_is_let_go(ends):
    ours, theirs = ends
    theirs.sendall(b"half")

    assert ours.recv(100) == b"half"
    with pytest.raises(LetGoError):
        ours.recv(100)


def test_sender_who_goes_on_is_heard_to_the_end(ends, monkeypatch):
    ours, theirs = ends
    monkeypatch.setattr(line, "LEAST_BYTES", 10)
    received = b""

    for _ in range(4):
        theirs.sendall(b"0123456789")
        received += ours.recv(10)
        select.select([], [], [], 0.15)
    theirs.shutdown(socket.SHUT_WR)

    assert received == b"0123456789" * 4
    assert ours.recv(10) == b""


def test_timeouts_of_gunicorn_hold(ends):
    ours, _theirs = ends

    ours.settimeout(0.05)
    with pytest.raises(TimeoutError, match="timed out"):
        ours.recv(1)
    ours.setblocking(False)
    with pytest.raises(BlockingIOError):
        ours.recv(1)
    assert ours.gettimeout() == 0
    ours.setblocking(True)
    assert ours.gettimeout() is None
    assert not ours.is_let_go


def test_who_is_gone_is_an_ordinary_error(ends, said):
    ours, theirs = ends
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, line.RESET)
    theirs.close()

    with pytest.raises((ConnectionResetError, BrokenPipeError)) as error:
        ours.sendall(MUCH)
        ours.sendall(MUCH)

    assert not isinstance(error.value, LetGoError)
    assert said == []


def test_log_is_silent_about_what_could_not_be_read(ends):
    ours, theirs = ends
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal error", (), None)
    assert IsThere().filter(record)
    record.request = SimpleNamespace(environ={"gunicorn.socket": ours})
    assert IsThere().filter(record)

    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, line.RESET)
    theirs.close()
    with pytest.raises(ConnectionResetError):
        ours.recv(1)

    assert not IsThere().filter(record)


def test_stopping_server_waits_for_the_slow_shortly(places, monkeypatch):
    assert places.patience() == 0.3

    places.stop(time.monotonic() + 60)
    assert places.patience() == line.STOPPING_PATIENCE_S
    places.stop(time.monotonic() - 1)

    assert places.patience() < 0


def test_places_are_counted_by_who_has_them(places):
    assert [places.take(who) for who in "aabc"] == [True, True, True, False]
    places.leave("c")  # who has none
    places.leave("a")
    places.leave("a")

    assert (places.take("c"), places.taken) == (True, 2)


def test_who_reads_a_film_is_patient_enough():
    """At the lowest of the demonstration's rates, a player that reads as it plays goes on."""
    assert LEAST_BYTES / 15 < 3_000_000 / 1800
