"""A person's name typed as words: the page of that person stands above what is found."""

from urllib.parse import urlencode

import pytest

from catalogue.values.choices import State
from tests.factories import FragmentFactory, ParticipationFactory, PersonFactory
from tests.views.asking import ask
from tests.views.markup import quickly

pytestmark = pytest.mark.django_db


def speaker(name: str, **facts):
    """Somebody who speaks in something public."""
    person = PersonFactory(name=name)
    fragment = FragmentFactory(published=True)
    ParticipationFactory(interview=fragment.interview, person=person, **facts)
    return person


def pages_shown(client, text: str) -> list[str]:
    page = quickly(ask(client, f"/fragmenten/?{urlencode({'q': text})}").content)
    return page.xpath("//ul[@class='called']//a/@href")


@pytest.mark.parametrize(
    "typed",
    [
        "Máeve van der Verzonnen-O’Neil",
        "maeve o'neil",
        "oneil",
        "verzonnen",
        "Van der Verzonnen",
        '"maeve van der"',
        "J.P. Maeve",
        "JP Maeve",
    ],
)
def test_page_of_a_person_is_shown_by_name(client, typed):
    person = speaker("J.P. Maeve van der Verzonnen-O'Neil")
    speaker("Iemand van der Ander")

    assert pages_shown(client, typed) == [person.get_absolute_url()]


@pytest.mark.parametrize("typed", ["", "van", "maeve toren", "maev", "-maeve", "maeve -toren"])
def test_no_page_is_shown_for_what_is_no_name(client, typed):
    speaker("Maeve van der Verzonnen")

    assert pages_shown(client, typed) == []


def test_who_has_no_page_is_not_shown(client):
    person = PersonFactory(name="Maeve Verzonnen")
    FragmentFactory(published=True).people_mentioned.add(person)
    draft = FragmentFactory(state=State.DRAFT)
    ParticipationFactory(interview=draft.interview, person=person)

    assert pages_shown(client, "maeve verzonnen") == []


def test_name_of_many_is_no_name_of_one(client):
    for number in range(4):
        speaker(f"Maeve Verzonnen {number}")

    assert pages_shown(client, "maeve") == []
    assert len(pages_shown(client, "maeve 2")) == 1


def test_page_is_shown_where_nothing_is_found_too(client):
    person = speaker("Maeve Verzonnen")
    page = quickly(ask(client, "/fragmenten/?q=maeve&duur=lang").content)

    assert page.xpath("//ul[@class='called']//a/@href") == [person.get_absolute_url()]
    assert page.xpath("//div[@class='empty']")
