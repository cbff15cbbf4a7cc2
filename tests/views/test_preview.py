"""Editors see what is not public yet, and are told that the public does not; nobody else does."""

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from catalogue.values.choices import State
from tests.factories import (
    BackgroundSourceFactory,
    ChiefEditorFactory,
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
    UserFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly, strictly

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A placement of which everything is a draft, with a recording to play."""
    interview = InterviewFactory(title="Gesprek in concept")
    ParticipationFactory(interview=interview, person__name="Anna de Vries")
    recording = RecordingFactory(interview=interview, duration_ms=60_000)
    MediaFileFactory(recording=recording, file=ContentFile(b"beeld", "gesprek.mp4"))
    fragment = FragmentFactory(interview=interview, start_ms=10_000, title="Fragment in concept")
    FragmentFactory(interview=interview, start_ms=20_000)
    return PlacementFactory(fragment=fragment, theme=ThemeFactory(name="Thema in concept"))


def pages_of(placement) -> list[str]:
    fragment, interview = placement.fragment, placement.fragment.interview
    person = interview.people.get()
    records = (fragment, interview, placement.theme, person, BackgroundSourceFactory())
    return [record.get_absolute_url() for record in records]


@pytest.mark.parametrize("factory", [EditorFactory, ChiefEditorFactory])
@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.WITHDRAWN])
def test_editor_sees_every_page_and_that_it_is_not_public(client, draft, factory, state):
    for record in (draft.fragment, draft.fragment.interview, draft.theme):
        record.state = state
        record.save()
    client.force_login(factory())

    for address in pages_of(draft):
        answer = ask(client, address)
        page = strictly(answer.content)

        robots = [one.get("content") for one in page.iter("meta") if one.get("name") == "robots"]
        assert (answer.status_code, robots) == (200, ["noindex, nofollow"]), address
        assert {"private", "no-store"} <= {*answer.headers["Cache-Control"].split(", ")}
        assert _("Edit this record") in answer.content.decode()
        assert answer.cookies == {}


@pytest.mark.parametrize(
    "user",
    [None, {}, {"is_staff": True}, {"is_superuser": True}],
    ids=["visitor", "user", "staff without rights", "rights but no staff"],
)
def test_nobody_else_sees_a_draft(client, draft, user):
    if user is not None:
        client.force_login(UserFactory(**user))

    for address in pages_of(draft):
        assert ask(client, address).status_code == 404


def test_member_of_the_editors_without_staff_sees_nothing_more(client, draft):
    client.force_login(EditorFactory(is_staff=False))

    assert [ask(client, address).status_code for address in pages_of(draft)] == [404] * 5
    assert "Gesprek in concept" not in ask(client, "/interviews/").text


def test_editor_plays_a_draft_which_another_draft_does_not_stop(client, draft):
    client.force_login(EditorFactory())

    context = client.get(draft.fragment.get_absolute_url()).context
    interview = client.get(draft.fragment.interview.get_absolute_url()).context

    playback = context["playback"]
    assert (playback.start_ms, playback.stop_ms) == (10_000, None)
    assert [mark.start_ms for mark in context["tape"].marks] == [10_000, 20_000]
    assert [one.theme for one in context["fragment"].theme_links] == [draft.theme]
    assert len(interview["fragments"]) == len(interview["tape"].marks) == 2
    assert interview["playback"]
    theme = client.get(draft.theme.get_absolute_url()).context
    assert (theme["total"], bool(theme["playback"])) == (1, True)


def test_rows_tell_an_editor_which_of_them_are_not_public(client):
    interview = InterviewFactory(published=True)
    FragmentFactory(published=True, interview=interview, title="Openbaar")
    FragmentFactory(interview=interview, title="Concept")
    sentence = _("Not public: %(state)s.") % {"state": State.DRAFT.label}

    client.force_login(EditorFactory())
    page = quickly(ask(client, interview.get_absolute_url()).content)

    rows = page.xpath("//li[@data-fragment]")
    assert [sentence in row.text_content() for row in rows] == [False, True]


@pytest.mark.parametrize("factory", [EditorFactory, ChiefEditorFactory])
def test_lists_and_counts_are_the_publics_for_editors_too(client, draft, factory):
    FragmentFactory(published=True, title="Openbaar")
    client.force_login(factory())

    for address in ("/", "/fragmenten/", "/interviews/", "/themas/", "/personen/"):
        assert "in concept" not in ask(client, address).text
    context = client.get("/fragmenten/?q=in+concept").context
    assert (context["total"], context["facets"]) == (0, [])
    assert "concept" not in ask(client, "/sitemap-fragmenten.xml").text


def test_page_of_an_editor_says_whom_it_is_for(client, world):
    client.force_login(EditorFactory())

    for record in (world.fragment, world.interview, world.theme, world.speaker, world.source):
        page = quickly(ask(client, record.get_absolute_url()).content)
        [link] = page.xpath("//p[contains(@class, 'editor')]//a/@href")
        assert ask(client, link).status_code == 200
