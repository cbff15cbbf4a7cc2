"""The page with all choices of a facet: what it lists, in what order, and where its links lead."""

import pytest
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.listing import listing
from catalogue.listing.listing import Listing
from catalogue.search import SHOWN
from catalogue.values.choices import State
from catalogue.views import choices
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """At most three choices on a page, and five looked at."""
    monkeypatch.setattr(choices, "MOST_SHOWN", 3)
    monkeypatch.setattr(choices, "MOST_COUNTED", 5)


def themes(*numbers: int, name: str = "Brug", interview=None) -> None:
    """For each number a public theme with so many fragments: Brug 0, Brug 1, …"""
    interview = interview or InterviewFactory(published=True, slug="gesprek")
    for place, number in enumerate(numbers):
        slug = f"{name.lower()}-{place}"
        theme = ThemeFactory(published=True, name=f"{name} {place}", slug=slug)
        for _fragment in range(number):
            fragment = FragmentFactory(interview=interview, state=State.PUBLISHED)
            PlacementFactory(theme=theme, fragment=fragment)


def page_of(client, address: str):
    answer = ask(client, address)
    assert answer.status_code == 200
    return quickly(answer.content)


def offered(page) -> list[tuple[str, str]]:
    """The choices: label with its number, and where it leads."""
    links = page.xpath("//ul[@class='choices__list']//a")
    return [(" ".join(link.text_content().split()), link.get("href")) for link in links]


def words_of(page) -> str:
    return " ".join(page.xpath("//section[@class='choices']")[0].text_content().split())


# --- What is listed -------------------------------------------------------------------------------


def test_choices_that_give_most_come_first(client):
    themes(1, 3, 0, 3)

    assert offered(page_of(client, "/fragmenten/kies/thema/")) == [
        ("Brug 1 3 fragmenten", "/fragmenten/?thema=brug-1"),
        ("Brug 3 3 fragmenten", "/fragmenten/?thema=brug-3"),
        ("Brug 0 1 fragment", "/fragmenten/?thema=brug-0"),
    ]


def test_only_those_that_give_most_are_listed(client, few):
    themes(1, 2, 3, 4, 5)
    page = page_of(client, "/fragmenten/kies/thema/")

    assert [label for label, _url in offered(page)] == [
        "Brug 4 5 fragmenten",
        "Brug 3 4 fragmenten",
        "Brug 2 3 fragmenten",
    ]
    assert ngettext("The one that gives most", "The %(n)s that give most", 3) % {
        "n": 3
    } in words_of(page)


def test_search_lists_by_name_what_has_the_words_and_gives_something(client):
    themes(1, 2, 0)
    themes(4, name="Toren", interview=InterviewFactory(published=True))
    page = page_of(client, "/fragmenten/kies/thema/?zoek=bru")

    assert [label for label, _url in offered(page)] == ["Brug 0 1 fragment", "Brug 1 2 fragmenten"]
    assert _("One other gives no fragments here.") in words_of(page)


def test_search_is_bounded_and_says_so(client, few):
    themes(1, 1, 1, 1)
    page = page_of(client, "/fragmenten/kies/thema/?zoek=brug")

    assert [label[:6] for label, _url in offered(page)] == ["Brug 0", "Brug 1", "Brug 2"]
    assert _("There are more: type another word or more letters.") in words_of(page)


def test_search_that_finds_nothing_says_so(client):
    themes(1)
    page = page_of(client, "/fragmenten/kies/thema/?zoek=%3Cz%3E")

    assert offered(page) == []
    assert words_of(page).startswith(_("Nothing to choose with “%(sought)s”") % {"sought": "<z>"})


@pytest.mark.parametrize("name", choices.PAGES)
def test_every_facet_is_searched_by_name_and_counted_exactly(client, name):
    interview = InterviewFactory(published=True, title="Brug over iets", slug="i")
    person = PersonFactory(name="Verzonnen Brugman", slug="p")
    organisation = OrganisationFactory(name="Dienst der Bruggen", abbreviation="DDB", slug="o")
    participation = ParticipationFactory(interview=interview, person=person)
    participation.positions.add(PositionFactory(person=person, organisation=organisation))
    for number in range(2):
        fragment = FragmentFactory(interview=interview, state=State.PUBLISHED)
        fragment.people_mentioned.add(PersonFactory(name="Ook Brugman", slug=f"g{number}"))
        PlacementFactory(
            fragment=fragment, theme=ThemeFactory(published=True, name="Brug", slug=f"t{number}")
        )

    found = offered(page_of(client, f"/fragmenten/kies/{name}/?zoek=brug"))

    assert (
        found
        == {
            "thema": [("Brug 1 fragment", f"/fragmenten/?thema=t{one}") for one in (0, 1)],
            "interview": [("Brug over iets 2 fragmenten", "/fragmenten/?interview=i")],
            "persoon": [("Verzonnen Brugman 2 fragmenten", "/fragmenten/?persoon=p")],
            "organisatie": [("Dienst der Bruggen 2 fragmenten", "/fragmenten/?organisatie=o")],
            "genoemd": [
                ("Ook Brugman 1 fragment", f"/fragmenten/?genoemd=g{one}") for one in (0, 1)
            ],
        }[name]
    )
    for label, url in found:
        heading = quickly(ask(client, url).content).xpath("//h1")[0]
        assert text_of(heading).split()[0] == label.split()[-2]


