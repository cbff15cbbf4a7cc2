"""When a request is complete enough for a thread."""

import time

import pytest

from config import arrival
from config.arrival import Arrival, TooLongError, has_long_body

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def posted(*lines: bytes) -> bytes:
    return b"\r\n".join([b"POST / HTTP/1.1", *lines, b"", b""])


@pytest.mark.parametrize(
    ("data", "complete"),
    [
        pytest.param(GET, True, id="whole"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", True, id="without a header"),
        pytest.param(b"\r\n" + GET, True, id="an empty line before it"),
        pytest.param(GET + GET, True, id="two"),
        pytest.param(b"GET / HTTP/1.1\r\n", False, id="a line"),
        pytest.param(GET[:-1], False, id="all but a byte"),
        pytest.param(b"GET / HTTP/1.1\n\n", True, id="malformed, so for the parser to refuse"),
        pytest.param(posted(b"Content-Length: 3") + b"ab", False, id="half a body"),
        pytest.param(posted(b"Content-Length: 3") + b"abc", True, id="a body"),
        pytest.param(posted(b"X: 1", b"content-LENGTH:3 ") + b"ab", False, id="in other letters"),
        pytest.param(posted(b"X-Content-Length: 3"), True, id="of another name"),
        pytest.param(posted(b"Content-Length: 3, 3"), True, id="no number"),
        pytest.param(posted(b"Content-Length: 65537"), True, id="a long body"),
        pytest.param(posted(b"Content-Length: " + b"9" * 40), True, id="a body without end"),
        pytest.param(posted(b"Transfer-Encoding: chunked"), True, id="of unknown length"),
        pytest.param(
            posted(b"Content-Length: 3", b"Expect: 100-continue"), True, id="that waits for us"
        ),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 10**6])
def test_request_is_complete_with_its_header_and_short_body(data, complete, step):
    arrived = Arrival(idle_s=1)

    for first in range(0, len(data), step):
        assert not arrived.is_complete or first > data.index(b"\n")
        arrived.add(data[first : first + step])

    assert (arrived.is_complete, bytes(arrived.data)) == (complete, data)


def test_header_without_an_end_is_too_long():
    arrived = Arrival(idle_s=1)

    with pytest.raises(TooLongError):
        for _ in range(10):
            arrived.add(b"X: " + b"x" * 9000 + b"\r\n")


def test_header_has_one_deadline_however_it_drips(monkeypatch):
    arrived = Arrival(idle_s=2)
    idle = arrived.deadline

    arrived.add(b"G")
    begun = arrived.deadline
    arrived.add(b"E")

    assert begun > idle
    assert arrived.deadline == begun


def test_body_has_time_for_as_long_as_it_goes_on(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    arrived = Arrival(idle_s=2)
    arrived.add(posted(b"Content-Length: 60000"))
    assert arrived.deadline == 1000 + arrival.PATIENCE_S

    clock[0] = 1010
    arrived.add(b"x")
    assert arrived.deadline == 1000 + arrival.PATIENCE_S
    arrived.add(b"x" * arrival.LEAST_BYTES)

    assert arrived.deadline == 1010 + arrival.PATIENCE_S


@pytest.mark.parametrize(
    ("headers", "long"),
    [
        ([], False),
        ([("CONTENT-LENGTH", "65536")], False),
        ([("CONTENT-LENGTH", "65537")], True),
        ([("TRANSFER-ENCODING", "chunked")], True),
        ([("EXPECT", "100-continue"), ("CONTENT-LENGTH", "1")], True),
    ],
)
def test_long_body_is_what_was_not_awaited(headers, long):
    assert has_long_body(headers) is long
