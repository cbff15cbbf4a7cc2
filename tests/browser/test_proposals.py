"""Proposals of the demonstration, judged in their list by keyboard alone.

Keys are counted. Before, a round of review cost 8 clicks and 9 loads of a page, and the theme was
not in sight.
"""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Placement
from catalogue.values.choices import Origin
from tests.factories import ChiefEditorFactory, EditorFactory

WORK = "/admin/catalogue/placement/?werk=voorgesteld"


@pytest.fixture
def desk(at_desk, demo):
    """A chief editor's page, at the list of proposals."""
    page = at_desk(ChiefEditorFactory(), viewport={"width": 1280, "height": 800})
    page.goto(WORK)
    expect(page.locator("[data-hearing]")).to_be_visible()
    return page


def proposals():
    return Placement.objects.filter(origin=Origin.PROPOSED)


def status(page):
    return page.locator("[data-hearing-status]")


def frame_top(page) -> float:
    """Where the frame around what has the focus begins."""
    return page.evaluate(
        """() => {
          const { outlineOffset, outlineWidth } = getComputedStyle(document.activeElement);
          const { top } = document.activeElement.getBoundingClientRect();
          return top - parseFloat(outlineOffset) - parseFloat(outlineWidth);
        }"""
    )


def focused(page):
    return page.locator("#result_list :focus")


def first_row(page):
    return page.locator("#result_list tbody tr").first


def test_all_proposals_are_judged_by_keyboard_in_one_load(desk):
    waiting = proposals().count()
    loads = []
    desk.on("framenavigated", lambda frame: loads.append(frame.url))
    pressed = 0

    for number in range(waiting):
        desk.keyboard.press("b" if number % 2 else "a")
        pressed += 1
        expect(status(desk)).to_contain_text(f"Nog te beoordelen: {waiting - number - 1}.")

    assert waiting >= 10
    assert not proposals().exists()
    assert (pressed, loads) == (waiting, [])
    expect(desk.locator("[data-hearing-on]")).to_be_focused()
    assert (
        frame_top(desk) >= status(desk).bounding_box()["y"] + status(desk).bounding_box()["height"]
    )
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/admin/$"))


def test_fragment_is_heard_alone_and_only_when_asked(desk):
    asked = []
    desk.on("request", lambda request: "/opname/" in request.url and asked.append(request.url))
    desk.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    before = list(asked)

    desk.keyboard.press("p")
    video = desk.locator("[data-hearing-video]")
    desk.wait_for_function("() => document.querySelector('[data-hearing-video]').currentTime > 1")
    expect(first_row(desk)).to_have_class("is-heard")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("p")
    expect(desk.locator(".is-heard")).to_have_count(1)
    expect(first_row(desk)).not_to_have_class("is-heard")
    desk.keyboard.press(" ")

    desk.wait_for_function("() => document.querySelector('[data-hearing-video]').paused")
    assert before == []
    assert asked
    assert video.count() == 1


def test_fragment_stops_at_its_end(desk):
    item = desk.evaluate(
        """() => {
          const listen = document.querySelector("[data-listen]");
          const item = JSON.parse(listen.dataset.listen);
          item.stop = item.start + 1;
          listen.dataset.listen = JSON.stringify(item);
          return item;
        }"""
    )

    desk.keyboard.press("p")

    desk.wait_for_function("() => document.querySelector('[data-hearing-video]').currentTime > 1")
    desk.wait_for_function("() => document.querySelector('[data-hearing-video]').paused")
    at = desk.evaluate("() => document.querySelector('[data-hearing-video]').currentTime")
    assert abs(at - item["stop"]) < 0.3


def test_verdict_is_taken_back_at_once(desk):
    waiting = proposals().count()
    title = first_row(desk).locator("th").inner_text()

    desk.keyboard.press("b")
    expect(first_row(desk).locator(".origin-confirmed")).to_be_visible()
    expect(first_row(desk).get_by_role("button", name="Terugnemen")).to_be_visible()
    desk.keyboard.press("z")
    expect(first_row(desk).locator(".origin-proposed")).to_be_visible()

    expect(status(desk)).to_contain_text(f"“{title}”")
    expect(first_row(desk).locator("[data-listen]")).to_be_focused()
    expect(first_row(desk).get_by_role("button", name="Bevestig")).to_be_visible()
    assert proposals().count() == waiting


def test_mouse_does_the_same(desk):
    first_row(desk).get_by_role("button", name="Wijs af").click()
    expect(first_row(desk).locator(".origin-rejected")).to_be_visible()
    rejected = Placement.objects.filter(origin=Origin.REJECTED).count()

    first_row(desk).get_by_role("button", name="Terugnemen").click()
    expect(first_row(desk).locator(".origin-proposed")).to_be_visible()

    assert rejected == 1
    assert not Placement.objects.filter(origin=Origin.REJECTED).exists()


def test_keys_do_nothing_in_a_field_and_are_listed(desk):
    waiting = proposals().count()

    desk.locator("#searchbar").press_sequentially("bazn?")
    desk.locator("#result_list tbody input[type=checkbox]").first.focus()
    desk.keyboard.press("b")
    focus_row = first_row(desk).locator("[data-listen]")
    focus_row.focus()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Sneltoetsen van de lijst")).to_be_visible()
    desk.keyboard.press("b")
    desk.keyboard.press("Escape")

    expect(focus_row).to_be_focused()
    expect(desk.locator("#searchbar")).to_have_value("bazn?")
    assert proposals().count() == waiting


def test_what_a_colleague_judged_meanwhile_is_said(desk):
    key = int(first_row(desk).locator(".action-select").input_value())
    Placement.objects.filter(pk=key).update(origin=Origin.REJECTED)

    desk.keyboard.press("b")

    expect(status(desk)).to_contain_text("intussen")
    expect(first_row(desk).locator(".origin-rejected")).to_be_visible()
    expect(desk.locator("#result_list tbody tr").nth(1).locator("[data-listen]")).to_be_focused()
    assert Placement.objects.get(pk=key).origin == Origin.REJECTED


def test_a_lost_session_loses_no_verdict_silently(desk):
    waiting = proposals().count()
    desk.context.clear_cookies()

    desk.keyboard.press("b")

    expect(status(desk)).to_contain_text("Er is niets opgeslagen")
    expect(first_row(desk).locator(".origin-proposed")).to_be_visible()
    assert proposals().count() == waiting


def test_all_that_a_verdict_needs_is_in_sight(desk):
    for column in ("start", "fragment", "theme", "origin_badge", "verdicts"):
        box = first_row(desk).locator(f".field-{column}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        assert box["y"] + box["height"] <= 800


def test_without_scripts_the_buttons_judge(at_desk, demo):
    page = at_desk(ChiefEditorFactory(), java_script_enabled=False)
    page.goto(WORK)
    waiting = proposals().count()

    first_row(page).get_by_role("button", name="Bevestig").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Bevestigd")
    after = proposals().count()
    page.locator(".messagelist").get_by_role("button", name="Terugnemen").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Teruggenomen")

    assert (after, proposals().count()) == (waiting - 1, waiting)


def test_editor_reads_who_decides_of_what_is_published(at_desk, demo):
    page = at_desk(EditorFactory())
    page.goto(WORK)

    expect(first_row(page)).to_contain_text("een eindredacteur beslist")
    first_row(page).locator("[data-listen]").focus()
    page.keyboard.press("b")

    expect(status(page)).to_contain_text("geen voorstel om te beoordelen")
