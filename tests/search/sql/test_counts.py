"""Totals and counts agree with an oracle that knows nothing of SQL, on random catalogues."""

from random import Random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from catalogue.listing.listing import Listing
from catalogue.models import Fragment
from tests.search import catalogues
from tests.search.catalogues import WORDS
from tests.search.oracle import MULTIPLE, Oracle, Parameters

pytestmark = pytest.mark.django_db

YEARS = [("2003", ""), ("", "2002"), ("2002", "2002"), ("2004", "2020"), ("1000", "2000")]


def question(random: Random, oracle: Oracle) -> Parameters:
    """Parameters of an address that names nothing unknown. Words and years not too often: few
    fragments would be left to tell right from wrong."""
    asked = {}
    for name in random.sample(MULTIPLE, random.choice([0, 1, 1, 2, 2, 3])):
        if choices := oracle.choices(name):
            number = min(random.choice([1, 1, 2]), len(choices))
            asked[name] = tuple(random.sample(choices, number))
    if random.random() < 0.1:
        asked["q"] = (" ".join(random.sample(WORDS, random.randint(1, 2))),)
    if random.random() < 0.25:
        asked["jaar"] = random.choice(YEARS)
    return asked


def query_of(parameters: Parameters) -> QueryDict:
    """The address: in it, the first year and the last are parameters of their own."""
    named = dict(parameters)
    named |= zip(("jaar_van", "jaar_tot"), named.pop("jaar", ()), strict=False)
    return QueryDict(urlencode(named, doseq=True))


# A random number generator has no smaller case to shrink to.
@settings(max_examples=40, phases=[Phase.generate])
@given(random=st.randoms(use_true_random=True))
def test_totals_and_facets_agree_with_the_oracle(random):
    """From a seed, and not drawn part by part: what hypothesis draws clusters on the smallest
    cases, in which nearly every question finds nothing, so that a wrong answer is right too."""
    catalogue = catalogues.catalogue(random)
    oracle = Oracle(catalogue)
    with catalogues.stored(catalogue):
        for _ in range(3):
            parameters = question(random, oracle)
            note(f"{parameters} of {catalogue}")

            listing = Listing(query_of(parameters))

            assert listing.problems == []
            assert pids(listing) == oracle.find(parameters)
            assert counted(listing) == oracle.facets(parameters)


def pids(listing: Listing) -> set[str]:
    keys = listing.answer.page(0, listing.answer.total)
    return set(Fragment.objects.filter(pk__in=keys).values_list("pid", flat=True))


def counted(listing: Listing) -> dict[str, dict[str, int]]:
    return {
        facet.name: {
            choice.value: choice.count for choice in [*facet.choices, *facet.hidden_choices]
        }
        for facet in listing.facets()
    }
