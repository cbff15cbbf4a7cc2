import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.values import timecode
from catalogue.values.timecode import MAX_MS, TimecodeError

positions = st.integers(min_value=0, max_value=MAX_MS)
# Random text seldom comes near a timecode; text of its own characters does.
near_misses = st.text(alphabet="0123456789:.,hmsHMSPT- \u00a0\u202f٣½", max_size=20)

READ = {
    "15:3": 903_000,
    "15:03": 903_000,
    "0:15:03": 903_000,
    "1:02:03": 3_723_000,
    "1:2:3": 3_723_000,
    "75:10": 4_510_000,
    "15:03.5": 903_500,
    "15:03,5": 903_500,
    "15:03.050": 903_050,
    "903": 903_000,
    "0": 0,
    "0:00": 0,
    "15m3s": 903_000,
    "15M3S": 903_000,
    "15m 3s": 903_000,
    "15m\u00a03s": 903_000,
    "15m  3s": 903_000,
    "1h2m3s": 3_723_000,
    "1h3s": 3_603_000,
    "1h": 3_600_000,
    "15m": 900_000,
    "75m": 4_500_000,
    "3s": 3_000,
    "3.5s": 3_500,
    "PT15M3S": 903_000,
    "pt15m3s": 903_000,
    "PT15M3.5S": 903_500,
    "PT1H": 3_600_000,
    "PT0S": 0,
    "  15:03\t\r\n": 903_000,
    "\u00a015:03\u202f": 903_000,
    "\ufeff15:03": 903_000,
    "\u200e15:03": 903_000,
    "15:03\u200b": 903_000,
    "\ufeff15:3": 903_000,
    "15\u00ad:03": 903_000,
    "\u20661:02:03\u2069": 3_723_000,
    "\u202a15:\u200d03\u202c": 903_000,
    "\u200f \u200e15:03\u00a0\u2060": 903_000,
    "15:03\ufe0f": 903_000,
    "\u280015:03\u3000": 903_000,
    "15m\u00a0\u200b 3s": 903_000,
    "15\uff1a03": 903_000,
    "15\u223603": 903_000,
    "99:59:59.999": MAX_MS,
}

REFUSED = {
    "": "empty",
    " \u00a0\u202f ": "empty",
    "\u200e": "empty",
    "\u200e15:60": "seconds",
    "15\u200b.3": "ambiguous",
    "\u200e-1": "range",
    "15\u00b703": "form",
    "١٥:٠٣": "digits",
    "１５:０３": "digits",
    "15:½": "digits",
    "15.3": "ambiguous",
    "15,3": "ambiguous",
    "903.5": "ambiguous",
    "15:60": "seconds",
    "15:600": "seconds",
    "1:00:60": "seconds",
    "15m60s": "seconds",
    "PT15M60S": "seconds",
    "1:60:00": "minutes",
    "1h60m": "minutes",
    "15:03.1234": "precision",
    "3.1234s": "precision",
    "-1": "range",
    "-15:03": "range",
    "\u221215:03": "range",
    "100:00:00": "range",
    "6000:00": "range",
    "360000": "range",
    "100h": "range",
    "15:3:": "form",
    ":15": "form",
    "15:": "form",
    "1:2:3:4": "form",
    "15:003": "form",
    "15 : 03": "form",
    "15:03.": "form",
    "15:03.5.5": "form",
    "1.02.03": "form",
    "15:.5": "form",
    "+15:03": "form",
    "15m3": "form",
    "m3s": "form",
    "3s15m": "form",
    "15m 3ſ": "form",
    "PT": "form",
    "PT15M 3S": "form",
    "P1D": "form",
    "1e3": "form",
    "1_000": "form",
    "15:03\x00": "form",
    "kwart over drie": "form",
}


@pytest.mark.parametrize(("text", "ms"), READ.items(), ids=map(repr, READ))
def test_parse_reads(text, ms):
    assert timecode.parse(text) == ms


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=map(repr, REFUSED))
def test_parse_refuses(text, code):
    with pytest.raises(TimecodeError) as caught:
        timecode.parse(text)

    assert (caught.value.code, caught.value.text) == (code, text)


@pytest.mark.parametrize(
    "text",
    ["1" * 1_000_000, "1:" * 500_000, "1h" * 500_000, "0" * 41, "15:03" + " " * 1_000_000 + "x"],
    ids=["digits", "colons", "hours", "just too long", "spaces inside"],
)
def test_parse_refuses_overlong_text(text):
    with pytest.raises(TimecodeError) as caught:
        timecode.parse(text)

    assert caught.value.code == "form"
    assert len(str(caught.value)) < 100


DECORATION = st.text(
    "\u200e\u200f\u2066\u2069\u200b\u2060\ufeff\u00ad\u00a0\u202f \t\n", max_size=4
)
UNSEEN = st.text("\u200e\u200f\u2066\u2069\u200b\u2060\ufeff\u00ad", max_size=2)


@given(st.sampled_from([*READ, *REFUSED]), DECORATION, DECORATION, UNSEEN)
def test_parse_reads_the_same_however_it_is_pasted(text, before, after, inside):
    pasted = before + inside.join(text) + after

    if text in READ:
        assert timecode.parse(pasted) == READ[text]
    else:
        with pytest.raises(TimecodeError) as caught:
            timecode.parse(pasted)
        assert caught.value.code == REFUSED[text]


@pytest.mark.parametrize("value", [None, 903, 903.0, b"15:03", ["15:03"]], ids=repr)
def test_parse_takes_text_only(value):
    with pytest.raises(TypeError):
        timecode.parse(value)


