"""The product's settings, with the floor beside its pages."""

from config.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "benchmarks.floor"
