"""A browser as these tests see it: the same few calls for all three engines.

An engine looks for elements, points and waits in one way, by scripts in the page; what differs
between the browsers is only how a script, a click, a key or an address gets there.
"""

import time
from abc import ABC, abstractmethod
from urllib.parse import urljoin

PATIENCE_S = 10
SIZE = {"width": 1280, "height": 900}
KEYS = {"Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}  # WebDriver's own

FIND = """(selector, text) => {
  const isShown = (element) => element.getClientRects().length > 0;
  const holds = (element) => element.textContent.replace(/\\s+/g, " ").includes(text);
  const found = [...document.querySelectorAll(selector)];
  const element = found.find((one) => isShown(one) && holds(one));
  if (!element) return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = element.getBoundingClientRect();
  const middle = { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
  const hit = document.elementFromPoint(middle.x, middle.y);
  return hit && (element.contains(hit) || hit.contains(element)) ? middle : null;
}"""

ARRIVED = "(left) => location.pathname !== left && document.readyState === 'complete'"


class Engine(ABC):
    """One window of one browser. Addresses are below ``base_url``."""

    name: str

    def __init__(self, base_url: str):
        self.base_url = base_url

    def goto(self, path: str) -> None:
        self.open(urljoin(self.base_url, path))
        self.wait_for("() => document.readyState === 'complete'")

    def back(self) -> None:
        """By the page's own history: the way back that every engine can keep a page for."""
        left = self.evaluate("() => location.pathname")
        self.evaluate("() => { setTimeout(() => history.back()); }")
        self.wait_for(ARRIVED, left)

    def wait_for(self, script: str, *values, patience_s: float = PATIENCE_S):
        """What the script gives, as soon as that is true; in between, the page may be left."""
        deadline = time.monotonic() + patience_s
        while True:
            try:
                found = self.evaluate(script, *values)
                error = None
            except self.unavailable as problem:
                found, error = None, problem
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.name}: not within {patience_s} s: {script}") from error
            time.sleep(0.05)

    unavailable: tuple[type[Exception], ...] = ()  # what a script gives while a page is on its way

    @abstractmethod
    def open(self, address: str) -> None: ...

    @abstractmethod
    def evaluate(self, script: str, *values):
        """What the function of the page gives; values go in and out as JSON."""

    @abstractmethod
    def click(self, selector: str, text: str = "") -> None:
        """Press the first element in sight that the selector finds and that holds the text."""

    @abstractmethod
    def press(self, key: str) -> None: ...

    @abstractmethod
    def reload(self) -> None: ...

    @abstractmethod
    def screenshot(self) -> bytes:
        """The window as PNG."""

    @abstractmethod
    def close(self) -> None: ...


class Driven(Engine):
    """An engine whose input devices move as WebDriver and WebDriver BiDi say it."""

    def click(self, selector: str, text: str = "") -> None:
        presses = [{"type": "pointerMove"} | self.wait_for(FIND, selector, text)]
        presses += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.perform({"type": "pointer", "id": "mouse", "actions": presses})

    def press(self, key: str) -> None:
        presses = [{"type": kind, "value": KEYS.get(key, key)} for kind in ("keyDown", "keyUp")]
        self.perform({"type": "key", "id": "keyboard", "actions": presses})

    @abstractmethod
    def perform(self, source: dict) -> None: ...
