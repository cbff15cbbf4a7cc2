"""How long a body may be, at which address and from whom; judged before any of it is read."""

import errno
import io
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, models
from django.test import Client
from django.utils.translation import gettext as _

from catalogue.admin.media_file import MOST_BYTES
from catalogue.logins import known
from catalogue.media import pictures, room
from catalogue.models import Theme
from tests.admin.pages import addition_to, form_on
from tests.factories import EditorFactory, UserFactory
from tests.views.markup import strictly
from tests.views.world import picture

pytestmark = pytest.mark.django_db

MEDIA_FILE, THEME = "/admin/catalogue/mediafile/add/", "/admin/catalogue/theme/add/"
LOGIN, SERIES = "/admin/login/", "/admin/catalogue/series/add/"


class Unread(io.BytesIO):
    """A body that nobody should read."""

    def read(self, *args):
        pytest.fail("the body was read")

    readline = read


def post(client, address, length, **extra):
    """Send a body that says it is so long, and fails the test when it is read."""
    environ = {
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "wsgi.input": Unread(),
    }
    return client.post(address, **(environ | extra))


@pytest.fixture
def visitor():
    client = Client()
    client.cookies["csrftoken"] = "a" * 32
    return client


@pytest.fixture
def editor(client):
    client.force_login(EditorFactory())
    return client


@pytest.mark.parametrize(
    "address", ["/", "/fragmenten/", "/onbekend/", "/healthz", "/static/x.css", "/opname/a/b"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_long_body_at_a_public_address_is_refused_unread(visitor, editor, address, method):
    for client in (visitor, editor):
        answer = post(client, address, 80_000_000, REQUEST_METHOD=method)

        assert answer.status_code in (405, 413) if "static" in address else 413


def test_refusal_is_a_page_that_says_how_much_fits(visitor):
    answer = post(visitor, "/", 80_000_000)

    page = strictly(answer.content)
    assert [one.text for one in page.iter("h1")] == [_("This is too much to receive")]
    assert "15,6" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": "veel"}]
)
def test_body_without_a_length_is_refused(visitor, headers):
    assert post(visitor, "/", 10, **headers).status_code == 413


@pytest.mark.parametrize("address", [LOGIN, THEME, MEDIA_FILE, "/admin/", "/admin/onzin/"])
@pytest.mark.parametrize("user", [None, {}, {"is_staff": True, "is_active": False}], ids=str)
@pytest.mark.parametrize("cookie", ["", "1", "1:aaaa:bbbb"])
def test_no_large_body_from_who_is_no_editor(client, address, user, cookie):
    client.cookies[known.COOKIE] = cookie
    if user is not None:
        client.force_login(UserFactory(**user))

    assert post(client, address, 64_001).status_code == 413


def test_mark_of_a_browser_lasts_a_month_or_until_who_has_it_logs_out(editor, time_machine):
    time_machine.move_to("2026-11-01 12:00Z", tick=False)
    mark = editor.get("/admin/").cookies[known.COOKIE]
    again = editor.get("/admin/")
    out = editor.post("/admin/logout/")

    assert (mark["max-age"], mark["httponly"], mark["samesite"]) == (2_592_000, True, "Lax")
    assert known.COOKIE not in again.cookies
    assert out.cookies[known.COOKIE].value == ""
    for day, status in (("2026-11-30", 302), ("2026-12-02", 413)):
        time_machine.move_to(f"{day} 12:00Z", tick=False)
        editor.cookies[known.COOKIE] = mark.value
        assert editor.post(THEME, {"name": "x" * 100_000}).status_code == status


def test_visitor_gets_no_mark(client, db):
    assert {*client.get("/").cookies, *client.get("/admin/login/").cookies} == {"csrftoken"}


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (MEDIA_FILE, 10_000_000 + MOST_BYTES),
        (THEME, 60_000_000),
        ("/admin/catalogue/transcript/add/", 30_000_000),
        (SERIES, 10_000_000),
        ("/admin/catalogue/fragment/", 10_000_000),
    ],
)
def test_editor_sends_what_the_form_needs(editor, address, most):
    assert post(editor, address, most + 1).status_code == 413


def test_staff_without_rights_uploads_nothing(client):
    client.force_login(UserFactory(is_staff=True))

    assert post(client, MEDIA_FILE, 10_000_001).status_code == 413


