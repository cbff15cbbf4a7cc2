"""Natural keys: one of everything goes out and comes in again as it was."""

import json

import pytest
from django.apps import apps
from django.core.management import call_command

from catalogue.values.choices import Part, Role
from tests.factories import (
    BackgroundSourceFactory,
    FormerAddressFactory,
    FragmentFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    StatedDateFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db

NATURAL = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}


def everything():
    """One of every model at the least, with every kind of link between them."""
    ministry = OrganisationFactory(predecessor=OrganisationFactory())
    person = PersonFactory()
    positions = [
        PositionFactory(person=person),
        PositionFactory(person=person, organisation=ministry, period_from="2002", period_to="2007"),
        PositionFactory(person=person, role=Role.MINISTER, organisation=ministry),
    ]
    fragment = FragmentFactory(published=True)
    speaker = ParticipationFactory(interview=fragment.interview, person=person)
    speaker.positions.set(positions)
    fragment.speakers.add(speaker)
    fragment.people_mentioned.add(PersonFactory(), person)
    ParticipationFactory(interview=fragment.interview, person=person, part=Part.INTERVIEWER)
    StatedDateFactory(interview=fragment.interview)
    recording = RecordingFactory(interview=fragment.interview)
    MediaFileFactory(recording=recording)
    for of in (recording, None):
        transcript = TranscriptFactory(interview=fragment.interview, recording=of)
        PassageFactory(transcript=transcript, speaker=speaker, start_ms=0, end_ms=1)
    narrow = ThemeFactory(name="A", order=1)
    narrow.broader = ThemeFactory(name="B", order=2)  # comes later in the file than what names it
    narrow.save()
    PlacementFactory(fragment=fragment, theme=narrow)
    source = BackgroundSourceFactory()
    source.themes.add(narrow)
    source.people.add(person)
    source.organisations.add(ministry)
    FormerAddressFactory(kind="theme", key=narrow.slug, time_ms=1)


def dumped(path):
    call_command("dumpdata", "catalogue", output=path, verbosity=0, **NATURAL)
    return json.loads(path.read_text())


def test_everything_comes_back_from_a_fixture_as_it_was(tmp_path, time_machine):
    time_machine.move_to("2026-01-01T12:00:00.123456Z", tick=False)
    everything()
    before = dumped(tmp_path / "before.json")
    assert {record["model"] for record in before} == {
        model._meta.label_lower for model in apps.get_app_config("catalogue").get_models()
    }
    assert not [record for record in before if "pk" in record]
    for model in apps.get_app_config("catalogue").get_models(include_auto_created=True):
        model._base_manager.all()._raw_delete(using="default")

    time_machine.move_to("2027-01-01T12:00:00Z", tick=False)
    call_command("loaddata", tmp_path / "before.json", verbosity=0)

    assert dumped(tmp_path / "after.json") == before


def test_fixture_that_is_loaded_again_changes_nothing(tmp_path):
    everything()
    before = dumped(tmp_path / "before.json")

    call_command("loaddata", tmp_path / "before.json", verbosity=0)

    assert dumped(tmp_path / "after.json") == before
