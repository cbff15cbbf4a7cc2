from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import RequestFactory

from catalogue.media import stream
from catalogue.media.stream import (
    ByteSpan,
    RangeNotSatisfiableError,
    Slice,
    file_response,
    parse_range,
)
from tests.factories import MediaFileFactory

CONTENT = bytes(range(100))
ETAG = "a1b2c3"
MODIFIED = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
MODIFIED_TEXT = "Sat, 21 Nov 2026 12:00:00 GMT"
BEFORE_TEXT = "Sat, 21 Nov 2026 11:59:59 GMT"
AFTER_TEXT = "Sat, 21 Nov 2026 12:00:01 GMT"
HUGE = "9" * 40


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "gesprek.mp4"
    path.write_bytes(CONTENT)
    return path


_answers = ExitStack()


@pytest.fixture(autouse=True)
def closed_answers():
    """As a web server does: an answer is closed, whatever came of it.

    That ends a request, at which Django looks after its database connections; as in its own test
    client, not here.
    """
    request_finished.disconnect(close_old_connections)
    try:
        with _answers:
            yield
    finally:
        request_finished.connect(close_old_connections)


def ask(file, *, method="GET", headers=None, **options):
    request = RequestFactory().generic(method, "/opname/x/gesprek.mp4", headers=headers)
    defaults = {
        "name": "gesprek.mp4",
        "content_type": "video/mp4",
        "etag": ETAG,
        "last_modified": MODIFIED,
    }
    return _answers.enter_context(closing(file_response(request, file, **defaults | options)))


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


# Which bytes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "size", "expected"),
    [
        pytest.param("bytes=0-0", 100, (0, 1), id="first byte"),
        pytest.param("bytes=10-19", 100, (10, 20), id="middle"),
        pytest.param("bytes=99-99", 100, (99, 100), id="last byte"),
        pytest.param("bytes=90-500", 100, (90, 100), id="end past the end"),
        pytest.param(f"bytes=5-{HUGE}", 100, (5, 100), id="huge end"),
        pytest.param(f"bytes={'0' * 5000}5-{'9' * 5000}", 100, (5, 100), id="5000 digits"),
        pytest.param("bytes=5-", 100, (5, 100), id="open end"),
        pytest.param("bytes=0-", 3 << 20, (0, 3 << 20), id="open end is the end of a long file"),
        pytest.param("bytes=7-", 3 << 40, (7, 3 << 40), id="and of a longer one"),
        pytest.param("bytes=0-2097151", 3 << 20, (0, 2 << 20), id="stated end is not capped"),
        pytest.param("bytes=-10", 100, (90, 100), id="suffix"),
        pytest.param("bytes=-100", 100, (0, 100), id="suffix of all"),
        pytest.param("bytes=-500", 100, (0, 100), id="suffix longer than the file"),
        pytest.param(f"bytes=-{HUGE}", 100, (0, 100), id="huge suffix"),
        pytest.param("BYTES=1-2", 100, (1, 3), id="units ignore case"),
        pytest.param("bytes= 1-2 ", 100, (1, 3), id="spaces around a range"),
        pytest.param("bytes=,1-2,\t,", 100, (1, 3), id="empty members of the list"),
    ],
)
def test_parse_range_gives_the_span(header, size, expected):
    assert parse_range(header, size=size) == expected


@pytest.mark.parametrize(
    "header",
    [
        "bytes=0-1,5-9",
        "bytes=" + ",".join(["0-"] * 2000),
        "bytes=0-1,junk",
        "bytes=",
        "bytes",
        "",
        "bytes=-",
        "bytes=,",
        "bytes=5-4",
        "bytes=a-b",
        "bytes=1-2-3",
        "bytes=1.5-2",
        "bytes=+1-2",
        "bytes=--5",
        "bytes=1 -2",
        "bytes =1-2",
        "bytes:1-2",
        "bytes=0x1-0x2",
        "bytes=\u0661-\u0662",
        "bytes=1-2\n",
        "items=1-2",
    ],
)
def test_parse_range_leaves_the_whole_file_for_what_it_does_not_serve(header):
    assert parse_range(header, size=100) is None


