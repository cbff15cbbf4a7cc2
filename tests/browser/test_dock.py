"""What only a browser knows of the dock: the player at hand where its own place is out of sight."""

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from tests.browser.playing import THEME, state, wait_for_state

GEOMETRY = """() => {
  const box = document.querySelector("[data-player]").getBoundingClientRect();
  return { top: box.top, bottom: box.bottom, window: innerHeight };
}"""


@pytest.fixture
def loyal(demo) -> Fragment:
    return Fragment.objects.get(title="Loyale tegenspraak?")


@pytest.fixture
def low(open_page):
    """A window in which a theme page takes several screens."""
    return open_page(viewport={"width": 1000, "height": 700})


def player(page):
    return page.get_by_role("region", name="Speler")


def play(page, fragment: Fragment) -> None:
    row(page, fragment).click()
    wait_for_state(page, "playing")


def row(page, fragment: Fragment):
    return page.locator(f"[data-fragment='{fragment.pid}'] button[data-play]")


def scroll_to(page, where: str) -> None:
    """To the place of the player, or to the bottom of the page."""
    selector = {"place": ":has(> [data-player])", "bottom": "body > footer"}[where]
    page.evaluate(
        "(s) => document.querySelector(s).scrollIntoView({ behavior: 'instant' })", selector
    )


def expect_docked(page, *, is_docked: bool = True) -> None:
    page.wait_for_function(
        "(is) => document.querySelector('[data-player]').hasAttribute('data-docked') === is",
        arg=is_docked,
    )


def dock(page, fragment: Fragment) -> None:
    """Play on the listing, where the player has no place of its own."""
    page.goto("/fragmenten/")
    play(page, fragment)
    expect_docked(page)


def test_player_comes_to_the_bottom_when_its_place_is_out_of_sight_and_goes_back(loyal, low):
    low.goto(THEME)
    play(low, loyal)
    scroll_to(low, "place")
    expect_docked(low, is_docked=False)
    height = low.evaluate("document.querySelector('[data-player]').parentElement.offsetHeight")

    scroll_to(low, "bottom")
    expect_docked(low)
    docked = low.evaluate(GEOMETRY)
    assert docked["top"] > docked["window"] / 2
    assert docked["bottom"] == pytest.approx(docked["window"], abs=20)
    kept = low.evaluate("document.querySelector('[data-player]').parentElement.offsetHeight")
    assert kept == pytest.approx(height, abs=2)
    assert not state(low)["paused"]

    scroll_to(low, "place")
    expect_docked(low, is_docked=False)
    expect(player(low)).to_be_in_viewport()


def test_nothing_comes_before_something_was_played(loyal, low):
    low.goto(THEME)

    scroll_to(low, "bottom")
    low.wait_for_timeout(300)

    expect_docked(low, is_docked=False)
    expect(player(low)).not_to_be_in_viewport()


def test_page_without_a_place_for_it_has_the_dock_once_something_plays(loyal, page):
    page.goto("/fragmenten/")
    expect(player(page)).to_have_count(0)

    play(page, loyal)

    expect(player(page)).to_be_in_viewport()
    expect_docked(page)


def test_closing_pauses_and_gives_the_focus_to_what_was_played(loyal, page):
    dock(page, loyal)

    player(page).get_by_role("button", name="Sluit de speler").click()

    wait_for_state(page, "paused")
    expect(player(page)).to_have_count(0)
    expect(row(page, loyal)).to_be_focused()
    assert state(page)["paused"]


def test_closed_dock_stays_away_until_something_plays_again(loyal, low):
    low.goto(THEME)
    play(low, loyal)
    scroll_to(low, "bottom")
    expect_docked(low)
    player(low).get_by_role("button", name="Sluit de speler").click()
    expect_docked(low, is_docked=False)

    scroll_to(low, "place")
    scroll_to(low, "bottom")
    low.wait_for_timeout(300)
    expect_docked(low, is_docked=False)

    rows = low.locator("[data-fragment] button[data-play]")
    rows.last.click()
    expect_docked(low)


