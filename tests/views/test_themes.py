"""The page of a theme: its fragments in the editors' order, on more than one page when many."""

import re

import pytest
from django.utils.translation import gettext as _

from catalogue.values.choices import Origin
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
    # On a tape stand all fragments of the conversation, of this theme and of others.
    page = re.sub(r"<svg\b.*?</svg>", "", page, flags=re.DOTALL)

    links = re.findall(r'href="(/fragmenten/[^"]+)"', page)

    assert len(links) >= 5
    assert all(link.endswith("?thema=vertrouwen") for link in links)


def test_conversation_that_goes_on_on_the_next_page_says_so_on_both(client, monkeypatch):
    monkeypatch.setattr(browse, "THEME_PAGE_SIZE", 2)
    theme, other = ThemeFactory(published=True), InterviewFactory(published=True)
    interview = InterviewFactory(published=True)
    for order, owner in enumerate([interview, interview, interview, other, other]):
        fragment = FragmentFactory(published=True, interview=owner, start_ms=order * 1000)
        PlacementFactory(fragment=fragment, theme=theme, order=order)

    pages = [client.get(theme.get_absolute_url(), {"pagina": n}) for n in (1, 2, 3)]

    assert [
        [(len(one.placements), one.is_continued, one.goes_on) for one in page.context["groups"]]
        for page in pages
    ] == [[(2, False, True)], [(1, True, False), (1, False, True)], [(1, True, False)]]
    assert "verder op pagina 2" in pages[0].content.decode()
    assert "vervolg van pagina 1" in pages[1].content.decode()
    assert "verder op pagina" not in pages[2].content.decode()


@pytest.mark.parametrize(
    ("origins", "times"),
    [
        ([Origin.PROPOSED], 1),
        ([Origin.PROPOSED, Origin.PROPOSED], 1),  # of all: once above them
        ([Origin.PROPOSED, Origin.PROPOSED, Origin.CONFIRMED], 2),
        ([Origin.CONFIRMED], 0),
    ],
)
def test_proposals_are_marked_on_the_page_of_their_own_theme(client, origins, times):
    theme = ThemeFactory(published=True)
    for origin in origins:
        PlacementFactory(theme=theme, fragment=FragmentFactory(published=True), origin=origin)

    page = client.get(theme.get_absolute_url()).content.decode()

    assert page.count(_("proposed for this theme")) == times


@pytest.mark.parametrize(("ends", "times"), [([None] * 3, 1), ([None, None, 9000], 2), ([9000], 0)])
def test_what_holds_for_all_rows_is_said_once(client, ends, times):
    theme = ThemeFactory(published=True)
    for order, end_ms in enumerate(ends):
        fragment = FragmentFactory(published=True, start_ms=order * 1000, end_ms=end_ms)
        PlacementFactory(theme=theme, fragment=fragment)

    for address in (theme.get_absolute_url(), "/fragmenten/"):
        page = client.get(address).content.decode()
        rows = page[page.index('class="rows') :].replace(_("not known: end not yet determined"), "")
        above = page.count(">einde nog niet bepaald</a>")
        assert above + rows.count(f"<li>{_('end not yet determined')}</li>") == times
        assert page.count(_("no recording yet")) == 1


def test_numbers_of_a_theme_say_what_narrower_themes_add(client):
    theme = ThemeFactory(published=True, name="Breed")
    narrower = ThemeFactory(published=True, name="Smal", broader=theme)
    for one in [theme] * 1 + [narrower] * 3:
        PlacementFactory(theme=one, fragment=FragmentFactory(published=True))

    tree, own, below = (
        client.get(address).content.decode()
        for address in ("/themas/", theme.get_absolute_url(), narrower.get_absolute_url())
    )

    assert tree.count("met deelthema’s 4") == own.count("met deelthema’s 4") == 1
    assert "met deelthema’s" not in below
    listing = client.get("/fragmenten/", {"thema": theme.slug}).context
    assert listing["total"] == 4


def test_introduction_opens_with_its_first_paragraph_and_keeps_the_rest(client):
    theme = ThemeFactory(published=True, introduction="Eerst *dit*.\n\n## Kop\n\nDan dat.")
    for number in range(browse.A_SCREEN):
        PlacementFactory(theme=theme, fragment=FragmentFactory(published=True, start_ms=number))

    page = client.get(theme.get_absolute_url()).content.decode()

    assert re.search(r"<p>Eerst <em>dit</em>.</p>\s*</div>\s*<div class=.more.", page)
    assert re.search(r"<details class=.more__part.>.*<h2>Kop</h2>\s*<p>Dan dat.</p>", page, re.S)