def test_every_form_with_a_file_says_how_large_it_may_be():
    def has_file(model_admin) -> bool:
        of_models = [model_admin.model, *(inline.model for inline in model_admin.inlines)]
        fields = [field for model in of_models for field in model._meta.fields]
        of_forms = [model_admin.form, *(inline.form for inline in model_admin.inlines)]
        declared = [field for form in of_forms for field in form.declared_fields.values()]
        return any(isinstance(one, models.FileField) for one in fields) or any(
            isinstance(one, forms.FileField) for one in declared
        )

    admins = admin.site._registry.items()
    with_file = {model.__name__ for model, one in admins if has_file(one)}

    assert with_file == {model.__name__ for model, one in admins if hasattr(one, "upload_bytes")}


def test_form_of_whose_session_ended_is_read_without_its_files(client, monkeypatch, settings):
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file",
        lambda *args, **kwargs: pytest.fail("a file was written"),
    )
    file = SimpleUploadedFile("a.png", b"x" * 40_000_000)
    client.force_login(EditorFactory())
    client.get(THEME)
    del client.cookies[settings.SESSION_COOKIE_NAME]

    answer = client.post(THEME, {"name": "Vertrouwen", "image": file})

    assert (answer.status_code, answer.url) == (302, f"{LOGIN}?next={THEME}")
    assert (answer.wsgi_request.POST["name"], {*answer.wsgi_request.FILES}) == ("Vertrouwen", set())


def test_too_many_fields_are_refused_with_the_page(editor):
    answer = editor.post(SERIES, {f"f{number}": "1" for number in range(20_001)})

    assert answer.status_code == 413


# --- The disk is full -----------------------------------------------------------------------------


def full(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def database_full(*args, **kwargs):
    raise OperationalError("database or disk is full") from OSError(errno.ENOSPC, "vol")


@pytest.fixture
def short(monkeypatch):
    """A disk with hardly anything free."""
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    monkeypatch.setattr(room, "_warned_at", -float("inf"))
    monkeypatch.setattr(room.time, "monotonic", lambda: 5000.0)


def test_upload_is_refused_unread_where_space_is_short(editor, short, caplog):
    answer = post(editor, MEDIA_FILE, 20_000_000)

    assert answer.status_code == 507
    assert _("There is no room to save this") in answer.content.decode()
    assert any("Space is short" in record.getMessage() for record in caplog.records)


def test_front_of_the_admin_says_that_space_is_short(editor, short):
    assert "krap" in editor.get("/admin/").content.decode()


def test_health_stays_well_and_the_log_warns(client, short, caplog):
    assert client.get("/healthz").status_code == 200
    assert ["Space is short" in record.getMessage() for record in caplog.records] == [True]


def test_login_where_the_database_has_no_room_is_a_sentence(client, monkeypatch):
    user = EditorFactory()
    user.set_password("geheim-en-lang")
    user.save()
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", database_full)

    answer = client.post(LOGIN, {"username": user.username, "password": "geheim-en-lang"})

    assert answer.status_code == 507


def test_session_that_cannot_be_saved_is_a_sentence(editor, monkeypatch):
    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_response", database_full
    )

    assert editor.get("/").status_code == 507


@pytest.mark.parametrize("fails", [full, database_full], ids=["file", "database"])
def test_save_where_there_is_no_room_gives_the_form_back(editor, monkeypatch, fails, settings):
    page = addition_to(Theme)
    monkeypatch.setattr("catalogue.admin.boxes.pictures.pictures.keep", fails)
    data = form_of(editor, page) | {
        "name": "Vertrouwen",
        "image": png(),
        "image_alt": "Een tafel",
    }

    answer = editor.post(page, data)

    assert answer.status_code == 507
    assert "de schijf is vol" in answer.content.decode()
    assert 'value="Vertrouwen"' in answer.content.decode()
    assert not Theme.objects.exists()
    kept_for_the_next_save = [file.name.startswith("kept-") for file in files_in(settings)]
    assert all(kept_for_the_next_save)


def test_picture_is_made_in_all_widths_at_its_upload(editor, settings):
    page = addition_to(Theme)
    data = form_of(editor, page) | {"name": "Vertrouwen", "image": png(), "image_alt": "Een tafel"}

    answer = editor.post(page, data)

    assert answer.status_code == 302
    assert pictures.is_made(Theme.objects.get().image.name)


def form_of(client, page) -> dict:
    return {name: value[0] for name, value in form_on(client.get(page)).items()}


def png() -> SimpleUploadedFile:
    return SimpleUploadedFile("beeld.png", picture("beeld.png").read(), "image/png")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PICTURE_CACHE = tmp_path / "pictures"


def files_in(settings) -> list:
    files = settings.MEDIA_ROOT.rglob("*")
    return [path for path in files if path.is_file() and path.name != "lock"]
