import copy
import pickle
from calendar import monthrange
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.values import partial_date
from catalogue.values.partial_date import Bound, PartialDate, PartialDateError

READ = {
    # text: (canonical, Dutch, earliest, latest)
    "2018": ("2018", "2018", date(2018, 1, 1), date(2018, 12, 31)),
    "2018-11": ("2018-11", "november 2018", date(2018, 11, 1), date(2018, 11, 30)),
    "2018-11-05": ("2018-11-05", "5 november 2018", date(2018, 11, 5), date(2018, 11, 5)),
    "2020-02": ("2020-02", "februari 2020", date(2020, 2, 1), date(2020, 2, 29)),
    "2018~": ("2018~", "circa 2018", date(2018, 1, 1), date(2018, 12, 31)),
    "2022-11/2023-01": (
        "2022-11/2023-01",
        "november 2022 – januari 2023",
        date(2022, 11, 1),
        date(2023, 1, 31),
    ),
    "2002~/2007": ("2002~/2007", "circa 2002 – 2007", date(2002, 1, 1), date(2007, 12, 31)),
    "2018/2018-03": ("2018/2018-03", "2018 – maart 2018", date(2018, 1, 1), date(2018, 3, 31)),
}

ALSO_READ = {
    # what an editor types: canonical
    "ca. 2018": "2018~",
    "ca 2018": "2018~",
    "circa 2018": "2018~",
    "rond 2018": "2018~",
    "omstreeks november 2018": "2018-11~",
    "±2018": "2018~",
    "c. 2018": "2018~",
    "Circa November 2018": "2018-11~",
    "ca. 2018~": "2018~",
    "november 2018": "2018-11",
    "NOVEMBER 2018": "2018-11",
    "nov 2018": "2018-11",
    "sept. 2018": "2018-09",
    "mrt 2018": "2018-03",
    "mei 2018": "2018-05",
    "5 november 2018": "2018-11-05",
    "05 november 2018": "2018-11-05",
    "5 nov. 2018": "2018-11-05",
    "5\u00a0november\u202f2018": "2018-11-05",
    "5-11-2018": "2018-11-05",
    "05-11-2018": "2018-11-05",
    "11-2018": "2018-11",
    "\u200e5-\u200e11-\u200e2018": "2018-11-05",
    "5-11-2018\u200b": "2018-11-05",
    "\u20665-11-2018\u2069": "2018-11-05",
    "\ufeffnovem\u00adber\u00a02018": "2018-11",
    "november  2018": "2018-11",
    "5\u201111\u20112018": "2018-11-05",
    "5–11–2018": "2018-11-05",
    "5–11–2018 – 6–11–2018": "2018-11-05/2018-11-06",
    "ca.\u00a0\u200e2018": "2018~",
    "2002\u20102007": "2002/2007",
    "  2018 ": "2018",
    "2002-2007": "2002/2007",
    "2002 - 2007": "2002/2007",
    "2002–2007": "2002/2007",
    "ca. 2002 – ca. 2007": "2002~/2007~",
    "2022-11 / 2023-01": "2022-11/2023-01",
    "november 2022 t/m januari 2023": "2022-11/2023-01",
    "november 2022 tot en met januari 2023": "2022-11/2023-01",
    "5-11-2018 - 6-11-2018": "2018-11-05/2018-11-06",
    "circa 15 september 2022 t/m circa 15 september 2023": "2022-09-15~/2023-09-15~",
}

REFUSED = {
    "": "empty",
    " \u00a0 ": "empty",
    "0999": "year",
    "3000": "year",
    "2018-00": "month",
    "2018-13": "month",
    "13-2018": "month",
    "novembre 2018": "month",
    "5 febuari 2018": "month",
    "brumaire 2018": "part",
    "sinterklaas 2018": "part",
    "sinds 2010": "side",
    "vanaf november 2010": "side",
    "tot 2010": "side",
    "vóór 2010": "side",
    "2010 –": "side",
    "2018-11-00": "day",
    "2018-11-31": "day",
    "30-2-2020": "day",
    "29 februari 2019": "day",
    "2018/2017": "order",
    "2018-03/2018-02-28": "order",
    "\u200e": "empty",
    "32-11-2018": "day",
    "\u200e5-13-2018": "month",
    "n\u043evember 2018": "form",
    "november 2018\x07": "form",
    "najaar 2010": "part",
    "Voorjaar\u00a02010": "part",
    "zomer 2010": "part",
    "kerst 2010": "part",
    "eind 2010": "part",
    "medio november 2010": "part",
    "eerste helft 2010": "part",
    "lente 2010 – herfst 2011": "part",
    "jaren tachtig": "part",
    "heden": "moving",
    "Heden": "moving",
    "2010 – heden": "moving",
    "2010 t/m nu": "moving",
    "2010-heden": "moving",
    "vandaag": "moving",
    "sinds heden": "moving",
    "18": "form",
    "20181105": "form",
    "2018-1": "form",
    "2018-11-5": "form",
    "5/11/2018": "form",
    "5.11.2018": "form",
    "5 2018": "form",
    "2018?": "form",
    "~2018": "form",
    "2018~~": "form",
    "ca.": "form",
    "ca.2018": "form",
    "2018/": "form",
    "/2018": "form",
    "2018/..": "form",
    "2018/2019/2020": "form",
    "2018-2019-2020": "form",
    "2018 t/m": "form",
    "٢٠١٨": "form",
    "-2018": "form",
    "onbekend": "form",
    "2" * 1_000_000: "form",
    " 2018" * 200_000: "form",
}


