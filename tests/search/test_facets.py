"""Selections: the words in them, and how many filters are on. The table of facets agrees."""

from dataclasses import fields

import pytest

from catalogue.search.facets import FACETS, OF_VOICES, SHOWN, Selection
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


def test_selection_has_a_field_for_each_facet():
    of_facets = [field.name for field in fields(Selection) if field.default == ()]

    assert sorted(of_facets) == sorted(facet.field for facet in FACETS)


def test_facet_has_records_or_a_list_of_values():
    assert [facet.parameter for facet in FACETS if bool(facet.model) == bool(facet.choices)] == []


def test_facet_of_voices_alone_has_a_column_and_each_its_own():
    columns = [facet.column for facet in FACETS if facet.source in OF_VOICES]

    assert [facet.column for facet in FACETS if facet.column] == columns
    assert all(columns)
    assert len(columns) == len(set(columns))


def test_facets_shown_stand_in_places_of_their_own():
    assert [facet.place for facet in SHOWN] == list(range(1, len(SHOWN) + 1))
