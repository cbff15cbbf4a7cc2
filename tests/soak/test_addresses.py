"""Random addresses of the listing, each number compared with plain SQL, and followed."""

from io import StringIO
from urllib.parse import urlsplit

import lxml.html
import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from catalogue.listing.facets import MOST_CHOICES
from catalogue.listing.listing import TREE_UP_TO, Listing
from catalogue.models import Fragment
from catalogue.search.build import compact
from catalogue.search.facets import SHOWN, Facet
from catalogue.search.finding import find_in_sql
from catalogue.search.index import answer, theme_counts
from tests.soak import edits, questions
from tests.soak.comparing import PAGE
from tests.soak.size import SIZE

pytestmark = pytest.mark.django_db

EDIT_EACH = 20  # addresses


@pytest.mark.parametrize("catalogue", range(SIZE.catalogues))
def test_numbers_are_those_of_plain_sql_and_of_where_they_lead(
    client, random, tell, caplog, monkeypatch, catalogue
):
    monkeypatch.setattr(theme_counts, "FEW_HITS", random.choice([0, 100, theme_counts.FEW_HITS]))
    monkeypatch.setattr(theme_counts, "MANY_HITS", random.choice([0, 0.5, theme_counts.MANY_HITS]))
    monkeypatch.setattr(answer, "SPARSE", random.choice([0, answer.SPARSE]))
    call_command(
        "generate_catalogue", fragments=SIZE.fragments, seed=catalogue + 1, stdout=StringIO()
    )
    edits.transcribe_some(random)
    compact.reindex()
    followed = numbers = empty = 0
    for number in range(SIZE.addresses):
        if number % EDIT_EACH == EDIT_EACH - 1:
            edits.edit(random)
            if random.random() < 0.2:
                compact.fold()
        query = questions.query(random)
        print(query)

        with time_machine.travel(timezone.now(), tick=False):  # windows may open in between
            page = listing(client, query)
            numbers += compare_with_sql(page, query)
            followed += follow(client, random, page, query)
        empty += page["total"] == 0

    assert caplog.records == []  # such as a warning that there was no index to ask
    # Something was compared. How much depends on the edits: a run may withdraw most that is asked.
    assert followed and empty < SIZE.addresses
    tell(
        f"{SIZE.addresses} addresses, of which {empty} found nothing; {numbers} numbers compared "
        f"with plain SQL, {followed} links followed"
    )


def listing(client, query: str) -> dict:
    """The context of the page, with its facets as they are shown."""
    caches["kept_pages"].clear()  # a page that is kept has no context
    response = client.get(f"/fragmenten/?{query}")
    assert response.status_code == 200
    shown = questions.listing(query).facets()
    page = lxml.html.document_fromstring(response.content.decode())
    offered = [choice for facet in shown for choice in choices(facet) if not choice.is_active]
    assert drawn(page) == {choice.url: choice.count for choice in offered}
    rows = page.xpath("//ol[@class='rows']/li/@data-fragment")
    return response.context_data | {"facets": shown, "rows": rows}


def drawn(page) -> dict[str, int]:
    """The counts of the page by where they lead, those of what is on left out."""
    return {
        link.get("href"): number_of(link.xpath("string(span[@class='choice__count']/text())"))
        for link in page.xpath("//a[@class='choice__link'][not(@aria-current)]")
    }


def number_of(text: str) -> int:
    """``1.234`` → 1234."""
    return int(text.replace(".", ""))


def compare_with_sql(page, query: str) -> int:
    """How many numbers there were, all of them right."""
    asked = questions.listing(query)
    truth = find_in_sql(asked.selection, asked.order)
    assert page["total"] == truth.total
    first = (page["page"].number - 1) * PAGE
    keys = truth.page(first, PAGE)
    pids = dict(Fragment.objects.filter(pk__in=keys).values_list("pk", "pid"))
    assert page["rows"] == [pids[key] for key in keys]

    shown = {
        facet.name: {choice.key: choice.count for choice in choices(facet)}
        for facet in page["facets"]
    }
    expected = {facet.parameter: expected_choices(asked, truth, facet) for facet in SHOWN}
    assert shown == {name: counts for name, counts in expected.items() if counts}
    return 1 + sum(map(len, shown.values()))


def choices(facet) -> list:
    return [*facet.choices, *facet.hidden_choices]


def expected_choices(asked: Listing, truth, facet: Facet) -> dict[int, int]:
    """What gives most, and what is on."""
    best = truth.top(facet.field, TREE_UP_TO + 1)
    active = facet.numbers_of(asked.selection.chosen(facet))
    return dict(best[:MOST_CHOICES] if len(best) > TREE_UP_TO else best) | truth.counts(
        facet.field, active
    )


def follow(client, random, page, query: str) -> int:
    """Go where a facet, a chip and what an empty list proposes lead; how many these were."""
    offered = [choice for facet in page["facets"] for choice in choices(facet)]
    links = {choice.url: choice.count for choice in offered if not choice.is_active}
    wanted = dict(random.sample(sorted(links.items()), min(1, len(links))))
    wanted |= {one["url"]: one["count"] for one in (page["suggestion"], page["meant"]) if one}
    if page["chips"]:
        wanted.setdefault(random.choice(page["chips"]).remove_url, None)
    for url, count in wanted.items():
        there = urlsplit(url).query
        total = listing(client, there)["total"]
        assert total == find_in_sql(questions.listing(there).selection).total, there
        assert count in (None, total), f"{there}: {count} was promised"
    return len(wanted)
