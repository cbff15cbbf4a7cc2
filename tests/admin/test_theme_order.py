"""The order of the fragments in a theme: moved by buttons, in a constant number of queries."""

from time import process_time

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogue.models import Fragment, Placement
from catalogue.values.choices import Origin, State
from tests.admin.pages import errors_on, form_on, page_of, save, told
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def theme_of(titles: str, *, public: str = "", numbers=(), **values):
    """A theme with these fragments, of which some are published."""
    theme = ThemeFactory(**values)
    for place, title in enumerate(titles):
        state = State.PUBLISHED if title in public else State.DRAFT
        fragment = FragmentFactory(title=title, state=state)
        number = numbers[place] if numbers else 10 * (place + 1)
        PlacementFactory(theme=theme, fragment=fragment, order=number)
    return theme


def order_of(theme) -> str:
    rows = theme.placements.in_editors_order()
    return "".join(rows.values_list("fragment__title", flat=True))


def key(theme, title: str) -> int:
    return theme.placements.get(fragment__title=title).pk


def move(client, theme, title: str, where: str, **typed):
    data = {**form_on(client.get(page_of(theme))), **typed}
    data.pop("_save", None)
    return client.post(page_of(theme), {**data, "_move": f"{key(theme, title)} {where}"})


@pytest.mark.parametrize(
    ("title", "where", "expected"),
    [
        ("C", "up", "ACBD"),
        ("B", "down", "ACBD"),
        ("D", "top", "DABC"),
        ("A", "up", "ABCD"),
        ("D", "down", "ABCD"),
        ("A", "top", "ABCD"),
    ],
)
def test_button_moves_a_fragment_and_leads_back_to_its_row(as_chief, title, where, expected):
    theme = theme_of("ABCD", published=True)

    response = move(as_chief, theme, title, where)

    assert response.url == f"{page_of(theme)}#placements-{expected.index(title)}"
    assert order_of(theme) == expected
    assert sorted(theme.placements.values_list("order", flat=True)) == [10, 20, 30, 40]
    said = f"“{title}” staat nu op plaats {expected.index(title) + 1}."
    assert told(as_chief.get(page_of(theme))) == [said]
    assert LogEntry.objects.filter(change_message=said).count() == 1


def test_button_saves_what_was_typed_too(as_chief):
    theme = theme_of("ABC")

    move(as_chief, theme, "C", "top", **{"placements-0-note": "Noot", "name": "Anders"})

    theme.refresh_from_db()
    assert (theme.name, order_of(theme)) == ("Anders", "CAB")
    assert theme.placements.get(fragment__title="A").note == "Noot"


def test_button_moves_nothing_when_the_form_is_refused(as_chief):
    theme = theme_of("ABC")

    response = move(as_chief, theme, "C", "top", name="")

    assert errors_on(response)
    assert order_of(theme) == "ABC"


def test_row_that_the_page_never_had_comes_back_behind_the_stored_ones(as_chief):
    theme = theme_of("AB")
    new = {"placements-TOTAL_FORMS": "3", "placements-2-order": "5", "name": ""}

    response = as_chief.post(page_of(theme), form_on(as_chief.get(page_of(theme))) | new)

    page = html.fromstring(response.text)
    rows = page.xpath("//*[@id='placements-group']//tr[contains(@class, 'has_original')]")
    assert [row.findtext(".//td[@class='field-fragment_link']//a") for row in rows] == list("AB")


def test_rows_come_back_in_the_order_that_was_typed(as_chief):
    theme = theme_of("ABCD")
    typed = {"placements-2-order": "5", "placements-0-order": "15", "placements-3-order": "x"}

    response = as_chief.post(page_of(theme), form_on(as_chief.get(page_of(theme))) | typed)

    page = html.fromstring(response.text)
    rows = page.xpath("//*[@id='placements-group']//tr[contains(@class, 'has_original')]")
    assert [row.findtext(".//td[@class='field-fragment_link']//a") for row in rows] == list("CABD")
    boxes = [row.xpath(".//input[contains(@name, '-order')]")[0] for row in rows]
    assert [box.get("value") for box in boxes] == ["5", "15", "20", "x"]
    assert [box.get("aria-label")[-5:] for box in boxes] == [f"rij {n}" for n in (1, 2, 3, 4)]
    data = form_on(response) | {"placements-3-order": "40"}
    as_chief.post(page_of(theme), data)
    assert order_of(theme) == "CABD"


def test_page_has_a_way_to_its_rows_and_the_hint_above_them(as_chief):
    page = html.fromstring(as_chief.get(page_of(theme_of("A"))).text)

    assert page.xpath("//a[@href='#placements-group' and contains(@class, 'skip-to')]")
    [hint] = page.xpath("//p[@class='help' and starts-with(normalize-space(), 'Verplaats')]")
    assert hint.getnext().get("id") == "placements-group"


