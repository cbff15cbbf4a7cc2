"""The settings: what the environment says, what is safe by default, and what stops the start."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

SECRET = "a-long-random-text-for-a-test-of-the-settings-0123456789"
PRODUCTION = {
    "DJANGO_SECRET_KEY": SECRET,
    "DJANGO_ALLOWED_HOSTS": "catalogus.example.nl",
    "SITE_URL": "https://catalogus.example.nl",
    "CSRF_TRUSTED_ORIGINS": "https://catalogus.example.nl",
}
SAFE = "import json, config.settings as s; print(json.dumps({k: getattr(s, k) for k in %r}))"


def python(*arguments, **environment):
    """Run Python in the project, knowing this environment alone."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
    )


def values(*names, **environment):
    """Values of these settings in this environment."""
    answer = python("-c", SAFE % (names,), **environment)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "DJANGO_SECRET_KEY is not set (or is the demonstration's). Set it to a long random"),
        ({"DJANGO_SECRET_KEY": "  "}, "DJANGO_SECRET_KEY is not set"),
        (
            {"DJANGO_SECRET_KEY": "demo-secret-that-only-loopback-may-see"},
            "DJANGO_SECRET_KEY is not set (or is the demonstration's)",
        ),
        (
            {**PRODUCTION, "DJANGO_SECRET_KEY": SECRET[:49]},
            "DJANGO_SECRET_KEY has 49 characters and can be guessed: it takes at least 50",
        ),
        (
            {**PRODUCTION, "DJANGO_SECRET_KEY": "geheim" * 10},
            "DJANGO_SECRET_KEY is 60 characters of which only 5 differ",
        ),
        ({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": "a.nl,*"}, "DJANGO_ALLOWED_HOSTS has '*', which"),
        ({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": "https://a.nl"}, "has 'https://a.nl', which is no"),
        ({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": "a.nl:443"}, "has 'a.nl:443', which is no host"),
        ({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": ".nl"}, "has '.nl', which is no host name"),
        ({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": " ,"}, "DJANGO_ALLOWED_HOSTS is not set"),
        ({**PRODUCTION, "DJANGO_ALLOWED_HOSTS": "*.a.nl"}, "DJANGO_ALLOWED_HOSTS has '*.a.nl'"),
        ({"DJANGO_DEBUG": "1", "DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS has '*'"),
        ({**PRODUCTION, "DJANGO_DEBUG": "maybe"}, "DJANGO_DEBUG is 'maybe': set it to 1 or 0."),
        ({**PRODUCTION, "DJANGO_DEMO": "ja"}, "DJANGO_DEMO is 'ja': set it to 1 or 0."),
        ({**PRODUCTION, "TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is '-1': set it to a whole"),
        ({**PRODUCTION, "MEDIA_ACCEL": "afgeleverd"}, "MEDIA_ACCEL is 'afgeleverd': set it to"),
        ({**PRODUCTION, "MEDIA_ACCEL": "/"}, "MEDIA_ACCEL is '/': set it to the internal"),
        ({**PRODUCTION, "MATOMO_URL": "https://m.example.nl"}, "set both or neither"),
        ({**PRODUCTION, "MATOMO_SITE_ID": "3"}, "set both or neither"),
        ({**PRODUCTION, "SITE_URL": "catalogus.example.nl"}, "set it to https://"),
        ({**PRODUCTION, "SITE_URL": "https://"}, "SITE_URL is 'https:': set it to https://"),
        ({**PRODUCTION, "SITE_URL": "https://a.nl/?q=x"}, "SITE_URL is 'https://a.nl/?q=x': set"),
        ({**PRODUCTION, "DATABASE_URL": "db.sqlite3"}, "DATABASE_URL cannot be read: set it to"),
        ({**PRODUCTION, "DATABASE_URL": "postgres://u:p@h:p/db"}, "DATABASE_URL cannot be read"),
        ({**PRODUCTION, "DATABASE_URL": "mysql://u:p@h/db"}, "DATABASE_URL cannot be read"),
        ({**PRODUCTION, "DATABASE_URL": "sqlite:////nee/a.db"}, "names the folder /nee, which is"),
    ],
    ids=[
        *("no secret", "empty secret", "demonstration's secret", "short secret", "plain secret"),
        *("any host", "host with a scheme", "host with a port", "all of a country", "no host"),
        *("pattern of hosts", "any host of a developer"),
        *("debug", "demo", "proxies"),
        *("half a location", "no location"),
        *(
            "half of matomo",
            "other half of matomo",
            "site without scheme",
            "site without host",
            "site with a query",
            "no database",
            "no port",
            "another database",
            "no folder",
        ),
    ],
)
def test_start_is_stopped_by_one_sentence(environment, sentence):
    answer = python("manage.py", "check", **environment)

    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_web_server_is_stopped_by_one_sentence():
    answer = python("-m", "gunicorn", "-c", "config/gunicorn.py")

    assert answer.returncode == 1
    assert answer.stderr.startswith("DJANGO_SECRET_KEY is not set")
    assert len(answer.stderr.splitlines()) == 1


def test_production_is_closed_by_default():
    assert values(
        *("DEBUG", "DEMO", "SECRET_KEY", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"),
        *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "ALLOWED_HOSTS"),
        **PRODUCTION | {"DJANGO_ALLOWED_HOSTS": ".example.nl,[::1]"},
    ) == {
        "DEBUG": False,
        "DEMO": False,
        "SECRET_KEY": SECRET,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "ALLOWED_HOSTS": [".example.nl", "[::1]"],
    }


def test_demonstration_brings_a_secret_and_answers_to_loopback_only():
    demonstration = values(
        *("SECRET_KEY", "ALLOWED_HOSTS", "DEBUG", "SECURE_SSL_REDIRECT"),
        DJANGO_DEMO="1",
        DJANGO_ALLOWED_HOSTS="catalogus.example.nl",
    )

    assert demonstration == {
        "SECRET_KEY": "demo-secret-that-only-loopback-may-see",
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": False,
    }


@pytest.mark.parametrize(
    ("hosts", "allowed"),
    [
        ("", ["127.0.0.1", "localhost", "[::1]"]),
        (" a.example.nl, ,b.example.nl ", ["a.example.nl", "b.example.nl"]),
    ],
)
def test_hosts_of_a_developer_are_those_named_or_loopback(hosts, allowed):
    answer = values("ALLOWED_HOSTS", DJANGO_DEBUG="true", DJANGO_ALLOWED_HOSTS=hosts)

    assert answer == {"ALLOWED_HOSTS": allowed}


def test_analytics_is_the_only_other_host_that_a_page_may_reach():
    def sources(**environment):
        policy = values("CONTENT_SECURITY_POLICY", **PRODUCTION | environment)
        directives = policy["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
        return {source for sources in directives.values() for source in sources}

    matomo = {"MATOMO_URL": "https://m.example.nl/matomo/", "MATOMO_SITE_ID": "3"}

    assert sources() == {"'self'", "'none'"}
    assert sources(**matomo) == {"'self'", "'none'", "https://m.example.nl"}


@pytest.mark.parametrize(
    ("url", "engine", "options"),
    [
        ("", "django.db.backends.sqlite3", {"transaction_mode": "IMMEDIATE", "timeout": 20}),
        ("postgres://u:p@db.example.nl/dtko", "django.db.backends.postgresql", {}),
    ],
    ids=["sqlite", "postgresql"],
)
def test_database_is_sqlite_in_var_unless_another_is_named(url, engine, options):
    answer = values("DATABASES", **PRODUCTION, DATABASE_URL=url)

    database = answer["DATABASES"]["default"]
    assert database["ENGINE"] == engine
    assert options.items() <= database.get("OPTIONS", {}).items()


def test_check_for_deployment_has_nothing_to_say():
    answer = python("manage.py", "check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION)

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout
    assert answer.stderr == ""


@pytest.mark.parametrize(("chosen", "preloads"), [("", False), ("0", False), ("1", True)])
def test_preload_list_of_browsers_is_a_choice(chosen, preloads):
    answer = values(
        *("SECURE_HSTS_PRELOAD", "SECURE_HSTS_SECONDS"),
        **PRODUCTION,
        HSTS_PRELOAD=chosen,
    )

    assert answer == {"SECURE_HSTS_PRELOAD": preloads, "SECURE_HSTS_SECONDS": 31_536_000}


def test_models_and_migrations_agree():
    memory = {"DATABASE_URL": "sqlite://:memory:"}
    answer = python("manage.py", "makemigrations", "--check", "--dry-run", **PRODUCTION, **memory)

    assert answer.returncode == 0, answer.stdout
