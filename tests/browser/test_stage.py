"""What the pages of a fragment and of an interview show at once, and while one scrolls."""

import pytest

from catalogue.models import Fragment, Interview, Organisation
from catalogue.values.choices import Part, Role
from tests.factories import (
    FragmentFactory,
    ParticipationFactory,
    PersonFactory,
    PositionFactory,
)

SMALL_SCREEN = {"width": 1280, "height": 800}
LONG_TITLE = (
    "Waarom een secretaris-generaal en een minister elkaar elke ochtend spreken, "
    "en wat er gebeurt als zij dat in een crisis een week lang niet doen"
).ljust(150, "?")
IN_SIGHT = """(selector) => [...document.querySelectorAll(selector)].map((element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.top >= 0 && box.bottom <= innerHeight;
})"""


@pytest.fixture
def loyal(demo) -> Fragment:
    return Fragment.objects.get(title="Loyale tegenspraak?")


@pytest.fixture
def told(loyal) -> Fragment:
    """The fragment with all that its page can say at once."""
    speaker = PersonFactory(name="Petra van Verzonnen")
    ministry = Organisation.objects.get(
        name="Ministerie van Binnenlandse Zaken en Koninkrijksrelaties"
    )
    speaks = ParticipationFactory(interview=loyal.interview, person=speaker)
    for role, since, until in ((Role.SG, "2002", "2007"), (Role.MINISTER, "2010", "2012")):
        speaks.positions.add(
            PositionFactory(
                person=speaker,
                role=role,
                organisation=ministry,
                period_from=since,
                period_to=until,
            )
        )
    ParticipationFactory(
        interview=loyal.interview, person=PersonFactory(name="Bart Bedacht"), part=Part.INTERVIEWER
    )
    Interview.objects.filter(pk=loyal.interview_id).update(conducted_on="2020-10")
    loyal.title = LONG_TITLE
    loyal.save()
    return loyal


def in_sight(page, selector: str) -> list[bool]:
    """Of each element, whether all of it is in the window."""
    return page.evaluate(IN_SIGHT, selector)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_screen_shows_what_is_played_who_speaks_and_when(told, open_page, scheme):
    page = open_page(viewport=SMALL_SCREEN, color_scheme=scheme)
    page.goto(told.get_absolute_url())
    page.get_by_role("button", name="Speel het fragment (vanaf 15:03)").wait_for()

    assert len(told.title) >= 150
    for selector, number in (
        ("[data-player-toggle]", 1),
        ("h1", 1),
        (".offices__name", 1),
        (".offices__office", 2),
        (".stage__date", 1),
        (".stage__more a[href='/personen/bart-bedacht/']", 1),
    ):
        assert in_sight(page, selector) == [True] * number, selector
    assert page.locator(".stage__date").inner_text() == "gehouden in oktober 2020"


def test_small_screen_shows_what_is_not_known_yet(loyal, open_page):
    page = open_page(viewport=SMALL_SCREEN)
    page.goto(loyal.get_absolute_url())
    page.get_by_role("button", name="Speel het fragment (vanaf 15:03)").wait_for()

    assert page.locator(".offices").inner_text() == "Spreker nog niet vastgesteld"
    assert page.locator(".stage__date").inner_text() == "datum nog niet vastgesteld"
    shown = in_sight(page, "[data-player-toggle], h1, .offices, .stage__date")
    assert shown == [True] * 4


def test_phone_shows_title_and_play_button_at_once(loyal, phone):
    phone.goto(loyal.get_absolute_url())
    phone.get_by_role("button", name="Speel het fragment (vanaf 15:03)").wait_for()

    assert in_sight(phone, "h1, [data-player-toggle]") == [True, True]


@pytest.fixture
def long_interview(loyal) -> Interview:
    """An interview whose list is longer than two windows."""
    interview = loyal.interview
    for number in range(24):
        FragmentFactory(published=True, interview=interview, start_ms=1_000_000 + number * 20_000)
    interview.summary = "Waar het gesprek over gaat, in enkele zinnen. " * 6
    interview.save()
    return interview


def test_player_goes_along_with_a_long_list(long_interview, open_page):
    page = open_page(viewport=SMALL_SCREEN)
    page.goto(long_interview.get_absolute_url())
    page.get_by_role("button", name="Speel het gesprek").wait_for()

    page.locator(".rows > li").last.scroll_into_view_if_needed()

    assert page.evaluate("scrollY") > 800
    assert in_sight(page, "[data-player-toggle]") == [True]


def test_what_there_is_to_say_stands_right_under_the_player(long_interview, open_page):
    page = open_page(viewport=SMALL_SCREEN)
    page.goto(long_interview.get_absolute_url())
    page.get_by_role("button", name="Speel het gesprek").wait_for()

    player, about = (
        page.locator(one).bounding_box() for one in ("[data-player]", ".beside__about")
    )
    assert about["x"] == player["x"]
    assert 0 <= about["y"] - player["y"] - player["height"] < 60
    facts = page.locator(".beside__about .facts > div").evaluate_all(
        "all => all.map((one) => one.offsetHeight)"
    )
    assert max(facts) < 100


@pytest.mark.parametrize("from_below", [True, False])
def test_player_that_goes_along_never_covers_the_focus(long_interview, open_page, from_below):
    page = open_page(viewport=SMALL_SCREEN)
    page.goto(long_interview.get_absolute_url())
    button = page.get_by_role("button", name="Kopieer link", exact=True)
    button.wait_for()
    if from_below:
        page.locator(".rows > li").last.scroll_into_view_if_needed()

    button.focus()

    page.wait_for_function(
        """() => {
          const box = document.activeElement.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + 3);
          return document.activeElement.contains(top);
        }"""
    )


def test_axe_finds_nothing_on_what_the_pages_can_say(told, long_interview, open_page, axe):
    found = {}
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        for address in (told.get_absolute_url(), long_interview.get_absolute_url()):
            page.goto(address)
            if violations := axe(page):
                found[scheme, address] = violations

    assert found == {}


@pytest.mark.parametrize(
    ("address", "selector"),
    [
        ("/themas/politiek-ambtelijke-verhoudingen/", ".group__head"),
        ("/", ".section__head"),
        ("/interviews/gesprek-3/", "#fragmenten"),
    ],
)
def test_heading_never_ends_a_printed_page(loyal, page, address, selector):
    page.goto(address)
    page.emulate_media(media="print")

    kept = page.locator(selector).evaluate_all(
        "all => all.map((one) => getComputedStyle(one).breakAfter)"
    )
    assert set(kept) == {"avoid"}
