"""The report: incomplete answers get no time, remembered ones no ratio; the chart says it too."""

from copy import deepcopy
from xml.etree import ElementTree

import pytest

from benchmarks.chart import chart, series
from benchmarks.comparison import slowest_of
from benchmarks.dataset import dataset_of
from benchmarks.options import Options, parser
from benchmarks.report import section

SVG = "{http://www.w3.org/2000/svg}"


def times(p50):
    return {"p50": p50, "p95": 2 * p50, "p99": 3 * p50, "max": 4 * p50, "n": 30}


def row(**changes):
    known = {"hits": 7, "stored": False, "peers": True, "three": times(2.0), "process": times(3.0)}
    return {**known, "page": times(10.0), "shown": True, **changes}


@pytest.fixture
def run():
    return {
        "name": "30k",
        "quick": False,
        "date": "2026-01-31",
        "machine": {"processor": "2 × Example", "memory": "4 GiB", "Python": "3.11"},
        "plan": {
            **{"fragments": 29_972, "interviews": 254, "themes": 2_000, "zipf": 1.0},
            **{"shuffled": False, "transcript_words": 0},
        },
        "generated": {"checksum": "c0ffee", "rows": {"catalogue_placement": 80_000}},
        "load": [0.1, 0.2],
        "skew": [0.3, 0.1, 0.02, 0.001],
        "compared": {"sql": 30, "recount": 12, "wrong": {}},
        "queries": {"front": row(stored=True), "theme": row(), "extra": row(peers=False)},
        "peers": {
            "Turtle": {
                "place": "in process",
                "cost": {"seconds": 3.0, "bytes": 2**20},
                "queries": {"front": {"times": times(500.0)}, "theme": {"times": times(30.0)}},
            },
            "Snail": {
                "place": "HTTP",
                "cost": {},
                "queries": {
                    "front": {"said": "incomplete: no themes"},
                    "theme": {"times": times(45.0)},
                },
            },
            "tantivy": {"absent": "tantivy is not installed"},
        },
        "build": {"seconds": 5.0, "peak": 2**27, "load": 0.3},
        "bytes": {"database": 2**25, "catalogue_document": 2**22},
        "memory": {"rss": 2**26, "private": 2**25},
        "mix": {"cold": times(5.0), "warm": times(4.0), "memory": {"rss": 2**26}},
        "floor": {"bytes": 30_720, "static": times(1.0), "listing": times(4.0)},
        "edits": {
            name: times(3.0) for name in ("theme", "title", "first answer after", "answer later")
        },
        "cold": {"ready": 0.6, "first": 0.1},
    }


def lines_of(text, beginning):
    return [line for line in text.splitlines() if line.startswith(beginning)]


def test_answer_is_timed_in_process_and_over_http(run):
    assert "| theme | 7 | 3.00 | 6.00 | 10.0 | 20.0 | 30 |" in section(run)


def test_incomplete_answer_has_no_time(run):
    [line] = [line for line in lines_of(section(run), "| front †") if "incomplete" in line]

    assert line == "| front † | 2.00 (4.00) | 500 (1000) | 10.0 (20.0) | incomplete: no themes |"


def test_remembered_answer_has_no_ratio(run):
    ratios = section(run).partition("How many times as long as ours")[2]

    assert "front" not in ratios


def test_ratio_is_between_engines_that_are_asked_alike(run):
    assert lines_of(section(run), "| theme | 15.0") == ["| theme | 15.0 | 4.5 |"]
    assert lines_of(section(run), "| **slowest") == ["| **slowest with slowest** | 15.0 | 4.5 |"]


def test_answer_that_did_not_come_counts_for_at_least_the_wait(run):
    run["peers"]["Turtle"]["queries"]["theme"] = {"said": "over 60 s", "over_ms": 60_000}

    assert lines_of(section(run), "| theme | 2.00") == [
        "| theme | 2.00 (4.00) | over 60 s | 10.0 (20.0) | 45.0 (90.0) |"
    ]
    assert lines_of(section(run), "| theme | >") == ["| theme | > 30000.0 | 4.5 |"]
    assert lines_of(section(run), "| **slowest") == [
        "| **slowest with slowest** | > 30000.0 | 4.5 |"
    ]


def test_slowest_leaves_out_what_is_remembered(run):
    assert slowest_of(run, "times", run["peers"]["Turtle"]) == 30.0


def test_engine_that_is_not_there_is_named(run):
    assert "tantivy: not measured, tantivy is not installed." in section(run)


def test_query_that_is_no_longer_asked_is_told_of(run):
    assert "`text+org`" not in section(run)

    run["queries"]["text+theme"] = row(peers=False)

    assert "Since then it is `text+org`" in section(run)


def test_differences_are_told(run):
    run["compared"]["wrong"] = {"theme": ["other themes"]}
    run["queries"]["theme"] = {
        "hits": 7,
        "stored": False,
        "peers": True,
        "said": "differs: other themes",
    }

    text = section(run)

    assert "**Differences**" in text
    assert lines_of(text, "| theme |") == [
        "| theme | 7 | differs: other themes | | | | |",
        "| theme | differs: other themes | 30.0 (60.0) | differs: other themes | 45.0 (90.0) |",
    ]


def test_chart_has_the_slowest_of_each_engine_at_each_size(run):
    larger = deepcopy(run) | {"name": "650k", "peers": {}}
    larger["queries"]["theme"] = row(three=times(20.0))

    assert series({"30k": run, "650k": larger}) == {
        "ours": [(0, 4.0), (1, 40.0)],
        "ours, whole page": [(0, 20.0), (1, 20.0)],
        "Turtle": [(0, 60.0)],
        "Snail": [(0, 90.0)],
    }


def test_chart_is_told_in_words(run):
    drawing = ElementTree.fromstring(chart([run]))

    assert drawing.attrib["role"] == "img"
    assert drawing.attrib["aria-labelledby"] == "title desc"
    assert "Turtle: 60 ms at 30,000" in drawing.find(f"{SVG}desc").text
    assert {text.text for text in drawing.iter(f"{SVG}text")} >= {"ours", "Turtle", "6.5 million"}


def test_chart_leaves_out_other_plans(run):
    other = run | {"name": "30k-shuffled"}

    assert chart([run, other]) == chart([run])


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "30k"),
        ({"database": "postgres"}, "30k-postgres"),
        ({"mark": "beside-postgres"}, "30k-beside-postgres"),
        ({"database": "postgres", "mark": "twice"}, "30k-postgres-twice"),
    ],
)
def test_sections_of_other_runs_have_other_names(changes, name):
    assert Options(size="30k", dataset=dataset_of("30k"), **changes).name == name


@pytest.mark.parametrize("mark", ["a b", "../a", "A"])
def test_mark_that_cannot_name_a_file_is_refused(mark, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["run", "--mark", mark])
    assert repr(mark) in capsys.readouterr().err
