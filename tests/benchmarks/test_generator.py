"""The catalogue to measure on: the same for the same dataset, and as the models would write it."""

from dataclasses import replace

import numpy as np
import pytest
from django.apps import apps
from django.db import connection

from benchmarks.dataset import Dataset, dataset_of, name_of
from benchmarks.generator import generate
from benchmarks.sampling import draw, pids, shares
from benchmarks.scaffold import LABEL
from benchmarks.vocabulary import vocabulary
from catalogue.models import (
    Fragment,
    Interview,
    Organisation,
    Passage,
    Person,
    Placement,
    Position,
    Series,
    Theme,
    Transcript,
)
from catalogue.models.passage import passages_in
from catalogue.models.record import PID_ALPHABET, PID_LENGTH
from catalogue.values.text import slug

DATASET = Dataset(interviews=2, themes=30)


@pytest.mark.parametrize(
    ("size", "fragments"), [("30k", 29_972), ("650k", 649_944), ("6500k", 6_500_030)]
)
def test_size_is_named_after_its_fragments(size, fragments):
    assert dataset_of(size).fragments == fragments


def test_name_says_what_is_not_as_usual():
    dataset = dataset_of("30k", zipf=0.3, shuffled=True, transcript_words=120, seed=2)

    assert name_of("30k", dataset_of("30k")) == "30k"
    assert name_of("30k", dataset) == "30k-zipf0.3-shuffled-transcripts120-seed2"


def test_words_are_all_different():
    words = vocabulary(5_000)

    assert len(set(words)) == 5_000
    assert all(4 <= len(word) <= 14 for word in words)


def test_pids_are_all_different_and_of_the_alphabet():
    made = pids(np.arange(100_000), salt=3)

    assert len(set(made)) == 100_000
    assert {len(pid) for pid in made} == {PID_LENGTH}
    assert set("".join(made)) == set(PID_ALPHABET)


def test_skewed_shares_are_after_zipf():
    cumulative = shares(4, 1)

    np.testing.assert_allclose(np.diff(cumulative, prepend=0), np.array([12, 6, 4, 3]) / 25)


def test_flat_shares_are_alike():
    np.testing.assert_allclose(shares(4, 0), [0.25, 0.5, 0.75, 1])


def test_ranks_are_drawn_by_their_shares():
    ranks = draw(np.random.default_rng(1), shares(4, 1), 25_000)

    np.testing.assert_allclose(np.bincount(ranks) / 1_000, [12, 6, 4, 3], rtol=0.05)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [{}, {"shuffled": True}, {"zipf": 0.3}, {"transcript_words": 50}],
    ids=["usual", "shuffled", "flatter", "transcripts"],
)
def test_the_same_plan_gives_the_same_rows(changes):
    dataset = replace(DATASET, **changes)

    checksums, contents = [], []
    for _ in range(2):
        checksums.append(generate(dataset).checksum)
        contents.append(everything())
        empty()

    assert contents[0] == contents[1]
    assert checksums[0] == checksums[1]


@pytest.mark.django_db
def test_every_option_changes_the_checksum():
    changes = [{}, {"shuffled": True}, {"zipf": 0.3}, {"seed": 2}, {"transcript_words": 50}]

    checksums = []
    for change in changes:
        checksums.append(generate(replace(DATASET, **change)).checksum)
        empty()

    assert len(set(checksums)) == len(changes)


@pytest.mark.django_db
@pytest.mark.parametrize("shuffled", [False, True], ids=["clustered", "shuffled"])
def test_rows_are_as_the_models_would_write_them(shuffled):
    generate(replace(DATASET, shuffled=shuffled))

    for model in (Series, Theme, Organisation, Person, Position, Interview, Fragment):
        rows = list(model.objects.all())
        assert rows
        for row in rows:
            written = {name: getattr(row, name) for name in model.prepared}
            row.prepare()
            assert {name: getattr(row, name) for name in model.prepared} == written
            row.clean_fields()
    assert Fragment.objects.count() == DATASET.fragments
    connection.check_constraints()


@pytest.mark.django_db
def test_slugs_are_those_of_the_names():
    generate(DATASET)

    for model, name in (
        (Theme, "name"),
        (Organisation, "name"),
        (Person, "name"),
        (Interview, "title"),
    ):
        for given, of in model.objects.values_list("slug", name):
            assert given == slug(of, empty="")


@pytest.mark.django_db
def test_everything_is_public_and_labelled():
    generate(DATASET)

    assert Fragment.objects.published().count() == DATASET.fragments
    assert Theme.objects.published().count() == DATASET.themes
    assert Interview.objects.exclude(title__endswith=LABEL).count() == 0
    assert Theme.objects.exclude(name__endswith=LABEL).count() == 0
    assert Person.objects.exclude(name__startswith="Verzonnen ").count() == 0


@pytest.mark.django_db
def test_themes_stand_in_three_levels():
    generate(DATASET)

    levels = [0, 0, 0]
    for theme in Theme.objects.select_related("broader__broader"):
        level, broader = 0, theme.broader
        while broader is not None:
            level, broader = level + 1, broader.broader
        levels[level] += 1
    assert levels == [4, 11, 15]


@pytest.mark.django_db
def test_shuffled_fragments_do_not_stand_beside_their_siblings():
    generate(DATASET)
    in_rows = list(Fragment.objects.order_by("pk").values_list("interview", flat=True))
    empty()
    generate(replace(DATASET, shuffled=True))
    shuffled = list(Fragment.objects.order_by("pk").values_list("interview", flat=True))

    assert in_rows == sorted(shuffled)
    assert in_rows != shuffled


@pytest.mark.django_db
def test_every_fragment_is_said_in_so_many_words():
    dataset = replace(DATASET, transcript_words=50)
    generate(dataset)

    heard = passages_in([1, 2])

    assert Transcript.objects.count() == dataset.interviews
    assert Passage.objects.count() == 2 * dataset.fragments
    said = [sum(len(passage.text.split()) for passage in of_one) for of_one in heard.values()]
    assert min(said) == 50
    assert said.count(50) > dataset.fragments // 2  # the long ones run on into the next


@pytest.mark.django_db
def test_what_is_made_later_gets_keys_of_its_own():
    generate(DATASET)

    theme = Theme.objects.create(name="Later")
    fragment = Fragment.objects.create(interview_id=1, title="Later", start_ms=1)
    Placement.objects.create(fragment=fragment, theme=theme)

    assert theme.pk == DATASET.themes + 1
    assert fragment.pk == DATASET.fragments + 1


def everything():
    """Every row of the catalogue, by table."""
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_app_config("catalogue").get_models(include_auto_created=True)
    }


def empty():
    """Remove what was generated, past the models."""
    tables = {
        model._meta.db_table
        for model in apps.get_app_config("catalogue").get_models(include_auto_created=True)
    }
    tables &= set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL DEFERRED"
            if connection.vendor == "postgresql"
            else "PRAGMA defer_foreign_keys=ON"
        )
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