@pytest.mark.parametrize("value", ["", "x", "1 sideways", "999999 up", "\0 up", "9" * 40 + " top"])
def test_button_that_is_none_moves_nothing(as_chief, value):
    theme = theme_of("AB")
    data = form_on(as_chief.get(page_of(theme)))

    response = as_chief.post(page_of(theme), {**data, "_move": value}, follow=True)

    assert response.status_code == 200
    assert order_of(theme) == "AB"


def test_editor_moves_drafts_between_what_is_published_which_keeps_its_numbers(as_editor):
    theme = theme_of("ABCD", public="AC")
    before = dict(theme.placements.filter(fragment__state="published").values_list("pk", "order"))

    move(as_editor, theme, "D", "up")

    assert order_of(theme) == "ABDC"
    after = dict(theme.placements.filter(fragment__state="published").values_list("pk", "order"))
    assert after == before


def test_editor_does_not_move_what_is_published(as_editor, as_chief):
    theme = theme_of("ABC", public="A")
    html = as_editor.get(page_of(theme)).content.decode()
    assert html.count('name="_move"') == 6

    response = move(as_editor, theme, "A", "down")
    typed = save(as_editor, page_of(theme), **{"placements-0-order": "99"})

    assert errors_on(response) == [
        "Er is niets opgeslagen: Wat is gepubliceerd, verplaatst alleen een eindredacteur."
    ]
    assert typed.status_code == 200
    assert order_of(theme) == "ABC"


def test_editor_moves_nothing_in_a_published_theme(as_editor):
    theme = theme_of("AB", published=True)
    data = {"name": theme.name, "_move": f"{key(theme, 'B')} up"}

    assert b"_move" not in as_editor.get(page_of(theme)).content
    assert as_editor.post(page_of(theme), data).status_code == 403
    assert order_of(theme) == "AB"


def test_editor_hears_where_no_number_is_free(as_editor):
    theme = theme_of("ABC", public="AB", numbers=(10, 11, 20))

    response = move(as_editor, theme, "C", "up")

    assert "geen nummer vrij" in " ".join(errors_on(response))
    assert order_of(theme) == "ABC"


def test_what_is_proposed_stands_apart_and_gets_no_number(as_chief):
    theme = theme_of("AB")
    proposal = PlacementFactory(theme=theme, order=15, origin=Origin.PROPOSED)

    page = as_chief.get(page_of(theme))
    assert form_on(page)["placements-TOTAL_FORMS"] == ["2"]
    assert form_on(page)["placements-3-0-id"] == [str(proposal.pk)]
    move(as_chief, theme, "B", "up")

    proposal.refresh_from_db()
    assert proposal.order == 15
    assert order_of(theme) == f"BA{proposal.fragment.title}"


def test_proposal_is_confirmed_on_the_page_of_the_theme(as_chief):
    theme = theme_of("AB")
    proposal = PlacementFactory(theme=theme, order=15, origin=Origin.PROPOSED)

    save(as_chief, page_of(theme), **{"placements-3-0-origin": Origin.CONFIRMED})

    proposal.refresh_from_db()
    assert proposal.origin == Origin.CONFIRMED
    assert list(theme.placements.in_editors_order().values_list("order", flat=True)) == [10, 20, 30]


# --- What it costs --------------------------------------------------------------------------------


MOST = 100  # queries of a save; moving one cost 279 when each row was saved by itself


def large_theme(number: int):
    theme = ThemeFactory(published=True)
    interview = InterviewFactory(published=True)
    fragments = Fragment.objects.bulk_create(
        Fragment(interview=interview, title=f"F{n}", start_ms=n * 1_000, state=State.PUBLISHED)
        for n in range(number)
    )
    Placement.objects.bulk_create(
        Placement(theme=theme, fragment=fragment, order=10 * n)
        for n, fragment in enumerate(fragments, start=1)
    )
    return theme


def typed_at_the_top(data, number):
    return {f"placements-{number - 1}-order": "5"}


def all_typed(data, number):
    return {f"placements-{n}-order": str(10 * (number - n)) for n in range(number)}


def note(data, number):
    return {"placements-0-note": "Noot"}


def to_the_top(data, number):
    return {"_move": f"{data[f'placements-{number - 1}-id'][0]} top"}


@pytest.mark.parametrize("change", [typed_at_the_top, all_typed, note, to_the_top])
def test_save_of_a_large_theme_costs_as_many_queries_as_of_a_small_one(as_chief, change):
    counts = []
    for number in (2, 3, 300):  # first: what is read once
        theme = large_theme(number)
        data = form_on(as_chief.get(page_of(theme)))
        with CaptureQueriesContext(connection) as captured:
            answer = as_chief.post(page_of(theme), {**data, **change(data, number)})
        assert answer.status_code == 302
        counts.append(len(captured))

    assert counts[1] == counts[2] < MOST


def test_theme_of_190_opens_within_a_second(as_chief):
    theme = large_theme(190)
    as_chief.get(page_of(theme))

    began = process_time()
    as_chief.get(page_of(theme))

    assert process_time() - began < 0.6  # the rest is for the browser
