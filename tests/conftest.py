"""What holds for all tests: on which database they run, how far hypothesis looks, where files go.

`make test` runs the suite in three turns, told apart by the marks that are set here and in
tests/browser: everything but the browser on SQLite, what depends on the database on PostgreSQL,
and the browser on SQLite.
"""

import gc

import pytest
from django.conf import settings as django_settings
from django.test import TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings

from scripts.machine import skips_are_failures

# What no database does in a way of its own: settings, commands, files, headers, pages as they look,
# forms that come back, what stands before the views. Once, on SQLite, is enough.
ON_ANY_DATABASE = (
    *("config/", "scripts/", "soak/test_front", "soak/test_hostile"),
    *("admin/test_desk", "admin/test_dutch", "admin/test_problems"),
    *("admin/test_recording", "admin/test_typed", "admin/test_uploads"),
    *("management/test_check_media", "management/test_prepare_"),
    *("views/test_compressed", "views/test_errors", "views/test_files", "views/test_headers"),
    *("views/test_markup", "views/test_previews"),
    *("test_bodies", "test_middleware", "test_new_fields", "test_site"),
)

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

hypothesis_settings.register_profile("default", max_examples=50, deadline=None)
hypothesis_settings.register_profile("strict", max_examples=100, deadline=None, derandomize=True)
hypothesis_settings.load_profile("strict" if skips_are_failures() else "default")


@pytest.hookimpl(tryfirst=True)  # before pytest selects by mark
def pytest_collection_modifyitems(config, items):
    vendor = django_settings.DATABASES["default"]["ENGINE"].rpartition(".")[2].removesuffix("3")
    elsewhere = []
    for item in items:
        if _uses_database(item) and not _is_done_on_any(item):
            item.add_marker("database")
        mark = item.get_closest_marker("only_on")
        if mark and vendor not in mark.args:
            elsewhere.append(item)
    if elsewhere:
        # Left out rather than skipped: a skip is something this machine lacks.
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


def _is_done_on_any(item) -> bool:
    return item.nodeid.removeprefix("tests/").startswith(ON_ANY_DATABASE)


def _uses_database(item) -> bool:
    return bool(
        item.get_closest_marker("django_db")
        or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        or (getattr(item, "cls", None) and issubclass(item.cls, TransactionTestCase))
    )


def pytest_collection_finish(session):
    """Let Python look for garbage among what the tests make, and not so often: a seventh of the
    time goes by with looking through all that was loaded."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail a run in which something was skipped, where that is not allowed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and skips_are_failures():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    if terminalreporter.stats.get("skipped") and skips_are_failures():
        terminalreporter.write_line("CI or NO_SKIPS is set: what was skipped counts as failed")


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    """Nothing is remembered of the index of another test, nor of its pages."""
    monkeypatch.setattr("catalogue.search.index.snapshot._known", {})
    from tests.forgetting import forget_what_was_shown  # models are there only now

    forget_what_was_shown()


@pytest.fixture(scope="session", autouse=True)
def files_root(tmp_path_factory):
    """Directory for uploaded and derived files, away from those of the site."""
    directory = tmp_path_factory.mktemp("files")
    with override_settings(
        MEDIA_ROOT=directory / "media",
        PICTURE_CACHE=directory / "pictures",
        UPLOAD_CLAIMS=directory / "uploads",
    ):
        yield directory
