"""The product's settings, with the baseline beside its pages."""

from config.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "benchmarks.baseline"
