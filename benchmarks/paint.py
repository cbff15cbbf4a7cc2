"""When a page stands there on a slow line: the largest paint in Chromium, with collected files."""

import statistics
from importlib.util import find_spec

from scripts.machine import chromium

DOWN_BYTES, UP_BYTES, LATENCY_MS = 400_000 / 8, 400_000 / 8, 300  # a second; each request
TIMES = 3
SETTLED_MS = 3_000
WINDOW = {"width": 1280, "height": 800}

# Layout shifts count as in Web Vitals, but for their windows: a page that loads has one.
WATCH = """() => {
  window.seen = { lcp: 0, cls: 0 };
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      window.seen.lcp = one.startTime;
      window.seen.what = one.element?.outerHTML.slice(0, 80) ?? one.url;
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.cls += one.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


def is_possible() -> bool:
    """Whether this machine has Chromium, and what drives it."""
    return find_spec("playwright") is not None and chromium() is not None


def paints(base: str, addresses: list[str]) -> dict[str, dict]:
    """By address: the largest paint in milliseconds, how far things jumped (CLS), the number of
    files asked for and of bytes that came, each the median of a few visits by a new browser."""
    from playwright.sync_api import sync_playwright  # of the tests' requirements

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        found = {}
        for address in addresses:
            visits = [visit(browser, base + address) for _ in range(TIMES)]
            found[address] = {
                name: round(statistics.median(one[name] for one in visits), 3)
                for name in ("lcp", "cls", "files", "bytes")
            } | {"what": visits[0]["what"]}
        browser.close()
    return found


def visit(browser, address: str) -> dict:
    context = browser.new_context(viewport=WINDOW, locale="nl-NL")
    page = context.new_page()
    line = context.new_cdp_session(page)
    came = {"files": 0, "bytes": 0}
    line.on("Network.requestWillBeSent", lambda _event: came.update(files=came["files"] + 1))
    line.on(
        "Network.loadingFinished",
        lambda event: came.update(bytes=came["bytes"] + event["encodedDataLength"]),
    )
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": False})
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": DOWN_BYTES,
            "uploadThroughput": UP_BYTES,
        },
    )
    page.add_init_script(f"({WATCH})()")
    page.goto(address, wait_until="networkidle", timeout=60_000)
    page.wait_for_timeout(SETTLED_MS)  # a first picture of a recording may come yet
    seen = page.evaluate("() => window.seen")
    context.close()
    return seen | came
