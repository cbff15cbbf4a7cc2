"""Who may write what."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from catalogue.access.policy import is_closed, may_delete, may_set_state, may_write
from catalogue.values.choices import State
from tests import factories
from tests.factories import ChiefEditorFactory, EditorFactory

pytestmark = pytest.mark.django_db

CLOSED_STATES = (State.PUBLISHED, State.WITHDRAWN)
PUBLISHED = ("Interview", "Fragment", "Theme", "BackgroundSource")


def make(name: str, **values):
    return getattr(factories, f"{name}Factory")(**values)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", PUBLISHED)
def test_record_is_closed_by_its_own_state(name, state):
    assert is_closed(make(name, state=state)) is (state in CLOSED_STATES)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Participation", {}),
        ("StatedDate", {}),
        ("Recording", {}),
        ("MediaFile", {"recording": "Recording"}),
        ("Transcript", {}),
        ("Passage", {"transcript": "Transcript"}),
    ],
)
def test_part_of_an_interview_is_closed_with_it(name, path, state):
    interview = make("Interview", state=state)
    if path:
        parents = {field: make(model, interview=interview) for field, model in path.items()}
    else:
        parents = {"interview": interview}

    assert is_closed(make(name, **parents)) is (state in CLOSED_STATES)


@pytest.mark.parametrize("of_theme", State)
@pytest.mark.parametrize("of_fragment", State)
def test_placement_is_closed_with_its_fragment_in_any_theme(of_fragment, of_theme):
    placement = make(
        "Placement",
        fragment=make("Fragment", state=of_fragment),
        theme=make("Theme", state=of_theme),
    )

    assert is_closed(placement) is (of_fragment in CLOSED_STATES)


def who_takes_part(state):
    return make("Participation", interview=make("Interview", state=state)).person


def who_is_mentioned(state):
    person = make("Person")
    make("Fragment", state=state).people_mentioned.add(person)
    return person


def who_is_named(state):
    person = make("Person")
    make("BackgroundSource", state=state).people.add(person)
    return person


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("make_person", [who_takes_part, who_is_mentioned, who_is_named])
def test_person_is_closed_with_what_names_them(make_person, state):
    person = make_person(state)
    position = make("Position", person=person)

    assert is_closed(person) is (state in CLOSED_STATES)
    assert is_closed(position) is (state in CLOSED_STATES)


def test_person_is_closed_when_their_page_is_opened():
    person = make("Person")
    assert not is_closed(person)

    person.page_opened = True

    assert is_closed(person)


def test_person_stays_closed_when_the_interview_is_a_draft_again():
    person = make("Participation", published=True).person
    interview = person.interviews.get()
    interview.state = State.DRAFT
    interview.save()

    assert is_closed(person)


def what_a_position_names(state):
    organisation = make("Organisation")
    make("Position", person=who_takes_part(state), organisation=organisation)
    return organisation


def what_a_source_names(state):
    organisation = make("Organisation")
    make("BackgroundSource", state=state).organisations.add(organisation)
    return organisation


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("make_organisation", [what_a_position_names, what_a_source_names])
def test_organisation_is_closed_with_what_names_it(make_organisation, state):
    assert is_closed(make_organisation(state)) is (state in CLOSED_STATES)


@pytest.mark.parametrize("state", State)
def test_series_is_closed_with_its_interviews(state):
    interview = make("Interview", state=state)

    assert is_closed(interview.series) is (state in CLOSED_STATES)


def test_former_address_is_closed():
    assert is_closed(make("FormerAddress"))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", PUBLISHED)
def test_editor_writes_what_is_open_and_chief_editor_everything(name, state):
    record = make(name, state=state)

    assert may_write(EditorFactory(), record) is (state not in CLOSED_STATES)
    assert may_write(ChiefEditorFactory(), record)
    assert not may_write(AnonymousUser(), make(name, state=State.PUBLISHED))


@pytest.mark.parametrize("to", State)
@pytest.mark.parametrize("state", State)
def test_editor_sets_draft_and_review_alone(state, to):
    record = make("Theme", state=state)

    expected = {state, to} <= {State.DRAFT, State.REVIEW}
    assert may_set_state(EditorFactory(), record, to) is expected
    assert may_set_state(ChiefEditorFactory(), record, to)


def draft():
    return make("Fragment")


def draft_that_was_public():
    fragment = make("Fragment", published=True)
    fragment.state = State.DRAFT
    fragment.save()
    return fragment


def draft_in_a_published_theme():
    return make("Placement", theme=make("Theme", published=True)).fragment


def theme_of_a_published_source():
    theme = make("Theme")
    make("BackgroundSource", published=True).themes.add(theme)
    return theme


def speaker_of_a_published_fragment():
    participation = make("Participation")
    fragment = make("Fragment", interview=participation.interview, state=State.PUBLISHED)
    fragment.speakers.add(participation)
    return participation


@pytest.mark.parametrize(
    ("make_record", "expected"),
    [
        (draft, True),
        (draft_that_was_public, False),
        (draft_in_a_published_theme, True),
        (theme_of_a_published_source, False),
        (speaker_of_a_published_fragment, False),
    ],
)
def test_editor_deletes_what_takes_nothing_published_along(make_record, expected):
    record = make_record()

    assert may_write(EditorFactory(), record)
    assert may_delete(EditorFactory(), record) is expected
    assert may_delete(ChiefEditorFactory(), record)


def test_plan_is_no_publication_but_is_closed():
    tomorrow = timezone.now() + timedelta(days=1)
    interview = make("Interview", state=State.PUBLISHED, publish_from=tomorrow)
    participation = make("Participation", interview=interview)

    assert not interview.is_public
    assert is_closed(interview)
    assert is_closed(participation.person)
