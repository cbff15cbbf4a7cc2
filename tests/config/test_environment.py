"""Reading the environment: typed, refusing with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, True) for text in ("1", "true", "TRUE", " yes ", "on")),
        *((text, False) for text in ("0", "false", "No", "off", "", "  ")),
    ],
)
def test_flag_reads_the_usual_words(text, value):
    assert Environment({"X": text}).flag("X") is value


@pytest.mark.parametrize("text", ["2", "ja", "truee", "-"])
def test_flag_refuses_other_words(text):
    with pytest.raises(ImproperlyConfigured, match=r"^X is '.+': set it to 1 or 0\.$"):
        Environment({"X": text}).flag("X")


@pytest.mark.parametrize(("text", "value"), [("0", 0), (" 2 ", 2), ("007", 7)])
def test_number_reads_whole_numbers(text, value):
    assert Environment({"X": text}).number("X") == value


@pytest.mark.parametrize("text", ["-1", "1.5", "two", "١", "1 2", "²"])
def test_number_refuses_the_rest(text):
    with pytest.raises(ImproperlyConfigured, match=r"^X is .+: set it to a whole number"):
        Environment({"X": text}).number("X")


def test_variable_that_is_absent_is_empty():
    absent = Environment({})

    assert (absent.text("X"), absent.flag("X"), absent.words("X")) == ("", False, [])
    assert absent.number("X") == 0
    assert absent.number("X", default=3) == 3
    assert absent.text("X", default="y") == "y"


def test_number_that_is_empty_is_absent_unless_empty_means_something_else():
    assert Environment({"X": " "}).number("X", default=3) == 3
    assert Environment({"X": " "}).number("X", default=3, empty=0) == 0
    assert Environment({}).number("X", default=3, empty=0) == 3
