"""The listing in a browser: filters, chips, the back button, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.playing import wait_until_playing

LISTING = "/fragmenten/"


@pytest.fixture
def listing(demo, page):
    page.goto(LISTING)
    return page


def heading(page):
    return page.get_by_role("heading", level=1)


def test_facet_narrows_in_place_and_the_address_follows(listing):
    expect(heading(listing)).to_have_text("26 fragmenten")

    listing.get_by_role("link", name=re.compile(r"^Gesprek 3")).first.click()

    expect(heading(listing)).to_have_text("2 fragmenten")
    assert listing.url.endswith("?interview=gesprek-3")


def test_back_button_returns_to_the_whole_list(listing):
    listing.get_by_role("link", name=re.compile(r"^Gesprek 3")).first.click()
    expect(heading(listing)).to_have_text("2 fragmenten")

    listing.go_back()

    expect(heading(listing)).to_have_text("26 fragmenten")
    assert listing.url.endswith(LISTING)


def test_chip_takes_its_filter_away(listing):
    listing.goto("/fragmenten/?interview=gesprek-3&q=loyale")
    expect(heading(listing)).to_have_text("1 fragment")

    listing.get_by_role("link", name=re.compile("erwijder.*Gesprek 3")).click()

    expect(listing).to_have_url(re.compile(r"/fragmenten/\?q=loyale$"))


def test_words_search_and_the_new_count_is_announced(listing):
    box = listing.get_by_role("main").get_by_role("combobox")
    box.fill("verkokering")
    box.press("Enter")

    expect(heading(listing)).to_have_text("1 fragment")
    expect(listing.get_by_role("status").filter(has_text=re.compile("1 fragment"))).to_have_count(1)


def test_text_too_long_to_send_is_cut_where_it_is_pasted(listing):
    box = listing.get_by_role("main").get_by_role("combobox")
    box.focus()
    listing.keyboard.insert_text("loyale  " * 2000)

    assert len(box.input_value()) == 200
    box.press("Enter")
    expect(heading(listing)).to_have_text("1 fragment")


def test_focus_stays_on_the_facet_that_was_used(listing):
    listing.get_by_role("link", name=re.compile(r"^Gesprek 3")).first.focus()
    listing.keyboard.press("Enter")

    expect(heading(listing)).to_have_text("2 fragmenten")
    focused = listing.evaluate("document.activeElement.textContent")
    assert "Gesprek 3" in focused


def test_without_scripts_words_and_facets_work(demo, no_scripts):
    no_scripts.goto("/fragmenten/?interview=gesprek-3")
    box = no_scripts.get_by_role("main").get_by_role("searchbox")
    box.fill("loyale")
    box.press("Enter")

    expect(heading(no_scripts)).to_have_text("1 fragment")
    assert "interview=gesprek-3" in no_scripts.url


def test_empty_list_names_the_filter_to_drop(demo, page):
    page.goto("/fragmenten/?interview=gesprek-3&q=verkokering")

    expect(heading(page)).to_have_text("0 fragmenten")
    way_on = page.get_by_role("main").get_by_role("link", name=re.compile("Gesprek 3|verkokering"))
    expect(way_on.first).to_be_visible()


def test_play_works_in_results_that_came_later(listing):
    listing.get_by_role("link", name=re.compile(r"^Gesprek 3")).first.click()
    expect(heading(listing)).to_have_text("2 fragmenten")

    listing.get_by_role("button", name=re.compile("vanaf 15:03")).click()

    assert wait_until_playing(listing, 903)["time"] == pytest.approx(903, abs=2)
