"""What only a browser knows of the marks on a tape: they have names, and are one stop of the tab
key together."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from tests.browser.playing import THEME

NAME = "15:03 Loyale tegenspraak?"


@pytest.fixture
def loyal(demo) -> Fragment:
    return Fragment.objects.get(title="Loyale tegenspraak?")


def tape(page):
    return page.get_by_role("group", name="Gesprek 3: 2 fragmenten op 12:29 en 15:03")


def test_marks_have_names_for_assistive_technology_and_under_the_pointer(loyal, page):
    page.goto(THEME)
    mark = tape(page).get_by_role("link", name=NAME, exact=True)

    expect(mark).to_have_attribute("href", loyal.get_absolute_url())
    assert mark.locator("title").text_content() == NAME
    top = """(mark) => {
      mark.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = mark.querySelector(".tape__start").getBoundingClientRect();
      const found = document.elementFromPoint(x + width / 2 + 4, y + height / 2 - 3);
      return found.closest("a") === mark;
    }"""
    assert mark.evaluate(top)


def test_arrows_go_from_mark_to_mark_and_each_shows_its_name(loyal, page):
    page.goto(THEME)
    links = tape(page).get_by_role("link")
    shown = page.locator(".tape__name")
    stops = page.locator("svg.tape a[tabindex='0']")
    expect(stops).to_have_count(page.locator("svg.tape:not([aria-hidden])").count())

    links.first.focus()
    expect(shown).to_contain_text("12:29 ")
    page.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    expect(shown).to_have_text(NAME)
    box = shown.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()

    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('svg') === null")
    page.keyboard.press("Shift+Tab")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{loyal.get_absolute_url()}")


@pytest.mark.parametrize("path", ["theme", "fragment", "interview"])
def test_bar_of_the_player_names_its_marks_too(loyal, page, path):
    page.goto(
        {
            "theme": THEME,
            "fragment": loyal.get_absolute_url(),
            "interview": loyal.interview.get_absolute_url(),
        }[path]
    )
    if path == "theme":
        page.locator(f"[data-fragment='{loyal.pid}'] button[data-play]").click()
    bar = page.get_by_role("slider")
    shown = page.locator(".tape__name")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    there = box["x"] + box["width"] * 903 / 1800

    page.mouse.move(there + 2, box["y"] + box["height"] / 2)
    expect(shown).to_have_text(NAME)
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    expect(shown).to_be_hidden()

    bar.focus()
    for _press in range(31):
        if page.locator("[data-player]").get_attribute("data-position") >= "903":
            break
        page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    spoken = re.compile(re.escape(f" seconden van 30 minuten, {NAME}") + "$")
    expect(bar).to_have_attribute("aria-valuetext", spoken)
    expect(shown).to_have_text(NAME)
    page.keyboard.press("Tab")
    expect(shown).to_be_hidden()


@pytest.mark.parametrize("path", ["theme", "interview", "listing"])
def test_bar_has_no_marks_where_only_the_file_tells_the_length(loyal, page, path):
    loyal.interview.recordings.update(duration_ms=None)
    interview = loyal.interview.get_absolute_url()
    page.goto({"theme": THEME, "interview": interview, "listing": "/fragmenten/?q=loyale"}[path])

    if path != "interview":
        page.locator(f"[data-fragment='{loyal.pid}'] button[data-play]").click()

    bar = page.locator(".player__tape")
    expect(bar.locator(".tape__line")).to_have_attribute("d", "M0 12h1000")
    expect(bar.locator("[data-pid], .tape__open")).to_have_count(0)
    if path == "theme":
        told = page.get_by_role("group", name="15:03; duur nog niet bekend")
        expect(told.locator(".tape__open")).to_have_count(1)


def test_marks_are_no_trouble_to_axe_nor_wider_than_a_phone(loyal, phone, axe):
    phone.goto(THEME)
    tape(phone).get_by_role("link").first.focus()

    assert axe(phone) == []
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 360