@given(positions)
def test_parse_undoes_each_way_of_writing(ms):
    assert timecode.parse(timecode.format(ms)) == ms
    assert timecode.parse(timecode.iso(ms)) == ms
    assert timecode.parse_span(timecode.seconds(ms)) == (ms, None)


@given(st.text() | near_misses)
def test_parse_gives_a_position_or_its_own_error(text):
    try:
        ms = timecode.parse(text)
    except TimecodeError as error:
        assert error.text == text
    else:
        assert 0 <= ms <= MAX_MS
        assert timecode.parse(timecode.format(ms)) == ms


FORMS = {
    # ms: (format, say, length, seconds, iso)
    0: ("0:00", "0 seconden", "0 s", "0", "PT0S"),
    1: ("0:00.001", "0,001 seconden", "1 s", "0.001", "PT0.001S"),
    1_000: ("0:01", "1 seconde", "1 s", "1", "PT1S"),
    1_500: ("0:01.5", "1,5 seconden", "2 s", "1.5", "PT1.5S"),
    45_000: ("0:45", "45 seconden", "45 s", "45", "PT45S"),
    59_600: ("0:59.6", "59,6 seconden", "1 min", "59.6", "PT59.6S"),
    60_000: ("1:00", "1 minuut", "1 min", "60", "PT1M"),
    61_000: ("1:01", "1 minuut 1 seconde", "1 min 1 s", "61", "PT1M1S"),
    200_000: ("3:20", "3 minuten 20 seconden", "3 min 20 s", "200", "PT3M20S"),
    903_000: ("15:03", "15 minuten 3 seconden", "15 min 3 s", "903", "PT15M3S"),
    903_050: ("15:03.05", "15 minuten 3,05 seconden", "15 min 3 s", "903.05", "PT15M3.05S"),
    3_599_600: ("59:59.6", "59 minuten 59,6 seconden", "1 uur", "3599.6", "PT59M59.6S"),
    3_600_000: ("1:00:00", "1 uur", "1 uur", "3600", "PT1H"),
    3_603_000: ("1:00:03", "1 uur 3 seconden", "1 uur", "3603", "PT1H3S"),
    3_723_000: ("1:02:03", "1 uur 2 minuten 3 seconden", "1 uur 2 min", "3723", "PT1H2M3S"),
    7_200_000: ("2:00:00", "2 uur", "2 uur", "7200", "PT2H"),
    10_771_000: ("2:59:31", "2 uur 59 minuten 31 seconden", "3 uur", "10771", "PT2H59M31S"),
}


@pytest.mark.parametrize(("ms", "forms"), FORMS.items(), ids=map(str, FORMS))
def test_position_is_written_in_each_form(ms, forms):
    written = (
        timecode.format(ms),
        timecode.say(ms),
        timecode.length(ms),
        timecode.seconds(ms),
        timecode.iso(ms),
    )

    assert written == forms


WRITERS = [timecode.format, timecode.say, timecode.length, timecode.seconds, timecode.iso]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
def test_writing_refuses_a_negative_position(write):
    with pytest.raises(ValueError, match="not negative: -1"):
        write(-1)


def test_format_writes_past_the_maximum():
    # The admin parks a fragment there while it swaps start times.
    assert timecode.format(MAX_MS + 1) == "100:00:00"


SPANS = {
    "903": (903_000, None),
    "903.5": (903_500, None),
    "0": (0, None),
    "903,963": (903_000, 963_000),
    "903.5,963": (903_500, 963_000),
    "903,903.001": (903_000, 903_001),
    "15:03": (903_000, None),
    "15:03,16:03": (903_000, 963_000),
    "15:03.5,1:16:03": (903_500, 4_563_000),
    "903,16:03": (903_000, 963_000),
    "15m3s": (903_000, None),
    " 903, 963 ": (903_000, 963_000),
}

REFUSED_SPANS = {
    "": "empty",
    "  ": "empty",
    "903,": "form",
    ",963": "form",
    ",": "form",
    "903,963,1000": "form",
    "903-963": "form",
    "npt:903": "form",
    "junk": "form",
    "903.": "form",
    "NaN": "form",
    "1e3": "form",
    "9" * 41: "form",
    "9" * 1_000_000: "form",
    "," * 1_000_000: "form",
    "-1": "range",
    "903,-1": "range",
    "360000": "range",
    "903,360000": "range",
    "963,903": "order",
    "903,903": "order",
    "15:03,5": "order",
    "15:60": "seconds",
    "903.1234": "precision",
    "٩٠٣": "digits",
}


@pytest.mark.parametrize(("text", "span"), SPANS.items(), ids=map(repr, SPANS))
def test_parse_span_reads(text, span):
    assert timecode.parse_span(text) == span


@pytest.mark.parametrize(
    ("text", "code"), REFUSED_SPANS.items(), ids=(repr(text[:20]) for text in REFUSED_SPANS)
)
def test_parse_span_refuses(text, code):
    with pytest.raises(TimecodeError) as caught:
        timecode.parse_span(text)

    assert caught.value.code == code


@given(st.text() | near_misses)
def test_parse_span_gives_a_span_or_its_own_error(text):
    try:
        start, end = timecode.parse_span(text)
    except TimecodeError:
        return

    assert 0 <= start <= MAX_MS
    assert end is None or start < end <= MAX_MS


@pytest.mark.parametrize("value", [None, 903, b"903"], ids=repr)
def test_parse_span_takes_text_only(value):
    with pytest.raises(TypeError):
        timecode.parse_span(value)


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_timecode_error_survives_copying(duplicate):
    copied = duplicate(TimecodeError("seconds", "15:60"))

    assert (copied.code, copied.text) == ("seconds", "15:60")
