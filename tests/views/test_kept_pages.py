"""Pages are kept whole for visitors: what is written, opens or closes is seen at the next request,
and nobody gets what was drawn for somebody else."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.models import BackgroundSource, Fragment, Interview, Placement, Series, Theme
from catalogue.models.record import Record
from catalogue.search import catalogue_stamp
from catalogue.search.build import compact
from catalogue.values.choices import State
from catalogue.views import kept
from tests import factories
from tests.factories import ChiefEditorFactory, EditorFactory, FragmentFactory, UserFactory
from tests.views.world import PAGES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
RECORDS = sorted(
    model.__name__
    for model in apps.get_app_config("catalogue").get_models()
    if issubclass(model, Record)
)
PART = {"hx-request": "true"}


def number_kept() -> int:
    return len(caches["kept_pages"]._cache)


def queries(client, address: str, **asked) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address, **asked)
    return len(captured)


def written(name: str) -> Record:
    return getattr(factories, f"{name}Factory")()


# The stamp


@pytest.fixture
def index():
    compact.reindex()


def test_without_an_index_nothing_is_kept(client):
    assert catalogue_stamp() == ""
    assert client.get("/over/").status_code == 200
    assert number_kept() == 0


@pytest.mark.parametrize("name", RECORDS)
def test_stamp_is_another_after_each_write(index, name):
    model, stamps = apps.get_model("catalogue", name), [catalogue_stamp()]
    record = written(name)
    stamps.append(catalogue_stamp())
    record.save()
    stamps.append(catalogue_stamp())
    field = model._meta.concrete_fields[-1].attname
    model.objects.filter(pk=record.pk).update(**{field: getattr(record, field)})
    stamps.append(catalogue_stamp())
    record.delete()
    stamps.append(catalogue_stamp())

    assert "" not in stamps
    assert len({*stamps}) == len(stamps)


def test_stamp_is_another_after_links_and_bulk_writes(index):
    source, theme = factories.BackgroundSourceFactory(), factories.ThemeFactory()
    stamps = [catalogue_stamp()]
    for write in (
        lambda: source.themes.add(theme),
        lambda: source.themes.remove(theme),
        lambda: theme.sources.set([source]),
        lambda: theme.sources.clear(),
        lambda: Series.objects.bulk_create([Series(title="Een", slug="een")]),
        lambda: Series.objects.bulk_update(Series.objects.all(), ["description"]),
        lambda: Series.objects.all().delete(),
    ):
        write()
        stamps.append(catalogue_stamp())

    assert len({*stamps}) == len(stamps)


def test_stamp_is_the_same_after_what_was_rolled_back(index):
    before = catalogue_stamp()

    with transaction.atomic():
        written("Series")
        assert catalogue_stamp() != before
        transaction.set_rollback(True)

    assert catalogue_stamp() == before


@pytest.mark.parametrize("model", [Interview, Fragment, Theme, BackgroundSource])
@pytest.mark.parametrize("bound", ["publish_from", "publish_until"])
def test_stamp_is_another_when_a_window_opens_or_closes(index, monkeypatch, model, bound):
    now = timezone.now()
    record = getattr(factories, f"{model.__name__}Factory")(
        state=State.PUBLISHED, **{bound: now + timedelta(hours=1)}
    )
    moments = {}
    for minutes in (0, 59, 60, 90):
        at = now + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        moments[minutes] = catalogue_stamp()

    assert record.pk
    assert moments[0] == moments[59] != moments[60] == moments[90]


def test_stamp_is_another_after_a_fold(world):
    Theme.objects.get(pk=world.theme.pk).save()
    before = catalogue_stamp()

    compact.fold()

    assert catalogue_stamp() not in ("", before)


# What is seen


@pytest.mark.parametrize("name", PAGES)
def test_kept_page_is_the_page_and_takes_one_query(client, world, name):
    address = world.address(PAGES[name])
    drawn = client.get(address)
    known = number_kept()

    with CaptureQueriesContext(connection) as captured:
        again = client.get(address)

    assert (again.status_code, again.content) == (200, drawn.content)
    assert dict(again.headers) == dict(drawn.headers)
    assert (len(captured), number_kept()) == (1, known)


@pytest.mark.parametrize("method", ["get", "head"])
def test_what_a_browser_has_takes_one_query_kept_or_not(client, world, method):
    address = world.address(PAGES["theme"])
    page = client.get(address)
    asked = {"headers": {"if-none-match": page.headers["ETag"]}}

    for is_kept in (True, False):
        if not is_kept:
            caches["kept_pages"].clear()
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(client, method)(address, **asked)

        assert (answer.status_code, answer.content, len(captured)) == (304, b"", 1)
        for header in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
            assert {*answer.headers[header].split(", ")} == {*page.headers[header].split(", ")}


def test_frame_may_still_be_one_where_the_page_is_not_kept(client, world):
    address = f"/insluiten/{Fragment.objects.published().first().pid}/"
    page = client.get(address)
    caches["kept_pages"].clear()

    again = client.get(address, headers={"if-none-match": page.headers["ETag"]})

    assert again.status_code == 304
    assert "frame-ancestors *" in again.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in again.headers


def test_what_is_withdrawn_is_gone_from_every_page_at_once(client, world):
    placement = Placement.objects.published().first()
    fragment, theme = placement.fragment, placement.theme
    fragment.title = "Wat alleen hier staat"
    fragment.save()
    addresses = ["/fragmenten/", fragment.get_absolute_url()]
    addresses += [fragment.interview.get_absolute_url(), theme.get_absolute_url()]
    for address in addresses:
        assert "Wat alleen hier staat" in client.get(address).content.decode(), address

    fragment.state = State.WITHDRAWN
    fragment.save()

    for address in addresses:
        assert "Wat alleen hier staat" not in client.get(address).content.decode(), address
    assert client.get(fragment.get_absolute_url()).status_code == 410


@pytest.mark.parametrize(
    ("bound", "statuses"), [("publish_from", [404, 200]), ("publish_until", [200, 410])]
)
@pytest.mark.parametrize("name", ["BackgroundSource", "Theme", "Interview", "Fragment"])
def test_page_comes_and_goes_with_its_window(client, world, monkeypatch, name, bound, statuses):
    now = timezone.now()
    values = {"state": State.PUBLISHED, bound: now + timedelta(hours=1)}
    if name == "Fragment":
        values["interview"] = Interview.objects.published().first()
        values["start_ms"] = 7_777_000
    record = getattr(factories, f"{name}Factory")(**values)
    address = record.get_absolute_url()

    seen = []
    for minutes in (0, 60):
        monkeypatch.setattr(timezone, "now", lambda at=now + timedelta(minutes=minutes): at)
        seen += {client.get(address).status_code for _ in range(2)}

    assert seen == statuses


def test_series_description_and_source_are_seen_at_once(client, world):
    source = BackgroundSource.objects.published().first()
    address = source.get_absolute_url()
    assert "Zo verandert het" not in client.get(address).content.decode()

    BackgroundSource.objects.filter(pk=source.pk).update(abstract="Zo verandert het.")

    assert "Zo verandert het" in client.get(address).content.decode()


def test_order_in_a_theme_is_seen_at_once(client, world):
    address = world.theme.get_absolute_url()
    before = client.get(address).content
    placement = Placement.objects.published().filter(theme=world.theme).first()

    Placement.objects.filter(pk=placement.pk).update(note="Let op de stilte hierna.")

    after = client.get(address).content
    assert before != after
    assert "Let op de stilte hierna." in after.decode()


def test_page_drawn_while_something_is_written_is_not_kept_for_later(client, world, monkeypatch):
    address = world.theme.get_absolute_url()
    theme = Theme.objects.get(pk=world.theme.pk)

    def rename_then_stamp() -> str:
        before = catalogue_stamp()
        theme.introduction = "Hernieuwd tussendoor."
        theme.save()  # between the stamp and the page
        monkeypatch.setattr(kept, "catalogue_stamp", catalogue_stamp)
        return before

    monkeypatch.setattr(kept, "catalogue_stamp", rename_then_stamp)
    first = client.get(address)
    theme.introduction = "En nog eens."
    theme.save()

    assert "Hernieuwd tussendoor." in first.content.decode()
    assert "En nog eens." in client.get(address).content.decode()


# For whom


@pytest.mark.parametrize("factory", [UserFactory, EditorFactory, ChiefEditorFactory])
def test_who_is_logged_in_neither_gets_nor_fills_what_is_kept(client, world, factory):
    address = world.address(PAGES["fragment"])
    client.force_login(factory())
    client.get(address)
    assert number_kept() == 0

    visitor = Client().get(address)
    assert number_kept() == 1

    tag = {"if-none-match": visitor.headers["ETag"]}
    seen = client.get(address, headers=tag)
    assert (seen.status_code, number_kept()) == (200, 1)
    assert {"private", "no-store"} <= {*seen.headers["Cache-Control"].split(", ")}
    assert "gzip" not in client.get(address, headers={"accept-encoding": "gzip"}).headers.get(
        "Content-Encoding", ""
    )


def test_editor_sees_a_draft_that_no_visitor_gets(client, world):
    draft = FragmentFactory(title="Nog niet klaar")
    editor = Client()
    editor.force_login(EditorFactory())

    statuses = [each.get(draft.get_absolute_url()).status_code for each in (editor, client) * 2]

    assert statuses == [200, 404, 200, 404]


def test_cookies_of_others_change_nothing(client, world):
    address = world.address(PAGES["interview"])
    page = client.get(address)
    client.cookies["_pk_id.1"] = "9f86d081"
    client.cookies["messages"] = "wat eens klaar stond"

    assert queries(client, address) == 1
    assert client.get(address).content == page.content


def test_session_that_has_ended_changes_nothing(client, world):
    address = world.address(PAGES["interview"])
    page = client.get(address)
    client.cookies["sessionid"] = "bestaat-niet-meer"

    assert client.get(address).content == page.content
    assert number_kept() == 1


# Of which address


def test_order_of_parameters_and_unknown_ones_make_no_other_page(client, world):
    theme = world.theme.slug
    addresses = [
        f"/fragmenten/?thema={theme}&vorm=video",
        f"/fragmenten/?vorm=video&thema={theme}",
        f"/fragmenten/?utm_source=brief&vorm=video&thema={theme}&fbclid=1",
    ]

    pages = {client.get(address).content for address in addresses}

    assert len(pages) == 1
    assert number_kept() == 1


def test_unknown_parameter_is_carried_on_by_no_link(client, index):
    for start_ms in range(30):
        FragmentFactory(published=True, start_ms=start_ms)

    page = client.get("/fragmenten/?sorteer=titel&eigen=zelfbedacht").content.decode()

    assert "sorteer=titel&amp;pagina=2" in page
    assert "zelfbedacht" not in page


def test_known_parameters_and_repeated_values_do(client, world):
    first, second = world.theme.slug, "onbekend"
    for query in ("", "?pagina=2", f"?thema={first}", f"?thema={first}&thema={second}", "?t=5"):
        client.get(f"/fragmenten/{query}")

    assert number_kept() == 5


def test_every_parameter_that_a_view_reads_is_known():
    read = re.compile(r"""GET(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""")
    sources = [*ROOT.glob("catalogue/views/*.py"), *ROOT.glob("catalogue/listing/*.py")]

    named = {name for path in sources for name in read.findall(path.read_text())}

    assert {"pagina", "t", "thema", "zoek"} <= named
    assert named - {"q"} <= kept.KNOWN


def test_part_of_a_page_is_another_page(client, world):
    whole, part = client.get("/fragmenten/"), client.get("/fragmenten/", headers=PART)
    again = client.get("/fragmenten/", headers=PART)
    restored = client.get("/fragmenten/", headers=PART | {"hx-history-restore-request": "true"})

    assert b"<html" not in part.content
    assert again.content == part.content
    assert b"<html" in restored.content
    assert restored.content == whole.content
    assert {"HX-Request", "HX-History-Restore-Request"} <= {*part.headers["Vary"].split(", ")}


def test_host_and_scheme_are_told_apart_where_pages_name_them(client, world, settings):
    settings.SITE_URL = ""
    settings.ALLOWED_HOSTS = ["een.example", "twee.example"]
    for host, secure in (("een.example", False), ("twee.example", False), ("twee.example", True)):
        page = client.get("/over/", headers={"host": host}, secure=secure).content.decode()
        assert f'rel="canonical" href="http{"s" * secure}://{host}/over/"' in page


@pytest.mark.parametrize(
    ("address", "status"),
    [("/fragmenten/xxxxxxxxxx/", 404), ("/themas/bestaat-niet/", 404), ("/over", 301)],
)
def test_what_is_no_page_is_not_kept(client, world, address, status):
    assert client.get(address).status_code == status
    assert number_kept() == 0


def test_pages_are_at_most_so_many(client, world, settings):
    most = settings.DRAWN["kept_pages"]
    for number in range(most + 20):
        client.get(f"/over/?t={number}")

    assert 0 < number_kept() <= most
