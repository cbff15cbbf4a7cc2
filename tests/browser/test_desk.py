"""The cutting desk: an interview's recording beside its fragments, by keyboard and mouse.

Keys and clicks are counted. Before the desk, eight fragments cost 41 clicks and some 300 keys
without the letters of their titles, with the times read from a second tab.
"""

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from catalogue.models import Fragment
from catalogue.values.choices import State
from tests.factories import (
    ChiefEditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    RecordingFactory,
)

KEYS_BEFORE = 341


@pytest.fixture
def interview(transactional_db, settings, files_root, recording_bytes):
    """A draft with a recording to cut, and one fragment at 2:22."""
    settings.DEMO = True
    interview = InterviewFactory(title="Gesprek om te knippen")
    recording = RecordingFactory(interview=interview, duration_ms=1_800_000, demonstration=True)
    file = MediaFileFactory.build(recording=recording, mime_type="video/mp4", name="gesprek.mp4")
    file.file.save("gesprek.mp4", ContentFile(recording_bytes), save=False)
    file.save()
    FragmentFactory(interview=interview, title="Het eerste contact", start_ms=142_000)
    return interview


@pytest.fixture
def desk(at_desk, interview):
    """A chief editor's page, at the desk of the interview."""
    page = at_desk(ChiefEditorFactory(), viewport={"width": 1280, "height": 800})
    page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
    expect(player(page).get_by_role("button", name="Sneltoetsen")).to_be_visible()
    return page


def player(page):
    return page.locator("[data-desk-player]")


def seek(page, seconds: float) -> None:
    """What minutes of listening do."""
    page.locator("[data-desk-seek]").fill(str(seconds))
    player(page).focus()


def rows(page) -> list[tuple[str, str, str]]:
    """Start, end and title of each row, as they stand on the page."""
    return [
        tuple(
            row.locator(f'[name$="-{name}"]').input_value()
            for name in ("start_ms", "end_ms", "title")
        )
        for row in page.locator("#fragments-group tr.form-row:not(.empty-form)").all()
    ]


def kept(page) -> list[str]:
    """The names under which the browser keeps rows that were not saved."""
    return page.evaluate(
        "() => Object.keys(localStorage).filter((name) => name.includes('unsaved'))"
    )


def save(page) -> None:
    page.get_by_role("button", name="Opslaan en opnieuw bewerken").click()
    expect(
        page.locator(".messagelist .success, .messagelist .info, .errornote").first
    ).to_be_visible()


def test_eight_fragments_are_cut_and_titled_by_keyboard_alone(desk, interview):
    pressed = 0

    def press(*keys):
        nonlocal pressed
        for key in keys:
            desk.keyboard.press(key)
            pressed += 1

    for number in range(1, 9):
        seek(desk, 200 + 60 * number)
        press("n")
        desk.keyboard.type(f"Fragment {number}")
        press("Escape")
        seek(desk, 230 + 60 * number)
        press("e")
    save(desk)

    cut = interview.fragments.filter(title__startswith="Fragment").order_by("start_ms")
    assert [(one.title, one.start_ms, one.end_ms) for one in cut] == [
        (f"Fragment {n}", (200 + 60 * n) * 1000, (230 + 60 * n) * 1000) for n in range(1, 9)
    ]
    assert pressed <= KEYS_BEFORE / 5


def test_now_is_what_is_shown_at_double_speed_too(desk):
    desk.locator("[data-desk-speed]").select_option("2")
    seek(desk, 600)
    desk.keyboard.press("Space")
    desk.wait_for_function("() => document.querySelector('.desk video').currentTime > 600.5")
    desk.keyboard.press("n")
    shown = desk.evaluate("document.querySelector('.desk video').currentTime")
    desk.keyboard.press("Escape")
    desk.keyboard.press("k")

    (start,) = [start for start, _end, title in rows(desk) if not title]
    minutes, seconds = start.split(":")
    # At double speed the picture runs on by 0.2 s in the tenth that the question itself takes.
    assert int(minutes) * 60 + float(seconds) == pytest.approx(shown, abs=0.3)


