"""What is shown of a page where its address is shared: picture, title and description."""

import io
from urllib.parse import urlsplit

import pytest
from PIL import Image

from catalogue.media.cover import SOCIAL_SIZE
from catalogue.values.choices import State
from tests.factories import (
    FragmentFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly
from tests.views.world import PAGES

pytestmark = pytest.mark.django_db
each_page = pytest.mark.parametrize("name", PAGES)
KINDS = [
    *("home", "listing", "fragment", "interviews", "interview", "themes", "theme", "people"),
    *("person", "organisations", "organisation", "background sources", "background source"),
    *("about", "privacy", "accessibility"),
]


def told(content: bytes, name: str) -> list[str]:
    return quickly(content).xpath(f"//meta[@property='{name}']/@content")


@each_page
def test_page_has_a_picture_a_title_and_a_description(client, answers, name):
    content = answers[name].content

    for needed in ("og:title", "og:description", "og:image", "og:image:alt", "og:url"):
        [value] = told(content, needed)
        assert value.strip() and "{" not in value, needed
    assert (told(content, "og:image:width"), told(content, "og:image:height")) == (
        ["1200"],
        ["630"],
    )
    assert told(content, "og:image")[0].startswith("http://testserver/beeld/")


@pytest.mark.parametrize("name", ["home", "fragment", "interview", "theme", "person"])
def test_picture_is_a_png_of_the_size_that_is_told(client, world, name):
    page = ask(client, world.address(PAGES[name]))

    answer = ask(client, urlsplit(told(page.content, "og:image")[0]).path)

    drawn = Image.open(io.BytesIO(answer.content))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert (drawn.format, drawn.size) == ("PNG", SOCIAL_SIZE)


def test_descriptions_tell_the_kinds_of_pages_apart(answers):
    descriptions = {name: told(answers[name].content, "og:description")[0] for name in KINDS}

    assert len(set(descriptions.values())) == len(KINDS)


def theme_with_fragment():
    placement = PlacementFactory(published=True, theme=ThemeFactory(published=True))
    return placement.theme, f"thema-{placement.theme.slug}"


def interview_with_fragment():
    interview = FragmentFactory(published=True).interview
    return interview, interview.pid


@pytest.mark.parametrize("make", [theme_with_fragment, interview_with_fragment])
@pytest.mark.parametrize(
    ("state", "status"),
    [(State.PUBLISHED, 200), (State.WITHDRAWN, 410)],
)
def test_picture_is_public_as_long_as_its_page_is(client, make, state, status):
    record, key = make()
    record.state, record.withdrawn_reason = state, "x"
    record.save()

    assert ask(client, f"/beeld/{key}/omslag-1200.png").status_code == status


@pytest.mark.parametrize("speaks", [True, False])
def test_picture_of_somebody_is_there_only_with_their_page(client, speaks):
    person = PersonFactory(name="Anna de Vries")
    if speaks:
        ParticipationFactory(published=True, person=person)

    status = ask(client, "/beeld/persoon-anna-de-vries/omslag-1200.png").status_code

    assert status == (200 if speaks else 404)
    assert ask(client, person.get_absolute_url()).status_code == status


def test_picture_of_a_theme_changes_with_its_public_fragments_alone(client):
    theme, key = theme_with_fragment()
    address = f"/beeld/{key}/omslag-1200.png"

    before = ask(client, address).headers["ETag"]
    draft = PlacementFactory(theme=theme, fragment=FragmentFactory()).fragment
    with_draft = ask(client, address).headers["ETag"]
    draft.interview.state = draft.state = State.PUBLISHED
    draft.interview.save()
    draft.save()

    assert with_draft == before
    assert ask(client, address).headers["ETag"] != before


def test_picture_stays_at_the_address_that_was_shared(client):
    theme, key = theme_with_fragment()
    theme.slug = "nieuwe-naam"
    theme.save()

    assert ask(client, f"/beeld/{key}/omslag-1200.png").status_code == 200
    assert ask(client, "/beeld/thema-nooit/omslag-1200.png").status_code == 404


def test_picture_of_the_catalogue_is_there_before_anything_else(client):
    assert ask(client, "/beeld/catalogus/omslag-1200.png").status_code == 200


def test_picture_takes_the_same_queries_for_many_fragments(client, django_assert_num_queries):
    theme, key = theme_with_fragment()
    for _number in range(5):
        PlacementFactory(theme=theme, fragment=FragmentFactory(published=True))

    with django_assert_num_queries(4):
        assert ask(client, f"/beeld/{key}/omslag-1200.png").status_code == 200
