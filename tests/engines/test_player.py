"""The main job in three engines: it plays from the exact second, says what it does, and stops."""

import pytest

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
