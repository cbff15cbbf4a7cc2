"""What only a browser knows of a recording that is on its way: it is not called playing, and the
buttons stay where they are."""

import re
from threading import Event

import pytest
from playwright.sync_api import expect

from catalogue.media.stream import file_response
from catalogue.models import Fragment
from tests.browser.playing import THEME, wait_for_state

SIZE = """(element) => {
  const { width, height } = element.getBoundingClientRect();
  return [width, height];
}"""


@pytest.fixture
def loyal(demo) -> Fragment:
    return Fragment.objects.get(title="Loyale tegenspraak?")


@pytest.fixture
def gate(monkeypatch):
    """Until this is set, no recording comes in."""
    gate = Event()

    def answer(*args, **kwargs):
        gate.wait(10)
        return file_response(*args, **kwargs)

    monkeypatch.setattr("catalogue.views.files.file_response", answer)
    yield gate
    gate.set()


def player(page):
    return page.get_by_role("region", name="Speler")


def row(page, fragment: Fragment):
    return page.locator(f"[data-fragment='{fragment.pid}']")


def test_what_is_loading_says_so_and_not_that_it_plays(loyal, page, gate):
    page.goto(THEME)
    button = row(page, loyal).locator("button[data-play]")
    button.click()

    main = player(page).get_by_role("button", name="Laden…", exact=True)
    expect(main).to_have_attribute("aria-busy", "true")
    expect(button).to_have_accessible_name(re.compile("^Laden….*Loyale"))
    expect(button).to_have_attribute("aria-busy", "true")
    expect(page.locator("[data-player-status]")).to_have_text("Laden…")
    expect(row(page, loyal).get_by_text("Speelt nu")).to_be_hidden()

    gate.set()
    wait_for_state(page, "playing")
    expect(button).to_have_accessible_name(re.compile("^Pauze.*Loyale"))
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("[data-player-status]")).to_contain_text("Speelt nu: Loyale tegenspraak?")


def test_pressing_what_is_loading_stops_it(loyal, page, gate):
    page.goto(THEME)
    button = row(page, loyal).locator("button[data-play]")

    button.click()
    expect(button).to_have_accessible_name(re.compile("^Laden"))
    button.click()
    gate.set()

    wait_for_state(page, "paused")
    expect(page.locator("[aria-busy]")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 1000, 360])
@pytest.mark.parametrize("path", [THEME, "/fragmenten/?q=loyale+tegenspraak", "interview"])
def test_pressed_button_keeps_its_width_and_the_row_its_height(loyal, open_page, path, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.goto(loyal.interview.get_absolute_url() if path == "interview" else path)
    page.evaluate("() => document.fonts.ready")
    here = row(page, loyal)
    button = here.locator("button[data-play]")
    sizes = [(button.evaluate(SIZE), here.evaluate(SIZE))]

    for state in ("playing", "paused", "playing"):
        button.click()
        wait_for_state(page, state)
        sizes.append((button.evaluate(SIZE), here.evaluate(SIZE)))

    assert sizes == [sizes[0]] * 4


@pytest.mark.parametrize("width", [1280, 360])
def test_main_button_keeps_its_size(loyal, open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.goto(loyal.get_absolute_url())
    page.evaluate("() => document.fonts.ready")
    main = player(page).locator("[data-player-toggle]")
    sizes = [main.evaluate(SIZE)]

    for state in ("playing", "paused", "playing"):
        main.click()
        wait_for_state(page, state)
        sizes.append(main.evaluate(SIZE))

    assert sizes == [sizes[0]] * 4


@pytest.mark.parametrize("width", [1280, 360])
def test_main_button_of_the_dock_keeps_its_size(loyal, open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.goto("/fragmenten/?q=loyale+tegenspraak")
    row(page, loyal).locator("button[data-play]").click()
    wait_for_state(page, "playing")
    main = player(page).locator("[data-player-toggle]")
    sizes = [main.evaluate(SIZE)]

    for state in ("paused", "playing"):
        main.click()
        wait_for_state(page, state)
        sizes.append(main.evaluate(SIZE))

    assert sizes == [sizes[0]] * 3
