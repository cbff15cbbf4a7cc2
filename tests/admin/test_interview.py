"""An interview's page: its fragments as rows, who takes part, its recordings."""

import pytest
from lxml import html

from catalogue.models import Fragment, Interview, Recording
from catalogue.values.choices import Part, State
from tests.admin.pages import act, errors_on, form_on, list_of, page_of, save, told
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db


def interview_of(*starts_ms: int) -> Interview:
    """An interview with fragments at these times, titled A, B, C…"""
    interview = InterviewFactory()
    for title, start_ms in zip("ABCDEFG", starts_ms, strict=False):
        FragmentFactory(interview=interview, title=title, start_ms=start_ms)
    return interview


def times_of(interview: Interview) -> dict[str, int]:
    return dict(interview.fragments.values_list("title", "start_ms"))


def rows(**starts: str) -> dict[str, str]:
    """The start times of the rows 0, 1, 2…, by the titles A, B, C… that stand there."""
    return {f"fragments-{'ABCDEFG'.index(title)}-start_ms": text for title, text in starts.items()}


# --- Times ----------------------------------------------------------------------------------------


def test_rows_that_cannot_be_deleted_have_no_label_that_says_so(as_chief):
    fragment = FragmentFactory()
    RecordingFactory(interview=fragment.interview)

    page = html.fromstring(as_chief.get(page_of(fragment.interview)).text)

    cells = "//tr[@id='{}-0']/td[@class='delete']/@data-label"
    assert page.xpath(cells.format("fragments")) == []
    assert page.xpath(cells.format("recordings")) == ["Verwijderen?"]


def test_rows_stand_in_order_of_time(as_chief):
    interview = interview_of(9_000, 1_000, 5_000)

    data = form_on(as_chief.get(page_of(interview)))

    titles = [data[f"fragments-{number}-title"][0] for number in range(3)]
    starts = [data[f"fragments-{number}-start_ms"][0] for number in range(3)]
    assert (titles, starts) == (["B", "C", "A"], ["0:01", "0:05", "0:09"])


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"A": "0:02", "B": "0:01"}, id="two swapped"),
        pytest.param({"A": "0:02", "B": "0:03", "C": "0:01"}, id="three rotated"),
        pytest.param({"A": "0:02", "B": "0:03", "C": "0:04", "D": "0:05"}, id="all moved on"),
        pytest.param({"A": "0:04", "B": "0:03", "C": "0:02", "D": "0:01"}, id="turned round"),
    ],
)
def test_start_times_change_places_in_one_save(as_chief, typed):
    interview = interview_of(1_000, 2_000, 3_000, 4_000)
    seconds = {title: int(text[-1]) * 1000 for title, text in typed.items()}

    save(as_chief, page_of(interview), **rows(**typed))

    assert times_of(interview) == {"A": 1_000, "B": 2_000, "C": 3_000, "D": 4_000} | seconds


def test_moved_row_keeps_the_end_that_is_typed(as_chief):
    interview = interview_of(1_000, 60_000)
    interview.fragments.filter(title="A").update(end_ms=30_000)

    save(as_chief, page_of(interview), **rows(A="0:02"), **{"fragments-1-end_ms": "1:10"})

    assert list(interview.fragments.in_time_order().values_list("start_ms", "end_ms")) == [
        (2_000, 30_000),
        (60_000, 70_000),
    ]


def test_two_rows_with_one_start_are_refused_and_named(as_chief):
    interview = interview_of(1_000, 2_000, 3_000)

    response = save(as_chief, page_of(interview), **rows(A="0:03", B="0:01"))

    [error] = errors_on(response)
    assert all(part in error for part in ("1 (", "A", "3 (", "C", "0:03"))
    assert times_of(interview) == {"A": 1_000, "B": 2_000, "C": 3_000}


