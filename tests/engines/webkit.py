"""WebKitGTK, of Safari's family, by WebDriver (https://www.w3.org/TR/webdriver2/), in a screen that
nobody sees.
"""

import json
import os
import socket
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection

from scripts.console import child
from tests.engines.engine import SIZE, Driven

# What a container lacks: users that a sandbox is made with, a sound card, a graphics card.
SETTINGS = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    "GST_PLUGIN_FEATURE_RANK": "fakeaudiosink:MAX",
    "LIBGL_ALWAYS_SOFTWARE": "1",
}
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
PATIENCE_S = 60


class WebDriverError(Exception):
    """What the driver answers when it cannot."""


@contextmanager
def screen() -> Iterator[str]:
    """Name of an X display of our own: the first that is free."""
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24"]
    with os.fdopen(reading) as answer, child([*command, "-nolisten", "tcp"], **QUIET):
        os.close(writing)
        number = answer.readline().strip()  # empty where it ended instead
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"


@contextmanager
def driver(executable: str) -> Iterator[int]:
    """Port of a running driver. The browsers that it starts end with their screen."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with screen() as display:
        settings = os.environ | SETTINGS | {"DISPLAY": display}
        with child([executable, f"--port={port}"], env=settings, **QUIET) as process:
            _wait_for(port, process)
            yield port


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise RuntimeError("WebKitWebDriver did not start")


class WebKit(Driven):
    name = "webkitgtk"
    unavailable = (WebDriverError,)

    def __init__(self, port: int, browser: str, base_url: str):
        super().__init__(base_url)
        self.port = port
        self.session = ""
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.session = f"/session/{self.call('', capabilities=wanted)['sessionId']}"
        self.call("/timeouts", script=PATIENCE_S * 1000, pageLoad=PATIENCE_S * 1000)
        self.call("/window/rect", **SIZE)

    def call(self, path: str, method: str = "POST", **values):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2 * PATIENCE_S)
        try:
            body = json.dumps(values) if method == "POST" else None
            connection.request(method, (self.session or "/session") + path, body)
            answer = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(answer, dict) and "error" in answer:
            raise WebDriverError(f"{path}: {answer['error']}: {answer['message']}")
        return answer

    def open(self, address: str) -> None:
        self.call("/url", url=address)

    def evaluate(self, script: str, *values):
        script = (
            "const [values, done] = arguments;"
            f"Promise.resolve(({script})(...values))"
            ".then((value) => done({ value: value ?? null }))"
            ".catch((error) => done({ problem: String(error) }));"
        )
        said = self.call("/execute/async", script=script, args=[values])
        if "problem" in said:
            raise WebDriverError(said["problem"])
        return said["value"]

    def perform(self, source: dict) -> None:
        self.call("/actions", actions=[source])

    def reload(self) -> None:
        self.call("/refresh")

    def screenshot(self) -> bytes:
        return b64decode(self.call("/screenshot", "GET"))

    def close(self) -> None:
        self.call("", "DELETE")
