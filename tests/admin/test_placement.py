"""Proposals confirmed and rejected."""

import pytest

from catalogue.models import Placement
from catalogue.values.choices import Origin
from tests.admin.pages import act, list_of, page_of, save, told
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "origin"), [("confirm", Origin.CONFIRMED), ("reject", Origin.REJECTED)]
)
def test_proposals_are_settled_and_counted(as_editor, action, origin):
    proposals = PlacementFactory.create_batch(3, origin=Origin.PROPOSED)

    response = act(as_editor, Placement, action, proposals)

    assert [message.startswith("3 ") for message in told(response)] == [True]
    assert set(Placement.objects.values_list("origin", flat=True)) == {origin}


def test_only_proposals_are_settled(as_chief):
    proposal = PlacementFactory(origin=Origin.PROPOSED)
    others = [PlacementFactory(origin=origin) for origin in Origin if origin != Origin.PROPOSED]
    before = {placement.pk: placement.origin for placement in others}

    response = act(as_chief, Placement, "reject", [proposal, *others])

    assert len(told(response)) == 4
    after = dict(Placement.objects.exclude(pk=proposal.pk).values_list("pk", "origin"))
    assert after == before


def test_editor_settles_what_is_open_and_hears_of_the_rest(as_editor):
    ours = PlacementFactory(origin=Origin.PROPOSED)
    published = PlacementFactory(origin=Origin.PROPOSED, published=True, fragment__title="Staat al")

    response = act(as_editor, Placement, "confirm", [ours, published])

    done, remark = told(response)
    assert done.startswith("1 ")
    assert "Staat al" in remark
    origins = dict(Placement.objects.values_list("pk", "origin"))
    assert origins == {ours.pk: Origin.CONFIRMED, published.pk: Origin.PROPOSED}


def test_settling_raises_the_versions_of_both_ends(as_editor):
    proposal = PlacementFactory(origin=Origin.PROPOSED)
    ends = (proposal.fragment, proposal.theme)
    for record in ends:
        record.refresh_from_db()
    versions = [record.version for record in ends]

    act(as_editor, Placement, "confirm", [proposal])

    for record in ends:
        record.refresh_from_db()
    assert [record.version for record in ends] == [version + 1 for version in versions]


def test_list_shows_proposals(as_editor):
    proposal = PlacementFactory(origin=Origin.PROPOSED)
    PlacementFactory()

    rows = as_editor.get(list_of(Placement, "?origin__exact=proposed")).context["cl"].result_list

    assert list(rows) == [proposal]


def test_placement_keeps_its_ends(as_editor):
    placement = PlacementFactory()
    other = FragmentFactory()

    save(as_editor, page_of(placement), fragment=other.pk, theme=ThemeFactory().pk, note="Eerst")

    changed = Placement.objects.get()
    assert (changed.fragment, changed.note) == (placement.fragment, "Eerst")
