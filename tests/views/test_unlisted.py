"""A state in which a record has a page and stands in no list."""

import pytest

from catalogue.models import base
from catalogue.prepared import Prepared
from catalogue.search.build import compact
from catalogue.values.choices import State
from catalogue.views import rows
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    PlacementFactory,
    ThemeFactory,
)
from tests.views.asking import ask

pytestmark = pytest.mark.django_db

LISTS = (
    *("/", "/themas/", "/interviews/", "/fragmenten/", "/fragmenten/?q=bewaard"),
    *("/sitemap-themas.xml", "/sitemap-interviews.xml", "/sitemap-fragmenten.xml"),
)


@pytest.fixture
def unlisted(monkeypatch):
    """The state; SQL that was made before knows no such state, nor does any other test."""
    monkeypatch.setattr(base, "VISIBLE_STATES", (*base.VISIBLE_STATES, State.REVIEW))
    for query in vars(rows).values():
        if isinstance(query, Prepared):
            monkeypatch.setattr(query, "_made", {})
    return State.REVIEW


def lists_with(client, word: str) -> list[str]:
    return [address for address in LISTS if word in ask(client, address).text]


def test_unlisted_fragment_has_a_page_and_stands_in_no_list(client, unlisted):
    interview, theme = InterviewFactory(published=True), ThemeFactory(published=True)
    listed = FragmentFactory(published=True, interview=interview, title="Bewaard en genoemd")
    kept = FragmentFactory(state=unlisted, interview=interview, title="Bewaard in stilte")
    for fragment in (listed, kept):
        PlacementFactory(fragment=fragment, theme=theme)
    compact.reindex()

    page = ask(client, kept.get_absolute_url())

    assert (page.status_code, "noindex" in page.text) == (200, False)
    assert theme.name in page.text
    for page in (interview, theme):
        text = ask(client, page.get_absolute_url()).text
        assert (listed.title in text, kept.title in text) == (True, False)
    assert lists_with(client, kept.pid) == []
    assert len(lists_with(client, listed.pid)) == 5


def test_what_hangs_on_an_unlisted_interview_has_a_page_and_stands_in_no_list(client, unlisted):
    interview = InterviewFactory(state=unlisted, slug="bewaard-gesprek")
    fragment = FragmentFactory(published=True, interview=interview, title="Bewaard in stilte")
    FragmentFactory(published=True, interview__slug="genoemd-gesprek", title="Bewaard")
    compact.reindex()

    page = ask(client, interview.get_absolute_url())

    assert (page.status_code, fragment.pid in page.text) == (200, True)
    assert ask(client, fragment.get_absolute_url()).status_code == 200
    assert lists_with(client, fragment.pid) == lists_with(client, interview.slug) == []
    assert "/interviews/" in lists_with(client, "genoemd-gesprek")


def test_unlisted_theme_has_a_page_and_stands_in_no_list(client, unlisted):
    theme, listed = ThemeFactory(state=unlisted), ThemeFactory(published=True)
    fragment = FragmentFactory(published=True)
    for each in (theme, listed):
        PlacementFactory(fragment=fragment, theme=each)
    compact.reindex()

    assert ask(client, theme.get_absolute_url()).status_code == 200
    assert lists_with(client, f"/themas/{theme.slug}/") == ["/fragmenten/"]
    assert "/themas/" in lists_with(client, f"/themas/{listed.slug}/")
