"""createsuperuser: a password from the environment follows the rules."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kort", "too short"),
        ("123456789012345", "entirely numeric"),
        ("redacteur-een", "too similar to the"),
    ],
)
def test_password_that_breaks_the_rules_makes_nobody(monkeypatch, password, why):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)

    with pytest.raises(CommandError, match=f"DJANGO_SUPERUSER_PASSWORD is refused.*{why}"):
        create("redacteur-een")

    assert not get_user_model().objects.exists()


def test_good_password_makes_who_can_log_in(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "drie-woorden-hier")

    create("piet")

    assert get_user_model().objects.get(username="piet").check_password("drie-woorden-hier")


def create(name: str) -> None:
    call_command(
        "createsuperuser", "--no-input", f"--username={name}", "--email=p@example.org", verbosity=0
    )
