"""The pictures of docs/editors.md: `make pictures` writes them there, and the tests see that the
steps to each still lead there. What others draw is found by what it is called.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from catalogue.media import preparing
from catalogue.models import Interview, MediaFile, Theme
from tests.factories import ChiefEditorFactory

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/editors.md"
SIZE = {"width": 1280, "height": 800}
COLOURS = 128  # of a palette: a third of the bytes, and nobody sees it
PASTED = "4:05 De eerste titel\n16:20 De tweede titel\nZonder tijd\n2:22 Al bezet"


def save(page) -> None:
    page.get_by_role("button", name="Opslaan", exact=True).click()


def go_to(page, place) -> None:
    """Bring a place to the top of the screen."""
    place.evaluate("(element) => element.scrollIntoView({ block: 'start' })")


def interview_to_cut(page):
    interview = Interview.objects.get(slug="gesprek-1")
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
    expect(page.get_by_role("button", name="Begin = nu").first).to_be_visible()


def work(page):
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Werkvoorraad")).to_be_visible()


def cutting(page):
    file = MediaFile.objects.get(recording__interview__slug="gesprek-1")
    preparing.prepare(file, preparing.lacking(file))
    interview_to_cut(page)
    expect(page.locator("[data-desk-wave]")).to_be_visible()
    page.locator("[data-desk-seek]").fill("142")
    page.wait_for_function("() => !document.querySelector('video').seeking")
    page.locator("#fragments-0 [name$=-title]").focus()
    page.keyboard.press("Escape")  # to the player, with this row as the chosen one
    go_to(page, page.locator("[data-desk]"))


def pasting(page):
    interview_to_cut(page)
    page.get_by_role("button", name="Plak een lijst…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(PASTED)
    dialog.get_by_role("button", name=re.compile("rijen", re.IGNORECASE)).click()
    expect(dialog.get_by_role("listitem").first).to_be_visible()


def tagging(page):
    page.goto("/admin/catalogue/fragment/?o=1")
    for row in page.locator("#result_list tbody tr").all()[:3]:
        row.get_by_role("checkbox").first.check()
    actions = page.get_by_role("combobox", name=re.compile("^Actie")).first
    actions.select_option(label="Wijzig thema’s…")
    page.get_by_role("button", name="Uitvoeren").first.click()
    theme = Theme.objects.order_by("sort_key").last()
    page.locator("#content .select2-selection").first.click()
    page.keyboard.type(theme.name)
    page.get_by_role("option", name=theme.name, exact=True).click()
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_text("Dit verandert:")).to_be_visible()


def proposals(page):
    work(page)
    page.locator(".work").get_by_role("link", name=re.compile("voorstel", re.IGNORECASE)).click()
    expect(page.locator("#result_list")).to_be_visible()


def order(page):
    theme = Theme.objects.get(slug="politiek-ambtelijke-verhoudingen")
    page.goto(f"/admin/catalogue/theme/{theme.pk}/change/")
    heading = page.get_by_role(
        "heading", name=re.compile("^Fragmenten in dit thema", re.IGNORECASE)
    )
    go_to(page, heading.first)


def refused(page):
    interview_to_cut(page)
    rows = page.locator("#fragments-group")
    rows.locator("[name$=-start_ms]").nth(1).fill("15.3")
    rows.locator("[name$=-title]").nth(2).fill("")
    save(page)
    expect(page.locator("#problems")).to_be_focused()


STEPS = {
    step.__name__: step for step in (work, cutting, pasting, tagging, proposals, order, refused)
}


@pytest.mark.parametrize("name", STEPS)
def test_picture(demo, at_desk, tmp_path, name):
    page = at_desk(ChiefEditorFactory(username="eindredactie"), viewport=SIZE)

    STEPS[name](page)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    taken = page.screenshot(caret="hide", animations="disabled")

    file = Path(os.environ.get("PICTURES") or tmp_path) / f"editors-{name}.png"
    with Image.open(BytesIO(taken)) as picture:
        assert picture.size == (SIZE["width"], SIZE["height"])
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)
    assert file.stat().st_size < 150_000


def test_guide_shows_each_picture():
    shown = re.findall(r"\]\(img/(editors-\w+)\.png\)", GUIDE.read_text("utf-8"))

    assert sorted(shown) == sorted(f"editors-{name}" for name in STEPS)
