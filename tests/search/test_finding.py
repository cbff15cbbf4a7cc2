"""An answer where the index is not there, or is broken; and one that was read ahead."""

import numpy as np
import pytest

from catalogue.search.build import compact
from catalogue.search.facets import Selection
from catalogue.search.finding import current_index, find, find_in_sql, read_ahead
from catalogue.search.index import bitmaps, snapshot
from catalogue.search.models import IndexBlock, IndexState
from catalogue.search.sql.selection import STORED_ORDERS
from tests.factories import FragmentFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", [bitmaps.COLUMNS, bitmaps.ROLLUPS, "nieuwste", "w:kabinet"], ids=str
)
@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"geen blok", None], ids=["empty", "zero", "text", "half"]
)
def test_broken_block_makes_answers_slow_and_not_wrong(fragment, caplog, name, data):
    block = IndexBlock.objects.get(name=name)
    block.data = bytes(block.data)[: len(block.data) // 2 + 1] if data is None else data
    block.save()

    answer = find(Selection(text="kabinet" if name == "w:kabinet" else ""))

    assert_like_sql(answer)
    [warning] = caplog.records
    assert "manage.py reindex" in warning.message


@pytest.mark.parametrize("name", [bitmaps.COLUMNS, "nieuwste"])
def test_missing_block_makes_answers_slow_and_not_wrong(fragment, caplog, name):
    IndexBlock.objects.filter(name=name).delete()

    assert_like_sql(find(Selection()))

    [warning] = caplog.records
    assert "manage.py reindex" in warning.message


def changed_arrays(change) -> None:
    block = IndexBlock.objects.get(name=bitmaps.COLUMNS)
    arrays = bitmaps.unpack_arrays(block.data)
    change(arrays)
    block.data = bitmaps.pack_arrays(**arrays)
    block.save()


COLUMNS = ("keys", "is_lasting", "windows", "code", "themes", "themes_lengths", "mentioned")


@pytest.mark.parametrize("name", [*COLUMNS, "interview", "mentioned_lengths"])
def test_array_that_is_missing_makes_answers_slow_and_not_wrong(fragment, caplog, name):
    changed_arrays(lambda arrays: arrays.pop(name))

    assert_like_sql(find(Selection()))

    [warning] = caplog.records
    assert "manage.py reindex" in warning.message


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda columns: columns.update(code=columns["code"] + 4000), id="code"),
        pytest.param(lambda columns: columns.update(keys=columns["keys"] + 2**30), id="keys"),
        pytest.param(lambda columns: columns.update(code=columns["code"][:-1]), id="too few"),
        pytest.param(lambda columns: columns.update(windows=np.zeros(7)), id="another shape"),
    ],
)
def test_arrays_that_contradict_each_other_make_answers_slow_and_not_wrong(
    fragment, caplog, change
):
    changed_arrays(change)

    assert_like_sql(find(Selection()))

    assert "manage.py reindex" in caplog.records[0].message


MANIFESTS = {
    "another format": lambda manifest: manifest | {"format": 99},
    "no shards": lambda manifest: {"orders": 1},
    "no orders": lambda manifest: {name: manifest[name] for name in manifest if name != "orders"},
    "a list": lambda manifest: [1, 2],
    "text for shards": lambda manifest: manifest | {"shards": "geen"},
    "numbers that are too large": lambda manifest: manifest | {"shards": [[10**12, 1]]},
    "joint of another shape": lambda manifest: manifest | {"joint": 5},
}


@pytest.mark.parametrize("change", MANIFESTS.values(), ids=MANIFESTS)
def test_manifest_that_is_not_ours_makes_answers_slow_and_reindex_mends_it(
    fragment, caplog, change
):
    state = IndexState.objects.get()
    state.manifest = change(state.manifest)
    state.save()

    assert_like_sql(find(Selection()))
    read_ahead()

    assert "manage.py reindex" in caplog.records[0].message
    caplog.clear()
    compact.reindex()
    assert_like_sql(find(Selection()))
    assert caplog.records == []


def test_index_of_another_format_is_not_folded_into(fragment):
    state = IndexState.objects.get()
    state.manifest |= {"format": 99}
    state.save()

    with pytest.raises(bitmaps.Missing, match="another format"):
        compact.fold()


def assert_like_sql(answer) -> None:
    truth = find_in_sql(answer.selection)
    assert answer.total == truth.total > 0
    assert answer.page(0, 100) == truth.page(0, 100)
    assert answer.top("themes", None) == truth.top("themes", None)


def test_without_an_index_answers_come_from_sql(caplog):
    fragment = FragmentFactory(published=True, title="Kabinet")

    assert find(Selection(text="kabinet")).page(0, 100) == [fragment.pk]

    [warning] = caplog.records
    assert "there is no index yet" in warning.message
    with pytest.raises(bitmaps.Missing):
        compact.fold()


@pytest.mark.parametrize("order", STORED_ORDERS)
def test_what_was_read_ahead_is_not_asked_for_again(fragment, django_assert_num_queries, order):
    snapshot._known.clear()
    read_ahead()

    with django_assert_num_queries(1):  # whether it is still so
        answer = find(Selection(), order)
        page, lengths = answer.page(0, 1), answer.top("lengths", 1)

    truth = find_in_sql(Selection(), order)
    assert (page, lengths) == (truth.page(0, 1), truth.top("lengths", 1))


def test_reading_ahead_says_nothing_where_there_is_no_index(caplog):
    read_ahead()

    assert caplog.records == []


@pytest.mark.parametrize("text", ["", "-minister"])
def test_without_an_index_relevance_to_no_words_is_newest_first(text):
    fragments = [FragmentFactory(published=True) for _ in "12"]

    page = find(Selection(text=text), "relevantie").page(0, 100)
    assert page == [fragment.pk for fragment in reversed(fragments)]


def test_older_index_answers_as_before_beside_a_newer_one(fragment):
    """As in two threads, one of which asked just before an edit."""
    older = current_index()
    FragmentFactory.create_batch(3, published=True)  # of interviews that the older does not know
    newer = current_index()

    # The newer one is asked first, and what it keeps of the blocks serves both.
    assert len(newer.of_voices(np.ones(len(newer.voices), bool))) == 5
    assert len(older.of_voices(np.ones(len(older.voices), bool))) == 2
