"""What is published is read-only for an editor in every way in, and not for a chief editor."""

import pytest
from django.apps import apps
from django.urls import reverse

from catalogue.models import (
    BackgroundSource,
    FormerAddress,
    Fragment,
    Person,
    Placement,
    Position,
    Theme,
)
from catalogue.values.choices import Origin, State
from tests.admin.pages import (
    act,
    addition_to,
    delete,
    errors_on,
    form_on,
    list_of,
    page_of,
    row_of,
    save,
)
from tests.factories import (
    BackgroundSourceFactory,
    FormerAddressFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    SeriesFactory,
    StatedDateFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


def public_person():
    return ParticipationFactory(published=True).person


def public_organisation():
    organisation = OrganisationFactory()
    participation = ParticipationFactory(published=True)
    participation.positions.add(
        PositionFactory(person=participation.person, organisation=organisation)
    )
    return organisation


def withdrawn(factory):
    record = factory(published=True)
    record.state, record.withdrawn_reason = State.WITHDRAWN, "Op verzoek"
    record.save()
    return record


CLOSED = {
    "interview": lambda: InterviewFactory(published=True),
    "fragment": lambda: FragmentFactory(published=True),
    "theme": lambda: ThemeFactory(published=True),
    "background source": lambda: BackgroundSourceFactory(published=True),
    "withdrawn interview": lambda: withdrawn(InterviewFactory),
    "withdrawn fragment": lambda: withdrawn(FragmentFactory),
    "placement": lambda: PlacementFactory(published=True),
    "placement of something published in a draft": lambda: PlacementFactory(
        fragment=FragmentFactory(published=True)
    ),
    "recording": lambda: RecordingFactory(published=True),
    "media file": lambda: MediaFileFactory(published=True),
    "transcript": lambda: TranscriptFactory(published=True),
    "person": public_person,
    "person whose page is opened": lambda: PersonFactory(page_opened=True),
    "position": lambda: PositionFactory(person=public_person()),
    "organisation": public_organisation,
    "series": lambda: InterviewFactory(published=True).series,
    "former address": FormerAddressFactory,
}

OPEN = {
    "interview": InterviewFactory,
    "fragment": FragmentFactory,
    "theme": ThemeFactory,
    "background source": BackgroundSourceFactory,
    "placement": PlacementFactory,
    "placement of a draft in a published theme": lambda: PlacementFactory(
        theme=ThemeFactory(published=True)
    ),
    "recording": RecordingFactory,
    "media file": MediaFileFactory,
    "transcript": TranscriptFactory,
    "person": PersonFactory,
    "position": PositionFactory,
    "organisation": OrganisationFactory,
    "series": SeriesFactory,
}


@pytest.fixture(params=CLOSED.values(), ids=CLOSED.keys())
def closed(request, db):
    return request.param()


@pytest.fixture(params=OPEN.values(), ids=OPEN.keys())
def open_record(request, db):
    return request.param()


def everything() -> dict:
    """All rows of the catalogue, links included."""
    models = apps.get_app_config("catalogue").get_models(include_auto_created=True)
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


# --- The record's own pages -----------------------------------------------------------------------


def test_editor_reads_what_is_closed(as_editor, closed):
    response = as_editor.get(page_of(closed))

    assert response.status_code == 200
    assert response.context["is_for_reading"]
    assert b'name="_save"' not in response.content


@pytest.mark.parametrize("query", ["", "?_popup=1"], ids=["page", "popup"])
def test_editor_saves_nothing_that_is_closed(as_editor, as_chief, closed, query):
    data = form_on(as_chief.get(page_of(closed)))
    before = everything()

    response = as_editor.post(page_of(closed) + query, {**data, "_save": "Opslaan"})

    assert response.status_code == 403
    assert everything() == before


def test_editor_deletes_nothing_that_is_closed(as_editor, closed):
    before = everything()

    asked = as_editor.get(page_of(closed, "delete"))
    sent = as_editor.post(page_of(closed, "delete"), {"post": "yes"})
    many = act(as_editor, type(closed), "delete_selected", [closed], post="yes")

    assert (asked.status_code, sent.status_code) == (403, 403)
    assert many.status_code in (200, 403)  # 200: the address book offers an editor no such action
    assert everything() == before


def test_editor_changes_nothing_that_is_closed_by_an_action(as_editor, closed):
    model, before = type(closed), everything()

    for action in ("publish", "withdraw", "send_to_review", "back_to_draft", "confirm", "reject"):
        act(as_editor, model, action, [closed], answered="yes", reason="Zomaar")

    assert everything() == before


def test_chief_editor_saves_what_is_closed(as_chief, closed):
    response = as_chief.get(page_of(closed))
    assert not response.context["is_for_reading"]

    response = save(as_chief, page_of(closed))

    assert response.redirect_chain


def test_editor_saves_what_is_open(as_editor, open_record):
    response = save(as_editor, page_of(open_record))

    assert response.redirect_chain


def test_editor_deletes_what_is_open(as_editor, open_record):
    delete(as_editor, open_record)

    assert not type(open_record).objects.filter(pk=open_record.pk).exists()


def test_nobody_else_comes_in(client, open_record):
    for address in (list_of(type(open_record)), page_of(open_record)):
        response = client.get(address)

        assert response.url.startswith(reverse("admin:login"))


# --- The state ------------------------------------------------------------------------------------

STATEFUL = {
    "interview": InterviewFactory,
    "fragment": FragmentFactory,
    "theme": ThemeFactory,
    "background source": BackgroundSourceFactory,
}


@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
@pytest.mark.parametrize("factory", STATEFUL.values(), ids=STATEFUL)
def test_editor_cannot_slip_in_a_state(as_editor, factory, state):
    record = factory()
    before = everything()

    response = save(as_editor, page_of(record), state=state, withdrawn_reason="Zomaar")

    assert errors_on(response)
    assert everything() == before


@pytest.mark.parametrize(
    ("model", "words"),
    [(Theme, {"name": "Vertrouwen"}), (BackgroundSource, {"title": "[Verslag]"})],
    ids=["theme", "background source"],
)
@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_editor_cannot_add_something_published(as_editor, model, words, state):
    response = save(as_editor, addition_to(model), state=state, **words)

    assert errors_on(response)
    assert not model.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
@pytest.mark.parametrize("factory", STATEFUL.values(), ids=STATEFUL)
def test_editor_sets_draft_and_review(as_editor, factory, state):
    record = factory()

    save(as_editor, page_of(record), state=state)

    record.refresh_from_db()
    assert record.state == state


def test_editor_cannot_publish_by_a_window(as_editor):
    fragment = FragmentFactory(published=True)
    fragment.publish_from = fragment.first_published_at.replace(year=2999)
    fragment.save()
    before = everything()

    response = as_editor.post(page_of(fragment), {"publish_from_0": "1-1-2020"})

    assert response.status_code == 403
    assert everything() == before


def test_editor_cannot_open_a_page(as_editor):
    person = PersonFactory()

    save(as_editor, page_of(person), page_opened="on")

    person.refresh_from_db()
    assert not person.page_opened


# --- Rows within another record -------------------------------------------------------------------


def test_editor_sees_a_published_row_and_cannot_change_it(as_editor, as_chief):
    interview = InterviewFactory()
    open_row = FragmentFactory(interview=interview, start_ms=1_000)
    closed_row = FragmentFactory(interview=interview, start_ms=2_000, state=State.PUBLISHED)
    data = form_on(as_chief.get(page_of(interview)))
    for number in (0, 1):
        data |= {f"fragments-{number}-title": "Anders", f"fragments-{number}-start_ms": f"{number}"}

    response = as_editor.post(page_of(interview), {**data, "_save": "Opslaan"})

    assert [conflict.mine for conflict in response.context["conflicts"]] == ["0:01", "Anders"]
    open_row.refresh_from_db()
    assert open_row.title != "Anders"

    response = as_editor.post(page_of(interview), {**form_on(response), "_save": "Opslaan"})

    assert response.status_code == 302
    open_row.refresh_from_db()
    assert (open_row.title, open_row.start_ms) == ("Anders", 0)
    version = closed_row.version
    closed_row.refresh_from_db()
    assert (closed_row.start_ms, closed_row.version) == (2_000, version)
    assert closed_row.title != "Anders"


def test_editor_changes_no_placement_of_something_published(as_editor, as_chief):
    placement = PlacementFactory(fragment=FragmentFactory(published=True))
    page = page_of(placement.theme)
    data = form_on(as_chief.get(page))
    data |= {
        "placements-0-order": "99",
        "placements-0-note": "Anders",
        "placements-0-origin": Origin.REJECTED,
        "placements-0-DELETE": "on",
    }
    before = list(Placement.objects.values())

    response = as_editor.post(page, {**data, "_save": "Opslaan"})
    again = as_editor.post(page, {**form_on(response), "_save": "Opslaan"})

    assert len(response.context["conflicts"]) == 4
    assert again.status_code == 302
    assert list(Placement.objects.values()) == before


def test_editor_places_nothing_published(as_editor):
    theme, published = ThemeFactory(), FragmentFactory(published=True)
    version = published.version

    response = save(as_editor, page_of(theme), **{"placements-2-0-fragment": published.pk})

    assert errors_on(response)
    assert not Placement.objects.exists()
    published.refresh_from_db()
    assert published.version == version


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW])
def test_editor_places_what_is_open_in_a_published_theme(as_editor, client, state):
    standing = PlacementFactory(published=True, order=10)
    theme, fragment = standing.theme, FragmentFactory(state=state)
    shown = client.get(theme.get_absolute_url()).content

    save(as_editor, page_of(fragment), **{"placements-2-0-theme": theme.pk})

    assert list(theme.placements.values_list("fragment", "order")) == [
        (standing.fragment_id, 10),
        (fragment.pk, 20),
    ]
    assert client.get(theme.get_absolute_url()).content == shown


