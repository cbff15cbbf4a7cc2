"""Two editors, each at a browser of their own, in the same record at the same time."""

import pytest
from playwright.sync_api import expect

from catalogue.values.choices import State
from tests.factories import (
    ChiefEditorFactory,
    FragmentFactory,
    InterviewFactory,
    PlacementFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(at_desk):
    """Function that seats a chief editor of this name at a browser of their own."""
    return lambda name: at_desk(ChiefEditorFactory(first_name=name, last_name=""))


@pytest.fixture
def anna(desk):
    return desk("Anna")


@pytest.fixture
def bea(desk):
    return desk("Bea")


def open_form(page, record):
    page.goto(f"/admin/catalogue/{record._meta.model_name}/{record.pk}/change/")


def save(page):
    page.locator("input[name=_save]").last.click()


def saved(page):
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_withdrawn_fragment_stays_gone_when_an_older_form_is_saved(anna, bea, page):
    fragment = FragmentFactory(published=True, interview__published=True)
    open_form(anna, fragment)
    open_form(bea, fragment)
    bea.locator("[name=state]").select_option(State.WITHDRAWN)
    bea.locator("[name=withdrawn_reason]").fill("Op verzoek")
    save(bea)
    saved(bea)

    anna.locator("[name=summary]").fill("Samengevat")
    save(anna)

    saved(anna)
    fragment.refresh_from_db()
    assert (fragment.state, fragment.withdrawn_reason) == (State.WITHDRAWN, "Op verzoek")
    assert fragment.summary == "Samengevat"
    assert page.request.get(fragment.get_absolute_url()).status == 410


def test_same_field_is_asked_about_and_the_choice_is_saved(anna, bea, axe):
    fragment = FragmentFactory(title="Vertrouwen", start_ms=903_000)
    open_form(anna, fragment)
    open_form(bea, fragment)
    bea.locator("[name=start_ms]").fill("15:10")
    save(bea)
    saved(bea)

    anna.locator("[name=start_ms]").fill("15:20")
    anna.locator("[name=quote]").fill("Zo is het gezegd.")
    save(anna)

    question = anna.get_by_role("region", name="Een collega was u voor")
    expect(question.get_by_role("row", name="Begintijd")).to_contain_text("Bea")
    assert [line for line in axe(anna) if "conflicts" in line] == []
    question.get_by_label("Wat ik typte").check()
    save(anna)
    saved(anna)
    fragment.refresh_from_db()
    assert (fragment.start_ms, fragment.quote) == (920_000, "Zo is het gezegd.")


def test_rows_of_one_interview_are_written_side_by_side(anna, bea):
    interview = InterviewFactory()
    for title, start_ms in (("Eerst", 60_000), ("Dan", 120_000)):
        FragmentFactory(interview=interview, title=title, start_ms=start_ms)
    open_form(anna, interview)
    open_form(bea, interview)
    bea.locator("[name=fragments-0-start_ms]").fill("1:05")
    save(bea)
    saved(bea)

    anna.locator("[name=fragments-1-title]").fill("Daarna")
    anna.locator("[name=provenance_note]").fill("Noot")
    save(anna)

    saved(anna)
    rows = list(interview.fragments.in_time_order().values_list("start_ms", "title"))
    assert rows == [(65_000, "Eerst"), (120_000, "Daarna")]


def test_order_of_a_theme_that_a_colleague_changed_is_asked_about(anna, bea):
    theme = ThemeFactory()
    for number, title in enumerate("ABC", start=1):
        PlacementFactory(theme=theme, fragment__title=title, order=10 * number)
    open_form(anna, theme)
    open_form(bea, theme)
    bea.locator("[name=placements-2-order]").fill("5")
    save(bea)
    saved(bea)

    anna.locator("[name=placements-1-order]").fill("5")
    save(anna)

    question = anna.get_by_role("region", name="Een collega was u voor")
    question.get_by_label("Wat is opgeslagen").check()
    save(anna)
    expect(anna.locator(".messagelist .info")).to_have_text("Er is niets gewijzigd.")
    order = theme.placements.in_editors_order().values_list("fragment__title", flat=True)
    assert list(order) == ["C", "A", "B"]


def test_old_list_publishes_nothing_that_was_withdrawn_meanwhile(anna, bea):
    fragment = FragmentFactory(title="Vertrouwen")
    anna.goto("/admin/catalogue/fragment/")
    open_form(bea, fragment)
    bea.locator("[name=state]").select_option(State.WITHDRAWN)
    bea.locator("[name=withdrawn_reason]").fill("Op verzoek")
    save(bea)
    saved(bea)

    anna.get_by_role("checkbox").nth(1).check()
    anna.locator("select[name=action]").select_option("publish")
    anna.get_by_role("button", name="Uitvoeren").click()

    expect(anna.locator(".messagelist .warning")).to_contain_text("Bea")
    fragment.refresh_from_db()
    assert fragment.state == State.WITHDRAWN


def test_recording_added_as_it_is_offered_is_saved(anna):
    interview = InterviewFactory()
    open_form(anna, interview)

    anna.locator("#recordings-group .add-row a").click()
    save(anna)

    saved(anna)
    assert interview.recordings.count() == 1


def test_form_that_the_browser_comes_back_to_shows_what_is_stored(anna, bea):
    fragment = FragmentFactory(published=True, interview__published=True)
    open_form(anna, fragment)
    anna.goto("/admin/catalogue/fragment/")
    open_form(bea, fragment)
    bea.locator("[name=state]").select_option(State.WITHDRAWN)
    bea.locator("[name=withdrawn_reason]").fill("Op verzoek")
    save(bea)
    saved(bea)

    anna.go_back()
    expect(anna.locator("[name=state]")).to_have_value(State.WITHDRAWN)
    anna.locator("[name=summary]").fill("Samengevat")
    save(anna)

    saved(anna)
    fragment.refresh_from_db()
    assert (fragment.state, fragment.summary) == (State.WITHDRAWN, "Samengevat")


def test_page_before_a_refused_save_lets_no_stale_text_win(anna, bea):
    fragment = FragmentFactory()
    open_form(anna, fragment)
    open_form(bea, fragment)
    bea.locator("[name=summary]").fill("Van Bea")
    save(bea)
    saved(bea)
    anna.locator("[name=summary]").fill("Van Anna")
    save(anna)
    expect(anna.get_by_role("region", name="Een collega was u voor")).to_be_focused()
    anna.on("dialog", lambda dialog: dialog.accept())

    anna.go_back()

    expect(anna.locator("[name=summary]")).to_have_value("Van Bea")
