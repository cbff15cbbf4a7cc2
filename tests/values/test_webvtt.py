"""WebVTT: what is read, what is refused, and what is written as others read it."""

import html

import pytest
import webvtt as judge
from hypothesis import example, given
from hypothesis import strategies as st

from catalogue.values import webvtt
from catalogue.values.text import clean
from catalogue.values.timecode import MAX_MS
from catalogue.values.webvtt import Cue, WebVTTError

ONE = "00:01.000 --> 00:02.000"


def file(*blocks: str) -> str:
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def said(text: str) -> list[tuple[str, str]]:
    """Voice and text of each cue of a file with one cue of this text."""
    return [(cue.voice, cue.text) for cue in webvtt.read(file(f"{ONE}\n{text}"))]


@pytest.mark.parametrize(
    ("timing", "times"),
    [
        ("00:01.000 --> 00:02.500", (1000, 2500)),
        ("00:00:01.000 --> 00:00:02.500", (1000, 2500)),
        ("1:00:00.000 --> 100:00.000", None),
        ("1:00:00.000 --> 01:40:00.000", (3_600_000, 6_000_000)),
        ("99:59:59.998 --> 99:59:59.999", (MAX_MS - 1, MAX_MS)),
        ("\t00:01.000-->00:02.000", (1000, 2000)),
        ("00:01.000 --> 00:02.000 align:start position:0%", (1000, 2000)),
        ("00:01.000 --> 00:02.000\tline:0", (1000, 2000)),
        ("00:01,000 --> 00:02,000", None),
        ("00:01.00 --> 00:02.00", None),
        ("00:01.000 --> 00:02.0000", None),
        ("00:01.000 --> 00:02.000align:start", None),
        ("00:60.000 --> 01:02.000", None),
        ("00:60:00.000 --> 01:02:00.000", None),
        ("1.000 --> 2.000", None),
        ("٠٠:01.000 --> 00:02.000", None),
        ("--> 00:02.000", None),
        ("00:01.000 -->", None),
        ("-00:01.000 --> 00:02.000", None),
        ("a 00:01.000 --> 00:02.000", None),
    ],
)
def test_times(timing, times):
    text = file(f"{timing}\nHallo")

    if times is None:
        with pytest.raises(WebVTTError) as refused:
            webvtt.read(text)
        assert (refused.value.code, refused.value.line, refused.value.text) == ("timing", 3, timing)
    else:
        assert webvtt.read(text) == [Cue(*times, "Hallo")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hallo", [("", "Hallo")]),
        ("  Hallo \n\tdaar  ", [("", "Hallo\ndaar")]),
        ("<v An Voorbeeld>Hallo", [("An Voorbeeld", "Hallo")]),
        ("<v An Voorbeeld>Hallo</v>", [("An Voorbeeld", "Hallo")]),
        ("<v.luid.snel  An\n Voorbeeld >Hallo</v>", [("An Voorbeeld", "Hallo")]),
        ("<v Jansen &amp; Zn. &lt;a&gt;>Hallo", [("Jansen & Zn. <a>", "Hallo")]),
        ("<v An>Ja.</v>\n<v Bo>Nee.", [("An", "Ja."), ("Bo", "Nee.")]),
        ("Eerst <v An>dan</v> slot", [("", "Eerst"), ("An", "dan"), ("", "slot")]),
        ("<v>Hallo", [("", "Hallo")]),
        ("<b>vet</b> <i>schuin</i> <u>o</u> <c.geel>g</c>", [("", "vet schuin o g")]),
        ("een <00:01.500>twee <lang en>three</lang>", [("", "een twee three")]),
        ("<ruby>a<rt>b</rt></ruby>", [("", "ab")]),
        ("&lt;b&gt; &amp;amp; a&nbsp;b &lrm;&rlm;.", [("", "<b> &amp; a\u00a0b \u200e\u200f.")]),
        ("AT&T > 3", [("", "AT&T > 3")]),
        ("ja <lacht> dat klopt", [("", "ja <lacht> dat klopt")]),
        ("a < b en c > d", [("", "a < b en c > d")]),
        ("a <b en c> d", [("", "a <b en c> d")]),
        ("3 < 4 en\n5 > 4", [("", "3 < 4 en\n5 > 4")]),
        ("A <B", [("", "A <B")]),
        ("<<b>vet</b>>", [("", "<vet>")]),
        ("<i\n>A</i>\n<<b>", [("", "A\n<")]),
        ("<applaus></applaus> <> </lacht>", [("", "<applaus></applaus> <> </lacht>")]),
        ("<B>vet</B> <I>schuin</I>", [("", "vet schuin")]),
        ("<v An>dag <zucht></v>", [("An", "dag <zucht>")]),
        ("<ca. 2010>", [("", "<ca. 2010>")]),
        ("een<br>twee<br/>drie<BR />vier", [("", "een\ntwee\ndrie\nvier")]),
        ("een<br clear=all>twee", [("", "een\ntwee")]),
        ("een<br><br>twee", [("", "een\ntwee")]),
        ("<v An>een<br>twee</v>", [("An", "een\ntwee")]),
        ("<br>", []),
        ("<v ->hoi</v>", [("", "hoi")]),
        ("<v …>hoi</v>", [("", "hoi")]),
        ("<v 2>hoi</v>", [("2", "hoi")]),
        ("<v \u200eAn\u00a0 Voorbeeld>hoi", [("An Voorbeeld", "hoi")]),
        ("- <v An>dag</v>", [("An", "dag")]),
        ("– <v An>dag</v>\n– <v Bo>hoi</v>", [("An", "dag"), ("Bo", "hoi")]),
        ("<v An>dag</v>.", [("An", "dag.")]),
        ("<v An>-</v> <v Bo>dag</v>", [("Bo", "dag")]),
        ("- Hoi.\n- Dag.", [("", "- Hoi.\n- Dag.")]),
        ("-", []),
        ("♪ ♪", [("", "♪ ♪")]),
        ("…", [("", "…")]),
        ("a\0b", [("", "a\ufffdb")]),
        ("<v An></v>", []),
        ("<i> </i>", []),
    ],
)
def test_text_has_no_markup(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("WEBVTT", []),
        ("WEBVTT\n", []),
        ("\ufeffWEBVTT - Ondertitels\n\n", []),
        ("WEBVTT\ttekst\nKind: captions\nLanguage: nl\n\n" + ONE + "\nA", ["A"]),
        ("WEBVTT\n" + ONE + "\nA", ["A"]),
        ("WEBVTT\r\n\r\n" + ONE + "\r\nA\r\nB\r\n", ["A\nB"]),
        ("WEBVTT\r\r" + ONE + "\rA\r", ["A"]),
        (file("NOTE", "NOTE een\nnotitie", f"{ONE}\nA", "NOTE\ttwee"), ["A"]),
        (file("STYLE\n::cue { color: red }", "REGION \nid:a", f"{ONE}\nA"), ["A"]),
        (file("", f"\n\n{ONE}\nA", "\n", f"{ONE}\nB"), ["A", "B"]),
        (file("  \n\t", f"{ONE}\nA"), ["A"]),
        (file(f"{ONE}\nA\n{ONE}\nB"), ["A", "B"]),
        (file(f"{ONE}\n{ONE}\nB"), ["B"]),
        (file(f"{ONE}\n", f"{ONE}\nB"), ["B"]),
    ],
)
def test_only_cues_are_read(text, texts):
    assert [cue.text for cue in webvtt.read(text)] == texts


