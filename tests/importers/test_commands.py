"""The commands: arguments in, one report out, and a sentence where something is wrong."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from catalogue.management.commands import import_theme_page
from catalogue.models import Fragment, Interview, Series, Theme
from tests.importers.saved_pages import THEME_PAGE, save, text_page

pytestmark = pytest.mark.django_db


def run(command: str, *arguments, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(command, *map(str, arguments), **options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# --- import_theme_page ----------------------------------------------------------------------------


def test_import_reports_every_fragment_with_its_line():
    out, err = run("import_theme_page", THEME_PAGE)

    (line,) = [line for line in out.splitlines() if "Loyale tegenspraak?" in line]
    assert " 64 " in line
    assert "15:03" in line
    assert Fragment.objects.count() == 26
    assert err == ""


def test_dry_run_prints_the_same_report_and_writes_nothing():
    rehearsed, said = run("import_theme_page", THEME_PAGE, "--dry-run")

    assert said
    assert not any(model.objects.exists() for model in (Fragment, Interview, Theme, Series))
    assert rehearsed == run("import_theme_page", THEME_PAGE)[0]


def test_theme_is_named_on_the_command_line(tmp_path):
    page = save(tmp_path, text_page().replace("thema", ""))

    run("import_theme_page", page, "--theme", "  Vertrouwen ")

    assert Theme.objects.get().name == "Vertrouwen"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_impossible_name_of_a_theme_is_refused(name):
    with pytest.raises(CommandError):
        run("import_theme_page", THEME_PAGE, "--theme", name)

    assert not Theme.objects.exists()


def test_broken_time_is_refused_with_line_and_quote_and_nothing_is_written(tmp_path):
    page = save(tmp_path, text_page([("A", "1:00"), ("B", "15:60")]))

    with pytest.raises(CommandError) as refused:
        run("import_theme_page", page)

    assert " 14: " in str(refused.value)
    assert "Speel het fragment (15:60)" in str(refused.value)
    assert not Fragment.objects.exists()


@pytest.mark.parametrize("file", ["weg.txt", ".", "a\0b"])
def test_file_that_cannot_be_read_is_refused(tmp_path, file):
    with pytest.raises(CommandError):
        run("import_theme_page", f"{tmp_path}/{file}")


def test_page_that_is_no_theme_page_is_refused(tmp_path):
    with pytest.raises(CommandError):
        run(
            "import_theme_page",
            save(tmp_path, "Een bericht uit de krant.\n\nMet een tijd (15:03)."),
        )


def test_two_imports_at_once_end_in_a_sentence(monkeypatch):
    def collide(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(import_theme_page, "load_theme_page", collide)

    with pytest.raises(CommandError):
        run("import_theme_page", THEME_PAGE)


# --- load_seeds -----------------------------------------------------------------------------------


def test_load_seeds_builds_the_catalogue_from_the_project():
    out, _err = run("load_seeds")

    assert "26" in out
    assert Fragment.objects.published().count() == 26


def test_load_seeds_refuses_a_folder_without_seeds(tmp_path: Path):
    with pytest.raises(CommandError) as refused:
        run("load_seeds", tmp_path)

    assert str(tmp_path / "series.toml") in str(refused.value)
