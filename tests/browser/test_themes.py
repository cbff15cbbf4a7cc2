"""Themes of fragments: a column in the rows of an interview and in the list, by keyboard and mouse.

Before, eight fragments cost 41 clicks and some 300 keys to cut, with the times read from a second
tab, and 64 clicks and 24 loads of a page to tag.
"""

import re

import pytest
from playwright.sync_api import expect

from catalogue.models import Fragment
from catalogue.values.choices import Origin
from tests.browser.test_desk import (  # noqa: F401 - fixtures
    desk,
    interview,
    player,
    rows,
    save,
    seek,
)
from tests.factories import (
    EditorFactory,
    FragmentFactory,
    PlacementFactory,
    ThemeFactory,
)

ACTS_BEFORE = 41 + 300 + 64


@pytest.fixture
def themes(transactional_db):
    names = ("Vertrouwen", "Verantwoording", "Rolopvatting", "Samenwerking")
    return {name: ThemeFactory(name=name, published=True) for name in names}


@pytest.fixture
def tagged(themes, interview):  # noqa: F811 - the fixture
    """The fragment at 2:22, placed in one theme and proposed for another."""
    fragment = interview.fragments.get()
    PlacementFactory(fragment=fragment, theme=themes["Vertrouwen"])
    PlacementFactory(fragment=fragment, theme=themes["Rolopvatting"], origin=Origin.PROPOSED)
    return fragment


def placed(fragment) -> set[str]:
    standing = fragment.placements.standing().exclude(origin=Origin.PROPOSED)
    return set(standing.values_list("theme__name", flat=True))


def box(page, title: str):
    return page.get_by_role("combobox", name=re.compile(f"Thema’s van “{re.escape(title)}”"))


def test_eight_fragments_are_cut_titled_and_tagged_by_keyboard_alone(themes, desk, interview):  # noqa: F811
    pressed = 0

    def press(*keys):
        nonlocal pressed
        for key in keys:
            desk.keyboard.press(key)
            pressed += 1

    for number in range(1, 9):
        seek(desk, 60 * number)
        press("n")
        desk.keyboard.type(f"Knip {number}")
        press("Tab", *("rol" if number % 2 else "sam"), "Enter", "Escape")
        seek(desk, 60 * number + 45)
        press("e")
    press("Control+Enter")

    expect(desk.locator(".messagelist .success")).to_be_visible()
    cut = interview.fragments.filter(title__startswith="Knip").order_by("start_ms")
    assert [(one.start_ms, one.end_ms, placed(one)) for one in cut] == [
        (n * 60_000, n * 60_000 + 45_000, {"Rolopvatting" if n % 2 else "Samenwerking"})
        for n in range(1, 9)
    ]
    print(f"eight fragments: {pressed} keys, no click, one load; before {ACTS_BEFORE}")
    assert pressed <= ACTS_BEFORE / 5


def test_row_takes_and_loses_themes_and_each_act_is_undone(themes, tagged, desk, axe):  # noqa: F811
    theme_box = box(desk, tagged.title)
    theme_box.focus()
    desk.keyboard.type("ver")
    options = desk.locator("[role=listbox] [role=option]")
    expect(options).to_have_text(["Verantwoording"])  # the other one is placed already
    assert axe(desk) == []
    desk.keyboard.press("Enter")
    line = desk.locator("[name=fragments-0-themes]")
    expect(line).to_have_value("Vertrouwen; Verantwoording")

    desk.get_by_role("button", name=re.compile("Bevestig het voorstel “Rolopvatting”")).click()
    expect(line).to_have_value("Vertrouwen; Verantwoording; Rolopvatting")
    expect(theme_box).to_be_focused()
    desk.keyboard.press("Backspace")
    expect(line).to_have_value("Vertrouwen; Verantwoording")
    desk.keyboard.press("Escape")
    expect(player(desk)).to_be_focused()
    for _act in range(3):
        desk.keyboard.press("z")
    expect(line).to_have_value("Vertrouwen")
    expect(desk.locator(".theme--proposed")).to_contain_text("Rolopvatting")

    desk.get_by_role("button", name=re.compile("Haal “Vertrouwen” weg")).click()
    save(desk)
    assert placed(tagged) == set()
    assert tagged.placements.get(origin=Origin.PROPOSED).theme.name == "Rolopvatting"


def test_themes_that_were_not_saved_come_back(themes, tagged, desk):  # noqa: F811
    box(desk, tagged.title).fill("sam")
    desk.keyboard.press("Enter")
    desk.wait_for_timeout(600)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()

    desk.get_by_role("button", name="Zet ze terug").click()

    expect(desk.locator("[name=fragments-0-themes]")).to_have_value("Vertrouwen; Samenwerking")
    expect(desk.locator("#fragments-0 .theme")).to_have_count(3)
    save(desk)
    assert placed(tagged) == {"Vertrouwen", "Samenwerking"}


def test_name_that_is_no_theme_is_refused_and_stays(themes, tagged, desk):  # noqa: F811
    box(desk, tagged.title).fill("Onzin")
    save(desk)

    expect(desk.locator(".errorlist").first).to_contain_text("“Onzin” is geen thema.")
    expect(desk.locator(".theme--unknown")).to_contain_text("Onzin")
    desk.locator(".problems a", has_text="rij 1").click()
    expect(box(desk, tagged.title)).to_be_focused()
    expect(box(desk, tagged.title)).to_have_accessible_description("“Onzin” is geen thema.")
    assert placed(tagged) == {"Vertrouwen"}


