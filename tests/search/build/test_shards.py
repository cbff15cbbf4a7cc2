"""Bitmaps of several shards in one row: what they find, and what becomes of them in a fold."""

import pytest

from catalogue.models import Fragment
from catalogue.search.build import blocks, compact
from catalogue.search.finding import current_index
from catalogue.search.index import bitmaps
from catalogue.search.models import IndexBlock, IndexState
from tests.factories import FragmentFactory
from tests.search.build.test_compact import disagreements, found, retitled, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def scattered(monkeypatch) -> list[Fragment]:
    """Fragments in several shards, of which the bitmaps are joined."""
    monkeypatch.setattr(bitmaps, "SHARD", 4)
    monkeypatch.setattr(compact, "FEW_SHARDS", 1)
    fragments = [FragmentFactory(published=True, title="Ministerraad") for _ in range(12)]
    compact.reindex()
    return fragments


def of_shard(fragments: list[Fragment], shard: int) -> list[Fragment]:
    return [fragment for fragment in fragments if fragment.pk // bitmaps.SHARD == shard]


def joint() -> list:
    """The version of the joint bitmaps, and the shards of which they are."""
    return IndexState.objects.get().manifest["joint"]


def rows_of(name: str) -> int:
    return IndexBlock.objects.filter(name=name, version__in=current_index().stored.versions).count()


def test_name_is_read_in_one_row_of_all_shards(scattered):
    assert joint()[1] == sorted({one.pk // bitmaps.SHARD for one in Fragment.objects.all()})
    assert rows_of("t:ministerraad") == 1
    assert set(found("ministerraad")) == {one.pk for one in scattered}
    assert disagreements() == []


def test_shard_that_is_folded_stands_apart(scattered):
    changed = scattered[5]
    retitled(changed, "Kabinet van ministers")

    compact.fold()

    assert changed.pk // bitmaps.SHARD not in joint()[1]
    assert rows_of("t:ministerraad") == 2
    assert set(found("ministerraad")) == {one.pk for one in scattered} - {changed.pk}
    assert changed.pk in found("kabinet")
    assert disagreements() == []


def test_phrase_is_found_where_pairs_are_listed_and_where_they_are_not(scattered, monkeypatch):
    monkeypatch.setattr(blocks, "FREQUENT", 3)
    full, other = scattered[5].pk // bitmaps.SHARD, scattered[-1]
    for one in [*of_shard(scattered, full), other]:
        retitled(one, "De raad van ministers")
    compact.reindex()
    retitled(scattered[0], "Nog een raad van ministers")

    name = bitmaps.in_sequence("raad", "van")
    assert bitmaps.shards_of(current_index().stored.named([name])[name]) == [full]
    assert set(found('"raad van"')) == {
        one.pk for one in [scattered[0], *of_shard(scattered, full), other]
    }


def test_shard_that_was_emptied_is_in_no_bitmap(scattered):
    shard = scattered[5].pk // bitmaps.SHARD
    gone = {one.pk for one in of_shard(scattered, shard)}
    Fragment.objects.filter(pk__in=gone).delete()

    compact.fold()

    assert set(found("ministerraad")) == {one.pk for one in scattered} - gone
    assert disagreements() == []


def test_joint_bitmaps_are_removed_when_every_shard_stands_apart_and_made_again(scattered):
    first = joint()[0]
    for one in Fragment.objects.all():
        retitled(one, "Kabinet van ministers")
    compact.fold()

    assert joint() == [None, []]
    retitled(scattered[0], "Ministerraad")
    compact.fold()
    assert first not in versions()
    assert found("ministerraad") == [scattered[0].pk]
    assert disagreements() == []

    compact.reindex()
    assert rows_of("t:kabinet") == 1
    assert disagreements() == []


def test_index_in_which_nothing_was_ever_joined_is_read(fragment):
    state = IndexState.objects.get()
    del state.manifest["joint"]
    state.save()

    assert found("kabinet") == [fragment.pk]
    retitled(fragment, "Minister")
    compact.fold()
    assert found("minister") == [fragment.pk]


def test_few_shards_are_not_joined(scattered, monkeypatch):
    monkeypatch.setattr(compact, "FEW_SHARDS", 20)

    compact.reindex()

    assert joint() == [None, []]
    assert set(found("ministerraad")) == {one.pk for one in scattered}
    assert disagreements() == []


def test_word_that_joint_bitmaps_miss_is_found_by_the_check(scattered):
    IndexBlock.objects.filter(version=joint()[0], name="t:ministerraad").delete()

    assert disagreements() == [
        f"the block 't:ministerraad' of shard {shard} is missing"
        for shard in sorted({one.pk // bitmaps.SHARD for one in scattered})
    ]
