"""Error pages: really used, in style, and without a word about what went wrong inside."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection
from django.test import Client
from django.utils.translation import gettext as _

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    Organisation,
    Person,
    Theme,
)
from catalogue.values.choices import Origin, State
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    ThemeFactory,
)
from tests.views.asking import Answer, ask
from tests.views.markup import quickly, strictly, text_of

pytestmark = pytest.mark.django_db

SECRET = "het wachtwoord is appeltaart"


@pytest.fixture
def failing(monkeypatch):
    """Makes /over/ raise an error."""

    def fail_with(error: Exception) -> None:
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr("django.template.response.TemplateResponse.render", fail)

    return fail_with


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def assert_in_style(answer: Answer, status: int, heading: str) -> None:
    page = strictly(answer.content)
    assert answer.status_code == status
    assert [text_of(one) for one in page.iter("h1")] == [_(heading)]
    assert page.get("lang") == "nl"
    assert [one.get("content") for one in page.iter("meta") if one.get("name") == "robots"]
    assert [one.get("href") for one in page.iter("a") if one.get("href") == "/"]
    assert "main.css" in answer.text
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (SuspiciousOperation(SECRET), 400, "We cannot read this request"),
        (BadRequest(SECRET), 400, "We cannot read this request"),
        (PermissionDenied(SECRET), 403, "This page is not open to you"),
        (RuntimeError(SECRET), 500, "Something went wrong on our side"),
    ],
    ids=["suspicious", "unreadable", "forbidden", "broken"],
)
def test_error_in_a_view_gets_its_page(visitor, failing, error, status, heading):
    failing(error)

    assert_in_style(ask(visitor, "/over/"), status, heading)


def test_unknown_host_is_refused_in_style(visitor):
    answer = ask(visitor, "/", host="elders.example.nl")

    assert_in_style(answer, 400, "We cannot read this request")


def test_form_without_a_token_is_refused_in_style(visitor):
    answer = ask(visitor, "/over/", method="post")

    assert_in_style(answer, 403, "The form was not sent")


@pytest.mark.parametrize(
    "address",
    [
        "/bestaat-niet/",
        "/fragmenten/bestaatniet/",
        "/fragmenten/bestaatniet/een-titel/",
        "/interviews/bestaat-niet/",
        "/themas/bestaat-niet/",
        "/personen/bestaat-niet/",
        "/organisaties/bestaat-niet/",
        "/achtergrond/bestaat-niet/",
        "/opname/bestaatniet/gesprek.mp4",
        "/beeld/bestaatniet/omslag-320.png",
        "/beeld/persoon-niemand/portret-320.webp",
        "/beeld/thema-geen/beeld-320.webp",
        "/sitemap-bestaat-niet.xml",
        "/themas/%00/",
        "/themas/a%00b/",
        "/fragmenten/%00/",
        "/fragmenten/x/%00/",
        "/opname/%00/%00",
        "/beeld/%00/omslag-320.png",
        "/beeld/persoon-%00/portret-320.webp",
        "/themas/%FF%FE/",
        "/themas/%F0%9F%92%A9/",
        f"/themas/{'x' * 10_000}/",
        "/themas/..%2f..%2fetc%2fpasswd/",
        "/opname/x/..%2f..%2fetc%2fpasswd",
    ],
)
def test_address_that_leads_nowhere_says_so(visitor, address):
    assert_in_style(ask(visitor, address), 404, "There is nothing at this address")


def someone_who_spoke() -> Person:
    return ParticipationFactory(published=True, person__name="Geheim").person


def organisation_spoken_for() -> Organisation:
    organisation = OrganisationFactory(name="Geheim")
    participation = ParticipationFactory(published=True)
    participation.positions.add(
        PositionFactory(person=participation.person, organisation=organisation)
    )
    return organisation


ONCE_PUBLIC = {
    "fragment": (lambda: FragmentFactory(published=True, title="Geheim"), "/fragmenten/"),
    "interview": (lambda: InterviewFactory(published=True, title="Geheim"), "/interviews/"),
    "theme": (lambda: ThemeFactory(published=True, name="Geheim"), "/themas/"),
    "source": (lambda: BackgroundSourceFactory(published=True, title="Geheim"), "/achtergrond/"),
    "person": (someone_who_spoke, "/personen/"),
    "organisation": (organisation_spoken_for, "/organisaties/"),
}


def withdraw_all() -> None:
    for model in (Fragment, Theme, BackgroundSource, Interview):
        for record in model.objects.all():
            record.state = State.WITHDRAWN
            record.withdrawn_reason = SECRET
            record.save()


@pytest.mark.parametrize("kind", ONCE_PUBLIC)
def test_what_was_withdrawn_is_gone_and_names_nobody(visitor, kind):
    make, way_on = ONCE_PUBLIC[kind]
    address = make().get_absolute_url()
    assert ask(visitor, address).status_code == 200

    withdraw_all()
    answer = ask(visitor, address)

    assert_in_style(answer, 410, "What stood here is gone")
    assert "Geheim" not in answer.text
    assert way_on in quickly(answer.content).xpath("//main//a/@href")


def ways_on(answer: Answer) -> list[str]:
    return quickly(answer.content).xpath("//*[@class='error__ways']//a/@href")


def test_fragment_that_is_gone_leads_to_its_public_themes(visitor):
    fragment = FragmentFactory(published=True, title="Geheim")
    second, first = (ThemeFactory(published=True, order=order) for order in (2, 1))
    rejected, proposed, draft = *ThemeFactory.create_batch(2, published=True), ThemeFactory()
    origins = {rejected: Origin.REJECTED, proposed: Origin.PROPOSED}
    for theme in (second, first, rejected, proposed, draft):
        origin = origins.get(theme, Origin.CONFIRMED)
        PlacementFactory(fragment=fragment, theme=theme, origin=origin, note="Geheim")
    fragment.state = State.WITHDRAWN
    fragment.save()

    answer = ask(visitor, fragment.get_absolute_url())

    assert answer.status_code == 410
    assert ways_on(answer)[:3] == [
        *(first.get_absolute_url(), second.get_absolute_url(), "/fragmenten/")
    ]
    assert first.name in answer.text
    assert fragment.interview.get_absolute_url() not in answer.text
    assert "Geheim" not in answer.text


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DRAFT])
def test_theme_that_is_gone_leads_to_a_public_broader_one(visitor, state):
    broader = ThemeFactory(state=state)
    theme = ThemeFactory(published=True, broader=broader, name="Geheim")
    theme.state = State.WITHDRAWN
    theme.save()

    answer = ask(visitor, theme.get_absolute_url())

    expected = [broader.get_absolute_url()] if state == State.PUBLISHED else []
    assert (answer.status_code, ways_on(answer)[:-3]) == (410, expected)
    assert "Geheim" not in answer.text


def test_former_address_of_what_is_gone_leads_to_the_same(visitor):
    theme = ThemeFactory(published=True, slug="oud", broader=ThemeFactory(published=True))
    theme.slug = "nieuw"
    theme.save()
    theme.state = State.WITHDRAWN
    theme.save()

    answers = [ask(visitor, f"/themas/{slug}/") for slug in ("oud", "nieuw")]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert ways_on(answers[0]) == ways_on(answers[1])
    assert ways_on(answers[0])[0] == theme.broader.get_absolute_url()


@pytest.mark.parametrize("kind", ["fragment", "interview", "theme", "source"])
def test_what_was_deleted_after_publication_is_gone(visitor, kind):
    make, way_on = ONCE_PUBLIC[kind]
    record = make()
    address = record.get_absolute_url()

    record.delete()
    answer = ask(visitor, address)

    assert_in_style(answer, 410, "What stood here is gone")
    assert way_on in quickly(answer.content).xpath("//main//a/@href")


@pytest.mark.parametrize("form", ["/fragmenten/{}/", "/fragmenten/{}/een-andere-titel/"])
def test_deleted_fragment_is_gone_under_every_form_of_its_address(visitor, form):
    fragment = FragmentFactory(published=True)

    address = form.format(fragment.pid)
    fragment.delete()

    assert ask(visitor, address).status_code == 410


def test_broken_database_makes_an_error_page_without_one(visitor, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(connection, "cursor", fail)

    assert_in_style(ask(visitor, "/"), 500, "Something went wrong on our side")


def test_person_only_mentioned_has_no_page_until_it_is_opened(client):
    fragment = FragmentFactory(published=True)
    person = PersonFactory()
    fragment.people_mentioned.add(person)

    before = ask(client, person.get_absolute_url()).status_code
    person.page_opened = True
    person.save()
    opened = ask(client, person.get_absolute_url()).status_code

    assert (before, opened) == (404, 200)
