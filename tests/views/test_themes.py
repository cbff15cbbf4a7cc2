"""The page of a theme: its fragments in the editors' order, on more than one page when many."""

import re

import pytest

from catalogue.views import browse
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    """A theme with five fragments of two interviews, alternating."""
    theme = ThemeFactory(published=True, name="Vertrouwen")
    interviews = [InterviewFactory(published=True) for _ in range(2)]
    for number in range(5):
        fragment = FragmentFactory(
            published=True,
            interview=interviews[number % 2],
            title=f"Nummer {number}",
            start_ms=number * 1000,
        )
        PlacementFactory(theme=theme, fragment=fragment, order=10 - number)
    return theme


def titles(response) -> list[str]:
    return re.findall(r">(Nummer \d)</a></h4>", response.content.decode())


def test_fragments_stand_in_the_editors_order_in_groups_as_they_follow(client, theme):
    response = client.get(theme.get_absolute_url())

    assert titles(response) == [f"Nummer {number}" for number in (4, 3, 2, 1, 0)]
    assert len(response.context["groups"]) == 5


def test_large_theme_is_turned_page_by_page_and_loses_nothing(client, theme, monkeypatch):
    monkeypatch.setattr(browse, "THEME_PAGE_SIZE", 2)

    pages = [client.get(theme.get_absolute_url(), {"pagina": n}) for n in (1, 2, 3)]

    assert [title for page in pages for title in titles(page)] == [
        f"Nummer {number}" for number in (4, 3, 2, 1, 0)
    ]
    assert {(page.context["total"], page.context["interview_total"]) for page in pages} == {(5, 2)}
    assert 'rel="next"' in pages[0].content.decode()


def test_page_that_is_not_there_gives_the_last_with_a_sentence(client, theme):
    response = client.get(theme.get_absolute_url(), {"pagina": "9"})

    assert len(titles(response)) == 5
    assert response.context["problems"]


def test_links_to_fragments_keep_the_theme_one_came_from(client, theme):
    page = client.get(theme.get_absolute_url()).content.decode()

    links = re.findall(r'href="(/fragmenten/[^"]+)"', page)

    assert len(links) >= 5
    assert all(link.endswith("?thema=vertrouwen") for link in links)
