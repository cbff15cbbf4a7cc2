"""States, set in the list and on the page."""

import pytest

from catalogue.models import Fragment, Interview, Theme
from catalogue.values.choices import State
from tests.admin.pages import act, errors_on, form_on, list_of, page_of, save, told
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = [InterviewFactory, FragmentFactory, ThemeFactory, BackgroundSourceFactory]


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("publish", State.PUBLISHED),
        ("send_to_review", State.REVIEW),
        ("withdraw", State.WITHDRAWN),
        ("back_to_draft", State.DRAFT),
    ],
)
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_chief_editor_brings_records_to_a_state(as_chief, factory, action, state):
    former = State.DRAFT if state != State.DRAFT else State.REVIEW
    records = factory.create_batch(2, state=former)
    model = type(records[0])

    response = act(as_chief, model, action, records, answered="yes", reason="Op verzoek")

    assert told(response)[0].startswith("2 ")
    assert set(model.objects.values_list("state", flat=True)) == {state}


def test_publishing_writes_down_since_when(as_chief):
    interview = InterviewFactory()

    act(as_chief, Interview, "publish", [interview])

    interview.refresh_from_db()
    assert interview.is_public
    assert interview.first_published_at is not None


def test_publishing_again_clears_the_reason_of_withdrawal(as_chief):
    theme = ThemeFactory(state=State.WITHDRAWN, withdrawn_reason="Op verzoek")

    act(as_chief, Theme, "publish", [theme])

    theme.refresh_from_db()
    assert theme.withdrawn_reason == ""


def test_withdrawing_asks_for_the_reason_first(as_chief):
    themes = ThemeFactory.create_batch(2, published=True)

    asked = act(as_chief, Theme, "withdraw", themes)
    assert "410" in asked.content.decode()
    assert set(Theme.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    as_chief.post(list_of(Theme), {**form_on(asked), "reason": "Op verzoek"})

    assert set(Theme.objects.values_list("state", "withdrawn_reason")) == {
        (State.WITHDRAWN, "Op verzoek")
    }


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301, "nul\0"], ids=ascii)
def test_withdrawing_without_a_good_reason_asks_again(as_chief, reason):
    theme = ThemeFactory(published=True)

    response = act(as_chief, Theme, "withdraw", [theme], answered="yes", reason=reason)

    assert errors_on(response)
    assert Theme.objects.get().state == State.PUBLISHED


def test_withdrawing_on_the_page_wants_a_reason_too(as_chief):
    theme = ThemeFactory(published=True)

    refused = save(as_chief, page_of(theme), state=State.WITHDRAWN)
    assert len(errors_on(refused)) == 1
    save(as_chief, page_of(theme), state=State.WITHDRAWN, withdrawn_reason="Op verzoek")

    assert Theme.objects.get().state == State.WITHDRAWN


def test_record_that_cannot_be_published_is_named_and_the_others_are(as_chief):
    interview = InterviewFactory(published=True)
    FragmentFactory(interview=interview, start_ms=0)
    clashes = FragmentFactory(interview=interview, start_ms=0, state=State.WITHDRAWN, title="Botst")
    fits = FragmentFactory(interview=interview, start_ms=1_000)

    response = act(as_chief, Fragment, "publish", [clashes, fits])

    done, remark = told(response)
    assert done.startswith("1 ")
    assert "Botst" in remark
    states = dict(Fragment.objects.values_list("pk", "state"))
    assert (states[clashes.pk], states[fits.pk]) == (State.WITHDRAWN, State.PUBLISHED)


def test_record_in_the_state_already_is_left_alone(as_chief):
    theme = ThemeFactory(published=True)

    response = act(as_chief, Theme, "publish", [theme])

    assert len(told(response)) == 1
    assert Theme.objects.get().version == theme.version


def test_editor_sends_to_review_and_back(as_editor):
    themes = ThemeFactory.create_batch(2)

    act(as_editor, Theme, "send_to_review", themes)
    assert set(Theme.objects.values_list("state", flat=True)) == {State.REVIEW}
    act(as_editor, Theme, "back_to_draft", themes)

    assert set(Theme.objects.values_list("state", flat=True)) == {State.DRAFT}


def test_editor_hears_what_was_left_alone(as_editor):
    ours, published = ThemeFactory(), ThemeFactory(published=True, name="Staat al")

    response = act(as_editor, Theme, "send_to_review", [ours, published])

    done, remark = told(response)
    assert done.startswith("1 ")
    assert "Staat al" in remark


def test_actions_are_offered_to_who_may_do_them(as_editor, as_chief):
    ThemeFactory()

    def offered(client):
        choices = client.get(list_of(Theme)).context["action_form"].fields["action"].choices
        return {name for name, _label in choices if name}

    assert offered(as_chief) - offered(as_editor) == {"publish", "withdraw"}


def test_all_that_the_list_shows_can_be_chosen_at_once(as_chief):
    ThemeFactory.create_batch(3)
    chosen = Theme.objects.first()

    asked = act(as_chief, Theme, "publish", [chosen], select_across="1")
    as_chief.post(list_of(Theme), form_on(asked))

    assert len(asked.context["records"]) == 3
    assert set(Theme.objects.values_list("state", flat=True)) == {State.PUBLISHED}


def test_change_of_state_is_in_the_history(as_chief):
    theme = ThemeFactory()

    act(as_chief, Theme, "publish", [theme])

    assert len(as_chief.get(page_of(theme, "history")).context["action_list"]) == 1


def test_window_that_ends_before_it_begins_is_refused(as_chief):
    theme = ThemeFactory()
    window = {"publish_from": "2-1-2030", "publish_until": "1-1-2030"}
    fields = {f"{name}_0": day for name, day in window.items()}
    fields |= {f"{name}_1": "12:00" for name in window}

    response = save(as_chief, page_of(theme), **fields)

    assert errors_on(response)
