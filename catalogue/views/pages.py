"""Home, the pages about the site, and what machines ask for first."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db import Error, connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalogue.context_processors import site
from catalogue.media import room
from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    Organisation,
    Person,
    Theme,
)
from catalogue.search import Selection, find
from catalogue.views.first_look import (
    MOST_FACES,
    fullest_conversations,
    main_themes,
    people_who_speak,
)
from catalogue.views.rows import FragmentRow, rows_of

A_FEW = 5
SECURITY_TXT_DAYS = 180  # RFC 9116 wants an expiry less than a year away


@require_safe
def home(request):
    """The doors to the catalogue: words, a few fragments to begin with, people, and themes."""
    everything = find(Selection())
    people, conversations = people_who_speak(everything), fullest_conversations(everything)
    context = {
        "section": "home",
        "people": people,
        "conversations": conversations[: MOST_FACES - len(people)],
        "themes": main_themes(everything),
        "fragments": to_begin_with(),
        "total_fragments": everything.total,
        "total_interviews": len(everything.top("interviews", None)),
    }
    return TemplateResponse(request, "catalogue/home.html", context)


def to_begin_with() -> list[FragmentRow]:
    """A few of the newest fragments, each from another interview; those that can be played before
    others."""
    rows = rows_of(newest_of_each_interview())
    rows.sort(key=lambda row: not (row.playback and row.playback.is_there))
    return rows[:A_FEW]


def newest_of_each_interview() -> list[int]:
    """The keys of new fragments, each from another interview: more than are shown."""
    newest = Fragment.objects.published().order_by(
        "-first_published_at", "interview__sort_key", "start_ms", "pid"
    )
    chosen: dict[int, int] = {}
    for key, interview in newest.values_list("pk", "interview_id")[: A_FEW * 20]:
        chosen.setdefault(interview, key)
    return list(chosen.values())[: A_FEW * 2]


@require_safe
def about(request):
    return TemplateResponse(request, "catalogue/about.html", {"section": "over"})


@require_safe
def privacy(request):
    return TemplateResponse(request, "catalogue/privacy.html", {"section": "privacy"})


@require_safe
def accessibility(request):
    return TemplateResponse(
        request, "catalogue/accessibility.html", {"section": "toegankelijkheid"}
    )


@require_safe
def healthz(request):
    """Whether the site answers and reaches its database: for the operator's monitor."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    room.warn_when_short()
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def favicon(request):
    """For browsers that ask here, where no page names the icon: a plain text, the admin's login."""
    return redirect(static("catalogue/img/icon.svg"))


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {site(request)['site']['url']}{reverse('catalogue:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def security(request):
    """Whom to tell of a leak (RFC 9116)."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (midnight + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    address = site(request)["site"]["url"] + reverse("catalogue:security")
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {address}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class SiteSitemap(Sitemap):
    """Addresses of the site as it calls itself, on whatever host it was asked."""

    def get_urls(self, page=1, site=None, protocol=None):
        if settings.SITE_URL:
            own = urlsplit(settings.SITE_URL)
            site, protocol = SimpleNamespace(domain=own.netloc), own.scheme
        return super().get_urls(page, site, protocol)


class PublishedSitemap(SiteSitemap):
    """The published records of a model."""

    limit = 10_000

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.published().order_by("pk")

    def lastmod(self, record):
        return getattr(record, "changed_at", None)


class PagesSitemap(SiteSitemap):
    """The lists and the pages about the site."""

    def items(self):
        return [
            *("home", "fragment-list", "interview-list", "theme-list", "person-list"),
            *("organisation-list", "background-list", "about", "privacy", "accessibility"),
        ]

    def location(self, name):
        return reverse(f"catalogue:{name}")


SITEMAPS = {
    "paginas": PagesSitemap(),
    "themas": PublishedSitemap(Theme),
    "interviews": PublishedSitemap(Interview),
    "fragmenten": PublishedSitemap(Fragment),
    "personen": PublishedSitemap(Person),
    "organisaties": PublishedSitemap(Organisation),
    "achtergrond": PublishedSitemap(BackgroundSource),
}
