"""Suggestions while somebody types in a search field, for its script."""

from django.http import JsonResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.search import Suggestion, SuggestionKind, suggest
from catalogue.values.text import readable


@require_safe
def suggestions(request):
    """What the text `q` may become: at most eight, each with its kind, label and address."""
    found = suggest(readable(request.GET.get("q", "")))
    answer = [{"kind": one.kind, "label": one.label, "url": address_of(one)} for one in found]
    return JsonResponse({"suggestions": answer}, headers={"X-Robots-Tag": "noindex"})


def address_of(suggestion: Suggestion) -> str:
    """A fragment's own page; of anything else the listing filtered by it."""
    if suggestion.kind == SuggestionKind.FRAGMENT:
        return suggestion.target
    query = QueryDict(mutable=True)
    query[suggestion.kind] = suggestion.target
    return f"{reverse('catalogue:fragment-list')}?{query.urlencode()}"