HOI = f"{ONE}\nhoi"
DAG = "00:03.000 --> 00:04.000\ndag"


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (f"1\n{HOI}\n \n2\n{DAG}", ["hoi", "dag"]),
        (f"1\n{HOI}\n\t\n2\n{DAG}", ["hoi", "dag"]),
        (f"1\n{HOI}\n \t \n\u00a0\n2\n{DAG}", ["hoi", "dag"]),
        (f"{HOI}\n\u200b\ncue-2\n{DAG}", ["hoi", "dag"]),
        (f"{HOI}\n \n{DAG}", ["hoi", "dag"]),
        (f"{HOI}\n \n{DAG}\n \n", ["hoi", "dag"]),
        (f"1\n{HOI}\n2\n{DAG}", ["hoi", "dag"]),
        (f"1\n{HOI}\n3\n{DAG}", ["hoi\n3", "dag"]),
        (f"{HOI}\n2\n{DAG}", ["hoi\n2", "dag"]),
        (f"{HOI}\n \nen verder\n{DAG}", ["hoi\nen verder", "dag"]),
        (f"{HOI}\n \nen verder\n\n{DAG}", ["hoi\nen verder", "dag"]),
        (f"{HOI}\n \nNOTE niets\n\n{DAG}", ["hoi", "dag"]),
        (f"NOTE niets\n \n1\n{HOI}\n \n2\n{DAG}", ["hoi", "dag"]),
    ],
    ids=ascii,
)
def test_line_of_spaces_above_a_cue_parts_it_from_the_one_before(text, texts):
    assert [cue.text for cue in webvtt.read(file(text))] == texts
    assert [cue.text for cue in webvtt.read(f"WEBVTT\n \n{text}")] == texts


