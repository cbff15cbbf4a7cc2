"""The main job in three engines: it plays from the exact second, says what it does, and stops."""

import time
from io import BytesIO
from threading import Event

import pytest
from django.http import HttpResponse
from PIL import Image

from catalogue.media.stream import file_response
from catalogue.models import Fragment

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


def wait_until_playing(engine, start: float) -> float:
    """The second at which it was heard first, a moment after which it has moved on."""
    first = engine.wait_for(
        """(start) => {
          const { currentTime, paused } = document.querySelector("video");
          const { state } = document.querySelector("[data-player]").dataset;
          return state === "playing" && !paused && currentTime >= start - 0.5 && currentTime;
        }""",
        start,
    )
    engine.wait_for("(at) => document.querySelector('video').currentTime > at + 0.3", first)
    return first


@pytest.mark.parametrize("path", [THEME, "/fragmenten/", "/interviews/gesprek-3/"])
def test_pressing_the_button_plays_from_the_exact_second(loyal, engine, path):
    engine.goto(path)

    engine.click(button(loyal))

    assert wait_until_playing(engine, 903) == pytest.approx(903, abs=0.7)


def test_home_page_plays_its_moment_from_the_exact_second(demo, engine):
    engine.goto("/")
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
    engine.goto(THEME)
    choose_speed(engine, speed)

    engine.click(button(loyal))
    wait_until_playing(engine, 903)
    stopped = wait_for_state(engine, "finished")

    assert stopped["paused"]
    assert stopped["rate"] == int(speed)
    assert stopped["time"] == pytest.approx(end, abs=0.4)


def test_theme_is_played_through(demo, engine):
    engine.goto(THEME)
    pids = engine.evaluate(
        """() => [...document.querySelectorAll("button[data-play]")]
          .map((button) => JSON.parse(button.dataset.play).pid)"""
    )
    first, second, third = (Fragment.objects.get(pid=pid) for pid in pids[:3])
    shorten(first, 1.5)
    shorten(second, 1.5)
    engine.reload()

    engine.click("[data-play-all]")

    for fragment in (first, second, third):
        engine.wait_for(
            """(pid) => document.querySelector("[data-player]").dataset.state === "playing"
              && document.querySelector("li[aria-current]").dataset.fragment === pid""",
            fragment.pid,
        )
        start = fragment.start_ms / 1000
        assert start - 0.5 < video(engine)["time"] < start + 1.9


@pytest.mark.parametrize("query, start, end", [("?t=905,907", 905, 907), ("?t=910", 910, None)])
def test_moment_in_the_address_stands_ready_and_plays(loyal, engine, query, start, end):
    engine.goto(loyal.get_absolute_url() + query)
    engine.wait_for(
        "(at) => Math.abs(document.querySelector('video').currentTime - at) < 0.5", start
    )
    assert video(engine)["paused"]

    engine.click("[data-player-toggle]")

    assert wait_until_playing(engine, start) == pytest.approx(start, abs=0.7)
    if end:
        assert wait_for_state(engine, "finished")["time"] == pytest.approx(end, abs=0.4)


def test_thirty_seconds_earlier_and_the_slider(loyal, engine):
    engine.goto(THEME)
    engine.click(button(loyal))
    wait_until_playing(engine, 903)

    engine.click("[data-player-back]")
    engine.wait_for("() => document.querySelector('video').currentTime < 880")
    assert wait_until_playing(engine, 873) == pytest.approx(873, abs=1)

    engine.click("[data-player-seek]")  # in its middle
    engine.wait_for("() => document.querySelector('video').currentTime < 2000")
    assert wait_until_playing(engine, 900) == pytest.approx(900, abs=5)

    engine.press("ArrowLeft")
    engine.wait_for("() => document.querySelector('video').currentTime < 898")
    assert wait_until_playing(engine, 893) == pytest.approx(896, abs=3)


SHOWN = """() => ({
  through: document.querySelector("[data-player-through]").checked,
  speed: document.querySelector("[data-player-speed]").value,
  rate: String(document.querySelector("video").playbackRate),
  course: document.querySelector("[data-player-state]").textContent,
})"""


