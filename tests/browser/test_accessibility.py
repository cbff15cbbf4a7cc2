"""Accessibility of every kind of page: axe in both schemes, keyboard, reflow, text spacing."""

import pytest
from django.urls import reverse

from catalogue.models import BackgroundSource, Fragment, Person

PAGES = {
    "home": "/",
    "listing": "/fragmenten/",
    "filtered listing": "/fragmenten/?thema=vertrouwen&q=minister",
    "empty listing": "/fragmenten/?q=xyzzy",
    "bad filter": "/fragmenten/?jaar_van=abc",
    "choices": "/fragmenten/kies/thema/",
    "fragment": "fragment",
    "projected fragment": "projection",
    "embedded fragment": "embed",
    "interviews": "/interviews/",
    "interview": "/interviews/gesprek-3/",
    "themes": "/themas/",
    "theme": "/themas/politiek-ambtelijke-verhoudingen/",
    "people": "/personen/",
    "person": "/personen/jan-meijer/",
    "organisations": "/organisaties/",
    "background list": "/achtergrond/",
    "background": "background",
    "about": "/over/",
    "privacy": "/privacy/",
    "accessibility": "/toegankelijkheid/",
    "not found": "/bestaat-niet/",
}
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""


@pytest.fixture
def addresses(demo):
    """The address of each kind of page; one of a person too, whose page a chief editor opened."""
    Person.objects.filter(slug="jan-meijer").update(page_opened=True)
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    return PAGES | {
        "fragment": loyal.get_absolute_url(),
        "projected fragment": f"{loyal.get_absolute_url()}?projectie",
        "embedded fragment": reverse("catalogue:embed", args=[loyal.pid]),
        "background": BackgroundSource.objects.get().get_absolute_url(),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(addresses, open_page, axe, incidents, scheme):
    page = open_page(color_scheme=scheme)
    found = {}
    for kind, address in addresses.items():
        page.goto(address)
        if violations := axe(page):
            found[kind] = violations
    incidents[:] = [one for one in incidents if "404" not in one]  # the page that is not there

    assert found == {}


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_scrolls_sideways(addresses, open_page, incidents, width):
    page = open_page(viewport={"width": width, "height": 740})
    wide = {}
    for kind, address in addresses.items():
        page.goto(address)
        content = page.evaluate("document.documentElement.scrollWidth")
        if content > width:
            wide[kind] = content
    incidents[:] = [one for one in incidents if "404" not in one]

    assert wide == {}


def test_text_spacing_cuts_nothing_off(addresses, open_page, incidents):
    page = open_page(viewport={"width": 360, "height": 740}, bypass_csp=True)
    cut = {}
    for kind, address in addresses.items():
        page.goto(address)
        page.add_style_tag(content=SPACING)
        clipped = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter((element) => {
              const style = getComputedStyle(element);
              const hides = style.overflowX === "hidden" || style.overflowY === "hidden";
              const seen = element.clientWidth > 1 && element.clientHeight > 1;
              return hides && seen && element.textContent.trim() && (
                element.scrollHeight > element.clientHeight + 2 ||
                element.scrollWidth > element.clientWidth + 2);
            }).map((element) => element.className || element.tagName)"""
        )
        if clipped or page.evaluate("document.documentElement.scrollWidth") > 360:
            cut[kind] = clipped
    incidents[:] = [one for one in incidents if "404" not in one]

    assert cut == {}


@pytest.mark.parametrize("size", [(1440, 800), (360, 640)], ids=["wide", "phone"])
@pytest.mark.parametrize("kind", ["theme", "listing", "fragment"])
def test_focus_is_never_covered(addresses, open_page, kind, size):
    page = open_page(viewport={"width": size[0], "height": size[1]})
    page.goto(addresses[kind])
    covered = []
    for _press in range(45):
        page.keyboard.press("Tab")
        page.wait_for_timeout(15)
        name = page.evaluate(
            """() => {
              const element = document.activeElement;
              if (element === document.body) return "";
              const boxes = [...element.getClientRects()].filter((box) => box.width && box.height);
              const seen = boxes.some((box) => {
                const points = [[box.x + box.width / 2, box.y + box.height / 2],
                  [box.x + 3, box.y + 3], [box.right - 3, box.bottom - 3]];
                return points.some(([x, y]) => {
                  const top = document.elementFromPoint(x, y);
                  return top && (element.contains(top) || top.contains(element));
                });
              });
              return seen ? "" : element.outerHTML.slice(0, 120);
            }"""
        )
        if name:
            covered.append(name)

    assert covered == []


def test_skip_link_comes_first_and_leads_to_the_content(addresses, page):
    page.goto(addresses["theme"])

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Naar de inhoud"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id || location.hash") in ("inhoud", "#inhoud")


def test_no_motion_for_who_asks_for_none(addresses, open_page):
    page = open_page(reduced_motion="reduce")
    page.goto(addresses["theme"])

    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          const long = (value) => value.split(",").some((part) => parseFloat(part) > 0.001);
          return long(style.transitionDuration) || long(style.animationDuration);
        }).length"""
    )

    assert moving == 0
