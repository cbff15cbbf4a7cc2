"""Two editors at one desk: a form that was opened before a colleague's save undoes none of it."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Fragment, Interview, Placement, Recording, Theme
from catalogue.values.choices import Origin, Source, State
from tests.admin.conftest import logged_in
from tests.admin.pages import act, errors_on, form_on, list_of, page_of, told
from tests.factories import (
    ChiefEditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague():
    """Another chief editor at work."""
    return logged_in(ChiefEditorFactory(first_name="Bea", last_name="Baas"))


class Form:
    """A form in an open window: what it showed, until it is sent."""

    def __init__(self, client, record):
        self.client, self.page = client, page_of(record)
        self.data = form_on(client.get(self.page))

    def send(self, **typed):
        response = self.client.post(self.page, {**self.data, **typed, "_save": "Opslaan"})
        if response.status_code == 200:
            self.data = form_on(response)
        return response

    def choose(self, response, whose: str, **typed):
        """Answer every question of the page in the same way, and send it again."""
        names = [conflict.name for conflict in response.context["conflicts"] if conflict.name]
        return self.send(**dict.fromkeys(names, whose), **typed)


def asked(response) -> list[tuple[str, str, str]]:
    """The fields that the page asks about: label, mine, theirs."""
    assert response.status_code == 200
    return [(one.label, one.mine, one.theirs) for one in response.context["conflicts"]]


def stored(record):
    return type(record).objects.get(pk=record.pk)


# --- One record -----------------------------------------------------------------------------------


def test_withdrawn_stays_withdrawn_when_an_older_form_is_saved(as_chief, colleague, client):
    fragment = FragmentFactory(published=True, interview__published=True)
    older = Form(as_chief, fragment)
    Form(colleague, fragment).send(state=State.WITHDRAWN, withdrawn_reason="Op verzoek")

    response = older.send(summary="Samengevat")

    assert response.status_code == 302
    fragment = stored(fragment)
    assert (fragment.state, fragment.withdrawn_reason) == (State.WITHDRAWN, "Op verzoek")
    assert fragment.summary == "Samengevat"
    assert client.get(fragment.get_absolute_url()).status_code == 410


def test_two_editors_at_different_fields_both_succeed(as_chief, colleague):
    fragment = FragmentFactory()
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)

    theirs.send(quote="Zo is het.", start_ms="0:30")
    response = mine.send(summary="Kort")

    assert response.status_code == 302
    fragment = stored(fragment)
    assert (fragment.quote, fragment.start_ms, fragment.summary) == ("Zo is het.", 30_000, "Kort")


def test_same_field_is_asked_about_with_both_values_and_who(as_chief, colleague):
    fragment = FragmentFactory(summary="Eerst")
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)
    theirs.send(summary="Van Bea")

    response = mine.send(summary="Van mij", quote="Ook getypt")

    assert [row[1:] for row in asked(response)] == [("Van mij", "Van Bea")]
    assert "Bea Baas" in response.context["conflicts"][0].who
    assert mine.data["summary"] == ["Van mij"]
    assert mine.data["quote"] == ["Ook getypt"]
    assert (stored(fragment).summary, stored(fragment).quote) == ("Van Bea", "")


@pytest.mark.parametrize(("whose", "summary"), [("mine", "Van mij"), ("theirs", "Van Bea")])
def test_choice_decides_and_the_rest_is_saved_too(as_chief, colleague, whose, summary):
    fragment = FragmentFactory()
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)
    theirs.send(summary="Van Bea")
    response = mine.send(summary="Van mij", quote="Ook getypt")

    response = mine.choose(response, whose)

    assert response.status_code == 302
    assert (stored(fragment).summary, stored(fragment).quote) == (summary, "Ook getypt")


def test_nothing_is_saved_without_a_choice(as_chief, colleague):
    fragment = FragmentFactory()
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)
    theirs.send(summary="Van Bea")
    mine.send(summary="Van mij")

    response = mine.send()

    assert len(asked(response)) == 1
    assert stored(fragment).summary == "Van Bea"


def test_third_change_while_the_page_asks_is_asked_about_again(as_chief, colleague):
    fragment = FragmentFactory()
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)
    theirs.send(summary="Van Bea")
    response = mine.send(summary="Van mij")
    Form(colleague, fragment).send(summary="Toch anders")

    response = mine.choose(response, "mine")

    assert [row[1:] for row in asked(response)] == [("Van mij", "Toch anders")]
    assert mine.choose(response, "mine").status_code == 302
    assert stored(fragment).summary == "Van mij"


@pytest.mark.parametrize("chosen", [{}, {"_choice-start_ms": "mine"}], ids=["none", "mine"])
def test_value_that_was_shown_is_no_way_past_a_third_change(as_chief, colleague, chosen):
    fragment = FragmentFactory(start_ms=1_000)
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)
    theirs.send(start_ms="2:05")
    mine.send(start_ms="2:10")
    Form(colleague, fragment).send(start_ms="2:20")

    response = mine.send(start_ms="2:05", **chosen)

    assert [row[1:] for row in asked(response)] == [("2:05", "2:20")]
    assert stored(fragment).start_ms == 140_000


def test_who_is_named_is_who_wrote_this_field(as_chief, colleague):
    fragment = FragmentFactory(start_ms=1_000)
    mine = Form(as_chief, fragment)
    Form(colleague, fragment).send(start_ms="2:05")
    third = logged_in(ChiefEditorFactory(first_name="Carl", last_name="Ook"))
    Form(third, fragment).send(quote="Zo is het.")

    response = mine.send(start_ms="2:10")

    assert "Bea Baas" in response.context["conflicts"][0].who


def test_row_that_was_written_on_another_page_names_who_did(as_chief, colleague):
    placement = PlacementFactory(order=10)
    mine = Form(as_chief, placement.theme)
    Form(colleague, placement.fragment).send(**{"placements-0-note": "Van Bea"})

    response = mine.send(**{"placements-0-note": "Van mij"})

    assert "Bea Baas" in response.context["conflicts"][0].who


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_date_at_the_end_of_time_is_a_sentence_or_saved(as_chief, year):
    fragment = FragmentFactory()
    mine = Form(as_chief, fragment)
    day = "01-01" if year == "0001" else "31-12"

    response = mine.send(
        publish_from_0=f"{day}-{year}", publish_from_1="23:59:59", summary="Getypt"
    )

    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert mine.data["summary"] == ["Getypt"]


def test_same_value_typed_twice_is_no_question(as_chief, colleague):
    fragment = FragmentFactory(start_ms=1_000)
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)

    theirs.send(start_ms="15:03")
    response = mine.send(start_ms="0:15:03")

    assert response.status_code == 302
    assert stored(fragment).start_ms == 903_000


def test_record_as_the_two_make_it_together_is_judged(as_chief, colleague):
    fragment = FragmentFactory(start_ms=60_000, end_ms=120_000)
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)

    theirs.send(end_ms="1:10")
    response = mine.send(start_ms="1:30")

    assert errors_on(response)
    assert (stored(fragment).start_ms, stored(fragment).end_ms) == (60_000, 70_000)
    assert mine.data["start_ms"] == ["1:30"]
    assert mine.data["end_ms"] == ["1:10"]


def test_change_by_a_command_has_no_name(as_chief):
    fragment = FragmentFactory()
    mine = Form(as_chief, fragment)
    Fragment.objects.filter(pk=fragment.pk).update(summary="Uit een opdracht")

    response = mine.send(summary="Van mij")

    assert [conflict.who for conflict in response.context["conflicts"]] == ["onbekend"]


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda data, other: data.pop("_opened"), id="missing"),
        pytest.param(lambda data, other: data.update(_opened="onzin"), id="nonsense"),
        pytest.param(lambda data, other: data.update(_opened=other), id="of another record"),
        pytest.param(
            lambda data, other: data.update(_opened=Signer(salt="mine").sign_object([1])),
            id="signed for something else",
        ),
    ],
)
def test_seal_that_is_not_of_this_record_makes_every_change_a_question(as_chief, forge):
    fragment, other = FragmentFactory(summary="Eerst"), FragmentFactory()
    mine = Form(as_chief, fragment)
    forge(mine.data, Form(as_chief, other).data["_opened"])

    response = mine.send(summary="Van mij")

    assert [row[1:] for row in asked(response)] == [("Van mij", "Eerst")]
    assert stored(fragment).summary == "Eerst"


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"summary": "een\ntwee\r\ndrie\rvier"}, id="line ends"),
        pytest.param({"summary": "  ruim  "}, id="spaces around"),
        pytest.param({"start_ms": 903_250, "end_ms": 904_001}, id="milliseconds"),
        pytest.param(
            {"publish_from": datetime(2030, 1, 1, 12, 0, 30, 123456, tzinfo=UTC)}, id="microseconds"
        ),
    ],
)
def test_form_that_is_sent_as_it_came_writes_nothing(as_chief, values):
    fragment = FragmentFactory()
    for name, value in values.items():
        setattr(fragment, name, value)
    fragment.save()
    before = Fragment.objects.filter(pk=fragment.pk).values().get()

    response = Form(as_chief, fragment).send()

    assert response.status_code == 302
    assert Fragment.objects.filter(pk=fragment.pk).values().get() == before


def test_many_to_many_is_compared_whatever_its_order(as_chief, colleague):
    fragment = FragmentFactory()
    people = PersonFactory.create_batch(3)
    fragment.people_mentioned.set(people[:2])
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)
    mine.data["people_mentioned"].reverse()

    theirs.send(people_mentioned=[person.pk for person in people])
    response = mine.send(summary="Kort")

    assert response.status_code == 302
    assert set(fragment.people_mentioned.all()) == set(people)


def test_many_to_many_changed_by_both_is_asked_about_in_names(as_chief, colleague):
    fragment = FragmentFactory()
    jo, anna = PersonFactory(name="Jo Jansen"), PersonFactory(name="Anna de Vries")
    mine, theirs = Form(as_chief, fragment), Form(colleague, fragment)

    theirs.send(people_mentioned=[anna.pk])
    response = mine.send(people_mentioned=[jo.pk])

    assert [row[1:] for row in asked(response)] == [("Jo Jansen", "Anna de Vries")]
    mine.choose(response, "mine")
    assert list(fragment.people_mentioned.all()) == [jo]


# --- Rows -----------------------------------------------------------------------------------------


def test_two_editors_at_different_rows_both_succeed(as_chief, colleague):
    interview = InterviewFactory()
    one = FragmentFactory(interview=interview, start_ms=1_000)
    other = FragmentFactory(interview=interview, start_ms=2_000)
    mine, theirs = Form(as_chief, interview), Form(colleague, interview)

    theirs.send(**{"fragments-1-start_ms": "0:30"})
    response = mine.send(**{"fragments-0-title": "Nieuwe titel"})

    assert response.status_code == 302
    assert (stored(one).title, stored(other).start_ms) == ("Nieuwe titel", 30_000)


def test_note_of_an_interview_leaves_a_time_that_was_corrected_elsewhere(as_chief, colleague):
    fragment = FragmentFactory(start_ms=1_000)
    mine = Form(as_chief, fragment.interview)
    Form(colleague, fragment).send(start_ms="15:03")

    response = mine.send(provenance_note="Noot")

    assert response.status_code == 302
    assert stored(fragment).start_ms == 903_000


def test_same_time_of_a_row_is_asked_about_with_its_row(as_chief, colleague):
    fragment = FragmentFactory(start_ms=1_000, title="Vertrouwen")
    mine = Form(as_chief, fragment.interview)
    Form(colleague, fragment).send(start_ms="15:03")

    response = mine.send(**{"fragments-0-start_ms": "16:00"})

    [(label, *values)] = asked(response)
    assert values == ["16:00", "15:03"]
    assert "rij 1" in label and "Vertrouwen" in label
    assert "Bea Baas" in response.context["conflicts"][0].who
    mine.choose(response, "theirs")
    assert stored(fragment).start_ms == 903_000


def test_row_that_a_colleague_deleted_is_let_go_when_nobody_touched_it(as_chief):
    interview = InterviewFactory()
    gone = FragmentFactory(interview=interview, start_ms=1_000)
    other = FragmentFactory(interview=interview, start_ms=2_000)
    mine = Form(as_chief, interview)
    gone.delete()

    response = mine.send(**{"fragments-1-title": "Nieuwe titel"})

    assert response.status_code == 302
    assert stored(other).title == "Nieuwe titel"
    assert not Fragment.objects.filter(pk=gone.pk).exists()


def test_words_typed_in_a_row_that_is_gone_are_shown_once(as_chief):
    interview = InterviewFactory()
    gone = FragmentFactory(interview=interview, start_ms=1_000)
    other = FragmentFactory(interview=interview, start_ms=2_000)
    mine = Form(as_chief, interview)
    gone.delete()

    response = mine.send(**{"fragments-0-title": "Getypt", "fragments-1-title": "Ook"})

    [(_label, typed, _theirs)] = asked(response)
    assert "Getypt" in typed
    assert mine.send().status_code == 302
    assert stored(other).title == "Ook"


def test_row_that_a_colleague_changed_is_not_deleted_unasked(as_chief, colleague):
    participation = ParticipationFactory()
    interview = participation.interview
    mine, theirs = Form(as_chief, interview), Form(colleague, interview)
    theirs.send(**{"participations-0-order": "7"})

    response = mine.send(**{"participations-0-DELETE": "on"})

    assert len(asked(response)) == 1
    assert stored(participation).order == 7
    assert mine.choose(response, "mine").status_code == 302
    assert not interview.participations.exists()


def test_row_that_was_published_meanwhile_is_told_and_not_written(as_editor, colleague):
    fragment = FragmentFactory(start_ms=1_000, title="Eerst")
    mine = Form(as_editor, fragment.interview)
    Form(colleague, fragment).send(state=State.PUBLISHED)

    response = mine.send(**{"fragments-0-title": "Getypt"}, provenance_note="Noot")

    [(_label, *values)] = asked(response)
    assert values == ["Getypt", "Eerst"]
    assert mine.send().status_code == 302
    assert stored(fragment).title == "Eerst"
    assert stored(fragment.interview).provenance_note == "Noot"


def test_row_left_at_its_defaults_is_saved(as_chief):
    interview = InterviewFactory()
    mine = Form(as_chief, interview)
    new = {"form": "video", "part": "1", "is_primary": "on", "duration_ms": "", "id": ""}
    row = {f"recordings-0-{name}": value for name, value in new.items()}

    response = mine.send(**row, **{"recordings-TOTAL_FORMS": "1"})

    assert response.status_code == 302
    assert interview.recordings.count() == 1


def test_empty_row_that_was_added_is_refused_with_a_sentence(as_chief):
    interview = InterviewFactory()
    mine = Form(as_chief, interview)

    response = mine.send(**{"fragments-TOTAL_FORMS": "1", "fragments-0-title": ""})

    assert response.status_code == 200
    assert errors_on(response)
    assert not interview.fragments.exists()


def test_primary_recording_is_asked_about(as_chief, colleague):
    interview = InterviewFactory()
    recording = RecordingFactory(interview=interview, duration_ms=60_000)
    mine, theirs = Form(as_chief, interview), Form(colleague, interview)
    theirs.send(**{"recordings-0-duration_ms": "2:00"})

    response = mine.send(**{"recordings-0-duration_ms": "3:00"})

    assert [row[1:] for row in asked(response)] == [("3:00", "2:00")]
    assert Recording.objects.get(pk=recording.pk).is_primary
    assert Recording.objects.get(pk=recording.pk).duration_ms == 120_000


def test_address_of_a_file_is_asked_about(as_chief, colleague):
    file = MediaFileFactory(source=Source.ELSEWHERE, file="", url="https://een.example/a.mp4")
    mine, theirs = Form(as_chief, file), Form(colleague, file)
    theirs.send(url="https://twee.example/a.mp4")

    response = mine.send(url="https://drie.example/a.mp4")

    assert [row[1:] for row in asked(response)] == [
        ("https://drie.example/a.mp4", "https://twee.example/a.mp4")
    ]


def test_transcript_is_asked_about(as_chief, colleague):
    transcript = TranscriptFactory()
    mine, theirs = Form(as_chief, transcript), Form(colleague, transcript)
    theirs.send(source_note="Van Bea", is_checked="on")

    response = mine.send(source_note="Van mij")

    assert [row[1:] for row in asked(response)] == [("Van mij", "Van Bea")]
    assert stored(transcript).is_checked


def test_page_that_comes_back_shows_each_row_beside_its_own_record(as_chief, colleague):
    interview = InterviewFactory()
    for title, start_ms in (("A", 1_000), ("B", 2_000)):
        FragmentFactory(interview=interview, title=title, start_ms=start_ms)
    mine = Form(as_chief, interview)
    Form(colleague, interview.fragments.get(title="A")).send(start_ms="0:30")

    response = mine.send(**{"fragments-1-start_ms": "onzin"})

    [rows] = [
        inline
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == "fragments"
    ]
    pairs = [(row.form.instance, row.original) for row in rows if row.original]
    assert [str(one) for pair in pairs for one in pair] == ["A", "A", "B", "B"]


def captions(text: str) -> SimpleUploadedFile:
    cues = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n"
    return SimpleUploadedFile("gesprek.vtt", cues.encode())


def test_file_takes_the_place_of_no_passages_that_the_page_did_not_show(as_chief, colleague):
    transcript = TranscriptFactory()
    PassageFactory(transcript=transcript, text="Eerst")
    mine, theirs = Form(as_chief, transcript), Form(colleague, transcript)
    theirs.send(file=captions("Van Bea"), replace="on")

    response = mine.send(file=captions("Van mij"), replace="on")

    assert any("Bea Baas" in error for error in errors_on(response))
    assert [passage.text for passage in transcript.passages.all()] == ["Van Bea"]
    assert mine.send(file=captions("Van mij"), replace="on").status_code == 302
    assert [passage.text for passage in transcript.passages.all()] == ["Van mij"]


# --- Order in a theme -----------------------------------------------------------------------------


def placed(*titles: str) -> Theme:
    theme = ThemeFactory()
    for number, title in enumerate(titles, start=1):
        PlacementFactory(theme=theme, fragment__title=title, order=10 * number)
    return theme


def order_of(theme: Theme) -> list[str]:
    placements = theme.placements.in_editors_order()
    return list(placements.values_list("fragment__title", flat=True))


def test_place_typed_beside_numbers_that_are_others_now_is_asked_about(as_chief, colleague):
    theme = placed("A", "B", "C", "D")
    mine, theirs = Form(as_chief, theme), Form(colleague, theme)
    theirs.send(**{"placements-3-order": "5"})
    assert order_of(theme) == ["D", "A", "B", "C"]

    response = mine.send(**{"placements-2-order": "15"})

    assert len(asked(response)) == 1
    assert order_of(theme) == ["D", "A", "B", "C"]
    mine.choose(response, "theirs")
    assert order_of(theme) == ["D", "A", "B", "C"]


def test_note_in_a_theme_leaves_the_order_of_a_colleague(as_chief, colleague):
    theme = placed("A", "B", "C")
    mine, theirs = Form(as_chief, theme), Form(colleague, theme)
    theirs.send(**{"placements-2-order": "5"})

    response = mine.send(**{"placements-0-note": "Noot"})

    assert response.status_code == 302
    assert order_of(theme) == ["C", "A", "B"]
    assert theme.placements.get(fragment__title="A").note == "Noot"


def test_note_of_a_theme_without_a_change_writes_no_placement(as_chief):
    theme = placed("A", "B")
    before = list(Placement.objects.values())

    Form(as_chief, theme).send(introduction="Inleiding")

    assert list(Placement.objects.values()) == before


# --- Actions --------------------------------------------------------------------------------------


def in_list(client, model, *records, action: str, **answers):
    """An action on records that a list shows, to be sent later."""
    page = list_of(model)
    shown = form_on(client.get(page))["_shown"]
    data = {"action": action, "_selected_action": [one.pk for one in records], "_shown": shown}
    return lambda: client.post(page, {**data, **answers}, follow=True)


def test_published_by_an_old_list_is_not_what_was_withdrawn_meanwhile(as_chief, colleague):
    withdrawn, other = FragmentFactory(title="Weg"), FragmentFactory()
    publish = in_list(as_chief, Fragment, withdrawn, other, action="publish")
    Form(colleague, withdrawn).send(state=State.WITHDRAWN, withdrawn_reason="Op verzoek")

    response = publish()

    assert stored(withdrawn).state == State.WITHDRAWN
    assert stored(other).state == State.PUBLISHED
    assert any("Weg" in message and "Bea Baas" in message for message in told(response))


def test_confirmation_acts_on_what_it_showed(as_chief, colleague):
    fragment, other = FragmentFactory(published=True), FragmentFactory(published=True)
    confirmation = act(as_chief, Fragment, "withdraw", [fragment, other])
    Form(colleague, fragment).send(summary="Aangevuld")

    as_chief.post(list_of(Fragment), {**form_on(confirmation), "reason": "Op verzoek"})

    assert stored(fragment).state == State.PUBLISHED
    assert stored(other).state == State.WITHDRAWN


def test_all_pages_are_what_the_confirmation_showed(as_chief, colleague):
    themes = ThemeFactory.create_batch(2)
    confirmation = act(as_chief, Theme, "publish", themes, select_across="1")
    later = ThemeFactory()
    Form(colleague, themes[0]).send(introduction="Anders")

    as_chief.post(list_of(Theme), form_on(confirmation))

    assert [stored(theme).state for theme in (*themes, later)] == [
        State.DRAFT,
        State.PUBLISHED,
        State.DRAFT,
    ]


def test_proposal_that_was_settled_meanwhile_stays_so(as_chief):
    placement = PlacementFactory(origin=Origin.PROPOSED)
    confirm = in_list(as_chief, Placement, placement, action="confirm")
    Placement.objects.filter(pk=placement.pk).update(origin=Origin.REJECTED)

    confirm()

    assert stored(placement).origin == Origin.REJECTED


def test_list_without_a_seal_changes_nothing(as_chief):
    fragment = FragmentFactory()
    data = {"action": "publish", "_selected_action": [fragment.pk]}

    response = as_chief.post(list_of(Fragment), data, follow=True)

    assert stored(fragment).state == State.DRAFT
    assert told(response)


def test_record_that_changed_is_not_deleted_by_an_old_page(as_chief, colleague):
    theme = ThemeFactory()
    page = page_of(theme, "delete")
    data = form_on(as_chief.get(page))
    Form(colleague, theme).send(introduction="Nog nodig")

    response = as_chief.post(page, data, follow=True)

    assert Theme.objects.filter(pk=theme.pk).exists()
    assert any("Bea Baas" in message for message in told(response))


@pytest.mark.parametrize("is_one", [True, False], ids=["page", "action"])
def test_what_a_colleague_added_does_not_go_along_unseen(as_chief, is_one):
    interview = InterviewFactory()
    if is_one:
        page = page_of(interview, "delete")
        confirmation = as_chief.get(page)
    else:
        page = list_of(Interview)
        confirmation = act(as_chief, Interview, "delete_selected", [interview])
    ParticipationFactory(interview=interview)

    response = as_chief.post(page, form_on(confirmation), follow=True)

    assert Interview.objects.filter(pk=interview.pk).exists()
    assert interview.participations.count() == 1
    assert any("intussen" in message for message in told(response))


def test_draft_at_the_front_of_a_theme_leaves_the_dates_of_what_is_public(as_chief):
    theme = ThemeFactory(published=True)
    public = FragmentFactory(published=True, interview__published=True)
    PlacementFactory(theme=theme, fragment=public, order=10)
    draft = PlacementFactory(theme=theme, order=20)
    before = [stored(one).changed_at for one in (theme, public, public.interview)]

    Form(as_chief, theme).send(**{"placements-1-order": "5"})

    assert order_of(theme)[0] == draft.fragment.title
    assert [stored(one).changed_at for one in (theme, public, public.interview)] == before


# --- What it costs --------------------------------------------------------------------------------


def test_save_of_many_rows_costs_what_it_costs_for_few(as_chief):
    def queries(rows: int) -> int:
        interview = InterviewFactory()
        for number in range(rows):
            FragmentFactory(interview=interview, start_ms=1_000 * (number + 1))
        mine = Form(as_chief, interview)
        with CaptureQueriesContext(connection) as captured:
            assert mine.send(**{"fragments-0-title": "Nieuwe titel"}).status_code == 302
        return len(captured)

    queries(1)  # what is read once in a process

    assert queries(30) == queries(3)
