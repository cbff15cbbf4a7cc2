"""Public pages are compressed, and nothing else is."""

import gzip

import pytest

from tests.factories import ChiefEditorFactory
from tests.views.world import PAGES

pytestmark = pytest.mark.django_db


def unpacked(response) -> bytes:
    assert response.headers["Content-Encoding"] == "gzip"
    assert int(response.headers["Content-Length"]) == len(response.content)
    return gzip.decompress(response.content)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_compressed_for_who_reads_that(client, world, name):
    address = world.address(PAGES[name])
    plain = client.get(address, headers={"accept-encoding": "br"})
    for _ in range(2):
        pressed = client.get(address, headers={"accept-encoding": "gzip, br"})

        assert unpacked(pressed) == plain.content
        assert len(pressed.content) < len(plain.content) / 2
        assert pressed.headers["ETag"] == plain.headers["ETag"]
        assert pressed.headers["ETag"].startswith('W/"')
        assert "Accept-Encoding" in pressed.headers["Vary"]
        assert pressed.headers["Vary"] == plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_length_of_a_compressed_page_is_uncertain(client, world):
    lengths = {
        len(client.get("/over/", headers={"accept-encoding": "gzip"}).content) for _ in range(40)
    }

    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= 100


@pytest.mark.parametrize("address", ["/er-is-niets/", "/sitemap.xml", "/sitemap-fragmenten.xml"])
def test_other_public_text_is_compressed_too(client, world, address):
    plain = client.get(address)
    pressed = client.get(address, headers={"accept-encoding": "gzip"})

    assert unpacked(pressed) == plain.content
    assert pressed.status_code == plain.status_code


def test_nothing_of_the_admin_is_compressed(client, world):
    for user in (None, ChiefEditorFactory()):
        if user:
            client.force_login(user)
        for address in ("/admin/login/", "/admin/catalogue/fragment/", "/admin/er-is-niets/"):
            answer = client.get(address, headers={"accept-encoding": "gzip"}, follow=True)
            assert "Content-Encoding" not in answer.headers


def test_recording_goes_its_own_way(client, world):
    address = world.address("{recording}")
    asked = {"accept-encoding": "gzip", "range": "bytes=0-3"}

    answer = client.get(address, headers=asked)
    answer.close()

    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" not in answer.headers.get("Vary", "")


def test_head_of_a_compressed_page_has_its_headers(client, world):
    asked = {"accept-encoding": "gzip"}
    page, head = client.get("/over/", headers=asked), client.head("/over/", headers=asked)

    assert head.content == b""
    same = {"Content-Encoding", "ETag", "Vary", "Cache-Control", "Content-Type"}
    assert {name: head.headers[name] for name in same} == {
        name: page.headers[name] for name in same
    }
