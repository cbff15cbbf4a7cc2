"""Files without a record: what check_media found, for editors to see and a chief to move away."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from catalogue.media import trash
from catalogue.upkeep.models import StrayFile
from tests.admin.pages import told
from tests.factories import MediaFileFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/upkeep/strayfile/"


@pytest.fixture
def stray(settings, tmp_path) -> StrayFile:
    settings.MEDIA_ROOT = tmp_path / "media"
    name = default_storage.save("recordings/oud/een.mp4", ContentFile(b"12345"))
    StrayFile.objects.replace({name: 5})
    return StrayFile.objects.get()


def discard(client, stray: StrayFile):
    data = {"action": "discard", "_selected_action": [stray.pk]}
    return client.post(LIST, data, follow=True)


def test_editor_sees_them_with_when_they_were_found_and_moves_none(as_editor, stray):
    page = as_editor.get(LIST)

    assert [file.name for file in page.context["cl"].result_list] == ["recordings/oud/een.mp4"]
    assert "Zoals check_media ze vond: " in page.content.decode()
    discard(as_editor, stray)
    assert StrayFile.objects.exists()
    assert default_storage.exists(stray.name)


def test_empty_list_says_whether_anything_was_looked_for(as_editor):
    assert "check_media heeft nog niet gedraaid." in as_editor.get(LIST).text

    StrayFile.objects.replace({})

    assert (
        "Er is geen bestand zonder record. check_media draaide het laatst op "
        in as_editor.get(LIST).text
    )


def test_chief_moves_them_to_the_trash(as_chief, stray):
    response = discard(as_chief, stray)

    assert told(response) == ["Er ligt 1 bestand in de prullenbak."]
    assert not StrayFile.objects.exists()
    assert not default_storage.exists(stray.name)
    assert list(default_storage.listdir(trash.FOLDER)[0])


def test_file_that_got_a_record_meanwhile_stays(as_chief, stray):
    MediaFileFactory(file=stray.name)

    response = discard(as_chief, stray)

    [message] = told(response)
    assert stray.name in message
    assert default_storage.exists(stray.name)


@pytest.mark.parametrize("page", ["add/", "{}/change/", "{}/delete/"])
def test_nobody_writes_them_by_hand(as_chief, stray, page):
    address = LIST + page.format(stray.pk)

    assert as_chief.post(address, {"name": "x", "size": 1, "post": "yes"}).status_code == 403
    assert StrayFile.objects.get().name == stray.name


def test_who_edits_nothing_sees_no_files(client, stray):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(LIST).status_code == 403


def test_name_that_no_database_takes_is_shown_as_it_can(db):
    StrayFile.objects.replace({"recordings/\udce9\udce8.mp4": 5, "x" * 500: 1})

    assert list(StrayFile.objects.values_list("name", flat=True)) == [
        "recordings/??.mp4",
        "x" * 400,
    ]
