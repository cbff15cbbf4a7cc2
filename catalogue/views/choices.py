"""All choices of one facet, to look through: where the listing has more than fit beside it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.dutch.words import tokens
from catalogue.listing.facets import FacetChoice, by_count
from catalogue.listing.filters import LONGEST_TEXT, records_of
from catalogue.listing.listing import Listing
from catalogue.search import MOST_WORDS, SHOWN, Facet, NameWord, named_like
from catalogue.values.text import readable

MOST_SHOWN = 100
MOST_COUNTED = 400  # names with the words, of which there may be tens of thousands


PAGES = {facet.parameter: facet for facet in SHOWN if facet.all_label}
"""Those of which one can look through all choices, by parameter."""


@require_safe
def choices(request, name: str):
    """The choices of a facet beside the filters of the address: those that give most, or those
    whose names have the words `zoek`."""
    if name not in PAGES:
        raise Http404
    facet = PAGES[name]
    listing = Listing(request.GET)
    sought = readable(request.GET.get("zoek", ""))[:LONGEST_TEXT].strip()
    found = search(listing, facet, sought) if sought else most(listing, facet)
    context = {
        "section": "fragmenten",
        "robots": "noindex, nofollow",
        "facet": facet,
        "sought": sought,
        "found": found,
        "problems": listing.problems,
        "chips": listing.chips(),
        "sent_along": sent_along(listing),
        "clear_url": listing.address(),
        "listing_url": reverse("catalogue:fragment-list") + listing.address(),
    }
    return TemplateResponse(request, "catalogue/choices.html", context)


@dataclass(frozen=True)
class NamesFound:
    """The choices to show; whether there are others; and how many names have the words and give
    nothing beside the filters that are on."""

    choices: list[FacetChoice]
    has_more: bool
    without_fragments: int = 0


def most(listing: Listing, facet: Facet) -> NamesFound:
    """The choices that give most, most first."""
    counted = listing.answer.top(facet.field, MOST_SHOWN + 1)
    choices = by_count(listing.choices(facet, dict(counted[:MOST_SHOWN])))
    return NamesFound(leading_on(choices), len(counted) > MOST_SHOWN)


def search(listing: Listing, facet: Facet, sought: str) -> NamesFound:
    """The choices whose names have the words, by name."""
    rows = with_words(records_of(facet, timezone.now()), facet, sought)
    keys = list(rows.order_by("sort_key", "slug").values_list("pk", flat=True)[: MOST_COUNTED + 1])
    counted = listing.answer.counts(facet.field, keys[:MOST_COUNTED]) if keys else {}
    choices = [
        choice
        for choice in listing.choices(facet, counted)
        if choice.key in counted and (choice.count or choice.is_active)
    ]
    return NamesFound(
        leading_on(choices[:MOST_SHOWN]),
        len(choices) > MOST_SHOWN or len(keys) > MOST_COUNTED,
        len(counted) - len(choices),
    )


def with_words(records: QuerySet, facet: Facet, sought: str) -> QuerySet:
    """The records with these words in their name, the last one perhaps only begun."""
    words = tokens(sought)[:MOST_WORDS]
    if not words:
        return records.none()
    if facet.model in NameWord.Kind.values:
        return records.filter(pk__in=named_like(facet.model, words))
    condition = Q()
    for word in words:  # few enough to read each
        condition &= Q(sort_key__contains=word) | Q(abbreviation__icontains=word)
    return records.filter(condition)


def leading_on(choices: list[FacetChoice]) -> list[FacetChoice]:
    """The choices with addresses that lead from here to the listing."""
    listing = reverse("catalogue:fragment-list")
    return [choice._replace(url=listing + choice.url) for choice in choices]


def sent_along(listing: Listing) -> list[tuple[str, str | int]]:
    """The readable filters of the address, as fields of a form."""
    return [
        (name, one)
        for name, value in listing.values.items()
        for one in (value if isinstance(value, list) else [value])
    ]
