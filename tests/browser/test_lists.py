"""Lists in a browser: how many rows a screen shows, and what comes into view when one filters."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment

THEME = "/themas/politiek-ambtelijke-verhoudingen/"
FIRST_ROW = "#uitkomst .rows > li:first-child"
IN_VIEW = """(element) => {
  const box = element.getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
}"""


def is_in_view(page, selector: str) -> bool:
    return page.locator(selector).first.evaluate(IN_VIEW)


def heading(page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("address", ["/fragmenten/", THEME], ids=["listing", "theme"])
def test_screen_shows_eight_rows(demo, open_page, address):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(address)

    whole = page.locator("li.row").evaluate_all(f"(rows) => rows.filter({IN_VIEW}).length")

    assert whole >= 8


@pytest.mark.parametrize("address", ["/fragmenten/", THEME], ids=["listing", "theme"])
def test_proposals_force_no_line(demo, open_page, address):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(address)

    forced = page.locator(".row__facts:has(.row__proposed)").evaluate_all(
        "(lists) => lists.filter((list) => list.offsetHeight > 26).map((list) => list.textContent)"
    )

    assert page.locator(".row__proposed").count() > 3
    assert forced == []


def test_proposals_are_read_where_each_row_says_that_its_end_is_not_known(demo, open_page):
    """One fragment with an end, and the remark stands in all other rows instead of above them."""
    assert Fragment.objects.filter(title="Wat moeten we daarmee?").update(end_ms=780_000) == 1
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto(THEME)

    proposals = page.locator(".row__proposed")
    expect(proposals).not_to_have_count(0)
    clipped = proposals.evaluate_all("(all) => all.filter((one) => one.clientWidth < 140)")
    assert clipped == []


@pytest.mark.parametrize("width", [680, 718, 794, 1000])
def test_printed_times_stand_on_one_line(demo, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(THEME)
    page.emulate_media(media="print")

    lines = page.locator(".row__time time > span[aria-hidden]").evaluate_all(
        "(times) => times.map((time) => time.getClientRects().length)"
    )

    assert lines == [1] * 26


@pytest.mark.parametrize("address", ["/fragmenten/?q=loyale", THEME, "interview"])
def test_row_whose_button_is_off_keeps_its_columns(demo, open_page, address):
    late = Fragment.objects.get(title="Loyale tegenspraak?")
    late.start_ms = 2_400_000  # the recording lasts half an hour
    late.save()
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(late.interview.get_absolute_url() if address == "interview" else address)
    row = page.locator(f"li.row[data-fragment='{late.pid}']")

    edge = row.bounding_box()
    time, title, button = (
        row.locator(part).bounding_box() for part in (".row__time", ".row__title", "button.play")
    )

    assert time["x"] + time["width"] < title["x"]
    assert abs(time["y"] - title["y"]) < 4
    assert button["x"] + button["width"] == pytest.approx(edge["x"] + edge["width"], abs=1)


def test_row_below_a_group_head_has_its_own_mark_alone(demo, page):
    page.goto(THEME)

    marks = page.locator("li.row svg.tape").evaluate_all(
        "(tapes) => tapes.map((tape) => tape.querySelectorAll('.tape__start').length)"
    )
    whole = page.locator(".group__head svg.tape .tape__start").count()

    assert marks == [1] * 26
    assert whole == 26  # all fragments of the eight conversations stand in this theme


def test_player_shows_the_whole_tape_of_what_a_row_plays(demo, page):
    page.goto(THEME)

    page.get_by_role("button", name=re.compile("vanaf 15:03")).first.click()

    expect(page.locator("[data-player-tape] .tape__start")).to_have_count(2)


@pytest.mark.parametrize("facet", ["interview", "duur"])
def test_choice_of_a_filter_brings_count_and_first_result_into_view(demo, open_page, facet):
    page = open_page(viewport={"width": 1280, "height": 700})
    page.goto("/fragmenten/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    if facet == "duur":
        page.locator("#keuze-duur > summary").click()
    choice = page.locator(f"#keuze-{facet} .choice__link").last
    left = choice.locator(".choice__count").inner_text().split()[0]

    choice.click()

    expect(page.locator(".chip--chosen")).to_have_count(1)
    expect(heading(page)).to_contain_text(left)
    assert is_in_view(page, "#aantal") and is_in_view(page, FIRST_ROW)
    assert page.evaluate("document.activeElement.id") == "uitkomst"


def test_choice_on_a_phone_closes_the_panel_and_shows_what_it_found(demo, phone):
    phone.goto("/fragmenten/")
    phone.locator("#filters > summary").tap()
    expect(phone.locator(".facet[open]")).to_have_count(0)
    phone.locator("#keuze-interview > summary").tap()
    assert is_in_view(phone, "[data-filters-show]")

    phone.locator("#interview-gesprek-3").tap()

    expect(heading(phone)).to_have_text("2 fragmenten")
    expect(phone.locator("#filters")).not_to_have_attribute("open", "")
    assert is_in_view(phone, "#aantal") and is_in_view(phone, FIRST_ROW)
    phone.locator("#filters > summary").tap()
    expect(phone.locator("[data-filters-show]")).to_have_text("Toon 2 fragmenten")
    expect(phone.locator(".facet[open]")).to_have_attribute("id", "keuze-interview")


def test_way_out_of_the_panel_stays_in_sight_and_leads_to_the_results(demo, phone):
    phone.goto("/fragmenten/")
    phone.locator("#filters > summary").tap()
    for group in phone.locator(".facet > summary").all():
        group.tap()
    show = phone.get_by_role("link", name="Toon 26 fragmenten")
    for share in (0.1, 0.3, 0.5):
        phone.evaluate(f"scrollTo(0, document.querySelector('#filters').offsetHeight * {share})")
        assert is_in_view(phone, "[data-filters-show]")

    show.tap()

    expect(show).to_be_hidden()
    assert is_in_view(phone, "#aantal") and is_in_view(phone, FIRST_ROW)


def test_panel_works_without_scripts(demo, open_page):
    page = open_page(
        viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=False
    )
    page.goto("/fragmenten/")
    page.locator("#filters > summary").click()

    page.get_by_role("link", name="Toon 26 fragmenten").click()
    page.wait_for_url(re.compile("#gevonden$"))
    page.locator("#interview-gesprek-3").click()

    expect(heading(page)).to_have_text("2 fragmenten")


def test_closed_filter_names_what_is_chosen_in_it(demo, page):
    page.goto("/fragmenten/?duur=onbekend")
    expect(page.locator(".facet[open]")).to_have_count(3)
    expect(page.locator("#keuze-duur .facet__chosen")).to_contain_text("onbekend")

    page.goto("/fragmenten/?jaar_van=1990")
    expect(page.locator("#keuze-periode .facet__chosen")).to_have_text("1990–")


def test_filter_is_chosen_by_keyboard_and_results_are_one_step_away(demo, page):
    page.goto("/fragmenten/")
    page.locator("#interview-gesprek-3").focus()

    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("2 fragmenten")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('#uitkomst') !== null")


def test_group_that_was_closed_stays_closed(demo, page):
    page.goto("/fragmenten/")
    page.locator("#keuze-thema > summary").click()

    page.locator("#interview-gesprek-3").click()

    expect(heading(page)).to_have_text("2 fragmenten")
    expect(page.locator("#keuze-thema")).not_to_have_attribute("open", "")
    expect(page.locator("#keuze-interview")).to_have_attribute("open", "")
