"""Which lines are buttons, and which time they name."""

import pytest

from catalogue.importers import play_button


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("Speel het fragment (15:3)", "15:3"),
        ("Speel het fragment (vanaf 15:03)", "15:03"),
        ("SPEEL HET FRAGMENT (15:3)", "15:3"),
        ("▶ Speel het fragment (1:02:03)", "1:02:03"),
        ("Speel fragment (15:3).", "15:3"),
        ("Speel af (15:3)", "15:3"),
        ("Bekijk fragment (15:03)", "15:03"),
        ("Bekijk het moment in het gesprek (15:03)", "15:03"),
        ("Beluister (9:20)", "9:20"),
        ("Luister naar dit fragment (9:20 min.)", "9:20"),
        ("Play (15m3s)", "15m3s"),
        ("Watch the recording (from 15:03)", "15:03"),
        ("Speel vanaf 15:03", "15:03"),
        ("Speel het fragment (903)", "903"),
        ("Speel het fragment [15:03]", "15:03"),
        ("Speel het fragment(15:3)", "15:3"),
        ("Fragment afspelen (15:3)", "15:3"),
        ("Ga naar het fragment (15:3)", "15:3"),
        ("[Speel het fragment (15:3)]", "15:3"),
        ("[ Speel het fragment (15:3) ]", "15:3"),
        ("<Speel het fragment (15:3)>", "15:3"),
    ],
)
def test_button_names_its_time(text, notation):
    assert play_button.read(text).notation == notation


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("Speel het fragment (15:60)", "15:60"),
        ("Speel het fragment (15.3)", "15.3"),
        ("Speel het fragment ()", ""),
        ("Speel het fragment (straks)", "straks"),
        ("Speel het fragment", None),
    ],
)
def test_button_with_a_wrong_or_missing_time_is_a_button(text, notation):
    assert play_button.read(text).notation == notation


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Loyale tegenspraak?",
        "Is het spel ook leuk?",
        "Kijk op de crisis (2008)",
        "Zij noemt een tijd (12:30)",
        "Een gesprek over vroeger (deel 1)",
        "Speel",
        "(15:03)",
        "Aflevering 3 (45:12)",
        "Wie dit leest kan straks ook luisteren naar " + "heel " * 20 + "veel (15:03)",
    ],
)
def test_other_lines_are_no_button(text):
    assert play_button.read(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Een titel Speel het fragment (15:3)", ("Een titel", "Speel het fragment (15:3)")),
        ("Titel (2008) ▶ Bekijk fragment (1:02)", ("Titel (2008)", "▶ Bekijk fragment (1:02)")),
        ("Titel Speel het fragment (15:60)", ("Titel", "Speel het fragment (15:60)")),
        ("Titel [Speel het fragment (15:3)]", ("Titel", "[Speel het fragment (15:3)]")),
        ("Titel | Speel het fragment (15:3) |", ("Titel", "Speel het fragment (15:3)")),
        ("Speel het fragment (15:3)", None),
        ("▶ Speel het fragment (15:3)", None),
        ("GA NAAR HET FRAGMENT (15:3)", None),
        ("Klik hier en speel het fragment (15:3)", None),
        ("Een titel", None),
    ],
)
def test_button_behind_a_title_is_parted_from_it(text, parts):
    assert play_button.behind_title(text) == parts
