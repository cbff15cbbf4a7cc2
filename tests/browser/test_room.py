"""Room on the pages of the admin: nothing that a decision needs is hidden or scrolled away in a
window of 1280 pixels, and on a phone the rows of tables are blocks."""

import pytest
from django.contrib.admin import site
from playwright.sync_api import expect

from tests.factories import (
    ChiefEditorFactory,
    FormerAddressFactory,
    FragmentFactory,
    OrganisationFactory,
    ParticipationFactory,
    PassageFactory,
    PlacementFactory,
    PositionFactory,
    StatedDateFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Over de ministeriële verantwoordelijkheid en de rechtsstatelijke verhoudingen daaromheen"

# What runs out of the window, or has to be scrolled sideways.
OUT_OF_SIGHT = """() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > width) found.push("the page itself");
  for (const element of document.querySelectorAll("#content *")) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest(".visually-hidden, .empty-form, select")) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const isOut = box.right > width + 1 || box.left < -1;
    if (isOut && element.matches("a, button, input, select, textarea, td, th, summary"))
      found.push(`out: ${element.outerHTML.slice(0, 90)}`);
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    if (scrolls && element.scrollWidth > element.clientWidth + 1 && element.tagName !== "TEXTAREA")
      found.push(`scrolls: ${element.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""


@pytest.fixture
def full(demo):
    """The demonstration, with something long in every list."""
    for _number in range(2):
        PassageFactory()
    organisation = OrganisationFactory(name=f"Ministerie van {LONG}", abbreviation="OCW")
    position = PositionFactory(organisation=organisation, person__name=f"Mr. {LONG[:80]}")
    participation = ParticipationFactory(person=position.person)
    participation.positions.add(position)
    FragmentFactory(interview=participation.interview, title=LONG * 3)
    PlacementFactory(fragment__title=LONG * 3, theme__name=LONG[:90], note=LONG)
    ThemeFactory(broader=ThemeFactory(broader=ThemeFactory()), name=LONG[:100])
    StatedDateFactory(interview=participation.interview)
    FormerAddressFactory()


def addresses():
    """Every list of the admin, and of each the pages of two records and of a new one."""
    for model in site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (address, f"{address}add/")
        for record in (model._default_manager.first(), model._default_manager.last()):
            if record is not None:
                yield f"{address}{record.pk}/change/"


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_of_a_page_is_out_of_sight(full, at_desk, width, incidents):
    page = at_desk(ChiefEditorFactory(), viewport={"width": width, "height": 800})
    found = {}
    for address in addresses():
        page.goto(address)
        if problems := page.evaluate(OUT_OF_SIGHT):
            found[address] = problems
    incidents[:] = [one for one in incidents if "403" not in one]  # users have a page of their own

    assert found == {}


def test_on_a_phone_cells_have_the_names_of_their_columns(full, at_desk):
    page = at_desk(ChiefEditorFactory(), viewport={"width": 360, "height": 740})
    page.goto("/admin/catalogue/fragment/")

    row = page.locator("#result_list tbody tr").first
    assert row.evaluate("(row) => getComputedStyle(row).display") == "block"
    assert (
        row.locator(".field-title").evaluate("(cell) => getComputedStyle(cell, '::before').content")
        == '"Titel"'
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_filter_with_many_values_leaves_the_rows_their_room(at_desk, scripts):
    for number in range(60):
        FragmentFactory(interview__title=f"Gesprek over iets langs nummer {number}")
    page = at_desk(ChiefEditorFactory(), java_script_enabled=scripts)
    page.goto("/admin/catalogue/fragment/")
    table = page.locator("#result_list")
    before = table.bounding_box()["width"]

    page.locator("summary", has_text="Interview").click()
    page.locator("select[name=interview]").select_option(label="Gesprek over iets langs nummer 7")
    after = table.bounding_box()["width"]
    page.locator(".list-filter[open] button").click()

    expect(table.locator("tbody tr")).to_have_count(1)
    expect(page.locator("summary", has_text="nummer 7")).to_be_visible()
    assert (before, after) == (before, before)
    assert before > 900


@pytest.mark.parametrize("width", [1280, 360])
def test_open_filter_is_folded_by_escape_and_stays_in_the_window(full, at_desk, width):
    page = at_desk(ChiefEditorFactory(), viewport={"width": width, "height": 800})
    page.goto("/admin/catalogue/fragment/")
    filters = page.locator("#changelist-filter summary")

    for number in range(filters.count()):
        filters.nth(number).focus()
        page.keyboard.press("Enter")
        box = page.locator(".list-filter[open] > :last-child").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        line = page.locator("#changelist-filter").bounding_box()
        assert box["y"] <= line["y"] + line["height"] + 8
        page.keyboard.press("Escape")
        expect(page.locator(".list-filter[open]")).to_have_count(0)
        expect(filters.nth(number)).to_be_focused()
