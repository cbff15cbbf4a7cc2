"""What it costs to save an interview: as many queries for three hundred rows as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Fragment, Interview
from catalogue.values import timecode
from tests.admin.pages import form_on, page_of
from tests.factories import FragmentFactory, InterviewFactory, RecordingFactory

pytestmark = pytest.mark.django_db

# SQLite takes 999 values in one statement: 300 rows are written in two turns, each of which is
# announced.
TURNS = 20


def interview_of(number: int) -> Interview:
    interview = InterviewFactory()
    RecordingFactory(interview=interview, duration_ms=36_000_000)
    Fragment.objects.bulk_create(
        FragmentFactory.build(
            interview=interview,
            title=f"T{place}",
            start_ms=place * 10_000,
            end_ms=place * 10_000 + 9_000,
        )
        for place in range(number)
    )
    return interview


def one_moves(interview: Interview, number: int) -> dict:
    return {"fragments-0-start_ms": "0:00.5"}


def all_move(interview: Interview, number: int) -> dict:
    times = {}
    for place in range(number):
        times[f"fragments-{place}-start_ms"] = timecode.format(place * 10_000 + 500)
        times[f"fragments-{place}-end_ms"] = timecode.format(place * 10_000 + 9_500)
    return times


def as_many_come(interview: Interview, number: int) -> dict:
    rows = {"fragments-TOTAL_FORMS": number * 2}
    for place in range(number):
        row = f"fragments-{number + place}"
        rows |= {
            f"{row}-start_ms": timecode.format(5_000_000 + place * 10_000),
            f"{row}-end_ms": timecode.format(5_000_000 + place * 10_000 + 9_000),
            f"{row}-title": f"N{place}",
            f"{row}-interview": interview.pk,
            f"{row}-id": "",
        }
    return rows


def queries_of_save(client, number: int, change) -> int:
    interview = interview_of(number)
    data = form_on(client.get(page_of(interview)))
    with CaptureQueriesContext(connection) as queries:
        response = client.post(
            page_of(interview), {**data, **change(interview, number), "_save": "Opslaan"}
        )
    assert response.status_code == 302
    return len(queries)


@pytest.mark.parametrize("change", [one_moves, all_move, as_many_come])
def test_save_of_an_interview_costs_the_same_for_three_rows_and_three_hundred(as_chief, change):
    queries_of_save(as_chief, 1, change)  # what is asked once in a process

    few, many = (queries_of_save(as_chief, number, change) for number in (3, 300))

    assert few < 100
    assert many - few <= (0 if change is one_moves else TURNS)


def test_rows_that_are_written_together_are_written_as_each_by_itself(as_chief):
    interview = interview_of(3)
    before = {one.title: one for one in interview.fragments.all()}
    data = form_on(as_chief.get(page_of(interview)))
    changes = all_move(interview, 2) | {
        "fragments-TOTAL_FORMS": 4,
        "fragments-1-title": "Anders",
        "fragments-3-start_ms": "1:00",
        "fragments-3-title": "Nieuw",
        "fragments-3-interview": interview.pk,
    }

    as_chief.post(page_of(interview), {**data, **changes, "_save": "Opslaan"})

    after = {one.title: one for one in interview.fragments.all()}
    assert {title: (one.start_ms, one.end_ms) for title, one in after.items()} == {
        "T0": (500, 9_500),
        "Anders": (10_500, 19_500),
        "T2": (20_000, 29_000),
        "Nieuw": (60_000, None),
    }
    assert after["T0"].version > before["T0"].version
    assert after["T0"].changed_at > before["T0"].changed_at
    assert after["T2"].version == before["T2"].version
    assert after["Nieuw"].sort_key == "nieuw"
    assert len(after["Nieuw"].pid) == 10
    assert Interview.objects.get().version > interview.version
