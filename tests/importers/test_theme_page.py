"""The reader of theme pages: themes, fragments and times, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.importers import saved_page, theme_page
from catalogue.importers.rows import LineRemark, ReadFragment, Remark, SourceError, ThemePage
from tests.importers.saved_pages import (
    ESSAY,
    ROWS,
    THEME,
    THEME_PAGE,
    html_page,
    save,
    text_page,
)


def recognise(page: str, **options) -> ThemePage:
    return theme_page.recognise(saved_page.lines(page.encode()), **options)


def rows_of(page: str) -> list[tuple[str, str]]:
    return [(row.title, row.notation) for row in recognise(page).rows]


def refusal(page: str, **options) -> SourceError:
    with pytest.raises(SourceError) as refused:
        recognise(page, **options)
    return refused.value


# --- The page of the seed's form ------------------------------------------------------------------


def test_page_of_the_series_is_read_whole():
    page = theme_page.read(THEME_PAGE)

    assert page.theme == THEME
    assert len(page.rows) == 26
    assert page.remarks == ()
    assert page.introduction_paragraphs == 2


@pytest.mark.parametrize(
    ("title", "notation", "start_ms"),
    [
        ("Loyale tegenspraak?", "15:3", 903_000),
        ("Een één-op-één relatie hebben.", "12:1", 721_000),
        ("Ministeriële verantwoordelijkheid", "29:4", 1_744_000),
        ("Ambtelijke benoemingen", "23:7", 1_387_000),
        ("Interactie met de bewindspersonen", "9:20", 560_000),
    ],
)
def test_times_of_the_series_are_minutes_and_seconds(title, notation, start_ms):
    rows = {row.title: (row.notation, row.start_ms) for row in theme_page.read(THEME_PAGE).rows}

    assert rows[title] == (notation, start_ms)


def test_titles_are_kept_as_printed():
    titles = {row.title for row in theme_page.read(THEME_PAGE).rows}

    assert {
        "Over Chris Kalden: ‘’Hij dacht mee en leed ook een beetje mee.’’",
        "…..ook respectvol naar medewerkers",
        "Alle feiten op tafel….",
        "Verbazing bij het eerste contact met topambtenaar Jan Meijer.",
    } <= titles


def test_times_of_the_series_rise_in_eight_runs():
    runs = theme_page.read(THEME_PAGE).runs

    assert [[row.notation for row in run] for run in runs] == [
        ["2:22", "3:28", "7:18", "8:49", "25:14", "27:37"],
        ["11:33", "12:1", "13:2", "15:1", "19:38"],
        ["12:29", "15:3"],
        ["4:19", "7:18", "22:39"],
        ["18:27", "19:47", "25:42"],
        ["9:20", "10:37", "18:37"],
        ["14:21", "29:4"],
        ["3:44", "23:7"],
    ]


def test_row_has_the_line_of_its_button():
    assert recognise(text_page([("Een titel", "1:02:03")])).rows == (
        ReadFragment("Een titel", "1:02:03", 3_723_000, line=10, run=1),
    )


# --- Variants -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(text_page(), id="as the series prints it"),
        pytest.param(text_page().replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(text_page(essay=""), id="without essay"),
        pytest.param(text_page().replace("\n\n", "\n"), id="without blank lines"),
        pytest.param(text_page().replace("?\n\n", "?\n"), id="title on top of button"),
        pytest.param(text_page().replace("moeten we", "moeten\nwe"), id="wrapped title"),
        pytest.param(text_page().replace("Loyale ", "Loyale\u00a0 "), id="no-break space"),
        pytest.param(text_page().replace("thema\n", "Thema:\n"), id="label with colon"),
        pytest.param(text_page().replace("thema\n\n", "thema: "), id="label and name on a line"),
        pytest.param("Home\nThema\nGesprekken\n" + text_page(), id="menu above"),
        pytest.param(text_page().replace("?\n\n", "? "), id="title and button on a line"),
        pytest.param(text_page() + "\n\nthema\n\nEen ander thema\n\nPrivacy", id="footer"),
        pytest.param(
            html_page(
                "".join(
                    f"<p>{t}</p><p><button>Speel het fragment ({n})</button></p>" for t, n in ROWS
                )
            ),
            id="html: paragraphs and buttons",
        ),
        pytest.param(
            html_page(
                "<h2>De fragmenten</h2><ul>"
                + "".join(f"<li>{t} <a href='#t'>Bekijk fragment ({n})</a></li>" for t, n in ROWS)
                + "</ul>"
            ),
            id="html: list and links",
        ),
        pytest.param(
            html_page(
                "".join(
                    f"<h3>{t}</h3>\n<p>Waar het over gaat.</p>\n<a>Speel ({n})</a>" for t, n in ROWS
                )
            ),
            id="html: headings and descriptions",
        ),
        pytest.param(
            html_page(
                "".join(f"<p>{t}<p><button>Speel het fragment ({n})</button>" for t, n in ROWS),
                label=f"<h1><span>thema</span>{THEME}</h1>",
            ),
            id="html: label inside the heading",
        ),
        pytest.param(
            html_page(
                "".join(f"<p>{t}<p><button>Speel het fragment ({n})</button>" for t, n in ROWS),
                label=f"<h1>Thema {THEME}</h1>",
            ),
            id="html: label as part of the heading",
        ),
    ],
)
def test_variant_has_the_same_theme_and_rows(page):
    assert recognise(page).theme == THEME
    assert rows_of(page) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encoding_of_the_file_does_not_matter(tmp_path, encoding):
    rows = [("‘Ministeriële’ zorg…", "29:4")]

    page = theme_page.read(save(tmp_path, text_page(rows), encoding=encoding))

    assert [(row.title, row.notation) for row in page.rows] == rows


@pytest.mark.parametrize(
    ("notation", "start_ms"),
    [
        ("1:02:03", 3_723_000),
        ("75:10", 4_510_000),
        ("0:0", 0),
        ("15:03.5", 903_500),
        ("903", 903_000),
        ("PT15M3S", 903_000),
        ("15 : 3", None),
    ],
)
def test_time_may_have_every_notation_of_the_parser(notation, start_ms):
    page = text_page([("Een titel", notation)])

    if start_ms is None:
        assert refusal(page).code == "broken-time"
    else:
        assert [row.start_ms for row in recognise(page).rows] == [start_ms]


def test_html_row_has_the_line_of_its_button():
    page = html_page("<p>Een titel</p>\n\n<button>\nSpeel het fragment (15:3)</button>")

    (row,) = recognise(page).rows

    assert page.splitlines()[row.line - 1].startswith("Speel het fragment (15:3)")


def test_introduction_is_counted_and_left_out():
    page = recognise(text_page(essay=f"{ESSAY}\n\nNog een alinea."))

    assert page.introduction_paragraphs == 2
    assert [row.title for row in page.rows] == [title for title, _notation in ROWS]


# --- Rows that are refused or remarkable ----------------------------------------------------------


def test_missing_title_is_refused_with_its_line():
    page = recognise(text_page([("Eerste", "1:00"), ("", "2:00"), ("Derde", "3:00")]))

    assert [row.title for row in page.rows] == ["Eerste", "Derde"]
    assert page.remarks == (LineRemark(Remark.NO_TITLE, 12, "Speel het fragment (2:00)"),)


def test_missing_first_title_does_not_take_the_essay_for_one():
    page = recognise(text_page([("", "1:00"), ("Tweede", "2:00")]))

    assert [row.title for row in page.rows] == ["Tweede"]
    assert page.remarks == (LineRemark(Remark.NO_TITLE, 8, "Speel het fragment (1:00)"),)


def test_missing_heading_is_a_missing_title():
    page = recognise(
        html_page(
            "<h3>A</h3><a>Speel (1:00)</a><h3>B</h3><a>Speel (2:00)</a>"
            "<p>Geen kop.</p><a>Speel (3:00)</a><h3>D</h3><a>Speel (4:00)</a>"
        )
    )

    assert [row.title for row in page.rows] == ["A", "B", "D"]
    assert [remark.remark for remark in page.remarks] == [Remark.TEXT, Remark.NO_TITLE]


def test_button_without_time_is_refused_with_its_line():
    page = recognise(text_page() + "\n\nZonder tijd\n\nSpeel het fragment")

    assert page.remarks == (LineRemark(Remark.NO_TIME, 18, "Zonder tijd"),)


def test_row_that_repeats_the_one_before_is_refused():
    page = recognise(text_page([("A", "1:00"), ("B", "2:00"), ("B", "2:0"), ("C", "3:00")]))

    assert [[row.title for row in run] for run in page.runs] == [["A", "B", "C"]]
    assert page.remarks == (LineRemark(Remark.REPEATED, 18, "B", 14),)


def test_same_words_and_time_in_another_run_are_another_fragment():
    page = recognise(text_page([("Inleiding", "0:10"), ("A", "1:00"), ("Inleiding", "0:10")]))

    assert [(row.title, row.run, row.occurrence) for row in page.rows] == [
        ("Inleiding", 1, 1),
        ("A", 1, 1),
        ("Inleiding", 2, 2),
    ]
    assert page.remarks == (LineRemark(Remark.SECOND, 18, "Inleiding", 10),)


def test_equal_times_with_different_titles_are_of_two_recordings():
    page = recognise(text_page([("A", "1:00"), ("B", "1:00"), ("C", "2:00")]))

    assert [[row.title for row in run] for run in page.runs] == [["A"], ["B", "C"]]


def test_row_without_title_still_ends_a_run():
    page = recognise(text_page([("A", "10:00"), ("", "2:00"), ("C", "12:00")]))

    assert [[row.title for row in run] for run in page.runs] == [["A"], ["C"]]


def test_text_between_fragments_is_remarked():
    page = recognise(text_page().replace("Loyale", "Een tussenzin.\n\nLoyale"))

    assert [row.title for row in page.rows] == [title for title, _notation in ROWS]
    assert page.remarks == (LineRemark(Remark.TEXT, 12, "Een tussenzin."),)


@pytest.mark.parametrize("between", ["•", "▶", "1.", "---", "2:13", "(45:00 min)"])
def test_sign_or_length_between_title_and_button_is_not_the_title(between):
    page = recognise(text_page().replace("?\n\n", f"?\n\n{between}\n\n"))

    assert [row.title for row in page.rows] == [title for title, _notation in ROWS]


def test_sign_alone_is_no_title():
    page = recognise(text_page([("A", "1:00"), ("•", "2:00")]))

    assert [row.title for row in page.rows] == ["A"]
    assert page.remarks == (LineRemark(Remark.NO_TITLE, 14, "Speel het fragment (2:00)"),)
    assert page.marks == ("•",)


def test_title_that_is_broken_behind_its_hyphen_is_whole():
    titles = [("Een één-op-\néén gesprek", "1:00"), ("De minister-\nen de top", "2:00")]

    assert [row.title for row in recognise(text_page(titles)).rows] == [
        "Een één-op-één gesprek",
        "De minister- en de top",
    ]


# --- Pages that are refused -----------------------------------------------------------------------


@pytest.mark.parametrize("length", [251, 400])
def test_title_longer_than_its_field_is_refused_with_the_count_and_not_cut(length):
    long = ("woord " * 100)[:length].strip()

    page = recognise(text_page([("A", "1:00"), (long, "2:00")]))

    assert [row.title for row in page.rows] == ["A"]
    assert [(one.remark, one.quote) for one in page.remarks] == [(Remark.LONG_TITLE, long)]
    assert str(len(long)) in str(page.remarks[0])


def test_name_of_a_theme_that_is_too_long_is_refused_with_the_count():
    error = refusal("thema\n\n" + "x" * 121 + "\n\nA\n\nSpeel het fragment (1:00)")

    assert error.line == 3
    assert "120" in str(error)
    assert "121" in str(error)


@pytest.mark.parametrize("notation", ["15:60", "1:60:00", "15.3", "-1", "", "١٥:٠٣", "15:3:"])
def test_broken_time_refuses_the_page_with_line_and_quote(notation):
    error = refusal(text_page([("A", "1:00"), ("B", notation)]))

    assert (error.code, error.line) == ("broken-time", 14)
    assert f"Speel het fragment ({notation})" in str(error)
    assert " 14: " in str(error)


def test_all_broken_times_are_told_at_once():
    error = refusal(text_page([("A", "1:60"), ("B", "2:00"), ("C", "3:60")]))

    assert error.line == 10
    assert "(1:60)" in str(error)
    assert "(3:60)" in str(error)


def test_many_broken_times_are_told_in_part():
    error = refusal(text_page([("A", "1:60")] * 30))

    assert str(error).count("(1:60)") == theme_page.MOST_FAULTS
    assert "20" in str(error).splitlines()[-2]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        pytest.param(
            "Een bericht over de krant.\n\nMet twee alinea’s.", "no-buttons", id="article"
        ),
        pytest.param("<html><body></body></html>", "no-buttons", id="empty html"),
        pytest.param("<", "no-buttons", id="half a tag"),
        pytest.param(text_page([]), "no-buttons", id="theme without fragments"),
        pytest.param("Titel\n\nSpeel het fragment", "no-buttons", id="button without time"),
        pytest.param("Titel\n\nSpeel het fragment (1:00)", "no-theme", id="no label"),
        pytest.param("thema\n\nSpeel het fragment (1:00)", "no-theme", id="label without name"),
        pytest.param(
            "thema\n\n" + "x" * 121 + "\n\nA\n\nSpeel het fragment (1:00)",
            "long-theme",
            id="name too long",
        ),
        pytest.param(text_page([("", "1:00")]), "no-fragments", id="no title at all"),
        pytest.param(text_page([("A", "1:00")] * 2001), "too-many", id="too many"),
    ],
)
def test_what_is_no_theme_page_is_refused(page, code):
    assert refusal(page).code == code


def test_page_without_label_is_read_where_the_theme_is_named_elsewhere():
    page = recognise("Titel\n\nSpeel het fragment (1:00)", names_theme=False)

    assert (page.theme, [row.title for row in page.rows]) == ("", ["Titel"])


def test_page_without_label_and_buttons_is_refused_though_the_theme_is_named():
    assert refusal("Een bericht over de krant.", names_theme=False).code == "no-buttons"


# --- Anything at all ------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("thema", "Thema: x", "\n", "\n\n", "\r\n", "<p>", "<h2>", "</h2>", "<button>", "<a>"),
        *("<br>", "<div hidden>", "<nav>", "<!--", "&amp;", "<script>", "Titel", "Naar de inhoud"),
        *(
            "Speel het fragment (15:3)",
            "Speel het fragment (15:60)",
            "(",
            ")",
            "Speel het fragment",
        ),
    ]
)
ANY_TEXT = st.one_of(
    st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join)
)


@given(st.one_of(ANY_TEXT.map(str.encode), ANY_TEXT.map(lambda t: t.encode("utf-16")), st.binary()))
def test_any_file_is_a_theme_page_or_is_refused(data):
    try:
        page = theme_page.recognise(saved_page.lines(data))
    except SourceError as refused:
        assert str(refused)
    else:
        assert page.rows
        assert len({row.key for row in page.rows}) == len(page.rows)


TITLES = st.text("abc é?‘’…", min_size=1).map(str.split).map(" ".join)
TITLES = TITLES.filter(lambda title: any(map(str.isalnum, title)))
TIMES = st.tuples(st.integers(0, 200), st.integers(0, 59))


@given(st.lists(st.tuples(TITLES, TIMES), min_size=1, max_size=30))
def test_rows_that_are_printed_are_read_with_rising_times_in_each_run(printed):
    page = recognise(text_page([(t, f"{minutes}:{seconds}") for t, (minutes, seconds) in printed]))

    refused = [remark for remark in page.remarks if remark.remark is Remark.REPEATED]
    assert len(page.rows) + len(refused) == len(printed)
    for run in page.runs:
        starts = [row.start_ms for row in run]
        assert starts == sorted(set(starts))
