"""The ceiling: where every place to wait from is taken, what would take long is refused."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import cast

from django.http import HttpResponse
from django.template.loader import render_to_string

LONG_BYTES = 128 * 1024  # the buffer of config/line.py holds less on any system
RETRY_AFTER_S = 5
WITHOUT_CONTENT = ("1", "204", "304")

# Of an answer that is withheld: what holds for every answer of the site.
SITE_HEADERS = {
    *("content-security-policy", "strict-transport-security", "x-content-type-options"),
    *("referrer-policy", "x-frame-options", "cross-origin-opener-policy"),
}

Headers = list[tuple[str, str]]


class Ceiling:
    """A WSGI application, of which long answers and long bodies take a place each, or are answered
    with 503. `environ["gunicorn.socket"]` is a config.line.Line; its worker gives the place back,
    whatever came of the answer."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        line = environ["gunicorn.socket"]
        if line.has_long_body and not line.take_place():
            return too_busy([], start_response)
        status, headers = "", []

        def hold(*started):
            nonlocal status, headers
            status, headers = started[:2]

        answer = self.application(environ, hold)
        if is_long(environ["REQUEST_METHOD"], status, headers, answer) and not line.take_place():
            close = getattr(answer, "close", None)
            if close:
                close()
            return too_busy(headers, start_response)
        start_response(status, headers)
        return answer


def is_long(method: str, status: str, headers: Headers, answer: Iterable[bytes]) -> bool:
    """Whether the answer may be more than is taken of it without anybody reading."""
    if method == "HEAD" or status.startswith(WITHOUT_CONTENT):
        return False
    if not getattr(answer, "streaming", True):  # a page, as Django answers
        return len(cast(HttpResponse, answer).content) > LONG_BYTES
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    return not lengths or lengths[0] > LONG_BYTES


def too_busy(headers: Headers, start_response: Callable) -> list[bytes]:
    content = render_to_string("503.html").encode()
    status = HTTPStatus.SERVICE_UNAVAILABLE
    own = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(RETRY_AFTER_S)),
    ]
    kept = [(name, value) for name, value in headers if name.lower() in SITE_HEADERS]
    start_response(f"{status.value} {status.phrase}", own + kept)
    return [content]
