"""A theme page in the catalogue: what is created, and what is left to the editors."""

import pytest
from django.apps import apps

from catalogue.importers import saved_page, theme_page
from catalogue.importers.load import load_theme_page
from catalogue.importers.report import Noun, Report, RowOutcome
from catalogue.importers.rows import SourceError
from catalogue.models import Fragment, Interview, Placement, Theme
from catalogue.models.placement import STEP
from catalogue.values.choices import Origin, State
from tests import factories
from tests.importers.saved_pages import LABEL, ROWS, THEME, THEME_PAGE, Rows, text_page

pytestmark = pytest.mark.django_db

TWO_RUNS = [("Een", "1:00"), ("Twee", "2:00"), ("Drie", "1:30"), ("Vier", "2:30")]


def load(rows: Rows = ROWS, *, theme: str = "", dry_run: bool = False, **page) -> Report:
    lines = saved_page.lines(text_page(rows, **page).encode())
    return load_theme_page(theme_page.recognise(lines), theme=theme, dry_run=dry_run)


def snapshot() -> dict[str, list[dict]]:
    """All that the catalogue holds, versions and moments of change included."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("catalogue").get_models(include_auto_created=True)
    }


def names(report: Report, outcome: RowOutcome, noun: Noun = Noun.FRAGMENT) -> list[str]:
    return [entry.name for entry in report.of(outcome, noun)]


def fragment(title: str) -> Fragment:
    return Fragment.objects.get(printed_title=title)


# --- The first time -------------------------------------------------------------------------------


def test_page_of_the_series_gives_drafts_in_eight_interviews():
    report = load_theme_page(theme_page.read(THEME_PAGE))

    assert report.count(RowOutcome.CREATED) == Fragment.objects.count() == 26
    assert report.count(RowOutcome.CREATED, Noun.INTERVIEW) == Interview.objects.count() == 8
    assert report.count(RowOutcome.CREATED, Noun.THEME) == Theme.objects.count() == 1
    for model in (Fragment, Interview, Theme):
        assert set(model.objects.values_list("state", flat=True)) == {State.DRAFT}


def test_fragment_keeps_what_the_source_printed():
    load([("Loyale tegenspraak?", "15:3")])

    fields = ("title", "start_ms", "end_ms", "printed_title", "printed_notation", "printed_page")
    assert Fragment.objects.values(*fields).get() == {
        "title": "Loyale tegenspraak?",
        "start_ms": 903_000,
        "end_ms": None,
        "printed_title": "Loyale tegenspraak?",
        "printed_notation": "15:3",
        "printed_page": LABEL,
    }


def test_interviews_are_provisional_and_say_so():
    load(TWO_RUNS)

    interviews = Interview.objects.order_by("slug")
    assert [i.title for i in interviews] == ["Gesprek 1", "Gesprek 2"]
    assert [[f.title for f in i.fragments.in_time_order()] for i in interviews] == [
        ["Een", "Twee"],
        ["Drie", "Vier"],
    ]
    assert not any(i.identified for i in interviews)
    assert all("afleiding" in i.provenance_note for i in interviews)


def test_placements_are_as_published_in_the_order_of_the_page():
    load(TWO_RUNS)

    placements = Placement.objects.filter(theme__name=THEME).in_editors_order()
    assert [(p.fragment.title, p.origin) for p in placements] == [
        (title, Origin.PUBLISHED) for title, _notation in TWO_RUNS
    ]


def test_numbers_of_interviews_go_on_where_they_were():
    factories.InterviewFactory(title="Gesprek 7", slug="gesprek-7")

    load()

    assert Interview.objects.latest("pk").title == "Gesprek 8"


def test_same_words_and_time_in_two_runs_are_two_fragments():
    load([("Inleiding", "0:10"), ("A", "1:00"), ("Inleiding", "0:10"), ("B", "1:00")])

    twins = Fragment.objects.filter(title="Inleiding")
    assert sorted(twins.values_list("printed_occurrence", flat=True)) == [1, 2]
    assert twins.values("interview").distinct().count() == 2


def test_remarks_of_the_reader_are_in_the_report():
    report = load([("A", "1:00"), ("", "2:00"), ("C", "3:00")])

    assert [e.line for e in report.of(RowOutcome.REFUSED, Noun.LINE)] == [12]
    assert report.count(RowOutcome.CREATED) == 2


# --- Dry run --------------------------------------------------------------------------------------


def test_dry_run_writes_nothing_and_reports_the_same():
    factories.InterviewFactory()
    before = snapshot()

    rehearsed = load(TWO_RUNS, dry_run=True)

    assert snapshot() == before
    assert str(rehearsed) == str(load(TWO_RUNS))


# --- Once more ------------------------------------------------------------------------------------


def edit(printed_title: str, /, **values) -> None:
    record = fragment(printed_title)
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def merge_interviews():
    first, second = Interview.objects.order_by("slug")
    for each in second.fragments.all():
        each.interview = first
        each.save()
    second.delete()


def identify():
    interview = fragment("Een").interview
    interview.title, interview.slug, interview.identified = "Een naam", "een-naam", True
    interview.save()


def split():
    edit("Twee", interview=factories.InterviewFactory(title="Gesprek 9"))


def rename_theme():
    theme = Theme.objects.get()
    theme.name, theme.slug = "Samenwerking", "samenwerking"
    theme.save()


def reject():
    placement = fragment("Een").placements.get()
    placement.origin = Origin.REJECTED
    placement.save()


EDITS = {
    "nothing": (lambda: None, Noun.FRAGMENT, []),
    "title corrected": (lambda: edit("Een", title="Anders"), Noun.FRAGMENT, ["1:00  Een"]),
    "time corrected": (lambda: edit("Een", start_ms=61_500), Noun.FRAGMENT, ["1:00  Een"]),
    "both corrected": (lambda: edit("Een", title="X", start_ms=1), Noun.FRAGMENT, ["1:00  Een"]),
    "published": (lambda: edit("Een", state=State.PUBLISHED), Noun.FRAGMENT, []),
    "taken out of the theme": (
        lambda: fragment("Een").placements.all().delete(),
        Noun.FRAGMENT,
        ["1:00  Een"],
    ),
    "rejected for the theme": (reject, Noun.FRAGMENT, ["1:00  Een"]),
    "theme renamed": (rename_theme, Noun.THEME, [THEME]),
    "interviews merged": (merge_interviews, Noun.INTERVIEW, ["Gesprek 1"]),
    "interview identified": (identify, Noun.INTERVIEW, ["Een naam"]),
    "fragment moved": (split, Noun.INTERVIEW, ["Gesprek 1", "Gesprek 9"]),
}


@pytest.mark.parametrize(("change", "noun", "told"), EDITS.values(), ids=EDITS)
def test_second_run_changes_nothing_and_tells_what_editors_changed(change, noun, told):
    load(TWO_RUNS)
    change()
    before = snapshot()

    report = load(TWO_RUNS)

    assert snapshot() == before
    assert names(report, RowOutcome.CHANGED, noun) == told
    assert report.count(RowOutcome.CREATED) == report.count(RowOutcome.REFUSED, Noun.LINE) == 0


def test_second_run_says_unchanged_with_lines():
    load(TWO_RUNS)

    report = load(TWO_RUNS)

    assert [e.line for e in report.of(RowOutcome.UNCHANGED)] == [10, 14, 18, 22]
    assert report.count(RowOutcome.UNCHANGED, Noun.INTERVIEW) == 2


def test_merged_interview_is_told_at_its_first_line_with_all_its_runs():
    load(TWO_RUNS)
    merge_interviews()

    [told] = load(TWO_RUNS).of(RowOutcome.CHANGED, Noun.INTERVIEW)

    assert told.line == 10
    assert "10, 18" in told.detail


def test_withdrawn_fragment_that_vanished_from_the_page_is_not_told():
    load(TWO_RUNS)
    edit("Vier", state=State.WITHDRAWN)

    assert names(load(TWO_RUNS[:-1]), RowOutcome.VANISHED) == []


def test_withdrawn_fragment_stays_withdrawn():
    load()
    edit("Loyale tegenspraak?", state=State.WITHDRAWN)
    before = snapshot()

    report = load()

    assert snapshot() == before
    assert names(report, RowOutcome.WITHDRAWN) == ["15:03  Loyale tegenspraak?"]


def test_same_page_saved_or_printed_otherwise_is_known_again():
    load([("‘Alle feiten’ op tafel….", "15:3")])
    before = snapshot()

    report = load([("'Alle  feiten' op tafel...", "15:03")])

    assert snapshot() == before
    assert report.count(RowOutcome.UNCHANGED) == 1


def test_row_that_vanished_from_the_page_is_told_and_kept():
    load(TWO_RUNS)
    before = snapshot()

    report = load(TWO_RUNS[:-1])

    assert snapshot() == before
    assert names(report, RowOutcome.VANISHED) == ["2:30  Vier"]


def test_new_row_joins_the_interview_of_its_run_and_its_place_on_the_page():
    load(TWO_RUNS)

    report = load([*TWO_RUNS[:1], ("Nieuw", "1:45"), *TWO_RUNS[1:]])

    assert names(report, RowOutcome.CREATED) == ["1:45  Nieuw"]
    assert fragment("Nieuw").interview.title == "Gesprek 1"
    assert Interview.objects.count() == 2
    placements = Placement.objects.in_editors_order()
    assert [p.fragment.title for p in placements] == ["Een", "Nieuw", "Twee", "Drie", "Vier"]


def test_new_row_joins_the_interview_that_editors_made_of_its_run():
    load(TWO_RUNS)
    merge_interviews()

    load([*TWO_RUNS, ("Nieuw", "2:45")])

    assert fragment("Nieuw").interview.title == "Gesprek 1"


def test_new_first_row_of_a_run_joins_the_run_below():
    load(TWO_RUNS)

    load([("Nieuw", "0:30"), *TWO_RUNS])

    assert fragment("Nieuw").interview == fragment("Een").interview


def joined_by_new_row(rows: Rows, **elsewhere: str) -> str:
    """The title of the interview that the row “Nieuw” joins, where editors have moved fragments
    of its run to interviews with these titles."""
    load([row for row in rows if row[0] != "Nieuw"])
    for title, interview in elsewhere.items():
        edit(title, interview=factories.InterviewFactory(title=interview))

    load(rows)

    return fragment("Nieuw").interview.title


def test_new_row_joins_the_interview_of_the_nearest_row_above():
    rows = [("Een", "1:00"), ("Twee", "2:00"), ("Nieuw", "3:00"), ("Drie", "4:00")]

    assert joined_by_new_row(rows, Twee="Gesprek met Twee") == "Gesprek met Twee"


def test_new_row_joins_the_row_above_before_the_row_below():
    rows = [("Een", "1:00"), ("Nieuw", "2:00"), ("Twee", "3:00"), ("Drie", "4:00")]

    assert joined_by_new_row(rows, Een="Gesprek met Een") == "Gesprek met Een"


def test_new_first_row_joins_the_interview_of_the_nearest_row_below():
    rows = [("Nieuw", "1:00"), ("Een", "2:00"), ("Twee", "3:00")]

    assert joined_by_new_row(rows, Een="Gesprek met Een") == "Gesprek met Een"


def test_new_rows_keep_their_order_between_those_that_are_there():
    load(TWO_RUNS)
    new = [("Nieuw", "1:15"), ("Nieuwer", "1:30"), ("Nieuwst", "1:45")]

    load([*TWO_RUNS[:1], *new, *TWO_RUNS[1:]])

    placements = Placement.objects.in_editors_order()
    assert [p.fragment.title for p in placements] == [
        *("Een", "Nieuw", "Nieuwer", "Nieuwst"),
        *("Twee", "Drie", "Vier"),
    ]


def test_new_run_gets_an_interview_of_its_own_at_its_place():
    load(TWO_RUNS)

    load([*TWO_RUNS[:2], ("Nieuw", "0:30"), *TWO_RUNS[2:]])

    # 0:30 does not rise after 2:00 and 1:30 does after 0:30: taken for the beginning of that run.
    assert fragment("Nieuw").interview == fragment("Drie").interview
    load([*TWO_RUNS, ("Los", "0:15")])
    assert fragment("Los").interview.title == "Gesprek 3"


def test_new_row_at_a_time_that_is_taken_is_refused_with_its_line():
    load(TWO_RUNS)
    factories.FragmentFactory(interview=fragment("Een").interview, start_ms=105_000)
    before = snapshot()

    report = load([*TWO_RUNS[:1], ("Nieuw", "1:45"), *TWO_RUNS[1:]])

    assert snapshot() == before
    assert [(e.name, e.line) for e in report.of(RowOutcome.REFUSED, Noun.LINE)] == [("Nieuw", 14)]


def test_new_row_at_the_time_of_a_withdrawn_fragment_is_created():
    load(TWO_RUNS)
    other = factories.FragmentFactory(
        interview=fragment("Een").interview, start_ms=105_000, state=State.WITHDRAWN
    )

    load([*TWO_RUNS[:1], ("Nieuw", "1:45"), *TWO_RUNS[1:]])

    assert fragment("Nieuw").interview == other.interview


# --- The theme ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Vertrouwen", "vertrouwen", "VERTROUWEN"])
def test_theme_is_found_by_name_or_slug(name):
    theme = factories.ThemeFactory(name="Vertrouwen")

    load(theme=name)

    assert {p.theme for p in Placement.objects.all()} == {theme}


def test_theme_is_found_by_a_former_slug():
    theme = factories.ThemeFactory(name="Vertrouwen")
    theme.name, theme.slug = "Op elkaar bouwen", "op-elkaar-bouwen"
    theme.save()

    load(theme="Vertrouwen")

    assert {p.theme for p in Placement.objects.all()} == {theme}


def test_named_theme_goes_before_that_of_the_page():
    load(theme="Een ander thema")

    assert Theme.objects.get().name == "Een ander thema"
    assert set(Fragment.objects.values_list("printed_page", flat=True)) == {LABEL}


def test_deleted_theme_is_not_made_again():
    factories.ThemeFactory(name=THEME, published=True).delete()
    before = snapshot()

    with pytest.raises(SourceError) as refused:
        load()

    assert refused.value.code == "theme-gone"
    assert snapshot() == before


# --- Another page ---------------------------------------------------------------------------------


def load_page(theme: str, rows: Rows) -> Report:
    page = theme_page.recognise(saved_page.lines(text_page(rows, theme=theme).encode()))
    return load_theme_page(page)


def test_same_title_and_time_on_another_page_is_proposed_as_placement():
    load(TWO_RUNS)

    report = load_page("Tegenspraak", TWO_RUNS[:2])

    assert names(report, RowOutcome.PROPOSED) == ["1:00  Een", "2:00  Twee"]
    assert Fragment.objects.count() == 4
    placements = Placement.objects.filter(theme__name="Tegenspraak").in_editors_order()
    assert [(p.fragment.title, p.origin) for p in placements] == [
        ("Een", Origin.PROPOSED),
        ("Twee", Origin.PROPOSED),
    ]


def test_same_page_under_another_theme_is_proposed_there_once():
    load(TWO_RUNS)
    theme = factories.ThemeFactory(name="Tegenspraak")

    report = load(TWO_RUNS, theme="Tegenspraak")
    again = load(TWO_RUNS, theme="Tegenspraak")

    assert report.count(RowOutcome.PROPOSED) == again.count(RowOutcome.UNCHANGED) == 4
    origins = Placement.objects.filter(theme=theme).values_list("origin", flat=True)
    assert set(origins) == {Origin.PROPOSED}
    assert Fragment.objects.count() == 4


def test_withdrawn_fragment_of_the_page_is_not_proposed_under_another_theme():
    load(TWO_RUNS)
    edit("Een", state=State.WITHDRAWN)

    report = load(TWO_RUNS, theme="Tegenspraak")

    assert names(report, RowOutcome.WITHDRAWN) == ["1:00  Een"]
    placements = Placement.objects.filter(theme__name="Tegenspraak").in_editors_order()
    assert [p.fragment.title for p in placements] == ["Twee", "Drie", "Vier"]


def test_second_run_of_another_page_changes_nothing():
    load(TWO_RUNS)
    load_page("Tegenspraak", TWO_RUNS[:2])
    before = snapshot()

    report = load_page("Tegenspraak", TWO_RUNS[:2])

    assert snapshot() == before
    assert report.count(RowOutcome.UNCHANGED) == 2


def test_rejected_proposal_is_not_made_again():
    load(TWO_RUNS)
    load_page("Tegenspraak", TWO_RUNS[:1])
    Placement.objects.filter(theme__name="Tegenspraak").update(origin=Origin.REJECTED)
    before = snapshot()

    report = load_page("Tegenspraak", TWO_RUNS[:1])

    assert snapshot() == before
    assert names(report, RowOutcome.CHANGED) == ["1:00  Een"]


def test_fragment_that_editors_made_themselves_is_known_by_its_title_and_time():
    factories.FragmentFactory(title="Een", start_ms=60_000)

    report = load(TWO_RUNS)

    assert names(report, RowOutcome.PROPOSED) == ["1:00  Een"]
    assert Fragment.objects.filter(title="Een").count() == 1


def test_corrected_fragment_is_known_on_another_page_by_what_was_printed():
    load(TWO_RUNS)
    edit("Een", title="Anders", start_ms=61_500)

    report = load_page("Tegenspraak", TWO_RUNS[:1])

    assert names(report, RowOutcome.PROPOSED) == ["1:00  Een"]


def test_fragment_that_two_rows_of_another_page_fit_is_proposed_once():
    load(TWO_RUNS)
    edit("Een", title="Anders", start_ms=70_000)

    report = load_page("Tegenspraak", [("Een", "1:00"), ("Anders", "1:10")])

    assert names(report, RowOutcome.PROPOSED) == ["1:00  Een"]
    assert Placement.objects.filter(theme__name="Tegenspraak").count() == 1


def test_withdrawn_fragment_is_not_proposed_for_another_theme():
    load(TWO_RUNS)
    edit("Een", state=State.WITHDRAWN)

    report = load_page("Tegenspraak", TWO_RUNS[:1])

    assert names(report, RowOutcome.WITHDRAWN) == ["1:00  Een"]
    assert not Placement.objects.filter(theme__name="Tegenspraak").exists()


def test_row_that_fits_two_fragments_is_refused():
    for _number in range(2):
        factories.FragmentFactory(title="Een", start_ms=60_000)

    report = load(TWO_RUNS[:1])

    assert [e.line for e in report.of(RowOutcome.REFUSED, Noun.LINE)] == [10]
    assert Fragment.objects.count() == 2


def test_new_row_on_another_page_joins_the_provisional_interview_of_its_run():
    load(TWO_RUNS)

    load_page("Tegenspraak", [*TWO_RUNS[:2], ("Nieuw", "3:00")])

    assert fragment("Nieuw").interview == fragment("Twee").interview


def test_new_row_on_another_page_is_not_put_in_the_mouth_of_a_named_speaker():
    load(TWO_RUNS)
    identify()

    load_page("Tegenspraak", [*TWO_RUNS[:2], ("Nieuw", "3:00")])

    assert not fragment("Nieuw").interview.identified
    assert fragment("Nieuw").interview.title == "Gesprek 3"


def test_placements_of_another_page_come_after_those_in_the_theme():
    theme = factories.ThemeFactory(name=THEME)
    factories.PlacementFactory(theme=theme, order=7)

    load(TWO_RUNS)

    orders = Placement.objects.filter(theme=theme).in_editors_order()
    assert [p.order for p in orders] == [7, *(n * STEP for n in (1, 2, 3, 4))]
