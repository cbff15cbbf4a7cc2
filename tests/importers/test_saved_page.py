"""A saved file becomes numbered lines, whatever wrote it; or is refused with a sentence."""

import codecs

import pytest

from catalogue.importers import saved_page
from catalogue.importers.rows import SourceError
from catalogue.importers.saved_page import PageLine


def texts(data: bytes) -> list[str]:
    return [line.text for line in saved_page.lines(data)]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("één\n\n‘twee’".encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + "één\n\n‘twee’".encode(), id="utf-8 with mark"),
        pytest.param("één\r\n\r\n‘twee’".encode(), id="windows line ends"),
        pytest.param("één\r\r‘twee’".encode(), id="old mac line ends"),
        pytest.param("één\n\n‘twee’".encode("cp1252"), id="windows-1252"),
        pytest.param("één\r\n\r\n‘twee’\x1a".encode("cp1252"), id="end-of-file mark"),
        pytest.param(codecs.BOM_UTF16_LE + "één\n\n‘twee’".encode("utf-16-le"), id="utf-16-le"),
        pytest.param(codecs.BOM_UTF16_BE + "één\n\n‘twee’".encode("utf-16-be"), id="utf-16-be"),
        pytest.param("e\u0301e\u0301n\n\n‘twee’".encode(), id="accents apart"),
        pytest.param("\u00a0één\u00ad\t\n \n\u200b‘twee’ ".encode(), id="odd spaces"),
        pytest.param("<p>één</p><p>&lsquo;twee&rsquo;</p>".encode(), id="html"),
        pytest.param(
            '<meta charset="iso-8859-1"><p>één<p>‘twee’'.encode("cp1252"), id="html as windows"
        ),
        pytest.param(
            '<?xml version="1.0" encoding="utf-8"?><html><p>één</p><p>‘twee’</p></html>'.encode(),
            id="xhtml",
        ),
    ],
)
def test_text_is_read_whatever_wrote_it(data):
    assert texts(data) == ["één", "‘twee’"]


def test_latin_1_is_read():
    assert texts("coördinatie\nministeriële".encode("latin-1")) == ["coördinatie", "ministeriële"]


def test_html_in_another_declared_encoding_is_read():
    assert texts('<meta charset="iso-8859-15"><p>10 €'.encode("iso-8859-15")) == ["10 €"]


def test_html_with_an_unknown_declared_encoding_is_read_as_windows():
    assert texts('<meta charset="no-such"><p>één'.encode("cp1252")) == ["één"]


def test_plain_text_lines_keep_their_numbers_and_blocks():
    lines = saved_page.lines(b"een\n\ntwee\ndrie")

    assert lines == (
        PageLine(1, "een"),
        PageLine(3, "twee"),
        PageLine(4, "drie", starts_block=False),
    )


def test_plain_text_without_blank_lines_has_a_block_on_each_line():
    assert saved_page.lines(b"een\ntwee\n") == (PageLine(1, "een"), PageLine(2, "twee"))


def test_html_lines_have_the_number_of_the_line_in_the_source():
    lines = saved_page.lines(b"<body>\n\n<h2>een</h2>\n<p>\n\n  twee\n</p>drie")

    assert lines == (PageLine(3, "een", is_heading=True), PageLine(6, "twee"), PageLine(7, "drie"))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>Over <em>een</em> <a>mens</a>.</p>", ["Over een mens."], id="inline"),
        pytest.param("<p>een<br>twee</p>", ["een", "twee"], id="line break"),
        pytest.param(
            "<li>Titel <a>Speel het fragment (1:2)</a></li>",
            ["Titel", "Speel het fragment (1:2)"],
            id="link as button",
        ),
        pytest.param(
            "<p>Titel <span role=button>Bekijk (1:2)</span>",
            ["Titel", "Bekijk (1:2)"],
            id="role of button",
        ),
        pytest.param(
            "<p>Titel<button>Speel <b>het</b> fragment<span> (1:2)</span></button>",
            ["Titel", "Speel het fragment (1:2)"],
            id="button with markup",
        ),
        pytest.param(
            '<p>Titel<input type=button value="Bekijk (1:2)">',
            ["Titel", "Bekijk (1:2)"],
            id="input as button",
        ),
        pytest.param("<h1><span>Thema</span>Naam</h1>", ["Thema", "Naam"], id="label in heading"),
        pytest.param("<p>een <span>thema</span> is<p>x", ["een thema is", "x"], id="word thema"),
        pytest.param(
            "<p>een<script>twee</script><style>drie</style><!-- vier --> vijf</p>"
            "<nav>zes</nav><div hidden>zeven</div>",
            ["een vijf"],
            id="unseen",
        ),
        pytest.param("<p>een < twee & drie", ["een < twee & drie"], id="careless"),
        pytest.param("<p>een<p>twee</div></p></span>drie", ["een", "twee", "drie"], id="unclosed"),
    ],
)
def test_html_is_read_as_a_browser_shows_it(html, expected):
    assert texts(html.encode()) == expected


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \r\n \n", "empty", id="blank"),
        pytest.param(codecs.BOM_UTF8, "empty", id="mark only"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "binary", id="picture"),
        pytest.param(b"%PDF-1.7\n\x00\x01", "binary", id="pdf"),
        pytest.param("tekst".encode("utf-16-le"), "binary", id="utf-16 without mark"),
        pytest.param(
            b"<div>" * 3000 + b"een" + b"</div>" * 3000, "too-deep", id="nested without end"
        ),
        pytest.param(
            b"From: <Saved by Blink>\nContent-Type: multipart/related;", "archive", id="mhtml"
        ),
    ],
)
def test_what_is_no_page_is_refused(data, code):
    with pytest.raises(SourceError) as refused:
        saved_page.lines(data)

    assert refused.value.code == code


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(SourceError) as refused:
        saved_page.read(tmp_path / "weg.txt")

    assert refused.value.code == "missing"


def test_folder_is_refused(tmp_path):
    with pytest.raises(SourceError) as refused:
        saved_page.read(tmp_path)

    assert refused.value.code == "folder"


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_name_is_refused(name):
    with pytest.raises(SourceError) as refused:
        saved_page.read(name)

    assert refused.value.code == "unreadable"


def test_enormous_file_is_refused(tmp_path):
    path = tmp_path / "groot.txt"
    with path.open("wb") as file:
        file.truncate(saved_page.MAX_BYTES + 1)

    with pytest.raises(SourceError) as refused:
        saved_page.read(path)

    assert refused.value.code == "too-large"
