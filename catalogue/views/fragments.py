"""Fragments: the listing, which is the main door, and the page of one."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from catalogue.context_processors import site
from catalogue.listing.filters import SORTS
from catalogue.listing.listing import Listing
from catalogue.models import Fragment
from catalogue.search import correct, people_called
from catalogue.views.drawn import drawn_facets, drawn_rows
from catalogue.views.neighbours import neighbours_in_interview, neighbours_in_theme, theme_come_from
from catalogue.views.paging import BoundedPaginator, read_page
from catalogue.views.pictures import preview_of
from catalogue.views.prefetch import dress_fragments, tape_of, with_tapes
from catalogue.views.time_parameter import moment_of
from catalogue.views.visibility import visible_or_gone

PAGE_SIZE = 24


@require_safe
def fragment_list(request):
    """The filtered listing. For htmx the same results without the page around them."""
    listing, known = Listing(request.GET), site(request)
    # Pages of places: Django's contexts linger, and an answer may hold millions of keys.
    total = listing.answer.total
    paginator = BoundedPaginator(range(total), PAGE_SIZE)
    page, page_problem = read_page(paginator, request.GET.get("pagina"))
    keys = listing.answer.page(page.object_list.start, len(page.object_list))
    page.object_list, said_above = drawn_rows(keys, listing, known["site"])
    chosen = listing.chips()
    context = {
        "section": "fragmenten",
        "title": ngettext("%(total)s fragment", "%(total)s fragments", total)
        % {"total": intcomma(total)},
        "form": listing.form,
        "sent_along": listing.sent_along,
        # What is wrong with the words is said below them.
        "problems": [*listing.problems_beside("q"), *page_problem],
        "page": page,
        "total": total,
        "said_above": said_above,
        "facets": drawn_facets(listing),
        "chips": chosen,
        "people": people_called(listing.selection.text),
        "list_url": request.path,
        "sort_links": sort_links(listing),
        "suggestion": suggestion(listing, chosen) if total == 0 else None,
        "meant": meant(listing) if total == 0 else None,
        "is_part": request.htmx and not request.htmx.history_restore_request,
        **crawling(known["permanent_url"], listing),
    }
    template = "catalogue/_results.html" if context["is_part"] else "catalogue/fragment_list.html"
    return TemplateResponse(request, template, context)


def sort_links(listing: Listing) -> list[dict]:
    """The orders to choose from; relevance only where there are words to be relevant to."""
    return [
        {
            "value": value,
            "label": label,
            "url": listing.address(sorteer=value),
            "is_active": value == listing.order,
        }
        for value, label in SORTS
        if value != "relevantie" or listing.selection.question
    ]


def suggestion(listing: Listing, chosen) -> dict | None:
    """Of an empty list: the filter whose removal gives most."""
    best = None
    for chip in chosen:
        query = chip.remove_url.removeprefix("?")
        count = Listing(QueryDict(query)).answer.total
        if count and (best is None or count > best["count"]):
            best = {
                "label": chip.label,
                "value": chip.value,
                "url": chip.remove_url,
                "count": count,
            }
    return best


def meant(listing: Listing) -> dict | None:
    """Of an empty list: the same question in words that find something beside the same filters."""
    better = correct(listing.selection)
    if better is None:
        return None
    return {"text": better.text, "count": better.count, "url": listing.address(q=better.text)}


def crawling(base: str, listing: Listing) -> dict:
    """What crawlers are told: one filter is a page of its own, more or words are not. `base` is the
    address of the list of all."""
    selection = listing.selection
    # Nor is a list of what is said about somebody who has no page of their own.
    if selection.text or selection.mentioned or selection.number_of_filters > 1:
        return {"robots": "noindex, nofollow", "permanent_url": base}
    address = listing.address(sorteer="")
    return {"robots": "", "permanent_url": base + address if address != "?" else base}


@require_safe
def fragment_detail(request, pid: str, slug: str = ""):
    """A fragment, or with `?projectie` its projection for a classroom. The pid finds it; an address
    with another slug leads to the one that is right."""
    fragment = visible_or_gone(
        Fragment.objects.select_related("interview"), request.user, pid=pid.lower()
    )
    if (pid, slug) != (fragment.pid, fragment.title_slug):
        query = request.META.get("QUERY_STRING", "")
        address = fragment.get_absolute_url() + (f"?{query}" if query else "")
        return redirect(address, permanent=True)
    dress_fragments([fragment], user=request.user)
    with_tapes([fragment.interview])
    theme = theme_come_from(request)
    context = {
        "section": "fragmenten",
        "fragment": fragment,
        "interview": fragment.interview,
        "tape": tape_of(fragment.interview, current=fragment.pid),
        "has_words": has_words(fragment),
        "preview": preview_of(fragment.interview),
        "theme": theme,
        "in_theme": neighbours_in_theme(fragment, theme) if theme else None,
        "in_interview": neighbours_in_interview(fragment),
        **moment_of(request, fragment),
        "robots": "" if fragment.is_public else "noindex, nofollow",
    }
    if "projectie" in request.GET:
        context |= {"robots": "noindex, nofollow", "back_url": way_back(request)}
        return TemplateResponse(request, "catalogue/projection.html", context)
    return TemplateResponse(request, "catalogue/fragment_detail.html", context)


def has_words(fragment: Fragment) -> bool:
    """Whether its page has something to read: what is said, or about it."""
    return any((fragment.quote, fragment.summary, fragment.context, fragment.correction_note))


def way_back(request) -> str:
    """From the projection to the page of the fragment, at the same moment and in the same theme."""
    query = request.GET.copy()
    del query["projectie"]
    return f"{request.path}?{query.urlencode(safe=',')}" if query else request.path