def test_cue_under_a_line_of_spaces_keeps_its_number_and_line():
    cues = webvtt.read(file(f"1\n{HOI}\n \n2\n{DAG}"))

    assert [(cue.identifier, cue.line) for cue in cues] == [("1", 4), ("2", 8)]


@pytest.mark.parametrize(
    "timing",
    ["00:01.000 --> 00:01.000", "00:01.000 --> 00:00.000", "00:01.000 --> 00:00:00.000"],
)
def test_cue_without_length_has_no_end(timing):
    assert webvtt.read(file(f"{timing}\nhoi")) == [Cue(1000, None, "hoi")]


@pytest.mark.parametrize(
    "timing",
    [
        "\u200e00:01.000 --> 00:02.000\u200f",
        "00:01.000\u00a0-->\u00a000:02.000",
        "\ufeff00:01.000 --> \u206600:02.000\u2069",
    ],
    ids=ascii,
)
def test_times_are_read_as_they_are_pasted(timing):
    assert webvtt.read(file(f"{timing}\nhoi")) == [Cue(1000, 2000, "hoi")]


def test_cue_has_its_identifier_and_the_line_of_its_time():
    cues = webvtt.read(file(f"NOTE\nx\ny\n\n1 - begin\n{ONE}\nA", f"{ONE}\nB"))

    assert [(cue.identifier, cue.line) for cue in cues] == [("1 - begin", 8), ("", 11)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "header", 1),
        ("webvtt\n", "header", 1),
        ("WEBVTTT\n", "header", 1),
        (" WEBVTT\n", "header", 1),
        ("\nWEBVTT\n", "header", 1),
        ("1\n00:00:01,000 --> 00:00:02,000\nA", "header", 1),
        (file("00:02.000 --> 00:01.000\nA"), "order", 3),
        (file(f"{ONE}\nA", "2\n00:02.000 --> 00:01.999\nA"), "order", 7),
        (file("00:02.000 --> 100:00:00.000\nA"), "range", 3),
        (file("00:02.000 --> 999999999:00:00.000\nA"), "range", 3),
        (file("NOTE zie --> daar\nA"), "timing", 3),
        (file("NOTE\nzie --> daar\nA"), "timing", 4),
        (file(f"{ONE}\nA\n--> B"), "timing", 5),
        (file(f"{ONE}\nA", "Tekst na een lege regel", f"{ONE}\nB"), "text", 6),
        (file(f"{ONE}\nA", "NOTEER"), "text", 6),
        (file(f"{ONE}\n<v An"), "tag", 4),
        (file(f"{ONE}\n<i>A</i>\n<v An\nB"), "tag", 5),
        (file(f"{ONE}\nA <v.luid An <i>B</i>"), "tag", 4),
    ],
)
def test_refusal_names_the_line(text, code, line):
    with pytest.raises(WebVTTError) as refused:
        webvtt.read(text)

    assert (refused.value.code, refused.value.line) == (code, line)
    assert f"line {line}" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "\n" * 1_000_000,
        "WEBVTT" + "\n" * 1_000_000,
        "WEBVTT\n\nNOTE\n" + "onzin\n" * 1_000_000,
        file(f"{ONE}\n" + "<" * 1_000_000),
        file(f"{ONE}\n" + "<a" * 1_000_000),
        file(f"{ONE}\n" + "&" * 1_000_000),
        file(" " * 1_000_000 + "-->"),
        file("0" * 1_000_000 + " --> "),
    ],
    ids=["lines", "empty lines", "note", "<", "<a", "&", "spaces", "zeros"],
)
def test_junk_takes_no_time(text):
    try:
        assert len(webvtt.read(text)) <= 1
    except WebVTTError as refused:
        assert len(str(refused)) < 200


