"""Stored pictures in their widths: made once, one at a time."""

import fcntl
import io
import os
import threading
import traceback
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from catalogue.media import images, pictures
from catalogue.media.images import PictureError
from tests.factories import ThemeFactory
from tests.views.asking import ask
from tests.views.world import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PICTURE_CACHE = tmp_path / "media", tmp_path / "pictures"


@pytest.fixture
def decoded(monkeypatch):
    """The decodings from now on."""
    calls, scaled = [], images.scaled
    monkeypatch.setattr(images, "scaled", lambda file: calls.append(file) or scaled(file))
    return calls


@pytest.fixture
def theme():
    return ThemeFactory(published=True, image=picture("beeld.png"), image_alt="Een tafel")


@pytest.fixture
def at_work():
    """Another process is decoding a picture."""
    pictures.folder().mkdir(parents=True, exist_ok=True)
    with (pictures.folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def address(theme, width: int = 320) -> str:
    return f"/beeld/thema-{theme.slug}/beeld-{width}.webp"


def test_picture_of_before_is_decoded_once_for_all_widths(client, theme, decoded):
    answers = [ask(client, address(theme, width)) for width in images.WIDTHS * 2]

    assert {answer.status_code for answer in answers} == {200}
    assert len(decoded) == 1


def test_while_another_is_being_made_the_answer_is_503_at_once(client, theme, at_work, decoded):
    answer = ask(client, address(theme))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Cache-Control"] == "no-store"
    assert decoded == []


def test_what_is_made_is_given_while_another_is_being_made(client, theme):
    ask(client, address(theme))

    with (pictures.folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert ask(client, address(theme, 640)).status_code == 200


def test_two_threads_never_decode_at_once(theme, monkeypatch):
    inside, most, free = [], [], threading.Event()

    def scaled(file):
        inside.append(file)
        most.append(len(inside))
        free.wait(1)
        inside.pop()
        return dict.fromkeys(images.WIDTHS, b"x")

    monkeypatch.setattr(images, "scaled", scaled)
    said = []

    def make():
        try:
            said.append(pictures.make(io.BytesIO(), wait_s=0))
        except pictures.BusyError:
            said.append("busy")
            free.set()

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(most) == 1
    assert said.count("busy") == 8 - len(most)


def noise() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((200, 200), 80).save(content, "PNG")
    return content.getvalue()


def broken() -> ContentFile:
    return ContentFile(noise()[:-2000], "kapot.png")


def test_picture_that_breaks_off_is_tried_once_and_logged(client, decoded, caplog):
    theme = ThemeFactory(published=True, image=broken(), image_alt="Stuk")

    answers = [ask(client, address(theme)) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {404}
    assert len(decoded) == 1
    logged = [record for record in caplog.records if record.name == pictures.__name__]
    assert [theme.image.name in record.getMessage() for record in logged] == [True]


def test_picture_that_is_put_back_is_shown(client):
    theme = ThemeFactory(published=True, image=broken(), image_alt="Stuk")
    assert ask(client, address(theme)).status_code == 404

    Path(theme.image.path).write_bytes(noise())

    assert pictures.broken(theme.image) is None
    assert ask(client, address(theme)).status_code == 200


def test_picture_that_is_touched_is_tried_again(client, decoded):
    theme = ThemeFactory(published=True, image=broken(), image_alt="Stuk")
    ask(client, address(theme))

    os.utime(theme.image.path, (1, 1))
    ask(client, address(theme))

    assert len(decoded) == 2


def test_refusal_holds_nothing_of_the_picture(monkeypatch):
    def refuse(_file):
        raise PictureError("stuk") from OSError()

    monkeypatch.setattr(images, "scaled", refuse)
    with pytest.raises(PictureError, match="stuk") as refused:
        pictures.make(io.BytesIO())

    frames = traceback.walk_tb(refused.value.__traceback__)
    assert "refuse" not in [frame.f_code.co_name for frame, _line in frames]
    assert refused.value.__cause__ is refused.value.__context__ is None


@pytest.mark.parametrize("result", [{320: b"x"}, PictureError("stuk")], ids=["made", "refused"])
def test_memory_is_given_back_before_the_next_picture_is_decoded(monkeypatch, result):
    done = []

    def scaled(_file):
        if isinstance(result, Exception):
            raise result
        return result

    def give_back():
        with pytest.raises(pictures.BusyError):
            pictures.make(io.BytesIO(), wait_s=0)
        done.append("given back")

    monkeypatch.setattr(images, "scaled", scaled)
    monkeypatch.setattr("catalogue.media.memory.give_back", give_back)
    with suppress(PictureError):
        pictures.make(io.BytesIO())

    assert done == ["given back"]


def test_busy_answer_is_no_line_of_the_log(client, theme, at_work, caplog):
    answer = ask(client, address(theme))

    assert answer.status_code == 503
    assert [record for record in caplog.records if record.name == "django.request"] == []
