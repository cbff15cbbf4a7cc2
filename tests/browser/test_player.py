"""What only a browser knows of the player: that it plays, from the exact second, and stops."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from tests.browser.playing import (
    THEME,
    ends_after,
    position,
    state,
    wait_for_state,
    wait_until_playing,
)
from tests.factories import PassageFactory, TranscriptFactory

LOYAL = re.compile(r"^Speel .*vanaf 15:03.*Loyale tegenspraak\?$")


def test_pressing_the_button_plays_from_the_exact_second_in_place(demo, page):
    page.goto(THEME)
    assert state(page)["paused"]

    page.get_by_role("button", name=LOYAL).click()
    playing = wait_until_playing(page, 903)

    assert playing["time"] == pytest.approx(903, abs=0.5)
    assert playing["seekable"] > 903
    assert playing["count"] == 1
    assert page.url.endswith(THEME)


def test_keyboard_reaches_and_presses_the_button(demo, page):
    page.goto(THEME)
    page.get_by_role("button", name=LOYAL).focus()
    page.keyboard.press("Enter")

    assert wait_until_playing(page, 903)["time"] == pytest.approx(903, abs=0.5)
    expect(page.locator(":focus")).to_have_accessible_name(re.compile("^Pauze.*Loyale"))


def test_playing_stops_at_the_stated_end(demo, page):
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    loyal.end_ms = 905_000
    loyal.save()
    page.goto(THEME)

    page.get_by_role("button", name=LOYAL).click()
    wait_until_playing(page, 903)
    page.wait_for_function("() => document.querySelector('video').paused", timeout=5_000)

    assert 905 - 0.1 <= state(page)["time"] <= 905.5


# Once it is near, the page hears no more of where it is: as in a tab in the background.
SELDOM = """(end) => {
  const video = document.querySelector("video");
  let isNear = false;
  const swallow = (event) => {
    if (isNear) event.stopImmediatePropagation();
    isNear ||= (end - video.currentTime) / video.playbackRate < 1;
  };
  document.addEventListener("timeupdate", swallow, { capture: true });
}"""


@pytest.mark.parametrize("speed", ["0,75×", "1×", "2×"])
def test_playing_stops_at_the_end_where_the_position_is_told_too_seldom(demo, page, speed):
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    end = ends_after(loyal, 5)
    page.goto(THEME)
    page.get_by_label("Snelheid").select_option(speed)

    page.get_by_role("button", name=LOYAL).click()
    wait_until_playing(page, 903)
    page.evaluate(SELDOM, end)

    wait_for_state(page, "finished")
    assert end - 0.1 <= state(page)["time"] <= end + 0.4


def test_who_goes_past_the_end_hears_on_and_who_comes_back_does_not(demo, page):
    end = ends_after(Fragment.objects.get(title="Loyale tegenspraak?"), 7)
    page.goto(THEME)
    page.get_by_role("button", name=LOYAL).click()
    wait_until_playing(page, 903)
    seek = page.get_by_role("slider")

    seek.press("PageUp")
    wait_until_playing(page, 933, patience_ms=10_000)
    page.wait_for_function("() => document.querySelector('video').currentTime > 935")
    assert not state(page)["paused"]

    seek.press("PageDown")
    wait_for_state(page, "finished")
    assert end - 0.1 <= state(page)["time"] <= end + 0.5


def test_who_goes_on_from_the_end_hears_on(demo, page):
    end = ends_after(Fragment.objects.get(title="Loyale tegenspraak?"), 1)
    page.goto(THEME)
    page.get_by_role("button", name=LOYAL).click()
    wait_for_state(page, "finished")

    player = page.get_by_role("region", name="Speler")
    player.get_by_role("button", name="Speel verder", exact=True).click()
    page.wait_for_function("(at) => document.querySelector('video').currentTime > at", arg=end + 1)

    assert not state(page)["paused"]
    assert position(page) >= int(end)


def test_switch_lets_it_play_on_past_the_end(demo, page):
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    loyal.end_ms = 904_000
    loyal.save()
    page.goto(THEME)

    page.get_by_role("button", name=LOYAL).click()
    page.get_by_role("checkbox", name="Speel door").check()
    page.wait_for_function("() => document.querySelector('video').currentTime > 905", timeout=6_000)

    assert not state(page)["paused"]


def test_again_and_thirty_seconds_earlier(demo, page):
    page.goto(THEME)
    page.get_by_role("button", name=LOYAL).click()
    wait_until_playing(page, 903)

    page.get_by_role("button", name=re.compile("30 s")).click()
    page.wait_for_function("() => document.querySelector('video').currentTime < 880")
    assert state(page)["time"] == pytest.approx(873, abs=1.5)

    page.get_by_role("button", name="Opnieuw").click()
    assert wait_until_playing(page, 903)["time"] == pytest.approx(903, abs=1)


def test_time_of_what_was_found_in_a_transcript_plays_from_there_in_place(demo, page):
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    transcript = TranscriptFactory(interview=loyal.interview)
    text = "Deze verzonnen zin noemt een zonnewijzer."
    PassageFactory(transcript=transcript, start_ms=loyal.start_ms + 20_000, text=text)
    page.goto("/fragmenten/?q=zonnewijzer")
    address = page.url

    moment = page.get_by_role("link", name=re.compile("15 minuten 23 seconden"))
    moment.focus()
    page.keyboard.press("Enter")

    assert wait_until_playing(page, 923)["time"] == pytest.approx(923, abs=0.5)
    assert page.url == address
    expect(page.get_by_role("button", name=re.compile("^Pauze.*Loyale"))).to_be_visible()


def test_another_button_moves_the_one_player(demo, page):
    page.goto(THEME)
    page.get_by_role("button", name=LOYAL).click()
    wait_until_playing(page, 903)

    page.get_by_role("button", name=re.compile("vanaf 2:22")).click()
    page.wait_for_function("() => document.querySelector('video').currentTime < 200")

    assert wait_until_playing(page, 142)["time"] == pytest.approx(142, abs=0.7)
    assert page.get_by_role("main").locator("[aria-current=true]").count() == 1


def test_pressing_the_running_button_pauses(demo, page):
    page.goto(THEME)
    button = page.get_by_role("button", name=re.compile(r"Loyale tegenspraak\?$"))
    button.click()
    wait_until_playing(page, 903)

    expect(button).to_have_accessible_name(re.compile("^Pauze"))
    button.click()

    page.wait_for_function("() => document.querySelector('video').paused")


def test_every_page_with_a_demonstration_says_so_while_it_plays(demo, page):
    page.goto(THEME)
    page.get_by_role("button", name=LOYAL).click()
    wait_until_playing(page, 903)

    expect(page.get_by_role("region", name="Speler")).to_contain_text("emonstratiemateriaal")


def test_without_scripts_the_button_is_a_link_to_a_player_at_the_second(demo, no_scripts):
    no_scripts.goto(THEME)

    no_scripts.get_by_role("link", name=LOYAL).click()

    assert "/loyale-tegenspraak/" in no_scripts.url
    video = no_scripts.locator("video")
    assert "#t=903" in video.get_attribute("src")
    assert video.get_attribute("controls") is not None
    assert video.get_attribute("autoplay") is None


@pytest.mark.parametrize("query, seconds", [("", 903), ("?t=910", 910), ("?t=905,907", 905)])
def test_fragment_page_stands_ready_and_does_not_play(demo, page, query, seconds):
    page.goto(Fragment.objects.get(title="Loyale tegenspraak?").get_absolute_url() + query)

    page.wait_for_function(
        "(at) => Math.abs(document.querySelector('video').currentTime - at) < 0.5", arg=seconds
    )
    page.wait_for_timeout(300)

    assert state(page)["paused"]


def test_bad_moment_gives_the_beginning_and_a_sentence(demo, page):
    page.goto("/interviews/gesprek-3/?t=15.3.4")

    assert state(page)["time"] == 0
    expect(page.get_by_text("Schrijf achter t= seconden, bijvoorbeeld ?t=903.")).to_be_visible()


def test_interview_page_marks_the_running_fragment(demo, page):
    page.goto("/interviews/gesprek-3/")

    page.get_by_role("button", name=re.compile(r"Loyale tegenspraak\?$")).click()
    wait_until_playing(page, 903)

    running = page.get_by_role("main").locator("[aria-current=true]")
    expect(running).to_have_count(1)
    expect(running).to_contain_text("Loyale tegenspraak?")


def test_missing_file_is_said_in_a_sentence_with_a_way_on(demo, page, incidents, files_root):
    for file in files_root.rglob("*.mp4"):
        file.unlink()
    page.goto(THEME)

    page.get_by_role("button", name=LOYAL).click()

    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert.get_by_role("link")).to_have_attribute("href", re.compile("/fragmenten/"))
    incidents.clear()  # the browser logs the answer 404


def test_file_that_is_no_recording_is_said_in_a_sentence(demo, page, files_root):
    for file in files_root.rglob("*.mp4"):
        file.write_bytes(b"no recording " * 1000)
    page.goto(THEME)

    page.get_by_role("button", name=LOYAL).click()

    expect(page.get_by_role("alert")).to_contain_text("Uw browser kan deze opname niet afspelen")
    for file in files_root.rglob("*.mp4"):
        file.unlink()  # the next test makes it again


def test_sound_that_is_not_decoded_is_not_called_playing(demo, page):
    page.goto(THEME)
    page.evaluate(
        """() => {
          const video = document.querySelector("video");
          Object.defineProperty(video, "videoWidth", { get: () => 0 });
          Object.defineProperty(video, "webkitAudioDecodedByteCount", { get: () => 0 });
        }"""
    )

    page.get_by_role("button", name=LOYAL).click()

    expect(page.get_by_role("alert")).to_contain_text("Uw browser kan deze opname niet afspelen")
    assert state(page)["paused"]


def test_browser_that_is_too_old_keeps_the_links(demo, page):
    page.add_init_script("delete Array.prototype.findLast")
    page.goto(THEME)

    page.get_by_role("link", name=LOYAL).click()

    expect(page).to_have_url(re.compile("/loyale-tegenspraak/"))
    assert page.locator("video").get_attribute("controls") is not None


def test_copy_link_gives_the_permanent_address(demo, open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(Fragment.objects.get(title="Loyale tegenspraak?").get_absolute_url())

    page.get_by_role("button", name=re.compile("^Kopieer link")).first.click()

    expect(page.get_by_text("Gekopieerd").first).to_be_visible()
    assert "/fragmenten/" in page.evaluate("navigator.clipboard.readText()")