def test_row_stands_between_its_neighbours_and_enter_goes_on_without_saving(desk, interview):
    seek(desk, 100)
    desk.keyboard.press("n")
    desk.keyboard.type("Eerder")
    desk.keyboard.press("Enter")

    assert rows(desk) == [("1:40", "", "Eerder"), ("2:22", "", "Het eerste contact")]
    expect(desk.locator(":focus")).to_have_value("Het eerste contact")
    desk.keyboard.press("Enter")
    expect(player(desk)).to_be_focused()
    assert interview.fragments.count() == 1


def test_nudges_and_playing_just_the_fragment(desk):
    desk.keyboard.press("Tab")
    player(desk).focus()
    for key in ("ArrowDown", ".", ".", ">", "]"):
        desk.keyboard.press(key)
    assert rows(desk)[0][:2] == ("2:23.2", "")

    seek(desk, 145)
    for key in ("e", "[", "p"):
        desk.keyboard.press(key)
    assert rows(desk)[0][:2] == ("2:23.2", "2:24.9")
    desk.wait_for_function(
        """() => {
          const video = document.querySelector('.desk video');
          return video.paused && Math.abs(video.currentTime - 144.9) < 0.3;
        }"""
    )


def test_each_act_is_undone_and_typing_stays(desk):
    before = rows(desk)
    seek(desk, 300)
    desk.keyboard.press("n")
    desk.keyboard.type("Weg ermee")
    title = desk.locator("#id_fragments-0-title")
    title.fill("Zelf getypt")
    desk.keyboard.press("Escape")
    desk.keyboard.press("b")
    desk.keyboard.press("z")
    assert ("2:22", "", "Zelf getypt") in rows(desk)

    desk.keyboard.press("z")
    assert rows(desk) == [("2:22", "", "Zelf getypt")]
    title.fill(before[0][2])
    save(desk)
    expect(desk.locator(".errornote")).to_have_count(0)


def test_row_that_is_taken_away_leaves_the_others_in_order(desk, interview):
    for at, title in ((100, "Een"), (200, "Twee"), (300, "Drie")):
        seek(desk, at)
        desk.keyboard.press("n")
        desk.keyboard.type(title)
        desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Haal de rij weg: Twee").click()
    save(desk)

    titles = list(interview.fragments.in_time_order().values_list("title", flat=True))
    assert titles == ["Een", "Het eerste contact", "Drie"]


def test_refused_row_has_its_errors_within_their_columns_and_one_button_that_takes_it_away(desk):
    seek(desk, 150)
    desk.keyboard.press("n")
    desk.keyboard.type("Zelfde begin")
    desk.locator("[name='fragments-1-start_ms']").fill("2:22")
    save(desk)

    row = desk.locator("tr.form-row", has=desk.locator("[value='Zelfde begin']"))
    error = row.locator(".field-start_ms .errorlist").bounding_box()
    end = row.locator("[name$='-end_ms']").bounding_box()
    assert error["x"] + error["width"] <= end["x"]
    expect(row.locator(".delete").get_by_role("button")).to_have_text(["", ""])  # play, take away
    row.get_by_role("button", name="Haal de rij weg").click()
    assert len(rows(desk)) == 1


def test_list_of_twenty_is_pasted_with_three_bad_lines(desk, interview):
    lines = [f"{10 + n}:0{n % 10} Uit de lijst {n}" for n in range(17)]
    lines[5:5] = ["Zonder tijd", "2:22 Al bezet", "12:61 Te veel seconden"]
    desk.get_by_role("button", name="Plak een lijst…").click()
    desk.locator("#paste-lines").fill("\n".join(lines))
    desk.get_by_role("button", name="Maak er rijen van").click()

    problems = desk.locator("[data-paste-problems] li")
    expect(problems).to_have_count(3)
    expect(problems).to_contain_text(
        [f"Regel {number}, ‘{line}’: " for number, line in enumerate(lines[5:8], start=1)]
    )
    expect(desk.locator("#paste-lines")).to_have_value("\n".join(lines[5:8]))
    desk.locator("[data-paste-close]").click()
    assert len(rows(desk)) == 18
    assert interview.fragments.count() == 1

    player(desk).focus()
    desk.keyboard.press("z")
    assert len(rows(desk)) == 1


