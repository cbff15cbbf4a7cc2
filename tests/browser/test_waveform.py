"""The waveform on the cutting desk: what it shows, edges that are dragged, silences that are
offered; and that the desk does all else without one."""

import av
import numpy as np
import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from catalogue.media import preparing, waveform
from catalogue.models import Fragment
from catalogue.values.choices import State
from tests.browser.test_desk import player, rows, save, seek
from tests.factories import (
    ChiefEditorFactory,
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    RecordingFactory,
)
from tests.media.sounds import words_and_pauses

# Seconds and loudness: words, and pauses in which a room is heard.
ROOM, WORDS = 0.001, 0.4
TALK = [(10, WORDS), (0.6, ROOM), (5.4, WORDS), (0.1, ROOM), (13.9, WORDS), (10, ROOM), (80, WORDS)]
# 0 … 10 · pause · 10.6 … 16 · a breath · 16.1 … 30 · pause · 40 … 120


def record(interview, talk, *, part=1, is_prepared=True):
    length_ms = round(1000 * sum(seconds for seconds, _loudness in talk))
    recording = RecordingFactory(interview=interview, part=part, duration_ms=length_ms)
    file = MediaFileFactory.build(
        recording=recording, mime_type="audio/wav", name="gesprek.wav", sha256=f"{part}" * 64
    )
    file.file.save("gesprek.wav", ContentFile(words_and_pauses(*talk)), save=False)
    file.save()
    if is_prepared:
        preparing.prepare(file, preparing.lacking(file))
    return file


@pytest.fixture
def interview(transactional_db, files_root):
    interview = InterviewFactory(title="Gesprek om te knippen")
    FragmentFactory(interview=interview, title="Het eerste contact", start_ms=4_000, end_ms=9_700)
    FragmentFactory(interview=interview, title="Tegenspraak", start_ms=11_200, end_ms=25_000)
    return interview


@pytest.fixture
def open_desk(at_desk, interview):
    """Function that opens the desk of the interview; takes the options of Playwright's own."""

    def open_desk(user=None, **options):
        page = at_desk(
            user or ChiefEditorFactory(), **{"viewport": {"width": 1280, "height": 800}, **options}
        )
        page.goto(f"/admin/catalogue/interview/{interview.pk}/change/")
        expect(player(page).get_by_role("button", name="Sneltoetsen")).to_be_visible()
        return page

    return open_desk


@pytest.fixture
def desk(open_desk, interview):
    record(interview, TALK)
    page = open_desk()
    expect(page.locator("[data-desk-wave]")).to_be_visible()
    return page


def zoom(page):
    return page.locator("[data-desk-zoom]")


def at(page, seconds: float, *, within: float = 20, canvas: str = "zoom") -> tuple[float, float]:
    """The place on the screen of a moment of the zoom, which begins at 0:00; or of the overview."""
    page.locator(f"[data-desk-{canvas}]").scroll_into_view_if_needed()
    box = page.locator(f"[data-desk-{canvas}]").bounding_box()
    return box["x"] + 1 + seconds / within * (box["width"] - 2), box["y"] + box["height"] / 2


def inked(page, canvas: str, share: float) -> int:
    """How many pixels of a column of the canvas, at this share of its width, the wave has."""
    return page.evaluate(
        """([name, share]) => {
          const canvas = document.querySelector(`[data-desk-${name}]`);
          const context = canvas.getContext("2d");
          const x = Math.round(share * (canvas.width - 1));
          const column = context.getImageData(x, 0, 1, canvas.height).data;
          const probe = document.createElement("span");
          probe.style.color = "var(--desk-wave)";
          canvas.parentElement.append(probe);
          const colour = getComputedStyle(probe).color;
          probe.remove();
          const dot = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
          const brush = dot.getContext("2d");
          brush.fillStyle = colour;
          brush.fillRect(0, 0, 1, 1);
          const ink = brush.getImageData(0, 0, 1, 1).data;
          let count = 0;
          for (let i = 0; i < column.length; i += 4) {
            if (Math.abs(column[i] - ink[0]) + Math.abs(column[i + 2] - ink[2]) < 60) count += 1;
          }
          return count;
        }""",
        [canvas, share],
    )


