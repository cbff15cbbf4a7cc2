"""What only a browser knows of the keys of the player, and of the ways past all before it."""

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from tests.browser.playing import THEME, position, wait_for_state, wait_until_playing


@pytest.fixture
def loyal(demo) -> Fragment:
    return Fragment.objects.get(title="Loyale tegenspraak?")


@pytest.fixture
def playing(loyal, page):
    """The theme page, where the fragment plays and the player has the focus."""
    page.goto(THEME)
    page.locator(f"[data-fragment='{loyal.pid}'] button[data-play]").click()
    wait_until_playing(page, 903)
    player(page).focus()
    return page


def player(page):
    return page.get_by_role("region", name="Speler")


def wait_until_at(page, seconds: float, *, within: float = 4) -> None:
    page.wait_for_function(
        "([at, within]) => Math.abs(document.querySelector('video').currentTime - at) < within",
        arg=[seconds, within],
    )


@pytest.mark.parametrize("key", ["Space", "k"])
def test_key_pauses_and_plays(playing, key):
    playing.keyboard.press(key)
    wait_for_state(playing, "paused")

    playing.keyboard.press(key)
    wait_for_state(playing, "playing")


@pytest.mark.parametrize(
    ("key", "step"), [("ArrowLeft", -10), ("j", -10), ("ArrowRight", 10), ("l", 10), ("e", -30)]
)
def test_key_goes_back_or_ahead(playing, key, step):
    at = 903 if key == "e" else position(playing)

    playing.keyboard.press(key)

    wait_until_at(playing, at + step)


def test_key_goes_to_the_next_fragment_and_to_the_previous_one(playing, loyal):
    running = playing.get_by_role("main").locator("[aria-current=true]")

    playing.keyboard.press("n")
    expect(running).not_to_have_attribute("data-fragment", loyal.pid)
    playing.keyboard.press("p")

    expect(running).to_have_attribute("data-fragment", loyal.pid)
    wait_until_at(playing, 903)


def test_keys_change_the_speed_step_by_step(playing):
    rate = "() => document.querySelector('video').playbackRate"
    for key, expected in [(">", 1.25), (">", 1.5), ("<", 1.25), (",", 1), ("<", 0.75), ("<", 0.75)]:
        playing.keyboard.press(key)
        assert playing.evaluate(rate) == expected
    expect(playing.get_by_label("Snelheid")).to_have_value("0.75")
    expect(playing.locator("[data-player-status]")).to_have_text("Snelheid 0,75×")


def test_keys_are_the_pages_own_outside_the_player(playing, loyal):
    at = position(playing)
    playing.locator(f"[data-fragment='{loyal.pid}'] h4 a").focus()

    for key in ("k", "j", "f", "m", "?"):
        playing.keyboard.press(key)
    playing.wait_for_timeout(500)

    assert position(playing) >= at
    wait_for_state(playing, "playing")
    muted = "() => document.querySelector('video').muted"
    full = "() => document.fullscreenElement !== null"
    assert (playing.evaluate(muted), playing.evaluate(full)) == (False, False)
    expect(playing.get_by_role("dialog")).to_have_count(0)


def test_key_with_a_modifier_is_the_browsers(playing):
    playing.keyboard.press("Control+k")
    playing.wait_for_timeout(300)

    wait_for_state(playing, "playing")


@pytest.mark.parametrize("name", ["Opnieuw", "Volgende"])
def test_space_presses_the_button_that_has_the_focus(playing, name):
    player(playing).get_by_role("button", name=name, exact=True).focus()

    playing.keyboard.press("Space")
    playing.wait_for_timeout(300)

    assert playing.locator("[data-player]").get_attribute("data-state") in ("playing", "waiting")


def test_question_mark_lists_the_keys_and_escape_closes_the_list(playing):
    playing.keyboard.press("?")

    keys = playing.get_by_role("dialog", name="Sneltoetsen")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Begin 30 seconden eerder")
    playing.keyboard.press("k")
    playing.keyboard.press("Escape")

    expect(keys).to_be_hidden()
    expect(player(playing)).to_be_focused()
    wait_for_state(playing, "playing")


def test_button_lists_the_keys_and_the_list_has_a_way_out(playing, axe):
    button = player(playing).get_by_role("button", name="Sneltoetsen")
    button.click()
    keys = playing.get_by_role("dialog", name="Sneltoetsen")
    expect(keys).to_be_visible()
    assert axe(playing) == []

    keys.get_by_role("button", name="Sluit").click()

    expect(keys).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("way", ["button", "key"])
def test_in_full_screen_space_works_at_once_and_the_focus_comes_back(playing, way):
    button = player(playing).get_by_role("button", name="Volledig scherm")
    if way == "button":
        button.focus()
    playing.keyboard.press("Enter" if way == "button" else "f")
    playing.wait_for_function("() => document.fullscreenElement?.matches('video')")

    playing.keyboard.press("Space")
    wait_for_state(playing, "paused")
    playing.keyboard.press("Space")
    wait_for_state(playing, "playing")
    playing.keyboard.press("f")

    playing.wait_for_function("() => !document.fullscreenElement")
    expect(button if way == "button" else player(playing)).to_be_focused()


def press_until_focused(page, name: str, *, most: int) -> None:
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name} is not within {most} presses of Tab")


def test_first_result_of_the_listing_is_few_presses_away(demo, page):
    page.goto("/fragmenten/")

    press_until_focused(page, "Naar de resultaten", most=2)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    first = page.locator("[data-fragment]").first
    expect(first.locator(":focus")).to_have_count(1)


@pytest.mark.parametrize("path", [THEME, "fragment", "interview"])
def test_player_is_few_presses_away(loyal, page, path):
    paths = {
        "fragment": loyal.get_absolute_url(),
        "interview": loyal.interview.get_absolute_url(),
    }
    page.goto(paths.get(path, path))

    press_until_focused(page, "Naar de speler", most=2)
    page.keyboard.press("Enter")

    expect(player(page)).to_be_focused()
    page.keyboard.press("Space")
    wait_for_state(page, "playing")


@pytest.mark.parametrize("path", ["/", "/fragmenten/"])
def test_dock_is_one_press_away_from_what_plays_in_it(demo, page, path):
    page.goto(path)
    expect(page.get_by_role("link", name="Naar de speler")).to_have_count(0)
    page.locator("button[data-play]").first.focus()
    page.keyboard.press("Enter")
    wait_for_state(page, "playing")

    press_until_focused(page, "Naar de speler", most=1)
    box = page.locator(":focus").bounding_box()
    assert box["width"] > 40
    page.keyboard.press("Enter")

    expect(player(page)).to_be_focused()
    page.keyboard.press("k")
    wait_for_state(page, "paused")
