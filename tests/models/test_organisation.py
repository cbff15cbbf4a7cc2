"""Organisations: which have a page, and what preceded them."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Organisation
from catalogue.values.choices import State
from tests.factories import (
    BackgroundSourceFactory,
    OrganisationFactory,
    ParticipationFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", State)
def test_organisation_has_a_page_when_somebody_speaks_as_its_position_in_public(state):
    organisation = OrganisationFactory()
    position = PositionFactory(organisation=organisation)
    speaker = ParticipationFactory(person=position.person, interview__state=state)
    speaker.positions.add(position)

    expected = state == State.PUBLISHED
    assert organisation.is_public is expected
    assert Organisation.objects.published().exists() is expected
    assert Organisation.objects.has_been_public().exists() is expected


def test_organisation_of_a_position_that_nobody_speaks_as_has_no_page():
    position = PositionFactory(organisation=OrganisationFactory())
    ParticipationFactory(published=True, person=position.person)
    BackgroundSourceFactory(published=True).organisations.add(position.organisation)

    assert not position.organisation.is_public
    assert not Organisation.objects.published().exists()


def chain(length):
    """Organisations of which each is the predecessor of the next."""
    organisations = [OrganisationFactory()]
    while len(organisations) < length:
        organisations.append(OrganisationFactory(predecessor=organisations[-1]))
    return organisations


@pytest.mark.parametrize("length", [1, 2, 3])
def test_organisation_that_would_precede_itself_is_refused(length):
    organisations = chain(length)

    organisations[0].predecessor = organisations[-1]

    with pytest.raises(ValidationError) as refusal:
        organisations[0].full_clean()
    assert list(refusal.value.error_dict) == ["predecessor"]


def test_chain_of_predecessors_is_taken():
    for organisation in chain(3):
        organisation.full_clean()

    OrganisationFactory.build(predecessor=organisation).full_clean()