def test_remarks_stand_in_the_row_and_rows_are_called_by_the_number_that_they_show(
    desk, interview, axe
):
    desk.get_by_role("button", name="Plak een lijst…").click()
    desk.locator("#paste-lines").fill("1:00 - 2:30 Te lang\n0:30 - 0:40 Eerst")
    desk.get_by_role("button", name="Maak er rijen van").click()

    said = "‘Te lang’ eindigt op 2:30, nadat ‘Het eerste contact’ op 2:22 is begonnen."
    expect(desk.locator("[data-paste-remarks] li")).to_have_text([said])
    desk.locator("[data-paste-close]").click()
    title = desk.get_by_label("Titel, rij 2", exact=True)
    expect(title).to_have_value("Te lang")
    expect(title).to_have_accessible_description(said)
    expect(desk.get_by_label("Begintijd, rij 3", exact=True)).to_have_value("2:22")
    assert axe(desk) == []

    save(desk)

    expect(desk.get_by_label("Titel, rij 2", exact=True)).to_have_accessible_description(said)
    desk.get_by_label("Begintijd, rij 2", exact=True).fill("0:30")
    desk.get_by_role("button", name="Opslaan en opnieuw bewerken").click()

    error = desk.locator("#fragments-group .errorlist li")
    expect(error).to_have_text(
        "Rij 2 (‘Te lang’) en rij 1 (‘Eerst’) beginnen allebei op 0:30. "
        "Geef er één een andere begintijd."
    )
    assert axe(desk) == []


def test_what_was_not_saved_comes_back_and_logging_out_drops_it(desk, interview):
    seek(desk, 500)
    desk.keyboard.press("n")
    desk.keyboard.type("Bijna kwijt")
    desk.wait_for_function(
        "() => Object.keys(localStorage).some((name) => name.includes('unsaved'))"
    )
    desk.wait_for_timeout(600)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()

    desk.get_by_role("button", name="Zet ze terug").click()
    assert ("8:20", "", "Bijna kwijt") in rows(desk)
    save(desk)
    assert interview.fragments.filter(title="Bijna kwijt").exists()
    desk.reload()
    expect(desk.locator("[data-desk-unsaved]")).to_be_hidden()

    desk.locator("#id_fragments-0-title").fill("Anders")
    desk.wait_for_timeout(600)
    desk.locator("#logout-form button").click()
    desk.wait_for_load_state()
    assert kept(desk) == []


def test_row_that_is_undone_comes_back_with_its_title(desk):
    seek(desk, 300)
    desk.keyboard.press("n")
    desk.keyboard.type("Lang over nagedacht")
    desk.keyboard.press("Escape")
    desk.keyboard.press("z")
    assert len(rows(desk)) == 1

    desk.get_by_role("button", name="Opnieuw", exact=True).click()

    assert rows(desk)[1] == ("5:00", "", "Lang over nagedacht")
    desk.keyboard.press("Control+z")
    assert len(rows(desk)) == 1


def leave_unsaved(page, title: str) -> None:
    """Type in the first row, and lose the page."""
    page.locator("#id_fragments-0-title").fill(title)
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())


def put_back(page):
    return page.get_by_role("button", name="Zet ze terug")


def test_only_what_one_typed_comes_back_and_a_colleague_keeps_the_rest(desk, interview):
    later = FragmentFactory(interview=interview, title="Later", start_ms=200_000)
    desk.reload()
    leave_unsaved(desk, "Van mij")
    Fragment.objects.filter(interview=interview, start_ms=142_000).update(end_ms=150_000)
    later.title = "Van een collega"
    later.save()
    desk.reload()

    put_back(desk).click()

    assert rows(desk) == [("2:22", "2:30", "Van mij"), ("3:20", "", "Van een collega")]
    save(desk)
    expect(desk.locator(".messagelist .success")).to_be_visible()
    assert rows(desk) == [("2:22", "2:30", "Van mij"), ("3:20", "", "Van een collega")]
    expect(put_back(desk)).to_be_hidden()