def test_without_scripts_a_row_is_added(interview, at_desk):  # noqa: F811
    page = at_desk(EditorFactory(), java_script_enabled=False)
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
    page.get_by_role("link", name="toon lege rijen en hele keuzelijsten").click()
    page.get_by_label("Begintijd, rij 2").fill("3:00")
    page.get_by_label("Titel, rij 2").fill("Getypt")
    page.get_by_role("button", name="Opslaan", exact=True).click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert interview.fragments.filter(title="Getypt", start_ms=180_000).exists()


def test_without_scripts_the_line_is_typed(themes, tagged, interview, at_desk):  # noqa: F811
    page = at_desk(EditorFactory(), java_script_enabled=False)
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
    line = page.get_by_label("thema’s, rij 1")
    expect(line).to_have_value("Vertrouwen")
    expect(page.get_by_text("voorgesteld: Rolopvatting")).to_be_visible()
    line.fill("Samenwerking; vertrouwen")
    page.get_by_role("button", name="Opslaan", exact=True).click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert placed(tagged) == {"Vertrouwen", "Samenwerking"}


@pytest.fixture
def fragment_list(at_desk, tagged):
    FragmentFactory(title="Openbaar", published=True)
    page = at_desk(EditorFactory(), viewport={"width": 1280, "height": 800})
    page.goto("/admin/catalogue/fragment/")
    return page


def test_list_changes_themes_at_once_and_takes_them_back(tagged, fragment_list, axe):
    page = fragment_list
    assert page.get_by_role("combobox", name=re.compile("Thema’s van")).count() == 1
    theme_box = box(page, tagged.title)
    theme_box.focus()
    page.keyboard.type("sam")
    page.keyboard.press("Enter")
    told = page.locator(".themes-told [role=status]")
    expect(told).to_have_text(f"“{tagged.title}” staat nu in “Samenwerking”.")
    assert placed(tagged) == {"Vertrouwen", "Samenwerking"}
    assert axe(page) == []

    page.keyboard.press("Control+z")
    expect(told).to_contain_text("Teruggedraaid")
    assert placed(tagged) == {"Vertrouwen"}
    page.get_by_role("button", name=re.compile("Wijs het voorstel “Rolopvatting” af")).click()
    expect(told).to_contain_text("afgewezen")
    expect(page.locator(".theme--proposed")).to_have_count(0)
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator(".theme--proposed")).to_have_count(1)
    assert tagged.placements.get(theme__name="Rolopvatting").is_proposal


def test_list_says_that_there_is_no_such_theme(tagged, fragment_list):
    page = fragment_list
    box(page, tagged.title).fill("onzin")
    page.keyboard.press("Enter")

    expect(page.locator(".themes-told [role=status]")).to_have_text("Er is geen thema “onzin”.")
    expect(box(page, tagged.title)).to_have_value("onzin")
    assert placed(tagged) == {"Vertrouwen"}


def test_list_says_when_the_session_has_ended(tagged, fragment_list, incidents):
    page = fragment_list
    page.context.clear_cookies()
    box(page, tagged.title).fill("sam")
    page.keyboard.press("Enter")

    expect(page.locator(".themes-told [role=status]")).to_contain_text("Er is niets bewaard")
    assert placed(tagged) == {"Vertrouwen"}
    incidents.clear()


def test_three_hundred_rows_open_within_a_second(themes, desk, interview):  # noqa: F811
    Fragment.objects.bulk_create(
        Fragment(interview=interview, title=f"Rij {n}", start_ms=n * 5_000)
        for n in range(300)
        if n * 5_000 != 142_000
    )
    desk.reload()
    took = desk.evaluate(
        """() => {
          const [navigation] = performance.getEntriesByType("navigation");
          return navigation.domContentLoadedEventEnd - navigation.responseEnd;
        }"""
    )
    print(f"300 rows with themes: {took:.0f} ms from the answer to the end of the scripts")
    assert desk.locator("[data-theme-box]").count() >= 300


@pytest.mark.parametrize("way", ["Tab", "Control+Enter", "click"])
def test_half_typed_theme_is_taken_whatever_one_goes_on_with(desk, tagged, way):  # noqa: F811
    desk.reload()
    theme = box(desk, "Het eerste contact")
    theme.press_sequentially("verant")
    if way == "Tab":
        theme.press("Tab")
    if way == "Control+Enter":
        theme.press(way)
        expect(desk.locator(".messagelist .success")).to_be_visible()
    else:
        save(desk)

    assert placed(tagged) == {"Vertrouwen", "Verantwoording"}


def test_names_that_are_pasted_together_are_taken_apart(desk, tagged):  # noqa: F811
    desk.reload()
    theme = box(desk, "Het eerste contact")
    theme.fill("verantwoording; Samenwerking")
    theme.press("Tab")
    save(desk)

    assert placed(tagged) == {"Vertrouwen", "Verantwoording", "Samenwerking"}
