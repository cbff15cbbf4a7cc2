"""The themes of fragments in their list: written at once, guarded, and taken back."""

import pytest
from django.urls import reverse

from catalogue.models import Fragment, Placement
from catalogue.values.choices import Origin, State
from tests.admin.conftest import logged_in
from tests.admin.pages import list_of
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db


def act(client, fragment, status: int = 200, **data) -> dict:
    address = reverse("admin:catalogue_fragment_themes", args=[fragment.pk])
    response = client.post(address, data)
    assert response.status_code == status
    return response.json()


def rows() -> list[tuple]:
    values = Placement.objects.order_by("pk")
    return list(values.values_list("fragment", "theme", "order", "note", "origin"))


def mark(client, placement) -> str:
    html = client.get(list_of(Fragment)).content.decode()
    return html.split(f'data-key="{placement.theme_id}" data-mark="')[1].split('"')[0]


def test_theme_is_added_at_the_end_and_taken_back(as_editor):
    standing = PlacementFactory(theme__name="Vertrouwen", theme__published=True, order=10)
    fragment = FragmentFactory(title="Nieuw")
    before = rows()

    answer = act(as_editor, fragment, add=" vertrouwen ")

    assert answer["said"] == "“Nieuw” staat nu in “Vertrouwen”."
    assert [row["name"] for row in answer["placements"]] == ["Vertrouwen"]
    assert fragment.placements.get().order == 20
    back = act(as_editor, fragment, undo=answer["undo"])
    assert "Teruggedraaid" in back["said"]
    assert rows() == before
    assert standing.theme.placements.count() == 1


def test_placement_that_is_removed_comes_back_with_its_place_and_its_note(as_chief):
    placement = PlacementFactory(published=True, order=30, note="Let op", origin=Origin.PUBLISHED)
    before = rows()

    answer = act(
        as_chief, placement.fragment, remove=placement.theme_id, mark=mark(as_chief, placement)
    )
    assert rows() == []
    assert answer["placements"] == []
    act(as_chief, placement.fragment, undo=answer["undo"])

    assert rows() == before


@pytest.mark.parametrize("press", ["confirm", "reject"])
def test_proposal_is_judged_and_taken_back(as_editor, press):
    proposal = PlacementFactory(origin=Origin.PROPOSED)
    fragment = proposal.fragment
    seal = mark(as_editor, proposal)

    if press == "confirm":
        answer = act(as_editor, fragment, add=proposal.theme.name)
    else:
        answer = act(as_editor, fragment, remove=proposal.theme_id, mark=seal)

    proposal.refresh_from_db()
    assert proposal.origin == {"confirm": Origin.CONFIRMED, "reject": Origin.REJECTED}[press]
    act(as_editor, fragment, undo=answer["undo"])
    proposal.refresh_from_db()
    assert proposal.origin == Origin.PROPOSED


def test_act_that_changes_nothing_says_so(as_editor):
    placement = PlacementFactory(theme__name="Oud")
    other = ThemeFactory()

    there = act(as_editor, placement.fragment, add="Oud")
    gone = act(as_editor, placement.fragment, remove=other.pk, mark="")

    assert "staat al in" in there["said"]
    assert "staat niet meer in" in gone["said"]
    assert there["undo"] == gone["undo"] == ""


def test_note_that_a_colleague_wrote_meanwhile_is_not_lost(as_editor):
    placement = PlacementFactory()
    seal = mark(as_editor, placement)
    Placement.objects.update(note="Net geschreven")

    answer = act(as_editor, placement.fragment, 409, remove=placement.theme_id, mark=seal)

    assert "intussen gewijzigd" in answer["said"]
    assert Placement.objects.get().note == "Net geschreven"


def test_act_is_not_taken_back_over_a_colleague(as_editor):
    fragment, theme = FragmentFactory(), ThemeFactory(name="Vertrouwen")
    answer = act(as_editor, fragment, add="Vertrouwen")
    Placement.objects.update(note="Net geschreven")

    refused = act(as_editor, fragment, 409, undo=answer["undo"])

    assert "collega" in refused["said"]
    assert theme.placements.count() == 1


def test_editor_does_not_move_what_is_published_or_was_meanwhile(as_editor):
    placement = PlacementFactory(published=True)
    draft = FragmentFactory()
    added = act(as_editor, draft, add=placement.theme.name)
    draft.state = State.PUBLISHED
    draft.save()
    before = rows()

    for fragment in (placement.fragment, draft):
        for data in (
            {"add": ThemeFactory().name},
            {"remove": placement.theme_id, "mark": "x"},
            {"undo": added["undo"]},
        ):
            answer = act(as_editor, fragment, 403, **data)
            assert "eindredacteur" in answer["said"]

    assert rows() == before


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"add": ""},
        {"add": "Bestaat niet"},
        {"add": "\0"},
        {"remove": "999999"},
        {"remove": "x"},
        {"undo": "vervalst"},
        {"undo": ""},
    ],
)
def test_act_that_cannot_be_read_gets_a_sentence(as_editor, data):
    answer = act(as_editor, FragmentFactory(), 400, **data)

    assert answer["said"]
    assert rows() == []


def test_way_back_is_of_its_own_fragment(as_editor):
    theme = ThemeFactory(name="Vertrouwen")
    one, other = FragmentFactory.create_batch(2)
    answer = act(as_editor, one, add="Vertrouwen")

    act(as_editor, other, 400, undo=answer["undo"])

    assert theme.placements.count() == 1


def test_themes_are_changed_by_post_of_who_is_logged_in(client, as_editor):
    fragment = FragmentFactory()
    address = reverse("admin:catalogue_fragment_themes", args=[fragment.pk])

    assert client.post(address, {"add": "x"}).status_code == 302
    assert as_editor.get(address).status_code == 405
    for key in ("999999", "9" * 30):
        gone = address.replace(f"/{fragment.pk}/", f"/{key}/")
        assert as_editor.post(gone, {"add": ThemeFactory().name}).status_code == 404
    as_nobody = logged_in(UserFactory(is_staff=True))
    assert as_nobody.post(address, {"add": ThemeFactory().name}).status_code == 403
    assert rows() == []


def test_list_without_scripts_leads_to_where_themes_are_changed(as_editor):
    fragment = FragmentFactory(title="Concept")
    FragmentFactory(published=True)

    html = as_editor.get(list_of(Fragment)).content.decode()

    page = reverse("admin:catalogue_fragment_change", args=[fragment.pk])
    assert f'href="{page}#placements-2-group"' in html
    assert html.count("data-fragment-themes") == 1
    assert 'id="placements-2-group"' in as_editor.get(page).content.decode()