def wait_until_drawn(page, *, blocks: int = 1) -> None:
    """Until so many blocks of hundredths have come, and a picture after that."""
    page.wait_for_function(
        """(blocks) => {
          const come = performance.getEntriesByType("resource").filter(
            ({ name, responseEnd }) => name.endsWith("golf-100") && responseEnd > 0,
          );
          return come.length >= blocks;
        }""",
        arg=blocks,
    )
    page.evaluate(
        """async () => {
          for (let i = 0; i < 4; i += 1) await new Promise(requestAnimationFrame);
        }"""
    )


def drag(page, begin: float, end: float, *, let_go: bool = True) -> None:
    page.mouse.move(*at(page, begin))
    page.mouse.down()
    page.mouse.move(*at(page, (begin + end) / 2))
    page.mouse.move(*at(page, end))
    if let_go:
        page.mouse.up()


def test_words_and_pauses_are_drawn_where_they_are(desk):
    wait_until_drawn(desk)

    high, low = inked(desk, "zoom", 7 / 20), inked(desk, "zoom", 10.3 / 20)
    assert high > 5 * low > 0
    assert inked(desk, "overview", 60 / 120) > 5 * inked(desk, "overview", 35 / 120) > 0
    expect(zoom(desk)).to_have_attribute("aria-label", "Golfvorm van 0:00 tot 0:20.")
    expect(desk.locator("[data-desk-overview]")).to_have_attribute(
        "aria-label", "Golfvorm van 0:00 tot 2:00."
    )


def test_hundredths_are_asked_for_by_range_and_once(desk):
    wait_until_drawn(desk)
    asked = []
    desk.on(
        "request",
        lambda request: request.url.endswith("golf-100") and asked.append(request.headers["range"]),
    )
    for second in (10, 100, 10, 100):
        seek(desk, second)
        expect(zoom(desk)).to_have_attribute(
            "aria-label",
            "Golfvorm van 1:30 tot 1:50." if second > 60 else "Golfvorm van 0:00 tot 0:20.",
        )
        wait_until_drawn(desk, blocks=2 if second > 60 or asked else 1)

    assert asked == ["bytes=12000-23999"]


def test_click_goes_there_and_the_zoom_follows(desk):
    desk.mouse.click(*at(desk, 90, within=120, canvas="overview"))

    expect(desk.locator("[data-desk-now]")).to_contain_text("1:30")
    expect(zoom(desk)).to_have_attribute("aria-label", "Golfvorm van 1:20 tot 1:40.")
    expect(player(desk)).to_be_focused()

    box = zoom(desk).bounding_box()
    desk.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 60)
    expect(desk.locator("[data-desk-now]")).to_contain_text("1:35")


def test_edge_is_dragged_undone_and_kept_until_it_is_saved(desk, interview):
    drag(desk, 9.7, 10.2)
    assert rows(desk)[0] == ("0:04", "0:10.2", "Het eerste contact")

    drag(desk, 11.2, 10.5)
    assert rows(desk)[1] == ("0:10.5", "0:25", "Tegenspraak")
    expect(desk.locator("[data-desk-row]")).to_have_text("0:10.5 Tegenspraak")
    assert interview.fragments.get(title="Tegenspraak").start_ms == 11_200

    desk.keyboard.press("z")
    assert rows(desk) == [
        ("0:04", "0:10.2", "Het eerste contact"),
        ("0:11.2", "0:25", "Tegenspraak"),
    ]
    desk.wait_for_function(
        "() => Object.values(localStorage).some((text) => text.includes('0:10.2'))"
    )
    save(desk)
    assert interview.fragments.get(title="Het eerste contact").end_ms == 10_200


