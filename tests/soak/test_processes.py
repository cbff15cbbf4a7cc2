"""Work in processes side by side, and an index that several of them make."""

import math
import operator
import os

import pytest

from catalogue.search.build import check, compact
from catalogue.search.build.shards import nothing_meanwhile
from catalogue.search.build.workers import side_by_side
from catalogue.search.index import bitmaps
from tests.soak.comparing import differences


def done(work, things, *, processes: int = 2) -> list:
    return list(side_by_side(work, things, processes=processes, meanwhile=nothing_meanwhile))


def test_each_thing_gives_its_result():
    assert sorted(done(operator.neg, [1, 2])) == [-2, -1]
    assert done(operator.neg, []) == []


def test_what_goes_wrong_in_a_process_is_raised_here():
    with pytest.raises(ValueError, match="math domain error"):
        done(math.sqrt, [-1])


def test_process_that_was_killed_is_told_of():
    with pytest.raises(RuntimeError, match="was killed"):
        done(os._exit, [1])


def test_index_made_by_two_processes_is_that_of_one(site, monkeypatch, random):
    monkeypatch.setenv("DATABASE_URL", site.address)
    monkeypatch.setattr(bitmaps, "SHARD", 128)
    steps = []

    number = compact.reindex(lambda *step: steps.append(step), processes=2)

    assert number > 2 * bitmaps.SHARD
    [much] = {much for _done, much in steps}
    assert steps == sorted(steps)
    assert (steps[0][0], steps[-1][0]) == (0, much)
    assert len(steps) > 3
    assert list(check.disagreements()) == []
    assert differences(random, number=2) == []