@pytest.mark.parametrize(
    ("header", "size"),
    [
        pytest.param("bytes=100-", 100, id="open range just past the end"),
        pytest.param("bytes=100-200", 100, id="past the end"),
        pytest.param(f"bytes={HUGE}-", 100, id="huge start"),
        pytest.param(f"bytes={HUGE}-{HUGE}", 100, id="huge start and end"),
        pytest.param("bytes=-0", 100, id="suffix of nothing"),
        pytest.param("bytes=0-", 0, id="empty file"),
        pytest.param("bytes=0-0", 0, id="first byte of an empty file"),
    ],
)
def test_parse_range_refuses_what_the_file_does_not_have(header, size):
    with pytest.raises(RangeNotSatisfiableError):
        parse_range(header, size=size)


def test_parse_range_of_the_end_of_an_empty_file_is_the_whole_file():
    assert parse_range("bytes=-5", size=0) is None


# The answers -------------------------------------------------------------------------------------


def test_whole_file_is_200_with_all_headers(path):
    response = ask(path)

    assert response.status_code == 200
    assert dict(response.headers) == {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
        "Content-Disposition": 'inline; filename="gesprek.mp4"',
        "Content-Length": "100",
        "Content-Type": "video/mp4",
        "ETag": '"a1b2c3"',
        "Last-Modified": MODIFIED_TEXT,
        "X-Content-Type-Options": "nosniff",
    }
    assert body(response) == CONTENT


def test_range_is_206_with_those_bytes(path):
    response = ask(path, headers={"Range": "bytes=10-19"})

    assert response.status_code == 206
    assert response["Content-Range"] == "bytes 10-19/100"
    assert response["Content-Length"] == "10"
    assert response["ETag"] == '"a1b2c3"'
    assert body(response) == CONTENT[10:20]


def test_open_range_goes_on_to_the_end(tmp_path):
    path = tmp_path / "long.mp4"
    content = bytes(1000) * 3000 + b"the end"
    path.write_bytes(content)

    response = ask(path, headers={"Range": "bytes=5-"})

    assert response["Content-Range"] == f"bytes 5-{len(content) - 1}/{len(content)}"
    assert response["Content-Length"] == str(len(content) - 5)
    assert body(response) == content[5:]


def test_range_past_the_end_is_416_and_tells_the_size(path):
    response = ask(path, headers={"Range": "bytes=100-"})

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */100"
    assert response["ETag"] == '"a1b2c3"'
    assert body(response) == b""


def test_several_ranges_are_answered_with_the_whole_file(path):
    response = ask(path, headers={"Range": "bytes=0-1,5-9"})

    assert response.status_code == 200
    assert "Content-Range" not in response
    assert body(response) == CONTENT


def test_empty_file_is_an_empty_200(tmp_path):
    path = tmp_path / "empty.mp4"
    path.touch()

    response = ask(path)

    assert (response.status_code, response["Content-Length"]) == (200, "0")
    assert body(response) == b""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Range": "bytes=0-1"}, 206),
        ({"If-None-Match": "*"}, 304),
        ({"If-Match": '"x"'}, 412),
        ({"Range": "bytes=200-"}, 416),
    ],
)
def test_private_answers_are_kept_by_nobody(path, headers, status):
    response = ask(path, private=True, headers=headers)

    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store")


def test_answer_without_validators_has_none(path):
    response = ask(path, etag=None, last_modified=None)

    assert "ETag" not in response
    assert "Last-Modified" not in response


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("gesprek 3.mp4", 'inline; filename="gesprek 3.mp4"'),
        ("één.mp4", "inline; filename*=utf-8''%C3%A9%C3%A9n.mp4"),
        ('a"b.mp4', 'inline; filename="a\\"b.mp4"'),
    ],
)
def test_name_is_written_as_the_header_wants_it(path, name, disposition):
    assert ask(path, name=name)["Content-Disposition"] == disposition


def test_missing_file_raises(tmp_path):
    with pytest.raises(FileNotFoundError):
        ask(tmp_path / "gone.mp4")


