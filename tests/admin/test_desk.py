"""The cutting desk's way to read a pasted list: who may, and what it answers. It never writes."""

import pytest
from django.urls import reverse

from catalogue.models import Fragment
from tests.factories import FragmentFactory, InterviewFactory

pytestmark = pytest.mark.django_db


def address(interview) -> str:
    return reverse("admin:catalogue_interview_paste", args=[interview.pk])


def test_good_lines_are_rows_and_bad_ones_are_named(as_editor):
    interview = FragmentFactory(start_ms=142_000).interview
    rows = {
        "start": ["2:22", "geen tijd", ""],
        "end": ["16:00", "", ""],
        "title": ["Bezet", "", "Nieuw"],
    }

    answer = as_editor.post(
        address(interview), {"lines": "2:22 Andere\n15:3 - 17:10 Goed\nNiets", **rows}
    ).json()

    assert answer["rows"] == [
        {
            "start": "15:03",
            "end": "17:10",
            "title": "Goed",
            "remarks": [
                "‘Bezet’ eindigt op 16:00, nadat ‘Goed’ op 15:03 is begonnen.",
            ],
        }
    ]
    assert answer["problems"] == [
        "Regel 1: ‘Andere’ en ‘Bezet’ beginnen allebei op 2:22. Geef er één een andere begintijd.",
        "Regel 3: Er staat geen tijd aan het begin of het eind van deze regel.",
    ]
    assert answer["left"] == "2:22 Andere\nNiets"
    assert answer["said"] == "Er is 1 rij toegevoegd. Niets is bewaard tot u opslaat."
    assert Fragment.objects.count() == 1


@pytest.mark.parametrize("lines", ["", "\0", "x" * 100_001, "0:01 a\n" * 501])
def test_text_that_is_no_list_gets_a_sentence(as_editor, lines):
    response = as_editor.post(address(InterviewFactory()), {"lines": lines})

    assert response.status_code == 200
    assert response.json()["rows"] == []


def test_editor_reads_no_list_for_what_is_published(as_editor, as_chief):
    interview = InterviewFactory(published=True)

    assert as_editor.post(address(interview), {"lines": "0:01 Titel"}).status_code == 403
    assert as_chief.post(address(interview), {"lines": "0:01 Titel"}).status_code == 200


def test_list_is_asked_for_by_who_is_logged_in_and_by_post_alone(client, as_editor):
    interview = InterviewFactory()

    assert client.post(address(interview), {"lines": "0:01 Titel"}).status_code == 302
    assert as_editor.get(address(interview)).status_code == 405
    assert as_editor.post("/admin/catalogue/interview/999999/lijst/").status_code == 404


def test_fragments_stand_above_the_long_texts(as_chief):
    interview = FragmentFactory().interview

    page = as_chief.get(reverse("admin:catalogue_interview_change", args=[interview.pk]))
    html = page.content.decode()

    assert html.index('id="fragments-group"') < html.index('name="summary"')
