"""People: who has a page, and how they sort."""

from importlib import import_module
from itertools import product
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from catalogue.models import Person
from catalogue.values.choices import Part, State
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("is_opened", "part", "state"),
    list(product([True, False], [*Part, None], State)),
)
def test_person_has_a_page_who_takes_part_in_public_or_whose_page_is_opened(is_opened, part, state):
    person = PersonFactory(page_opened=is_opened)
    if part:
        ParticipationFactory(person=person, part=part, interview__state=state)

    expected = is_opened or (part is not None and state == State.PUBLISHED)
    assert person.is_public is expected
    assert Person.objects.published().exists() is expected
    assert Person.objects.has_been_public().exists() is expected


def test_person_who_is_only_mentioned_or_named_has_no_page():
    person = PersonFactory()
    FragmentFactory(published=True).people_mentioned.add(person)
    BackgroundSourceFactory(published=True).people.add(person)

    assert not person.is_public
    assert not Person.objects.published().exists()


def test_person_has_been_public_when_the_interview_is_withdrawn():
    interview = InterviewFactory(published=True)
    person = ParticipationFactory(interview=interview).person

    interview.state = State.WITHDRAWN
    interview.save()

    assert not person.is_public
    assert Person.objects.has_been_public().get() == person


def test_people_sort_by_family_name_unless_an_editor_says_otherwise():
    PersonFactory(name="Chris Kalden")
    PersonFactory(name="Herman Tjeenk Willink", sort_name="Tjeenk Willink, Herman")
    PersonFactory(name="Maria van der Hoeven")
    PersonFactory(name="Émile Zorn")

    assert [(person.name, person.sort_key) for person in Person.objects.all()] == [
        ("Maria van der Hoeven", "hoeven maria van der"),
        ("Chris Kalden", "kalden chris"),
        ("Herman Tjeenk Willink", "tjeenk willink herman"),
        ("Émile Zorn", "zorn emile"),
    ]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("Anna de Vries-van Dam", "vries"),
        ("Gerard 't Voorbeeld", "voorbeeld"),
        ("Jan Voorbeeld jr.", "voorbeeld"),
        ("J. de Vries (PvdA)", "vries"),
        ("Maria van der Voorbeeld", "voorbeeld"),
        ("IJsbrand IJzer", "ijzer"),
    ],
)
def test_person_sorts_under_the_family_name(name, begins):
    assert PersonFactory(name=name).sort_key.split()[0] == begins


def test_person_whose_name_is_corrected_sorts_by_the_new_name():
    person = PersonFactory(name="Chris Kaldem")

    person.name = "Chris Kalden"
    person.save()

    assert person.sort_key == "kalden chris"


def test_migration_sorts_the_people_that_are_there():
    married = PersonFactory(name="Anna de Vries-van Dam")
    told = PersonFactory(name="Herman Tjeenk Willink", sort_name="Tjeenk Willink, Herman")
    Person.objects.update(sort_key="dam anna de vries van")

    migration = import_module("catalogue.migrations.0006_sort_keys_of_people")
    migration.sort_people(apps, SimpleNamespace(connection=connection))

    married.refresh_from_db()
    told.refresh_from_db()
    assert married.sort_key == "vries van dam anna de"
    assert told.sort_key == "dam anna de vries van"  # an editor's, which no code makes
