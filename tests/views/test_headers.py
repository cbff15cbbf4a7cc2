"""What goes with every answer: no cookie, the content security policy, nothing of others."""

import pytest
from django.test import Client

from catalogue.models import Fragment
from catalogue.values.choices import State
from tests.factories import ChiefEditorFactory, EditorFactory, UserFactory
from tests.views.asking import ask
from tests.views.markup import hosts, quickly
from tests.views.world import FILES, PAGES

pytestmark = pytest.mark.django_db
each_page = pytest.mark.parametrize("name", PAGES)
each_answer = pytest.mark.parametrize("name", PAGES | FILES)

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "autoplay=(self), fullscreen=(self), picture-in-picture=(self), clipboard-write=(self), "
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}


def policy_of(response) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return dict(one.strip().split(" ", 1) for one in directives)


@each_answer
def test_answer_is_given(answers, name):
    assert answers[name].status_code == 200


@each_answer
def test_visitor_gets_no_cookie(answers, name):
    assert "Set-Cookie" not in answers[name].headers
    assert not answers[name].cookies


@each_answer
def test_answer_carries_the_policy_and_the_security_headers(answers, name):
    assert policy_of(answers[name]) == POLICY
    assert {header: answers[name].headers[header] for header in HEADERS} == HEADERS


@each_page
def test_page_fetches_nothing_from_another_host(answers, name):
    assert hosts(answers[name].content) - {"testserver"} <= {"www.w3.org"}


@each_page
def test_page_says_its_permanent_address(answers, name):
    page = quickly(answers[name].content)

    [canonical] = page.xpath("//link[@rel='canonical']/@href")
    [shared] = page.xpath("//meta[@property='og:url']/@content")

    assert canonical == shared
    assert canonical.partition("?")[0] == f"http://testserver{answers[name].path}"


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("listing")])
def test_page_may_be_indexed(answers, name):
    assert not quickly(answers[name].content).xpath("//meta[@name='robots']")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_refused_method_is_told_what_is_allowed(client, method):
    answer = ask(client, "/over/", method=method)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert policy_of(answer) == POLICY


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head"])
def test_every_address_knows_its_methods(client, world, method):
    addresses = [world.address(pattern) for pattern in (PAGES | FILES).values()]

    statuses = {address: ask(client, address, method=method).status_code for address in addresses}

    assert statuses == dict.fromkeys(addresses, 200 if method == "head" else 405)


def test_head_gives_the_headers_of_the_page_without_it(client, world):
    for name, pattern in (PAGES | FILES).items():
        address = world.address(pattern)
        page, head = ask(client, address), ask(client, address, method="head")

        assert head.content == b"", name
        assert {**head.headers, "Content-Length": 0} == {**page.headers, "Content-Length": 0}, name


@pytest.mark.parametrize(
    ("factory", "is_private"),
    [(None, False), (UserFactory, True), (EditorFactory, True), (ChiefEditorFactory, True)],
    ids=["visitor", "user", "editor", "chief editor"],
)
def test_what_a_user_sees_is_kept_by_no_cache(client, world, factory, is_private):
    if factory:
        client.force_login(factory())

    for pattern in (PAGES | FILES).values():
        answer = ask(client, world.address(pattern))
        caching = {one.strip() for one in answer.headers.get("Cache-Control", "").split(",")}

        assert ({"private", "no-store"} <= caching) == is_private


# Of a file of which nobody wrote down the SHA-256 nothing tells whether it has changed.
WITH_TAG = {name: pattern for name, pattern in (PAGES | FILES).items() if name != "recording"}


@each_answer
def test_answer_is_kept_and_asked_for_each_time(answers, name):
    assert answers[name].headers["Cache-Control"] == "no-cache"
    assert ("ETag" in answers[name].headers) is (name in WITH_TAG)


@pytest.mark.parametrize("method", ["get", "head"])
def test_page_that_has_not_changed_is_not_sent_again(client, world, method):
    for name, pattern in WITH_TAG.items():
        address = world.address(pattern)
        tag = ask(client, address).headers["ETag"]

        again = ask(client, address, method=method, **{"If-None-Match": tag})

        assert (again.status_code, again.content) == (304, b""), name
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "no-cache"
        assert policy_of(again) == POLICY
        assert {header: again.headers[header] for header in HEADERS} == HEADERS


def test_page_that_may_stand_in_a_frame_still_may_when_it_is_not_sent_again(client, world):
    address = f"/insluiten/{Fragment.objects.published().first().pid}/"
    page = client.get(address)

    again = client.get(address, headers={"If-None-Match": page.headers["ETag"]})

    assert again.status_code == 304
    assert policy_of(again) == policy_of(page)
    assert policy_of(again)["frame-ancestors"] != "'none'"
    assert "X-Frame-Options" not in again.headers


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    ("status", "host", "secure"), [(301, "testserver", False), (400, "evil.example", True)]
)
def test_answer_before_any_page_says_what_a_browser_may_keep(
    client, settings, method, status, host, secure
):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["testserver"]

    answer = getattr(client, method)("/", headers={"host": host}, secure=secure)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Permissions-Policy"] == HEADERS["Permissions-Policy"]
    assert method == "get" or answer.content == b""


def test_file_of_the_site_says_what_a_page_may_do(settings, tmp_path):
    (tmp_path / "main.css").write_text("a {}")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, False

    for method, status in (("get", 200), ("head", 200), ("post", 405)):
        answer = getattr(Client(), method)("/static/main.css")
        answer.close()

        assert answer.status_code == status
        assert answer.headers["Permissions-Policy"] == HEADERS["Permissions-Policy"]
        assert answer.headers["Cache-Control"]


def test_page_that_is_withdrawn_is_not_the_one_that_was_kept(client, world):
    fragment = Fragment.objects.published().first()
    address = fragment.get_absolute_url()
    tag = client.get(address).headers["ETag"]
    fragment.state = State.WITHDRAWN
    fragment.save()

    answer = client.get(address, headers={"If-None-Match": tag})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-cache")
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("address", "status"),
    [("/er-is-niets/", 404), ("/over", 301), ("/favicon.ico", 302), ("/admin/", 302)],
)
def test_every_other_answer_is_asked_for_each_time_too(client, db, address, status):
    answer = client.get(address)

    assert answer.status_code == status
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "Permissions-Policy" in answer.headers


def test_wrong_host_is_answered_with_the_headers_too(client, db):
    answer = client.get("/over/", headers={"host": "evil.example"})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-cache")


def test_part_of_a_page_and_the_page_are_kept_apart(client, world):
    page, part = (
        client.get("/fragmenten/"),
        client.get("/fragmenten/", headers={"hx-request": "true"}),
    )

    assert page.headers["ETag"] != part.headers["ETag"]
    assert "HX-Request" in part.headers["Vary"]
