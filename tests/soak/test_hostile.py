"""Whoever means harm, and what goes wrong by itself: pictures that are all pixels, requests of
nonsense, processes that are killed, a disk that is full.

On SQLite alone: which database it is makes no difference to a body or a picture.
"""

import io
import os
import resource
import signal
import threading
import time
from pathlib import Path
from random import Random

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from catalogue.media.images import WIDTHS
from catalogue.models import Theme
from tests.factories import EditorFactory, ThemeFactory
from tests.soak.editor import PASSWORD, Editor
from tests.soak.nonsense import nonsense
from tests.soak.serving import serving
from tests.soak.size import SIZE
from tests.soak.visitors import asking_pages, together

pytestmark = pytest.mark.only_on("sqlite")

PAGES = ("/", "/fragmenten/", "/healthz")
AT_ONCE = 8
MOST_PEAK_MB = 300
EDITOR = "redactie"


def workers(server) -> list[int]:
    """The processes that answer."""
    number = server.process.pid
    return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def peak_mb(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def hostile() -> dict[str, bytes]:
    """The worst of each kind that is still decoded, and one of before there was a limit."""
    return {
        "attack.png": encoded(Image.new("RGB", (8000, 7990)), "PNG"),
        "clear.png": encoded(Image.new("RGBA", (5000, 4000)), "PNG"),
        "grey.png": encoded(Image.new("I;16", (5000, 4000)), "PNG"),
        "frames.png": encoded(
            Image.new("RGBA", (5000, 4000)),
            "PNG",
            save_all=True,
            append_images=[Image.new("RGBA", (5000, 4000), "red")],
            disposal=1,
        ),
        "progressive.jpg": encoded(
            Image.new("RGB", (5000, 4000)), "JPEG", progressive=True, subsampling=0
        ),
        "print.jpg": encoded(Image.new("CMYK", (5000, 3000)), "JPEG", progressive=True),
        "baseline.jpg": encoded(Image.new("RGB", (8000, 8000)), "JPEG"),
        "large.webp": encoded(Image.new("RGB", (3000, 2000)), "WEBP", method=0),
        "lossless.webp": LOSSLESS,
        "large.avif": encoded(noise(4000, 2000), "AVIF", speed=10, subsampling="4:4:4"),
        "large.gif": encoded(Image.new("P", (5000, 4000)), "GIF"),
    }


def noise(width: int, height: int) -> Image.Image:
    """A picture of which no format makes a small file."""
    return Image.frombytes("RGBA", (width, height), Random(1).randbytes(4 * width * height))


LOSSLESS = encoded(noise(3000, 2000), "WEBP", lossless=True, exact=True, quality=0, method=0)


@pytest.fixture(scope="module")
def site(catalogue, writing):
    """A folder with pictures of before, and an editor."""
    with writing():
        themes = [
            ThemeFactory(
                published=True, name=name, image=ContentFile(content, name), image_alt="Beeld"
            )
            for name, content in hostile().items()
        ]
        editor = EditorFactory(username=EDITOR)
        editor.set_password(PASSWORD)
        editor.save()
    return catalogue, {theme.name: f"/beeld/thema-{theme.slug}/beeld" for theme in themes}


@pytest.fixture(scope="module")
def writing(catalogue, django_db_blocker):
    from tests.soak.conftest import _writing  # the fixture of this name lives for a test only

    return lambda: _writing(catalogue[0], django_db_blocker)


@pytest.fixture
def server(site):
    with serving(*site[0]) as server:
        for path in PAGES * 4:
            assert server.ask(path).status == 200
        yield server


def test_hostile_pictures_keep_nobody_waiting_and_memory_small(site, server, tell):
    statuses = {}
    with asking_pages(server, *PAGES) as times:
        for name, address in site[1].items():
            jobs = [
                lambda width=width: server.ask(f"{address}-{width}.webp").status  # noqa: B023
                for width in WIDTHS * (AT_ONCE // len(WIDTHS))
            ]
            statuses[name] = together(jobs)
        everything = [f"{address}-320.webp" for address in site[1].values()]
        together([lambda path=path: server.ask(path) for path in everything])
    peaks = [peak_mb(process) for process in workers(server)]

    assert {*statuses.pop("attack.png")} <= {404, 503}
    assert {status for each in statuses.values() for status in each} <= {200, 503}
    assert [200 in each for each in statuses.values()] == [True] * len(statuses)
    assert max(peaks) < MOST_PEAK_MB
    assert max(times.took) < 9, str(times)
    tell(f"{AT_ONCE} at once for each of 11 pictures: peaks of {peaks} MB; meanwhile {times}")


def test_uploads_at_once_keep_nobody_waiting_and_memory_small(site, server, tell):
    editors = [Editor(server, EDITOR) for _ in range(AT_ONCE + 1)]
    other = editors.pop()
    assert [editor.log_in().status for editor in editors] == [302] * AT_ONCE
    took = []

    def come_in_and_save():
        for job in (other.log_in, lambda: other.add_theme("Ondertussen")):
            begin = time.monotonic()
            assert job().status == 302
            took.append(round(time.monotonic() - begin, 1))

    uploads = [
        lambda editor=editor, name=f"Samen {number}": editor.add_theme(name, LOSSLESS)
        for number, editor in enumerate(editors)
    ]
    *answers, _none = together([*uploads, come_in_and_save])
    peaks = [peak_mb(process) for process in workers(server)]

    refused = [answer for answer in answers if answer.status != 302]
    assert len(refused) < AT_ONCE
    assert all("andere afbeelding klaargemaakt" in each.content.decode() for each in refused)
    assert "database is locked" not in server.log
    assert max(peaks) < MOST_PEAK_MB
    assert max(took) < 9
    tell(
        f"{AT_ONCE} uploads at once of the worst WebP, {len(refused)} refused: peaks of {peaks} "
        f"MB; meanwhile a login and a save took {took} s"
    )


def test_nonsense_is_answered_and_never_with_an_error(server, random, tell):
    answers = {}
    each = SIZE.requests // 4

    def ask(generator):
        for _ in range(each):
            sent, status = nonsense(server, generator)
            answers.setdefault(status, sent)

    together([lambda seed=seed: ask(type(random)(seed)) for seed in random.sample(range(10**6), 4)])

    wrong = {status: sent[:300] for status, sent in answers.items() if status and status >= 500}
    assert wrong == {}
    assert "Internal Server Error" not in server.log
    tell(f"{4 * each} requests of nonsense, answered {sorted(filter(None, answers))}")


def test_kill_loses_no_save_that_was_acknowledged(site, server, writing, random, tell):
    saved, done = [], threading.Event()
    image = encoded(Image.effect_noise((300, 200), 60).convert("RGB"), "PNG")

    def save() -> None:
        editor = Editor(server, EDITOR)
        number = 0
        while not done.is_set():
            number += 1
            name = f"Bewaard {threading.get_ident()} {number}"
            try:
                if not editor.cookies.get("sessionid"):
                    editor.log_in()
                answer = editor.add_theme(name, image if number % 2 else None)
            except OSError:
                continue  # it was killed before it answered: nothing was acknowledged
            if answer.status == 302 and "/admin/login/" in answer.headers.get("Location", ""):
                editor.cookies.pop("sessionid", None)  # not in, or not any more
            elif answer.status == 302:
                saved.append(name)
            time.sleep(0.02)

    editors = [threading.Thread(target=save) for _ in "12"]
    for editor in editors:
        editor.start()
    for _ in range(SIZE.kills):
        known, deadline = len(saved), time.monotonic() + 20
        while len(saved) < known + 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(random.uniform(0, 0.5))
        os.kill(random.choice(workers(server)), signal.SIGKILL)
    time.sleep(1.5)
    done.set()
    for editor in editors:
        editor.join()

    with writing():
        there = {*Theme.objects.filter(name__startswith="Bewaard").values_list("name", flat=True)}
        broken = [
            theme.image.name
            for theme in Theme.objects.filter(name__startswith="Bewaard").exclude(image="")
            if not theme.image.storage.exists(theme.image.name) or theme.image.size != len(image)
        ]
    assert saved
    assert [name for name in saved if name not in there] == []
    assert broken == []
    tell(f"{SIZE.kills} kills, {len(saved)} saves acknowledged, none lost")


def limited(server, size: int) -> None:
    """As when a disk is full: no file of the server grows beyond this size."""
    for process in workers(server):
        _soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


def test_disk_fills_and_empties(site, server, writing, tell):
    folder = site[0][0]
    image = encoded(Image.effect_noise((900, 900), 60).convert("RGB"), "PNG")
    editor, other = Editor(server, EDITOR), Editor(server, EDITOR)
    assert editor.log_in().status == 302
    assert editor.add_theme("Voor de volte", image).status == 302
    before = {path for path in (folder / "media").rglob("*") if path.is_file()}

    limited(server, 0)
    pages = [server.ask(path).status for path in PAGES]
    saves = [editor.add_theme("Vol"), editor.add_theme("Vol met beeld", image)]
    log_in = other.log_in()
    limited(server, resource.RLIM_INFINITY)

    with writing():
        assert not Theme.objects.filter(name__startswith="Vol").exists()
    # Of the first save the upload itself may have been there still, for a moment.
    assert {path for path in (folder / "media").rglob("*") if path.is_file()} <= before
    assert pages == [200] * len(PAGES)
    assert [answer.status for answer in (*saves, log_in)] == [507] * 3
    assert "de schijf is vol" in saves[0].content.decode()
    assert 'value="Vol"' in saves[0].content.decode()
    assert editor.add_theme("Na de volte", image).status == 302
    assert other.log_in().status == 302
    tell("a disk that filled and emptied: pages 200, saves and logins 507, nothing half-written")
