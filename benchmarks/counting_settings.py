"""The product's settings, but for drawn facets: a page that is asked again counts them again."""

from config.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "benchmarks.counting"
