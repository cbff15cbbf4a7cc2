"""A record of everything that the admin has forms for."""

from types import SimpleNamespace

from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.db.models import Model

from catalogue.values.choices import Origin
from tests.factories import (
    BackgroundSourceFactory,
    FormerAddressFactory,
    FragmentFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PlacementFactory,
    PositionFactory,
    StatedDateFactory,
    TranscriptFactory,
    UserFactory,
)

KEEPER = SimpleNamespace(user=User(is_active=True, is_superuser=True))
WITH_FORMS = [model for model, admin in site._registry.items() if admin.has_add_permission(KEEPER)]
"""Models of which records are made in the admin; others are only listed there."""


def one_of_each() -> dict[type[Model], Model]:
    """A record of each kind, by model; the words of each are Dutch."""
    speaks = ParticipationFactory(interview__title="Gesprek een", person__name="Jo Jansen")
    fragment = FragmentFactory(title="Loyale tegenspraak", interview=speaks.interview)
    fragment.speakers.add(speaks)
    fragment.people_mentioned.add(speaks.person)
    ministry = OrganisationFactory(name="Ministerie van Proeven")
    position = PositionFactory(person=speaks.person, organisation=ministry)
    speaks.positions.add(position)
    group = Group.objects.first()
    made = [
        UserFactory(username="mia"),
        group,
        fragment,
        speaks.interview,
        speaks.interview.series,
        speaks.person,
        position,
        ministry,
        BackgroundSourceFactory(title="Krantenbericht"),
        FormerAddressFactory(),
        placement := PlacementFactory(fragment=fragment, origin=Origin.PROPOSED),
        placement.theme,
        file := MediaFileFactory(recording__interview=speaks.interview),
        file.recording,
        TranscriptFactory(interview=speaks.interview),
    ]
    StatedDateFactory(interview=speaks.interview)
    return {type(record): record for record in made}