def test_after_a_reload_the_controls_say_what_the_player_does(loyal, engine):
    engine.goto(loyal.get_absolute_url())
    before = engine.evaluate(SHOWN)
    choose_speed(engine, "2")
    engine.click("[data-player-through]")
    assert engine.evaluate(SHOWN) != before

    engine.reload()

    after = engine.wait_for(SHOWN)
    assert after["speed"] == after["rate"]
    assert after == before


def test_after_the_way_back_it_does_not_play_by_itself(loyal, engine):
    engine.goto(THEME)
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
    is_kept = engine.evaluate("() => Boolean(window.isKept)")
    print(engine.name, is_kept)
    if is_kept:
        engine.click("[data-player-toggle]")
        wait_until_playing(engine, seen["time"])


def test_another_speed_leaves_the_sound_off(loyal, engine):
    engine.goto(loyal.get_absolute_url())
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
    """The answers of the server to come, each a function of the real one; after them, the real."""
    answers = []

    def answer(request, *args, **kwargs):
        response = file_response(request, *args, **kwargs)
        return answers.pop(0)(response) if answers and response.streaming else response

    monkeypatch.setattr("catalogue.views.files.file_response", answer)
    return answers


def busy(response):
    response.close()
    return HttpResponse(status=503, headers={"Retry-After": "1"})


def broken(response):
    """The line goes down after the first bytes."""
    response.streaming_content = held(response.streaming_content, size=1)
    return response


def held(chunks, *, size: int, lets_go: Event | None = None):
    """The first bytes; then nothing, until the server lets go of the reader."""
    while size > 0:
        chunk = next(chunks)
        size -= len(chunk)
        yield chunk
    if lets_go:
        lets_go.wait(20)
    raise OSError("as a server that lets go of a reader")


@pytest.mark.parametrize("fault, words", [(busy, "Het is druk"), (broken, "komt niet binnen")])
def test_file_that_does_not_come_is_asked_for_again(loyal, engine, answers, fault, words):
    engine.goto("/fragmenten/")
    answers += [fault] * 3  # the second is for the script, which asks what is the matter

    engine.click(button(loyal))

    problem = "document.querySelector('[data-player-problem]')"
    engine.wait_for(f"(words) => {problem}.textContent.includes(words)", words)
    assert wait_until_playing(engine, 903) == pytest.approx(903, abs=0.7)
    assert engine.evaluate(f"() => {problem}.hidden")


def test_reader_who_was_let_go_of_while_paused_goes_on(loyal, engine, answers):
    lets_go = Event()

    def hold(response):
        start = int(response.get("Content-Range", "bytes 0-").split()[1].partition("-")[0])
        if start > 500_000:  # not the beginning, which tells of the file
            chunks = response.streaming_content
            response.streaming_content = held(chunks, size=1, lets_go=lets_go)
        return response

    answers += [hold] * 30
    engine.goto(THEME)
    engine.click(button(loyal))
    at = wait_until_playing(engine, 903)
    engine.click("[data-player-toggle]")
    wait_for_state(engine, "paused")
    answers.clear()
    lets_go.set()
    time.sleep(1)
    engine.evaluate("() => { document.querySelector('video').playbackRate = 8; }")
    engine.click("[data-player-toggle]")

    far = "(at) => document.querySelector('video').currentTime > at + 60"
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
    engine.goto(THEME)
    engine.evaluate(ALOUD)

    engine.click(button(loyal))
    wait_until_playing(engine, 903)

    heard = engine.evaluate("() => window.heard")
    assert heard
    assert min(heard) > 902.9
    assert engine.evaluate("() => document.querySelector('video').volume") == 1


def test_full_screen_that_is_refused_is_said(loyal, engine):
    engine.goto(THEME)
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

    problem = "document.querySelector('[data-player-problem]')"
    engine.wait_for(f"() => !{problem}.hidden && {problem}.textContent.includes('volledig scherm')")
    assert engine.evaluate("() => unhandled") == []
    assert not video(engine)["paused"]


def test_line_of_what_was_played_is_seen(loyal, engine):
    engine.goto(loyal.interview.get_absolute_url())
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
