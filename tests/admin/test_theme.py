"""Themes: the tree, and the order of the fragments within one."""

import pytest

from catalogue.admin.theme import in_tree
from catalogue.models import Theme
from tests.admin.pages import addition_to, errors_on, form_on, list_of, page_of, save
from tests.factories import FragmentFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def theme_of(titles: str, step: int = 10) -> Theme:
    theme = ThemeFactory()
    for number, title in enumerate(titles, start=1):
        PlacementFactory(theme=theme, fragment__title=title, order=number * step)
    return theme


def order_of(theme: Theme) -> str:
    placements = theme.placements.in_editors_order().select_related("fragment")
    return "".join(placement.fragment.title for placement in placements)


def numbers_of(theme: Theme) -> list[int]:
    return list(theme.placements.in_editors_order().values_list("order", flat=True))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param({}, "ABCD", id="nothing"),
        pytest.param({"C": 15}, "ACBD", id="in between"),
        pytest.param({"D": 10}, "DABC", id="up to a taken number"),
        pytest.param({"A": 30}, "BCAD", id="down to a taken number"),
        pytest.param({"A": 20, "B": 10}, "BACD", id="swapped"),
        pytest.param({"A": 0, "B": 0, "C": 0, "D": 0}, "ABCD", id="all alike"),
        pytest.param({"A": 999}, "BCDA", id="far down"),
        pytest.param({"A": ""}, "BCDA", id="left empty"),
    ],
)
def test_fragments_stand_where_the_editor_says_and_are_numbered_anew(as_chief, typed, expected):
    theme = theme_of("ABCD")
    rows = {f"placements-{'ABCD'.index(title)}-order": number for title, number in typed.items()}

    save(as_chief, page_of(theme), **rows)

    assert order_of(theme) == expected
    assert numbers_of(theme) == [10, 20, 30, 40]


@pytest.mark.parametrize(
    ("order", "expected"), [("", "ABN"), ("10", "NAB"), ("15", "ANB"), ("0", "NAB")]
)
def test_new_fragment_stands_at_the_end_or_where_the_editor_says(as_chief, order, expected):
    theme, fragment = theme_of("AB"), FragmentFactory(title="N")
    new = {"placements-2-0-fragment": fragment.pk, "placements-2-0-order": order}

    save(as_chief, page_of(theme), **new)

    assert order_of(theme) == expected


def test_numbers_that_are_right_are_not_written_again(as_chief):
    theme = theme_of("AB")
    fragment = theme.placements.first().fragment
    version = fragment.version

    save(as_chief, page_of(theme))

    fragment.refresh_from_db()
    assert fragment.version == version


@pytest.mark.parametrize("order", ["-1", "tien", "9" * 30, "1.5"])
def test_order_that_is_no_number_is_refused(as_chief, order):
    theme = theme_of("AB")

    response = save(as_chief, page_of(theme), **{"placements-0-order": order})

    assert errors_on(response)
    assert order_of(theme) == "AB"


def test_fragment_stands_once_in_a_theme(as_chief):
    theme = theme_of("A")
    fragment = theme.placements.get().fragment

    response = save(as_chief, page_of(theme), **{"placements-2-0-fragment": fragment.pk})

    assert errors_on(response)
    assert theme.placements.count() == 1


def test_theme_is_not_broader_than_what_is_broader_than_it(as_chief):
    broad = ThemeFactory()
    narrow = ThemeFactory(broader=ThemeFactory(broader=broad))

    response = save(as_chief, page_of(broad), broader=narrow.pk)

    assert errors_on(response)
    broad.refresh_from_db()
    assert broad.broader is None


@pytest.mark.parametrize("key", ["onzin", "9" * 30, "1 OR 1", "-1"])
def test_broader_theme_that_is_none_is_refused(as_chief, key):
    response = save(as_chief, addition_to(Theme), name="Vertrouwen", broader=key)

    assert errors_on(response)
    assert not Theme.objects.exists()


def test_list_shows_the_tree(as_editor):
    first = ThemeFactory(name="Eerst", order=1)
    second = ThemeFactory(name="Tweede", order=2)
    ThemeFactory(name="Onder tweede", broader=second, order=1)
    under = ThemeFactory(name="Onder eerst", broader=first, order=3)
    ThemeFactory(name="Diep", broader=under, order=1)

    rows = as_editor.get(list_of(Theme)).context["cl"].result_list

    assert [(theme.name, theme.depth) for theme in rows] == [
        ("Eerst", 0),
        ("Onder eerst", 1),
        ("Diep", 2),
        ("Tweede", 0),
        ("Onder tweede", 1),
    ]


def test_list_shows_no_tree_when_it_is_sorted(as_editor):
    broad = ThemeFactory(name="Z")
    ThemeFactory(name="A", broader=broad)

    rows = as_editor.get(list_of(Theme, "?o=1")).context["cl"].result_list

    assert [theme.name for theme in rows] == ["A", "Z"]


def test_tree_of_a_part_begins_where_the_broader_is_missing():
    narrow = ThemeFactory(broader=ThemeFactory())

    assert [(theme, theme.depth) for theme in in_tree([narrow])] == [(narrow, 0)]


def test_tree_loses_no_theme_of_a_cycle():
    one, other = ThemeFactory(), ThemeFactory()
    one.broader_id, other.broader_id = other.pk, one.pk

    assert set(in_tree([one, other])) == {one, other}


def test_rows_offer_no_link_to_delete_what_they_refer_to(as_chief):
    content = as_chief.get(page_of(theme_of("A"))).content.decode()

    assert "delete-related" not in content
    assert form_on(as_chief.get(addition_to(Theme)))
