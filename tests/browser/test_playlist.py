"""What only a browser knows of the way from one fragment of a page to the next."""

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from tests.browser.playing import THEME, ends_after, position, wait_for_state


@pytest.fixture
def fragments(demo, page) -> list[Fragment]:
    """Those of the theme in the order of its page, which is open."""
    page.goto(THEME)
    pids = page.evaluate(
        """() => [...document.querySelectorAll("button[data-play]")]
          .map((button) => JSON.parse(button.dataset.play).pid)"""
    )
    assert len(pids) > 3
    return [Fragment.objects.get(pid=pid) for pid in pids]


def play(page, fragment: Fragment) -> None:
    page.locator(f"[data-fragment='{fragment.pid}'] button[data-play]").click()
    wait_until_running(page, fragment)


def wait_until_running(page, fragment: Fragment) -> None:
    running = page.get_by_role("main").locator("[aria-current=true]")
    expect(running).to_have_count(1)
    expect(running).to_have_attribute("data-fragment", fragment.pid)
    wait_for_state(page, "playing")


def button(page, name: str):
    return page.get_by_role("region", name="Speler").get_by_role("button", name=name, exact=True)


def test_next_and_previous_play_the_neighbours_from_their_start(page, fragments):
    first, second, third = fragments[:3]
    play(page, second)

    button(page, "Volgende").click()
    wait_until_running(page, third)
    assert position(page) == pytest.approx(third.start_ms / 1000, abs=2)

    for fragment in (second, first):
        button(page, "Vorige").click()
        wait_until_running(page, fragment)
        assert position(page) == pytest.approx(fragment.start_ms / 1000, abs=2)


def test_there_is_no_previous_of_the_first_and_no_next_of_the_last(page, fragments):
    expected = [
        (fragments[0], False, True),
        (fragments[1], True, True),
        (fragments[-1], True, False),
    ]
    for fragment, has_previous, has_next in expected:
        play(page, fragment)

        expect(button(page, "Vorige")).to_be_enabled(enabled=has_previous)
        expect(button(page, "Volgende")).to_be_enabled(enabled=has_next)


def test_next_goes_on_from_the_fragment_that_runs(page, fragments):
    """Which is another than the one that was asked for, once it has played on into it."""
    asked, runs, following = next(
        three
        for three in zip(fragments, fragments[1:], fragments[2:], strict=False)
        if three[0].interview_id == three[1].interview_id
    )
    play(page, asked)
    page.get_by_role("checkbox", name="Speel door").check()

    steps = (runs.start_ms - asked.start_ms) // 5_000 + 1
    for _ in range(steps // 6):
        page.get_by_role("slider").press("PageUp")
    for _ in range(steps % 6):
        page.get_by_role("slider").press("ArrowRight")
    wait_until_running(page, runs)
    button(page, "Volgende").click()

    wait_until_running(page, following)
    assert position(page) == pytest.approx(following.start_ms / 1000, abs=2)


def test_neighbours_stop_at_their_own_end(page, fragments):
    first, second = fragments[:2]
    ends_after(first, 600)
    end = ends_after(second, 2)
    page.reload()
    play(page, first)

    button(page, "Volgende").click()
    wait_for_state(page, "finished")

    assert position(page) == int(end)
    expect(button(page, "Volgende")).to_be_enabled()


def test_what_stands_alone_has_no_neighbours(demo, page):
    fragment = Fragment.objects.get(title="Loyale tegenspraak?")
    fragment.interview.fragments.exclude(pk=fragment.pk).delete()
    page.goto(fragment.interview.get_absolute_url())
    play(page, fragment)

    for name in ("Vorige", "Volgende"):
        expect(button(page, name)).to_have_count(0)