def test_editor_places_a_draft_in_a_draft(as_editor):
    theme, fragment = ThemeFactory(), FragmentFactory()

    save(as_editor, page_of(theme), **{"placements-2-0-fragment": fragment.pk})

    assert theme.placements.get().fragment == fragment


@pytest.mark.parametrize(
    ("model", "values"),
    [
        pytest.param(
            Placement,
            lambda: {"fragment": FragmentFactory(published=True).pk, "theme": ThemeFactory().pk},
            id="placement of a published fragment",
        ),
        pytest.param(
            RecordingFactory._meta.model,
            lambda: {"interview": InterviewFactory(published=True).pk},
            id="recording of a published interview",
        ),
        pytest.param(
            MediaFileFactory._meta.model,
            lambda: {
                "recording": RecordingFactory(published=True).pk,
                "source": "elsewhere",
                "url": "https://example.org/x.mp4",
            },
            id="file of a published recording",
        ),
        pytest.param(
            Position,
            lambda: {"person": public_person().pk, "role": "sg"},
            id="position of a public person",
        ),
    ],
)
def test_editor_adds_nothing_to_what_is_closed(as_editor, as_chief, model, values):
    values = values()

    refused = save(as_editor, addition_to(model), **values)
    assert errors_on(refused)
    assert not model.objects.exists()

    save(as_chief, addition_to(model), **values)
    assert model.objects.exists()


