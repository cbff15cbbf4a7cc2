"""What is compared before a time is printed, and what the times are."""

from unittest.mock import Mock

import numpy as np
import pytest
from django.http import QueryDict

from benchmarks.dataset import Dataset
from benchmarks.flat import Flat, Jagged
from benchmarks.generator import generate
from benchmarks.peers.base import TOP, Found, differences, same_top, without_own
from benchmarks.peers.ours import Oracle, selected
from benchmarks.peers.recount import Recount
from benchmarks.queries import DEEPEST_PAGE, PAGE_SIZE, Query, queries_of
from benchmarks.report import REPLACED
from benchmarks.sampling import unique
from benchmarks.timing import Times, in_turns
from catalogue.models import Fragment, Interview, Person, Theme
from catalogue.search.build import documents
from catalogue.views import fragments, paging

DATASET = Dataset(interviews=8, themes=60)
TWENTY = [(key, 40 - key) for key in range(1, TOP)] + [(TOP, 7)]


def found(**changes):
    facets = {"themes": [(1, 3)], "organisations": [(2, 2)], "speakers": []}
    return Found(**{"total": 3, "page": [5, 4, 6], "facets": facets, **changes})


def test_same_answers_do_not_differ():
    assert differences(found(), found()) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"total": 4}, "total 4 for 3"),
        ({"page": [4, 5, 6]}, "other fragments on the page"),
        (
            {"facets": {"themes": [(1, 2)], "organisations": [(2, 2)], "speakers": []}},
            "other themes",
        ),
        (
            {"facets": {"themes": [(1, 3)], "organisations": [], "speakers": []}},
            "other organisations",
        ),
        ({"missing": ["speakers"]}, "no speakers"),
    ],
    ids=["total", "order", "count", "fewer values", "missing"],
)
def test_other_answers_differ(changes, said):
    assert differences(found(), found(**changes)) == [said]


def test_either_of_two_in_the_last_place_may_be_named():
    assert same_top(TWENTY, [*TWENTY[:-1], (99, 7)])


@pytest.mark.parametrize(
    "theirs",
    [[*TWENTY[:-1], (99, 6)], [(99, 39), *TWENTY[1:]], TWENTY[:-1]],
    ids=["another count", "another value above the last", "one less"],
)
def test_other_tops_are_not_the_same(theirs):
    assert not same_top(TWENTY, theirs)


def test_short_top_has_no_last_place():
    assert not same_top([(1, 3)], [(2, 3)])


def test_own_filter_is_off_where_a_value_replaces_another():
    query = Query(name="one", organisation=(1, "a"), person=(2, "b"))

    assert without_own(query, "organisations").organisation is None
    assert without_own(query, "organisations").person == (2, "b")
    assert without_own(query, "speakers").person is None
    assert without_own(query, "themes") is None


def test_percentiles_are_times_that_were_taken():
    summary = Times([float(number) for number in range(1, 101)]).summary()

    assert summary == {"p50": 51, "p95": 96, "p99": 100, "max": 100, "n": 100}


def test_questions_are_put_in_turns():
    asked = []
    asks = [(Times(), lambda name=name: asked.append(name)) for name in "AB"]

    in_turns(asks, rounds=3)

    assert asked == list("ABABAB")


def test_question_that_took_its_budget_is_not_put_again():
    slow, ask = Times([11_000.0]), Mock()

    in_turns([(slow, ask)], rounds=3)

    ask.assert_not_called()


@pytest.mark.parametrize("values", [[], [4], [3, 1, 3, 2, 1]], ids=["none", "one", "several"])
def test_values_are_once_each_and_rising(values):
    values = np.array(values, np.int64)

    assert unique(values).tolist() == np.unique(values).tolist()


def test_values_of_each_place_are_counted_once():
    many = Jagged.of_pairs(np.array([2, 0, 0, 2, 2]), np.array([7, 5, 3, 7, 1]), 4)

    assert [many[place] for place in range(4)] == [[3, 5], [], [1, 7], []]
    assert many.any(7).tolist() == [False, False, True, False]
    assert many.counts(np.array([True, True, False, True])).tolist() == [0, 0, 0, 1, 0, 1]


def test_page_is_as_large_and_as_deep_as_that_of_the_listing():
    assert (PAGE_SIZE, DEEPEST_PAGE) == (fragments.PAGE_SIZE, paging.DEEPEST_PAGE)


@pytest.fixture
def catalogue(db):
    """What was generated, with what is derived from it for plain SQL."""
    selected.cache_clear()
    generate(DATASET)
    documents.write(Fragment.objects.values_list("pk", flat=True))
    for model in (Theme, Person, Interview):
        documents.write_names(model, model.objects.values_list("pk", flat=True))
    yield Flat()
    selected.cache_clear()


def test_recount_is_what_plain_sql_finds(catalogue):
    """The two ways to count have nothing in common, so what both give is right."""
    asked = queries_of(catalogue).twelve
    recount = Recount(catalogue, asked)

    answers = [(query.name, recount.ask(query), Oracle().ask(query)) for query in asked]

    assert [(name, differences(ours, sql)) for name, ours, sql in answers] == [
        (query.name, []) for query in asked
    ]
    # In so few texts a rare word need not be, nor five given years in so few interviews.
    nothing = {name for name, ours, _sql in answers if not ours.total}
    assert nothing <= {"theme+org+yr", "text_rare"}


def test_every_query_is_an_address_that_the_listing_reads(catalogue):
    asked = queries_of(catalogue)

    assert len(asked.twelve) == 12
    assert not {query.name for query in asked.twelve} & set(REPLACED)
    assert len({query.address for query in asked.mix}) == len(asked.mix) == 400
    for query in [*asked.twelve, *asked.more, *asked.mix[:50]]:
        selection, order = selected(query)  # raises for what cannot be read
        assert order == query.order
        assert len(selection.themes) == len(query.themes)


def test_queries_are_the_same_for_the_same_catalogue(catalogue):
    assert queries_of(catalogue) == queries_of(Flat())


def test_parameters_are_quoted():
    query = Query(name="phrase", words=("twee", "woorden"), is_phrase=True, order="nieuwste")

    assert QueryDict(query.parameters).dict() == {"q": '"twee woorden"', "sorteer": "nieuwste"}
