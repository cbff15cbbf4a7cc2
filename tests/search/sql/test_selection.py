"""What the filters find, case by case, and in what order; on random catalogues: test_facets.py."""

from datetime import UTC, datetime

import pytest

from catalogue.models import Fragment
from catalogue.search.facets import Selection
from catalogue.search.sql.selection import LENGTHS, ORDERS, in_order, select
from catalogue.values.choices import Origin, Part, State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PlacementFactory,
    PositionFactory,
    ThemeFactory,
)

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
        ("ĳ", False),  # part of a word, and too short to look for in words
        ("samenvattIJnG", True),
        ("letterlĳk", True),  # one letter, as some keyboards give it; the quote has two
        ("100%", True),
        ("under_score", True),
        ("loyale verkokering", False),
        ("%", True),
        ("vooraf", False),  # stands in the context, which is not searched
        ("'", True),  # no word: nothing is asked
        ("\\", True),
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


def test_two_themes_mean_both_each_with_what_is_narrower():
    tree, other = ThemeFactory(published=True), ThemeFactory(published=True)
    leaf = ThemeFactory(published=True, broader=ThemeFactory(published=True, broader=tree))
    in_both, in_leaf, in_other = FragmentFactory.create_batch(3, published=True)
    for fragment, theme in [
        *[(in_both, leaf), (in_both, other), (in_leaf, leaf), (in_other, other)],
    ]:
        PlacementFactory(fragment=fragment, theme=theme)

    def found(*themes):
        return set(select(Selection(themes=tuple(theme.pk for theme in themes))))

    assert found(tree) == {in_both, in_leaf}
    assert found(other) == {in_both, in_other}
    assert found(tree, other) == {in_both}
    assert found(tree, leaf) == {in_both, in_leaf}


@pytest.mark.parametrize(
    ("origin", "state", "is_found"),
    [
        (Origin.PUBLISHED, State.PUBLISHED, True),
        (Origin.PROPOSED, State.PUBLISHED, True),
        (Origin.REJECTED, State.PUBLISHED, False),
        (Origin.CONFIRMED, State.DRAFT, False),
    ],
)
def test_fragment_stands_under_a_broader_theme_by_public_placements_alone(origin, state, is_found):
    broader = ThemeFactory(published=True)
    theme = ThemeFactory(broader=broader, state=state)
    PlacementFactory(fragment=FragmentFactory(published=True), theme=theme, origin=origin)

    assert select(Selection(themes=(broader.pk,))).exists() == is_found


def test_theme_below_a_hidden_one_still_counts_with_the_public_one_above():
    broader = ThemeFactory(published=True)
    below = ThemeFactory(published=True, broader=ThemeFactory(broader=broader))
    PlacementFactory(fragment=FragmentFactory(published=True), theme=below)

    assert select(Selection(themes=(broader.pk,))).exists()


def test_several_values_of_another_facet_mean_either():
    first, second, _third = FragmentFactory.create_batch(3, published=True)

    chosen = Selection(interviews=(first.interview_id, second.interview_id))

    assert set(select(chosen)) == {first, second}


@pytest.mark.parametrize(
    ("about", "in_office", "first", "last", "is_found"),
    [
        (("2002", "2004"), None, 2004, 2010, True),
        (("2002", "2004"), None, 2005, 2010, False),
        (("2002", "2004"), None, 1990, 2002, True),
        (("2002", "2004"), None, 1990, 2001, False),
        (("2002-06", "2002-08"), None, 2002, 2002, True),
        (("2002", None), None, 2020, None, True),
        (("2002", None), None, None, 2001, False),
        ((None, "2004"), None, None, 1950, True),
        ((None, "2004"), None, 2005, None, False),
        ((None, None), None, 1000, 2999, False),
        ((None, None), ("2002", "2004"), 2003, 2003, True),
        ((None, None), ("2002", "2004"), 2005, None, False),
        ((None, None), ("2002", None), 2005, None, True),
        ((None, None), (None, None), 2005, None, False),
        (("1990", "1995"), ("2002", "2004"), 2003, 2003, False),
        (("1990", None), ("1980", "1985"), None, 1986, False),
    ],
    ids=[
        *("ends in it", "before it", "begins in it", "after it", "within one year"),
        *("open end", "open end, too early", "open begin", "open begin, too late", "unknown"),
        *("in office", "no longer in office", "still in office", "in office, when is unknown"),
        *("what is spoken about goes first", "half known goes first too"),
    ],
)
def test_years_are_those_spoken_about_else_those_in_office(about, in_office, first, last, is_found):
    interview = InterviewFactory(published=True, period_from=about[0], period_to=about[1])
    FragmentFactory(published=True, interview=interview)
    if in_office:
        participation = ParticipationFactory(interview=interview)
        since, until = in_office
        # The second of two positions, so that each of them is looked at.
        for period in (("1950", "1951"), (since, until)):
            participation.positions.add(
                PositionFactory(
                    person=participation.person, period_from=period[0], period_to=period[1]
                )
            )

    assert select(Selection(year_from=first, year_to=last)).exists() == is_found


def test_years_in_office_of_who_asks_the_questions_do_not_count():
    interviewer = ParticipationFactory(published=True, part=Part.INTERVIEWER)
    FragmentFactory(published=True, interview=interviewer.interview)
    interviewer.positions.add(
        PositionFactory(person=interviewer.person, period_from="2002", period_to="2004")
    )

    assert not select(Selection(year_from=2003)).exists()


@pytest.mark.parametrize(
    ("length_ms", "name"),
    [
        *[(None, "onbekend"), (1, "kort"), (119_999, "kort"), (120_000, "middel")],
        *[(300_000, "middel"), (300_001, "lang")],
    ],
)
def test_every_length_has_one_name(length_ms, name):
    end_ms = None if length_ms is None else 5000 + length_ms
    FragmentFactory(published=True, start_ms=5000, end_ms=end_ms)

    assert [one for one in LENGTHS if select(Selection(lengths=(one,))).exists()] == [name]


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