@st.composite
def bounds(draw):
    year = draw(st.integers(partial_date.FIRST_YEAR, partial_date.LAST_YEAR))
    month = draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, monthrange(year, month)[1])) if month else None
    return Bound(year, month, day, circa=draw(st.booleans()))


@st.composite
def partial_dates(draw):
    first = draw(bounds())
    last = draw(st.none() | bounds().filter(lambda bound: bound.latest >= first.earliest))
    return PartialDate(first, last)


@pytest.mark.parametrize(("text", "facts"), READ.items(), ids=READ)
def test_parse_reads_canonical_text(text, facts):
    stated = partial_date.parse(text)

    assert (str(stated), stated.format_nl(), stated.earliest, stated.latest) == facts


@pytest.mark.parametrize(("text", "canonical"), ALSO_READ.items(), ids=map(repr, ALSO_READ))
def test_parse_reads_what_an_editor_types(text, canonical):
    assert str(partial_date.parse(text)) == canonical


@pytest.mark.parametrize(
    ("text", "code"), REFUSED.items(), ids=(repr(text[:20]) for text in REFUSED)
)
def test_parse_refuses(text, code):
    with pytest.raises(PartialDateError) as caught:
        partial_date.parse(text)

    assert (caught.value.code, caught.value.text) == (code, text)
    assert len(str(caught.value)) < 120


UNSEEN = st.text("\u200e\u200f\u2066\u2069\u200b\u2060\ufeff\u00ad", max_size=2)
SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "  ", " \u200b "])


@given(st.sampled_from([*READ, *ALSO_READ]), UNSEEN, SPACES)
def test_parse_reads_the_same_however_it_is_pasted(text, unseen, space):
    pasted = space + unseen.join(text).replace(" ", space) + unseen

    assert partial_date.parse(pasted) == partial_date.parse(text)


@pytest.mark.parametrize("value", [None, 2018, date(2018, 11, 5)], ids=repr)
def test_parse_takes_text_only(value):
    with pytest.raises(TypeError):
        partial_date.parse(value)


@given(partial_dates())
def test_parse_undoes_both_ways_of_writing(stated):
    assert partial_date.parse(str(stated)) == stated
    assert partial_date.parse(stated.format_nl()) == stated
    assert len(str(stated)) <= 23
    assert stated.earliest <= stated.latest


@given(st.text() | st.text(alphabet="0123456789-/~–. canovt", max_size=24))
def test_parse_gives_a_date_or_its_own_error(text):
    try:
        stated = partial_date.parse(text)
    except PartialDateError as error:
        assert error.text == text
    else:
        assert partial_date.parse(str(stated)) == stated


def test_partial_date_is_a_value():
    stated = partial_date.parse("november 2018")

    assert stated == PartialDate(Bound(2018, 11))
    assert hash(stated) == hash(PartialDate(Bound(2018, 11)))
    assert copy.deepcopy(stated) == stated
    assert pickle.loads(pickle.dumps(stated)) == stated
    with pytest.raises(FrozenInstanceError):
        stated.first = Bound(2019)


def test_partial_date_has_no_order():
    with pytest.raises(TypeError):
        partial_date.parse("2018") < partial_date.parse("2018-11")  # noqa: B015


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"year": 999}, "year"),
        ({"year": 2018, "month": 13}, "month"),
        ({"year": 2018, "month": 2, "day": 29}, "day"),
        ({"year": 2018, "day": 5}, "form"),
    ],
    ids=["year", "month", "day", "day without month"],
)
def test_bound_refuses_the_impossible(parts, code):
    with pytest.raises(PartialDateError) as caught:
        Bound(**parts)

    assert caught.value.code == code
