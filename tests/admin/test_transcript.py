"""Transcripts in the admin: files that are read or refused beside their field, passages shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogue.models import Passage, Transcript
from tests.admin.pages import addition_to, delete, errors_on, form_on, list_of, page_of, save, told
from tests.factories import (
    InterviewFactory,
    ParticipationFactory,
    PassageFactory,
    RecordingFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db

VTT = """WEBVTT

00:01.000 --> 00:02.000
<v An>Eerste <i>zin</i>.

00:15:03.000 --> 00:15:07.500
Tweede <b>& laatste</b> zin.
"""


def upload(content: bytes | str = VTT) -> SimpleUploadedFile:
    content = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile("gesprek.vtt", content, "text/vtt")


def texts() -> list[str]:
    return list(Passage.objects.in_reading_order().values_list("text", flat=True))


def shown(response) -> list[list[str]]:
    """The rows of the table of passages."""
    rows = html.document_fromstring(response.content.decode()).xpath(
        "//div[contains(@class, 'field-shown_passages')]//tbody/tr"
    )
    return [[cell.text_content() for cell in row] for row in rows]


def number_shown(response) -> str:
    captions = html.document_fromstring(response.content.decode()).xpath(
        "//div[contains(@class, 'field-shown_passages')]//caption"
    )
    return captions[0].text_content()


def test_transcript_is_made_of_a_file(as_editor):
    recording = RecordingFactory(duration_ms=60_000)
    speaker = ParticipationFactory(interview=recording.interview, person__name="An")

    response = save(
        as_editor,
        addition_to(Transcript),
        interview=recording.interview.pk,
        recording=recording.pk,
        kind="verbatim",
        file=upload(),
    )

    transcript = Transcript.objects.get()
    assert (transcript.recording, transcript.kind) == (recording, "verbatim")
    assert texts() == ["Eerste zin.", "Tweede & laatste zin."]
    assert Passage.objects.earliest("order").speaker == speaker
    assert any("An (1)" in message for message in told(response))
    assert any(" 6 " in message for message in told(response))


def test_there_is_nothing_to_replace_in_a_transcript_that_is_to_be_made(as_editor):
    passage = PassageFactory()

    assert b'name="file"' in as_editor.get(addition_to(Transcript)).content
    assert b'name="replace"' not in as_editor.get(addition_to(Transcript)).content
    assert b'name="replace"' in as_editor.get(page_of(passage.transcript)).content


def test_transcript_may_be_made_without_a_file(as_editor):
    save(as_editor, addition_to(Transcript), interview=InterviewFactory().pk)

    assert Transcript.objects.get().passages.count() == 0


def test_recording_of_another_interview_is_refused(as_editor):
    response = save(
        as_editor,
        addition_to(Transcript),
        interview=InterviewFactory().pk,
        recording=RecordingFactory().pk,
        file=upload(),
    )

    assert len(errors_on(response)) == 1
    assert not Transcript.objects.exists()


def test_second_transcript_of_the_same_is_refused(as_editor):
    transcript = TranscriptFactory()

    response = save(
        as_editor, addition_to(Transcript), interview=transcript.interview.pk, file=upload()
    )

    assert len(errors_on(response)) == 1
    assert not Passage.objects.exists()


def test_passages_are_not_replaced_without_the_tick(as_editor):
    passage = PassageFactory()

    response = save(as_editor, page_of(passage.transcript), file=upload())

    assert len(errors_on(response)) == 1
    assert Passage.objects.get() == passage


def test_passages_are_replaced_with_the_tick(as_editor):
    passage, other = PassageFactory(), PassageFactory()

    response = save(as_editor, page_of(passage.transcript), file=upload(), replace="on")

    assert texts() == ["Eerste zin.", "Tweede & laatste zin.", other.text]
    assert len(told(response)) == 4  # read, made way, kept as written, and saved


def test_tick_without_a_file_changes_nothing(as_editor):
    passage = PassageFactory()

    save(as_editor, page_of(passage.transcript), replace="on", is_checked="on")

    assert Passage.objects.get() == passage
    assert Transcript.objects.get().is_checked


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"WEBVTT",
        b"\0" * 5000,
        b"\x89PNG\r\n\x1a\n\0\0\0",
        VTT.replace("zin", "één zin").encode("latin-1"),
        VTT.encode("utf-16"),
        VTT.replace("00:15:07", "00:15:02"),
        VTT.replace(".000", ",000"),
        VTT.replace("\n00:15", "\n\n00:15", 1).replace("\nTweede", "\n\nTweede"),
        "onzin\n" * 190_000,
        "WEBVTT\n\n" + "onzin\n" * 190_000,
        VTT + " " * 5_000_001,
        VTT.replace("An", "A" * 201),
    ],
    ids=[
        *("empty", "blank", "no cues", "zeros", "picture", "latin-1", "utf-16", "order", "commas"),
        *("empty line", "junk", "junk under a header", "too large", "long name"),
    ],
)
def test_file_that_cannot_be_read_is_refused_beside_its_field(as_editor, content):
    response = save(
        as_editor, addition_to(Transcript), interview=InterviewFactory().pk, file=upload(content)
    )

    assert list(response.context["adminform"].form.errors) == ["file"]
    assert not Transcript.objects.exists()


def test_refusal_names_the_line(as_editor):
    response = save(
        as_editor,
        addition_to(Transcript),
        interview=InterviewFactory().pk,
        file=upload(VTT.replace("00:15:07", "00:15:02")),
    )

    assert " 6: " in errors_on(response)[0]


# --- The page -------------------------------------------------------------------------------------


def test_passages_are_shown_and_not_edited(as_editor):
    transcript = TranscriptFactory()
    speaker = ParticipationFactory(interview=transcript.interview, person__name="An Voorbeeld")
    PassageFactory(transcript=transcript, order=2, start_ms=903_000, text="<b>Tweede</b>")
    PassageFactory(transcript=transcript, order=1, speaker=speaker, text="Eerste")
    PassageFactory(transcript=transcript, order=3, speaker_name="Bo", text="Derde")

    response = as_editor.get(page_of(transcript))

    assert shown(response) == [
        ["", "An Voorbeeld", "Eerste"],
        ["15:03", "", "<b>Tweede</b>"],
        ["", "Bo", "Derde"],
    ]
    assert not [name for name in form_on(response) if "passage" in name or "order" in name]


def test_long_transcript_is_a_page_as_short_as_any(as_editor, as_chief):
    transcript = TranscriptFactory()
    speaker = ParticipationFactory(interview=transcript.interview)

    def add(number):
        first = transcript.passages.count()
        Passage.objects.bulk_create(
            PassageFactory.build(transcript=transcript, speaker=speaker, order=first + order)
            for order in range(number)
        )

    def queries(client):
        client.get(page_of(transcript))  # what is asked once and remembered
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(transcript))
        return len(captured)

    add(3)
    few = [queries(client) for client in (as_editor, as_chief)]
    add(1497)

    assert [queries(client) for client in (as_editor, as_chief)] == few
    response = as_editor.get(page_of(transcript))
    assert len(shown(response)) == 50
    assert "1500" in number_shown(response)
    assert "50" in number_shown(response)


def test_interview_and_recording_stay(as_editor):
    transcript = TranscriptFactory()

    save(as_editor, page_of(transcript), interview=InterviewFactory().pk, language="en")

    assert Transcript.objects.get(language="en").interview == transcript.interview
    assert not {"interview", "recording"} & form_on(as_editor.get(page_of(transcript))).keys()


def test_page_links_to_the_interview(as_editor):
    interview = InterviewFactory(slug="gesprek")
    transcript = TranscriptFactory(interview=interview)

    links = html.document_fromstring(as_editor.get(page_of(transcript)).content.decode()).xpath(
        "//a/@href"
    )

    assert {page_of(interview), interview.get_absolute_url()} <= set(links)


def test_long_transcript_is_deleted_in_few_queries(as_editor):
    transcript = TranscriptFactory()
    Passage.objects.bulk_create(
        PassageFactory.build(transcript=transcript, order=order) for order in range(500)
    )

    with CaptureQueriesContext(connection) as captured:
        delete(as_editor, transcript)

    assert len(captured) < 100
    assert not Transcript.objects.exists()


# --- Who may --------------------------------------------------------------------------------------


def test_editor_reads_the_transcript_of_a_published_interview(as_editor):
    passage = PassageFactory(published=True, text="Te lezen")

    response = as_editor.get(page_of(passage.transcript))
    refused = as_editor.post(
        page_of(passage.transcript), {"language": "en", "kind": "captions", "file": upload()}
    )

    assert response.context["is_for_reading"]
    assert shown(response) == [["", "", "Te lezen"]]
    assert b'type="file"' not in response.content
    assert refused.status_code == 403
    assert Passage.objects.get() == passage


def test_editor_adds_none_to_a_published_interview(as_editor, as_chief):
    page = {"interview": InterviewFactory(published=True).pk}

    response = save(as_editor, addition_to(Transcript), **page, file=upload())
    assert len(errors_on(response)) == 1
    assert not Transcript.objects.exists()

    save(as_chief, addition_to(Transcript), **page, file=upload())
    assert Passage.objects.count() == 2


def test_list_names_what_it_is_of(as_editor):
    recording = RecordingFactory(interview__title="Gesprek met niemand", part=2)
    transcript = TranscriptFactory(recording=recording)
    PassageFactory.create_batch(3, transcript=transcript)
    TranscriptFactory()

    response = as_editor.get(list_of(Transcript, "?q=niemand"))

    (row,) = html.document_fromstring(response.content.decode()).xpath("//tbody/tr")
    cells = [cell.text_content() for cell in row][1:]
    assert cells[0] == "Gesprek met niemand"
    assert cells[1] == "Video 2"
    assert cells[-1] == "3"