@pytest.mark.parametrize(
    ("record", "field", "to"),
    [
        pytest.param(RecordingFactory, "interview", lambda: InterviewFactory(published=True)),
        pytest.param(MediaFileFactory, "recording", lambda: RecordingFactory(published=True)),
        pytest.param(PositionFactory, "person", public_person),
    ],
    ids=["recording", "media file", "position"],
)
def test_editor_moves_nothing_to_what_is_closed(as_editor, record, field, to):
    record, to = record(), to()

    response = save(as_editor, page_of(record), **{field: to.pk})

    assert errors_on(response)
    assert getattr(type(record).objects.get(pk=record.pk), field) != to


@pytest.mark.parametrize("factory", [ParticipationFactory, StatedDateFactory, RecordingFactory])
def test_editor_reads_the_rows_of_a_published_interview(as_editor, factory):
    interview = factory(interview=InterviewFactory(published=True)).interview

    response = as_editor.get(page_of(interview))

    assert form_on(response).keys() >= {"csrfmiddlewaretoken"}
    assert b'type="text"' not in response.content.split(b'id="content-main"')[1]


@pytest.mark.parametrize(
    "way", ["column", "rows", "action", "theme", "button", "fragment", "paste"]
)
@pytest.mark.parametrize("state", [State.PUBLISHED, State.WITHDRAWN])
def test_editor_moves_nothing_closed_into_a_theme_or_out_of_it(as_editor, as_chief, way, state):
    fragment = FragmentFactory(state=state, withdrawn_reason="Op verzoek")
    placement = PlacementFactory(fragment=fragment, order=10)
    PlacementFactory(theme=placement.theme, order=20)
    other, interview = ThemeFactory(name="Ander"), fragment.interview
    of_interview, of_theme = (
        form_on(as_chief.get(page_of(each))) for each in (interview, placement.theme)
    )
    before = everything()

    match way:
        case "column":
            address = reverse("admin:catalogue_fragment_themes", args=[fragment.pk])
            for sent in ({"add": "Ander"}, {"remove": placement.theme_id}):
                assert as_editor.post(address, sent).status_code == 403
        case "rows":
            data = {**of_interview, "fragments-0-themes": "Ander", "_save": "Opslaan"}
            as_editor.post(page_of(interview), data)
        case "action":
            asked = {"answered": "yes", "add": other.pk, "remove": placement.theme_id}
            act(as_editor, Fragment, "change_themes", [fragment], **asked)
        case "theme":
            data = {**of_theme, "placements-0-order": "99", "_save": "Opslaan"}
            as_editor.post(page_of(placement.theme), data)
        case "button":
            data = {**of_theme, "_move": f"{placement.pk} down"}
            assert errors_on(as_editor.post(page_of(placement.theme), data))
        case "fragment":
            data = {"placements-2-0-theme": other.pk, "placements-2-TOTAL_FORMS": 1}
            assert as_editor.post(page_of(fragment), data).status_code == 403
        case "paste":
            closed = FragmentFactory(interview=InterviewFactory(published=True)).interview
            address = reverse("admin:catalogue_interview_paste", args=[closed.pk])
            before = everything()
            assert as_editor.post(address, {"lines": "0:01 Titel"}).status_code == 403

    assert everything() == before


