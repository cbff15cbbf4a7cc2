"""The brake on guessing passwords: who waits, and who does not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from catalogue.logins import brake
from catalogue.logins.models import Attempt
from tests.factories import EditorFactory

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
PASSWORD = "een-lange-zin-om-in-te-loggen"
WAIT = "Er is te vaak een verkeerd wachtwoord gegeven"


@pytest.fixture
def chief(db):
    user = EditorFactory(username="eind", first_name="An")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, password=PASSWORD, *, name="eind", address=HERE):
    """The answer to the form to log in, and whether it let somebody in."""
    client.logout()
    response = client.post(
        reverse("admin:login"), {"username": name, "password": password}, REMOTE_ADDR=address
    )
    return response, response.status_code == 302


def fail(client, times, **where):
    for _time in range(times):
        log_in(client, "mis", **where)


def test_who_fails_too_often_waits_even_with_the_right_password(client, chief):
    fail(client, 5)

    response, is_in = log_in(client)

    assert not is_in
    assert WAIT in response.content.decode()


def test_four_failures_are_forgiven(client, chief):
    fail(client, 4)

    assert log_in(client)[1]
    assert list(Attempt.objects.values_list("name", "succeeded")) == [("eind", True)]


def test_who_waited_may_try_again(client, chief):
    with time_machine.travel("2026-01-02 12:00Z", tick=False) as clock:
        fail(client, 5)
        clock.shift(899)
        response, is_in = log_in(client)
        assert (is_in, "13:15" in response.content.decode()) == (False, True)
        clock.shift(1)

        assert log_in(client)[1]


def test_stranger_keeps_nobody_out_from_elsewhere(client, chief):
    fail(client, 8, address=ELSEWHERE)

    assert log_in(client)[1]


@pytest.mark.parametrize("name", ["EIND", "eind", "ｅｉｎｄ"])
def test_name_counts_in_every_spelling(client, chief, name):
    fail(client, 5, name=name)

    assert not log_in(client)[1]


def test_names_without_a_user_are_braked_alike(client, chief):
    fail(client, 5, name="niemand")

    response, _is_in = log_in(client, name="niemand")

    assert WAIT in response.content.decode()


def test_address_that_guesses_at_many_names_waits(client, chief, settings):
    settings.LOGIN_FAILURES_OF_ADDRESS = 8
    for number in range(8):
        fail(client, 1, name=f"naam-{number}")

    assert not log_in(client)[1]
    assert log_in(client, address=ELSEWHERE)[1]


def test_who_came_in_before_is_not_kept_out_by_others_at_the_address(client, chief, settings):
    settings.LOGIN_FAILURES_OF_ADDRESS = 8
    log_in(client)
    for number in range(9):
        fail(client, 1, name=f"naam-{number}")

    assert not log_in(client, name="naam-3")[1]
    assert log_in(client)[1]


def test_waiting_leaves_no_rows(client, chief):
    fail(client, 20)

    assert Attempt.objects.count() == 5


def test_rows_are_kept_for_a_month(client, chief):
    with time_machine.travel("2026-01-02 12:00Z") as clock:
        fail(client, 2)
        clock.move_to("2026-02-03 12:00Z")

        fail(client, 1, name="ander")

        assert list(Attempt.objects.values_list("name", flat=True)) == ["ander"]


def test_operator_lets_everybody_try_again(client, chief):
    fail(client, 5)

    assert brake.release() == 5
    assert log_in(client)[1]


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        ("192.0.2.1:8080", "192.0.2.1"),
        ("[2001:db8:1:2::9]:8080", "2001:db8:1:2::"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::"),
        ("192.0.2.1:8080, x", "unknown"),
        ("192.0.2.256:8080", "unknown"),
    ],
)
def test_address_counts_by_its_network(address, counts_as):
    assert brake.network(address) == counts_as


@pytest.mark.parametrize("name", ["\0", "x" * 200, "eind\0", "💥", ""])
def test_name_that_no_user_has_is_refused_with_a_sentence(client, chief, name):
    response, is_in = log_in(client, name=name)

    assert (response.status_code, is_in) == (200, False)


@pytest.mark.only_on("postgresql")  # SQLite in memory, as the tests have it, waits for nobody
@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_counted_too():
    def guess(_number):
        try:
            brake.begin("eind", HERE)
        except brake.BrakedError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(guess, range(24)))

    assert looked_at <= 5


def test_page_to_log_in_leads_back_to_this_site_only(client, chief):
    login = reverse("admin:login")
    form = {"username": "eind", "password": PASSWORD, "next": "https://evil.example/"}

    response = client.post(f"{login}?next=https://evil.example/", form)

    assert response.headers["Location"] == reverse("admin:index")


@pytest.mark.parametrize("asked", ["//evil.example", "https:evil", "javascript:alert(1)", "\\\\x"])
def test_who_is_in_already_is_led_to_this_site_only(client, chief, asked):
    client.force_login(chief)

    response = client.get(reverse("admin:login"), {"next": asked})

    assert response.headers["Location"] == reverse("admin:index")
