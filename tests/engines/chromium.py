"""Chromium, by Playwright."""

from playwright.sync_api import Error

from tests.engines.engine import FIND, SIZE, Engine

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--no-sandbox",  # root, as in a container, can have none
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


class Chromium(Engine):
    name = "chromium"
    unavailable = (Error,)

    def __init__(self, browser, base_url: str):
        super().__init__(base_url)
        self.context = browser.new_context(locale="nl-NL", viewport=SIZE)
        self.page = self.context.new_page()

    def open(self, address: str) -> None:
        self.page.goto(address)

    def evaluate(self, script: str, *values):
        return self.page.evaluate(f"(values) => ({script})(...values)", list(values))

    def click(self, selector: str, text: str = "") -> None:
        self.page.mouse.click(**self.wait_for(FIND, selector, text))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def reload(self) -> None:
        self.page.reload()

    def screenshot(self) -> bytes:
        return self.page.screenshot()

    def close(self) -> None:
        self.context.close()
