"""Positions, and the periods that they and interviews have."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.models import Position
from catalogue.values.choices import Role
from tests.factories import InterviewFactory, OrganisationFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db

FACTORIES = pytest.mark.parametrize("factory", [PositionFactory, InterviewFactory])


@FACTORIES
@pytest.mark.parametrize(
    ("since", "until", "earliest", "latest"),
    [
        ("", "", None, None),
        ("2002", "", date(2002, 1, 1), None),
        ("", "2007", None, date(2007, 12, 31)),
        ("2002", "2007", date(2002, 1, 1), date(2007, 12, 31)),
        ("2002-05", "2002-05", date(2002, 5, 1), date(2002, 5, 31)),
        ("2002-05", "2002", date(2002, 5, 1), date(2002, 12, 31)),
        ("2002-05-31", "2002-05", date(2002, 5, 31), date(2002, 5, 31)),
        ("ca. 2002", "2002-01-01", date(2002, 1, 1), date(2002, 1, 1)),
        ("2002/2004", "2003/2007", date(2002, 1, 1), date(2007, 12, 31)),
    ],
)
def test_period_has_its_outer_bounds(factory, since, until, earliest, latest):
    record = factory(period_from=since, period_to=until)

    record.full_clean()
    record.refresh_from_db()
    assert (record.period_earliest, record.period_latest) == (earliest, latest)


@FACTORIES
@pytest.mark.parametrize(
    ("since", "until"),
    [("2007", "2002"), ("2002-06", "2002-05"), ("2002-05-02", "2002-05-01"), ("2003", "ca. 2002")],
)
def test_period_that_ends_before_it_begins_is_refused(factory, since, until):
    record = factory()
    record.period_from, record.period_to = since, until

    with pytest.raises(ValidationError):
        record.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


def test_period_follows_a_correction():
    position = PositionFactory(period_from="2002", period_to="2007")

    position.period_to = ""
    position.save(update_fields=["period_to"])

    position.refresh_from_db()
    assert (position.period_to, position.period_latest) == (None, None)


@pytest.mark.parametrize("has_organisation", [True, False])
def test_position_is_found_by_its_natural_key(has_organisation):
    organisation = OrganisationFactory() if has_organisation else None
    person = PersonFactory()
    earlier = PositionFactory(person=person, organisation=organisation, period_from="")
    later = PositionFactory(person=person, organisation=organisation, period_from="2010")

    for position in (earlier, later):
        assert Position.objects.get_by_natural_key(*position.natural_key()) == position


@pytest.mark.parametrize(
    ("organisation", "since", "until", "expected"),
    [
        (None, "", "", "Iemand, minister"),
        ("BZK", "", "", "Iemand, minister, BZK"),
        ("BZK", "2002", "2007", "Iemand, minister, BZK, 2002–2007"),
        (None, "2002-05", "", "Iemand, minister, 2002-05"),
    ],
)
def test_position_reads_as_words(organisation, since, until, expected):
    position = PositionFactory(
        person__name="Iemand",
        role=Role.MINISTER,
        organisation=organisation and OrganisationFactory(name=organisation),
        period_from=since,
        period_to=until,
    )

    assert str(position) == expected
