"""The themes of fragments as a column in the rows of their interview."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Fragment, Placement
from catalogue.values.choices import Origin, State
from tests.admin.pages import errors_on, form_on, page_of, row_of, save
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def themes_of(fragment) -> set[str]:
    return {
        row.theme.name for row in fragment.placements.standing().exclude(origin=Origin.PROPOSED)
    }


def box(number: int = 0) -> str:
    return f"fragments-{number}-themes"


def rows_of(number: int, interview=None) -> list[Fragment]:
    interview = interview or InterviewFactory()
    return Fragment.objects.bulk_create(
        Fragment(interview=interview, title=f"Rij {n}", start_ms=n * 5_000) for n in range(number)
    )


def test_row_shows_what_is_placed_and_beside_it_what_is_proposed(as_editor):
    fragment = FragmentFactory()
    PlacementFactory(fragment=fragment, theme__name="Vertrouwen")
    PlacementFactory(fragment=fragment, theme__name="Misschien", origin=Origin.PROPOSED)
    PlacementFactory(fragment=fragment, theme__name="Nooit", origin=Origin.REJECTED)

    response = as_editor.get(page_of(fragment.interview))

    assert form_on(response)[box()] == ["Vertrouwen"]
    assert "voorgesteld: Misschien" in response.content.decode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Nieuw", {"Nieuw"}),
        ("  nieuw ; OUD;; ", {"Nieuw", "Oud"}),
        ("Oud; Oud", {"Oud"}),
        ("", set()),
        ("Café; oud", {"Café", "Oud"}),
        ("cafe", {"Café"}),
    ],
)
def test_line_of_names_is_what_the_fragment_stands_in(as_editor, line, expected):
    placement = PlacementFactory(theme__name="Oud")
    ThemeFactory(name="Nieuw", published=True)
    ThemeFactory(name="Café")

    save(as_editor, page_of(placement.fragment.interview), **{box(): line})

    assert themes_of(placement.fragment) == expected


def test_name_that_is_of_no_theme_is_refused_and_given_back(as_editor):
    placement = PlacementFactory(theme__name="Oud")

    response = save(
        as_editor, page_of(placement.fragment.interview), **{box(): "Oud; Bestaat niet"}
    )

    assert errors_on(response) == ["“Bestaat niet” is geen thema."]
    assert form_on(response)[box()] == ["Oud; Bestaat niet"]
    assert themes_of(placement.fragment) == {"Oud"}


def test_themes_of_one_name_are_told_apart_by_their_slugs(as_editor):
    fragment = FragmentFactory()
    first, second = ThemeFactory(name="Dubbel"), ThemeFactory(name="Dubbel")

    refused = save(as_editor, page_of(fragment.interview), **{box(): "Dubbel"})
    assert errors_on(refused) == ["“Dubbel” is geen thema."]
    save(as_editor, page_of(fragment.interview), **{box(): f"Dubbel ({second.slug})"})

    assert [row.theme for row in fragment.placements.all()] == [second]
    assert first.placements.count() == 0


def test_new_row_comes_with_its_themes(as_editor):
    interview = InterviewFactory()
    theme = ThemeFactory(name="Vertrouwen")
    new = {"start_ms": "1:00", "title": "Nieuw", "themes": "Vertrouwen"}

    save(
        as_editor,
        page_of(interview),
        **{f"fragments-0-{name}": value for name, value in new.items()},
        **{"fragments-TOTAL_FORMS": 1},
    )

    assert [row.fragment.title for row in theme.placements.all()] == ["Nieuw"]


def test_proposal_in_the_line_is_confirmed_and_one_beside_it_stays(as_editor):
    fragment = FragmentFactory()
    for name in ("Een", "Ander"):
        PlacementFactory(fragment=fragment, theme__name=name, origin=Origin.PROPOSED)

    save(as_editor, page_of(fragment.interview), **{box(): "Een"})

    assert dict(fragment.placements.values_list("theme__name", "origin")) == {
        "Een": Origin.CONFIRMED,
        "Ander": Origin.PROPOSED,
    }


def test_colleague_who_changed_the_themes_meanwhile_is_asked_about(as_editor):
    fragment = FragmentFactory()
    mine, theirs = ThemeFactory(name="Mijn"), ThemeFactory(name="Hun")
    data = form_on(as_editor.get(page_of(fragment.interview)))
    PlacementFactory(fragment=fragment, theme=theirs)

    untouched = as_editor.post(page_of(fragment.interview), {**data, "_save": "Opslaan"})
    assert untouched.status_code == 302
    assert themes_of(fragment) == {"Hun"}
    asked = as_editor.post(page_of(fragment.interview), {**data, box(): "Mijn", "_save": "Opslaan"})

    assert themes_of(fragment) == {"Hun"}
    assert form_on(asked)[box()] == ["Mijn"]
    (conflict,) = asked.context["conflicts"]
    assert (conflict.mine, conflict.theirs) == ("Mijn", "Hun")
    chosen = {**form_on(asked), conflict.name: "mine", "_save": "Opslaan"}
    as_editor.post(page_of(fragment.interview), chosen)
    assert themes_of(fragment) == {"Mijn"}
    assert mine.placements.count() == 1


def test_editor_does_not_move_what_is_published_in_an_open_interview(as_editor, as_chief):
    interview = InterviewFactory()
    fragment = FragmentFactory(interview=interview, state=State.PUBLISHED)
    PlacementFactory(fragment=fragment, theme__name="Oud")
    ThemeFactory(name="Nieuw")
    number = row_of(as_chief.get(page_of(interview)), "fragments", fragment)
    data = form_on(as_chief.get(page_of(interview)))

    as_editor.post(page_of(interview), {**data, box(number): "Nieuw", "_save": "Opslaan"})

    assert themes_of(fragment) == {"Oud"}
    save(as_chief, page_of(interview), **{box(number): "Nieuw"})
    assert themes_of(fragment) == {"Nieuw"}


def test_who_only_reads_sees_the_themes(as_editor):
    placement = PlacementFactory(published=True, theme__name="Vertrouwen")

    html = as_editor.get(page_of(placement.fragment.interview)).content.decode()

    assert "Vertrouwen" in html
    assert "data-theme-line" not in html


def test_tagging_many_rows_costs_as_many_queries_as_few(as_editor):
    ThemeFactory(name="Vertrouwen", published=True)
    ThemeFactory(name="Invloed")
    counts = []
    for number in (1, 3, 140):  # first: what is read once
        interview = rows_of(number)[0].interview
        data = form_on(as_editor.get(page_of(interview)))
        lines = {box(n): "Vertrouwen; Invloed" for n in range(number)}
        with CaptureQueriesContext(connection) as captured:
            response = as_editor.post(page_of(interview), {**data, **lines, "_save": "Opslaan"})
        assert response.status_code == 302
        assert Placement.objects.filter(fragment__interview=interview).count() == 2 * number
        counts.append(len(captured))

    assert counts[2] <= counts[1] + 2  # SQLite takes 999 values in one insert
