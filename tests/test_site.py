"""Guards for the whole: what the design promises of every address, template and script."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.factories import ChiefEditorFactory
from tests.views.asking import ask
from tests.views.markup import quickly
from tests.views.world import PAGES, world

CATALOGUE = settings.BASE_DIR / "catalogue"
TEMPLATES = {
    str(path.relative_to(CATALOGUE / "templates")): path
    for path in sorted(CATALOGUE.glob("templates/**/*.html"))
}
STATIC = {
    str(path.relative_to(CATALOGUE / "static")): path
    for path in sorted(CATALOGUE.glob("static/**/*"))
    if path.suffix in (".css", ".js", ".svg")
}
each_template = pytest.mark.parametrize("name", TEMPLATES)

# The addresses of the design that are not for a later issue.
ADDRESSES = [
    "/",
    "/fragmenten/",
    "{fragment}",
    "/interviews/",
    "{interview}",
    "/themas/",
    "/themas/{theme}/",
    "/personen/",
    "/personen/{speaker}/",
    "/organisaties/",
    "/organisaties/{organisation}/",
    "/achtergrond/",
    "/achtergrond/{source}/",
    "/over/",
    "/privacy/",
    "/toegankelijkheid/",
    "{recording}",
    "{cover}-320.png",
    "{embed}",
    "/healthz",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
]


@pytest.mark.django_db
def test_every_address_of_the_design_answers(client):
    found = world()

    statuses = {pattern: ask(client, found.address(pattern)).status_code for pattern in ADDRESSES}

    assert statuses == dict.fromkeys(ADDRESSES, 200)
    assert ask(client, "/admin/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["en", "de-DE,de;q=0.9", "xx", "en-GB;q=1, nl;q=0.1", ""])
def test_site_is_dutch_whatever_the_browser_asks(client, asked):
    answer = ask(client, "/fragmenten/", accept_language=asked)

    page = quickly(answer.content)
    assert (page.get("lang"), page.xpath("//h1/text()")) == ("nl", ["0 fragmenten"])
    assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.django_db
def test_no_page_shows_a_text_that_waits_for_its_translation(client):
    """Words of the templates that no Dutch sentence has."""
    english = re.compile(
        r"\b(the|and|with|this|that|from|you|not|fragments|conversations?|speakers?|themes|"
        r"people|page|search|show|found|please|your|have|are|which)\b",
        re.IGNORECASE,
    )
    found = world()
    for user in (None, ChiefEditorFactory()):
        if user:
            client.force_login(user)
        for name, pattern in PAGES.items():
            page = quickly(ask(client, found.address(pattern)).content)
            [body] = page.xpath("//body")
            words = english.findall(body.text_content())
            assert words == [], name


@each_template
def test_template_has_no_inline_style_or_script(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []


@each_template
def test_template_names_no_static_file_that_is_not_there(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")

    named = re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]", text)
    assert [path for path in named if not finders.find(path)] == []


@each_template
def test_template_opens_no_way_around_escaping(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")

    assert re.findall(r"\|\s*safe\b|{%\s*autoescape\s+off", text) == []


@pytest.mark.parametrize("name", [name for name in STATIC if name.endswith(".css")])
def test_sheet_names_no_file_that_is_not_there_and_no_other_host(name):
    text = STATIC[name].read_text(encoding="utf-8")

    named = re.findall(r"(?:url\(|@import\s+(?:url\()?)[\"']?([^\"')\s]+)", text)
    assert [one for one in named if not (STATIC[name].parent / one).exists()] == []


@pytest.mark.parametrize("name", [name for name in STATIC if name.endswith(".js")])
def test_script_imports_what_is_there_and_evaluates_nothing(name):
    text = STATIC[name].read_text(encoding="utf-8")

    imported = re.findall(r"^(?:import|export)\b[^;]*?from \"([^\"]+)\"", text, re.MULTILINE)
    assert [one for one in imported if not (STATIC[name].parent / one).exists()] == []
    assert re.findall(r"\beval\(|new Function|innerHTML|insertAdjacentHTML", text) == []
    # An editor's rows that were not saved stay in the browser; of a visitor nothing does.
    assert name.startswith("catalogue/admin/") or "localStorage" not in text
    assert re.findall(r"document\.cookie|sessionStorage|https?://(?!www\.w3\.org)", text) == []
