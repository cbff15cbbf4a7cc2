import re

import pytest

from scripts.environment import ROOT
from scripts.machine import (
    SITE_SETTINGS,
    chromium,
    environment_without,
    firefox,
    skips_are_failures,
    webkit,
)


def test_site_settings_name_all_that_the_settings_read():
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")

    read = set(re.findall(r'\benv\.\w+\("(\w+)"', source))

    assert read - set(SITE_SETTINGS) == set()


def test_environment_without_leaves_the_rest(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://another/site")
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")

    rest = environment_without("DATABASE_URL")

    assert "DATABASE_URL" not in rest
    assert rest["LANG"] == "nl_NL.UTF-8"


@pytest.mark.parametrize(("name", "find"), [("CHROMIUM", chromium), ("FIREFOX", firefox)])
def test_named_browser_that_is_not_there_is_a_lack(monkeypatch, name, find):
    monkeypatch.setenv(name, "/nowhere/browser")

    assert find() is None


def test_webkit_without_its_driver_is_a_lack(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    assert webkit() is None


@pytest.mark.parametrize(
    ("name", "value", "strict"),
    [
        ("CI", "true", True),
        ("CI", "1", True),
        ("NO_SKIPS", "1", True),
        ("NO_SKIPS", "0", False),
        ("CI", "", False),
    ],
)
def test_skips_are_failures_where_the_environment_says_so(monkeypatch, name, value, strict):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NO_SKIPS", raising=False)
    monkeypatch.setenv(name, value)

    assert skips_are_failures() is strict
