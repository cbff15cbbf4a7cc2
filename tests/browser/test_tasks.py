"""Five tasks of the people for whom the site is made, with the steps that each takes: a click, a
tap, a key, or what is typed in one go.
"""

import re

import pytest
from playwright.sync_api import expect

from catalogue.actions import identify_interview
from catalogue.models import Fragment, Interview
from catalogue.values.choices import Role
from tests.browser.playing import ends_after, state, wait_for_state, wait_until_playing
from tests.factories import OrganisationFactory, PersonFactory, PositionFactory


class Steps:
    """Does what a person does, and counts it."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, target) -> None:
        self.count += 1
        target.click()

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.count += 1
        self.page.keyboard.type(words)


def name_in_focus(page) -> str:
    return page.evaluate("() => document.activeElement.textContent.trim()")


def is_in_view(page, target) -> bool:
    box = target.bounding_box()
    return box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


def test_trainer_finds_a_fragment_about_trust_and_sends_it(demo, open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    steps = Steps(page)

    steps.click(page.get_by_role("main").get_by_role("combobox"))
    steps.type("vertrouwen")
    steps.press("Enter")
    steps.click(page.locator("#uitkomst .row__title a").first)
    steps.click(page.get_by_role("button", name="Kopieer link", exact=True))

    expect(page.get_by_role("button", name="Gekopieerd")).to_be_visible()
    sent = page.evaluate("() => navigator.clipboard.readText()")
    assert re.search(r"/fragmenten/[a-z0-9]+/[a-z0-9-]+/$", sent)
    assert "vertrouwen" in page.locator("main").inner_text().casefold()
    assert steps.count == 5


def test_historian_has_all_fragments_of_one_speaker(demo, page):
    speaker = PersonFactory(name="An de Proef")
    organisation = OrganisationFactory(name="Ministerie van Proeven")
    PositionFactory(person=speaker, role=Role.SG, organisation=organisation)
    interview = Interview.objects.get(slug="gesprek-1")
    identify_interview(interview=interview, person=speaker)
    of_this_speaker = Fragment.objects.filter(interview=interview).count()
    page.goto("/")
    steps = Steps(page)

    steps.click(page.get_by_role("main").get_by_role("combobox"))
    steps.type("an de proef")
    steps.press("Enter")
    steps.click(page.locator(".called").get_by_role("link", name="An de Proef"))

    expect(page.get_by_role("heading", level=1)).to_have_text("An de Proef")
    expect(page.locator("li[data-fragment]")).to_have_count(of_this_speaker)
    assert steps.count == 4


def test_civil_servant_filters_and_plays_on_a_phone(demo, phone):
    phone.goto("/fragmenten/")
    steps = Steps(phone)

    steps.click(phone.locator("#filters > summary"))
    steps.click(phone.locator("#keuze-thema > summary"))
    steps.click(phone.locator("#keuze-thema").get_by_role("link", name=re.compile("Rolopvatting")))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("3 fragmenten")
    show = phone.locator("[data-filters-show]")
    if show.is_visible():
        steps.click(show)
    first = phone.locator("button[data-play]").first
    expect(first).to_be_visible()
    assert is_in_view(phone, first)
    steps.click(first)

    wait_for_state(phone, "playing")
    assert steps.count <= 5


def test_keyboard_alone_reaches_and_plays_the_first_result(demo, page):
    page.goto("/fragmenten/?q=vertrouwen")
    steps = Steps(page)

    while name_in_focus(page) != "Naar de resultaten":
        steps.press("Tab")
        assert steps.count <= 3
    steps.press("Enter")
    while not name_in_focus(page).startswith("Speel"):
        steps.press("Tab")
        assert steps.count <= 12  # 108 without the way past the filters
    steps.press("Enter")

    wait_for_state(page, "playing")
    assert steps.count <= 12


def test_fragment_is_projected_in_a_classroom_and_stops(demo, page):
    loyal = Fragment.objects.get(title="Loyale tegenspraak?")
    end = ends_after(loyal, 2)
    page.goto(loyal.get_absolute_url())
    steps = Steps(page)

    steps.click(page.get_by_role("link", name="Projecteren"))
    expect(page.get_by_role("heading", level=1)).to_have_text(loyal.title)
    steps.press("Space")
    wait_until_playing(page, 903)
    wait_for_state(page, "finished")
    assert state(page)["time"] == pytest.approx(end, abs=0.3)
    steps.press("Escape")

    expect(page).to_have_url(re.compile(re.escape(loyal.get_absolute_url())))
    assert steps.count == 3
