"""What only a browser knows of a fragment on the wall of a classroom."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from tests.browser.playing import ends_after, position, state, wait_for_state, wait_until_playing


@pytest.fixture
def loyal(demo) -> Fragment:
    fragment = Fragment.objects.get(title="Loyale tegenspraak?")
    ends_after(fragment, 20)
    return fragment


def player(page):
    return page.get_by_role("region", name="Speler")


def test_link_on_the_page_leads_there_and_escape_back(loyal, page):
    page.goto(loyal.get_absolute_url())

    page.get_by_role("link", name="Projecteren").click()
    expect(page.get_by_role("heading", name="Loyale tegenspraak?")).to_be_visible()
    page.keyboard.press("Escape")

    page.wait_for_url(re.compile(re.escape(loyal.get_absolute_url()) + "$"))


def test_space_plays_at_once_and_the_bar_is_the_fragment(loyal, page):
    page.goto(f"{loyal.get_absolute_url()}?projectie")
    bar = page.get_by_role("slider")
    expect(bar).to_have_attribute("min", "903")
    expect(bar).to_have_attribute("max", "923")

    page.keyboard.press("Space")
    wait_until_playing(page, 903, patience_ms=10_000)
    bar.press("End")

    wait_for_state(page, "finished")
    assert position(page) == 923


def test_nothing_stands_beside_it(loyal, page):
    page.goto(f"{loyal.get_absolute_url()}?projectie")

    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(1)
    expect(page.get_by_role("link")).to_have_text(["Terug naar het fragment"])
    expect(page.get_by_text("Demonstratiemateriaal")).to_be_visible()


def test_escape_in_the_list_of_keys_closes_the_list_alone(loyal, page):
    page.goto(f"{loyal.get_absolute_url()}?projectie")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Sneltoetsen")
    expect(keys).to_be_visible()

    page.keyboard.press("Escape")

    expect(keys).to_be_hidden()
    expect(page).to_have_url(re.compile("projectie"))


def test_moment_and_theme_go_along_there_and_back(loyal, page):
    query = "t=905,907&thema=politiek-ambtelijke-verhoudingen"
    page.goto(f"{loyal.get_absolute_url()}?{query}")

    page.get_by_role("link", name="Projecteren").click()
    expect(page.get_by_role("slider")).to_have_attribute("min", "905")
    page.get_by_role("link", name="Terug").click()

    expect(page).to_have_url(re.compile(re.escape(f"?{query}") + "$"))


def test_without_scripts_it_is_the_browsers_own_player(loyal, no_scripts):
    no_scripts.goto(f"{loyal.get_absolute_url()}?projectie")

    video = no_scripts.locator("video")
    assert video.get_attribute("src").endswith("#t=903,923")
    assert video.get_attribute("controls") is not None
    no_scripts.get_by_role("link", name="Terug naar het fragment").click()
    expect(no_scripts).to_have_url(re.compile(re.escape(loyal.get_absolute_url()) + "$"))


@pytest.mark.parametrize(
    "size", [(1024, 768), (1280, 800), (1920, 1080), (360, 740), (320, 256)], ids=str
)
def test_picture_and_title_fit_the_window(loyal, open_page, axe, size):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{loyal.get_absolute_url()}?projectie")

    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    if size[1] > 700:
        assert page.evaluate("() => document.documentElement.scrollHeight") <= size[1]
    assert axe(page) == []


@pytest.mark.parametrize("moment", ["", "&t=9999"], ids=["title", "title and notice"])
def test_way_back_stays_on_the_screen_below_a_long_title(loyal, open_page, moment):
    loyal.title = "Loyale tegenspraak, of wat een topambtenaar zegt " * 4
    loyal.save()
    page = open_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{loyal.get_absolute_url()}?projectie{moment}")

    way_back = page.get_by_role("link", name="Terug naar het fragment").bounding_box()

    assert way_back["y"] + way_back["height"] <= 800
    expect(page.locator(".player__stage")).to_be_visible(visible=not moment)


def test_still_picture_has_a_play_mark_until_it_plays(loyal, page):
    for address in (loyal.get_absolute_url(), loyal.interview.get_absolute_url()):
        page.goto(address)
        mark = page.locator(".player__mark")
        expect(mark).to_be_visible()

        box = mark.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

        wait_for_state(page, "playing")
        expect(mark).to_be_hidden()
        assert not state(page)["paused"]


def test_without_scripts_the_browsers_own_mark_is_enough(loyal, no_scripts):
    no_scripts.goto(loyal.get_absolute_url())

    expect(no_scripts.locator(".player__mark")).to_be_hidden()


@pytest.mark.parametrize(
    ("written", "shown"),
    [("15:05", "905"), ("15m5s", "905"), ("15:05,15:07.5", "905,907.5"), ("905", "905")],
)
def test_address_says_the_moment_in_seconds(loyal, page, written, shown):
    page.goto(f"{loyal.get_absolute_url()}?thema=x&t={written}")

    expect(page).to_have_url(re.compile(re.escape(f"?thema=x&t={shown}") + "$"))
    assert position(page) == 905
    expect(page.get_by_role("button", name="Kopieer link vanaf 15:05")).to_be_visible()


def test_moment_that_cannot_be_read_stays_as_it_was_written(loyal, page):
    page.goto(f"{loyal.get_absolute_url()}?t=15.3.4")

    expect(page.get_by_text("Schrijf achter t= seconden")).to_be_visible()
    assert page.url.endswith("?t=15.3.4")
