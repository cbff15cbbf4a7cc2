"""Words and orders of the listing. Which fragments the filters find: test_facets.py."""

from datetime import UTC, datetime

import pytest

from catalogue.models import Fragment
from catalogue.search.query import ORDERS, in_order, select
from catalogue.search.selection import Selection
from tests.factories import FragmentFactory, InterviewFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("tegenspraak", True),
        ("TEGENSPRAAK", True),
        ("tegen", True),
        ("spraak", True),
        ("loyale tegenspraak", True),
        ("tegenspraak loyale", True),
        ("  loyale\t  tegenspraak\u00a0", True),
        ("een-op-een", True),
        ("Één-op-ééN", True),
        ("ĳ", True),  # one letter, as some keyboards give it; the summary has two
        ("samenvattIJnG", True),
        ("letterlijk", True),
        ("100%", True),
        ("under_score", True),
        ("loyale verkokering", False),
        ("%", True),
        ("vooraf", False),  # stands in the context, which is not searched
        ("'", False),
        ("\\", False),
    ],
)
def test_select_finds_fragments_that_have_all_words(text, is_found):
    FragmentFactory(
        published=True,
        title="Loyale tegenspraak? Één-op-één",
        summary="Een samenvattijng van 100%, met under_score",
        quote="Letterlijk zo gezegd",
        context="Vooraf",
    )

    assert select(Selection(text=text)).exists() == is_found


def test_select_without_choices_gives_what_is_published():
    FragmentFactory(interview=InterviewFactory(published=True))
    published = FragmentFactory(published=True)

    assert list(select(Selection())) == [published]


@pytest.fixture
def fragments():
    """Fragments of which pairs agree in all that sorts, but for the pid."""
    interviews = [InterviewFactory(published=True, title=f"Gesprek {n}") for n in (10, 2, 2)]
    titles = ["De Beek", "Appel", "Beek", "‘Beek’ of bron"]
    Fragment.objects.bulk_create(
        Fragment(
            interview=interview,
            title=title,
            start_ms=start_ms,
            state="published",
            first_published_at=datetime(2024, 1, 1 + start_ms % 2, tzinfo=UTC),
        )
        for interview in interviews
        for start_ms, title in enumerate(titles)
    )
    return interviews


def rows(order: str, text: str = "") -> list[tuple[str, int, int]]:
    return [
        (fragment.title, fragment.interview.title.split()[-1], fragment.start_ms)
        for fragment in in_order(order, Selection(text=text)).select_related("interview")
    ]


def test_order_of_titles_leaves_out_articles_and_quotes(fragments):
    titles = [title for title, _interview, _start in rows("titel")]

    assert titles[:3] == ["Appel"] * 3
    assert set(titles[3:9]) == {"Beek", "De Beek"}
    assert titles[9:] == ["‘Beek’ of bron"] * 3


def test_order_of_time_goes_through_the_interviews(fragments):
    assert [(interview, start) for _title, interview, start in rows("tijd")] == [
        *[("2", 0), ("2", 1), ("2", 2), ("2", 3)] * 2,
        *[("10", 0), ("10", 1), ("10", 2), ("10", 3)],
    ]


def test_newest_come_first_and_keep_together_what_is_of_one_day(fragments):
    assert [(interview, start) for _title, interview, start in rows("nieuwste")] == [
        *[("2", 1), ("2", 1), ("2", 3), ("2", 3), ("10", 1), ("10", 3)],
        *[("2", 0), ("2", 0), ("2", 2), ("2", 2), ("10", 0), ("10", 2)],
    ]


def test_relevance_puts_words_in_the_title_before_words_in_the_text():
    in_text = FragmentFactory(published=True, title="Bron", summary="Over vertrouwen")
    in_title = FragmentFactory(published=True, title="Vertrouwen")
    newer = FragmentFactory(published=True, title="Beek", quote="Vertrouwen")

    found = list(in_order("relevantie", Selection(text="vertrouwen")))

    assert found == [in_title, newer, in_text]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("text", ["", "beek"])
def test_order_is_total_so_that_pages_neither_overlap_nor_miss(fragments, order, text):
    everything = list(in_order(order, Selection(text=text)))

    pages = [
        in_order(order, Selection(text=text))[at : at + 1].get() for at in range(len(everything))
    ]

    assert pages == everything
    assert set(everything) == set(select(Selection(text=text)))
    last = in_order(order, Selection(text=text)).query.order_by[-1]
    assert last == "pid"
