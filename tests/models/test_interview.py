"""Interviews, who takes part in them, and what is claimed about their date."""

import pytest
from django.db.models import ProtectedError

from catalogue.models import Interview, Participation, StatedDate
from catalogue.values.choices import Part
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PositionFactory,
    StatedDateFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 3])
def test_participants_with_people_take_two_queries_for_any_number(
    number, django_assert_num_queries
):
    for _ in range(number):
        interview = InterviewFactory()
        for part in Part:
            speaker = ParticipationFactory(interview=interview, part=part)
            position = PositionFactory(person=speaker.person, organisation=OrganisationFactory())
            speaker.positions.add(position)

    with django_assert_num_queries(2):
        read = [
            (speaker.person.name, position.person.name, position.organisation.name)
            for speaker in Participation.objects.with_people()
            for position in speaker.position_list
        ]

    assert len(read) == 2 * number


def test_participants_stand_in_the_editors_order():
    interview = InterviewFactory()
    second = ParticipationFactory(interview=interview, order=2)
    first = ParticipationFactory(interview=interview, order=1)
    third = ParticipationFactory(interview=interview, order=2)

    assert list(interview.participations.all()) == [first, second, third]


def test_interviews_sort_by_title_then_pid():
    InterviewFactory(title="De brug")
    for pid in ("b", "a"):
        InterviewFactory(title="Het akkoord", pid=pid)

    assert [interview.pid for interview in Interview.objects.all()][:2] == ["a", "b"]
    assert Interview.objects.last().title == "De brug"


def test_interview_with_fragments_is_not_deleted():
    fragment = FragmentFactory()

    with pytest.raises(ProtectedError):
        fragment.interview.delete()


def test_contradictory_dates_stand_side_by_side():
    interview = InterviewFactory(conducted_on="november 2018")
    for date, source in (("2019-11", "kop"), ("2018-11", "artikel"), ("2018-11", "kop")):
        StatedDateFactory(interview=interview, date=date, source=source)

    assert [str(stated) for stated in StatedDate.objects.all()] == [
        "2018-11: artikel",
        "2018-11: kop",
        "2019-11: kop",
    ]
    interview.refresh_from_db()
    assert str(interview.conducted_on) == "2018-11"
