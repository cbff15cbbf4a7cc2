"""The player in three engines over a live server: each test is written once, and runs in all.

`engine` is a window in a fresh browser context. A browser that this machine lacks is skipped; where
that is not allowed, it fails.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from scripts.machine import (
    NO_CHROMIUM,
    NO_FIREFOX,
    NO_WEBKIT,
    chromium,
    firefox,
    skips_are_failures,
    webkit,
)
from tests.demonstration import (  # noqa: F401 - fixtures
    demo,
    demo_rows,
    django_db_modify_db_settings,
    recording_bytes,
)
from tests.engines.chromium import FLAGS, Chromium
from tests.engines.firefox import Firefox
from tests.engines.firefox import firefox as running_firefox
from tests.engines.webkit import WebKit
from tests.engines.webkit import driver as running_driver

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("engines")


@pytest.fixture(scope="session", params=["chromium", "firefox", "webkitgtk"])
def opener(request, tmp_path_factory):
    """Function that opens a window of the engine. The browser itself starts once, but for WebKit,
    which has one window for each start."""
    if request.param == "chromium":
        executable = found(chromium(), NO_CHROMIUM)
        with sync_playwright() as playwright:
            # Its loop stays in this thread, which Django takes for async code.
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
            browser = playwright.chromium.launch(
                executable_path=executable,
                args=FLAGS,
                ignore_default_args=["--disable-back-forward-cache"],
            )
            yield lambda address: Chromium(browser, address)
            browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    elif request.param == "firefox":
        executable = found(firefox(), NO_FIREFOX)
        with running_firefox(executable, tmp_path_factory.mktemp("firefox")) as session:
            yield lambda address: Firefox(session, address)
    else:
        driver, browser = found(webkit(), NO_WEBKIT)
        with running_driver(driver) as port:
            yield lambda address: WebKit(port, browser, address)


@pytest.fixture
def engine(opener, live_server):
    engine = opener(live_server.url)
    yield engine
    engine.close()


def found(browser, lack: str):
    if browser is None:
        (pytest.fail if skips_are_failures() else pytest.skip)(lack)
    return browser
