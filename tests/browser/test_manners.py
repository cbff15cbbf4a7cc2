"""The manners of every page of the admin: few keys to what an editor came for, room at any width,
and problems that lead to their place."""

import pytest
from django.contrib.admin import site
from playwright.sync_api import expect

from catalogue.models import Fragment, Interview, Theme
from tests.factories import ChiefEditorFactory, FragmentFactory, InterviewFactory, UserFactory
from tests.one_of_each import WITH_FORMS, one_of_each

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TABS = 10
WIDTHS = (1280, 360)


@pytest.fixture
def keeper(at_desk):
    """The page of somebody to whom all of the admin is open."""
    return at_desk(UserFactory(is_staff=True, is_superuser=True))


@pytest.fixture
def chief(at_desk):
    return at_desk(ChiefEditorFactory(), viewport={"width": 1280, "height": 800})


def address_of(model, *parts) -> str:
    names = [model._meta.app_label, model._meta.model_name, *map(str, parts)]
    return f"/admin/{'/'.join(names)}/"


def change_of(model, record) -> str:
    return address_of(model, record.pk, "change")


def send_nonsense(page) -> None:
    """Fill in the form of the page what fits nowhere, leave out what it must have, and save it."""
    boxes = page.locator("#content form").locator("[type=text]:visible, textarea:visible")
    for box in boxes.all():
        if box.is_editable():
            box.fill("" if box.get_attribute("required") is not None else "¿")
    page.locator("[name=_save]").last.click()
    expect(page.locator("#problems")).to_be_visible()


def tabs_to(page, place: str, way: str) -> int:
    """Presses of the tab key until the focus is within `place`, by the link with this name."""
    for presses in range(1, 100):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => document.activeElement.textContent.trim()")
        if focused == way:
            page.keyboard.press("Enter")
        if page.evaluate(
            "(place) => Boolean(document.activeElement.closest(place))"
            " && document.activeElement.tabIndex >= 0",
            place,
        ):
            return presses
    return 100


def test_first_row_of_each_list_is_few_tabs_away(keeper):
    one_of_each()
    counted = {}
    for model in WITH_FORMS:
        keeper.goto(address_of(model))
        counted[model.__name__] = tabs_to(keeper, "#result_list tbody tr", "Naar de rijen")

    assert {name: count for name, count in counted.items() if count > MOST_TABS} == {}


def test_first_fragment_of_an_interview_is_few_tabs_away(demo, chief):
    interview = Interview.objects.get(slug="gesprek-1")
    chief.goto(address_of(Interview, interview.pk, "change"))

    count = tabs_to(chief, "#fragments-0 .field-start_ms", "Naar de fragmenten")

    assert count <= MOST_TABS


def test_way_to_the_rows_works_without_scripts(at_desk):
    FragmentFactory.create_batch(2)
    page = at_desk(ChiefEditorFactory(), java_script_enabled=False)
    page.goto(address_of(Fragment))

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("#result_list tbody tr input").first).to_be_focused()


def test_refused_save_leads_into_the_field(chief):
    interview = InterviewFactory()
    for number in range(12):
        FragmentFactory(interview=interview, start_ms=number * 60_000)
    chief.goto(address_of(Interview, interview.pk, "change"))
    chief.locator("[name=fragments-9-title]").fill("")
    chief.locator("[name=fragments-10-start_ms]").fill("15.3")
    chief.locator("[name=_save]").click()

    expect(chief.locator("#problems")).to_be_focused()
    links = chief.locator("#problems a")
    expect(links).to_have_count(2)
    chief.keyboard.press("Tab")
    chief.keyboard.press("Enter")
    expect(chief.locator("[name=fragments-9-title]")).to_be_focused()
    links.nth(1).click()
    expect(chief.locator("[name=fragments-10-start_ms]")).to_be_focused()
    expect(chief.locator("[name=fragments-10-start_ms]")).to_be_in_viewport()


def test_refused_save_leads_into_the_field_without_scripts(at_desk):
    page = at_desk(ChiefEditorFactory(), java_script_enabled=False)
    page.goto(address_of(Theme, "add"))
    page.locator("[name=_save]").click()

    expect(page.locator("#problems")).to_be_focused()
    page.locator("#problems a").click()

    expect(page.locator("#id_name")).to_be_focused()


def test_refused_save_leads_into_a_choice_by_typing(chief):
    chief.goto(address_of(Fragment, "add"))
    chief.locator("[name=_save]").click()

    chief.locator("#problems a", has_text="Interview").click()

    box = chief.locator(".field-interview .select2-selection")
    expect(box).to_be_focused()
    assert box.get_attribute("aria-invalid") == "true"
    assert "id_interview_error" in box.get_attribute("aria-describedby")


def states_of(model, record) -> list[tuple[str, str]]:
    """Pages of a kind of record: address, and the action that is asked for there, if any."""
    admin = site._registry[model]
    pages = [(address_of(model), ""), (address_of(model, "add"), "")]
    pages += [(address_of(model, record.pk, name), "") for name in ("change", "history", "delete")]
    names = [getattr(each, "__name__", each) for each in admin.actions]
    asking = [name for name in names if getattr(getattr(admin, name, None), "asks_itself", False)]
    return [*pages, *((address_of(model), name) for name in [*asking, "delete_selected"])]


def open_state(page, address: str, action: str) -> None:
    page.goto(address)
    if action:
        page.locator("#result_list tbody .action-select").first.check()
        page.locator("select[name=action]").first.select_option(action)
        with page.expect_navigation():
            page.locator("button[name=index]").first.click()


class Faults(dict):
    """What axe finds wrong with pages, and those that are wider than a screen of either width."""

    def __init__(self, page, axe):
        super().__init__()
        self.page, self.axe = page, axe

    def look(self, *name: str) -> None:
        # As high as the longest page: the row of buttons then lies over nothing.
        self.page.set_viewport_size({"width": 1280, "height": 3000})
        found = self.axe(self.page)
        is_list = self.page.locator("#changelist").count()  # measured with its rows, elsewhere
        for width in () if is_list else WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 740})
            needed = self.page.evaluate("() => document.documentElement.scrollWidth")
            if needed > width:
                found.append(f"{needed} px wide on a screen of {width} px")
        self.page.set_viewport_size({"width": 1280, "height": 740})
        if found:
            self[name] = found


@pytest.mark.parametrize("model", WITH_FORMS, ids=lambda model: model.__name__)
def test_pages_are_named_and_fit_wherever_an_editor_comes(keeper, axe, incidents, model):
    record, faults = one_of_each()[model], Faults(keeper, axe)
    for address, action in states_of(model, record):
        open_state(keeper, address, action)
        faults.look(address, action)
        if keeper.locator("#content [name=answered]").count():
            with keeper.expect_navigation():
                keeper.locator("#content [type=submit]").click()
            faults.look(address, action, "answered")
    keeper.goto(address_of(model, "add"))
    send_nonsense(keeper)
    faults.look("refused")
    # The recording of these records is a row without a file.
    incidents[:] = [one for one in incidents if "404" not in one]

    assert faults == {}


def test_pages_of_the_site_are_named_and_fit(keeper, axe, incidents):
    faults = Faults(keeper, axe)
    for address in ("/admin/", "/admin/catalogue/", "/admin/password_change/", "/admin/nergens/"):
        keeper.goto(address)
        faults.look(address)
    keeper.goto("/admin/password_change/")
    keeper.locator("#content [type=submit]").click()
    faults.look("no password")
    keeper.get_by_role("button", name="Afmelden").click()
    faults.look("logged out")
    incidents.clear()  # the page that is not there

    assert faults == {}
