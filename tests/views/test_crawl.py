"""Walks over the demonstration and over a generated catalogue: every link leads somewhere, and
every number is what its link gives."""

from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.http import QueryDict

from catalogue.listing.listing import Listing
from catalogue.models import Fragment, Interview
from catalogue.search.build import compact
from catalogue.search.finding import find_in_sql
from tests.factories import MediaFileFactory, RecordingFactory
from tests.views.asking import Answer, ask
from tests.views.markup import links, path_of, quickly

# On one database: what each of them answers is compared with the oracle in tests/search.
pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

FACETS = ["thema", "interview", "persoon", "functie", "organisatie", "genoemd", "vorm", "duur"]


def load_demonstration() -> None:
    """What `make demo` shows, with files of a few bytes for its recordings."""
    call_command("loaddata", "demo.json", verbosity=0)
    for interview in Interview.objects.all():
        recording = RecordingFactory(interview=interview, duration_ms=2_400_000, demonstration=True)
        MediaFileFactory(
            recording=recording, name="demonstratie.mp4", file=ContentFile(b"beeld", "demo.mp4")
        )
    compact.reindex()


def load_generated() -> None:
    call_command("generate_catalogue", fragments=300, stdout=StringIO())
    compact.reindex()


def test_every_link_of_the_demonstration_leads_somewhere(client, settings):
    settings.DEMO = True
    load_demonstration()
    found, waiting = {}, ["/"]

    while waiting:
        address = waiting.pop()
        answer = ask(client, address, range="bytes=0-0")
        found[address] = answer.status_code
        if answer.headers["Content-Type"].startswith("text/html"):
            waiting += {
                link
                for link in links_to_follow(answer)
                if link not in found and link not in waiting
            }

    assert {address: status for address, status in found.items() if status not in (200, 206)} == {}
    fragments = {fragment.get_absolute_url() for fragment in Fragment.objects.all()}
    assert fragments <= found.keys()
    kinds = {address.split("/")[1] for address in found}
    assert {"opname", "beeld", "fragmenten", "interviews", "themas", "achtergrond"} <= kinds


def links_to_follow(answer: Answer) -> Iterator[str]:
    """Links within the site. Of the listing only those with one choice: where these lead on to,
    in pairs, is for the walk over the facets below."""
    for link in links(answer.content, f"http://testserver{answer.path}"):
        parts = urlsplit(link)
        if parts.scheme not in ("http", "https"):
            assert parts.scheme == "mailto"
        elif parts.netloc != "testserver":
            assert parts.scheme == "https"
        elif parts.path.startswith("/static/"):
            assert finders.find(parts.path.removeprefix("/static/")), link
        elif parts.path != "/fragmenten/" or parts.query.count("=") <= 1:
            yield path_of(link)


@pytest.mark.parametrize("load", [load_demonstration, load_generated])
def test_every_count_of_a_facet_is_what_its_link_gives(client, load):
    """Up to two active filters, which is thousands of pages: those with one are asked for and read,
    and every pair that stands on these is what its two halves have in common. Of the pairs every
    20th is counted and every 200th is a page too."""
    load()

    _total, singles = read_listing(client, "/fragmenten/")
    pairs = {}
    for address, count in singles.items():
        total, choices = read_listing(client, address)
        assert total == count, address
        pairs |= choices

    found = {address: {*found_at(address)} for address in singles}
    assert {address: len(pks) for address, pks in found.items()} == singles
    assert {address: in_common(found, address) for address in pairs} == pairs
    for number, address in enumerate(sorted(pairs)):
        if number % 20 == 0:
            assert len(found_at(address)) == pairs[address], address
        if number % 200 == 0:
            assert read_listing(client, address)[0] == pairs[address], address


@pytest.mark.parametrize(
    "query",
    [
        "q=de",
        "jaar_van=2005&jaar_tot=2010",
        "duur=kort&duur=lang",
        "vorm=video&vorm=podcast&functie=sg&functie=dg",
        "sorteer=titel&pagina=2&thema=onbekend",
    ],
)
def test_counts_are_right_beside_words_years_and_several_values(client, query):
    load_generated()

    _total, choices = read_listing(client, f"/fragmenten/?{query}")

    assert choices == {address: len(found_at(address)) for address in choices}
    assert len(choices) > 10


def test_generated_catalogue_fills_every_facet(client):
    load_generated()

    page = quickly(ask(client, "/fragmenten/").content)

    offered = {name: len(page.xpath(f"//a[starts-with(@id, '{name}-')]")) for name in FACETS}
    assert {name: number for name, number in offered.items() if number < 2} == {}


def read_listing(client, address: str) -> tuple[int, dict[str, int]]:
    """The number of fragments in the heading; and where each choice leads, with its number."""
    page = quickly(ask(client, address).content)
    [heading] = page.xpath("//h1/text()")
    choices = {
        path_of(f"/fragmenten/{link.get('href')}"): int(number)
        for link in page.xpath("//a[contains(@class, 'choice__link')]")
        for number in link.xpath("*[@class='choice__count']/text()")
        if number.strip()
    }
    return int(heading.split()[0]), choices


def found_at(address: str) -> list[int]:
    """What plain SQL finds, where the page asks the index."""
    selection = Listing(QueryDict(urlsplit(address).query)).selection
    return find_in_sql(selection).page(0, 10_000)


def in_common(found: dict[str, set[int]], address: str) -> int:
    """The number of fragments under each of the address's filters alone."""
    filters = QueryDict(urlsplit(address).query).lists()
    halves = [f"/fragmenten/?{name}={value}" for name, values in filters for value in values]
    for half in halves:
        # Of many choices a page shows the first: a pair may have a half that no other has.
        if half not in found:
            found[half] = {*found_at(half)}
    return len(set.intersection(*(found[half] for half in halves)))