def test_message_calls_a_new_row_by_its_place_on_the_page_and_the_title_typed(as_chief):
    interview = interview_of(1_000, 9_000)
    new = {
        "fragments-TOTAL_FORMS": "4",
        **{f"fragments-{number}-interview": interview.pk for number in (2, 3)},
        **{"fragments-2-start_ms": "0:05", "fragments-2-title": "Nieuw"},
        **{"fragments-3-start_ms": "0:09", "fragments-3-title": "Ook"},
    }

    response = save(as_chief, page_of(interview), **new, _desk_save="1")

    assert errors_on(response) == [
        "Rij 4 (‘Ook’) en rij 3 (‘B’) beginnen allebei op 0:09. Geef er één een andere begintijd."
    ]

    # Without the desk, which moves a new row to its place in time, it stands where it was typed.
    response = save(as_chief, page_of(interview), **new)

    assert errors_on(response) == [
        "Rij 4 (‘Ook’) en rij 2 (‘B’) beginnen allebei op 0:09. Geef er één een andere begintijd."
    ]


def test_remark_stands_in_its_row_and_is_read_out_with_the_title(as_chief):
    interview = interview_of(1_000, 60_000, 90_000)
    interview.fragments.filter(title="A").update(end_ms=61_000)

    page = html.document_fromstring(as_chief.get(page_of(interview)).content.decode())

    told = "‘A’ eindigt op 1:01, nadat ‘B’ op 1:00 is begonnen."
    assert remarks_in(page) == {"A": [told], "B": [], "C": []}


def test_rows_that_are_refused_are_remarked_as_they_were_typed(as_chief):
    interview = interview_of(1_000, 60_000)

    response = save(
        as_chief, page_of(interview), **{"fragments-0-end_ms": "1:01", "conducted_on": "onzin"}
    )

    page = html.document_fromstring(response.content.decode())
    told = "Rij 1 (‘A’) eindigt op 1:01, nadat rij 2 (‘B’) op 1:00 is begonnen."
    assert remarks_in(page) == {"A": [told], "B": []}


def remarks_in(page) -> dict[str, list[str]]:
    """By title, the sentences that the box of the title is described by."""
    found = {}
    for box in page.xpath("//td[@class='field-title']/input[@value]"):
        [*described] = page.xpath("//ul[@id=$id]/li", id=box.get("aria-describedby") or "-")
        found[box.get("value")] = [one.text_content() for one in described]
    return found


def test_new_row_may_take_the_start_that_another_leaves(as_chief):
    interview = interview_of(1_000)
    new = {
        "fragments-TOTAL_FORMS": "2",
        "fragments-1-start_ms": "0:01",
        "fragments-1-title": "N",
        "fragments-1-id": "",
        "fragments-1-interview": interview.pk,
    }

    save(as_chief, page_of(interview), **rows(A="0:02"), **new)

    assert times_of(interview) == {"A": 2_000, "N": 1_000}


def test_withdrawn_row_leaves_its_start_to_others(as_chief):
    interview = interview_of(1_000, 2_000)
    withdrawn = interview.fragments.get(title="A")
    withdrawn.state, withdrawn.withdrawn_reason = State.WITHDRAWN, "Op verzoek"
    withdrawn.save()

    save(as_chief, page_of(interview), **rows(B="0:01"))

    assert times_of(interview) == {"A": 1_000, "B": 1_000}


def test_row_that_clashes_with_one_added_meanwhile_is_refused(as_chief):
    interview = interview_of(1_000)
    data = form_on(as_chief.get(page_of(interview)))
    FragmentFactory(interview=interview, title="Ander", start_ms=5_000)

    response = as_chief.post(page_of(interview), {**data, **rows(A="0:05"), "_save": "Opslaan"})

    assert any("Ander" in error for error in errors_on(response))
    assert times_of(interview) == {"A": 1_000, "Ander": 5_000}


def test_row_deleted_meanwhile_is_told(as_chief):
    interview = interview_of(1_000, 2_000)
    data = form_on(as_chief.get(page_of(interview)))
    Fragment.objects.get(title="A").delete()

    response = as_chief.post(
        page_of(interview), {**data, "fragments-0-title": "Anders", "_save": "Opslaan"}
    )

    [conflict] = response.context["conflicts"]
    assert "rij 1 (‘Anders’)" in conflict.label
    assert "Anders" in conflict.mine
    assert times_of(interview) == {"B": 2_000}


