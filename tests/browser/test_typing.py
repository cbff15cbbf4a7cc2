"""Nothing that an editor typed is lost: two browsers, tabs and users at one record, sessions that
end, files, long texts, and leaving a page."""

import io
import re
import wave

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from catalogue.values.choices import State
from tests.browser.test_admin import choose
from tests.factories import (
    ChiefEditorFactory,
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    PersonFactory,
    RecordingFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "goed-wachtwoord"


@pytest.fixture
def editor(transactional_db):
    return with_password(EditorFactory(username="redacteur"))


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def interview(transactional_db):
    return InterviewFactory(title="Gesprek 1")


@pytest.fixture
def refusals(incidents):
    """Lets pages answer 403 and the like, as these tests provoke."""
    yield
    incidents[:] = [one for one in incidents if "status of 4" not in one]


def page_of(record) -> str:
    return f"/admin/catalogue/{record._meta.model_name}/{record.pk}/change/"


def log_in(page, username: str) -> None:
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()


def save(page) -> None:
    page.locator("input[name=_save]").last.click()


def type_in(page, interview) -> None:
    """Another title, a series chosen by typing, and a participant in a row of their own."""
    page.goto(page_of(interview))
    page.locator("#id_title").fill("Gesprek 1, verbeterd")
    choose(page, page.locator(".field-series .select2-selection"), "reeks", "Reeks van proef")
    page.locator("#participations-group .add-row a").click()
    row = page.locator("#participations-0")
    choose(page, row.locator(".field-person .select2-selection"), "jansen", "Jo Jansen")


def expect_all_of_it(page) -> None:
    expect(page.locator("#id_title")).to_have_value("Gesprek 1, verbeterd")
    expect(page.locator(".field-series .select2-selection")).to_contain_text("Reeks van proef")
    expect(page.locator("#participations-0 .field-person")).to_contain_text("Jo Jansen")
    expect(page.locator(".errorlist.nonfield").first).to_contain_text("Nog niet opgeslagen")


@pytest.fixture
def choices(transactional_db):
    SeriesFactory(title="Reeks van proef")
    return PersonFactory(name="Jo Jansen")


def expect_saved(page, interview, person) -> None:
    expect(page.locator(".messagelist .success")).to_be_visible()
    interview.refresh_from_db()
    assert interview.title == "Gesprek 1, verbeterd"
    assert interview.series.title == "Reeks van proef"
    assert [one.person for one in interview.participations.all()] == [person]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_session_that_ended_gives_everything_back(
    at_desk, editor, interview, choices, refusals, axe, scripts
):
    page = at_desk(editor)
    type_in(page, interview)
    Session.objects.all().delete()

    save(page)
    expect(page.get_by_text("Wat u typte, is bewaard")).to_be_visible()
    assert axe(page) == []
    if not scripts:  # what the script does by itself is then a button
        page.route(
            "**/resume.js", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
    log_in(page, "redacteur")
    if not scripts:
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Wat u typte is er nog")
        assert axe(page) == []
        page.get_by_role("button", name="Ga verder met wat u typte").click()

    expect_all_of_it(page)
    expect(page).to_have_url(re.compile(re.escape(page_of(interview)) + "$"))
    interview.refresh_from_db()
    assert interview.title == "Gesprek 1"
    save(page)
    expect_saved(page, interview, choices)


def test_logging_in_again_in_another_tab_gives_everything_back(
    at_desk, editor, interview, choices, refusals
):
    page = at_desk(editor)
    type_in(page, interview)
    Session.objects.all().delete()
    tab = page.context.new_page()
    tab.goto("/admin/")
    log_in(tab, "redacteur")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Waar wilt u aan werken?")

    save(page)

    expect_all_of_it(page)
    save(page)
    expect_saved(page, interview, choices)


def test_another_user_who_logs_in_gets_nothing(at_desk, editor, interview, choices, refusals):
    with_password(ChiefEditorFactory(username="chef"))
    page = at_desk(editor)
    type_in(page, interview)
    Session.objects.all().delete()

    save(page)
    log_in(page, "chef")

    expect(page.locator(".messagelist .warning")).to_contain_text("iemand anders getypt")
    expect(page.locator("#id_title")).to_have_value("Gesprek 1")


def test_chief_who_publishes_meanwhile(at_desk, editor, interview, choices, refusals, axe):
    chief = ChiefEditorFactory(first_name="Carla", last_name="de Chef")
    mine, theirs = at_desk(editor), at_desk(chief)
    type_in(mine, interview)

    theirs.goto(page_of(interview))
    theirs.locator("#id_state").select_option(State.PUBLISHED)
    save(theirs)
    expect(theirs.locator(".messagelist .success")).to_be_visible()
    save(mine)

    told = mine.locator(".messagelist .error")
    expect(told).to_contain_text("“Gesprek 1” is intussen gepubliceerd door Carla de Chef")
    expect(mine.get_by_label("Titel:")).to_have_value("Gesprek 1, verbeterd")
    expect(mine.get_by_label("Serie:")).to_have_value("Reeks van proef")
    expect(mine.get_by_label("Persoon:")).to_have_value("Jo Jansen")
    assert axe(mine) == []
    mine.get_by_role("link", name="“Gesprek 1” zoals het is opgeslagen").click()
    expect(mine).to_have_url(re.compile(re.escape(page_of(interview)) + "$"))


def test_record_that_was_deleted_meanwhile(at_desk, editor, interview, choices, refusals):
    page = at_desk(editor)
    type_in(page, interview)
    interview.delete()

    save(page)

    expect(page.locator(".messagelist .error")).to_contain_text("verwijderd")
    expect(page.get_by_label("Titel:")).to_have_value("Gesprek 1, verbeterd")


def test_foreign_page_fills_no_form(at_desk, editor, interview, refusals, incidents, live_server):
    page = at_desk(editor)
    page.goto(page_of(interview))
    token = page.locator("[name=_opened_by]").get_attribute("value")
    page.route(
        "**/vreemd.html",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"""<form method="post" action="{live_server.url}{page_of(interview)}">
            <input name="title" value="Van elders"><input name="_opened_by" value="{token}">
            <button>Win</button></form>""",
        ),
    )
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/vreemd.html")

    page.get_by_role("button").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Het formulier is niet verstuurd")
    assert "Van elders" not in page.content()
    incidents[:] = [one for one in incidents if "vreemd.html" not in one]


def sound(seconds: int = 1) -> bytes:
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000 * seconds))
    return stream.getvalue()


