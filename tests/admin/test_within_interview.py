"""From a fragment back to its interview, on to the next fragment, and to another one."""

import pytest
from lxml import html

from catalogue.models import Fragment, Interview, Recording, Theme
from catalogue.values.choices import State
from tests.admin.pages import addition_to, form_on, page_of
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db

BACK = "Opslaan en terug naar het interview"
ON = "Opslaan en volgende fragment"


@pytest.fixture
def interview(db):
    """With fragments at 1:00, 2:00 to 3:00, and 4:00."""
    interview = InterviewFactory()
    for title, start_ms, end_ms in (
        ("Dan", 120, 180),
        ("Eerst", 60, None),
        ("Ten slotte", 240, None),
    ):
        FragmentFactory(
            interview=interview,
            title=title,
            start_ms=start_ms * 1000,
            end_ms=end_ms and end_ms * 1000,
        )
    return interview


def press(client, page: str, button: str, value: str = "1", **changes):
    return client.post(page, form_on(client.get(page)) | changes | {button: value})


def buttons_on(client, page: str) -> list[str]:
    document = html.document_fromstring(client.get(page).text)
    return [one.text_content() for one in document.xpath("//div[@class='submit-row']//button")]


def titled(title: str) -> Fragment:
    return Fragment.objects.get(title=title)


def test_fragment_leads_back_to_its_row_at_the_interview(as_editor, interview):
    response = press(as_editor, page_of(titled("Dan")), "_to_interview", title="Daarna")

    assert response.url == f"{page_of(interview)}#fragments-1"
    assert titled("Daarna").interview == interview


def test_fragment_has_a_way_to_the_desk_that_begins_there(as_editor, interview):
    MediaFileFactory(recording__interview=interview, recording__duration_ms=300_000)

    page = html.fromstring(as_editor.get(page_of(titled("Dan"))).text)
    [way] = page.xpath("//ul[@class='object-tools']//a[text()='Knip bij het interview']/@href")

    assert way == f"{page_of(interview)}?t=2%3A00#fragments-1"
    assert as_editor.get(way.partition("#")[0]).context["playback"].start_ms == 120_000
    assert as_editor.get(f"{page_of(interview)}?t=x").context["playback"].start_ms == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda interview: RecordingFactory(interview=interview),
        lambda interview: TranscriptFactory(interview=interview),
        lambda interview: PlacementFactory(fragment__interview=interview),
        lambda interview: MediaFileFactory(recording__interview=interview),
    ],
    ids=["recording", "transcript", "placement", "file"],
)
def test_what_is_part_of_an_interview_leads_back_to_it(as_editor, make):
    interview = InterviewFactory()
    record = make(interview)

    assert BACK in buttons_on(as_editor, page_of(record))
    assert press(as_editor, page_of(record), "_to_interview").url == page_of(interview)


def test_new_fragment_leads_to_the_interview_that_was_chosen(as_editor, interview):
    data = {"title": "Nieuw", "interview": str(interview.pk), "start_ms": "5:00"}

    response = press(as_editor, addition_to(Fragment), "_to_interview", **data)

    assert response.url == f"{page_of(interview)}#fragments-3"


def test_what_is_part_of_no_interview_leads_to_none(as_editor, interview):
    assert buttons_on(as_editor, page_of(ThemeFactory())) == []
    assert buttons_on(as_editor, page_of(interview)) == []
    assert press(as_editor, addition_to(Theme), "_to_interview", name="Rol").url != page_of(
        interview
    )


def test_button_is_not_in_a_window_of_its_own(as_editor):
    assert buttons_on(as_editor, addition_to(Recording) + "?_popup=1") == []


def test_next_fragment_is_the_next_in_time(as_editor, interview):
    page = page_of(titled("Eerst"))
    next_one = titled("Dan")

    assert ON in buttons_on(as_editor, page)
    response = press(as_editor, page, "_next", str(next_one.pk))
    assert response.url.partition("?")[0] == page_of(next_one)
    assert f'href="{page_of(next_one)}?">Volgende fragment' in as_editor.get(page).text


def test_last_fragment_has_no_next(as_editor, interview):
    assert buttons_on(as_editor, page_of(titled("Ten slotte"))) == [BACK]


def test_from_a_list_of_work_the_next_is_of_that_list(as_editor, interview):
    page = page_of(titled("Eerst")) + "?_changelist_filters=werk%3Dgeen_werk"

    assert ON not in buttons_on(as_editor, page)


def test_another_fragment_keeps_the_interview_and_begins_at_the_last_end(as_editor, interview):
    response = press(as_editor, page_of(titled("Dan")), "_addanother")

    form = form_on(as_editor.get(response.url))
    assert form["interview"] == [str(interview.pk)]
    assert form["start_ms"] == ["3:00"]


@pytest.mark.parametrize("end", ["", "4:00"], ids=["end unknown", "something begins there"])
def test_another_fragment_has_no_start_that_nobody_knows(as_editor, interview, end):
    response = press(as_editor, page_of(titled("Dan")), "_addanother", end_ms=end)

    form = form_on(as_editor.get(response.url))
    assert form["interview"] == [str(interview.pk)]
    assert "start_ms" not in form  # an empty box


def test_start_of_what_was_withdrawn_is_free(as_chief, interview):
    last = titled("Ten slotte")
    last.state, last.withdrawn_reason = State.WITHDRAWN, "Dubbel."
    last.save()

    response = press(as_chief, page_of(titled("Dan")), "_addanother", end_ms="4:00")

    assert form_on(as_chief.get(response.url))["start_ms"] == ["4:00"]


def test_another_recording_keeps_the_interview(as_editor):
    recording = RecordingFactory()

    response = press(as_editor, page_of(recording), "_addanother")

    assert form_on(as_editor.get(response.url))["interview"] == [str(recording.interview_id)]


def test_another_theme_is_as_before(as_editor):
    assert press(as_editor, page_of(ThemeFactory()), "_addanother").url == addition_to(Theme)


def test_another_after_adding_keeps_the_interview_too(as_editor, interview):
    data = {"title": "Nieuw", "interview": str(interview.pk), "start_ms": "5:00", "end_ms": "6:00"}

    response = press(as_editor, addition_to(Fragment), "_addanother", **data)

    assert response.url == f"{addition_to(Fragment)}?interview={interview.pk}&start_ms=6%3A00"


def test_pages_of_an_interview_have_no_button_to_it(as_editor):
    assert buttons_on(as_editor, addition_to(Interview)) == []
