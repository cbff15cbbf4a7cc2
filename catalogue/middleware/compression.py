"""Public pages, compressed for who can read that."""

import gzip
import secrets

from django.utils.cache import patch_vary_headers, set_response_etag
from django.utils.regex_helper import _lazy_re_compile

ACCEPTS_GZIP = _lazy_re_compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|,|$)")
FEWEST_BYTES = 200
ADMIN = "/admin/"
KINDS = ("text/", "application/json", "application/xml", "image/svg+xml")
MOST_PADDING = 100  # bytes


class CompressionMiddleware:
    """Compresses what is text and the same for everybody: nothing of the admin, nor of a page that
    a user sees. Files go their own way, in ranges.

    The length of every answer is made uncertain, so that nobody learns from it what stands in a
    page beside what they put there (BREACH). The ETag is weak, and one for both forms. A page that
    is kept (views/kept.py) brings its compressed form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not is_public_text(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if response.status_code == 200 and not response.has_header("ETag"):
            set_response_etag(response)
        if response.has_header("ETag") and not response["ETag"].startswith("W/"):
            response.headers["ETag"] = f"W/{response['ETag']}"
        if ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            pressed = getattr(response, "gzipped", None) or gzip.compress(response.content, mtime=0)
            response.content = padded(pressed)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response


def is_public_text(request, response) -> bool:
    """Whether an answer is text that everybody may see, and long enough to be worth it."""
    if response.streaming or response.has_header("Content-Encoding") or response.cookies:
        return False
    if request.path_info.startswith(ADMIN):
        return False
    caching = response.get("Cache-Control", "")
    if "private" in caching or "no-store" in caching:
        return False
    is_text = response.get("Content-Type", "").startswith(KINDS)
    return is_text and len(response.content) >= FEWEST_BYTES


def padded(pressed: bytes) -> bytes:
    """What gzip gave, with a file's name in its header (RFC 1952) of any length: nobody reads it,
    and nothing has to be compressed again."""
    name = b"x" * secrets.randbelow(MOST_PADDING + 1)
    with_name = bytes([pressed[3] | 8])
    return pressed[:3] + with_name + pressed[4:10] + name + b"\0" + pressed[10:]
