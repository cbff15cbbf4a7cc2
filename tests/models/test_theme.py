"""Themes, broader and narrower."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from catalogue.models import Theme
from tests.factories import PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def chain(length):
    """Themes of which each is broader than the next."""
    themes = [ThemeFactory()]
    while len(themes) < length:
        themes.append(ThemeFactory(broader=themes[-1]))
    return themes


@pytest.mark.parametrize("length", [1, 2, 3])
def test_theme_that_would_be_broader_than_itself_is_refused(length):
    themes = chain(length)
    themes[0].broader = themes[-1]

    with pytest.raises(ValidationError) as by_clean:
        themes[0].full_clean()
    with pytest.raises(ValidationError) as by_save:
        themes[0].save()

    assert list(by_clean.value.error_dict) == list(by_save.value.error_dict) == ["broader"]
    assert Theme.objects.get(pk=themes[0].pk).broader is None


def test_theme_may_move_within_its_tree():
    top, middle, leaf = chain(3)

    leaf.broader = top
    leaf.save()
    middle.broader = leaf
    middle.save()

    assert Theme.objects.branches([top.pk]) == ({top.pk, middle.pk, leaf.pk},)


@pytest.mark.parametrize("field", ["broader", "broader_id"])
def test_update_does_not_get_round_the_refusal_of_cycles(field):
    theme = ThemeFactory()

    with pytest.raises(TypeError, match="drives other fields"):
        Theme.objects.update(**{field: theme.pk})


def test_branches_hold_all_narrower_themes_in_one_query(django_assert_num_queries):
    top, middle, leaf = chain(3)
    alone = ThemeFactory()

    with django_assert_num_queries(1):
        branches = Theme.objects.branches([top.pk, middle.pk, alone.pk])

    assert branches == ({top.pk, middle.pk, leaf.pk}, {middle.pk, leaf.pk}, {alone.pk})


def test_branch_of_a_cycle_that_was_forced_in_ends():
    top, middle, leaf = chain(3)
    Theme._base_manager.filter(pk=top.pk).update(broader=leaf)

    assert Theme.objects.branches([middle.pk]) == ({top.pk, middle.pk, leaf.pk},)


def test_themes_stand_in_the_editors_order_then_by_name():
    for name, order in (("Zorg", 1), ("De vierde macht", 2), ("Één-op-één", 2)):
        ThemeFactory(name=name, order=order)

    assert [theme.name for theme in Theme.objects.in_tree_order()] == [
        "Zorg",
        "Één-op-één",
        "De vierde macht",
    ]


@pytest.mark.parametrize(
    "hold",
    [lambda theme: PlacementFactory(theme=theme), lambda theme: ThemeFactory(broader=theme)],
    ids=["a fragment", "a narrower theme"],
)
def test_theme_in_use_is_not_deleted(hold):
    theme = ThemeFactory()
    hold(theme)

    with pytest.raises(ProtectedError):
        theme.delete()
