"""The rules for the fragments of an interview, case by case; and that the lists of work agree."""

import random

import pytest
from django.utils import translation

from catalogue import quality
from catalogue.models.faults import Kind, Row, faults_in, standing
from tests.factories import FragmentFactory, InterviewFactory, RecordingFactory


def row(start_s: float, end_s: float | None = None, title: str = "Titel") -> Row:
    end_ms = None if end_s is None else int(end_s * 1000)
    return Row(int(start_s * 1000), end_ms, title, f"“{title}”")


def kinds(*rows: Row, **rules) -> list[tuple[Kind, list[int]]]:
    """Each fault with the places, from 0, of its rows."""
    found = faults_in(rows, **rules)
    return [(fault.kind, [rows.index(one) for one in fault.rows]) for fault in found]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row(1, title="")], [(Kind.NO_TITLE, [0])], id="no title"),
        pytest.param([row(1, title=" \n")], [(Kind.NO_TITLE, [0])], id="blank title"),
        pytest.param([row(2, 1)], [(Kind.ENDS_TOO_EARLY, [0])], id="end before start"),
        pytest.param([row(2, 2)], [(Kind.ENDS_TOO_EARLY, [0])], id="end at start"),
        pytest.param([row(2), row(2)], [(Kind.SAME_START, [1, 0])], id="same start"),
        pytest.param(
            [row(2), row(2), row(2)],
            [(Kind.SAME_START, [1, 0]), (Kind.SAME_START, [2, 0])],
            id="same start of three",
        ),
        pytest.param(
            [row(2, 1), row(2)], [(Kind.ENDS_TOO_EARLY, [0])], id="a bad row takes no start"
        ),
        pytest.param([row(1, 3), row(2, 4)], [(Kind.OVERLAP, [0, 1])], id="overlap"),
        pytest.param([row(2, 4), row(1, 3)], [(Kind.OVERLAP, [1, 0])], id="in any order"),
        pytest.param([row(1, 2), row(2, 4)], [], id="one after the other"),
        pytest.param([row(1), row(2)], [], id="ends that are not stated"),
        pytest.param(
            [row(1, 5), row(2), row(2)],
            [(Kind.SAME_START, [2, 1]), (Kind.OVERLAP, [0, 1])],
            id="a refused row is not warned about",
        ),
    ],
)
def test_rows_of_one_interview_are_judged(rows, expected):
    assert kinds(*rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row(0, 10), row(70)], [], id="as long as the setting"),
        pytest.param([row(0, 10), row(70.001)], [(Kind.GAP, [1, 0])], id="longer"),
        pytest.param([row(0), row(500)], [], id="the one before has no stated end"),
        pytest.param([row(500)], [], id="before the first"),
        pytest.param(
            [row(0, 400), row(10, 20), row(450)],
            [(Kind.OVERLAP, [0, 1])],
            id="an earlier one lasts",
        ),
        pytest.param(
            [row(0, 20), row(30, 40), row(200, 201), row(300)],
            [(Kind.GAP, [2, 1]), (Kind.GAP, [3, 2])],
            id="two gaps",
        ),
    ],
)
def test_gap_is_told_that_is_longer_than_the_setting(rows, expected):
    assert kinds(*rows, gap_ms=60_000) == expected
    assert not any(kind is Kind.GAP for kind, _rows in kinds(*rows))


@pytest.mark.parametrize(
    ("one", "is_past"),
    [
        (row(9), False),
        (row(10), True),
        (row(9, 10), False),
        (row(9, 10.001), True),
    ],
)
def test_row_past_the_end_of_the_recording_is_told(one, is_past):
    assert kinds(one, length_ms=10_000) == ([(Kind.PAST_THE_END, [0])] if is_past else [])
    assert kinds(one, length_ms=None) == []


def test_sentences_name_the_rows_and_their_times():
    with translation.override("nl"):
        told = [
            one.sentence
            for one in faults_in(
                [row(1, 3, "A"), row(2, 4, "B"), row(100, 101, "C"), row(100, None, "D")],
                length_ms=99_029,
                gap_ms=60_000,
            )
        ]

    assert told == [
        "“D” en “C” beginnen allebei op 1:40. Geef er één een andere begintijd.",
        "“A” eindigt op 0:03, nadat “B” op 0:02 is begonnen.",
        "Tussen “B” en “C” is 1:36 lang niets geknipt, vanaf 0:04.",
        "“C” ligt voorbij het einde van de opname, die 1:39 duurt.",
    ]


CODES = {
    Kind.OVERLAP: "overlap",
    Kind.GAP: "gat",
    Kind.PAST_THE_END: "voorbij-het-einde",
}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_lists_of_work_hold_what_the_rules_warn_about(seed, settings):
    """The twins in SQL find the same fragments, whatever stands in the interviews."""
    chance = random.Random(seed)
    settings.GAP_MS = 20_000
    expected: dict[Kind, set[str]] = {kind: set() for kind in CODES}
    for _number in range(3):
        interview = InterviewFactory()
        length_ms = chance.choice([None, 100_000, 200_000])
        if length_ms:
            RecordingFactory(interview=interview, duration_ms=length_ms)
        for start_s in chance.sample(range(250), 12):
            lasts_ms = chance.choice([None, 1_000, 5_000, 30_000, 90_000])
            FragmentFactory(
                interview=interview,
                start_ms=start_s * 1000,
                end_ms=None if lasts_ms is None else start_s * 1000 + lasts_ms,
                title=f"{interview.pk}/{start_s}",
                state=chance.choice(["draft", "draft", "withdrawn"]),
            )
        rows = standing(interview.fragments.all())
        for fault in faults_in(rows, length_ms=length_ms, gap_ms=settings.GAP_MS):
            expected[fault.kind].add(fault.row.title)

    found = {
        kind: {
            fragment.title for work in quality.WORK if work.code == code for fragment in work.find()
        }
        for kind, code in CODES.items()
    }

    assert found == expected
    assert any(expected.values())
