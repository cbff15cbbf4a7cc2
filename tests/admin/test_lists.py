"""Every list: the same number of queries however long it is, and words that find."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import Fragment, Interview, Organisation, Person, Position
from catalogue.values.choices import Origin
from tests.admin.pages import list_of, page_of
from tests.factories import (
    BackgroundSourceFactory,
    FormerAddressFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    StatedDateFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 30


def position():
    return PositionFactory(organisation=OrganisationFactory())


def theme():
    return PlacementFactory(theme__broader=ThemeFactory()).theme


FACTORIES = {
    "BackgroundSource": BackgroundSourceFactory,
    "FormerAddress": FormerAddressFactory,
    "Fragment": lambda: PlacementFactory(fragment__printed_notation="15:3").fragment,
    "Interview": FragmentFactory,
    "MediaFile": MediaFileFactory,
    "Organisation": position,
    "Person": ParticipationFactory,
    "Placement": lambda: PlacementFactory(origin=Origin.PROPOSED),
    "Position": position,
    "Recording": MediaFileFactory,
    "Series": InterviewFactory,
    "Theme": theme,
    "Transcript": lambda: PassageFactory().transcript,
}


def queries(client, address: str) -> list[str]:
    client.get(address)  # what is asked once and remembered
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


def test_every_model_of_the_catalogue_has_a_list_or_is_a_row():
    registered = {
        model.__name__ for model in admin.site._registry if model._meta.app_label == "catalogue"
    }
    models = {model.__name__ for model in apps.get_app_config("catalogue").get_models()}

    assert models - registered == {"Participation", "Passage", "StatedDate"}
    assert registered == FACTORIES.keys()


@pytest.mark.parametrize("name", FACTORIES)
def test_list_takes_as_many_queries_for_many_rows_as_for_few(as_editor, name):
    model = apps.get_model("catalogue", name)
    lists = [list_of(model, query) for query in ("", "?q=a", "?_facets=True")]
    for _number in range(FEW):
        FACTORIES[name]()
    few = {address: queries(as_editor, address) for address in lists}

    for _number in range(MANY - FEW):
        FACTORIES[name]()
    many = {address: queries(as_editor, address) for address in lists}

    for address in lists:
        assert len(many[address]) == len(few[address]), "\n".join([address, *many[address]])


@pytest.mark.parametrize("published", [False, True], ids=["draft", "published"])
def test_interview_page_takes_as_many_queries_for_many_fragments_as_for_few(
    as_editor, as_chief, published
):
    interview = InterviewFactory(published=published)
    ParticipationFactory(interview=interview)
    StatedDateFactory(interview=interview)
    RecordingFactory(interview=interview)
    FragmentFactory.create_batch(FEW, interview=interview)
    few = [len(queries(client, page_of(interview))) for client in (as_editor, as_chief)]

    FragmentFactory.create_batch(MANY - FEW, interview=interview)
    many = [len(queries(client, page_of(interview))) for client in (as_editor, as_chief)]

    assert many == few


@pytest.mark.parametrize("of", ["theme", "fragment"])
def test_page_takes_as_many_queries_for_many_placements_as_for_few(as_editor, as_chief, of):
    parent = {"theme": ThemeFactory, "fragment": FragmentFactory}[of]()
    counts = []
    for number in (FEW, MANY - FEW):
        PlacementFactory.create_batch(number, **{of: parent})
        counts.append([len(queries(c, page_of(parent))) for c in (as_editor, as_chief)])

    assert counts[0] == counts[1]


@pytest.mark.parametrize("rows", [StatedDateFactory, RecordingFactory])
def test_interview_page_takes_as_many_queries_for_other_rows(as_editor, rows):
    interview = InterviewFactory()
    counts = []
    for number in (FEW, MANY - FEW):
        extra = {"is_primary": False} if rows is RecordingFactory else {}
        rows.create_batch(number, interview=interview, **extra)
        counts.append(len(queries(as_editor, page_of(interview))))

    assert counts[0] == counts[1]


def test_choosing_takes_as_many_queries_for_many_as_for_few(as_editor):
    address = "/admin/autocomplete/?app_label=catalogue&model_name=participation"
    counts = []
    for number in (FEW, MANY - FEW):
        for _each in range(number):
            position()
        counts.append(len(queries(as_editor, f"{address}&field_name=positions&term=")))

    assert counts[0] == counts[1]


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("hoeven", True),
        ("HOEVEN maria", True),
        ("één", False),
        ("", True),
        ('"maria van der"', True),
        ("maria kalden", False),
        ("Márià", True),
    ],
)
def test_person_is_found_by_parts_of_the_name(as_editor, term, found):
    PersonFactory(name="Maria van der Hoeven")

    response = as_editor.get(list_of(Person), {"q": term})

    assert bool(response.context["cl"].result_list) is found


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("O'Neil", "O’Neil"),
        ("O’Neil", "O'Neil"),
        ("oneil", "O’Neil"),
        ("O'Neil", "Maeve O’Néil"),
        ("o neil", "O’Neil"),
        ("JP Balkenende", "J.P. Balkenende"),
        ("J.P. Balkenende", "JP Balkenende"),
        ("JP", "J. P. Balkenende"),
        ("J. P.", "JP Balkenende"),
        ("d'Ancona", "Hedy d’Ancona"),
    ],
)
def test_person_is_found_whatever_signs_are_in_the_name(as_editor, typed, stored):
    PersonFactory(name=stored)
    PersonFactory(name="Iemand Anders")

    page = as_editor.get(list_of(Person), {"q": typed})

    assert [person.name for person in page.context["cl"].result_list] == [stored]


@pytest.mark.parametrize(
    ("typed", "stored"), [("OCW", "OC&W"), ("OC&W", "OCW"), ("OC & W", "OC&W"), ("VW", "V & W")]
)
def test_organisation_is_found_with_and_without_an_ampersand(as_editor, typed, stored):
    OrganisationFactory(name=f"Ministerie {stored}")
    OrganisationFactory(name="Ministerie")

    page = as_editor.get(list_of(Organisation), {"q": typed})

    assert [one.name for one in page.context["cl"].result_list] == [f"Ministerie {stored}"]


@pytest.mark.parametrize("typed", ["SG", "S.G.", "sg"])
def test_fragment_is_found_by_its_abbreviations(as_editor, typed):
    for title in ("De SG spreekt", "De S.G. spreekt", "Iets anders"):
        FragmentFactory(title=title)

    page = as_editor.get(list_of(Fragment), {"q": typed})

    assert {one.title for one in page.context["cl"].result_list} == {
        "De SG spreekt",
        "De S.G. spreekt",
    }


def test_person_is_found_without_accents(as_editor):
    PersonFactory(name="André Küpper")

    response = as_editor.get(list_of(Person), {"q": "andre kupper"})

    assert len(response.context["cl"].result_list) == 1


def test_interview_is_not_found_by_a_part_of_its_pid(as_editor):
    InterviewFactory(title="Gesprek 1", pid="ab2cdefghj")
    wanted = InterviewFactory(title="Gesprek 2", pid="abcdefghjk")

    by_title, by_pid = (
        list(as_editor.get(list_of(Interview), {"q": term}).context["cl"].result_list)
        for term in ("gesprek 2", wanted.pid)
    )

    assert by_title == by_pid == [wanted]


def test_positions_offered_are_those_of_the_person_in_the_row(as_editor):
    mine, _other = position(), position()
    query = {
        "app_label": "catalogue",
        "model_name": "participation",
        "field_name": "positions",
        "of_person": mine.person_id,
    }

    response = as_editor.get(reverse("admin:autocomplete"), query)

    assert response.json()["results"] == [{"id": str(mine.pk), "text": str(mine)}]


@pytest.mark.parametrize("model", [Person, Organisation])
def test_list_tells_who_has_a_page(as_editor, model):
    participation = ParticipationFactory(published=True)
    participation.positions.add(
        PositionFactory(person=participation.person, organisation=OrganisationFactory())
    )
    PositionFactory(organisation=OrganisationFactory())

    with_page = as_editor.get(list_of(model, "?met_pagina=ja")).context["cl"].result_list
    without = as_editor.get(list_of(model, "?met_pagina=nee")).context["cl"].result_list

    assert [row.has_page for row in with_page] == [True]
    assert [row.has_page for row in without] == [False]


def test_fragments_without_a_theme_and_without_an_end_are_filtered_out(as_editor):
    bare = FragmentFactory(end_ms=None)
    rejected = PlacementFactory(origin=Origin.REJECTED, fragment__end_ms=None).fragment
    placed = PlacementFactory(fragment__start_ms=1_000, fragment__end_ms=2_000).fragment

    def rows(query):
        return set(as_editor.get(list_of(Fragment, query)).context["cl"].result_list)

    assert rows("?thema=geen") == {bare, rejected}
    assert rows("?zonder_einde=ja&thema=geen") == {bare, rejected}
    assert rows("?zonder_einde=nee") == {placed}
    assert rows(f"?thema={placed.placements.get().theme_id}") == {placed}
    assert rows("?thema=niets") == set()


# --- The whole ------------------------------------------------------------------------------------


def test_index_begins_with_what_editors_do_all_day(as_editor):
    app, upkeep = as_editor.get(reverse("admin:index")).context["app_list"]

    assert [model["object_name"] for model in upkeep["models"]] == ["StrayFile"]
    assert [model["object_name"] for model in app["models"]][:3] == [
        "Fragment",
        "Interview",
        "Theme",
    ]


def test_administrator_finds_users_after_the_catalogue(client):
    client.force_login(User.objects.create_superuser("beheer"))

    apps_shown = client.get(reverse("admin:index")).context["app_list"]

    assert [app["app_label"] for app in apps_shown] == ["catalogue", "upkeep", "auth"]


@pytest.mark.parametrize("address", [reverse("admin:login"), list_of(Interview)])
def test_pages_are_kept_by_nobody(as_editor, client, address):
    response = (client if "login" in address else as_editor).get(address)

    directives = {part.strip() for part in response["Cache-Control"].split(",")}
    assert {"no-store", "private"} <= directives


def test_pages_hold_no_inline_script_or_style(as_chief):
    interview = FragmentFactory().interview
    for address in (list_of(Interview), page_of(interview), list_of(Position)):
        content = as_chief.get(address).content.decode()

        assert "<style" not in content
        assert " style=" not in content
        assert "onclick=" not in content