# Conditions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"If-None-Match": '"a1b2c3"'}, 304, id="same tag"),
        pytest.param({"If-None-Match": 'W/"a1b2c3"'}, 304, id="weakly the same tag"),
        pytest.param({"If-None-Match": '"x", "a1b2c3"'}, 304, id="among others"),
        pytest.param({"If-None-Match": "*"}, 304, id="any"),
        pytest.param({"If-None-Match": '"x"'}, 200, id="another tag"),
        pytest.param({"If-None-Match": "a1b2c3"}, 200, id="tag without quotes"),
        pytest.param({"If-Modified-Since": MODIFIED_TEXT}, 304, id="not since"),
        pytest.param({"If-Modified-Since": AFTER_TEXT}, 304, id="not since later"),
        pytest.param({"If-Modified-Since": BEFORE_TEXT}, 200, id="since"),
        pytest.param({"If-Modified-Since": "yesterday"}, 200, id="no date"),
        pytest.param(
            {"If-None-Match": '"x"', "If-Modified-Since": AFTER_TEXT}, 200, id="tag before date"
        ),
        pytest.param(
            {"If-None-Match": '"a1b2c3"', "Range": "bytes=0-1"}, 304, id="condition before range"
        ),
        pytest.param(
            {"If-None-Match": '"a1b2c3"', "Range": "bytes=200-"}, 304, id="and before 416"
        ),
        pytest.param({"If-Match": '"a1b2c3"', "Range": "bytes=0-1"}, 206, id="match"),
        pytest.param({"If-Match": '"x"', "Range": "bytes=0-1"}, 412, id="no match"),
        pytest.param({"If-Match": 'W/"a1b2c3"'}, 412, id="weak match is none"),
        pytest.param({"If-Unmodified-Since": BEFORE_TEXT}, 412, id="modified since"),
        pytest.param({"If-Unmodified-Since": MODIFIED_TEXT}, 200, id="unmodified since"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_conditions_are_answered(path, method, headers, status):
    expected = 200 if (method, status) == ("HEAD", 206) else status

    response = ask(path, method=method, headers=headers)

    assert response.status_code == expected
    assert response["ETag"] == '"a1b2c3"'
    assert response["Cache-Control"] == "no-cache"
    if status in (304, 412):
        assert body(response) == b""
        assert "Content-Range" not in response


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        pytest.param('"a1b2c3"', 206, id="same tag"),
        pytest.param('"x"', 200, id="another tag"),
        pytest.param('W/"a1b2c3"', 200, id="a weak tag never matches"),
        pytest.param('"a1b2c3", "x"', 200, id="a list is not allowed"),
        pytest.param("a1b2c3", 200, id="neither tag nor date"),
        pytest.param("*", 200, id="star"),
        pytest.param("", 200, id="empty"),
        pytest.param(MODIFIED_TEXT, 206, id="same date"),
        pytest.param(AFTER_TEXT, 200, id="later date"),
        pytest.param(BEFORE_TEXT, 200, id="earlier date"),
    ],
)
def test_if_range_gives_the_part_of_the_same_file_only(path, condition, status):
    response = ask(path, headers={"Range": "bytes=10-19", "If-Range": condition})

    assert response.status_code == status
    assert body(response) == (CONTENT[10:20] if status == 206 else CONTENT)


def test_if_range_of_another_file_forgives_a_range_past_the_end(path):
    assert ask(path, headers={"Range": "bytes=500-", "If-Range": '"x"'}).status_code == 200


def test_if_range_never_matches_a_file_with_a_weak_tag(path):
    response = ask(
        path, etag='W/"a1b2c3"', headers={"Range": "bytes=10-19", "If-Range": 'W/"a1b2c3"'}
    )

    assert response.status_code == 200


def test_fractions_of_a_second_do_not_spoil_a_date(path):
    later = MODIFIED + timedelta(milliseconds=700)

    response = ask(path, last_modified=later, headers={"If-Modified-Since": MODIFIED_TEXT})

    assert response.status_code == 304


# HEAD, and files ---------------------------------------------------------------------------------


class StoredFile:
    """A file of a storage that counts how often it is opened."""

    size = 100

    def __init__(self):
        self.opened = []

    def open(self, mode):
        self.opened.append(ContentFile(CONTENT))
        return self.opened[-1]


