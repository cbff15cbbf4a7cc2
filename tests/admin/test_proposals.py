"""Proposals, judged one by one in their list: in the plain form, and by the script of the page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from catalogue.models import Placement
from catalogue.values.choices import Origin, State
from tests.admin.conftest import logged_in
from tests.admin.pages import act, list_of, told
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORK = "?werk=voorgesteld"
FEW, MANY = 3, 300


def proposal(**kwargs) -> Placement:
    return PlacementFactory(origin=Origin.PROPOSED, **kwargs)


def judge(client, placement, verdict: str, **kwargs):
    """What the script of the list sends."""
    address = reverse("admin:catalogue_placement_judge", args=[placement.pk])
    return client.post(
        address, {"verdict": verdict}, headers={"accept": "application/json"}, **kwargs
    )


def press(client, button):
    """Press a button of the list, without scripts."""
    return client.post(
        button.get("formaction"), {button.get("name"): button.get("value")}, follow=True
    )


def buttons(response) -> dict[str, list]:
    """The buttons on the page that judge, by what they say."""
    found: dict[str, list] = {}
    page = html.document_fromstring(response.content.decode())
    for button in page.xpath("//button[@name='verdict']"):
        found.setdefault(button.text_content(), []).append(button)
    return found


@pytest.mark.parametrize(
    ("verdict", "origin", "back"),
    [
        ("confirm", Origin.CONFIRMED, "take-back-confirmation"),
        ("reject", Origin.REJECTED, "take-back-rejection"),
    ],
)
def test_verdict_is_given_and_taken_back(as_editor, editor, verdict, origin, back):
    placement = proposal(fragment__title="Tegenspraak", theme__name="Vertrouwen")
    proposal()

    given = judge(as_editor, placement, verdict)
    placement.refresh_from_db()
    after = placement.origin
    taken_back = judge(as_editor, placement, back)
    placement.refresh_from_db()

    assert (given.status_code, taken_back.status_code) == (200, 200)
    assert given.json()["done"] is True
    assert "“Tegenspraak” in “Vertrouwen”" in given.json()["said"]
    assert (given.json()["origin"], given.json()["words"]) == (origin, str(origin.label))
    assert (given.json()["left"], taken_back.json()["left"]) == (1, 2)
    assert (after, placement.origin) == (origin, Origin.PROPOSED)
    entries = LogEntry.objects.filter(object_id=str(placement.pk), user=editor)
    assert entries.count() == 2


def test_plain_button_leads_back_to_the_list_and_offers_the_way_back(as_editor):
    placement = proposal()
    answer = as_editor.get(list_of(Placement, WORK))

    judged = press(as_editor, buttons(answer)["Bevestig"][0])
    placement.refresh_from_db()
    after = placement.origin
    undone = press(as_editor, buttons(judged)["Terugnemen"][0])
    placement.refresh_from_db()

    assert judged.request["QUERY_STRING"] == undone.request["QUERY_STRING"] == WORK[1:]
    assert (after, placement.origin) == (Origin.CONFIRMED, Origin.PROPOSED)
    assert [len(told(response)) for response in (judged, undone)] == [1, 1]


def test_last_proposal_of_the_last_page_leads_to_a_list(as_editor):
    theme = ThemeFactory()
    placements = [proposal(theme=theme) for _number in range(51)]
    answer = as_editor.get(list_of(Placement, f"{WORK}&p=2"))

    judged = press(as_editor, buttons(answer)["Wijs af"][0])

    assert judged.context["cl"].result_count == len(placements) - 1


def test_proposal_that_a_colleague_judged_meanwhile_is_said_so(as_editor, as_chief, chief):
    placement = proposal()
    judge(as_chief, placement, "reject")

    late = judge(as_editor, placement, "confirm")

    placement.refresh_from_db()
    assert late.json()["done"] is False
    assert str(Origin.REJECTED.label) in late.json()["said"]
    assert chief.get_username() in late.json()["said"]
    assert late.json()["origin"] == placement.origin == Origin.REJECTED


def test_editor_does_not_judge_what_is_published(as_editor, as_chief):
    placement = proposal(published=True)
    offered = buttons(as_editor.get(list_of(Placement, WORK)))

    refused = judge(as_editor, placement, "confirm")
    placement.refresh_from_db()
    after = placement.origin
    allowed = judge(as_chief, placement, "confirm")

    assert offered == {}
    assert (refused.json()["done"], after) == (False, Origin.PROPOSED)
    assert "eindredacteur" in refused.json()["said"]
    assert allowed.json()["done"] is True


def test_editor_does_not_take_back_what_was_published_meanwhile(as_editor):
    placement = proposal()
    judge(as_editor, placement, "confirm")
    fragment = placement.fragment
    fragment.state = State.PUBLISHED
    fragment.save()

    refused = judge(as_editor, placement, "take-back-confirmation")

    placement.refresh_from_db()
    assert (refused.json()["done"], placement.origin) == (False, Origin.CONFIRMED)


@pytest.mark.parametrize("verdict", ["", "delete", "proposed", "\0", "x" * 5000])
def test_other_verdicts_change_nothing(as_chief, verdict):
    placement = proposal()

    response = judge(as_chief, placement, verdict)

    placement.refresh_from_db()
    assert response.json()["done"] is False
    assert placement.origin == Origin.PROPOSED


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40, "een", "-1"])
def test_verdict_on_what_is_not_there_is_a_sentence(as_chief, key):
    address = reverse("admin:catalogue_placement_judge", args=[key])

    response = as_chief.post(address, {"verdict": "confirm"}, follow=True)

    assert told(response) == ["Dit voorstel bestaat niet meer."]


def test_stranger_judges_nothing(client):
    placement = proposal()

    response = judge(client, placement, "confirm")

    placement.refresh_from_db()
    assert response.status_code == 302
    assert placement.origin == Origin.PROPOSED


def test_who_had_to_log_in_finds_the_list_and_nothing_changed(client, editor):
    placement = proposal()
    [address] = {
        button.get("formaction")
        for button in buttons(logged_in(editor).get(list_of(Placement, WORK)))["Bevestig"]
    }

    turned_away = client.post(address, {"verdict": "confirm"})
    client.force_login(editor)
    back = client.get(parse_qs(urlsplit(turned_away["Location"]).query)["next"][0], follow=True)

    placement.refresh_from_db()
    assert placement.origin == Origin.PROPOSED
    assert back.request["QUERY_STRING"] == WORK[1:]
    assert told(back) == ["Er is niets gewijzigd. Beoordeel het voorstel opnieuw."]


def test_row_plays_its_fragment_and_no_more(as_editor):
    interview = InterviewFactory()
    recording = RecordingFactory(interview=interview, duration_ms=600_000)
    MediaFileFactory(recording=recording)
    placement = proposal(fragment=FragmentFactory(interview=interview, start_ms=60_000))
    FragmentFactory(interview=interview, start_ms=90_000, published=True)
    unheard = proposal(fragment__start_ms=5_000)

    rows = as_editor.get(list_of(Placement, WORK)).context["cl"].result_list

    played = {row.pk: row.playback for row in rows}
    assert played[unheard.pk] is None
    heard = played[placement.pk]
    assert (heard.start_ms, heard.stop_ms) == (60_000, 90_000)


def test_list_takes_as_many_queries_for_many_recordings_as_for_few(as_editor):
    counts = []
    for number in (FEW, 30 - FEW):
        for _each in range(number):
            recording = RecordingFactory(duration_ms=600_000)
            MediaFileFactory(recording=recording)
            proposal(fragment__interview=recording.interview)
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(list_of(Placement, WORK))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("action", ["confirm", "reject"])
def test_action_costs_the_same_number_of_queries_for_many_as_for_few(as_chief, action, monkeypatch):
    monkeypatch.setattr("catalogue.admin.placement.PlacementAdmin.list_per_page", FEW + MANY)
    theme, interview = ThemeFactory(), InterviewFactory()
    counts = []
    for number in (FEW, MANY):
        fragments = [
            FragmentFactory(interview=interview, start_ms=Placement.objects.count() * 1000 + at)
            for at in range(number)
        ]
        placements = [proposal(fragment=fragment, theme=theme) for fragment in fragments]
        with CaptureQueriesContext(connection) as queries:
            done = act(as_chief, Placement, action, placements)
        assert str(number) in told(done)[0]
        counts.append(len(queries))

    # SQLite takes no more than some hundred rows of the log in one query.
    assert counts[1] - counts[0] <= MANY // 100
