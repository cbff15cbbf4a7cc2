"""Totals and counts agree with an oracle that knows nothing of SQL, on random catalogues."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from catalogue.filters import FragmentFilter
from catalogue.listing import facets
from tests.search.catalogues import WORDS, Catalogue, catalogues, stored
from tests.search.oracle import MULTIPLE, Oracle, Parameters

pytestmark = pytest.mark.django_db

YEARS = ["", "2000", "2002", "2003", "2020"]


@st.composite
def questions(draw, catalogue: Catalogue) -> Parameters:
    """Parameters of an address that finds what it names: no value is unknown."""
    oracle = Oracle(catalogue)
    asked = {}
    for name in draw(st.lists(st.sampled_from(MULTIPLE), max_size=3, unique=True)):
        if choices := oracle.choices(name):
            values = st.lists(st.sampled_from(choices), min_size=1, max_size=2, unique=True)
            asked[name] = tuple(draw(values))
    if draw(st.booleans()):
        asked["q"] = (" ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2))),)
    if draw(st.booleans()):
        years = st.tuples(st.sampled_from(YEARS), st.sampled_from(YEARS))
        asked["jaar"] = draw(years.filter(lambda pair: any(pair) and pair[0] <= (pair[1] or "9")))
    return asked


def query_of(parameters: Parameters) -> QueryDict:
    """The address: in it, the first year and the last are parameters of their own."""
    named = dict(parameters)
    named |= zip(("jaar_van", "jaar_tot"), named.pop("jaar", ()), strict=False)
    return QueryDict(urlencode(named, doseq=True))


@given(data=st.data())
def test_totals_and_facets_agree_with_the_oracle(data):
    catalogue = data.draw(catalogues())
    oracle = Oracle(catalogue)
    with stored(catalogue):
        for _ in range(2):
            parameters = data.draw(questions(catalogue))

            filterset = FragmentFilter(query_of(parameters))

            assert filterset.problems == []
            assert {fragment.pid for fragment in filterset.qs} == oracle.find(parameters)
            assert counted(filterset) == oracle.facets(parameters)


def counted(filterset: FragmentFilter) -> dict[str, dict[str, int]]:
    return {
        facet.name: {
            choice.value: choice.count for choice in [*facet.choices, *facet.hidden_choices]
        }
        for facet in facets(filterset)
    }