@pytest.mark.parametrize(
    "typed", ["", "15:60", "-1", "15.3", "٠١", "100:00:00", "9" * 400, "x\0y"], ids=ascii
)
def test_unreadable_time_is_refused_and_shown_again(as_chief, typed):
    interview = interview_of(1_000)

    response = save(as_chief, page_of(interview), **rows(A=typed))

    assert errors_on(response)
    [shown] = form_on(response).get("fragments-0-start_ms", [""])
    assert shown == typed.replace("\0", "\ufffd")
    assert times_of(interview) == {"A": 1_000}


def test_end_before_start_is_refused(as_chief):
    interview = interview_of(60_000)

    response = save(as_chief, page_of(interview), **{"fragments-0-end_ms": "0:59"})

    assert errors_on(response)
    assert interview.fragments.get().end_ms is None


@pytest.mark.parametrize(
    ("end", "duration_ms", "expected"),
    [
        pytest.param("0:30", None, [], id="nothing to say"),
        pytest.param("1:30", None, ["nadat"], id="overlap"),
        pytest.param("0:30", 50_000, ["voorbij het einde"], id="past the end of the recording"),
        pytest.param("1:30", 50_000, ["3 opmerkingen"], id="overlap, and both past the end"),
    ],
)
def test_second_looks_are_advised_and_all_is_saved(as_chief, end, duration_ms, expected):
    interview = interview_of(1_000, 60_000)
    if duration_ms:
        RecordingFactory(interview=interview, duration_ms=duration_ms)

    response = save(as_chief, page_of(interview), **{"fragments-0-end_ms": end})

    warnings = [message for message in response.context["messages"] if message.tags == "warning"]
    assert len(warnings) == len(expected)
    assert all(word in str(one) for word, one in zip(expected, warnings, strict=True))
    assert interview.fragments.exclude(end_ms=None).count() == 1


def test_many_remarks_are_counted_with_a_link_to_the_first_row(as_chief):
    interview = interview_of(0)
    for number in range(1, 31):
        FragmentFactory(interview=interview, start_ms=number * 1000, end_ms=100_000)

    response = save(as_chief, page_of(interview))

    remarks, _saved = told(response)
    assert remarks == (
        "In de rijen van de fragmenten staan 29 opmerkingen. "
        f'<a href="{page_of(interview)}#fragments-1">Naar de eerste rij</a>'
    )


# --- Who takes part -------------------------------------------------------------------------------


def participant(person, *positions) -> dict:
    return {
        "participations-TOTAL_FORMS": "1",
        "participations-0-person": person.pk,
        "participations-0-part": Part.INTERVIEWEE,
        "participations-0-order": "0",
        "participations-0-positions": [position.pk for position in positions],
    }


def test_participant_speaks_as_their_own_positions(as_chief):
    interview, position = InterviewFactory(), PositionFactory()

    save(as_chief, page_of(interview), **participant(position.person, position))

    assert interview.participations.get().positions.get() == position


def test_participant_speaks_as_no_position_of_another(as_chief):
    interview, position = InterviewFactory(), PositionFactory()

    response = save(as_chief, page_of(interview), **participant(PersonFactory(), position))

    assert any(str(position) in error for error in errors_on(response))
    assert not interview.participations.exists()


def test_established_speaker_without_interviewee_is_remarked(as_chief):
    interview = InterviewFactory()

    response = save(as_chief, page_of(interview), identified="on")

    assert len(told(response)) == 2


# --- Recordings -----------------------------------------------------------------------------------


def test_another_recording_becomes_primary_in_one_save(as_chief):
    interview = InterviewFactory()
    first = RecordingFactory(interview=interview)
    second = RecordingFactory(interview=interview, is_primary=False)
    by_pid = sorted((first, second), key=lambda recording: recording.pid)
    number = {recording.pk: row for row, recording in enumerate(by_pid)}

    save(
        as_chief,
        page_of(interview),
        without=(f"recordings-{number[first.pk]}-is_primary",),
        **{f"recordings-{number[second.pk]}-is_primary": "on"},
    )

    assert interview.recordings.get(is_primary=True) == second