@pytest.mark.parametrize(
    "cue",
    [
        Cue(2, 1, "A"),
        Cue(1, 1, "A"),
        Cue(1, None, "A"),
        Cue(-1, 1, "A"),
        Cue(0, MAX_MS + 1, "A"),
        Cue(0, 1, "A", identifier="a\nb"),
        Cue(0, 1, "A", identifier="a\rb"),
        Cue(0, 1, "A", identifier="a --> b"),
    ],
)
def test_cue_that_no_file_can_hold_is_not_written(cue):
    with pytest.raises(ValueError, match="of a cue"):
        webvtt.write([cue])


def test_written_file_is_as_expected():
    cues = [
        Cue(903_000, 3_600_001, "Wat is 3 < 4?\n\n Ja. ", "An", "1"),
        Cue(0, 1, " \n"),
        Cue(0, 1, "A --> B"),
    ]

    assert webvtt.write(cues) == (
        "WEBVTT\n\n"
        "1\n00:15:03.000 --> 01:00:00.001\n<v An>Wat is 3 &lt; 4?\nJa.\n\n"
        "00:00:00.000 --> 00:00:00.001\nA --&gt; B\n"
    )


def cues(texts, voices, identifiers):
    """Lists of cues in the form in which they are read."""
    spans = st.lists(st.integers(0, MAX_MS), min_size=2, max_size=2, unique=True).map(sorted)
    lines = st.lists(texts.map(str.strip).filter(clean), min_size=1, max_size=3).map("\n".join)
    lines = lines.filter(lambda text: any(map(str.isalnum, text)))
    names = voices.map(clean).map(lambda name: name if any(map(str.isalnum, name)) else "")
    made = st.tuples(spans, lines, names, identifiers.filter(lambda name: "-->" not in name))
    return st.lists(made.map(lambda cue: Cue(*cue[0], *cue[1:])), max_size=5)


WRITABLE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"))
TRICKY = st.text("a<>&;-v/ \tNOTE:.0#", max_size=12)


@given(cues(*[WRITABLE | TRICKY] * 3))
@example([Cue(0, 1, "</v>&amp;", "<v>", "NOTE")])
@example([Cue(0, 1, "A", "", "STYLE"), Cue(0, 1, "--> 00:01.000", "", "00:01")])
@example([Cue(0, 1, "0", "a--"), Cue(0, 1, "1", "a-->")])
def test_what_is_written_is_read_back(cues):
    assert webvtt.read(webvtt.write(cues)) == cues


@given(st.text() | st.lists(st.sampled_from(["WEBVTT", "", ONE, "NOTE", "A", "<v"])).map("\n".join))
def test_any_text_is_read_or_refused(text):
    try:
        cues = webvtt.read(text)
    except WebVTTError as refused:
        assert refused.code in {"header", "timing", "range", "order", "text", "tag"}
    else:
        assert webvtt.read(webvtt.write(cues)) == cues


# Of names the judge does not undo the references, so it is given plain ones.
PLAIN = cues(st.text("aé Z.?!&<>;"), st.text("aéZ. ", max_size=8), st.text("a1-", max_size=5))


@given(PLAIN)
def test_what_is_written_another_reader_reads_the_same(cues):
    captions = judge.from_string(webvtt.write(cues), strict=True)

    assert [
        Cue(
            milliseconds(caption.start),
            milliseconds(caption.end),
            html.unescape(caption.text),
            caption.voice or "",
            caption.identifier or "",
        )
        for caption in captions
    ] == cues


def milliseconds(timestamp: str) -> int:
    hours, minutes, seconds = timestamp.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds.replace(".", ""))


def test_reading_stops_after_the_most_that_is_asked_for():
    text = "WEBVTT\n\n" + "00:01.000 --> 00:02.000\nA\n\n" * 3 + "00:01.000 --> onzin\nB\n"

    assert [cue.text for cue in webvtt.read(text, most=3)] == ["A", "A", "A"]


def test_text_of_the_longest_length_is_read_and_no_more():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n"

    assert webvtt.read(text + "A" * 10, longest=10)[0].text == "A" * 10
    with pytest.raises(webvtt.WebVTTError) as refusal:
        webvtt.read(text + "A" * 11, longest=10)
    assert (refusal.value.code, refusal.value.line) == ("length", 3)
