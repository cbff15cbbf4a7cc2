"""Rows that are asked for by hand in the admin have the focus, and narrow ones no empty labels."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.factories import ChiefEditorFactory, FragmentFactory, PlacementFactory


@pytest.fixture
def desk(at_desk, transactional_db):
    return at_desk(ChiefEditorFactory(), viewport={"width": 1280, "height": 900})


def address(record) -> str:
    return f"/admin/catalogue/{record._meta.model_name}/{record.pk}/change/"


def test_new_row_has_the_focus_in_its_first_box(desk):
    fragment = FragmentFactory()

    desk.goto(address(fragment))
    desk.locator("#placements-2-group .add-row a").click()
    expect(desk.locator("#placements-2-1 .select2-selection").first).to_be_focused()

    desk.goto(address(fragment.interview))
    desk.locator("#recordings-group .add-row a").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#recordings-0 :focus")).to_have_count(1)


def test_narrow_list_has_filters_close_together(at_desk, transactional_db):
    PlacementFactory()
    page = at_desk(ChiefEditorFactory(), viewport={"width": 360, "height": 740})
    page.goto("/admin/catalogue/placement/")

    boxes = [one.bounding_box() for one in page.locator("#changelist-filter summary").all()]
    below = pairwise(boxes)
    assert len(boxes) > 2
    assert all(next_one["y"] - one["y"] - one["height"] < 20 for one, next_one in below)