# --- Deleting with what hangs on it ---------------------------------------------------------------


def test_editor_deletes_a_draft_that_stands_in_a_published_theme(as_editor):
    placement = PlacementFactory(theme=ThemeFactory(published=True))

    delete(as_editor, placement.fragment)

    assert not Placement.objects.exists()
    assert not Fragment.objects.exists()


def test_editor_takes_no_speaker_from_a_published_fragment(as_editor, as_chief):
    participation = ParticipationFactory()
    fragment = FragmentFactory(interview=participation.interview, state=State.PUBLISHED)
    fragment.speakers.add(participation)
    page = page_of(participation.interview)
    data = form_on(as_chief.get(page)) | {"participations-0-DELETE": "on", "_save": "Opslaan"}

    as_editor.post(page, data)

    assert fragment.speakers.get() == participation


def test_editor_deletes_a_draft_row(as_editor):
    placement = PlacementFactory()
    page = page_of(placement.theme)
    number = row_of(as_editor.get(page), "placements", placement)

    save(as_editor, page, **{f"placements-{number}-DELETE": "on"})

    assert not Placement.objects.exists()


# --- Addresses ------------------------------------------------------------------------------------


def test_editor_adds_no_former_address(as_editor, as_chief):
    assert as_editor.get(addition_to(FormerAddress)).status_code == 403

    save(as_chief, addition_to(FormerAddress), path="/oud.php?id=3")

    assert FormerAddress.objects.get().path == "/oud.php?id=3"


def test_superuser_does_everything(client, django_user_model):
    user = django_user_model.objects.create_superuser("beheer")
    client.force_login(user)
    person = PersonFactory()

    save(client, page_of(person), page_opened="on")

    assert Person.objects.get(page_opened=True) == person
