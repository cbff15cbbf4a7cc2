"""Public pages kept whole, under the stamp of the catalogue's state (search.catalogue_stamp).

A page for a visitor who is not logged in depends on the catalogue, on its address and on what every
page knows. So it is drawn once in each process and given to everybody who asks the same, until
anything is written or a window of publication opens or closes: then there is another stamp, and
what lies under the former one is not asked for again, and makes room.
"""

import gzip
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from catalogue.context_processors import site
from catalogue.listing.filters import FragmentFilter
from catalogue.search import catalogue_stamp

KNOWN = frozenset({*FragmentFilter.base_filters, "pagina", "projectie", "t", "thema", "zoek"})
"""The parameters that pages read, all of them. What else stands in an address changes nothing, and
is not seen by a view: no link of a page carries it on, nor is a page kept for it."""

PARTS = ("HX-Request", "HX-History-Restore-Request")
"""The headers by which htmx asks for a part of a page. Nothing else of a request is looked at."""

MOST_BYTES = 1_000_000  # of a page; in each process, as many pages as settings.DRAWN says


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, whose pages for visitors are kept. It goes around all but what says which methods
    are allowed and what a page may do."""

    @wraps(view)
    def answer(request, *args, **kwargs) -> HttpResponse:
        request.GET = known_of(request.GET)
        if request.method not in ("GET", "HEAD") or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        # Before the page is drawn: what is written meanwhile has another stamp.
        stamp = catalogue_stamp()
        if not stamp:
            return view(request, *args, **kwargs)
        key = key_of(request, stamp)
        response = caches["kept_pages"].get(key)
        if response is None:
            tag = f'W/"{key}"'
            if tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
                response = HttpResponseNotModified(headers={"ETag": tag})
                patch_vary_headers(response, ["Accept-Encoding", *PARTS])
                return response
            response = drawn(view(request, *args, **kwargs), tag)
            if is_to_keep(response):
                caches["kept_pages"].set(key, response)
        return response

    return answer


def known_of(parameters):
    """The known parameters of an address by name, the values of each in their order."""
    known = parameters.copy()
    known.clear()
    for name in sorted(KNOWN & parameters.keys()):
        known.setlist(name, parameters.getlist(name))
    return known


def key_of(request, stamp: str) -> str:
    """One name for all requests to which the answer is the same. It tells nothing of the stamp."""
    is_part = [request.headers.get(name) == "true" for name in PARTS]
    asked = (request.GET.urlencode(), is_part, site(request), get_language())
    secret = settings.SECRET_KEY.encode()[:64]
    about = repr((settings.STARTED, stamp, asked)).encode()
    return blake2b(about, digest_size=16, key=secret).hexdigest()


def drawn(response: HttpResponse, tag: str) -> HttpResponse:
    """The answer, rendered; a page with its ETag, and compressed beside itself."""
    if hasattr(response, "render"):
        response = response.render()
    if response.status_code == 200 and not response.streaming:
        response.headers["ETag"] = tag
        patch_vary_headers(response, ["Accept-Encoding", *PARTS])
        response.gzipped = gzip.compress(response.content, mtime=0)
    return response


def is_to_keep(response: HttpResponse) -> bool:
    """Whether an answer is a page, the same for everybody. What is gone or elsewhere is found
    quickly, under more addresses than there are pages."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and len(response.content) <= MOST_BYTES
    )