def choose_file(page, recording, seconds: int = 1) -> None:
    page.goto(page_of(recording))
    page.locator("#files-group .add-row a").click()
    page.locator("[name=files-0-file]").set_input_files(
        {"name": "gesprek.wav", "mimeType": "audio/wav", "buffer": sound(seconds)}
    )


def test_files_of_two_editors_are_not_chosen_twice(at_desk, editor, refusals, axe):
    recordings = [RecordingFactory(), RecordingFactory()]
    pages = [at_desk(editor), at_desk(EditorFactory())]

    for seconds, (page, recording) in enumerate(zip(pages, recordings, strict=True), start=1):
        choose_file(page, recording, seconds)
        page.locator("#id_part").fill("0")
        save(page)
        expect(page.locator(".kept-file")).to_contain_text("is ontvangen en blijft bewaard tot")
    assert axe(pages[0]) == []
    for page in pages:
        page.locator("#id_part").fill("1")
        save(page)
        expect(page.locator(".messagelist .success")).to_be_visible()

    sizes = [[file.size for file in recording.files.all()] for recording in recordings]
    assert sizes == [[len(sound(1))], [len(sound(2))]]


def test_session_that_ended_asks_for_the_file_again(at_desk, editor, refusals):
    recording = RecordingFactory()
    page = at_desk(editor)
    choose_file(page, recording)
    Session.objects.all().delete()

    save(page)
    log_in(page, "redacteur")

    refusal = page.locator(".errorlist.nonfield").first
    expect(refusal).to_contain_text("Kies opnieuw wat u wilt uploaden: gesprek.wav")


def test_long_text_is_refused_with_the_count_and_not_cut(at_desk, editor, interview):
    page = at_desk(editor)
    page.goto(page_of(interview))

    page.locator("#id_title").focus()
    page.keyboard.insert_text("x" * 250)
    save(page)

    errors = page.locator(".errorlist", has_text="259")
    expect(errors).to_contain_text("200")
    expect(page.locator("#id_title")).to_have_value(re.compile("x{250}"))


def test_file_that_is_too_large_is_not_sent_and_the_rest_stays(at_desk, editor, tmp_path):
    person = PersonFactory()
    page = at_desk(editor)
    page.goto(page_of(person))
    portrait = page.locator("#id_portrait")
    for name, size in (("groot.png", 50_000_001), ("klein.png", 1000)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)

    page.locator("#id_name").fill("Anders")
    portrait.set_input_files(tmp_path / "groot.png")
    save(page)

    message = portrait.evaluate("(input) => input.validationMessage")
    assert message == "Dit bestand is te groot: er past hoogstens 47,7\xa0MB."
    expect(page.locator("#id_name")).to_have_value("Anders")

    portrait.set_input_files(tmp_path / "klein.png")
    save(page)

    expect(page.locator(".field-portrait .errorlist")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Anders")


# --- Leaving --------------------------------------------------------------------------------------


@pytest.fixture
def leaving(at_desk, editor, interview):
    """A page of the interview, and the dialogs that leaving it gives."""
    page = at_desk(editor)
    dialogs = []

    def on_dialog(dialog):
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", on_dialog)
    page.goto(page_of(interview))
    return page, dialogs


def leave(page) -> None:
    page.locator(".breadcrumbs a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waar wilt u aan werken?")


def a_title(page):
    page.locator("#id_title").fill("Anders")


def a_choice(page):
    choose(page, page.locator(".field-series .select2-selection"), "reeks", "Reeks van proef")


def a_row(page):
    page.locator("#participations-group .add-row a").click()


def a_mistake(page):
    page.locator("#id_title").fill("")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()


@pytest.mark.parametrize("change", [a_title, a_choice, a_row, a_mistake])
def test_leaving_what_is_not_saved_warns(leaving, choices, change):
    page, dialogs = leaving

    change(page)
    leave(page)

    assert dialogs == ["beforeunload"]


def nothing(page):
    page.locator("#id_title").click()


def back_as_it_was(page):
    title = page.locator("#id_title")
    title.fill("Anders")
    title.fill("Gesprek 1")
    a_row(page)
    page.locator("#participations-0 .inline-deletelink").click()


def saved(page):
    page.locator("#id_title").fill("Anders")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.locator("#id_title").click()


@pytest.mark.parametrize("change", [nothing, back_as_it_was, saved])
def test_leaving_what_is_as_it_was_does_not_warn(leaving, change):
    page, dialogs = leaving

    change(page)
    leave(page)

    assert dialogs == []


def test_leaving_the_answers_to_an_action_warns(leaving):
    page, dialogs = leaving
    FragmentFactory(title="Loyale tegenspraak")
    page.goto("/admin/catalogue/fragment/")
    page.locator(".action-select").first.check()
    page.locator("[name=action]").select_option("move")
    page.get_by_role("button", name="Uitvoeren").click()

    page.locator("[name=title]").fill("Een nieuw gesprek")
    leave(page)

    assert dialogs == ["beforeunload"]
