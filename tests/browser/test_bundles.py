"""The page with what is collected of its sheets and modules does what it does with all of them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import expect

from config.storage import BUNDLES
from tests.browser.playing import THEME, wait_until_playing

STATIC = Path(__file__).resolve().parents[2] / "catalogue" / "static"
KINDS = {"css": "text/css", "js": "text/javascript"}

VISIBLE = 16  # of 255 greys


@pytest.fixture
def asked(page):
    """The addresses that the page asks for, of which those in one piece are given so."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for name in BUNDLES:
        page.route(f"**/static/{name}", give)
    return asked


def give(route):
    name = route.request.url.partition("/static/")[2]
    text = BUNDLES[name](lambda part: (STATIC / part).read_text(), name)
    route.fulfill(body=text, content_type=KINDS[name.rpartition(".")[2]])


@pytest.mark.parametrize("address", [THEME, "/", "/fragmenten/", "/interviews/"])
def test_page_asks_for_fewer_than_20_files(demo, page, asked, address):
    page.goto(address, wait_until="networkidle")

    assert len(asked) < 20
    assert sum(url.endswith(".css") for url in asked) == 1
    assert sum("/catalogue/js/" in url for url in asked) == 1


def test_player_suggestions_copying_and_filters_work(demo, page, asked):
    page.goto(THEME)
    page.get_by_role("button", name=re.compile("Loyale tegenspraak")).click()
    wait_until_playing(page, 903)

    page.goto("/fragmenten/")
    page.locator("#keuze-vorm > summary").click()
    page.get_by_role("link", name=re.compile("^Video")).first.click()
    expect(page).to_have_url(re.compile("vorm=video"))
    page.get_by_role("combobox").or_(page.get_by_role("searchbox")).first.fill("loy")
    expect(page.get_by_role("option").first).to_be_visible()

    page.get_by_role("heading", level=1).first.click()
    page.locator("main a[href^='/fragmenten/'][href$='/']").first.click()
    expect(page.get_by_role("button", name="Kopieer link", exact=True)).to_be_visible()


def test_page_looks_the_same(demo, page, open_page, asked):
    other = open_page(viewport={"width": 1280, "height": 800})
    page.set_viewport_size({"width": 1280, "height": 800})
    shots = []
    for each in (page, other):
        each.goto("/over/", wait_until="networkidle")
        each.evaluate("() => document.fonts.ready")
        shots.append(each.screenshot(animations="disabled"))

    # A round border may be drawn a shade otherwise from one time to the next.
    one, two = (Image.open(BytesIO(shot)).convert("L") for shot in shots)
    assert ImageChops.difference(one, two).getextrema()[1] < VISIBLE
