"""Firefox, by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it speaks itself.

Playwright starts a Firefox that is not its own, but asks it for more than Debian's answers; the
handful of commands that these tests need stand below.
"""

import json
import re
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from websocket import create_connection

from scripts.console import child
from tests.engines.engine import SIZE, Driven

PREFERENCES = {
    "intl.accept_languages": "nl-NL, nl",
    "media.autoplay.default": 1,  # as in everybody's: no sound before a press
    "media.autoplay.blocking_policy": 0,
    # Automation switches off what keeps a page for the way back.
    "browser.sessionhistory.max_total_viewers": 4,
    # Nothing but this machine.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
}
LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class BiDiError(Exception):
    """What Firefox answers when it cannot."""


class Session:
    """A connection over which one command waits for its answer."""

    def __init__(self, address: str):
        self.socket = create_connection(f"{address}/session", timeout=60, suppress_origin=True)
        self.number = 0
        self.call("session.new", capabilities={})

    def call(self, method: str, **params):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:  # others are events
                break
        if answer["type"] == "error":
            raise BiDiError(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]


@contextmanager
def firefox(executable: str, profile: Path) -> Iterator[Session]:
    """A running Firefox, with a profile of its own in the directory."""
    settings = PREFERENCES.items()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(to)});\n" for name, to in settings]
    (profile / "user.js").write_text("".join(lines))
    log = profile / "firefox.log"
    command = [executable, "--headless", "--no-remote", "--profile", profile]
    command += ["--remote-debugging-port", "0", "about:blank"]
    with log.open("wb") as sink, child(command, stdout=sink, stderr=sink):
        session = Session(_address(log))
        try:
            yield session
        finally:
            session.socket.close()


def _address(log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := LISTENS.search(log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise TimeoutError(f"Firefox did not start: {log.read_text(errors='replace')[-500:]}")


class Firefox(Driven):
    name = "firefox"
    unavailable = (BiDiError,)

    def __init__(self, session: Session, base_url: str):
        super().__init__(base_url)
        self.session = session
        self.user = session.call("browser.createUserContext")["userContext"]
        created = session.call("browsingContext.create", type="tab", userContext=self.user)
        self.window = created["context"]
        self.call("browsingContext.setViewport", viewport=SIZE)

    def call(self, method: str, **params):
        return self.session.call(method, context=self.window, **params)

    def open(self, address: str) -> None:
        self.call("browsingContext.navigate", url=address, wait="complete")

    def evaluate(self, script: str, *values):
        arguments = ", ".join(json.dumps(value) for value in values)
        answer = self.session.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})({arguments})))()",
            target={"context": self.window},
            awaitPromise=True,
            userActivation=False,
        )
        if answer["type"] == "exception":
            raise BiDiError(answer["exceptionDetails"]["text"])
        said = answer["result"]
        return json.loads(said["value"]) if said["type"] == "string" else None

    def perform(self, source: dict) -> None:
        self.call("input.performActions", actions=[source])

    def reload(self) -> None:
        self.call("browsingContext.reload", wait="complete")

    def screenshot(self) -> bytes:
        return b64decode(self.call("browsingContext.captureScreenshot")["data"])

    def close(self) -> None:
        self.session.call("browser.removeUserContext", userContext=self.user)
