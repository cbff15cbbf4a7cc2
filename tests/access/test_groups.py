"""The two groups of editors."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from catalogue.access.groups import make_groups
from catalogue.access.policy import publishes
from catalogue.models.base import is_editor
from tests.factories import ChiefEditorFactory, EditorFactory, UserFactory

pytestmark = pytest.mark.django_db


def codenames(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_groups_differ_by_publishing_and_addresses():
    difference = codenames("eindredacteur") - codenames("redacteur")

    assert difference == {
        "publish",
        "add_formeraddress",
        "change_formeraddress",
        "delete_formeraddress",
    }


def test_groups_have_all_that_the_catalogue_knows_and_nothing_else():
    of_catalogue = Permission.objects.filter(content_type__app_label="catalogue")

    assert codenames("eindredacteur") == set(of_catalogue.values_list("codename", flat=True))


def test_groups_made_again_keep_what_was_given_besides():
    group = Group.objects.get(name="redacteur")
    besides = Permission.objects.get(codename="view_user")
    group.permissions.add(besides)
    before = codenames("redacteur")

    make_groups(apps.get_app_config("catalogue"))

    assert codenames("redacteur") == before
    assert Group.objects.count() == 2


@pytest.mark.parametrize(
    ("make", "edits", "is_chief"),
    [
        pytest.param(UserFactory, False, False, id="somebody"),
        pytest.param(EditorFactory, True, False, id="editor"),
        pytest.param(ChiefEditorFactory, True, True, id="chief editor"),
        pytest.param(lambda: UserFactory(is_superuser=True, is_staff=True), True, True, id="admin"),
        pytest.param(lambda: ChiefEditorFactory(is_active=False), False, False, id="left"),
    ],
)
def test_user_does_what_their_group_does(make, edits, is_chief):
    user = make()

    assert is_editor(user) is edits
    assert publishes(user) is is_chief
