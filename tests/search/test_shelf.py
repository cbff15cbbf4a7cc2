from functools import partial

from catalogue.search.shelf import kept


def double(asked: list, keys: list[int]) -> dict[int, int]:
    """What is twice each of these; and a note of what was asked."""
    asked.append(keys)
    return {key: 2 * key for key in keys}


def test_only_what_is_not_on_the_shelf_is_made():
    shelf, asked = {}, []

    first = kept(shelf, "twice", [1, 2], partial(double, asked), most=10)
    second = kept(shelf, "twice", [2, 3], partial(double, asked), most=10)
    kept(shelf, "twice", [1, 3], partial(double, asked), most=10)

    assert (first, second) == ({1: 2, 2: 4}, {2: 4, 3: 6})
    assert asked == [[1, 2], [3]]


def test_shelf_holds_no_more_than_it_may():
    shelf = {}

    for start in range(0, 100, 3):
        keys = list(range(start, start + 3))
        assert kept(shelf, "twice", keys, partial(double, []), most=10) == {n: 2 * n for n in keys}
        assert len(shelf["twice"]) <= 10


def test_what_another_thread_clears_away_meanwhile_is_there_all_the_same():
    shelf = {}
    kept(shelf, "twice", [1, 2], partial(double, []), most=10)

    def double_while_cleared(keys: list[int]) -> dict[int, int]:
        shelf["twice"].clear()
        return double([], keys)

    assert kept(shelf, "twice", [1, 2, 3], double_while_cleared, most=10) == {1: 2, 2: 4, 3: 6}
