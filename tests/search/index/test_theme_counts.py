"""Counts of themes of a large answer: which come first, and which are looked at to know."""

import numpy as np
import pytest
from django.utils import timezone
from pyroaring import BitMap

from catalogue.models import Fragment, Placement, Theme
from catalogue.search.build import compact
from catalogue.search.finding import current_index
from catalogue.search.index import theme_counts
from catalogue.search.index.theme_counts import ThemeCounts
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["every theme by bitmap", "branches by bitmap"])
def large(request, monkeypatch):
    """Every answer is a large one; one bitmap is read at a time."""
    monkeypatch.setattr(theme_counts, "FEW_HITS", 0)
    monkeypatch.setattr(theme_counts, "AT_ONCE", 1)
    few = request.param == "branches by bitmap"
    monkeypatch.setattr(theme_counts, "MANY_HITS", 2 if few else 0)


def public_themes(number: int, *, broader: Theme | None = None) -> list[Theme]:
    """Themes whose keys rise."""
    return [ThemeFactory(published=True, broader=broader) for _ in range(number)]


def hits(number: int, *themes: Theme) -> list[Fragment]:
    """Public fragments, each in all of these themes."""
    fragments = [FragmentFactory(published=True) for _ in range(number)]
    for fragment in fragments:
        for theme in themes:
            PlacementFactory(fragment=fragment, theme=theme)
    return fragments


def counts_of(fragments: list[Fragment]) -> ThemeCounts:
    found = BitMap([fragment.pk for fragment in fragments])
    return ThemeCounts(current_index(), timezone.now(), found)


def test_theme_that_can_only_equal_the_last_place_is_looked_at(large):
    first, second = public_themes(2)
    hits(1, second)  # which could give most, and does not
    found = [*hits(2, second), *hits(2, first)]
    compact.reindex()

    assert counts_of(found).top(1) == [(first.pk, 2)]


def test_themes_of_one_fragment_fill_the_last_places(large):
    first, second, third = public_themes(3)
    found = [*hits(2, third), *hits(1, second), *hits(1, first)]
    compact.reindex()

    assert counts_of(found).top(3) == [(third.pk, 2), (first.pk, 1), (second.pk, 1)]


def test_theme_that_gives_nothing_fills_no_place(large):
    first, second = public_themes(2)
    hits(1, first)
    found = hits(1, second)
    compact.reindex()

    assert counts_of(found).top(2) == [(second.pk, 1)]


def test_theme_below_one_that_equals_the_last_place_is_looked_at(large):
    narrow, other, alone, broad = public_themes(4)
    for theme in (narrow, other):
        theme.broader = broad
        theme.save()
    hits(1, other)
    hits(2, alone)
    found = [*hits(2, narrow), *hits(2, alone)]
    compact.reindex()

    assert counts_of(found).top(1) == [(narrow.pk, 2)]
    assert counts_of(found).top(3) == [(narrow.pk, 2), (alone.pk, 2), (broad.pk, 2)]


def test_branch_counts_a_fragment_once(large):
    [broad] = public_themes(1)
    below = public_themes(2, broader=broad)
    [alone] = public_themes(1)
    found = [*hits(2, *below), *hits(3, alone)]
    compact.reindex()

    assert counts_of(found).top(2) == [(alone.pk, 3), (broad.pk, 2)]


def test_what_was_placed_since_the_index_was_made_counts(large):
    first, second = public_themes(2)
    found = [*hits(2, second), *hits(3)]
    compact.reindex()
    for fragment in found[2:]:
        Placement.objects.create(fragment=fragment, theme=first)

    assert counts_of(found).top(1) == [(first.pk, 3)]


@pytest.mark.parametrize("sample", [2, 100])
def test_no_more_themes_than_give_any(monkeypatch, sample):
    monkeypatch.setattr(theme_counts, "SAMPLE", sample)
    themes = public_themes(3)
    found = [fragment for theme in themes for fragment in hits(1, theme)]
    compact.reindex()

    assert [counts_of(found).has_more(number) for number in (2, 3)] == [True, False]


def test_list_that_is_longer_than_bitmaps_may_be_read_is_counted_otherwise(large, monkeypatch):
    monkeypatch.setattr(theme_counts, "MOST_BITMAPS", 1)
    themes = public_themes(3)
    found = [fragment for theme in themes for fragment in hits(1, theme)]
    compact.reindex()

    assert counts_of(found).top(3) == [(theme.pk, 1) for theme in themes]


def test_of_as_many_the_lower_key_comes_first():
    counts = np.array([0, 2, 1, 3, 1, 2])

    assert theme_counts.most(counts, 3) == [(3, 3), (1, 2), (5, 2)]
    assert theme_counts.most(counts, 4) == [(3, 3), (1, 2), (5, 2), (2, 1)]