@pytest.mark.parametrize("header", [None, "bytes=10-19", "bytes=500-"])
def test_head_tells_of_the_whole_file_and_opens_nothing(header):
    file = StoredFile()
    headers = {"Range": header} if header else None

    response = ask(file, method="HEAD", headers=headers)

    assert response.status_code == 200
    assert dict(response.headers) == dict(ask(file).headers)
    assert body(response) == b""
    assert len(file.opened) == 1  # by the GET that it is compared with


@pytest.mark.parametrize(
    "headers", [{"If-None-Match": '"a1b2c3"'}, {"Range": "bytes=500-"}], ids=["304", "416"]
)
def test_answers_without_a_body_open_nothing(headers):
    file = StoredFile()

    ask(file, headers=headers)

    assert file.opened == []


@pytest.mark.parametrize("chunks", [0, 1, None], ids=["unread", "partly read", "read"])
def test_closing_the_answer_closes_the_file(path, monkeypatch, chunks):
    monkeypatch.setattr(stream, "CHUNK", 10)
    opened = []
    original = type(path).open
    monkeypatch.setattr(
        type(path), "open", lambda *args: opened.append(original(*args)) or opened[-1]
    )
    response = ask(path)
    iterator = iter(response)

    if chunks is None:
        list(iterator)
    else:
        assert [next(iterator) for _ in range(chunks)] == [CONTENT[:10]] * chunks
    response.close()

    assert [file.closed for file in opened] == [True]


def test_file_of_a_model_is_served_from_its_storage():
    media_file = MediaFileFactory.build()
    media_file.file.save("gesprek.mp4", ContentFile(CONTENT), save=False)

    response = ask(media_file.file, headers={"Range": "bytes=-5"})

    assert response["Content-Range"] == "bytes 95-99/100"
    assert body(response) == CONTENT[-5:]
    response.close()
    assert media_file.file.closed


@pytest.mark.parametrize("name", ["2026/één 100% = vijf?.mp4", "a b.mp4"])
@pytest.mark.parametrize(
    "headers", [{}, {"Range": "bytes=5-"}, {"If-None-Match": '"x"'}], ids=["all", "range", "tag"]
)
def test_front_server_is_told_which_file_of_the_uploads(settings, name, headers):
    settings.MEDIA_ACCEL = "/afgeleverd/"
    media_file = MediaFileFactory.build(file=name)
    media_file.file.storage.delete(name)
    media_file.file.storage.save(name, ContentFile(CONTENT))

    response = ask(media_file.file, headers=headers)

    assert response["X-Accel-Redirect"].isascii()
    assert unquote(response["X-Accel-Redirect"]) == f"/afgeleverd/{name}"
    assert "?" not in response["X-Accel-Redirect"]
    assert (response.status_code, response["ETag"], body(response)) == (200, '"a1b2c3"', b"")


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("HEAD", {}, 200),
        ("GET", {"If-None-Match": '"a1b2c3"'}, 304),
        ("GET", {"If-Match": '"x"'}, 412),
        ("GET", {"If-Match": '"a1b2c3"'}, 200),
        ("GET", {"Range": "bytes=100-"}, 416),
    ],
)
def test_front_server_is_not_asked_for_what_has_no_bytes(settings, method, headers, status):
    settings.MEDIA_ACCEL = "/afgeleverd/"
    media_file = MediaFileFactory.build()
    media_file.file.save("gesprek.mp4", ContentFile(CONTENT), save=False)

    response = ask(media_file.file, method=method, headers=headers)

    assert response.status_code == status
    assert "X-Accel-Redirect" not in response


def test_front_server_is_not_asked_for_what_is_no_upload(settings, path):
    settings.MEDIA_ACCEL = "/afgeleverd/"

    assert body(ask(path)) == CONTENT


def test_slice_comes_in_chunks(path, monkeypatch):
    monkeypatch.setattr(stream, "CHUNK", 10)
    with path.open("rb") as file:
        assert list(Slice(file, ByteSpan(5, 30))) == [CONTENT[5:15], CONTENT[15:25], CONTENT[25:30]]


def test_slice_of_a_file_that_became_shorter_breaks_off(path):
    with path.open("rb") as file:
        slice_ = Slice(file, ByteSpan(90, 110))

        assert next(slice_) == CONTENT[90:]
        with pytest.raises(OSError, match="10 bytes before its announced end"):
            next(slice_)