def test_organisation_is_found_by_its_abbreviation(client):
    organisation = OrganisationFactory(name="Dienst der Bruggen", abbreviation="DDB")
    participation = ParticipationFactory(published=True)
    position = PositionFactory(person=participation.person, organisation=organisation)
    participation.positions.add(position)
    FragmentFactory(interview=participation.interview, state=State.PUBLISHED)

    found = offered(page_of(client, "/fragmenten/kies/organisatie/?zoek=ddb"))

    assert [label for label, _url in found] == ["Dienst der Bruggen 1 fragment"]


def test_what_is_not_public_is_not_even_counted_among_what_gives_nothing(client):
    themes(1)
    ThemeFactory(name="Brug geheim")
    page = page_of(client, "/fragmenten/kies/thema/?zoek=brug")

    assert [label for label, _url in offered(page)] == ["Brug 0 1 fragment"]
    assert "geheim" not in words_of(page)
    assert _("One other gives no fragments here.") not in words_of(page)


# --- Beside other filters -------------------------------------------------------------------------


def test_other_filters_are_kept_and_counted_with(client):
    here = InterviewFactory(published=True, slug="hier")
    themes(2, 1, interview=here)
    themes(5, name="Toren", interview=InterviewFactory(published=True, slug="daar"))
    page = page_of(client, "/fragmenten/kies/thema/?interview=hier&thema=brug-0&sorteer=titel")

    assert offered(page) == [
        (
            f"Brug 0 , {_('chosen; press to remove')}",
            "/fragmenten/?interview=hier&sorteer=titel",
        )
    ]
    page = page_of(client, "/fragmenten/kies/interview/?interview=hier&duur=onbekend")
    assert {url for _label, url in offered(page)} == {
        "/fragmenten/?duur=onbekend",
        "/fragmenten/?interview=daar&duur=onbekend",
    }


def test_form_and_links_keep_the_filters(client):
    themes(1)
    page = page_of(client, "/fragmenten/kies/thema/?q=fragment&duur=onbekend&zoek=brug")

    fields = page.xpath("//main//form//input")
    assert {(field.get("name"), field.get("value")) for field in fields} == {
        ("zoek", "brug"),
        ("q", "fragment"),
        ("duur", "onbekend"),
    }
    assert page.xpath("//main//form/@action") == ["/fragmenten/kies/thema/"]
    back = page.xpath("//header[@class='masthead']//a/@href")
    assert back == ["/fragmenten/?q=fragment&duur=onbekend"]
    chips = page.xpath("//ul[@class='chips']//a/@href")
    assert chips == ["?duur=onbekend", "?q=fragment"]


def test_bad_parameters_are_told_as_on_the_listing(client):
    themes(1)
    query = "thema=onbekend&jaar_van=x&zoek=%00"
    page = page_of(client, f"/fragmenten/kies/thema/?{query}")
    listing_page = quickly(ask(client, f"/fragmenten/?{query}").content)

    def problems(page):
        return [text_of(one) for one in page.xpath("//div[contains(@class, 'notice--problem')]")]

    assert len(problems(page)) == 1
    assert problems(page) == problems(listing_page)


@pytest.mark.parametrize("name", ["vorm", "duur", "functie", "onbekend", "q"])
def test_other_facets_have_no_such_page(client, name):
    assert ask(client, f"/fragmenten/kies/{name}/").status_code == 404


def test_crawlers_are_kept_away(client):
    page = page_of(client, "/fragmenten/kies/thema/")

    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]


# --- The way to it --------------------------------------------------------------------------------


def test_facet_with_more_choices_than_fit_leads_to_the_page(client, monkeypatch):
    monkeypatch.setattr(listing, "TREE_UP_TO", 3)
    themes(1, 1, 1, 1)
    page = page_of(client, "/fragmenten/?interview=gesprek")

    (link,) = page.xpath("//a[@id='alle-thema']")
    assert link.get("href") == "/fragmenten/kies/thema/?interview=gesprek"
    assert page.xpath("//a[@id='alle-interview']") == []
    assert len(offered(page_of(client, link.get("href")))) == 4


def test_every_page_is_of_a_facet_of_records():
    assert {facet.parameter for facet in SHOWN if facet.model} == set(choices.PAGES)
    form = Listing(QueryDict()).form
    assert all(hasattr(form.fields[name], "records") for name in choices.PAGES)


@pytest.mark.parametrize(
    ("address", "queries"), [("/fragmenten/kies/thema/", 6), ("/fragmenten/kies/thema/?zoek=b", 7)]
)
@pytest.mark.parametrize("number", [1, 20])
def test_queries_do_not_depend_on_the_number_of_choices(
    client, django_assert_num_queries, address, queries, number
):
    themes(*[1] * number)

    with django_assert_num_queries(queries):
        page = page_of(client, address)

    assert len(offered(page)) == number
