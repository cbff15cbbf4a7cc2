"""What stands in the poller of a worker, without its threads."""

import selectors
import socket
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config import worker as module
from config.worker import Worker

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def worker(listener):
    """Whose threads are a list of what they would get."""
    said = SimpleNamespace(info=lambda *_: None, debug=lambda *_: None)
    config = Config()
    config.set("threads", 4)
    worker = Worker(1, 1, [listener], None, 30, config, said)
    worker.handed = []
    worker.enqueue_req = worker.handed.append
    with selectors.DefaultSelector() as worker.poller:
        yield worker
        for conn in [*worker.waiting]:
            worker.hang_up(conn)
        for conn in worker.handed:
            conn.close()
    worker.tmp.close()


@pytest.fixture
def come(worker, listener):
    """Lets visitors come, each saying this much."""
    lines = []

    def come(said: bytes = b"") -> socket.socket:
        lines.append(socket.create_connection(listener.getsockname(), timeout=5))
        lines[-1].sendall(said)
        worker.accept(listener)
        turn(worker)
        return lines[-1]

    yield come
    for line in lines:
        line.close()


def turn(worker) -> None:
    worker.wait_for_and_dispatch_events(timeout=0.05)


def done(result) -> Future:
    future = Future()
    future.set_result(result)
    return future


def is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True


def test_whole_request_goes_to_a_thread_with_all_that_came(worker, come):
    come(GET)

    [conn] = worker.handed
    assert worker.waiting == {}
    assert conn.parser.unreader.take_buffered() == GET


def test_half_a_request_waits_for_the_rest(worker, come):
    line = come(GET[:9])
    assert worker.handed == []

    line.sendall(GET[9:])
    turn(worker)

    assert len(worker.handed) == 1


def test_half_a_request_has_a_deadline(worker, come):
    line = come(GET[:9])
    [state] = worker.waiting.values()
    worker.murder_pending()
    assert worker.nr_conns == 1

    state.deadline = worker.look_at = 0
    worker.murder_pending()

    assert (worker.nr_conns, worker.waiting) == (0, {})
    assert is_closed(line)


def test_who_stands_longest_makes_room(worker, come, monkeypatch):
    monkeypatch.setattr(module, "MOST_WAITING", 2)

    first, second, third = (come(GET[:9]) for _ in "123")

    assert worker.nr_conns == len(worker.waiting) == 2
    assert is_closed(first)
    for line in (second, third):
        line.sendall(GET[9:])
        turn(worker)
    assert len(worker.handed) == 2


def test_who_made_room_in_this_very_turn_is_passed_over(worker, come):
    come(GET[:9])
    [(conn, state)] = worker.waiting.items()
    worker.hang_up(conn)

    worker.read_on(conn, state, conn.sock)

    assert worker.nr_conns == 0


def test_header_without_an_end_is_431(worker, come):
    line = come(b"GET / HTTP/1.1\r\n" + b"X: " + b"x" * 70_000)
    turn(worker)

    assert line.recv(100).startswith(b"HTTP/1.1 431 ")
    assert worker.handed == []


def test_next_request_is_awaited_and_one_ahead_is_not(worker, come):
    line = come(GET)
    conn = worker.handed.pop()
    conn.parser.unreader.take_buffered()

    worker.finish_request(conn, done(True))
    assert (worker.handed, list(worker.waiting)) == ([], [conn])
    line.sendall(GET)
    turn(worker)
    assert worker.handed == [conn]
    worker.handed.pop()
    worker.finish_request(conn, done(True))  # what came lies there unread, as if one more

    assert worker.handed == [conn]


def test_farewell_keeps_nobody_waiting_and_reads_what_still_comes(worker, come):
    line = come(GET)
    conn = worker.handed.pop()

    worker.finish_request(conn, done(False))

    assert (worker.nr_conns, list(worker.waiting)) == (1, [conn])
    assert line.recv(1) == b""
    line.sendall(b"more")
    turn(worker)
    assert worker.nr_conns == 1
    line.close()
    turn(worker)
    assert (worker.nr_conns, worker.waiting) == (0, {})


def test_who_was_let_go_gets_no_farewell(worker, come):
    line = come(GET)
    conn = worker.handed.pop()
    conn.sock.is_let_go = True

    worker.finish_request(conn, done(False))

    assert (worker.nr_conns, worker.waiting) == (0, {})
    assert is_closed(line)


@pytest.mark.parametrize("future", ["raised", "cancelled"])
def test_whatever_became_of_a_request_its_connection_is_counted_down(worker, come, future):
    come(GET).close()
    conn = worker.handed.pop()
    ended = Future()
    if future == "raised":
        ended.set_exception(ValueError())
    else:
        ended.cancel()

    worker.finish_request(conn, ended)
    turn(worker)

    assert worker.nr_conns == 0


def test_place_is_given_back_whatever_happens(worker, come, monkeypatch):
    come(GET)
    conn = worker.handed[0]
    conn.sock.take_place()
    monkeypatch.setattr(module.ThreadWorker, "handle", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        worker.handle(conn)

    assert worker.places.taken == 0


def test_stopping_worker_shortens_every_wait(worker, come):
    come(GET[:9])
    [state] = worker.waiting.values()
    before = state.deadline

    worker.alive = False
    worker.murder_pending()

    assert state.deadline < before
    assert worker.places.patience() <= 2


def test_two_threads_are_left_free(worker):
    assert worker.places.number == 2


def test_tls_is_refused(worker):
    worker.cfg.set("certfile", "x.pem")

    with pytest.raises(RuntimeError, match="server in front"):
        Worker.check_config(worker.cfg, worker.log)
