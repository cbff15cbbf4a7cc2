"""The baseline: one stored page, from the simplest view that Django can have, through the same
middleware in the same server. An URLconf."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as product

PAGE = Path(os.environ["BENCH_BASELINE"]).read_bytes()


def baseline(request):
    return HttpResponse(PAGE)


urlpatterns = [path("bench-baseline/", baseline), *product]
