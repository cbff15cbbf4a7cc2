"""A pasted list of times and titles, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.importers import pasted_list
from catalogue.models.faults import Row, quoted
from catalogue.values import timecode
from catalogue.values.text import clean


def lines_of(text: str, **options) -> list[tuple]:
    found = pasted_list.read(text, **options)
    assert found.problems == found.left == []
    return [(line.start_ms, line.end_ms, line.title) for line in found.lines]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "2:22 Verbazing bij het eerste contact",
            (142_000, None, "Verbazing bij het eerste contact"),
        ),
        ("15:3 Loyale tegenspraak?", (903_000, None, "Loyale tegenspraak?")),
        ("Loyale tegenspraak? (15:3)", (903_000, None, "Loyale tegenspraak?")),
        ("Loyale tegenspraak? 15:03", (903_000, None, "Loyale tegenspraak?")),
        ("Loyale tegenspraak? [15:03]", (903_000, None, "Loyale tegenspraak?")),
        ("[15:03] Loyale tegenspraak?", (903_000, None, "Loyale tegenspraak?")),
        ("(15:03)Loyale tegenspraak?", (903_000, None, "Loyale tegenspraak?")),
        ("15:03 – Loyale tegenspraak?", (903_000, None, "Loyale tegenspraak?")),
        ("15:03\tLoyale tegenspraak?", (903_000, None, "Loyale tegenspraak?")),
        ("15:03: Loyale tegenspraak?", (903_000, None, "Loyale tegenspraak?")),
        ("1:02:03 Terugblik", (3_723_000, None, "Terugblik")),
        ("15:03.5 Halverwege", (903_500, None, "Halverwege")),
        ("15:03 - 17:10 Met een einde", (903_000, 1_030_000, "Met een einde")),
        ("[15:03–17:10] Met een einde", (903_000, 1_030_000, "Met een einde")),
        ("Met een einde, 15:03 tot 17:10", (903_000, 1_030_000, "Met een einde")),
        ("1. 15:03 Uit een genummerde lijst", (903_000, None, "Uit een genummerde lijst")),
        ("• 15:03 Met een bolletje", (903_000, None, "Met een bolletje")),
        ("- 15:03 Met een streepje", (903_000, None, "Met een streepje")),
        (
            "\u200e15:03\u200e\u00a0Uit een tekstverwerker",
            (903_000, None, "Uit een tekstverwerker"),
        ),
        ("15:03 7 tips", (903_000, None, "7 tips")),
        ("3:20 1. Een titel met een nummer", (200_000, None, "1. Een titel met een nummer")),
        (
            "2010: het jaar van de kabinetscrisis 1:20",
            (80_000, None, "2010: het jaar van de kabinetscrisis"),
        ),
    ],
)
def test_good_line_becomes_a_row(line, expected):
    assert lines_of(line) == [expected]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Zonder tijd", "geen tijd aan het begin of het eind"),
        ("15:03", "geen titel"),
        ("(15:03 - 17:10)", "geen titel"),
        ("15:03 Begin en einde 17:10", "welke is het begin?"),
        ("15:03, 17:10 Met een komma", "een streepje tussen begin en einde"),
        ("15:61 Te veel seconden", "De seconden gaan tot en met 59."),
        ("1:75:00 Te veel minuten", "minuten"),
        ("17:10 - 15:03 Andersom", "na het begin"),
        ("100:00:00 Te ver", "99:59:59"),
        ("15:03Aan elkaar", "geen tijd aan het begin of het eind"),
        (f"15:03 {'x' * 301}", "301 tekens"),
    ],
)
def test_bad_line_is_named_by_its_place_among_those_left(line, reason):
    found = pasted_list.read(f"0:01 Goed\n\n{line}\n0:02 Ook goed")

    assert [one.title for one in found.lines] == ["Goed", "Ook goed"]
    assert found.left == [line]
    (problem,) = found.problems
    assert problem.startswith(f"Regel 1, {quoted(line)}: ")
    assert reason in problem


def test_start_is_taken_once():
    there = Row(142_000, None, "Er al", "‘Er al’")

    found = pasted_list.read("2:22 Eerste\n0:03 Tweede\n0:03 Derde", rows=[there])

    assert [one.title for one in found.lines] == ["Tweede"]
    assert found.problems == [
        "Regel 1, ‘2:22 Eerste’: ‘Eerste’ en ‘Er al’ beginnen allebei op 2:22. Geef er één een "
        "andere begintijd.",
        "Regel 2, ‘0:03 Derde’: ‘Derde’ en ‘Tweede’ beginnen allebei op 0:03. Geef er één een "
        "andere begintijd.",
    ]


def test_bad_line_takes_no_start_from_a_good_one():
    found = pasted_list.read("0:10 - 0:05 Andersom\n0:10 Goed")

    assert [one.title for one in found.lines] == ["Goed"]
    assert len(found.problems) == 1


def test_good_lines_are_remarked_among_the_rows_that_are_there():
    there = Row(1_000, 30_000, "Er al", "‘Er al’")

    found = pasted_list.read(
        "0:20 - 0:40 Overlapt\n5:00 Gat", rows=[there], length_ms=299_000, gap_ms=60_000
    )

    assert [len(remarks) for remarks in found.remarks] == [2, 2]
    assert "‘Er al’ eindigt op 0:30" in found.remarks[0][0]
    assert "voorbij het einde" in found.remarks[1][1]


def test_text_that_is_no_list_is_refused():
    with pytest.raises(ValueError, match="hooguit 500 regels"):
        pasted_list.read("0:01 Titel\n" * 501)


@given(
    st.integers(0, timecode.MAX_MS),
    st.from_regex(r"[A-Z][a-z]{1,9}( [a-z]{1,9}){0,3}", fullmatch=True),
)
def test_what_the_house_writes_is_read(start_ms, title):
    written = timecode.format(start_ms)

    assert lines_of(f"{written} {title}") == [(start_ms, None, title)]
    assert lines_of(f"{title} ({written})") == [(start_ms, None, title)]


@given(st.text(max_size=200))
def test_any_text_is_read_or_named(text):
    found = pasted_list.read(text)

    assert len(found.lines) + len(found.left) == sum(bool(clean(one)) for one in text.splitlines())
