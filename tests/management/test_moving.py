"""The move from SQLite to PostgreSQL, as docs/operators.md describes it, of a catalogue in use."""

import os
import re
import subprocess
import sys

import pytest

from scripts.environment import ROOT
from scripts.machine import NO_POSTGRESQL, SITE_SETTINGS, environment_without, postgresql
from scripts.postgres import temporary_server

pytestmark = pytest.mark.only_on("sqlite")

PAGE = ROOT / "docs" / "operators.md"
EDIT = """
from catalogue.models import Fragment, Theme
Theme.objects.create(name='Na de laatste index', slug='na-de-index')
Fragment.objects.first().save()
from django.contrib.auth.models import Group, User
User.objects.create_user('an', password='een-lange-zin').groups.add(Group.objects.first())
"""
COUNT = """
from django.apps import apps
from django.contrib.auth.models import User
from catalogue.models import Fragment
counted = [*apps.get_app_config('catalogue').get_models(), User]
print({model._meta.label: model._default_manager.count() for model in counted})
print(User.objects.get().groups.get(), *Fragment.objects.order_by('pid').values_list('version'))
"""


@pytest.fixture
def postgres():
    programs = postgresql()
    if not programs:
        pytest.skip(NO_POSTGRESQL)
    with temporary_server(programs) as address:
        yield address


def steps() -> str:
    """The commands of the page, from dumping to the index."""
    [block] = re.findall(r"```sh\n([^`]*dumpdata[^`]*)```", PAGE.read_text(encoding="utf-8"))
    return block


def test_catalogue_moves_with_what_was_edited_since_the_last_index(tmp_path, postgres):
    settings = environment_without(*SITE_SETTINGS) | {
        "DJANGO_SECRET_KEY": "for-a-test-of-moving-that-nothing-leaves-0123456789-abcdef",
        "DJANGO_ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "LOGIN_LOG": os.devnull,
    }

    def manage(*arguments, **changes):
        answer = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=settings | changes,
            capture_output=True,
            text=True,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    manage("migrate", "--verbosity", "0")
    manage("loaddata", "demo", "--verbosity", "0")
    manage("reindex", "--processes", "1")
    manage("shell", "-v", "0", "-c", EDIT)
    before = manage("shell", "-v", "0", "-c", COUNT)

    script = (
        steps()
        .replace(".venv/bin/python", f"'{sys.executable}'")
        .replace("/srv/catalogus/everything.json", f"{tmp_path}/everything.json")
    )
    script = re.sub(r"postgres://\S+", postgres, script)
    moved = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
    )

    assert moved.returncode == 0, moved.stderr
    assert manage("shell", "-v", "0", "-c", COUNT, DATABASE_URL=postgres) == before
    assert manage("reindex", "--check", DATABASE_URL=postgres)
