"""What only a phone knows: how much the head of a page takes, and how large its targets are."""

import pytest
from django.urls import reverse

from catalogue.models import BackgroundSource, Fragment

MOST_OF_THE_SCREEN = 140
FINGER = 44
SMALL = """(least) => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter((element) => !element.closest("label, svg, .prose") || element.matches("select"))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1 && Math.round(box.height) < least)
  .map(([element, box]) => `${element.outerHTML.slice(0, 100)} ${box.height}`)"""


@pytest.fixture
def addresses(demo) -> list[str]:
    fragment = Fragment.objects.get(title="Loyale tegenspraak?")
    return [
        "/",
        fragment.get_absolute_url(),
        fragment.interview.get_absolute_url(),
        BackgroundSource.objects.get().get_absolute_url(),
        *(
            reverse(f"catalogue:{name}")
            for name in ("fragment-list", "theme-list", "interview-list", "about", "privacy")
        ),
    ]


def test_head_of_every_page_leaves_the_screen_to_the_page(addresses, phone):
    heights = {}
    for address in addresses:
        phone.goto(address)
        heights[address] = phone.locator("header.header").bounding_box()["height"]

    assert {address: high for address, high in heights.items() if high >= MOST_OF_THE_SCREEN} == {}


def test_menu_is_whole_and_each_way_of_it_can_be_reached(addresses, phone):
    phone.goto("/")
    links = phone.get_by_role("navigation", name="Hoofdmenu").get_by_role("link")

    assert links.all_inner_texts() == [
        *("Fragmenten", "Thema’s", "Interviews", "Personen", "Achtergrond")
    ]
    links.last.click()
    phone.wait_for_url("**/achtergrond/")


def test_finger_meets_what_stands_by_itself(addresses, phone):
    small = {}
    for address in addresses:
        phone.goto(address)
        for part in phone.locator("details").all():
            part.evaluate("(part) => { part.open = true; }")
        if found := phone.evaluate(SMALL, FINGER):
            small[address] = found

    assert small == {}
