"""The number of queries of a page is pinned, and the same for 3 rows as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Fragment
from tests.views.crowd import crowd, hub

pytestmark = pytest.mark.django_db

LARGEST = {
    "/fragmenten/": 25,
    "/interviews/spil/": 12,
    "/themas/spil/": 19,
}
PAGES = LARGEST | {
    "/": 15,
    "/fragmenten/?q=fragment": 25,
    "/fragmenten/?thema=spil": 28,
    "/fragmenten/?interview=spil": 26,
    "/fragmenten/?persoon=spil": 27,
    "/fragmenten/?genoemd=spil": 27,
    "/fragmenten/?functie=sg": 24,
    "/fragmenten/?organisatie=spil": 26,
    "/fragmenten/?vorm=video": 25,
    "/fragmenten/?duur=kort": 25,
    "/fragmenten/?jaar_van=2000&jaar_tot=2005": 25,
    "/fragmenten/?sorteer=titel": 25,
    "/fragmenten/?met=download&thema=spil": 8,  # finds nothing, so suggests something
    "/fragmenten/{pid}/{slug}/": 10,
    "/fragmenten/{pid}/{slug}/?thema=spil": 14,
    "/interviews/": 8,
    "/themas/": 1,
    "/personen/": 5,
    "/personen/spil/": 37,
    "/organisaties/": 4,
    "/organisaties/spil/": 15,
    "/achtergrond/": 2,
    "/achtergrond/spil/": 4,
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


def counts(client, pages) -> dict[str, int]:
    fragment = Fragment.objects.get(interview__slug="spil", start_ms=1000)
    return {
        address: queries(client, address.format(pid=fragment.pid, slug=fragment.title_slug))
        for address in pages
    }


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
