"""The admin in a browser: what its scripts do, under the site's content security policy."""

import re

import pytest
from django.contrib.admin import site
from playwright.sync_api import expect

from catalogue.upkeep.models import StrayFile
from catalogue.values.choices import Role
from tests.factories import (
    ChiefEditorFactory,
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    PlacementFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(at_desk):
    """A chief editor's page."""
    return at_desk(ChiefEditorFactory())


def test_axe_finds_nothing_on_any_page_of_the_admin(demo, desk, axe, incidents):
    StrayFile.objects.replace({"recordings/oud/een.mp4": 5})
    addresses = ["/admin/", "/admin/password_change/"]
    for model in site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        addresses += [address, f"{address}add/"]
        if record := model._default_manager.first():
            addresses += [
                f"{address}{record.pk}/{name}/" for name in ("change", "history", "delete")
            ]
    # As high as the longest page: what the row of buttons lies over can be scrolled from under it.
    desk.set_viewport_size({"width": 1280, "height": 3000})
    found = {}
    for address in addresses:
        desk.goto(address)
        if violations := axe(desk):
            found[address] = violations
    incidents[:] = [one for one in incidents if "403" not in one]  # users have a page of their own

    assert found == {}


def choose(page, box, typed: str, choice: str) -> None:
    """Choose from a list by typing."""
    box.click()
    page.keyboard.type(typed)
    page.get_by_role("option", name=choice).click()


def test_positions_offered_are_those_of_the_person_in_the_row(desk):
    interview = InterviewFactory()
    ministry = OrganisationFactory(name="Ministerie van Proeven")
    PositionFactory(person__name="An Ander", role=Role.DG, organisation=ministry)
    position = PositionFactory(person__name="Jo Jansen", role=Role.SG, organisation=ministry)
    desk.goto(f"/admin/catalogue/interview/{interview.pk}/change/")

    desk.locator("#participations-group .add-row a").click()
    row = desk.locator("#participations-0")
    choose(desk, row.locator(".field-person .select2-selection"), "jansen", "Jo Jansen")
    row.locator(".field-positions .select2-selection").click()
    options = desk.get_by_role("option").filter(has_text="Proeven")
    expect(options).to_have_count(1)
    options.click()
    desk.locator("input[name=_save]").last.click()

    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert interview.participations.get().positions.get() == position


def test_start_times_change_places(desk):
    interview = InterviewFactory()
    for title, start_ms in (("Eerst", 60_000), ("Dan", 120_000)):
        FragmentFactory(interview=interview, title=title, start_ms=start_ms)
    desk.goto(f"/admin/catalogue/interview/{interview.pk}/change/")

    desk.locator("[name=fragments-0-start_ms]").fill("2:00")
    desk.locator("[name=fragments-1-start_ms]").fill("1:00")
    desk.locator("input[name=_save]").last.click()

    expect(desk.locator(".messagelist .success")).to_be_visible()
    titles = interview.fragments.in_time_order().values_list("title", flat=True)
    assert list(titles) == ["Dan", "Eerst"]


def test_long_list_is_chosen_from_without_losing_the_search(desk):
    interview = FragmentFactory(title="Loyale tegenspraak").interview
    FragmentFactory(title="Loyale tegenspraak")
    desk.goto("/admin/catalogue/fragment/?q=loyale")

    desk.locator("summary", has_text="Interview").click()
    desk.locator("select[name=interview]").select_option(str(interview.pk))
    desk.locator(".list-filter[open] button").click()

    expect(desk).to_have_url(re.compile(rf"q=loyale.*interview={interview.pk}"))
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "catalogue/",
        "catalogue/fragment/",
        "catalogue/interview/",
        "catalogue/theme/",
        "catalogue/placement/",
        "catalogue/mediafile/add/",
    ],
)
def test_page_runs_without_an_error(desk, path):
    PlacementFactory()

    desk.goto(f"/admin/{path}", wait_until="networkidle")

    expect(desk.locator("h1")).to_have_count(1)
