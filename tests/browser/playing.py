"""What the tests of the player share: what it does, and waiting for it to do so."""

from catalogue.models import Fragment

THEME = "/themas/politiek-ambtelijke-verhoudingen/"


def state(page) -> dict:
    return page.evaluate(
        """() => {
          const video = document.querySelector("video");
          return {
            time: video.currentTime,
            paused: video.paused,
            seekable: video.seekable.length ? video.seekable.end(0) : 0,
            count: document.querySelectorAll("video").length,
          };
        }"""
    )


def position(page) -> int:
    """The whole second on the interview's timeline that the player shows."""
    return int(page.locator("[data-player]").get_attribute("data-position"))


def wait_until_playing(page, start: float, *, patience_ms: int = 2_000) -> dict:
    page.wait_for_function(
        """(start) => {
          const video = document.querySelector("video");
          return !video.paused && video.readyState > 2 && video.currentTime >= start - 0.5;
        }""",
        arg=start,
        timeout=patience_ms,
    )
    return state(page)


def wait_for_state(page, name: str) -> None:
    page.wait_for_function(
        "(name) => document.querySelector('[data-player]').dataset.state === name", arg=name
    )


def ends_after(fragment: Fragment, seconds: float) -> float:
    """Have the fragment end so long after it begins; gives the second at which."""
    fragment.end_ms = fragment.start_ms + round(seconds * 1000)
    fragment.save()
    return fragment.end_ms / 1000
