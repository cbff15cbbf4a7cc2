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
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from playwright.sync_api import expect, sync_playwright

from scripts.machine import NO_CHROMIUM, chromium, skips_are_failures

HERE = Path(__file__).parent
PATIENCE_MS = 10_000
RECORDING_MS = 30 * 60_000
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--no-sandbox",  # root, as in a container, can have none
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
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
def django_db_modify_db_settings(tmp_path_factory):
    """A file on SQLite, not memory: the server's threads then have a connection each, as on the
    site, instead of one that they all share with the test.
    """
    from django.conf import settings  # not before pytest-django has set it up

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "browser.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)


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


@pytest.fixture(scope="session")
def recording_bytes(tmp_path_factory) -> bytes:
    """A synthetic recording of half an hour, whose picture shows the time: 15:03 is 15:03."""
    from catalogue.media.demonstration import make_recording

    path = tmp_path_factory.mktemp("recording") / "gesprek.mp4"
    make_recording(path, title="Gesprek", duration_ms=RECORDING_MS, label="demonstratiemateriaal")
    return path.read_bytes()


@pytest.fixture(scope="session")
def demo_rows() -> list:
    """The rows of the demonstration by model, from the first test on that asks for it."""
    return []


@pytest.fixture
def demo(transactional_db, settings, files_root, recording_bytes, demo_rows):
    """The demonstration: the seeds' catalogue, every interview with a recording to play. Read from
    its fixture once: to write the same rows again takes a fraction of that."""
    from catalogue.models import MediaFile

    settings.DEMO = True
    settings.PICTURE_CACHE = files_root / "pictures"
    if demo_rows:
        _write(demo_rows)
    else:
        _load_demo(recording_bytes)
        demo_rows += _rows()
    stored = MediaFile.objects.first().file
    if not stored.storage.exists(stored.name):  # a test may have taken it away
        stored.storage.save(stored.name, ContentFile(recording_bytes))


def _load_demo(recording_bytes: bytes) -> None:
    from django.core.management import call_command

    from catalogue.media.probe import probe
    from catalogue.models import Interview, MediaFile, Recording

    call_command("loaddata", "demo", verbosity=0)
    for number, interview in enumerate(Interview.objects.order_by("sort_key")):
        recording = Recording.objects.create(
            interview=interview, duration_ms=RECORDING_MS, demonstration=True
        )
        file = MediaFile(recording=recording, name="gesprek.mp4", mime_type="video/mp4")
        if number == 0:
            file.file.save("gesprek.mp4", ContentFile(recording_bytes), save=False)
            stored, facts = file.file.name, probe(file.file)
        file.file.name = stored
        file.width, file.height, file.sha256 = facts.width, facts.height, facts.sha256
        file.save()


def _rows() -> list[tuple[type[Model], list[Model]]]:
    """All that the catalogue and its search hold."""
    return [
        (model, list(model._base_manager.all()))
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("catalogue.")
    ]


def _write(rows: list[tuple[type[Model], list[Model]]]) -> None:
    """As they were: past the managers that would prepare and announce them a second time."""
    with transaction.atomic():  # a row may name another that comes later
        for model, own in rows:
            model._base_manager.bulk_create(own)


@pytest.fixture
def page(open_page):
    return open_page()


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
