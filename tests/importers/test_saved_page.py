"""A saved file becomes numbered lines, whatever wrote it; or is refused with a sentence."""

import codecs

import pytest

from catalogue.importers import saved_page
from catalogue.importers.page_line import PageLine, page_line
from catalogue.importers.rows import SourceError


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
            "<x-rij><b>Titel</b><x-knop>Speel het fragment (1:2)</x-knop></x-rij>",
            ["Titel", "Speel het fragment (1:2)"],
            id="button of a framework",
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
        pytest.param(
            "<p>Eerste <ins>mooie</ins> <del>oude</del> <big>t</big><tt>i</tt><o:p>t</o:p>el</p>",
            ["Eerste mooie oude titel"],
            id="inline elements of all kinds",
        ),
        pytest.param(
            "<p>Een <x-titel>titel</x-titel> <acronym>BZK</acronym> <ruby>a<rt>b</rt></ruby></p>",
            ["Een titel BZK ab"],
            id="elements that nobody listed",
        ),
        pytest.param(
            "<x-rij>een</x-rij><section>twee</section><td>drie<summary>vier</summary>",
            ["een", "twee", "drie", "vier"],
            id="blocks",
        ),
        pytest.param(
            "<span style='display:block'>een</span><span style='DISPLAY: flex'>twee</span>drie",
            ["een", "twee", "drie"],
            id="blocks by their style",
        ),
        pytest.param(
            "<p>een<div style='display:none'>x</div><b style='visibility: hidden'>x</b>"
            "<p><i aria-hidden=true>play_arrow</i></p><span class='btn sr-only'>x</span>"
            "<dialog>x</dialog><input type=hidden value=x><input type=text value=x>",
            ["een"],
            id="hidden",
        ),
        pytest.param(
            "<p><span aria-hidden=true>Titel</span><span class=sr-only>De titel</span></p>",
            ["Titel"],
            id="said otherwise to who cannot see",
        ),
        pytest.param("<p class='hidden md:block'>een</p>", ["een"], id="hidden on a telephone"),
        pytest.param(
            "<p><span style='mso-list: Ignore'>1.<span>&nbsp; </span></span>Een <o:p></o:p>titel",
            ["Een titel"],
            id="number of a list of Word",
        ),
        pytest.param("<pre>een\n\ntwee\n</pre>", ["een", "twee"], id="preformatted"),
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


# --- Marks of lists and text browsers ----------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text", "mark"),
    [
        ("1. Een titel", "Een titel", "1."),
        ("1.Een titel", "Een titel", "1."),
        ("12)\tEen titel", "Een titel", "12)"),
        ("(2) Een titel", "Een titel", "(2)"),
        ("1.2. Een titel", "Een titel", "1.2."),
        ("b) Een titel", "Een titel", "b)"),
        ("iv. Een titel", "Een titel", "iv."),
        ("• Een titel", "Een titel", "•"),
        ("•Een titel", "Een titel", "•"),
        ("* 3. Een titel", "Een titel", "* 3."),
        ("– Een titel", "Een titel", "–"),
        ("\u200e•\u00a0Een titel", "Een titel", "•"),
        ("o\tEen titel", "Een titel", "o"),
        ("o\u00a0\u00a0 Een titel", "Een titel", "o"),
        ("     o Een titel", "Een titel", "o"),
        ("§ Een titel", "Een titel", "§"),
        ("A.\tEen titel", "Een titel", "A."),
        ("II.\u00a0 Een titel", "Een titel", "II."),
        ("7\tEen titel", "Een titel", "7"),
        ("① Een titel", "Een titel", "①"),
        ("1\ufe0f\u20e3 Een titel", "Een titel", "1\u20e3"),
        ("<BUTTON> Een titel", "Een titel", "<BUTTON>"),
        ("\uf0b7\tEen titel", "Een titel", "\uf0b7"),
        ("[12]Een titel", "Een titel", "[12]"),
        ("(BUTTON) Een titel", "Een titel", "(BUTTON)"),
        ("Een [3]titel", "Een titel", "[3]"),
        ("[play.png] Een titel", "Een titel", "[play.png]"),
        ("**Een titel**", "Een titel", ""),
        ("[Een titel](https://example.org/)", "Een titel", ""),
        ("1. 10 jaar later", "10 jaar later", "1."),
        ("1.‘Een’ titel", "‘Een’ titel", "1."),
        ("10 jaar later", "10 jaar later", ""),
        ("15.3 procent", "15.3 procent", ""),
        ("10.000 euro", "10.000 euro", ""),
        ("2010. Een jaar", "2010. Een jaar", ""),
        ("3...2...1", "3...2...1", ""),
        ("o jee, een titel", "o jee, een titel", ""),
        ("J. de Voorbeeld", "J. de Voorbeeld", ""),
        ("‘t Is een titel", "‘t Is een titel", ""),
        ("…..ook een titel", "…..ook een titel", ""),
        ("-achtig", "-achtig", ""),
        ("*Een* titel", "*Een* titel", ""),
        ("[2018] Een jaar", "[2018] Een jaar", ""),
        ("(2018)", "(2018)", ""),
    ],
)
def test_mark_of_a_list_is_not_of_the_words(raw, text, mark):
    line = page_line(1, raw)

    assert (line.text, line.mark, line.has_words) == (text, mark, True)


@pytest.mark.parametrize(
    "raw", ["•", "1.", "* * *", "---", "[play.png]", "o", "(BUTTON)", "▶", "…"]
)
def test_line_of_signs_has_no_words(raw):
    assert not page_line(1, raw).has_words


def test_dash_that_goes_on_a_title_is_of_the_words():
    lines = saved_page.lines("x\n\nDe minister\n– en de ambtenaar\n\n– een titel".encode())

    assert [line.text for line in lines] == ["x", "De minister", "– en de ambtenaar", "een titel"]
