"""What is found in the lists of the admin: by words of several kinds together, and by times."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Person,
    Placement,
    Position,
    Recording,
    Transcript,
)
from catalogue.values.choices import Part
from tests.admin.pages import list_of
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    StatedDateFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ODD = [
    "%", "_", "\\", "'", '"', '"half', "\0", "(", "[a-", "*?+", "é" * 300, "15:99", "9" * 60, "3:",
    "²", "٣", "-1", "15.3", "1e9", "\u200b", "𝒳", "' OR 1=1 --", "a" * 10_000, "2014-", "() {",
]  # fmt: skip


@pytest.fixture
def bleker():
    """A fragment at 15:03 of an interview of 2014 with Bleker, who held office in a ministry."""
    interview = InterviewFactory(
        title="Gesprek over de jaren", conducted_on="2014-11", period_from="2010", period_to="2012"
    )
    participation = ParticipationFactory(interview=interview, person__name="Hendrik Bleker")
    position = PositionFactory(
        person=participation.person,
        organisation=OrganisationFactory(name="Ministerie van Proeven", abbreviation="OC&P"),
        period_from="2010",
        period_to="2012",
    )
    participation.positions.add(position)
    fragment = FragmentFactory(
        interview=interview, title="Zo’n ‘vierde macht’", start_ms=903_000, end_ms=1_000_500
    )
    recording = RecordingFactory(interview=interview, duration_ms=1_860_000)
    MediaFileFactory(recording=recording, name="opname.mp4")
    PlacementFactory(fragment=fragment, theme__name="Vertrouwen")
    PassageFactory(transcript__interview=interview)
    # None of them is to be found.
    other = FragmentFactory(start_ms=5_000, end_ms=6_000, interview__conducted_on="2001")
    ParticipationFactory(interview=other.interview, person__name="Iemand Anders")
    PlacementFactory(fragment=other, theme__name="Iets heel anders")
    RecordingFactory(interview=other.interview, duration_ms=5_000)
    return fragment


def found(client, model, typed: str) -> list:
    """The rows of the list; as many as it says."""
    response = client.get(list_of(model), {"q": typed})
    changelist = response.context["cl"]
    rows = list(changelist.result_list)
    assert changelist.result_count == len(rows)
    return rows


@pytest.mark.parametrize(
    "typed",
    [
        "15:03",
        "15:3",
        "903",
        "0:15:03",
        "15m03s",
        "PT15M3S",
        "16:40.5",
        "bleker",
        "BLEKER hendrik",
        '"hendrik bleker"',
        "2014",
        "gesprek jaren",
        "vierde macht",
        "'vierde macht'",
        "zo'n",
        "zo’n",
        "bleker 15:03",
        "15:03 bleker 2014 macht",
    ],
)
def test_fragment_is_found(as_editor, bleker, typed):
    assert found(as_editor, Fragment, typed) == [bleker]


@pytest.mark.parametrize(
    "typed", ["15:04", "902", "bleker 0:05", "2014 anders", "1:15:03", "15.3", "2013"]
)
def test_fragment_is_not_found(as_editor, bleker, typed):
    assert found(as_editor, Fragment, typed) == []


def test_time_of_an_hour_is_found(as_editor):
    fragment = FragmentFactory(start_ms=3_723_000)

    assert found(as_editor, Fragment, "1:02:03") == [fragment]


def test_number_is_found_as_time_and_as_text(as_editor):
    by_time = FragmentFactory(start_ms=2_014_000, title="Een tijd")
    by_text = FragmentFactory(start_ms=1_000, title="De crisis van 2014")
    by_year = FragmentFactory(start_ms=1_000, interview__conducted_on="2014")
    FragmentFactory(start_ms=2_000)

    rows = found(as_editor, Fragment, "2014")

    assert set(rows) == {by_time, by_text, by_year}


def test_fragment_is_found_by_who_speaks_in_it_and_not_by_who_else_takes_part(as_editor):
    interview = InterviewFactory()
    one, other = (
        ParticipationFactory(interview=interview, person__name=name) for name in ("Jan", "Piet")
    )
    ParticipationFactory(interview=interview, person__name="Vrager", part=Part.INTERVIEWER)
    of_one = FragmentFactory(interview=interview, start_ms=1_000)
    of_one.speakers.set([one])
    of_other = FragmentFactory(interview=interview, start_ms=2_000)
    of_other.speakers.set([other])

    assert found(as_editor, Fragment, "Jan") == [of_one]
    assert found(as_editor, Fragment, "Piet") == [of_other]
    assert found(as_editor, Fragment, "Vrager") == []


@pytest.mark.parametrize(
    "typed", ["bleker", "proeven", "OCP", "OC&P", "2014", "2010", "jaren 2012"]
)
def test_interview_is_found(as_editor, bleker, typed):
    assert found(as_editor, Interview, typed) == [bleker.interview]


def test_interview_is_found_by_a_year_that_is_stated_somewhere(as_editor):
    stated = StatedDateFactory(date="2018-11")
    InterviewFactory()

    assert found(as_editor, Interview, "2018") == [stated.interview]


@pytest.mark.parametrize("typed", ["15:03", "vertrouwen", "macht", "bleker vertrouwen", "2014"])
def test_placement_is_found(as_editor, bleker, typed):
    assert found(as_editor, Placement, typed) == [bleker.placements.get()]


@pytest.mark.parametrize("typed", ["bleker", "31:00", "2014 gesprek"])
def test_recording_is_found(as_editor, bleker, typed):
    assert found(as_editor, Recording, typed) == [bleker.interview.recordings.get()]


@pytest.mark.parametrize("model", [MediaFile, Transcript])
@pytest.mark.parametrize("typed", ["bleker", "2014", "jaren"])
def test_what_belongs_to_an_interview_is_found(as_editor, bleker, model, typed):
    assert len(found(as_editor, model, typed)) == 1


@pytest.mark.parametrize("typed", ["bleker", "proeven", "ocp 2012", "2010"])
@pytest.mark.parametrize("model", [Person, Position])
def test_person_and_position_are_found(as_editor, bleker, model, typed):
    PositionFactory(person=PersonFactory(), period_from="1999", organisation=OrganisationFactory())

    [row] = found(as_editor, model, typed)

    assert "Bleker" in str(row)


def test_source_is_found_by_its_year(as_editor):
    source = BackgroundSourceFactory(date="2022-11")
    BackgroundSourceFactory(date="2019")

    assert found(as_editor, BackgroundSource, "2022") == [source]


@pytest.mark.parametrize(
    "model", [model for model in admin.site._registry if model._meta.app_label == "catalogue"]
)
def test_odd_search_is_answered(as_editor, model):
    for typed in ODD:
        assert as_editor.get(list_of(model), {"q": typed}).status_code in (200, 302), typed


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.text(max_size=30))
def test_any_search_is_answered(as_editor, typed):
    assert as_editor.get(list_of(Fragment), {"q": typed}).status_code in (200, 302)


@pytest.mark.parametrize("name", ["Fragment", "Interview", "Placement", "Recording", "Person"])
def test_search_costs_the_same_for_many_rows_as_for_few(as_editor, name):
    model = apps.get_model("catalogue", name)
    counts = []
    for number in (3, 27):
        for _each in range(number):
            fragment = FragmentFactory(start_ms=903_000, interview__conducted_on="2014")
            participation = ParticipationFactory(
                interview=fragment.interview, person__name="Hendrik Bleker"
            )
            PositionFactory(person=participation.person, period_from="2014")
            PlacementFactory(fragment=fragment)
            RecordingFactory(interview=fragment.interview, duration_ms=903_000)
        with CaptureQueriesContext(connection) as queries:
            assert found(as_editor, model, "bleker 2014")
        counts.append(len(queries))

    assert counts[0] == counts[1]
