"""The one address that may stand in another page's frame."""

import pytest

from tests.factories import FragmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fragment():
    return FragmentFactory(published=True, title="Loyale tegenspraak?", start_ms=903_000)


def address(fragment) -> str:
    return f"/insluiten/{fragment.pid}/"


def test_frame_is_allowed_here_and_nowhere_else(client, fragment):
    framed, page = client.get(address(fragment)), client.get(fragment.get_absolute_url())

    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_embedded_fragment_leads_to_its_page_without_cookie_or_form(client, fragment):
    response = client.get(address(fragment))
    text = response.content.decode()

    assert f'href="http://testserver{fragment.get_absolute_url()}"' in text
    assert "<form" not in text
    assert not response.cookies


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("review", 404)])
def test_what_was_never_public_is_not_there_even_for_editors(admin_client, state, status):
    fragment = FragmentFactory(state=state)

    assert admin_client.get(address(fragment)).status_code == status


def test_withdrawn_fragment_says_so_in_the_frame_and_names_nothing(client, fragment):
    fragment.state = "withdrawn"
    fragment.save()

    response = client.get(address(fragment))

    assert response.status_code == 410
    assert "X-Frame-Options" not in response
    assert "Loyale" not in response.content.decode()


@pytest.mark.parametrize("query", ["?t=905", "?t=905,910", "?t=abc", "?t=-1"])
def test_moment_is_read_as_on_the_fragment_page(client, fragment, query):
    response = client.get(address(fragment) + query)

    assert response.status_code == 200
    assert bool(response.context["moment_problem"]) == (query in ("?t=abc", "?t=-1"))


def test_pid_in_capitals_is_the_same(client, fragment):
    assert (
        client.get(address(fragment).replace(fragment.pid, fragment.pid.upper())).status_code == 200
    )
