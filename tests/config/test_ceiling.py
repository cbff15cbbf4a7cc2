"""What takes long is answered from a place, or not at all."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from config.ceiling import LONG_BYTES, Ceiling
from config.line import Places


class Visitor:
    """A line, as the ceiling sees it."""

    def __init__(self, places: Places, *, has_long_body: bool = False):
        self.places, self.has_long_body = places, has_long_body

    def take_place(self) -> bool:
        return self.places.take(self)


def ask(answer, places, *, method="GET", has_long_body=False):
    """Status, headers and content of what a visitor gets of a Django answer."""
    started = []

    def application(environ, start_response):
        start_response(f"{answer.status_code} {answer.reason_phrase}", [*answer.items()])
        return answer

    environ = {
        "REQUEST_METHOD": method,
        "gunicorn.socket": Visitor(places, has_long_body=has_long_body),
    }
    content = Ceiling(application)(environ, lambda *args: started.append(args))
    [(status, headers)] = started
    return status, dict(headers), content


def long_answer(length: int | None = LONG_BYTES + 1, **options) -> StreamingHttpResponse:
    headers = {"Content-Length": str(length)} if length else {}
    headers |= {"ETag": '"x"', "Referrer-Policy": "same-origin", "Accept-Ranges": "bytes"}
    return StreamingHttpResponse([b"x"], headers=headers, **options)


@pytest.mark.parametrize(
    ("answer", "method", "takes"),
    [
        pytest.param(long_answer(), "GET", 1, id="a recording"),
        pytest.param(long_answer(status=206), "GET", 1, id="much of it"),
        pytest.param(long_answer(None), "GET", 1, id="of unknown length"),
        pytest.param(long_answer(LONG_BYTES), "GET", 0, id="a short stretch"),
        pytest.param(long_answer(), "HEAD", 0, id="HEAD"),
        pytest.param(long_answer(status=304), "GET", 0, id="304"),
        pytest.param(HttpResponse(b"x"), "GET", 0, id="a page without a stated length"),
        pytest.param(HttpResponse(b"x" * (LONG_BYTES + 1)), "GET", 1, id="a long page"),
    ],
)
def test_long_answer_takes_a_place(answer, method, takes):
    places = Places(1)

    _status, _headers, content = ask(answer, places, method=method)

    assert content is answer
    assert places.taken == takes


def test_long_answer_without_a_place_is_503_and_is_closed():
    closed = []
    answer = long_answer()
    answer.close = lambda: closed.append(True)

    status, headers, [content] = ask(answer, Places(0))

    assert status == "503 Service Unavailable"
    assert headers == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "Retry-After": "5",
        "Referrer-Policy": "same-origin",
    }
    assert "Het is nu erg druk" in content.decode()
    assert closed == [True]


def test_long_body_without_a_place_is_not_even_asked():
    status, _headers, _content = ask(None, Places(0), has_long_body=True)

    assert status == "503 Service Unavailable"


def test_long_body_takes_a_place_and_the_answer_keeps_it():
    places = Places(1)

    status, _headers, _content = ask(long_answer(), places, has_long_body=True)

    assert status == "200 OK"
    assert places.taken == 1
