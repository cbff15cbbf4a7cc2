"""Selections: the words in them, and how many filters are on."""

import pytest

from catalogue.search.selection import Selection
from catalogue.values.choices import Form

CASES = [
    (Selection(), 0),
    (Selection(text="één"), 1),
    (Selection(text="één twee"), 1),
    (Selection(themes=(frozenset({1, 2}),)), 1),
    (Selection(themes=(frozenset({1}), frozenset({2}))), 2),
    (Selection(forms=(Form.VIDEO, Form.PODCAST)), 2),
    (Selection(year_from=2000, year_to=2002), 2),
    (Selection(text="een", lengths=("kort",), speakers=(4,)), 3),
]


@pytest.mark.parametrize(("selection", "number"), CASES)
def test_number_of_filters_counts_every_value(selection, number):
    assert selection.number_of_filters == number


def test_without_turns_one_filter_off():
    selection = Selection(text="een", speakers=(1,), year_from=2000)

    assert selection.without("speakers") == Selection(text="een", year_from=2000)
    assert selection.without("year_from") == Selection(text="een", speakers=(1,))
    assert selection.without("text") == Selection(speakers=(1,), year_from=2000)
