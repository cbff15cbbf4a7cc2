"""prepare_demo: what it makes, what it leaves alone, and how it carries on when interrupted."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from catalogue.access.backends import DEMO_GROUP
from catalogue.access.groups import CHIEF_EDITORS, EDITORS
from catalogue.dutch.words import READING
from catalogue.management import static_files
from catalogue.management.commands.prepare_demo import Command
from catalogue.media import stand_ins
from catalogue.models import Fragment, Interview
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration(settings, tmp_path, monkeypatch):
    """A demonstration with one static file and no recordings, which have tests of their own."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.DEMO = True
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    monkeypatch.setattr(stand_ins, "needed", list)


def prepare(capsys):
    """Run the command; the lines that it says."""
    call_command("prepare_demo")
    return capsys.readouterr().out.splitlines()


def test_first_run_makes_everything_and_the_second_nothing(capsys):
    first, second = prepare(capsys), prepare(capsys)

    assert first == [
        "Database: up to date.",
        "Catalogue: 26 fragments in 8 interviews, loaded.",
        "Search index: made of 26 fragments.",
        "Editors: redactie and eindredactie.",
        "Demonstration recordings: 0 made, 0 kept.",
        "Static files: collected.",
    ]
    assert second == [
        "Database: up to date.",
        "Catalogue: 26 fragments in 8 interviews, kept as they are.",
        "Search index: kept, and what changed with it.",
        "Editors: redactie and eindredactie.",
        "Demonstration recordings: 0 made, 0 kept.",
        "Static files: up to date.",
    ]


def test_outside_the_demonstration_it_is_refused_and_nothing_made(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="only where DJANGO_DEMO=1 is set"):
        call_command("prepare_demo")

    assert not User.objects.exists()
    assert not Interview.objects.exists()


@pytest.mark.parametrize(
    ("name", "group"), [("redactie", EDITORS), ("eindredactie", CHIEF_EDITORS)]
)
def test_editors_log_in_with_their_name_in_the_demonstration_only(settings, name, group):
    call_command("prepare_demo")

    user = authenticate(username=name, password=name)
    assert user.is_staff
    assert not user.is_superuser
    assert {group.name for group in user.groups.all()} == {DEMO_GROUP, group}
    settings.DEMO = False
    assert authenticate(username=name, password=name) is None


def test_changes_of_editors_are_kept(capsys):
    prepare(capsys)
    Fragment.objects.order_by("pk").first().delete()
    fragment = Fragment.objects.first()
    fragment.title = "Wat een redacteur ervan maakte"
    fragment.save()

    assert "Catalogue: 25 fragments in 8 interviews, kept as they are." in prepare(capsys)

    fragment.refresh_from_db()
    assert fragment.title == "Wat een redacteur ervan maakte"
    assert fragment.version == 2


def test_index_made_when_words_were_read_otherwise_is_made_again(capsys, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("catalogue.search.build.compact.READING", READING - 1)
        prepare(capsys)

    assert "Search index: made of 26 fragments." in prepare(capsys)
    assert "Search index: kept, and what changed with it." in prepare(capsys)


def test_user_of_that_name_who_is_not_the_demonstrations_is_left_alone():
    user = UserFactory(username="eindredactie")
    user.set_password("een echt wachtwoord")
    user.save()

    with pytest.raises(CommandError, match="a user “eindredactie” here who is not"):
        call_command("prepare_demo")

    user.refresh_from_db()
    assert user.check_password("een echt wachtwoord")
    assert not user.groups.exists()
    assert not User.objects.filter(username="redactie").exists()


STEPS = ["migrate", "load", "add_editors", "collect_static_files"]


@pytest.mark.parametrize("step", STEPS)
def test_interrupted_run_is_carried_on(capsys, monkeypatch, step):
    def interrupt(command):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Command, step, interrupt)
        with pytest.raises(CommandError, match="The next run carries on") as interruption:
            call_command("prepare_demo")
    assert interruption.value.returncode == 130

    assert prepare(capsys)[-1] == "Static files: collected."
    assert Interview.objects.count() == 8
    assert Group.objects.get(name=DEMO_GROUP).user_set.count() == 2


def test_disk_that_is_full_is_told_in_a_sentence(monkeypatch):
    def fail(command):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Command, "collect_static_files", fail)

    with pytest.raises(CommandError, match=r"No space left on device\. Is there room in"):
        call_command("prepare_demo")


def test_static_files_are_collected_again_when_a_source_changes(settings, capsys):
    prepare(capsys)
    [source] = settings.STATICFILES_DIRS
    (source / "b.css").write_text("b {}")

    assert prepare(capsys)[-1] == "Static files: collected."

    assert sorted(path.name for path in settings.STATIC_ROOT.iterdir()) == ["a.css", "b.css"]


def test_half_of_a_static_file_is_replaced(settings, capsys):
    prepare(capsys)
    (settings.STATIC_ROOT / "a.css").write_text("a")  # later than its source, so it would pass
    static_files.stamp().unlink()

    prepare(capsys)

    assert (settings.STATIC_ROOT / "a.css").read_text() == "a {}"


def test_static_files_that_were_removed_are_collected_again(settings, capsys):
    prepare(capsys)
    (settings.STATIC_ROOT / "a.css").unlink()
    settings.STATIC_ROOT.rmdir()

    assert prepare(capsys)[-1] == "Static files: collected."


def test_progress_is_shown_for_what_takes_long(capsys, monkeypatch):
    monkeypatch.setattr("catalogue.management.progress.PATIENCE_S", 0)

    assert any(line.startswith("Static files: 25%") for line in prepare(capsys))
