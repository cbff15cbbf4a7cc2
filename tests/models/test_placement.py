"""Placements: a fragment in a theme, in the editors' order."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import AnonymousUser

from catalogue.models import Placement
from catalogue.models.signals import changed
from catalogue.values.choices import Origin, State
from tests.factories import (
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    PlacementFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def test_editors_order_comes_first_then_interview_and_time():
    theme = ThemeFactory()
    interview = InterviewFactory(title="Akkoord")
    by_title = {
        title: PlacementFactory(theme=theme, order=order, fragment=fragment)
        for title, order, fragment in (
            ("last", 2, FragmentFactory(interview=interview, start_ms=0)),
            ("third", 1, FragmentFactory(interview__title="Brug", start_ms=0)),
            ("second", 1, FragmentFactory(interview=interview, start_ms=2_000)),
            ("first", 1, FragmentFactory(interview=interview, start_ms=1_000)),
        )
    }

    expected = [by_title[title] for title in ("first", "second", "third", "last")]
    assert list(theme.placements.in_editors_order()) == expected


def test_what_is_proposed_stands_behind_what_is_placed():
    theme = ThemeFactory()
    proposed = PlacementFactory(theme=theme, order=10, origin=Origin.PROPOSED)
    placed = [PlacementFactory(theme=theme, order=number) for number in (20, 30)]

    assert list(theme.placements.in_editors_order()) == [*placed, proposed]


def test_placements_are_deleted_at_once_and_announced():
    placements = PlacementFactory.create_batch(3)
    told = []

    def listen(sender, pks, is_deleted, **_more):
        told.append((sender.__name__, set(pks), is_deleted))

    with listening(listen):
        number, _of = Placement.objects.all().delete()

    assert number == 3
    assert told[0] == ("Placement", {placement.pk for placement in placements}, True)
    assert {name for name, _pks, _deleted in told[1:]} >= {"Fragment", "Theme"}


@contextmanager
def listening(listener):
    changed.connect(listener)
    try:
        yield
    finally:
        changed.disconnect(listener)


@pytest.mark.parametrize("origin", Origin)
def test_all_but_the_rejected_stand(origin):
    placement = PlacementFactory(origin=origin)

    assert Placement.objects.standing().exists() is (origin != Origin.REJECTED)
    assert placement.is_proposal is (origin == Origin.PROPOSED)


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("user", [EditorFactory, AnonymousUser], ids=["editor", "visitor"])
def test_nobody_sees_a_rejected_placement(user, origin):
    PlacementFactory(published=True, origin=origin)

    assert Placement.objects.visible_to(user()).exists() is (origin != Origin.REJECTED)


def test_only_an_editor_sees_a_placement_of_what_is_not_public():
    PlacementFactory()

    seen = [
        Placement.objects.visible_to(user()).exists() for user in (EditorFactory, AnonymousUser)
    ]
    assert seen == [True, False]


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("state", State)
def test_on_public_themes_asks_nothing_of_the_fragment(origin, state):
    PlacementFactory(origin=origin, theme__state=state, fragment__state=State.WITHDRAWN)

    expected = origin != Origin.REJECTED and state == State.PUBLISHED
    assert Placement.objects.on_public_themes().exists() is expected


def test_fragment_has_its_own_place_in_each_theme():
    fragment = FragmentFactory()
    for order in (7, 3):
        PlacementFactory(fragment=fragment, order=order)

    assert sorted(fragment.placements.values_list("order", flat=True)) == [3, 7]
