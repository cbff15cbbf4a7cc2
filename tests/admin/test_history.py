"""The history of a record says in Dutch what was done, with the names that its form has."""

import json

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType

from catalogue.models import Interview, Theme
from catalogue.templatetags.logged import told
from catalogue.values.choices import State
from tests.admin.pages import act, addition_to, form_on, page_of, save
from tests.admin.pages import told as told_on
from tests.factories import FragmentFactory, InterviewFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def history_of(client, record) -> list[str]:
    """The lines on the page, the latest last."""
    response = client.get(page_of(record, "history"))
    lines = [told(entry) for entry in response.context["action_list"]]
    assert all(line in response.text for line in lines)
    return lines


def test_fields_are_named_as_the_form_names_them(as_chief):
    fragment = FragmentFactory(start_ms=60_000)

    save(as_chief, page_of(fragment), title="Anders", start_ms="2:00", quote="Zo gezegd.")

    assert history_of(as_chief, fragment) == ["Titel, begintijd en citaat gewijzigd."]


def test_rows_are_named_with_their_kind(as_chief):
    fragment = FragmentFactory(title="Eerst", start_ms=60_000)
    row = {"fragments-0-start_ms": "2:00", "fragments-0-title": "Dan"}

    save(as_chief, page_of(fragment.interview), title="Gesprek met een begin", **row)

    (line,) = history_of(as_chief, fragment.interview)
    assert line == "Titel gewijzigd. Begintijd en titel gewijzigd van fragment “Dan”."


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_save_without_a_change_is_no_line_and_no_success(as_chief, button):
    interview = FragmentFactory(interview__title="Gesprek").interview

    data = form_on(as_chief.get(page_of(interview)))
    response = as_chief.post(page_of(interview), data | {button: "Opslaan"}, follow=True)

    assert history_of(as_chief, interview) == []
    assert told_on(response) == ["Er is niets gewijzigd."]


def test_reason_of_a_withdrawal_is_named_in_dutch(as_chief):
    theme = ThemeFactory()

    save(as_chief, page_of(theme), state=State.WITHDRAWN, withdrawn_reason="Dubbel.")

    assert history_of(as_chief, theme) == ["Status en reden van intrekking gewijzigd."]


def test_action_that_changes_the_state_says_so(as_chief):
    theme = ThemeFactory()

    act(as_chief, Theme, "publish", [theme])

    assert history_of(as_chief, theme) == ["Status gewijzigd."]


def test_addition_is_told(as_chief):
    save(as_chief, addition_to(Theme), name="Vertrouwen")

    assert history_of(as_chief, Theme.objects.get()) == ["Toegevoegd."]


@pytest.mark.parametrize(
    ("deeds", "line"),
    [
        ([{"added": {"name": "theme", "object": "Rol"}}], "Thema “Rol” toegevoegd."),
        ([{"deleted": {"name": "fragment", "object": "A"}}], "Fragment “A” verwijderd."),
        ([{"changed": {"fields": ["Nooit gehoord"]}}], "Nooit gehoord gewijzigd."),
        ([], ""),
        ([{"changed": {}}], '[{"changed": {}}]'),
        ([3], "[3]"),
        ({"a": 1}, '{"a": 1}'),
    ],
)
def test_line_of_the_log(deeds, line):
    assert told(LogEntry(change_message=json.dumps(deeds))) == line


def test_line_that_is_a_text_stays():
    assert told(LogEntry(change_message="Samengevoegd.")) == "Samengevoegd."


def test_record_of_which_nothing_is_logged_says_so(as_chief):
    assert "nog niets mee gedaan" in as_chief.get(page_of(ThemeFactory(), "history")).text


def test_long_history_has_pages(as_chief, chief):
    interview = InterviewFactory()
    kind = ContentType.objects.get_for_model(Interview)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=chief,
            content_type=kind,
            object_id=str(interview.pk),
            action_flag=flag,
            change_message="[]",
        )
        for flag in [ADDITION, *[CHANGE] * 118, DELETION]
    )

    text = as_chief.get(page_of(interview, "history")).text

    assert "120 regels" in text
    assert 'href="?p=2"' in text
