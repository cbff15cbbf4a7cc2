"""The main job in three engines: it plays from the exact second, says what it does, and stops."""

import time
from functools import partial
from io import BytesIO
from itertools import islice
from socket import SHUT_RDWR
from threading import Event

import pytest
from django.http import HttpResponse
from PIL import Image

from catalogue.media.stream import file_response
from catalogue.models import Fragment, Recording

THEME = "/themas/politiek-ambtelijke-verhoudingen/"
LOYAL = "Loyale tegenspraak?"

VIDEO = """() => {
  const video = document.querySelector("video");
  const { currentTime, paused, muted, playbackRate } = video;
  return { time: currentTime, paused, muted, rate: playbackRate };
}"""


@pytest.fixture
def loyal(demo):
    return Fragment.objects.get(title=LOYAL)


def button(fragment) -> str:
    return f"[data-fragment='{fragment.pid}'] button[data-play]"


def video(engine) -> dict:
    return engine.evaluate(VIDEO)


def open_page(engine, path: str) -> None:
    """Open it, and have it note from where it plays each time that it begins to.

    The page itself notes it, as soon as it stands there: by when it is seen to move, and by when a
    test asks, a busy machine has played on. To go on after a wait for the file is no beginning.
    """
    engine.goto(path)
    engine.evaluate(
        """() => {
          const root = document.querySelector("[data-player]");
          const video = root.querySelector("video");
          let place = video.currentTime;
          window.landings = [];
          const note = () => {
            if (root.dataset.state === "playing" && landings.at(-1) !== place) landings.push(place);
          };
          video.addEventListener("seeked", () => {
            place = video.currentTime;
            note();
          });
          new MutationObserver(note).observe(root, { attributeFilter: ["data-state"] });
        }"""
    )


def wait_until_playing(engine, start: float) -> float:
    """The second from which it plays; by then it has moved on."""
    near = "(start) => landings.splice(0).find((at) => Math.abs(at - start) < 10)"
    landing = engine.wait_for(near, start, patience_s=20)
    engine.wait_for("(at) => document.querySelector('video').currentTime > at + 0.3", landing)
    return landing


@pytest.mark.parametrize("path", [THEME, "/fragmenten/", "/interviews/gesprek-3/"])
def test_pressing_the_button_plays_from_the_exact_second(loyal, engine, path):
    open_page(engine, path)

    engine.click(button(loyal))

    assert wait_until_playing(engine, 903) == pytest.approx(903, abs=0.7)


def test_home_page_plays_its_moment_from_the_exact_second(demo, engine):
    open_page(engine, "/")
    item = "JSON.parse(document.querySelector('button[data-play]').dataset.play)"
    start = engine.evaluate(f"() => {item}.start")

    engine.click("button[data-play]")

    assert wait_until_playing(engine, start) == pytest.approx(start, abs=0.7)


def shorten(fragment, seconds: float) -> float:
    """Have it end soon; gives the second at which."""
    fragment.end_ms = fragment.start_ms + round(seconds * 1000)
    fragment.save()
    return fragment.end_ms / 1000


def wait_for_state(engine, state: str) -> dict:
    engine.wait_for(
        "(state) => document.querySelector('[data-player]').dataset.state === state", state
    )
    return video(engine)


