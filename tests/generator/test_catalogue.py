"""The fictional catalogue: complete, labelled, the same each time, and of the size asked for."""

import json
from collections import defaultdict

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from catalogue.generator import catalogue
from catalogue.generator.catalogue import find, generate
from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Organisation,
    Person,
    Placement,
    Recording,
    Series,
    Theme,
)
from catalogue.models.signals import changed
from catalogue.search.facets import SHOWN, Selection
from catalogue.search.sql import counts
from catalogue.values.choices import Form, Origin, State
from tests.factories import PlacementFactory

pytestmark = pytest.mark.django_db


def dumped(path):
    options = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    call_command("dumpdata", "catalogue", output=path, verbosity=0, **options)
    return json.loads(path.read_text())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_facet_has_two_values_from_300_fragments_on(seed):
    generate(fragments=300, seed=seed)

    nothing_chosen = Selection()
    values = {facet.field: len(counts.count(nothing_chosen, facet)) for facet in SHOWN}
    assert {name: number for name, number in values.items() if number < 2} == {}
    assert values["lengths"] == 4


def test_every_standing_occurs_in_small_shares():
    now = timezone.now()

    content = generate(fragments=300, seed=1)

    fragments = Fragment.objects.all()
    shares = {
        **{state: fragments.filter(state=state).count() for state in State},
        "scheduled": fragments.filter(publish_from__gt=now).count(),
        "expired": fragments.filter(publish_until__lt=now).count(),
    }
    assert shares == {
        **{"draft": 6, "review": 6, "withdrawn": 6, "published": 282},
        **{"scheduled": 6, "expired": 6},
    }
    assert content.public_fragments == Fragment.objects.published().count() >= 200
    assert {"draft", "published"} <= set(Interview.objects.values_list("state", flat=True))
    assert set(Theme.objects.values_list("state", flat=True)) == set(State)
    assert set(Placement.objects.values_list("origin", flat=True)) == set(Origin)


def test_themes_are_used_unevenly_on_three_levels():
    generate(fragments=300, seed=1)

    tops = Theme.objects.filter(broader=None)
    leaves = Theme.objects.filter(broader__broader__in=tops)
    assert (tops.count(), leaves.count(), Theme.objects.count()) == (6, 36, 60)
    uses = sorted(theme.placements.count() for theme in Theme.objects.all())
    assert uses[-1] > 3 * uses[len(uses) // 2]


def test_every_name_says_that_it_is_fictional():
    content = generate(fragments=60, seed=2)

    names = [
        *Series.objects.values_list("title", flat=True),
        *Interview.objects.values_list("title", flat=True),
        *Fragment.objects.values_list("title", flat=True),
        *Theme.objects.values_list("name", flat=True),
        *Person.objects.values_list("name", flat=True),
        *Organisation.objects.values_list("name", flat=True),
        *BackgroundSource.objects.values_list("title", flat=True),
        *BackgroundSource.objects.values_list("publisher", flat=True),
    ]
    assert [name for name in names if not ("fictie" in name.lower() or "Verzonnen" in name)] == []
    notes = set(Interview.objects.values_list("provenance_note", flat=True))
    assert len(notes) == 1
    assert notes.pop().startswith("Gegenereerd, geen echt gesprek")
    assert str(content.series) == "Fictieve reeks 2"


def test_every_record_is_one_that_an_editor_could_have_made():
    generate(fragments=60, seed=1)

    for model in apps.get_app_config("catalogue").get_models():
        for record in model.objects.all():
            record.full_clean()


def test_recordings_have_lengths_and_forms_but_no_files():
    generate(fragments=300, seed=1)

    assert set(Recording.objects.values_list("form", flat=True)) == set(Form)
    assert not MediaFile.objects.exists()
    for interview in Interview.objects.all():
        primary = interview.recordings.get(is_primary=True)
        last = interview.fragments.order_by("start_ms").last()
        assert primary.duration_ms > max(last.start_ms, last.end_ms or 0)
        assert not primary.demonstration


@pytest.mark.parametrize("fragments", [1, 2, 33, 34, 35, 100])
def test_number_of_fragments_is_exact(fragments):
    content = generate(fragments=fragments, seed=1)

    assert content.fragments == Fragment.objects.count() == fragments
    assert content.interviews == Interview.objects.count()
    assert content.public_fragments >= 1
    assert find(1) == content


def test_same_seed_gives_the_same_catalogue_at_any_time(tmp_path, time_machine):
    dumps = defaultdict(list)
    for year, seed in ((2026, 1), (2031, 1), (2026, 2)):
        time_machine.move_to(f"{year}-01-01T12:00:00Z", tick=False)
        with transaction.atomic():
            generate(fragments=60, seed=seed)
            dumps[seed].append(without_times_of_touch(dumped(tmp_path / "dump.json")))
            transaction.set_rollback(True)

    assert dumps[1][0] == dumps[1][1]
    assert dumps[1][0] != dumps[2][0]


def without_times_of_touch(records):
    """The records without the one moment that is the present's: that of the last write."""
    for record in records:
        record["fields"].pop("changed_at", None)
    return records


def test_larger_catalogue_begins_with_the_smaller():
    first = {"interview__slug": "fictief-1-gesprek-1"}
    told = []
    for size in (60, 300):
        with transaction.atomic():
            generate(fragments=size, seed=1)
            fragments = Fragment.objects.filter(**first).in_time_order()
            told.append(list(fragments.values_list("pid", "title", "start_ms", "end_ms")))
            transaction.set_rollback(True)

    assert told[0] == told[1]


def test_series_of_two_seeds_stand_side_by_side_and_leave_the_rest_alone():
    other = PlacementFactory(published=True)
    records = [other.fragment, other.fragment.interview, other.theme]
    for record in records:
        record.refresh_from_db()
    versions = [record.version for record in records]

    contents = [generate(fragments=40, seed=seed) for seed in (1, 2)]

    assert [content.fragments for content in contents] == [40, 40]
    assert Fragment.objects.count() == 81
    for record in records:
        record.refresh_from_db()
    assert [record.version for record in records] == versions
    assert len(set(Person.objects.values_list("name", flat=True))) == Person.objects.count()
    assert len(set(Theme.objects.values_list("name", flat=True))) == Theme.objects.count()


def test_everything_written_is_announced():
    heard = defaultdict(set)

    def listener(sender, pks, **kwargs):
        heard[sender] |= pks

    changed.connect(listener)
    try:
        generate(fragments=60, seed=1)
    finally:
        changed.disconnect(listener)

    for model in apps.get_app_config("catalogue").get_models():
        assert heard[model] == set(model.objects.values_list("pk", flat=True)), model


def test_progress_counts_up_to_the_size(monkeypatch):
    monkeypatch.setattr(catalogue, "INTERVIEWS_PER_BATCH", 2)
    told = []

    generate(fragments=150, seed=1, on_progress=told.append)

    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 150


def test_failure_half_way_leaves_nothing(monkeypatch):
    monkeypatch.setattr(catalogue, "INTERVIEWS_PER_BATCH", 2)

    def fail(done):
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        generate(fragments=150, seed=1, on_progress=fail)

    assert not Series.objects.exists()
    assert not Fragment.objects.exists()
    assert find(1) is None
