"""Saves that arrive at the same moment: both are written, and nobody meets an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.admin.conftest import logged_in
from tests.admin.pages import form_on, page_of
from tests.factories import ChiefEditorFactory, FragmentFactory, PlacementFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgresql")]

ROUNDS = 5
PATIENCE_S = 60


def at_once(*saves) -> list[int]:
    """Send these forms at the same moment; the status of each answer."""
    barrier = Barrier(len(saves))

    def send(save):
        client, page, data = save
        barrier.wait(PATIENCE_S)
        try:
            return client.post(page, {**data, "_save": "Opslaan"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(saves)) as pool:
        return list(pool.map(send, saves))


def form_of(record, **typed):
    client = logged_in(ChiefEditorFactory())
    page = page_of(record)
    return client, page, {**form_on(client.get(page)), **typed}


@pytest.mark.parametrize("number", range(ROUNDS))
def test_interview_and_its_fragment_are_saved_at_once(number):
    fragment = FragmentFactory()

    answers = at_once(
        form_of(fragment.interview, provenance_note="Noot", **{"fragments-0-title": "Nieuw"}),
        form_of(fragment, summary="Kort"),
    )

    assert answers == [302, 302]
    fragment.refresh_from_db()
    assert (fragment.title, fragment.summary) == ("Nieuw", "Kort")
    assert fragment.interview.provenance_note == "Noot"


@pytest.mark.parametrize("number", range(ROUNDS))
def test_theme_fragment_and_interview_are_saved_at_once(number):
    placement = PlacementFactory(order=10)  # the number that the theme gives it anyway
    fragment, theme = placement.fragment, placement.theme

    answers = at_once(
        form_of(theme, **{"placements-0-note": "Noot", "introduction": "Inleiding"}),
        form_of(fragment, summary="Kort", **{"placements-0-order": "20"}),
        form_of(fragment.interview, provenance_note="Noot", **{"fragments-0-title": "Nieuw"}),
    )

    assert answers == [302, 302, 302]
    placement.refresh_from_db()
    fragment.refresh_from_db()
    assert placement.note == "Noot"
    assert (fragment.title, fragment.summary) == ("Nieuw", "Kort")


@pytest.mark.parametrize("number", range(ROUNDS))
def test_same_field_is_written_by_one_and_asked_about_of_the_other(number):
    fragment = FragmentFactory()

    answers = at_once(form_of(fragment, summary="Een"), form_of(fragment, summary="Twee"))

    assert sorted(answers) == [200, 302]
    fragment.refresh_from_db()
    assert fragment.summary == ("Een" if answers[0] == 302 else "Twee")
