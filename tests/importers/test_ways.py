"""A page saved in another way is the same page: it reads the same, and brings nothing new."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.importers import saved_page, theme_page
from catalogue.importers.load import load_theme_page
from catalogue.importers.report import Noun, Report, RowOutcome
from catalogue.importers.rows import ThemePage, row_key
from catalogue.models import Fragment, Interview, Placement, Theme
from tests.importers.saved_pages import THEME
from tests.importers.ways import FORMS, ROWS, WAYS, saved

PAGES = Path(__file__).parent / "pages"
CANNOT_BE_WRITTEN = {("pasted with bullets of Word", "windows")}


def read(**how) -> ThemePage:
    return theme_page.recognise(saved_page.lines(saved(**how)))


def load(**how) -> Report:
    return load_theme_page(read(**how))


@pytest.mark.parametrize("way", WAYS)
def test_page_reads_the_same_in_every_way(way):
    page = read(way=way)

    assert page.theme == THEME
    assert [(row.title, row.notation) for row in page.rows] == ROWS
    assert [row.run for row in page.rows] == [1, 1, 1, 2, 2, 2]
    assert page.remarks == ()
    assert page.introduction_paragraphs == 1


@pytest.mark.parametrize(
    ("way", "form"), [pair for pair in product(WAYS, FORMS) if pair not in CANNOT_BE_WRITTEN]
)
def test_page_has_the_same_rows_in_every_form(way, form):
    assert [row.key for row in read(way=way, form=form).rows] == [
        row.key for row in read(way="text").rows
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["text", "html", "word", "lynx"])
def test_page_saved_in_another_way_brings_nothing_new(first):
    load(way=first)
    before = [list(model.objects.order_by("pk").values()) for model in MODELS]

    reports = [load(way=way) for way in WAYS]
    reports += [load(form=form) for form in FORMS]

    assert [list(model.objects.order_by("pk").values()) for model in MODELS] == before
    for report in reports:
        assert report.count(RowOutcome.UNCHANGED) == len(ROWS)
        assert report.count(RowOutcome.UNCHANGED, Noun.INTERVIEW) == 2
        assert not report.of(RowOutcome.VANISHED)


MODELS = (Fragment, Interview, Placement, Theme)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["html", "word", "lynx", "pasted with numbers"])
def test_new_fragment_of_a_page_saved_in_another_way_joins_its_conversation(way):
    load(rows=ROWS[:4])
    load(way=way)

    assert Fragment.objects.count() == len(ROWS)
    assert Interview.objects.count() == 2


@pytest.mark.django_db
def test_title_that_was_read_with_its_number_is_known_without():
    load(rows=[("Een titel", "1:00")])
    Fragment.objects.update(printed_title="1. Een titel")

    assert (
        load(rows=[("Een titel", "1:00")], way="pasted with numbers").count(RowOutcome.CREATED) == 0
    )
    assert Fragment.objects.count() == 1


def test_report_counts_the_marks_that_were_left_out():
    assert read(way="pasted with numbers").marks == ("1.", "2.", "3.", "4.", "5.", "6.")
    assert read(way="pasted with bullets apart").marks == ("•",) * 12
    assert read(way="html on one line").marks == read(way="word").marks == ()


@pytest.mark.django_db
def test_report_tells_of_the_marks_that_were_left_out():
    told = str(load(way="pasted with bullets"))

    assert "12 tekens rond titels en knoppen zijn weggelaten: • o." in told


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("inline.html", ["Eerste mooie titel", "Tweede oude titel", "Derde titel"]),
        ("word_list.html", ["Een eerste titel", "Een tweede titel"]),
        ("signs.html", ["Titel een", "Titel twee"]),
        ("marks.html", ["Titel een", "Titel twee"]),
        ("text_browser.txt", ["Titel een", "Titel twee"]),
    ],
)
def test_page_as_it_is_found_is_read(name, titles):
    page = theme_page.read(PAGES / name)

    assert [row.title for row in page.rows] == titles
    assert page.theme == "Proefthema"
    assert page.remarks == ()
    assert page.introduction_paragraphs == 1


@pytest.mark.parametrize("path", sorted(PAGES.glob("dump_*.txt")), ids=lambda path: path.stem)
def test_dump_of_a_text_browser_is_read(path):
    page = theme_page.read(path)

    assert page.theme == THEME
    assert [(row.title, row.notation) for row in page.rows] == ROWS


def test_columns_of_which_a_dump_mixed_the_lines_are_no_titles():
    page = saved_page.lines(
        b"thema\n\nNaam\n\nEen titel die lang  Speel het fragment\nis.   (1:02)\n\nGoed\n\n"
        b"Speel het fragment (2:02)"
    )

    assert [row.title for row in theme_page.recognise(page).rows] == ["Goed"]


# The words of titles; a number, bullet or dash before them is a mark of a list.
WORDS = st.lists(st.text("abcdeé‘’?", min_size=2, max_size=9), min_size=1, max_size=9)
TITLES = WORDS.map(" ".join).filter(lambda title: any(map(str.isalnum, title)))
TIMES = st.tuples(st.integers(0, 59), st.integers(0, 59)).map("{0[0]}:{0[1]}".format)


@given(
    st.lists(st.tuples(TITLES, TIMES), min_size=1, max_size=5, unique_by=lambda row: row[1]),
    st.sampled_from(sorted(WAYS)),
)
def test_any_title_is_the_same_in_every_way(rows, way):
    assert [row.key for row in read(rows=rows, way=way).rows] == [
        row.key for row in read(rows=rows).rows
    ]


@given(
    TITLES,
    st.sampled_from(["1. ", "12) ", "(3) ", "• ", "•", "* ", "a) ", "- ", "2.\t", "\u200e• "]),
)
def test_row_is_known_whatever_mark_stands_before_its_title(title, mark):
    assert row_key(mark + title, 0) == row_key(title, 0)
