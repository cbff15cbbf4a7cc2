"""Home, the pages about the site, and what machines ask for first."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.utils import InterfaceError
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from catalogue.models import Fragment
from catalogue.views import pages
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory
from tests.views.asking import ask
from tests.views.markup import quickly
from tests.views.test_secrets import Secrets, hide

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_home_shows_a_few_of_the_newest_each_of_another_interview(client):
    for number in range(8):
        interview = InterviewFactory(published=True)
        with time_machine.travel(datetime(2024, 1, 1 + number, tzinfo=UTC)):
            FragmentFactory.create_batch(2, published=True, interview=interview)

    context = client.get("/").context

    shown = [fragment.interview.slug for fragment in context["fragments"]]
    newest = Fragment.objects.order_by("-first_published_at").values_list(
        "interview__slug", flat=True
    )
    assert shown == list(dict.fromkeys(newest))[: pages.A_FEW]
    assert (context["total_fragments"], context["total_interviews"]) == (16, 8)


def test_home_leaves_out_themes_without_fragments(client):
    full, _empty = ThemeFactory(published=True), ThemeFactory(published=True)
    PlacementFactory(theme=full, fragment=FragmentFactory(published=True))

    assert client.get("/").context["themes"] == [full]


def test_search_of_the_home_page_leads_to_the_listing(client, world):
    [form] = quickly(ask(client, "/").content).xpath("//main//form")

    answer = ask(client, f"{form.get('action')}?{form.xpath('.//input/@name')[0]}=fragment")

    assert form.get("method") in (None, "get")
    assert answer.status_code == 200


def test_accessibility_page_claims_nothing(client):
    assert _("Status not yet determined") in ask(client, "/toegankelijkheid/").content.decode()


@pytest.mark.parametrize("is_counted", [True, False])
def test_privacy_page_tells_whether_visits_are_counted(client, settings, is_counted):
    settings.MATOMO_URL = "https://statistiek.example.nl" if is_counted else ""
    settings.MATOMO_SITE_ID = "1"

    page = quickly(ask(client, "/privacy/").content)

    assert (_("We do not count visits.") in page.text_content()) != is_counted
    assert page.xpath("//*[@id='bezwaar']")


def locations(client, address: str) -> list[str]:
    document = etree.fromstring(ask(client, address).content)
    return document.xpath("//s:loc/text()", namespaces=NAMESPACE)


def all_locations(client) -> list[str]:
    return [
        location
        for section in locations(client, "/sitemap.xml")
        for location in locations(client, section.removeprefix("http://testserver"))
    ]


def test_sitemap_lists_exactly_the_pages_that_are_public(client, world):
    secrets = Secrets()
    for way in ("draft", "expired"):
        hide(secrets, way, really=True)

    found = all_locations(client)

    assert len(found) == len({*found})
    paths = {location.removeprefix("http://testserver") for location in found}
    assert all(ask(client, path).status_code == 200 for path in paths)
    assert paths.isdisjoint(set().union(*secrets.addresses.values()))
    expected = {"/", "/over/", "/privacy/", "/toegankelijkheid/"} | {
        f"/{name}/"
        for name in (
            *("fragmenten", "interviews", "themas", "personen", "organisaties", "achtergrond"),
        )
    }
    records = [world.interview, world.fragment, world.theme, world.speaker, world.interviewer]
    expected |= {one.get_absolute_url() for one in (*records, world.organisation, world.source)}
    assert expected <= paths
    assert world.mentioned.get_absolute_url() not in paths


def test_sitemap_gives_every_page_its_canonical_address(client, world):
    for location in all_locations(client):
        page = quickly(ask(client, location.removeprefix("http://testserver")).content)
        assert page.xpath("//link[@rel='canonical']/@href") == [location]


def test_sitemap_names_the_site_whatever_host_was_asked(client, world, settings):
    settings.ALLOWED_HOSTS = ["testserver", "www.oud.example.nl"]
    settings.SITE_URL = "https://www.nieuw.example.nl"

    answer = ask(client, "/sitemap-themas.xml", host="www.oud.example.nl")

    assert "https://www.nieuw.example.nl/themas/" in answer.text
    assert "oud.example.nl" not in answer.text


def test_sitemap_dates_what_was_changed(client, world):
    document = etree.fromstring(ask(client, "/sitemap-fragmenten.xml").content)

    dates = document.xpath("//s:lastmod/text()", namespaces=NAMESPACE)
    assert dates == [f"{timezone.localdate()}"] * Fragment.objects.published().count()


def test_robots_may_read_all_but_the_editors_side(client):
    assert ask(client, "/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


@time_machine.travel("2024-02-29T23:30:00Z")
def test_security_txt_is_valid(client, settings):
    """RFC 9116: which fields are required, how often, and in what form."""
    settings.SITE_URL = "https://catalogus.example.nl"
    answer = ask(client, "/.well-known/security.txt")
    fields = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    names = [name for name, _value in fields]
    values = dict(fields)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert sorted(names) == ["Canonical", "Contact", "Expires", "Preferred-Languages"]
    assert values["Contact"] == "mailto:redactie@example.org"
    assert values["Canonical"] == "https://catalogus.example.nl/.well-known/security.txt"
    assert re.fullmatch(r"[a-z]{2}(, [a-z]{2})*", values["Preferred-Languages"])
    assert values["Expires"].endswith("Z")  # RFC 3339
    ahead = datetime.fromisoformat(values["Expires"]) - datetime.now(UTC)
    assert timedelta(days=90) < ahead < timedelta(days=365)


def test_healthz_answers_a_monitor(client):
    answer = ask(client, "/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_healthz_says_when_the_database_is_away(client, monkeypatch, error):
    def refuse(*args, **kwargs):
        raise error("no connection; password=appeltaart")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = ask(client, "/healthz")

    assert answer.status_code == 503
    assert b"appeltaart" not in answer.content
