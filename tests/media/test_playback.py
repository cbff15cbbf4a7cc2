import json

import pytest

from catalogue.media.playback import PlaybackPart, build_playback

MINUTE = 60_000


def part(number=1, duration_ms=30 * MINUTE, **values):
    return PlaybackPart(
        url=f"/opname/p/{number}.mp4", mime_type="video/mp4", duration_ms=duration_ms, **values
    )


def test_playback_of_nothing_is_none():
    assert build_playback([], start_ms=0) is None


def test_parts_are_laid_end_to_end():
    playback = build_playback([part(1), part(2, 20 * MINUTE), part(3, 10 * MINUTE)], start_ms=0)

    assert [part.start_ms for part in playback.parts] == [0, 30 * MINUTE, 50 * MINUTE]
    assert playback.duration_ms == 60 * MINUTE


@pytest.mark.parametrize("unknown", [None, 0])
def test_parts_after_one_of_unknown_length_are_left_out(unknown):
    playback = build_playback([part(1), part(2, unknown), part(3)], start_ms=90 * MINUTE)

    assert [part.url for part in playback.parts] == ["/opname/p/1.mp4", "/opname/p/2.mp4"]
    assert playback.duration_ms is None
    assert playback.start_ms == 90 * MINUTE
    assert playback.src == "/opname/p/2.mp4#t=3600"


@pytest.mark.parametrize(
    ("start_ms", "stop_ms", "src"),
    [
        pytest.param(0, None, "/opname/p/1.mp4", id="from the beginning"),
        pytest.param(0, 60_000, "/opname/p/1.mp4#t=0,60", id="from the beginning to a stop"),
        pytest.param(903_000, None, "/opname/p/1.mp4#t=903", id="without a stop"),
        pytest.param(903_000, 1_200_000, "/opname/p/1.mp4#t=903,1200", id="with a stop"),
        pytest.param(903_500, 1_200_250, "/opname/p/1.mp4#t=903.5,1200.25", id="decimals"),
        pytest.param(1_799_999, None, "/opname/p/1.mp4#t=1799.999", id="end of the first part"),
        pytest.param(1_800_000, None, "/opname/p/2.mp4", id="beginning of the second part"),
        pytest.param(1_860_000, 1_920_000, "/opname/p/2.mp4#t=60,120", id="in the second part"),
        pytest.param(1_740_000, 1_800_000, "/opname/p/1.mp4#t=1740,1800", id="to the part's end"),
        pytest.param(1_740_000, 1_860_000, "/opname/p/1.mp4#t=1740", id="over a part's end"),
        pytest.param(3_600_000, None, "/opname/p/2.mp4#t=1800", id="the very end"),
        pytest.param(9_000_000, None, "/opname/p/2.mp4#t=1800", id="past the end"),
        pytest.param(9_000_000, 9_100_000, "/opname/p/2.mp4#t=1800", id="all past the end"),
        pytest.param(3_000_000, 9_100_000, "/opname/p/2.mp4#t=1200", id="stop past the end"),
        pytest.param(903_000, 903_000, "/opname/p/1.mp4#t=903", id="stop at the start"),
        pytest.param(903_000, 900_000, "/opname/p/1.mp4#t=903", id="stop before the start"),
    ],
)
def test_src_is_the_part_with_times_in_it(start_ms, stop_ms, src):
    playback = build_playback([part(1), part(2)], start_ms=start_ms, stop_ms=stop_ms)

    assert playback.src == src


@pytest.mark.parametrize(
    ("stop_ms", "stated", "expected"),
    [
        (1_200_000, True, (1_200_000, True)),
        (1_200_000, False, (1_200_000, False)),
        (None, True, (None, False)),
        (903_000, True, (None, False)),
        (9_000_000, True, (1_800_000, True)),
    ],
)
def test_stop_and_whether_it_is_stated(stop_ms, stated, expected):
    playback = build_playback([part()], start_ms=903_000, stop_ms=stop_ms, stop_is_stated=stated)

    assert (playback.stop_ms, playback.stop_is_stated) == expected


@pytest.mark.parametrize(
    ("demonstrations", "expected"),
    [([False, False], False), ([True, True], True), ([False, True], True)],
)
def test_playback_is_a_demonstration_when_any_part_is(demonstrations, expected):
    playback = build_playback([part(demonstration=one) for one in demonstrations], start_ms=0)

    assert playback.is_demonstration is expected


def test_json_is_in_seconds_on_the_interviews_timeline():
    playback = build_playback(
        [part(1), part(2, None)],
        start_ms=903_000,
        stop_ms=1_200_500,
        stop_is_stated=True,
        pid="x7",
        title='Zo’n </script> "vreselijke" minister',
        interview="Gesprek 5",
        href="/fragmenten/x7/",
    )

    assert json.loads(playback.as_json) == {
        "parts": [
            {
                "url": "/opname/p/1.mp4",
                "type": "video/mp4",
                "start": 0.0,
                "duration": 1800.0,
                "demonstration": False,
                "captions": [],
            },
            {
                "url": "/opname/p/2.mp4",
                "type": "video/mp4",
                "start": 1800.0,
                "duration": None,
                "demonstration": False,
                "captions": [],
            },
        ],
        "start": 903.0,
        "stop": 1200.5,
        "stated": True,
        "pid": "x7",
        "title": 'Zo’n </script> "vreselijke" minister',
        "interview": "Gesprek 5",
        "href": "/fragmenten/x7/",
        "startText": "15:03",
    }


def test_json_of_a_playback_without_a_stop_says_null():
    values = json.loads(build_playback([part()], start_ms=0).as_json)

    assert (values["stop"], values["stated"]) == (None, False)
