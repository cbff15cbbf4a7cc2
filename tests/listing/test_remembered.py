"""What is remembered while the catalogue stays as it is."""

from functools import partial

from catalogue.listing.remembered import Remembered


def double(asked: list, keys: list[int]) -> dict[int, int]:
    """What is twice each of these; and a note of what was asked."""
    asked.append(keys)
    return {key: 2 * key for key in keys}


def test_only_what_is_not_remembered_is_made():
    twice, asked = Remembered(most=10), []

    first = twice.get("now", [1, 2], partial(double, asked))
    second = twice.get("now", [2, 3], partial(double, asked))
    twice.get("now", [1, 3], partial(double, asked))

    assert (first, second) == ({1: 2, 2: 4}, {2: 4, 3: 6})
    assert asked == [[1, 2], [3]]


def test_nothing_is_remembered_under_another_stamp_or_without_one():
    twice, asked = Remembered(most=10), []

    for stamp in ("now", "later", "", ""):
        twice.get(stamp, [1], partial(double, asked))

    assert asked == [[1]] * 4


def test_no_more_is_remembered_than_may_be():
    twice = Remembered(most=10)

    for start in range(0, 100, 3):
        keys = list(range(start, start + 3))
        assert twice.get("now", keys, partial(double, [])) == {n: 2 * n for n in keys}
        assert len(twice._state[1]) <= 10


def test_what_another_thread_clears_away_meanwhile_is_there_all_the_same():
    twice = Remembered(most=10)
    twice.get("now", [1, 2], partial(double, []))

    def double_while_cleared(keys: list[int]) -> dict[int, int]:
        twice._state[1].clear()
        return double([], keys)

    assert twice.get("now", [1, 2, 3], double_while_cleared) == {1: 2, 2: 4, 3: 6}