def choose_speed(engine, speed: str) -> None:
    engine.evaluate(
        """(speed) => {
          const select = document.querySelector("[data-player-speed]");
          select.value = speed;
          select.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        speed,
    )


@pytest.mark.parametrize("speed", ["1", "2"])
def test_playing_stops_at_the_stated_end(loyal, engine, speed):
    end = shorten(loyal, 2 * int(speed))
    open_page(engine, THEME)
    choose_speed(engine, speed)

    engine.click(button(loyal))
    wait_until_playing(engine, 903)
    stopped = wait_for_state(engine, "finished")

    assert stopped["paused"]
    assert stopped["rate"] == int(speed)
    assert end - 0.1 <= stopped["time"] <= end + 0.5 * int(speed)


def test_theme_is_played_through(demo, engine):
    open_page(engine, THEME)
    pids = engine.evaluate(
        """() => [...document.querySelectorAll("button[data-play]")]
          .map((button) => JSON.parse(button.dataset.play).pid)"""
    )
    first, second, third = (Fragment.objects.get(pid=pid) for pid in pids[:3])
    shorten(first, 1.5)
    shorten(second, 1.5)
    open_page(engine, THEME)

    engine.click("[data-play-all]")

    starts = [fragment.start_ms / 1000 for fragment in (first, second, third)]
    landings = engine.wait_for("() => landings.length > 2 && landings", patience_s=20)
    assert landings == pytest.approx(starts, abs=0.7)
    shown = engine.evaluate("() => document.querySelector('li[aria-current]').dataset.fragment")
    assert shown == third.pid


@pytest.mark.parametrize("query, start, end", [("?t=905,907", 905, 907), ("?t=910", 910, None)])
def test_moment_in_the_address_stands_ready_and_plays(loyal, engine, query, start, end):
    open_page(engine, loyal.get_absolute_url() + query)
    engine.wait_for(
        "(at) => Math.abs(document.querySelector('video').currentTime - at) < 0.5", start
    )
    assert video(engine)["paused"]

    engine.click("[data-player-toggle]")

    assert wait_until_playing(engine, start) == pytest.approx(start, abs=0.7)
    if end:
        assert end - 0.1 <= wait_for_state(engine, "finished")["time"] <= end + 0.5


def test_thirty_seconds_earlier_and_the_slider(loyal, engine):
    open_page(engine, THEME)
    engine.click(button(loyal))
    wait_until_playing(engine, 903)

    engine.click("[data-player-back]")
    assert wait_until_playing(engine, 873) == pytest.approx(873, abs=2)

    engine.click("[data-player-seek]")  # in its middle
    assert wait_until_playing(engine, 900) == pytest.approx(900, abs=5)

    engine.press("ArrowLeft")
    assert wait_until_playing(engine, 893) == pytest.approx(896, abs=3)


def test_second_part_follows_the_first(loyal, engine):
    first = loyal.interview.recordings.get()
    end_ms = first.duration_ms
    loyal.start_ms, loyal.end_ms = end_ms - 2_000, end_ms + 1_500
    loyal.save()
    second = Recording.objects.create(interview=loyal.interview, part=2, duration_ms=end_ms)
    file = first.files.get()
    file.pk, file.recording = None, second
    file.save()
    open_page(engine, THEME)

    engine.click(button(loyal))
    wait_until_playing(engine, 1798)

    assert 1.4 <= wait_for_state(engine, "finished")["time"] <= 2
    position = engine.evaluate("() => document.querySelector('[data-player]').dataset.position")
    assert position == "1801"


SHOWN = """() => ({
  through: document.querySelector("[data-player-through]").checked,
  speed: document.querySelector("[data-player-speed]").value,
  rate: String(document.querySelector("video").playbackRate),
  course: document.querySelector("[data-player-state]").textContent,
})"""


def test_after_a_reload_the_controls_say_what_the_player_does(loyal, engine):
    open_page(engine, loyal.get_absolute_url())
    before = engine.evaluate(SHOWN)
    choose_speed(engine, "2")
    engine.click("[data-player-through]")
    assert engine.evaluate(SHOWN) != before

    engine.reload()

    after = engine.wait_for(SHOWN)
    assert after["speed"] == after["rate"]
    assert after == before


def test_after_the_way_back_it_does_not_play_by_itself(loyal, engine):
    open_page(engine, THEME)
    engine.evaluate("() => { window.isKept = true; }")
    choose_speed(engine, "2")
    engine.click(button(loyal))
    wait_until_playing(engine, 903)
    engine.goto("/themas/")

    engine.back()
    time.sleep(1)

    seen = video(engine)
    assert seen["paused"]
    shown = engine.evaluate(SHOWN)
    assert shown["speed"] == shown["rate"]
    if engine.evaluate("() => Boolean(window.isKept)"):
        engine.click("[data-player-toggle]")
        far = "(at) => document.querySelector('video').currentTime > at + 0.5"
        engine.wait_for(far, seen["time"])


def test_another_speed_leaves_the_sound_off(loyal, engine):
    open_page(engine, loyal.get_absolute_url())
    engine.click("[data-player-mute]")
    choose_speed(engine, "2")
    time.sleep(1.5)
    engine.click("[data-player-toggle]")
    wait_until_playing(engine, 903)
    assert video(engine)["muted"]

    for speed in ("0.75", "1"):
        choose_speed(engine, speed)
        time.sleep(0.5)
        assert video(engine)["muted"]
        assert video(engine)["rate"] == float(speed)

    engine.click("[data-player-mute]")
    time.sleep(0.2)
    assert not video(engine)["muted"]


# What goes wrong on the way.


@pytest.fixture
def answers(monkeypatch):
    """What the server does with the answers to come, one after the other; after them, it sends."""
    answers = []

    def answer(request, *args, **kwargs):
        response = file_response(request, *args, **kwargs)
        if not answers or not response.streaming:
            return response
        return answers.pop(0)(request, response)

    monkeypatch.setattr("catalogue.views.files.file_response", answer)
    return answers


def refuse(_request, response):
    response.close()
    return HttpResponse(status=503, headers={"Retry-After": "1"})


def break_off(request, response, *, pieces: int = 1, after: Event | None = None):
    """Send a little, and close the connection; or first hold it for as long as the event wants."""
    chunks = response.streaming_content

    def stream():
        yield from islice(chunks, pieces)
        if after:
            after.wait(30)
        # The only way from a view to the socket of Django's server.
        request.environ["wsgi.input"]._read.__self__.raw._sock.shutdown(SHUT_RDWR)
        raise ConnectionAbortedError("the server let go of the reader")

    response.streaming_content = stream()
    return response


PROBLEM = "document.querySelector('[data-player-problem]')"


def test_busy_server_is_said_and_asked_again(loyal, engine, answers):
    open_page(engine, "/fragmenten/")
    answers += [refuse] * 3  # the second is for the script, which asks what is the matter

    engine.click(button(loyal))

    engine.wait_for(f"() => {PROBLEM}.textContent.includes('Het is druk')")
    assert wait_until_playing(engine, 903) == pytest.approx(903, abs=0.7)
    assert engine.evaluate(f"() => {PROBLEM}.hidden")


def test_broken_connection_is_made_again(loyal, engine, answers):
    open_page(engine, "/fragmenten/")
    answers += [break_off] * 2  # some browsers ask again by themselves

    engine.click(button(loyal))

    assert wait_until_playing(engine, 903) == pytest.approx(903, abs=0.7)


def test_server_that_stands_still_is_asked_again(loyal, engine, answers):
    gone = Event()
    answers.append(partial(break_off, after=gone))
    open_page(engine, "/fragmenten/")

    engine.click(button(loyal))

    assert wait_until_playing(engine, 903) == pytest.approx(903, abs=0.7)
    gone.set()


def test_reader_who_was_let_go_of_while_paused_goes_on(loyal, engine, answers):
    gone = Event()

    def hold(request, response):
        start = int(response.get("Content-Range", "bytes 0-").split()[1].partition("-")[0])
        is_beginning = start < 500_000  # which tells of the file
        if is_beginning:
            return response
        return break_off(request, response, pieces=5, after=gone)

    answers += [hold] * 30
    open_page(engine, THEME)
    engine.click(button(loyal))
    at = wait_until_playing(engine, 903)
    engine.click("[data-player-toggle]")
    wait_for_state(engine, "paused")
    answers.clear()
    gone.set()
    time.sleep(1)

    engine.evaluate("() => { document.querySelector('video').playbackRate = 8; }")
    engine.click("[data-player-toggle]")

    far = "(at) => document.querySelector('video').currentTime > at + 40"
    engine.wait_for(far, at, patience_s=20)


ALOUD = """() => {
  const video = document.querySelector("video");
  window.heard = [];
  setInterval(() => {
    const { currentTime, paused, seeking, muted, volume } = video;
    const isHeard = !paused && !seeking && !muted && volume > 0;
    if (isHeard && currentTime > 0) window.heard.push(currentTime);
  }, 4);
}"""


def test_nothing_is_heard_but_what_was_asked_for(loyal, engine):
    open_page(engine, THEME)
    engine.evaluate(ALOUD)

    engine.click(button(loyal))
    wait_until_playing(engine, 903)

    heard = engine.evaluate("() => window.heard")
    assert heard
    assert min(heard) > 902.9
    assert engine.evaluate("() => document.querySelector('video').volume") == 1


def test_full_screen_that_is_refused_is_said(loyal, engine):
    open_page(engine, THEME)
    engine.evaluate(
        """() => {
          window.unhandled = [];
          addEventListener("unhandledrejection", ({ reason }) => unhandled.push(String(reason)));
          const video = document.querySelector("video");
          video.requestFullscreen = () => Promise.reject(new TypeError("not here"));
        }"""
    )
    engine.click(button(loyal))
    wait_until_playing(engine, 903)
    if engine.evaluate("() => document.querySelector('[data-player]').hasAttribute('data-docked')"):
        engine.click("[data-player-expand]")

    engine.click("[data-player-fullscreen]")

    engine.wait_for(f"() => !{PROBLEM}.hidden && {PROBLEM}.textContent.includes('volledig scherm')")
    assert engine.evaluate("() => unhandled") == []
    assert not video(engine)["paused"]


def test_in_full_screen_the_space_bar_works_at_once(loyal, engine):
    open_page(engine, loyal.get_absolute_url())
    engine.click("[data-player-toggle]")
    wait_until_playing(engine, 903)
    engine.click("[data-player-fullscreen]")
    engine.wait_for("() => document.fullscreenElement?.matches('video')")

    for state in ("paused", "playing"):
        engine.press(" ")
        wait_for_state(engine, state)
        time.sleep(0.5)  # a second answer to the same key would undo the first
        wait_for_state(engine, state)


def test_line_of_what_was_played_is_seen(loyal, engine):
    open_page(engine, loyal.interview.get_absolute_url())
    engine.click("[data-player-seek]")
    engine.wait_for("() => document.querySelector('video').currentTime > 880")
    x, y, width = engine.evaluate(
        """() => {
          const seek = document.querySelector("[data-player-seek]");
          seek.scrollIntoView({ block: "center", behavior: "instant" });
          const { x, y, width, height } = seek.getBoundingClientRect();
          return [x, y + height / 2, width];
        }"""
    )
    time.sleep(0.3)

    picture = Image.open(BytesIO(engine.screenshot())).convert("RGB")

    def is_red(share: float) -> bool:
        """Whether the line is in the signal's colour for the most part around there."""
        middle = round(x + width * share)
        row = [picture.getpixel((middle + step, round(y))) for step in range(-6, 6)]
        return sum(red > 150 and red > green + 60 for red, green, _blue in row) > 8

    assert [is_red(share) for share in (0.1, 0.3, 0.4, 0.6, 0.8)] == [True] * 3 + [False] * 2
