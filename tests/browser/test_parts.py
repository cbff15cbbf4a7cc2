"""What only a browser knows of a recording in two parts, each half an hour: one timeline."""

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment, MediaFile, Recording
from tests.browser.playing import THEME, position, wait_for_state
from tests.demonstration import RECORDING_MS

SEAM = RECORDING_MS // 1000


@pytest.fixture
def loyal(demo) -> Fragment:
    """A fragment of an interview in two parts."""
    fragment = Fragment.objects.get(title="Loyale tegenspraak?")
    first = fragment.interview.recordings.get()
    second = Recording.objects.create(
        interview=fragment.interview, part=2, duration_ms=RECORDING_MS, demonstration=True
    )
    file = first.files.get()
    file.pk, file.recording = None, second
    file.save()
    return fragment


def play(page, fragment: Fragment, start: float, end: float | None = None) -> None:
    """Play the fragment from this second to that, on the timeline of the interview."""
    fragment.start_ms = round(start * 1000)
    fragment.end_ms = None if end is None else round(end * 1000)
    fragment.save()
    page.goto(THEME)
    page.locator(f"[data-fragment='{fragment.pid}'] button[data-play]").click()


def go_on(page) -> None:
    player = page.get_by_role("region", name="Speler")
    player.get_by_role("button", name="Speel verder", exact=True).click()


def file_of(fragment: Fragment, part: int) -> str:
    file = MediaFile.objects.get(recording__interview=fragment.interview, recording__part=part)
    return file.get_absolute_url()


def wait_until_in(page, fragment: Fragment, part: int, second: float) -> float:
    """The second of the file from which this part is seen to play, at or after the given one."""
    page.wait_for_function(
        """([path, second]) => {
          const video = document.querySelector("video");
          const { state } = document.querySelector("[data-player]").dataset;
          return new URL(video.src).pathname === path
            && state === "playing" && video.currentTime >= second;
        }""",
        arg=[file_of(fragment, part), second],
    )
    return page.evaluate("document.querySelector('video').currentTime")


def test_fragment_in_the_second_part_plays_from_its_second_and_stops_at_its_end(loyal, page):
    play(page, loyal, SEAM + 60, SEAM + 63)

    assert wait_until_in(page, loyal, 2, 60) == pytest.approx(60, abs=2)
    assert position(page) == pytest.approx(SEAM + 60, abs=2)
    wait_for_state(page, "finished")
    assert position(page) == SEAM + 63


def test_fragment_over_the_seam_plays_on_in_the_second_part_and_stops_there(loyal, page):
    play(page, loyal, SEAM - 2, SEAM + 3)

    wait_until_in(page, loyal, 1, SEAM - 2)
    assert wait_until_in(page, loyal, 2, 0) == pytest.approx(0, abs=2)
    wait_for_state(page, "finished")
    assert position(page) == SEAM + 3


def test_fragment_to_the_seam_stops_there_and_goes_on_when_asked_to(loyal, page):
    play(page, loyal, SEAM - 3, SEAM)

    wait_for_state(page, "finished")
    assert position(page) in (SEAM - 1, SEAM)  # the file may be a few frames shorter than it says

    go_on(page)
    assert wait_until_in(page, loyal, 2, 0) == pytest.approx(0, abs=2)


def test_fragment_to_the_very_end_begins_again_when_asked_to_go_on(loyal, page):
    longer = RECORDING_MS + 400  # so that the file ends before the fragment does
    loyal.interview.recordings.filter(part=2).update(duration_ms=longer)
    play(page, loyal, 2 * SEAM - 3, 2 * SEAM + 0.4)
    wait_for_state(page, "finished")

    go_on(page)

    assert wait_until_in(page, loyal, 2, SEAM - 3.5) == pytest.approx(SEAM - 3, abs=2)


def test_fragment_from_the_seam_is_of_the_second_part(loyal, page):
    play(page, loyal, SEAM)

    assert wait_until_in(page, loyal, 2, 0) == pytest.approx(0, abs=2)


def test_seeking_over_the_seam_changes_the_part_there_and_back(loyal, page):
    play(page, loyal, SEAM - 20)
    wait_until_in(page, loyal, 1, SEAM - 20)
    seek = page.get_by_role("slider")

    seek.press("PageUp")
    assert wait_until_in(page, loyal, 2, 9) == pytest.approx(11, abs=3)
    assert position(page) == pytest.approx(SEAM + 11, abs=3)

    seek.press("PageDown")
    assert wait_until_in(page, loyal, 1, SEAM - 21) == pytest.approx(SEAM - 18, abs=3)
    assert position(page) == pytest.approx(SEAM - 18, abs=3)


def test_seeking_over_the_seam_while_paused_does_not_play(loyal, page):
    play(page, loyal, SEAM - 20)
    wait_until_in(page, loyal, 1, SEAM - 20)
    page.get_by_role("region", name="Speler").get_by_role("button", name="Pauze").click()
    wait_for_state(page, "paused")

    page.get_by_role("slider").press("PageUp")
    page.wait_for_function(
        """(path) => {
          const video = document.querySelector("video");
          return new URL(video.src).pathname === path && video.currentTime > 5;
        }""",
        arg=file_of(loyal, 2),
    )

    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('video').paused")
    assert position(page) == pytest.approx(SEAM + 10, abs=3)


def test_speed_stays_over_the_seam(loyal, page):
    loyal.start_ms = (SEAM - 3) * 1000
    loyal.end_ms = (SEAM + 3) * 1000
    loyal.save()
    page.goto(THEME)
    page.get_by_label("Snelheid").select_option("2×")
    page.locator(f"[data-fragment='{loyal.pid}'] button[data-play]").click()

    wait_until_in(page, loyal, 2, 0)

    assert page.evaluate("document.querySelector('video').playbackRate") == 2


def test_length_is_that_of_both_parts(loyal, page):
    page.goto(loyal.interview.get_absolute_url())

    region = page.get_by_role("region", name="Speler")
    expect(region.locator("[data-player-total]")).to_have_text("1:00:00")
    expect(region.get_by_role("slider")).to_have_attribute("max", str(2 * SEAM))