def test_what_comes_back_is_asked_about_where_a_colleague_was_first(desk, interview):
    leave_unsaved(desk, "Van mij")
    fragment = interview.fragments.get()
    fragment.title = "Van een collega"
    fragment.save()
    desk.reload()
    put_back(desk).click()
    save(desk)

    expect(desk.get_by_text("Een collega was u voor")).to_be_visible()
    assert interview.fragments.get().title == "Van een collega"


def test_row_that_went_meanwhile_is_told_with_what_was_typed(desk, interview):
    leave_unsaved(desk, "Van mij")
    interview.fragments.all().delete()
    desk.reload()
    put_back(desk).click()

    expect(desk.get_by_role("alert").filter(has_text="Van mij")).to_be_visible()


def test_save_that_failed_is_offered_after_a_colleague_saved(desk, interview):
    leave_unsaved(desk, "Van mij")
    address = desk.url
    desk.route("**/change/", lambda route: route.abort())
    desk.get_by_role("button", name="Opslaan en opnieuw bewerken").click(no_wait_after=True)
    desk.wait_for_timeout(500)
    desk.unroute("**/change/")
    interview.save()  # one version on
    desk.goto(address)

    put_back(desk).click()
    assert rows(desk)[0][2] == "Van mij"


def test_what_came_back_refused_is_kept_until_it_is_saved(desk, interview):
    address = desk.url
    desk.locator("#id_fragments-0-title").fill("Van mij")
    desk.locator("#id_fragments-0-end_ms").fill("onzin")
    save(desk)
    expect(desk.locator(".errornote")).to_be_visible()
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(address)

    put_back(desk).click()
    assert rows(desk) == [("2:22", "onzin", "Van mij")]
    desk.locator("#id_fragments-0-end_ms").fill("0h3m")
    save(desk)
    desk.goto(address)
    assert kept(desk) == []
    assert rows(desk) == [("2:22", "3:00", "Van mij")]


def test_save_in_one_tab_leaves_what_another_kept(desk, interview):
    leave_unsaved(desk, "Van de eerste tab")
    other = desk.context.new_page()
    other.goto(desk.url)
    expect(other.locator("[data-desk-unsaved]")).to_be_hidden()
    seek(other, 500)
    other.keyboard.press("n")
    other.keyboard.type("Van de tweede tab")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".messagelist .success")).to_be_visible()
    desk.close()
    other.reload()

    put_back(other).click()
    assert [title for _start, _end, title in rows(other)] == [
        "Van de eerste tab",
        "Van de tweede tab",
    ]


def test_all_times_from_a_row_on_are_moved(desk, interview):
    FragmentFactory(interview=interview, title="Later", start_ms=200_000, end_ms=230_500)
    desk.reload()
    desk.locator("#id_fragments-1-title").click()
    desk.locator("[data-desk-shift]").fill("-1,5")
    desk.get_by_role("button", name="Verschuif").click()

    assert [row[:2] for row in rows(desk)] == [("2:22", ""), ("3:18.5", "3:49")]


def test_keys_are_listed_and_axe_finds_nothing(desk, axe):
    player(desk).focus()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_contain_text("nieuwe rij die nu begint")
    desk.keyboard.press("Escape")
    seek(desk, 100)
    desk.keyboard.press("n")

    assert axe(desk) == []


def test_three_hundred_rows_answer_at_once(desk, interview):
    Fragment.objects.bulk_create(
        [
            Fragment(interview=interview, title=f"Rij {n}", start_ms=n * 5_000, state=State.DRAFT)
            for n in range(300)
            if n * 5_000 != 142_000
        ]
    )
    desk.reload()
    player(desk).focus()
    took = desk.evaluate(
        """() => {
          const began = performance.now();
          const player = document.querySelector("[data-desk-player]");
          for (let i = 0; i < 10; i += 1) {
            player.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
            player.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
          }
          return (performance.now() - began) / 20;
        }"""
    )
    assert len(rows(desk)) >= 300
    assert took < 50
