"""The desk reads what the server reads, moves all times or none, and says why."""

import re

import pytest
from playwright.sync_api import expect

from catalogue.values.choices import State
from tests.browser.test_desk import desk, interview, player, rows, seek  # noqa: F401 - fixtures
from tests.factories import ChiefEditorFactory, EditorFactory, FragmentFactory
from tests.values.test_timecode import READ, REFUSED


def test_times_are_read_as_the_server_reads_them(page):
    page.goto("/over/")

    found = page.evaluate(
        """async (texts) => {
          const { read } = await import("/static/catalogue/admin/times.js");
          return Object.fromEntries(texts.map((text) => [text, read(text)]));
        }""",
        [*READ, *REFUSED],
    )

    assert found == {text: pytest.approx(ms / 1000) for text, ms in READ.items()} | dict.fromkeys(
        REFUSED
    )


@pytest.fixture
def later(desk, interview):  # noqa: F811
    """The desk, with a row behind the one at 2:22 that ends, too."""
    FragmentFactory(interview=interview, title="Later", start_ms=200_000, end_ms=230_500)
    desk.reload()
    desk.locator("#id_fragments-0-title").click()
    return desk


def shift(page, by: str) -> None:
    page.locator("[data-desk-shift]").fill(by)
    page.locator("[data-desk-shift]").press("Enter")


def said(page):
    return page.locator("[data-desk-status]")


@pytest.mark.parametrize(
    ("by", "starts"),
    [("\u22122", "3:18"), ("1:00", "4:20"), ("-0:02.5", "3:17.5"), ("0,5", "3:20.5")],
)
def test_times_are_moved_by_what_the_desk_itself_writes(later, interview, by, starts):  # noqa: F811
    later.locator("#id_fragments-0-start_ms").fill("2m22s")
    shift(later, by)

    assert rows(later)[1][0] == starts
    assert rows(later)[0][0] != "2m22s"
    expect(said(later)).to_be_visible()
    expect(said(later)).to_have_text("Rijen waarvan de tijden zijn verschoven: 2.")
    expect(later).to_have_url(re.compile(f"/{interview.pk}/change/$"))


@pytest.mark.parametrize(
    ("by", "end", "words"),
    [
        ("Infinity", "3:50", "Geef aan met hoeveel seconden"),
        ("1e9", "3:50", "Geef aan met hoeveel seconden"),
        ("1000000000", "3:50", "voorbij 99:59:59"),
        ("-150", "3:50", "voor 0:00"),
        ("5", "25,5", "‘25,5’ in rij 2"),
    ],
)
def test_nothing_is_moved_in_part(later, by, end, words):
    later.locator("#id_fragments-1-end_ms").fill(end)
    later.locator("#id_fragments-0-title").click()
    before = rows(later)

    shift(later, by)

    expect(said(later)).to_contain_text(words)
    assert rows(later) == before


def test_row_that_an_editor_may_not_change_stays_with_all_others(at_desk, interview):  # noqa: F811
    published = FragmentFactory(
        interview=interview, title="Staat al op de site", start_ms=200_000, published=True
    )
    page = at_desk(EditorFactory(), viewport={"width": 1280, "height": 800})
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
    page.locator("#id_fragments-0-title").click()
    before = rows(page)

    shift(page, "5")
    expect(said(page)).to_contain_text("rij 2")
    player(page).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Begin = nu", exact=True)).to_be_disabled()
    page.keyboard.press("b")
    expect(said(page)).to_contain_text("mag dit niet wijzigen")
    page.keyboard.press(".")

    assert page.evaluate("() => document.querySelector('.desk video').paused")
    assert rows(page) == before
    published.refresh_from_db()
    assert published.start_ms == 200_000


def test_new_row_where_one_begins_and_end_that_is_not_there_are_told(desk):  # noqa: F811
    seek(desk, 300)
    desk.keyboard.press("n")
    desk.keyboard.press("Escape")
    desk.keyboard.press("]")
    expect(said(desk)).to_have_text("De rij heeft deze tijd niet.")
    desk.keyboard.press("n")

    assert [start for start, _end, _title in rows(desk)] == ["2:22", "5:00"]
    chosen, other = (desk.locator("#fragments-group tr.form-row").nth(n) for n in (1, 0))
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")
    expect(said(desk)).to_contain_text("5:00")


def test_what_is_for_reading_is_shown_and_played(at_desk, interview):  # noqa: F811
    interview.fragments.update(end_ms=150_000)
    interview.state = State.PUBLISHED
    interview.save()
    page = at_desk(EditorFactory(), viewport={"width": 1280, "height": 800})
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")

    player(page).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-desk-row]")).to_have_text("2:22 Het eerste contact")
    expect(page.get_by_role("button", name="Begin = nu")).to_have_count(0)
    page.get_by_role("button", name="Speel het fragment: Het eerste contact").click()
    page.wait_for_function("() => document.querySelector('.desk video').currentTime > 142.2")


def test_without_a_recording_it_is_said_and_a_paste_is_undone(at_desk, interview):  # noqa: F811
    interview.recordings.all().delete()
    page = at_desk(ChiefEditorFactory())
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
    expect(page.get_by_text("Hier is geen speler")).to_be_visible()
    page.get_by_role("button", name="Plak een lijst…").click()
    page.locator("#paste-lines").fill("0:30 Uit de lijst")
    page.get_by_role("button", name="Maak er rijen van").click()
    expect(page.locator("[data-paste]")).to_be_hidden()
    assert len(rows(page)) == 2

    page.keyboard.press("Control+z")
    assert len(rows(page)) == 1
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(said(page)).to_have_text("Er is niets om ongedaan te maken.")


def test_end_before_its_start_is_marked_at_once_and_remarks_go_when_times_change(desk, axe):  # noqa: F811
    desk.get_by_role("button", name="Plak een lijst…").click()
    desk.locator("#paste-lines").fill("1:00 - 2:30 Te lang")
    desk.get_by_role("button", name="Maak er rijen van").click()
    desk.locator("[data-paste-close]").click()
    first, second = (desk.locator("#fragments-group tr.form-row").nth(n) for n in (0, 1))
    expect(first.locator(".remarks li")).to_have_count(1)

    second.locator("[name$=-start_ms]").fill("2:31")
    second.locator("[name$=-end_ms]").fill("2:31")
    second.locator("[name$=-title]").focus()

    expect(first.locator(".remarks li")).to_have_count(0)
    end = second.locator("[name$=-end_ms]")
    expect(end).to_have_accessible_description("Het einde moet na het begin liggen.")
    assert axe(desk) == []
    end.fill("2:32")
    end.blur()
    expect(second.locator(".errorlist")).to_have_count(0)


@pytest.mark.parametrize("name", ["fragments-0-title", "recordings-0-duration_ms", "title"])
def test_enter_saves_no_new_interview(at_desk, interview, name):  # noqa: F811
    page = at_desk(ChiefEditorFactory())
    page.goto("/admin/catalogue/interview/add/")
    page.locator("#id_title").fill("Nieuw gesprek")
    for group in ("fragments", "recordings"):
        page.locator(f"#{group}-group .add-row a").click()
    expect(page.locator("#recordings-0 :focus")).to_have_count(1)

    page.locator(f"[name={name}]").press("Enter")
    page.wait_for_timeout(300)

    expect(page).to_have_url(re.compile("/add/$"))
    assert type(interview).objects.count() == 1
