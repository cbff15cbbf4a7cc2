"""What the home page says and shows before a visitor scrolls, and where that leads."""

import pytest


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_screen_says_what_this_is_and_has_something_to_play(demo, open_page, axe, scheme):
    page = open_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page.goto("/")
    page.get_by_role("main").get_by_role("button", name="Speel het fragment").wait_for()

    for selector in (
        ".masthead__lead",
        ".masthead__plain",
        ".search",
        ".moment .play",
        "#sprekers",
    ):
        box = page.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 800, selector
    assert axe(page) == []


def test_conversations_are_shown_where_nobody_knows_who_speaks(demo, page):
    page.goto("/")

    faces = page.locator(".face")
    assert faces.count() == 6
    faces.first.click()
    page.wait_for_url("**/interviews/gesprek-*/")


def test_themes_are_eight_at_most_and_proposals_are_marked(demo, page):
    page.goto("/")

    themes = page.get_by_role("region", name="Thema’s").get_by_role("listitem")
    assert themes.count() == 8
    assert "voorgesteld" not in themes.first.inner_text()
    assert all("voorgesteld" in one for one in themes.all_inner_texts()[1:])
