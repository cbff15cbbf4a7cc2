"""A new field of an interview, or a new model that belongs to one, is forgotten nowhere: each test
fails until somebody has said what becomes of it."""

from dataclasses import fields

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import flatten_fieldsets
from django.core import serializers

from catalogue.actions import merge_interviews, split_interview
from catalogue.importers.seed_rows import SeedInterview, SeedRow
from catalogue.models import Interview
from catalogue.models.base import Published
from tests import factories
from tests.factories import FragmentFactory, InterviewFactory

pytestmark = pytest.mark.django_db

# What an editor fills in of an interview. Each is merged, split off, and read from the seeds: how?
TAKEN_OVER = {
    "conducted_on": "2001-02",
    "period_from": "1999",
    "period_to": "2004",
    "provenance_note": "Uit de krant.",
    "pull_quote": "Nooit geweten.",
    "summary": "Over de dijken.",
}
OF_ITS_OWN = {"title", "slug", "series", "language", "identified"}
SPLIT_OFF = {"series", "language"}
NOT_IN_SEEDS = {"conducted_on", "period_from", "period_to", "pull_quote", "summary"}

FACTORIES = {
    factory._meta.model: factory
    for name, factory in vars(factories).items()
    if name.endswith("Factory")
}


def filled_in(model) -> set[str]:
    """The fields of a model that somebody fills in, but for those of its publication."""
    of_publication = {field.name for field in Published._meta.fields}
    own = {field.name for field in model._meta.concrete_fields if field.editable}
    return own - of_publication - {"id"}


def test_it_is_said_of_each_field_what_a_merged_interview_does_with_it():
    assert TAKEN_OVER.keys() | OF_ITS_OWN == filled_in(Interview)
    assert TAKEN_OVER.keys() & OF_ITS_OWN == set()


def test_merged_interview_takes_over_what_it_lacks():
    source, target = InterviewFactory(**TAKEN_OVER), InterviewFactory()
    own = {name: getattr(target, name) for name in OF_ITS_OWN}

    merge_interviews(source=source, target=target)

    merged = Interview.objects.get()
    assert {name: str(getattr(merged, name)) for name in TAKEN_OVER} == TAKEN_OVER
    assert {name: getattr(merged, name) for name in OF_ITS_OWN} == own


@pytest.mark.parametrize(
    "relation", Interview._meta.related_objects, ids=lambda relation: relation.name
)
def test_merge_loses_nothing_that_belongs_to_the_source(relation):
    record = FACTORIES[relation.related_model]()
    source, target = getattr(record, relation.field.name), InterviewFactory()

    merge_interviews(source=source, target=target)

    record.refresh_from_db()
    assert getattr(record, relation.field.name) == target


def test_interview_split_off_has_nothing_but_the_series_and_language_of_its_origin():
    origin = InterviewFactory(**TAKEN_OVER, language="fy", identified=True)
    fragment = FragmentFactory(interview=origin)

    split = split_interview(fragments=[fragment], title="Ander gesprek")

    fresh = Interview(title="Ander gesprek", slug=split.slug)
    split.refresh_from_db()
    kept = {
        name for name in filled_in(Interview) if values_of(split)[name] != values_of(fresh)[name]
    }
    assert kept == SPLIT_OFF
    assert {name: getattr(split, name) for name in SPLIT_OFF} == {
        name: getattr(origin, name) for name in SPLIT_OFF
    }


def values_of(interview: Interview) -> dict:
    return {
        field.name: getattr(interview, field.attname) for field in Interview._meta.concrete_fields
    }


def test_seeds_have_each_field_or_are_said_not_to():
    in_seeds = {field.name for field in fields(SeedInterview)} - {
        field.name for field in fields(SeedRow)
    }

    assert filled_in(Interview) - in_seeds == NOT_IN_SEEDS


def test_fixture_brings_every_field_back():
    interview = InterviewFactory(**TAKEN_OVER, language="fy", identified=True, published=True)
    interview.refresh_from_db()
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}

    fixture = serializers.serialize("json", [interview], **natural)
    interview.delete()
    for loaded in serializers.deserialize("json", fixture):
        loaded.save()

    before, after = values_of(interview), values_of(Interview.objects.get())
    assert {name: after[name] for name in filled_in(Interview)} == {
        name: before[name] for name in filled_in(Interview)
    }


@pytest.mark.parametrize(
    "model",
    [model for model in site._registry if issubclass(model, Published)],
    ids=lambda model: model.__name__,
)
def test_form_of_an_editor_has_each_field(model, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user

    shown = flatten_fieldsets(site._registry[model].get_fieldsets(request))

    assert filled_in(model) - set(shown) == set()
