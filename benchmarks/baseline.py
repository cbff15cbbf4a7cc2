"""The product's pages, and beside them the baseline: one stored page, from the simplest view that
Django can have, through the same middleware in the same server. An URLconf."""

import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as product


@cache
def page() -> bytes:
    """Read the stored page on its first request: the listing is stored by then."""
    return Path(os.environ["BENCH_BASELINE"]).read_bytes()


def baseline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(page())


urlpatterns = [path("bench-baseline/", baseline), *product]
