"""What stands between the web server and the views: proxies in front, addresses of before."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from catalogue.middleware.addresses import ProxyMiddleware
from catalogue.middleware.answers import HeadersMiddleware
from catalogue.models import FormerAddress, Theme
from catalogue.values.choices import State
from tests.factories import (
    BackgroundSourceFactory,
    EditorFactory,
    FormerAddressFactory,
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PositionFactory,
    ThemeFactory,
)


@pytest.mark.parametrize(
    ("trusted", "forwarded", "proto", "address", "is_secure"),
    [
        (0, "203.0.113.9", "https", "127.0.0.1", False),
        (1, "", "", "127.0.0.1", False),
        (1, "203.0.113.9", "https", "203.0.113.9", True),
        (1, "203.0.113.9", "http", "203.0.113.9", False),
        (1, "10.0.0.1, 203.0.113.9", "https", "203.0.113.9", True),
        (1, "lied about,203.0.113.9 ", "http, https", "203.0.113.9", True),
        (1, "203.0.113.9", "https, http", "203.0.113.9", False),
        (2, "10.0.0.1, 203.0.113.9, 198.51.100.7", "https", "203.0.113.9", True),
        (2, "203.0.113.9", "", "127.0.0.1", False),
        (1, " , ,", "", "127.0.0.1", False),
    ],
    ids=[
        "none trusted",
        "nothing said",
        "one proxy",
        "one proxy, plain",
        "client wrote before it",
        "client wrote a scheme before it",
        "client claims https",
        "two proxies",
        "fewer than trusted",
        "empty",
    ],
)
def test_proxy_tells_the_client_and_the_scheme(
    settings, trusted, forwarded, proto, address, is_secure
):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": forwarded, "x-forwarded-proto": proto}
    )

    ProxyMiddleware(lambda request: HttpResponse())(request)

    assert (request.META["REMOTE_ADDR"], request.is_secure()) == (address, is_secure)
    assert "HTTP_X_FORWARDED_FOR" not in request.META
    assert "HTTP_X_FORWARDED_PROTO" not in request.META


def public_person():
    return ParticipationFactory(published=True).person


def public_organisation():
    organisation, participation = OrganisationFactory(), ParticipationFactory(published=True)
    position = PositionFactory(person=participation.person, organisation=organisation)
    participation.positions.add(position)
    return organisation


RENAMED = {
    "theme": lambda: ThemeFactory(published=True),
    "interview": lambda: InterviewFactory(published=True),
    "person": public_person,
    "organisation": public_organisation,
    "background source": lambda: BackgroundSourceFactory(published=True),
}
PARAMETERS = {
    "theme": "thema",
    "interview": "interview",
    "person": "persoon",
    "organisation": "organisatie",
}
each_renamed = pytest.mark.parametrize("kind", RENAMED)


def rename(record, slug: str) -> str:
    """Give the record another slug; the address that it leaves."""
    left = record.get_absolute_url()
    record.slug = slug
    record.save()
    return left


@each_renamed
@pytest.mark.parametrize("method", ["get", "head"])
def test_former_slug_leads_straight_to_the_last_with_its_query(client, db, kind, method):
    record = RENAMED[kind]()
    first, second = rename(record, "tweede"), rename(record, "derde")

    for address in (first, second):
        response = getattr(client, method)(f"{address}?a=1&a=2&t=%C3%A9")

        assert response.status_code == 301
        assert response.headers["Location"] == f"{record.get_absolute_url()}?a=1&a=2&t=%C3%A9"
    assert client.get(record.get_absolute_url()).status_code == 200


@each_renamed
def test_former_slug_without_its_slash_arrives_too(client, db, kind):
    left = rename(RENAMED[kind](), "tweede")

    response = client.get(left.removesuffix("/"), follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize("kind", PARAMETERS)
def test_former_slug_keeps_working_as_a_parameter(client, db, kind):
    record = RENAMED[kind]()
    former = record.slug
    rename(record, "tweede")

    response = client.get("/fragmenten/", {PARAMETERS[kind]: former})

    assert response.context["problems"] == []
    [chip] = response.context["chips"]
    assert chip.value == str(record)
    assert f"?{PARAMETERS[kind]}=tweede" in response.context["permanent_url"]


def test_former_slug_of_somebody_mentioned_keeps_working_as_a_parameter(client, db):
    person = PersonFactory(slug="oud")
    FragmentFactory(published=True).people_mentioned.add(person)
    rename(person, "nieuw")

    response = client.get("/fragmenten/?genoemd=oud")

    assert (response.context["problems"], response.context["total"]) == ([], 1)


def test_former_slug_of_a_theme_keeps_the_way_through_it(client, db):
    theme = ThemeFactory(published=True, slug="oud")
    fragment = FragmentFactory(published=True)
    fragment.placements.create(theme=theme)
    rename(theme, "nieuw")

    response = client.get(f"{fragment.get_absolute_url()}?thema=oud")

    assert response.context["theme"] == theme


def test_pid_and_old_title_lead_to_the_fragment_as_it_is_called_now(client, db):
    fragment = FragmentFactory(published=True, title="Oude titel")
    left = fragment.get_absolute_url()
    fragment.title = "Nieuwe titel"
    fragment.save()
    short = f"/fragmenten/{fragment.pid}/"

    for address in (left, short, short.removesuffix("/"), f"{short}iets-anders/", short.upper()):
        response = client.get(
            f"{address.replace('FRAGMENTEN', 'fragmenten')}?t=3&x=%26", follow=True
        )

        assert response.redirect_chain[-1] == (f"{fragment.get_absolute_url()}?t=3&x=%26", 301)
        assert response.status_code == 200


HOST = "www.oud.example.nl"


@pytest.fixture
def hosts(settings, db):
    settings.ALLOWED_HOSTS = ["testserver", HOST]
    settings.SITE_URL = "http://testserver"


@pytest.mark.parametrize(
    ("kept", "asked", "leads_to"),
    [
        ({"path": "/oud/"}, "/oud/", "{}"),
        ({"path": "/oud/"}, "/oud/?a=1", "{}?a=1"),
        ({"path": "/oud"}, "/oud", "{}"),
        ({"path": "/oud"}, "/oud/", None),
        ({"path": "/oud.php?id=12"}, "/oud.php?id=12", "{}"),
        ({"path": "/oud.php?id=12"}, "/oud.php?id=13", None),
        ({"path": "/oud.php?id=12"}, "/oud.php", None),
        ({"path": "/oud/", "time_ms": 903_500}, "/oud/", "{}?t=903.5"),
        ({"path": "/oud/", "time_ms": 903_500}, "/oud/?start=1", "{}?start=1&t=903.5"),
        ({"path": "/oud/", "time_ms": 903_500}, "/oud/?t=5", "{}?t=5"),
        ({"path": "/oud.php?t=5", "time_ms": 903_500}, "/oud.php?t=5", "{}?t=903.5"),
        ({"path": "/één/"}, "/%C3%A9%C3%A9n/", "{}"),
        ({"path": "/%C3%A9%C3%A9n/"}, "/één/", "{}"),
        ({"path": "/oud/", "host": HOST}, "/oud/", None),
    ],
    ids=lambda value: str(value).replace("/", "|") if value else "nowhere",
)
def test_former_address_leads_to_its_record(client, hosts, kept, asked, leads_to):
    interview = InterviewFactory(published=True)
    FormerAddressFactory(kind="interview", key=interview.slug, **kept)

    response = client.get(asked)

    location = leads_to and leads_to.format(interview.get_absolute_url())
    assert response.headers.get("Location") == location
    assert response.status_code == (301 if leads_to else 404)


@pytest.mark.parametrize("asked", [HOST, HOST.upper(), f"{HOST}:8443", f"{HOST}."])
@pytest.mark.parametrize("path", ["/oud.php?id=12", "/", "/interviews/"])
def test_former_host_leads_off_itself_in_one_step(client, hosts, asked, path):
    fragment = FragmentFactory(published=True)
    FormerAddressFactory(host=HOST, path=path, kind="fragment", key=fragment.pid)

    response = client.get(path, headers={"host": asked})

    assert response.status_code == 301
    assert response.headers["Location"] == f"http://testserver{fragment.get_absolute_url()}"


def test_former_host_answers_for_the_rest_like_the_site(client, hosts):
    theme = ThemeFactory(published=True)

    response = client.get(theme.get_absolute_url(), headers={"host": HOST})

    assert response.status_code == 200
    assert response.context["permanent_url"] == f"http://testserver{theme.get_absolute_url()}"


def test_address_of_the_site_itself_comes_before_one_of_another_host(client, hosts):
    FormerAddressFactory(host=HOST, path="/over/")

    assert client.get("/over/").status_code == 200
    assert client.get("/over/", headers={"host": HOST}).status_code == 410


@pytest.mark.parametrize("kind", ["", "fragment", "interview", "theme", "person"])
def test_former_address_without_a_target_is_gone(client, db, kind):
    FormerAddressFactory(path="/oud/", kind=kind)

    assert client.get("/oud/").status_code == 410


def test_former_address_of_something_deleted_without_a_trace_is_gone(client, db):
    FormerAddressFactory(path="/oud/", kind="theme", key="bestaat-niet")

    assert client.get("/oud/").status_code == 410


@pytest.mark.parametrize(
    ("state", "once_public", "status"),
    [
        (State.DRAFT, False, 404),
        (State.REVIEW, False, 404),
        (State.WITHDRAWN, True, 410),
        (State.DRAFT, True, 410),
    ],
    ids=["draft", "review", "withdrawn", "draft again"],
)
def test_former_address_of_what_is_hidden_says_no_more_than_its_own(
    client, db, state, once_public, status
):
    theme = ThemeFactory(published=once_public)
    former = rename(theme, "nieuw")
    theme.state = state
    theme.save()

    answers = [client.get(address) for address in (former, theme.get_absolute_url())]

    assert [answer.status_code for answer in answers] == [status, status]
    assert b"nieuw" not in answers[0].content


def test_editor_is_led_on_to_a_draft(client, db):
    theme = ThemeFactory()
    former = rename(theme, "nieuw")
    client.force_login(EditorFactory())

    assert client.get(former, follow=True).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_former_address_answers_reading_only(client, db, method):
    left = rename(ThemeFactory(published=True), "tweede")

    assert getattr(client, method)(left).status_code == 405


@pytest.mark.parametrize(
    "path", ["/%00/", "/a%00b/?c=%00", f"/{'x' * 600}/", f"/oud/?{'x' * 600}", "/%FF/", "/?%00"]
)
def test_unreadable_address_is_looked_up_without_harm(client, db, path):
    FormerAddress.objects.create(path="/oud/")

    response = client.get(path)

    assert response.status_code == (410 if "oud" in path else 200 if path == "/?%00" else 404)


def test_slug_that_a_page_took_over_is_of_that_page(client, db):
    first = ThemeFactory(published=True, slug="een")
    rename(first, "twee")
    rename(first, "een")

    assert client.get("/themas/een/").status_code == 200
    assert client.get("/themas/twee/").headers["Location"] == "/themas/een/"
    assert Theme.objects.get().slug == "een"


def test_head_is_answered_without_the_body_that_was_measured(rf):
    """gunicorn would throw it away, and warn of each."""
    answer = HeadersMiddleware(lambda _request: HttpResponse("één", headers={"Content-Length": 5}))

    page, head = answer(rf.get("/")), answer(rf.head("/"))

    assert (head.content, page.content) == (b"", "één".encode())
    assert dict(head.headers) == dict(page.headers)


def test_answer_with_a_cookie_is_kept_by_nobody(rf):
    response = HttpResponse("x")
    response.set_cookie("a", "b")

    answer = HeadersMiddleware(lambda _request: response)(rf.get("/"))

    assert answer.headers["Cache-Control"] == "private, no-store"
