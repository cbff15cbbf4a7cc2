"""The cutting desk's way to read a pasted list: who may, and what it answers. It never writes."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from catalogue.media import preparing
from catalogue.models import Fragment
from catalogue.values.choices import Source
from tests.admin.pages import form_on, page_of
from tests.factories import FragmentFactory, InterviewFactory, MediaFileFactory, RecordingFactory
from tests.media.sounds import sound_file, words_and_pauses

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
        "Regel 1, ‘2:22 Andere’: ‘Andere’ en ‘Bezet’ beginnen allebei op 2:22. Geef er één een "
        "andere begintijd.",
        "Regel 2, ‘Niets’: Er staat geen tijd aan het begin of het eind van deze regel.",
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


def desk_of(client, interview) -> str:
    page = client.get(reverse("admin:catalogue_interview_change", args=[interview.pk]))
    return page.content.decode()


def recorded(interview, *, part=1, is_prepared=True):
    file = MediaFileFactory(
        recording=RecordingFactory(interview=interview, part=part, duration_ms=1000),
        name="gesprek.wav",
        mime_type="audio/wav",
        file=sound_file(words_and_pauses((0.5, 0.5), (0.5, 0))),
        sha256=f"{part}" * 64,
    )
    if is_prepared:
        preparing.prepare(file, preparing.lacking(file))
    return file


NO_WAVEFORM = "Er is nog geen golfvorm van de hele opname."


def test_desk_names_the_waveform_of_each_part(as_editor):
    interview = InterviewFactory()
    first = recorded(interview)
    assert NO_WAVEFORM not in desk_of(as_editor, interview)

    recorded(interview, part=2, is_prepared=False)
    html = desk_of(as_editor, interview)

    address = f"/opname/{first.recording.pid}/gesprek.wav/golf-"
    waves = [{"coarse": f"{address}10", "fine": f"{address}100"}, None]
    assert f'data-desk-wave="{escape(json.dumps(waves))}"' in html
    assert NO_WAVEFORM in html


def test_desk_without_waveform_says_so_where_one_will_come(as_editor):
    interview = InterviewFactory()
    assert NO_WAVEFORM not in desk_of(as_editor, interview)

    MediaFileFactory(
        recording=RecordingFactory(interview=interview),
        source=Source.ELSEWHERE,
        file="",
        url="https://elders.example.nl/x.mp4",
    )
    html = desk_of(as_editor, interview)
    assert NO_WAVEFORM not in html
    assert "data-desk-wave" not in html

    other = InterviewFactory()
    recorded(other, is_prepared=False)
    assert NO_WAVEFORM in desk_of(as_editor, other)


def test_waveforms_of_many_parts_take_no_more_queries(as_editor, django_assert_num_queries):
    one, many = InterviewFactory(), InterviewFactory()
    recorded(one)
    for part in range(1, 6):
        recorded(many, part=part)
    desk_of(as_editor, one)
    with CaptureQueriesContext(connection) as asked:
        desk_of(as_editor, one)

    with django_assert_num_queries(len(asked)):
        desk_of(as_editor, many)


def test_fragments_stand_above_the_long_texts(as_chief):
    interview = FragmentFactory().interview

    page = as_chief.get(reverse("admin:catalogue_interview_change", args=[interview.pk]))
    html = page.content.decode()

    assert html.index('id="fragments-group"') < html.index('name="summary"')


def test_answer_names_the_save_that_came_about_and_the_page_the_one_that_did_not(as_editor):
    page = page_of(FragmentFactory().interview)
    data = form_on(as_editor.get(page))

    refused = as_editor.post(page, {**data, "_desk_save": "een", "title": ""})
    assert 'data-save="een"' in refused.content.decode()
    for named, end in (("twee", "/#saved-twee"), ("a/../", "/")):
        saved = as_editor.post(page, {**form_on(as_editor.get(page)), "_desk_save": named})
        assert saved.headers["Location"].endswith(end)
    popup = {**form_on(as_editor.get(page)), "_desk_save": "drie", "_popup": "1"}
    assert as_editor.post(page, popup).status_code == 200
