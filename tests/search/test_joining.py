"""Bitmaps of several shards in one row: what they find, and what becomes of them in a fold."""

import pytest

from catalogue.models import Fragment
from catalogue.search import blocks, building, folding, known
from catalogue.search.models import IndexBlock, IndexState
from tests.factories import FragmentFactory
from tests.search.test_folding import disagreements, found, retitled, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def scattered(monkeypatch) -> list[Fragment]:
    """Fragments in several shards, of which the bitmaps are joined."""
    monkeypatch.setattr(blocks, "SHARD", 4)
    monkeypatch.setattr(folding, "FEW_SHARDS", 1)
    fragments = [FragmentFactory(published=True, title="Ministerraad") for _ in range(12)]
    folding.reindex()
    return fragments


def of_shard(fragments: list[Fragment], shard: int) -> list[Fragment]:
    return [fragment for fragment in fragments if fragment.pk // blocks.SHARD == shard]


def joint() -> list:
    """The version of the joint bitmaps, and the shards of which they are."""
    return IndexState.objects.get().manifest["joint"]


def rows_of(name: str) -> int:
    return IndexBlock.objects.filter(name=name, version__in=known.current().stored.versions).count()


def test_name_is_read_in_one_row_of_all_shards(scattered):
    assert joint()[1] == sorted({one.pk // blocks.SHARD for one in Fragment.objects.all()})
    assert rows_of("t:ministerraad") == 1
    assert set(found("ministerraad")) == {one.pk for one in scattered}
    assert disagreements() == []


def test_shard_that_is_folded_stands_apart(scattered):
    changed = scattered[5]
    retitled(changed, "Kabinet van ministers")

    folding.fold()

    assert changed.pk // blocks.SHARD not in joint()[1]
    assert rows_of("t:ministerraad") == 2
    assert set(found("ministerraad")) == {one.pk for one in scattered} - {changed.pk}
    assert changed.pk in found("kabinet")
    assert disagreements() == []


def test_phrase_is_found_where_pairs_are_listed_and_where_they_are_not(scattered, monkeypatch):
    monkeypatch.setattr(building, "FREQUENT", 3)
    full, other = scattered[5].pk // blocks.SHARD, scattered[-1]
    for one in [*of_shard(scattered, full), other]:
        retitled(one, "De raad van ministers")
    folding.reindex()
    retitled(scattered[0], "Nog een raad van ministers")

    name = blocks.in_sequence("raad", "van")
    assert blocks.shards_of(known.current().stored.named([name])[name]) == [full]
    assert set(found('"raad van"')) == {
        one.pk for one in [scattered[0], *of_shard(scattered, full), other]
    }


def test_shard_that_was_emptied_is_in_no_bitmap(scattered):
    shard = scattered[5].pk // blocks.SHARD
    gone = {one.pk for one in of_shard(scattered, shard)}
    Fragment.objects.filter(pk__in=gone).delete()

    folding.fold()

    assert set(found("ministerraad")) == {one.pk for one in scattered} - gone
    assert disagreements() == []


def test_joint_bitmaps_are_removed_when_every_shard_stands_apart_and_made_again(scattered):
    first = joint()[0]
    for one in Fragment.objects.all():
        retitled(one, "Kabinet van ministers")
    folding.fold()

    assert joint() == [None, []]
    retitled(scattered[0], "Ministerraad")
    folding.fold()
    assert first not in versions()
    assert found("ministerraad") == [scattered[0].pk]
    assert disagreements() == []

    folding.reindex()
    assert rows_of("t:kabinet") == 1
    assert disagreements() == []


def test_index_in_which_nothing_was_ever_joined_is_read(fragment):
    state = IndexState.objects.get()
    del state.manifest["joint"]
    state.save()

    assert found("kabinet") == [fragment.pk]
    retitled(fragment, "Minister")
    folding.fold()
    assert found("minister") == [fragment.pk]


def test_few_shards_are_not_joined(scattered, monkeypatch):
    monkeypatch.setattr(folding, "FEW_SHARDS", 20)

    folding.reindex()

    assert joint() == [None, []]
    assert set(found("ministerraad")) == {one.pk for one in scattered}
    assert disagreements() == []


def test_word_that_joint_bitmaps_miss_is_found_by_the_check(scattered):
    IndexBlock.objects.filter(version=joint()[0], name="t:ministerraad").delete()

    assert disagreements() == [
        f"the block 't:ministerraad' of shard {shard} is missing"
        for shard in sorted({one.pk // blocks.SHARD for one in scattered})
    ]
