from types import SimpleNamespace

import pytest
from django.db import connection

from config import gunicorn


def server_at(*addresses):
    return SimpleNamespace(address=list(addresses))


@pytest.mark.parametrize(
    "address",
    [
        ("127.0.0.1", 8000),
        ("127.0.0.2", 8000),
        ("::1", 8000),
        ("localhost", 8000),
        "/run/site.sock",
    ],
    ids=str,
)
def test_demonstration_starts_on_this_machine(monkeypatch, address):
    monkeypatch.setenv("DJANGO_DEMO", "1")

    gunicorn.on_starting(server_at(address))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "127.0.0.1.example.org"])
def test_demonstration_refuses_every_other_address(monkeypatch, host):
    monkeypatch.setenv("DJANGO_DEMO", "1")

    with pytest.raises(RuntimeError, match=r"listens on 127\.0\.0\.1 only"):
        gunicorn.on_starting(server_at(("127.0.0.1", 8000), (host, 8000)))


def test_real_site_may_listen_anywhere(monkeypatch):
    monkeypatch.delenv("DJANGO_DEMO", raising=False)

    gunicorn.on_starting(server_at(("0.0.0.0", 8000)))


def test_memory_is_kept_together_and_given_back_where_the_c_library_can(monkeypatch):
    asked, trimmed = {}, []
    library = SimpleNamespace(mallopt=asked.__setitem__, malloc_trim=trimmed.append)
    monkeypatch.setattr(gunicorn.ctypes, "CDLL", lambda _name: library)

    gunicorn.on_starting(server_at())
    for _answer in range(3 * gunicorn.TIDY_EACH):
        gunicorn.post_request(None, None, None, None)

    assert asked == gunicorn.MEMORY
    assert trimmed == [0, 0, 0]


@pytest.mark.django_db
def test_worker_reads_ahead_and_lets_the_garbage_collector_pass_over_it(monkeypatch):
    done = []
    monkeypatch.setattr("catalogue.search.finding.read_ahead", lambda: done.append("read"))
    monkeypatch.setattr(connection, "close", lambda: done.append("closed"))
    monkeypatch.setattr(gunicorn.gc, "freeze", lambda: done.append("frozen"))

    gunicorn.read_ahead()

    assert done == ["read", "closed", "frozen"]


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(gunicorn.ctypes, "CDLL", lambda _name: SimpleNamespace())

    gunicorn.keep_memory_together()
    gunicorn.give_memory_back()


def test_headers_of_strangers_move_nothing():
    from gunicorn.config import Config

    settings = Config()
    for name in ("forwarder_headers", "forwarded_allow_ips", "secure_scheme_headers"):
        settings.set(name, getattr(gunicorn, name))

    assert settings.forwarder_headers == []
    assert settings.forwarded_allow_ips == []
    assert settings.secure_scheme_headers == {}


def test_every_name_that_gunicorn_reads_is_a_setting_of_ours():
    """It reads each name of the module for which it has a setting, imports among them."""
    from gunicorn.config import Config

    settings = Config()
    for name, value in vars(gunicorn).items():
        if name in settings.settings:
            settings.set(name, value)
