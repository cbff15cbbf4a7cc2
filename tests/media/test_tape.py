import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from catalogue.media.tape import OPEN_FROM, SCALE, Mark, RowTape, build_tape, row_tapes

MINUTE = 60_000


def span(pid, start_ms, end_ms=None):
    return (pid, start_ms, end_ms, f"Fragment {pid}", f"/fragmenten/{pid}/")


def test_tape_has_a_mark_for_each_fragment():
    tape = build_tape(20 * MINUTE, [span("a", 5 * MINUTE, 6 * MINUTE)], current="a")

    assert tape.known == SCALE
    assert tape.is_measured
    assert tape.marks == (
        Mark(
            pid="a",
            x=250,
            width=50,
            title="Fragment a",
            start_ms=5 * MINUTE,
            url="/fragmenten/a/",
            is_current=True,
        ),
    )


def test_marks_stand_in_order_of_time():
    tape = build_tape(10_000, [span("c", 9000), span("a", 1000), span("b", 5000)], current="b")

    assert [(mark.pid, mark.x, mark.is_current) for mark in tape.marks] == [
        ("a", 100, False),
        ("b", 500, True),
        ("c", 900, False),
    ]


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "x", "width"),
    [
        pytest.param(0, None, 0, 0, id="at the beginning"),
        pytest.param(500, None, 500, 0, id="no stated end"),
        pytest.param(500, 750, 500, 250, id="stated end"),
        pytest.param(0, 1000, 0, 1000, id="whole conversation"),
        pytest.param(900, 1500, 900, 100, id="ends past the end"),
    ],
)
def test_marks_stay_on_the_line(start_ms, end_ms, x, width):
    [mark] = build_tape(1000, [span("a", start_ms, end_ms)]).marks

    assert (mark.x, mark.width) == (x, width)


def test_stated_end_shows_however_short_the_fragment():
    [mark] = build_tape(90 * MINUTE, [span("a", 45 * MINUTE, 45 * MINUTE + 1)]).marks

    assert mark.width == 1


@pytest.mark.parametrize("unknown", [0, None])
@pytest.mark.parametrize(
    ("spans", "known", "places"),
    [
        pytest.param([], 0, [], id="no fragments"),
        pytest.param([span("a", 0)], 0, [(0, 0)], id="the beginning alone"),
        pytest.param([span("a", 4 * MINUTE)], OPEN_FROM, [(OPEN_FROM, 0)], id="one"),
        pytest.param(
            [span("a", 1 * MINUTE), span("b", 4 * MINUTE)],
            OPEN_FROM,
            [(OPEN_FROM // 4, 0), (OPEN_FROM, 0)],
            id="starts",
        ),
        pytest.param(
            [span("a", 1 * MINUTE, 8 * MINUTE), span("b", 2 * MINUTE)],
            OPEN_FROM,
            [(OPEN_FROM // 8, OPEN_FROM - OPEN_FROM // 8), (OPEN_FROM // 4, 0)],
            id="an end",
        ),
    ],
)
def test_line_of_unknown_length_is_open_past_the_last_known_moment(unknown, spans, known, places):
    tape = build_tape(unknown, spans)

    assert (tape.known, tape.is_measured) == (known, False)
    assert [(mark.x, mark.width) for mark in tape.marks] == places


def test_label_says_that_the_length_is_not_known():
    with translation.override(None):
        tape = build_tape(None, [span("a", 749_000)], label="Gesprek 3")

    assert tape.label == "Gesprek 3: 1 fragment at 12:29; length not yet known"


@given(
    duration_ms=st.one_of(st.none(), st.integers(0, 360_000_000)),
    spans=st.lists(
        st.tuples(st.integers(0, 359_999_999), st.one_of(st.none(), st.integers(1, 10_000_000)))
    ),
)
def test_marks_are_always_on_the_line_and_in_order(duration_ms, spans):
    tape = build_tape(
        duration_ms,
        [
            span(str(number), start_ms, length_ms and start_ms + length_ms)
            for number, (start_ms, length_ms) in enumerate(spans)
        ],
    )

    positions = [mark.x for mark in tape.marks]
    assert positions == sorted(positions)
    assert all(0 <= mark.x <= mark.x + mark.width <= tape.known <= SCALE for mark in tape.marks)


@pytest.mark.parametrize(
    ("starts_ms", "label"),
    [
        pytest.param([], "Gesprek 3: no fragments yet", id="none"),
        pytest.param([749_000], "Gesprek 3: 1 fragment at 12:29", id="one"),
        pytest.param([903_000, 749_000], "Gesprek 3: 2 fragments at 12:29 and 15:03", id="two"),
        pytest.param(
            [1000, 2000, 3_661_000],
            "Gesprek 3: 3 fragments at 0:01, 0:02 and 1:01:01",
            id="three",
        ),
        pytest.param(
            range(1000, 10_000, 1000), "Gesprek 3: 9 fragments between 0:01 and 0:09", id="many"
        ),
    ],
)
def test_label_says_the_tape_in_a_sentence(starts_ms, label):
    spans = [span(str(start_ms), start_ms) for start_ms in starts_ms]

    with translation.override(None):
        assert build_tape(3_700_000, spans, label="Gesprek 3").label == label


def test_label_without_a_name_is_the_sentence_alone():
    with translation.override(None):
        assert build_tape(1000, [span("a", 500)]).label == "1 fragment at 0:00.5"


def test_rows_of_an_interview_share_its_marks_and_have_their_own():
    tape_of = row_tapes(1000, [(100, 200), (500, None)])

    assert tape_of("a", 100, 200) == RowTape(
        known=SCALE,
        starts="M100 4v16M500 4v16",
        spans="M100 12h100",
        pid="a",
        own_start="M100 4v16",
        own_span="M100 12h100",
    )
    assert (tape_of("b", 500, None).own_start, tape_of("b", 500, None).own_span) == (
        "M500 4v16",
        "",
    )


@given(
    duration_ms=st.one_of(st.none(), st.integers(0, 100_000)),
    spans=st.lists(
        st.tuples(st.integers(0, 200_000), st.one_of(st.none(), st.integers(0, 200_000))),
        min_size=1,
    ),
)
def test_tape_of_a_row_has_the_places_of_the_whole_tape(duration_ms, spans):
    spans = sorted(spans, key=lambda one: one[0])
    tape_of = row_tapes(duration_ms, spans)
    tape = build_tape(duration_ms, [span(str(n), *one) for n, one in enumerate(spans)])

    shown = {mark.pid: mark for mark in tape.marks}
    for n, (start_ms, end_ms) in enumerate(spans):
        own = tape_of(str(n), start_ms, end_ms)
        assert own.known == tape.known
        if duration_ms and start_ms >= duration_ms:
            assert str(n) not in shown
            assert own.own_start == own.own_span == ""
            continue
        mark = shown[str(n)]
        assert own.own_start == f"M{mark.x} 4v16"
        assert own.own_span == (f"M{mark.x} 12h{mark.width}" if mark.width else "")
        assert own.own_start in own.starts and own.own_span in own.spans
        assert tape.of(mark) == own._replace(starts="", spans="")


def test_place_that_does_not_exist_is_not_drawn():
    tape = build_tape(1000, [span("a", 500), span("b", 1000), span("c", 5000)])
    row = row_tapes(1000, [(500, None), (5000, None)])("c", 5000, None)

    assert [mark.pid for mark in tape.marks] == ["a"]
    assert row == RowTape(SCALE, "M500 4v16", "", "c", "", "")
