"""Whoever reads or sends slowly, or not at all, keeps nobody else waiting.

On SQLite alone: which database it is makes no difference to a connection.
"""

import time
from contextlib import ExitStack

import pytest

from config.line import PATIENCE_S
from tests.soak.serving import content, serving
from tests.soak.size import IS_LONG, SIZE
from tests.soak.visitors import Watcher, asking_pages, idlers, idling, let_go, post, together

pytestmark = pytest.mark.only_on("sqlite")

PAGES = ("/", "/fragmenten/")
FILM_BYTES_A_SECOND = 250_000
# All at once in the short form; in the long one a crowd of each.
KINDS = (
    *("readers who stall", "readers who sip", "readers who stall on pages and files"),
    *("half requests", "half requests that drip"),
)
CROWDS = [[kind] for kind in KINDS] if IS_LONG else [KINDS]


@pytest.fixture(scope="module")
def server(catalogue):
    """As an operator starts it."""
    with serving(*catalogue) as server:
        for path in PAGES * 4:
            assert server.ask(path).status == 200  # every worker has read what it needs
        yield server


@pytest.fixture(scope="module")
def narrow(catalogue):
    """A server of one worker with two places."""
    with serving(*catalogue, "--workers", "1", "--threads", "4") as server:
        yield server


@pytest.fixture
def stalled(server):
    return idlers(server)["readers who stall"]


@pytest.mark.parametrize("kinds", CROWDS, ids=" and ".join)
def test_idlers_keep_nobody_waiting_and_are_let_go(server, tell, kinds):
    those = [idler for kind in kinds for idler in idlers(server)[kind]]

    with idling(server, those, SIZE.crowd) as lines, asking_pages(server, *PAGES) as times:
        time.sleep(PATIENCE_S + 4)
        gone = let_go(lines, within_s=2)

    assert gone == SIZE.crowd
    assert times.are_quick, str(times)
    assert "Traceback" not in server.log
    tell(f"{SIZE.crowd} {', '.join(kinds)}; meanwhile {times}")


@pytest.mark.parametrize("idle", [0, 50] if IS_LONG else [0])
def test_those_who_watch_get_every_byte(server, stalled, random, tell, idle):
    watchers = [Watcher(server, content, random) for _ in range(SIZE.watchers)]

    def watch(watcher):
        return watcher.watch(
            seconds=SIZE.watching_s,
            bytes_a_second=FILM_BYTES_A_SECOND,
            pauses_s=list(SIZE.pauses_s),
        )

    with idling(server, stalled, idle), asking_pages(server, *PAGES) as times:
        watched = together([lambda watcher=watcher: watch(watcher) for watcher in watchers])

    assert [wrong for each in watched for wrong in each.wrong] == []
    assert all(each.bytes for each in watched)
    assert [each.cuts for each in watched] == [0] * len(watched)
    refusals = sum(each.refusals for each in watched)
    assert idle or not refusals
    assert times.are_quick, str(times)
    megabytes = sum(each.bytes for each in watched) / 1e6
    tell(
        f"{len(watched)} who watched beside {idle} who stalled: {megabytes:.0f} MB, every byte "
        f"right, refused at first {refusals} times; meanwhile {times}"
    )


def test_upload_on_a_slow_but_steady_line_arrives(server):
    body = b"a=" + b"x" * 300_000

    with server.connect() as line:
        line.sendall(post(f"Content-Length: {len(body)}"))
        for first in range(0, len(body), 15_000):
            line.sendall(body[first : first + 15_000])
            time.sleep(0.2)
        answer = line.recv(100)

    assert answer.startswith(b"HTTP/1.1 403")  # read whole, and no form of ours


def test_beyond_the_ceiling_is_503_and_what_is_short_goes_on(narrow, stalled):
    tag = f'"{"a" * 64}"'

    with ExitStack() as stack:
        for idler in stalled[:2]:
            stack.enter_context(idler.come(narrow))
        time.sleep(0.5)
        refused = narrow.ask(narrow.recording)
        body = narrow.ask("/admin/login/", method="POST", **{"Content-Length": "900000"})
        page = narrow.ask("/")
        short = narrow.ask(narrow.recording, Range="bytes=5-14")
        head = narrow.ask(narrow.recording, method="HEAD")
        known = narrow.ask(narrow.recording, **{"If-None-Match": tag})

    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert refused.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in refused.headers["Content-Security-Policy"]
    assert {"Content-Range", "ETag", "Accept-Ranges"} & {*refused.headers} == set()
    assert "erg druk" in refused.content.decode()
    assert (body.status, body.headers["Connection"]) == (503, "close")
    assert (short.status, short.content) == (206, content(5, 10))
    assert (page.status, head.status, known.status) == (200, 200, 304)


def test_places_are_free_again_when_readers_leave(narrow, stalled):
    for idler in stalled[::3]:
        with idler.come(narrow), idler.come(narrow):
            time.sleep(0.5)
            assert narrow.ask(narrow.recording).status == 503
        time.sleep(1.5)  # a thread looks each second

        assert len(narrow.ask(narrow.recording).content) == narrow.size
    assert "Traceback" not in narrow.log


def test_stop_does_not_wait_for_idlers(catalogue):
    with serving(*catalogue, "--workers", "1") as server:
        those = [idler for kind in idlers(server).values() for idler in kind]
        with idling(server, those, len(those)):
            time.sleep(1)
            began = time.monotonic()
            server.process.terminate()
            server.process.wait(30)
            took = time.monotonic() - began

        assert took < 8
        assert "Traceback" not in server.log
