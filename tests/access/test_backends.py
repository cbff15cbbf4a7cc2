"""Who may log in: the demonstration's users in the demonstration alone."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from catalogue.access.backends import DEMO_GROUP
from tests.factories import EditorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["demo user", "editor"])
def is_demo_user(request):
    return request.param


@pytest.fixture
def user(is_demo_user):
    user = EditorFactory(username="redactie")
    user.set_password("redactie")
    user.save()
    if is_demo_user:
        user.groups.add(Group.objects.create(name=DEMO_GROUP))
    return user


@pytest.mark.parametrize("demo", [True, False], ids=["in the demo", "on the site"])
def test_demo_user_logs_in_nowhere_but_in_the_demo(client, settings, user, is_demo_user, demo):
    settings.DEMO = demo

    logged_in = client.login(username="redactie", password="redactie")

    assert logged_in is (demo or not is_demo_user)


@pytest.mark.parametrize("demo", [True, False], ids=["in the demo", "on the site"])
def test_session_of_a_demo_user_ends_outside_the_demo(client, settings, user, is_demo_user, demo):
    settings.DEMO = True
    client.force_login(user)

    settings.DEMO = demo
    response = client.get(reverse("admin:index"))

    assert (response.status_code == 200) is (demo or not is_demo_user)