def test_two_primary_recordings_of_one_part_are_refused(as_chief):
    interview = InterviewFactory()
    RecordingFactory(interview=interview)
    RecordingFactory(interview=interview, is_primary=False)
    both = {f"recordings-{number}-is_primary": "on" for number in (0, 1)}

    response = save(as_chief, page_of(interview), **both)

    assert len(errors_on(response)) == 1
    assert interview.recordings.filter(is_primary=True).count() == 1


def test_error_of_a_row_as_a_whole_names_the_row(as_chief):
    recording = RecordingFactory()
    data = form_on(as_chief.get(page_of(recording.interview)))
    recording.duration_ms = 5_000
    recording.save()

    response = as_chief.post(
        page_of(recording.interview), {**data, "recordings-0-DELETE": "on", "_save": "Opslaan"}
    )

    [error] = errors_on(response)
    assert error.startswith(f"Rij 1 (‘{recording}’): Een collega heeft deze rij")
    assert Recording.objects.exists()


# --- The list and its actions ---------------------------------------------------------------------


def shown(client, query: str) -> set[str]:
    response = client.get(list_of(Interview, query))
    return {interview.title for interview in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?spreker_onbekend=ja", {"Onbekend", "Met voorstel"}),
        ("?spreker_onbekend=nee", {"Bekend"}),
        ("?voorstellen=ja", {"Met voorstel"}),
        ("?voorstellen=nee", {"Bekend", "Onbekend"}),
        ("?state__exact=draft", {"Onbekend", "Met voorstel"}),
        ("?q=BEKEND", {"Bekend", "Onbekend"}),
    ],
)
def test_list_shows_what_needs_work(as_editor, query, expected):
    InterviewFactory(title="Bekend", identified=True, published=True)
    InterviewFactory(title="Onbekend")
    interview = InterviewFactory(title="Met voorstel")
    PlacementFactory(fragment__interview=interview, origin="proposed")

    assert shown(as_editor, query) == expected


def test_merge_asks_for_the_target_and_merges(as_chief):
    source, target = FragmentFactory().interview, InterviewFactory()

    asked = act(as_chief, Interview, "merge", [source])
    assert form_on(asked)["_selected_action"] == [str(source.pk)]
    response = as_chief.post(
        list_of(Interview), {**form_on(asked), "target": target.pk}, follow=True
    )

    assert target.title in told(response)[0]
    assert list(Interview.objects.all()) == [target]


def test_merge_that_is_refused_says_why_on_its_page(as_chief):
    source, target = interview_of(903_000), interview_of(903_000)

    response = act(as_chief, Interview, "merge", [source], answered="yes", target=target.pk)

    assert any("15:03" in error for error in errors_on(response))
    assert Interview.objects.count() == 2


def test_merge_is_of_one_interview(as_chief):
    response = act(as_chief, Interview, "merge", InterviewFactory.create_batch(2))

    assert len(told(response)) == 1
    assert response.redirect_chain


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param({"published": True}, {}, id="published source"),
        pytest.param({}, {"published": True}, id="published target"),
    ],
)
def test_editor_merges_nothing_published(as_editor, source, target):
    source, target = InterviewFactory(**source), InterviewFactory(**target)

    act(as_editor, Interview, "merge", [source], answered="yes", target=target.pk)

    assert Interview.objects.count() == 2


def test_editor_merges_no_published_fragment(as_editor):
    source = FragmentFactory(state=State.PUBLISHED).interview
    target = InterviewFactory()

    act(as_editor, Interview, "merge", [source], answered="yes", target=target.pk)

    assert Interview.objects.count() == 2


def test_editor_merges_drafts(as_editor):
    source, target = InterviewFactory.create_batch(2)

    act(as_editor, Interview, "merge", [source], answered="yes", target=target.pk)

    assert list(Interview.objects.all()) == [target]


def test_speaker_is_established(as_editor):
    interview, person = InterviewFactory(), PersonFactory()

    act(as_editor, Interview, "identify", [interview], answered="yes", person=person.pk)

    interview.refresh_from_db()
    assert interview.identified
    assert interview.participations.get().person == person
