"""What goes with every answer: no cookie, the content security policy, nothing of others."""

import pytest

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
