"""The product's settings for a server that is measured.

With BENCH_BASELINE, the file of a stored page, that page stands beside the product's. Without it
neither pages nor facets are kept as drawn, so that a page that is asked again is counted again.
"""

import os

from config.settings import *  # noqa: F403 - all of them
from config.settings import CACHES  # by name, for what changes it

if "BENCH_BASELINE" in os.environ:
    ROOT_URLCONF = "benchmarks.baseline"
else:
    not_kept: dict[str, object] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    CACHES |= dict.fromkeys(("drawn_facets", "kept_pages"), not_kept)
