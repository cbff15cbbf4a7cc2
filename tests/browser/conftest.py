"""Real Chromium over a live server. Each test gets a fresh context, and fails at its end when the
page logged an error or asked anything of another host.

`page` has scripts, light colours and a wide window; `dark`, `phone` and `no_scripts` differ in what
their name says. All open addresses below the live server: `page.goto("/fragmenten/")`. A test that
provokes an error takes `incidents` and clears it.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from scripts.machine import NO_CHROMIUM, chromium, skips_are_failures
from tests.demonstration import (  # noqa: F401 - fixtures
    demo,
    demo_rows,
    django_db_modify_db_settings,
    recording_bytes,
)
from tests.engines.chromium import FLAGS

HERE = Path(__file__).parent
PATIENCE_MS = 10_000
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,  # it would fetch what style sheets import, but from the page's own folder
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, off unless asked for
}


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once. Without it a test is skipped; where that is not allowed, it fails."""
    executable = chromium()
    if executable is None:
        (pytest.fail if skips_are_failures() else pytest.skip)(NO_CHROMIUM)
    # Playwright keeps an event loop running in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def incidents():
    """What went wrong in the pages of this test: has to be empty at its end."""
    incidents = []
    yield incidents
    assert incidents == []


@pytest.fixture
def open_page(browser, live_server, incidents):
    """Function that opens a page in a fresh context; takes the options of Playwright's own."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(base_url=live_server.url, locale="nl-NL", **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        _watch(context, urlsplit(live_server.url).netloc, incidents)
        return context.new_page()

    expect.set_options(timeout=PATIENCE_MS)
    yield open_page
    for context in contexts:
        context.close()


def _watch(context, own_host: str, incidents: list[str]) -> None:
    def on_console(message):
        if message.type == "error":
            incidents.append(f"console: {message.text}")

    def on_error(error):
        incidents.append(f"script: {error.error}")

    def on_request(request):
        address = urlsplit(request.url)
        if address.netloc not in ("", own_host):  # data: and blob: have no host
            incidents.append(f"request: {request.url}")

    context.on("console", on_console)
    context.on("weberror", on_error)
    context.on("request", on_request)


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def at_desk(open_page, live_server):
    """Function that gives a page in a browser of its own, at which this user is logged in."""

    def at_desk(user, **options):
        client = Client()
        client.force_login(user)
        page = open_page(**options)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return at_desk


@pytest.fixture
def dark(open_page):
    """A page for someone who prefers dark colours."""
    return open_page(color_scheme="dark")


@pytest.fixture
def phone(open_page):
    """A page on a small telephone, operated by touch."""
    return open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)


@pytest.fixture
def no_scripts(open_page):
    """A page in which scripts do not run."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def axe():
    """Function that gives what axe finds wrong with a page (WCAG 2.2 AA), a line per element."""

    def axe(page) -> list[str]:
        violations = Axe().run(page, options=AXE_OPTIONS).response["violations"]
        return [
            f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return axe
