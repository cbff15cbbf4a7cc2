"""Error pages, in style and in a sentence that a person would say."""

from collections.abc import Iterable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
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

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

NO_PAGE = {"robots": "noindex", "permanent_url": ""}
"""Context of an answer that is not a page to be found or referred to."""


def bad_request(request, exception=None):
    if isinstance(exception, TOO_MUCH):
        return too_much(request)
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", NO_PAGE, status=403)


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", NO_PAGE, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", NO_PAGE, status=404)


def gone(request, kind: str, themes: Iterable = ()):
    """The page that something was here, naming no person, with ways on: to these themes first."""
    view, label = WAYS_ON.get(kind, WAYS_ON["fragment"])
    ways = [
        *((_("Theme: %s") % theme, theme.get_absolute_url()) for theme in themes),
        (label, reverse(f"catalogue:{view}")),
        (_("Search"), reverse("catalogue:fragment-list")),
    ]
    return render(request, "410.html", {"kind": kind, "ways": ways, **NO_PAGE}, status=410)


def server_error(request):
    """Without context and database: these may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def too_much(request, most: int | None = None):
    """A body that is too long, or that does not say how long it is. Without reading it."""
    content = render_to_string("413.html", {"most": filesizeformat(most) if most else ""})
    return HttpResponse(content, status=413, headers={"Cache-Control": "no-store"})


def no_room(request):
    """The disk is full. Without a database: that may be what has no room."""
    headers = {"Cache-Control": "no-store", "Retry-After": "300"}
    return HttpResponse(render_to_string("507.html"), status=507, headers=headers)