def test_control_that_gets_the_focus_stands_clear_of_the_dock(loyal, low):
    dock(low, loyal)
    low.locator("main a, main button").first.focus()

    clear = "() => document.activeElement.getBoundingClientRect().bottom"
    top_of_dock = "() => document.querySelector('[data-player]').getBoundingClientRect().top"
    below = 0
    for _ in range(40):
        low.keyboard.press("Tab")
        if not low.evaluate("() => document.activeElement.closest('main') !== null"):
            break
        if low.evaluate("() => document.activeElement.closest('[data-player]') !== null"):
            break
        assert low.evaluate(clear) <= low.evaluate(top_of_dock)
        below += low.evaluate("() => scrollY > 0")
    assert below > 5


def test_dock_opens_and_escape_closes_what_was_opened(loyal, page):
    dock(page, loyal)
    more = player(page).get_by_role("button", name="Meer", exact=True)
    expect(more).to_have_attribute("aria-expanded", "false")
    speed = player(page).get_by_label("Snelheid")
    expect(speed).not_to_be_visible()

    more.click()
    expect(speed).to_be_visible()
    less = player(page).get_by_role("button", name="Minder", exact=True)
    expect(less).to_have_attribute("aria-expanded", "true")
    speed.focus()
    page.keyboard.press("Escape")

    expect(speed).not_to_be_visible()
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")
    assert not state(page)["paused"]


def test_escape_leaves_a_dock_that_is_not_open_as_it_is(loyal, page):
    dock(page, loyal)
    pause = player(page).get_by_role("button", name="Pauze")
    pause.focus()

    page.keyboard.press("Escape")

    expect(pause).to_be_focused()
    expect_docked(page)
    assert not state(page)["paused"]


# A phone, two small ones on their side, and windows at 200 and at 400 %.
SIZES = [(360, 740), (740, 360), (568, 320), (640, 400), (320, 256)]
OUTSIDE = """() => [...document.querySelectorAll("[data-player], [data-player] *")]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight + 0.5;
  })
  .map((element) => element.className || element.tagName)"""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_dock_leaves_two_thirds_of_the_window_and_nothing_of_it_is_outside(loyal, open_page, size):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    dock(page, loyal)

    seen = page.evaluate(GEOMETRY)
    assert seen["window"] - seen["top"] <= seen["window"] / 3
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == size[0]
    for name in ("Pauze", "Volledig scherm", "Meer", "Sluit de speler"):
        box = player(page).get_by_role("button", name=name).bounding_box()
        assert min(box["width"], box["height"]) >= 40
    expect(player(page)).to_contain_text("Demonstratiemateriaal")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_problem_does_not_make_the_dock_larger_than_a_third(loyal, open_page, size):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    dock(page, loyal)
    page.evaluate(
        """() => {
          const video = document.querySelector("video");
          video.requestFullscreen = () => Promise.reject(new TypeError("not here"));
        }"""
    )

    player(page).get_by_role("button", name="Volledig scherm").click()

    expect(page.get_by_role("alert")).to_contain_text("volledig scherm")
    seen = page.evaluate(GEOMETRY)
    assert seen["window"] - seen["top"] <= seen["window"] / 3 + 1


def test_what_is_opened_shows_that_it_goes_on_below_until_it_is_seen(loyal, open_page):
    page = open_page(viewport={"width": 320, "height": 256})
    dock(page, loyal)
    expect(page.locator("[data-more]")).to_have_count(0)

    player(page).get_by_role("button", name="Meer", exact=True).click()

    expect(page.locator("[data-player][data-more]")).to_have_count(1)
    assert page.evaluate(GEOMETRY)["top"] >= 0
    player(page).get_by_text("Demonstratiemateriaal").scroll_into_view_if_needed()
    expect(page.locator("[data-more]")).to_have_count(0)
