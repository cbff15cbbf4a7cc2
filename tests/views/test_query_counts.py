"""The number of queries of a page is pinned, and the same for 3 rows as for many."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Fragment
from catalogue.search.build import compact
from catalogue.search.finding import current_index
from tests.forgetting import forget_what_was_shown
from tests.views.crowd import crowd, hub

pytestmark = pytest.mark.django_db

# The first query of each page reads the stamp under which it is kept; a kept page takes that alone.
LARGEST = {
    "/fragmenten/": 14,
    "/interviews/spil/": 14,
    "/themas/spil/": 18,
}
WITHOUT_INDEX = ["/fragmenten/", "/fragmenten/?q=fragment", "/fragmenten/?thema=spil"]
PAGES = LARGEST | {
    "/": 14,
    "/fragmenten/?q=fragment": 19,
    "/fragmenten/?thema=spil": 14,
    "/fragmenten/?interview=spil": 14,
    "/fragmenten/?persoon=spil": 14,
    "/fragmenten/?genoemd=spil": 15,
    "/fragmenten/?functie=sg": 13,
    "/fragmenten/?organisatie=spil": 14,
    "/fragmenten/?vorm=video": 12,
    "/fragmenten/?duur=kort": 13,
    "/fragmenten/?jaar_van=2000&jaar_tot=2005": 13,
    "/fragmenten/?sorteer=titel": 14,
    "/fragmenten/?met=download&thema=spil": 7,  # finds nothing, so suggests something
    "/fragmenten/suggesties/?q=thema": 5,
    "/fragmenten/{pid}/{slug}/": 11,
    "/fragmenten/{pid}/{slug}/?thema=spil": 15,
    "/interviews/": 9,
    "/themas/": 3,
    "/personen/": 6,
    "/personen/spil/": 21,
    "/organisaties/": 4,
    "/organisaties/spil/": 11,
    "/achtergrond/": 3,
    "/achtergrond/spil/": 5,
    "/sitemap.xml": 12,
    "/sitemap-fragmenten.xml": 2,
    "/sitemap-personen.xml": 2,
}


@pytest.mark.parametrize(
    ("many", "pages"), [(30, PAGES), (300, LARGEST)], ids=["30 on every page", "300 on the largest"]
)
def test_page_takes_as_many_queries_for_many_rows_as_for_3(client, many, pages):
    centre = hub()

    crowd(centre, range(3))
    with_3 = counts(client, pages)
    crowd(centre, range(3, many))
    with_many = counts(client, pages)

    assert with_3 == with_many == pages


def test_without_index_the_number_is_the_same_for_many_rows_too(client):
    centre = hub()

    crowd(centre, range(3))
    with_3 = {address: queries(client, address) for address in WITHOUT_INDEX}
    crowd(centre, range(3, 30))
    with_many = {address: queries(client, address) for address in WITHOUT_INDEX}

    assert with_3 == with_many


def test_listing_of_the_demonstration_takes_12_queries_at_most(client):
    call_command("loaddata", "demo", verbosity=0)
    compact.reindex()

    current_index()
    assert queries(client, "/fragmenten/") <= 12
    assert queries(client, "/fragmenten/") <= 1  # rows and facets are as they were


def counts(client, pages) -> dict[str, int]:
    """Of each page with an index in which everything is, and nothing remembered."""
    compact.reindex()
    fragment = Fragment.objects.get(interview__slug="spil", start_ms=1000)
    found = {}
    for address in pages:
        current_index()._remembered = ((), {})
        forget_what_was_shown()
        full = address.format(pid=fragment.pid, slug=fragment.title_slug)
        found[address] = queries(client, full)
    return found


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
