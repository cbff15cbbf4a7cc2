"""What only a browser knows of a moment that the recording does not have: nothing is played from
elsewhere. The recordings last half an hour."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment, Recording
from tests.browser.playing import THEME, state, wait_for_state, wait_until_playing
from tests.factories import PassageFactory, TranscriptFactory

SENTENCE = "De opname eindigt op 30:00. Vanaf {} is er niets om af te spelen."


@pytest.fixture
def loyal(demo) -> Fragment:
    return Fragment.objects.get(title="Loyale tegenspraak?")


@pytest.fixture
def late(loyal) -> Fragment:
    """The fragment, moved to 40:00."""
    loyal.start_ms = 2_400_000
    loyal.save()
    return loyal


def player(page):
    return page.get_by_role("region", name="Speler")


def expect_off(page, time: str) -> None:
    expect(page.get_by_text(SENTENCE.format(time))).to_be_visible()
    main = player(page).get_by_role("button", name=re.compile("^Speel .*vanaf"))
    expect(main).to_be_disabled()
    expect(main).to_contain_text(time)
    page.wait_for_timeout(300)
    assert state(page)["paused"]


@pytest.mark.parametrize("kind", ["fragment", "interview", "embed"])
def test_moment_past_the_end_cannot_be_played(loyal, page, kind):
    path = {
        "fragment": loyal.get_absolute_url(),
        "interview": loyal.interview.get_absolute_url(),
        "embed": f"/insluiten/{loyal.pid}/",
    }[kind]
    page.goto(f"{path}?t=9999")

    expect_off(page, "2:46:39")
    for name in ("Begin 30 seconden eerder", "Opnieuw", "Volledig scherm"):
        expect(player(page).get_by_role("button", name=name)).to_be_disabled()
    expect(page.locator("video")).to_be_hidden()


def test_fragment_past_the_end_cannot_be_played(late, page):
    page.goto(late.get_absolute_url())

    expect_off(page, "40:00")


def test_without_scripts_there_is_no_empty_picture(late, no_scripts):
    no_scripts.goto(late.get_absolute_url())

    expect(no_scripts.get_by_text(SENTENCE.format("40:00"))).to_be_visible()
    expect(no_scripts.locator("video")).to_be_hidden()


@pytest.mark.parametrize("path", [THEME, "/fragmenten/?q=loyale+tegenspraak", "interview"])
def test_fragment_past_the_end_is_off_in_lists(late, page, path):
    page.goto(late.interview.get_absolute_url() if path == "interview" else path)
    row = page.locator(f"[data-fragment='{late.pid}']")

    expect(row.get_by_role("button")).to_be_disabled()
    expect(row).to_contain_text("begint na het einde van de opname")


def test_what_the_recording_has_is_played_after_all(loyal, page):
    page.goto(f"{loyal.interview.get_absolute_url()}?t=9999")
    expect_off(page, "2:46:39")

    page.locator(f"[data-fragment='{loyal.pid}'] button[data-play]").click()

    assert wait_until_playing(page, 903)["time"] == pytest.approx(903, abs=0.7)


def test_slider_leaves_the_moment_that_is_not_there(loyal, page):
    page.goto(f"{loyal.get_absolute_url()}?t=9999")
    expect_off(page, "2:46:39")

    page.get_by_role("slider").press("PageUp")
    player(page).get_by_role("button", name="Speel verder", exact=True).click()

    wait_until_playing(page, 30, patience_ms=10_000)


@pytest.mark.parametrize("stated_ms", [None, 31 * 60_000], ids=["unknown", "too long"])
def test_length_that_only_the_file_tells_counts_too(loyal, page, stated_ms):
    Recording.objects.filter(interview=loyal.interview).update(duration_ms=stated_ms)
    loyal.start_ms = 1_830_000
    loyal.save()

    page.goto(loyal.get_absolute_url())
    expect_off(page, "30:30")

    page.goto(THEME)
    page.locator(f"[data-fragment='{loyal.pid}'] button[data-play]").click()
    wait_for_state(page, "beyond")
    expect(page.get_by_role("alert")).to_contain_text(SENTENCE.format("30:30"))
    assert state(page)["paused"]


def test_sentence_past_the_end_is_not_played(loyal, page):
    transcript = TranscriptFactory(interview=loyal.interview)
    text = "Deze verzonnen zin noemt een zonnewijzer."
    Fragment.objects.filter(interview=loyal.interview, start_ms__gt=loyal.start_ms).delete()
    PassageFactory(transcript=transcript, start_ms=2_000_000, text=text)
    page.goto("/fragmenten/?q=zonnewijzer")

    page.locator("a[data-play-at]").click()

    expect(page.get_by_role("alert")).to_contain_text(SENTENCE.format("33:20"))
    assert state(page)["paused"]


def test_missing_recording_does_not_lead_to_the_page_one_is_on(loyal, page, incidents, files_root):
    for file in files_root.rglob("*.mp4"):
        file.unlink()
    for path in (loyal.get_absolute_url(), loyal.interview.get_absolute_url()):
        page.goto(path)
        player(page).get_by_role("button", name=re.compile("^(Speel|Probeer)")).first.click()

        alert = page.get_by_role("alert")
        expect(alert).to_be_visible()
        expect(alert.get_by_role("link")).to_have_count(0)
    incidents.clear()  # the browser logs the answer 404
