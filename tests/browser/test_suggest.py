"""Suggestions below a search field in a browser: keyboard, mouse, touch, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from catalogue.search.build import compact
from tests.factories import PassageFactory, TranscriptFactory

LISTING = "/fragmenten/"


@pytest.fixture
def indexed(demo):
    compact.reindex()


@pytest.fixture
def listing(indexed, page):
    page.goto(LISTING)
    return page


def box(page):
    return page.get_by_role("combobox")


def options(page):
    return page.get_by_role("listbox").get_by_role("option")


def active(page) -> str:
    """The text of the option that is active, as assistive technology is told; "" for none."""
    return page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
        "?.textContent ?? ''"
    )


def type_into(page, text: str) -> None:
    box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()


def test_typing_shows_suggestions_by_kind(listing):
    expect(box(listing)).to_have_attribute("aria-expanded", "false")

    type_into(listing, "vert")

    expect(box(listing)).to_have_attribute("aria-expanded", "true")
    group = listing.get_by_role("listbox").get_by_role("group", name="Thema’s")
    expect(group.get_by_role("option", name="Vertrouwen", exact=True)).to_be_visible()
    shown = listing.get_by_role("listbox").get_attribute("id")
    expect(box(listing)).to_have_attribute("aria-controls", shown)
    said = listing.get_by_role("status").filter(has_text=re.compile(r"suggest"))
    expect(said).to_have_count(1)


def test_arrows_go_round_past_the_text_and_enter_chooses(listing):
    type_into(listing, "vert")
    names = options(listing).all_text_contents()

    listing.keyboard.press("ArrowDown")
    assert active(listing) == names[0]
    expect(options(listing).first).to_have_attribute("aria-selected", "true")
    listing.keyboard.press("ArrowUp")
    assert active(listing) == ""
    listing.keyboard.press("ArrowUp")
    assert active(listing) == names[-1]
    listing.keyboard.press("ArrowDown")
    listing.keyboard.press("ArrowDown")
    assert active(listing) == names[0]
    assert box(listing).input_value() == "vert"
    listing.keyboard.press("Enter")

    expect(listing).to_have_url(re.compile(r"/fragmenten/\?thema=vertrouwen$"))
    chip = listing.get_by_role("link", name=re.compile("erwijder.*Vertrouwen"))
    expect(chip).to_be_visible()


def test_enter_without_a_choice_searches_and_the_list_is_gone(listing):
    type_into(listing, "verkokering")

    listing.keyboard.press("Enter")

    expect(listing.get_by_role("heading", level=1)).to_have_text("1 fragment")
    assert listing.url.endswith("?q=verkokering")
    expect(listing.get_by_role("listbox")).to_have_count(0)
    expect(box(listing)).to_be_focused()


def test_escape_closes_and_then_clears(listing):
    type_into(listing, "vert")
    listing.keyboard.press("ArrowDown")

    listing.keyboard.press("Escape")
    expect(listing.get_by_role("listbox")).to_have_count(0)
    assert box(listing).input_value() == "vert"
    expect(box(listing)).to_have_attribute("aria-expanded", "false")
    listing.keyboard.press("ArrowDown")
    expect(options(listing).first).to_be_visible()
    listing.keyboard.press("Escape")
    listing.keyboard.press("Escape")

    expect(box(listing)).to_have_value("")
    assert listing.url.endswith(LISTING)


def test_home_and_end_are_for_the_text(listing):
    type_into(listing, "vert")
    listing.keyboard.press("ArrowDown")

    listing.keyboard.press("Home")

    assert active(listing) == ""
    assert listing.evaluate("document.activeElement.selectionStart") == 0
    listing.keyboard.press("End")
    assert listing.evaluate("document.activeElement.selectionStart") == 4


def test_tab_leaves_and_chooses_nothing(listing):
    type_into(listing, "vert")
    listing.keyboard.press("ArrowDown")

    listing.keyboard.press("Tab")

    expect(listing.get_by_role("listbox")).to_have_count(0)
    expect(listing.get_by_role("main").get_by_role("button", name="Zoek")).to_be_focused()
    assert listing.url.endswith(LISTING)


def test_mouse_chooses_and_back_returns_to_what_was_found(listing):
    listing.goto("/fragmenten/?interview=gesprek-3")
    type_into(listing, "vert")

    options(listing).filter(has_text=re.compile("^Vertrouwen$")).click()
    expect(listing).to_have_url(re.compile(r"/fragmenten/\?thema=vertrouwen$"))
    listing.go_back()

    expect(listing.get_by_role("heading", level=1)).to_have_text("2 fragmenten")
    assert listing.url.endswith("?interview=gesprek-3")
    expect(listing.get_by_role("listbox")).to_have_count(0)


def test_title_leads_to_its_fragment(listing):
    type_into(listing, "loyale teg")

    options(listing).filter(has_text="Loyale tegenspraak?").click()

    heading = listing.get_by_role("heading", level=1)
    expect(heading).to_have_text("Loyale tegenspraak?")


def test_click_elsewhere_closes(listing):
    type_into(listing, "vert")

    listing.get_by_role("heading", level=1).click()

    expect(listing.get_by_role("listbox")).to_have_count(0)


def test_suggestions_work_in_results_that_came_later(listing):
    listing.get_by_role("link", name=re.compile(r"^Gesprek 3")).first.click()
    expect(listing.get_by_role("heading", level=1)).to_have_text("2 fragmenten")

    type_into(listing, "vert")

    expect(options(listing).first).to_have_text("Vertrouwen")


def test_late_answer_to_an_earlier_text_is_not_shown(listing):
    def slowly(route):
        if "q=ve&" in f"{route.request.url}&":
            listing.wait_for_timeout(600)
        route.continue_()

    listing.route("**/suggesties/**", slowly)
    box(listing).press_sequentially("ve")
    listing.wait_for_timeout(200)
    box(listing).press_sequentially("rkok")
    expect(options(listing).first).to_contain_text(re.compile("verkok", re.IGNORECASE))
    listing.wait_for_timeout(700)

    assert all("verkok" in text.lower() for text in options(listing).all_text_contents())


def test_a_failing_server_leaves_a_plain_search_field(listing, incidents):
    listing.route("**/suggesties/**", lambda route: route.fulfill(status=500, body="x"))
    box(listing).press_sequentially("verkokering")
    listing.wait_for_timeout(400)
    expect(listing.get_by_role("listbox")).to_have_count(0)

    listing.keyboard.press("Enter")

    expect(listing.get_by_role("heading", level=1)).to_have_text("1 fragment")
    incidents.clear()


@pytest.mark.parametrize("address", ["/", "/themas/", LISTING], ids=["home", "header", "listing"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_search_field(indexed, open_page, axe, address, scheme):
    page = open_page(color_scheme=scheme)
    page.goto(address)
    type_into(page, "vert")
    page.keyboard.press("ArrowDown")

    assert axe(page) == []


@pytest.mark.parametrize("address", ["/", "/themas/", LISTING], ids=["home", "header", "listing"])
def test_list_fits_on_a_small_telephone(indexed, phone, address):
    phone.goto(address)
    box(phone).tap()
    type_into(phone, "ver")

    sizes = phone.get_by_role("listbox").evaluate(
        "list => [list.getBoundingClientRect().left, list.getBoundingClientRect().right,"
        " Math.min(...[...list.querySelectorAll('[role=option]')].map(one => one.offsetHeight))]"
    )
    assert sizes[0] >= 0
    assert sizes[1] <= 360
    assert sizes[2] >= 44
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    options(phone).first.tap()
    phone.wait_for_url(re.compile(r"/fragmenten/.+"))


def test_chosen_option_is_seen_in_forced_colours(indexed, open_page):
    page = open_page(forced_colors="active")
    page.goto(LISTING)
    type_into(page, "vert")
    page.keyboard.press("ArrowDown")

    colours = options(page).evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert colours[0] not in colours[1:]


def test_without_scripts_it_is_a_search_field(indexed, no_scripts):
    no_scripts.goto("/")
    expect(box(no_scripts)).to_have_count(0)
    field = no_scripts.get_by_role("searchbox")
    field.fill("verkokering")
    field.press("Enter")

    expect(no_scripts.get_by_role("heading", level=1)).to_have_text("1 fragment")


def test_typing_error_leads_to_what_was_meant(listing):
    listing.goto("/fragmenten/?q=verkokkering")

    listing.get_by_role("main").get_by_role("link", name="verkokering").click()

    expect(listing.get_by_role("heading", level=1)).to_have_text("1 fragment")
    assert listing.url.endswith("?q=verkokering")


def test_choices_of_a_facet_work_without_scripts(indexed, no_scripts):
    no_scripts.goto("/fragmenten/kies/thema/?interview=gesprek-3")
    field = no_scripts.get_by_role("main").get_by_role("searchbox")
    field.fill("politiek")
    field.press("Enter")

    links = no_scripts.get_by_role("main").get_by_role("listitem").get_by_role("link")
    links.filter(has_text="Politiek-ambtelijke verhoudingen").click()

    expect(no_scripts.get_by_role("heading", level=1)).to_have_text("2 fragmenten")
    assert "interview=gesprek-3" in no_scripts.url
    assert "thema=politiek-ambtelijke-verhoudingen" in no_scripts.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_beside_hits_guesses_and_choices(demo, open_page, axe, scheme):
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    transcript = TranscriptFactory(interview=loyal.interview, language="en")
    text = "Een verzonnen zin met tegenspraak."
    PassageFactory(transcript=transcript, start_ms=loyal.start_ms, text=text)
    page = open_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
    found = {}
    for address, shown in (
        ("/fragmenten/?q=tegenspraak", "mark"),
        ("/fragmenten/?q=vertrowen", "#bedoelde-u"),
        ("/fragmenten/kies/thema/?zoek=ver&interview=gesprek-3", ".choices"),
    ):
        page.goto(address)
        expect(page.locator(shown)).to_be_visible()
        found[address] = axe(page), page.evaluate("document.documentElement.scrollWidth")

    assert set(map(str, found.values())) == {"([], 360)"}
