"""Error pages, in style and in a sentence that a person would say."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

WAYS_ON = {
    "fragment": ("fragment-list", _("All fragments")),
    "interview": ("interview-list", _("All interviews")),
    "theme": ("theme-list", _("All themes")),
    "person": ("person-list", _("All speakers")),
    "organisation": ("organisation-list", _("All organisations")),
    "backgroundsource": ("background-list", _("All background articles")),
}

NO_PAGE = {"robots": "noindex", "permanent_url": ""}
"""Context of an answer that is not a page to be found or referred to."""


def bad_request(request, exception=None):
    context = {"is_too_much": isinstance(exception, RequestDataTooBig | TooManyFieldsSent)}
    return HttpResponse(render_to_string("400.html", context), status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", NO_PAGE, status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", NO_PAGE, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", NO_PAGE, status=404)


def gone(request, kind: str):
    """The page that something was here, naming no person, with ways on."""
    view, label = WAYS_ON.get(kind, WAYS_ON["fragment"])
    ways = [
        (label, reverse(f"catalogue:{view}")),
        (_("Search"), reverse("catalogue:fragment-list")),
    ]
    return render(request, "410.html", {"kind": kind, "ways": ways, **NO_PAGE}, status=410)


def server_error(request):
    """Without context and database: these may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)
