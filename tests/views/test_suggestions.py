"""The address that a search field asks for suggestions."""

import json

import pytest

from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly

pytestmark = pytest.mark.django_db

ADDRESS = "/fragmenten/suggesties/"


def test_every_suggestion_leads_to_what_it_names(client):
    theme = ThemeFactory(published=True, name="Brug & water", slug="brug-water")
    interview = InterviewFactory(published=True, title="Brug Drie", slug="brug-drie")
    fragment = FragmentFactory(published=True, title="Brug open", interview=interview)
    person = PersonFactory(name="Verzonnen Brug", slug="verzonnen-brug")
    ParticipationFactory(interview=interview, person=person)
    PlacementFactory(fragment=fragment, theme=theme)

    answer = json.loads(ask(client, f"{ADDRESS}?q=brug").content)

    assert answer == {
        "suggestions": [
            {"kind": "thema", "label": "Brug & water", "url": "/fragmenten/?thema=brug-water"},
            {
                "kind": "persoon",
                "label": "Verzonnen Brug",
                "url": "/fragmenten/?persoon=verzonnen-brug",
            },
            {"kind": "interview", "label": "Brug Drie", "url": "/fragmenten/?interview=brug-drie"},
            {"kind": "fragment", "label": "Brug open", "url": fragment.get_absolute_url()},
        ]
    }
    *lists, page = (ask(client, one["url"]) for one in answer["suggestions"])
    assert page.status_code == 200
    for one in lists:
        rows = quickly(one.content).xpath("//li[@data-fragment]")
        assert [row.get("data-fragment") for row in rows] == [fragment.pid]


def test_name_that_leads_to_an_empty_list_is_not_suggested(client):
    ThemeFactory(published=True, name="Brug leeg", slug="brug-leeg")
    assert b"data-fragment" not in ask(client, "/fragmenten/?thema=brug-leeg").content

    answer = json.loads(ask(client, f"{ADDRESS}?q=brug").content)

    assert answer == {"suggestions": []}


def test_answer_is_for_the_field_alone(client):
    answer = ask(client, f"{ADDRESS}?q=brug")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    listing = ask(client, "/fragmenten/")
    assert answer.headers.get("Cache-Control") == listing.headers.get("Cache-Control")
    assert answer.cookies == {}


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=a", "q=%00%00", "q=%ff%fe", "q=%27%22%3B--", "x=brug", "q=" + "z" * 3000],
)
def test_bad_input_gives_an_empty_list(client, query):
    PlacementFactory(published=True, theme__name="Brug")

    answer = ask(client, f"{ADDRESS}?{query}")

    assert (answer.status_code, json.loads(answer.content)) == (200, {"suggestions": []})


@pytest.mark.parametrize(
    ("method", "status"), [("head", 200), ("post", 405), ("put", 405), ("delete", 405)]
)
def test_it_is_only_read(client, method, status):
    assert ask(client, f"{ADDRESS}?q=brug", method=method).status_code == status


@pytest.mark.parametrize("address", ["/", "/fragmenten/", "/themas/", "/fragmenten/?q=niets"])
def test_every_search_field_knows_the_address(client, address):
    page = ask(client, address).content.decode()

    assert page.count(f'data-suggest="{ADDRESS}"') == 1