def test_edge_that_is_let_go_of_by_escape_stays_and_none_passes_its_other_edge(desk):
    before = rows(desk)
    drag(desk, 9.7, 15, let_go=False)
    desk.keyboard.press("Escape")
    desk.mouse.up()
    assert rows(desk) == before

    drag(desk, 9.7, 2)
    assert rows(desk)[0][:2] == ("0:04", "0:04.1")


def test_edge_does_not_jump_to_the_finger_and_a_finger_still_scrolls(open_desk, interview):
    record(interview, TALK)
    page = open_desk(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    expect(page.locator("[data-desk-wave]")).to_be_visible()
    x, y = at(page, 11.2)
    fingers = page.context.new_cdp_session(page)

    def touch(*moves):
        for kind, places in [
            ("touchStart", moves[:1]),
            *[("touchMove", [move]) for move in moves[1:]],
            ("touchEnd", []),
        ]:
            points = [{"x": left, "y": top} for left, top in places]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(300)

    second = (page.locator("[data-desk-zoom]").bounding_box()["width"] - 2) / 20
    touch(*[(x + 10 + step / 8 * 2 * second, y) for step in range(9)])
    assert rows(page)[1][0] == "0:13.2"

    before = page.evaluate("() => scrollY")
    touch(*[(x - 100, y - step * 8) for step in range(12)])
    assert page.evaluate("() => scrollY") > before
    assert rows(page)[1][0] == "0:13.2"


def test_who_only_reads_sees_the_waveform_and_moves_nothing(open_desk, interview):
    record(interview, TALK)
    for each in (interview, *interview.fragments.all()):
        each.state = State.PUBLISHED
        each.save()
    page = open_desk(EditorFactory())

    expect(zoom(page)).to_be_visible()
    expect(page.get_by_role("button", name="Stilte…")).to_have_count(0)
    page.mouse.click(*at(page, 90, within=120, canvas="overview"))
    expect(page.locator("[data-desk-now]")).to_contain_text("1:30")
    drag(page, 9.7, 12)
    expect(page.locator("[data-desk-offer]")).to_be_hidden()


def test_edge_of_what_is_published_is_not_an_editors_to_move(open_desk, interview):
    record(interview, TALK)
    fragment = interview.fragments.get(title="Tegenspraak")
    fragment.state = State.PUBLISHED
    fragment.save()
    page = open_desk(EditorFactory())
    expect(page.locator("[data-desk-wave]")).to_be_visible()

    drag(page, 11.2, 14)
    drag(page, 4, 5)

    assert [start for start, _end, _title in rows(page)] == ["0:05", "0:11.2"]


def test_silence_is_offered_and_taken_over_only_when_said(desk):
    player(desk).focus()
    for key in ("ArrowDown", "w"):
        desk.keyboard.press(key)
    offer = desk.locator("[data-desk-offer]")
    expect(offer).to_contain_text("Einde 0:10.1, in een stilte die begint op 0:10 (+0,4 s).")
    expect(desk.get_by_role("button", name="Neem over")).to_be_focused()
    assert rows(desk)[0][1] == "0:09.7"

    desk.keyboard.press("Enter")
    expect(offer).to_be_hidden()
    expect(player(desk)).to_be_focused()
    assert rows(desk)[0][1] == "0:10.1"

    desk.keyboard.press("w")
    expect(offer).to_contain_text("0:10.1 ligt al in een stilte.")
    desk.keyboard.press("z")
    assert rows(desk)[0][1] == "0:09.7"

    for key in ("ArrowDown", "q"):
        desk.keyboard.press(key)
    expect(offer).to_contain_text("Begin 0:10.5, in een stilte die ophoudt op 0:10.6 (-0,7 s).")
    desk.keyboard.press("Escape")
    expect(offer).to_be_hidden()
    expect(player(desk)).to_be_focused()
    assert rows(desk)[1][0] == "0:11.2"

    desk.keyboard.press("w")
    expect(offer).to_contain_text("Binnen een seconde van 0:25 is geen stilte.")
    expect(desk.get_by_role("button", name="Neem over")).to_have_count(0)


def test_silence_is_heard_before_it_is_taken(desk):
    desk.locator("#id_fragments-1-title").click()
    desk.get_by_role("button", name="Stilte… bij het begin").click()
    desk.get_by_role("button", name="Luister").click()
    desk.wait_for_function("() => !document.querySelector('.desk video').paused")
    expect(desk.locator("[data-desk-now]")).to_contain_text("0:1")

    assert rows(desk)[1][0] == "0:11.2"
    desk.get_by_role("button", name="Neem over").click()
    assert rows(desk)[1][0] == "0:10.5"


def test_parts_lie_end_to_end(open_desk, interview):
    record(interview, [(10, WORDS), (10, ROOM)])
    record(interview, [(10, ROOM), (10, WORDS)], part=2)
    page = open_desk()
    expect(page.locator("[data-desk-overview]")).to_have_attribute(
        "aria-label", "Golfvorm van 0:00 tot 0:40."
    )
    wait_until_drawn(page)

    found = [inked(page, "overview", second / 40) for second in (5, 15, 25, 35)]
    assert min(found[0], found[3]) > 5 * max(found[1], found[2])

    seek(page, 30)
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    expect(page.locator("[data-desk-offer]")).to_contain_text(
        "Begin 0:29.9, in een stilte die ophoudt op 0:30 (-0,1 s)."
    )


def test_part_without_a_waveform_keeps_its_place(open_desk, interview):
    record(interview, TALK)
    record(interview, TALK, part=2, is_prepared=False)
    page = open_desk()
    expect(page.locator("[data-desk-overview]")).to_have_attribute(
        "aria-label", "Golfvorm van 0:00 tot 4:00."
    )
    expect(page.get_by_text("Er is nog geen golfvorm van de hele opname.")).to_be_visible()

    seek(page, 200)
    for key in ("n", "Escape", "q"):
        page.keyboard.press(key)
    expect(page.locator("[data-desk-offer]")).to_contain_text("Op 3:20 is geen golfvorm.")
    seek(page, 119)
    wait_until_drawn(page, blocks=2)
    assert inked(page, "zoom", 0.2) > 5 * inked(page, "zoom", 0.8)


def test_without_a_waveform_all_else_works(open_desk, interview):
    file = record(interview, TALK, is_prepared=False)
    assert not waveform.is_made(file)
    page = open_desk()
    expect(page.get_by_text("Er is nog geen golfvorm van de hele opname.")).to_be_visible()
    expect(page.locator("[data-desk-wave]")).to_have_count(0)
    expect(page.get_by_role("button", name="Stilte…")).to_have_count(0)

    seek(page, 60)
    for key in ("q", "w", "n"):
        page.keyboard.press(key)
    page.keyboard.type("Nieuw")
    assert rows(page)[-1] == ("1:00", "", "Nieuw")


def test_waveform_that_does_not_come_leaves_the_desk_as_it_is(open_desk, interview, incidents):
    record(interview, TALK)
    page = open_desk()
    page.route("**/golf-10", lambda route: route.fulfill(status=503))
    page.reload()
    expect(player(page).get_by_role("button", name="Sneltoetsen")).to_be_visible()
    seek(page, 60)
    page.keyboard.press("n")

    assert rows(page)[-1][0] == "1:00"
    expect(page.locator("[data-desk-wave]")).to_be_hidden()
    incidents.clear()


def test_axe_finds_nothing_and_the_keys_are_listed(desk, axe):
    player(desk).focus()
    for key in ("ArrowDown", "w"):
        desk.keyboard.press(key)
    expect(desk.locator("[data-desk-offer]")).to_be_visible()
    assert axe(desk) == []

    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_contain_text("toon de dichtstbijzijnde stilte")


@pytest.mark.parametrize("width", [360, 1280])
def test_waveform_fits_and_is_sharp(open_desk, interview, width):
    record(interview, TALK)
    page = open_desk(viewport={"width": width, "height": 740}, device_scale_factor=2)
    expect(zoom(page)).to_be_visible()
    wait_until_drawn(page)

    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".desk__wave canvas")].map(
          (canvas) => [canvas.width / canvas.clientWidth, canvas.getBoundingClientRect().right])"""
    )
    assert all(ratio == pytest.approx(2, abs=0.02) and right <= width for ratio, right in sizes)
    page.set_viewport_size({"width": width + 100, "height": 740})
    page.wait_for_function(
        """() => { const canvas = document.querySelector("[data-desk-zoom]");
          return Math.abs(canvas.width / canvas.clientWidth - 2) < 0.02; }"""
    )


def test_colours_follow_the_scheme(open_desk, interview):
    record(interview, TALK)
    light, dark = (open_desk(color_scheme=scheme) for scheme in ("light", "dark"))
    for page in (light, dark):
        wait_until_drawn(page)
        assert inked(page, "overview", 0.5) > 20


@pytest.mark.parametrize(("motion", "is_smooth"), [("no-preference", True), ("reduce", False)])
def test_position_moves_smoothly_only_for_who_likes_motion(open_desk, interview, motion, is_smooth):
    record(interview, TALK)
    page = open_desk(reduced_motion=motion)
    expect(page.locator("[data-desk-wave]")).to_be_visible()
    player(page).focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.desk video').currentTime > 0.5")

    drawn = page.evaluate(
        """async () => {
          let count = 0;
          const context = document.querySelector("[data-desk-zoom]").getContext("2d");
          const clear = context.clearRect.bind(context);
          context.clearRect = (...place) => { count += 1; clear(...place); };
          await new Promise((done) => setTimeout(done, 1500));
          return count;
        }"""
    )
    assert (drawn > 12) is is_smooth


def test_row_that_has_the_focus_is_not_behind_the_waveform(open_desk, interview):
    record(interview, TALK)
    Fragment.objects.bulk_create(
        [
            Fragment(interview=interview, title=f"Rij {n}", start_ms=30_000 + n * 1_000)
            for n in range(60)
        ]
    )
    page = open_desk()
    page.locator("#id_fragments-61-title").focus()
    for _each in range(40):
        page.keyboard.press("Shift+Tab")
        hidden = page.evaluate(
            """() => {
              const wave = document.querySelector(".desk__wave").getBoundingClientRect();
              const box = document.activeElement.getBoundingClientRect();
              return box.top < wave.bottom - 1 && box.right > wave.left;
            }"""
        )
        assert not hidden


NEAREST = [  # of silences at 10 to 11, 20 to 20.2 and 30 to 39: time, box, moment
    (10, "start", 10.9),
    (10, "end", 10.1),
    (10.2, "start", 10.9),
    (11.9, "start", 10.9),
    (12, "start", None),
    (9.1, "end", 10.1),
    (9, "end", None),
    (20.1, "start", 20.1),
    (33, "start", 33),
]
LIMITS = [  # what is heard here, how loud words are, what is no louder is silence
    ([0, 0, 0, 0, 40, 40, 40], 40, 10),  # digital silence
    ([6, 6, 40, 40, 40], 46, 16),  # a room
    ([40, 40, 40, 40], 40, 25),  # words alone
    ([0, 0, 0], 0, 0),  # nothing at all
]


@pytest.fixture
def silences(page):
    """Function that gives what a function of silences.js gives for each of these arguments."""
    page.goto("/over/")

    def silences(name, cases):
        return page.evaluate(
            """async ([name, cases]) => {
              const module = await import("/static/catalogue/admin/silences.js");
              return cases.map((values) => module[name](...values));
            }""",
            [name, cases],
        )

    return silences


def test_silences_are_runs_that_are_long_enough(silences):
    loud = [2] * 20 + [60] * 30 + [2] * 14 + [60] * 30 + [5] * 15

    assert silences("silencesIn", [(loud, 100, 5)]) == [
        [
            {"from": 100, "to": 100.2},
            {"from": pytest.approx(100.94), "to": pytest.approx(101.09)},
        ]
    ]


def test_nearest_silence_is_within_a_second_and_beside_the_words(silences):
    spans = [{"from": 10, "to": 11}, {"from": 20, "to": 20.2}, {"from": 30, "to": 39}]

    found = silences("nearest", [(spans, time, box) for time, box, _moment in NEAREST])

    assert [one and round(one["at"], 3) for one in found] == [moment for *_asked, moment in NEAREST]


def test_limit_lies_between_the_background_and_the_words(silences):
    found = silences("limit", [(here, words) for here, words, _most in LIMITS])

    assert found == [most for *_asked, most in LIMITS]


def film(path, *, seconds=30, rate=25):
    """A small film of so many pictures a second, with a tone."""
    with av.open(str(path), "w", format="mp4") as container:
        pictures = container.add_stream("libx264", rate=rate, options={"bf": "0"})
        pictures.width, pictures.height, pictures.pix_fmt = 64, 36, "yuv420p"
        sound = container.add_stream("aac", rate=8000, layout="mono")
        for number in range(seconds * rate):
            grey = np.full((36, 64, 3), number % 256, np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(pictures.encode(None))
        for begin in range(0, seconds * 8000, 1024):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(begin, begin + 1024) / 8000)
            frame.planes[0].update(tone.astype(np.float32).tobytes())
            frame.sample_rate, frame.pts = 8000, begin
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))


@pytest.mark.parametrize("speed", ["1", "2"])
def test_now_is_within_a_tenth_of_the_picture_shown(open_desk, interview, tmp_path, speed):
    film(tmp_path / "film.mp4")
    recording = RecordingFactory(interview=interview, duration_ms=30_000)
    file = MediaFileFactory.build(recording=recording, mime_type="video/mp4", name="film.mp4")
    file.file.save("film.mp4", ContentFile((tmp_path / "film.mp4").read_bytes()), save=False)
    file.save()
    page = open_desk()
    page.locator("[data-desk-speed]").select_option(speed)
    player(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")

    off = page.evaluate(
        """async () => {
          const video = document.querySelector(".desk video");
          const player = document.querySelector("[data-desk-player]");
          const box = document.querySelector("[name$='-start_ms']");
          const found = [];
          // With each twelfth picture that is put on the screen, the key for "begin = now".
          await new Promise((done) => {
            let number = 0;
            const shown = (_now, { mediaTime }) => {
              number += 1;
              if (number % 12 === 0) {
                player.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
                const [minutes, seconds] = box.value.split(":").map(Number);
                found.push(Math.abs(60 * minutes + seconds - mediaTime));
              }
              if (found.length === 15) done();
              else video.requestVideoFrameCallback(shown);
            };
            video.requestVideoFrameCallback(shown);
          });
          return found.sort((one, other) => one - other);
        }"""
    )
    assert off[len(off) // 2] <= 0.1


def test_three_hundred_rows_answer_at_once_with_a_waveform(open_desk, interview):
    record(interview, TALK)
    Fragment.objects.bulk_create(
        [
            Fragment(
                interview=interview, title=f"Rij {n}", start_ms=30_000 + n * 300, state=State.DRAFT
            )
            for n in range(298)
        ]
    )
    page = open_desk()
    expect(page.locator("[data-desk-wave]")).to_be_visible()
    took = page.evaluate(
        """async () => {
          const player = document.querySelector("[data-desk-player]");
          player.focus();
          const found = [];
          for (const key of ["ArrowDown", "b", "ArrowDown", ".", "e", "]", "z", "ArrowUp"]) {
            await new Promise(requestAnimationFrame);
            const began = performance.now();
            player.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            document.body.getBoundingClientRect(); // with where everything comes to stand
            found.push(performance.now() - began);
          }
          return found.sort((one, other) => one - other);
        }"""
    )
    assert len(rows(page)) == 300
    assert took[len(took) // 2] < 50
