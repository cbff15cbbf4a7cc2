"""Folding, sort keys and slugs of Dutch titles and names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.values.text import clean, fold, name_key, odd_sign, slug, sort_key


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Een titel", "Een titel"),
        ("\u200eEen\u00a0 titel\u200f\n", "Een titel"),
        ("\ufeffToe\u00adslag", "Toeslag"),
        ("\u2068Eén\u2069 \u200b \u2060titel", "Eén titel"),
        ("Ee\u0301n", "Eén"),
        ("een\u2028twee\tdrie\u3000vier\u2800vijf", "een twee drie vier vijf"),
        ("▶\ufe0f", "▶"),
        ("zo’n “top” – één…", "zo’n “top” – één…"),
        ("\u200e\u00a0", ""),
        ("a\0b", "a\0b"),
        ("", ""),
    ],
)
def test_clean_leaves_what_is_seen(text, cleaned):
    assert clean(text) == cleaned


PASTED = st.text(st.characters() | st.sampled_from("\u200e\u00ad\u0301\u00a0 e\u034f\u2000\u1160"))


@given(PASTED)
def test_clean_of_what_is_clean_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(PASTED)
def test_what_folds_of_a_text_is_what_folds_of_it_when_clean(text):
    assert fold(clean(text)).replace(" ", "") == fold(text.replace("\u2800", "")).replace(" ", "")


@given(st.text("abcé -'", min_size=1), st.sampled_from("\u200e\u200b\u00ad\ufeff\u2069"))
def test_what_does_not_show_does_not_sort(title, unseen):
    pasted = unseen.join(["", *title, ""])

    assert sort_key(pasted) == sort_key(title)
    assert slug(pasted, empty="x") == slug(title, empty="x")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("november 2018", None),
        ("één ‘top’ – minister—ambtenaar…", None),
        ("\u200e15:03", None),
        ("15:½", None),
        ("n\u043evember", "U+043E"),
        ("15:03\0", "U+0000"),
        ("15\u2024 3", "U+2024"),
        ("\uff4eov", "U+FF4E"),
        ("15:03\uf0b7", "U+F0B7"),
    ],
)
def test_odd_sign_is_one_that_is_not_what_it_seems(text, sign):
    assert odd_sign(text) == sign


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Eén", "een"),
        ("E\u0301e\u0301n", "een"),
        ("MINISTERIËLE", "ministeriele"),
        ("ĳsselmeer", "ijsselmeer"),
        ("Œuvre van Åse Øygard", "oeuvre van ase oygard"),
        ("Straße", "strasse"),
        ("  twee\u00a0  woorden\n", "twee woorden"),
        ("ﬁnanciën", "financien"),
        ("zo’n „top”—of ‘basis’", "zo'n \"top\"-of 'basis'"),
        ("ℌ", "h"),
        ("№ 1™", "no 1tm"),
        ("", ""),
    ],
)
def test_fold_makes_variants_one(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_of_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("…..ook respectvol", "ook respectvol"),
        ("De verkokering voorbij", "verkokering voorbij"),
        ("Het ‘spel’", "spel"),
        ("Een duif, een uil", "duif een uil"),
        ("“De vierde macht”", "vierde macht"),
        ("'t Binnenhof", "binnenhof"),
        ("’t Binnenhof", "binnenhof"),
        ("'s Avonds", "avonds"),
        ("’s-Gravenhage", "s gravenhage"),
        ("Eén-op-één", "een op een"),
        ("Eén minister", "een minister"),
        ("Dempen", "dempen"),
        ("Hete aardappel", "hete aardappel"),
        ("De", "de"),
        ("De, het", "de het"),
        ("snake_case", "snake case"),
        ("Gesprek 2", "gesprek 000002"),
        ("Gesprek 10", "gesprek 000010"),
        ("???", "???"),
        ("De …", "de"),
    ],
)
def test_sort_key_is_the_title_without_what_does_not_count(title, key):
    assert sort_key(title) == key


def test_sort_key_fits_its_column():
    assert len(sort_key("woord " * 100)) <= 200


@given(st.text(max_size=300))
def test_sort_key_is_empty_only_for_what_folds_to_nothing(title):
    assert bool(sort_key(title)) == bool(fold(title))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Eén-op-één", "een-op-een"),
        ("Loyale tegenspraak?", "loyale-tegenspraak"),
        ("minister–topambtenaar", "minister-topambtenaar"),
        ("minister — topambtenaar", "minister-topambtenaar"),
        ("foto’s en foto's", "foto-s-en-foto-s"),
        ("De 'vierde macht'", "de-vierde-macht"),
        ("Ministeriële verantwoordelijkheid", "ministeriele-verantwoordelijkheid"),
        ("a/b.c_d", "a-b-c-d"),
        ("…?!", "fragment"),
        ("Ελλάδα", "fragment"),
        ("", "fragment"),
    ],
)
def test_slug_is_the_readable_part_of_an_address(title, expected):
    assert slug(title, empty="fragment") == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("een twee drie", "een-twee"),
        ("een twee", "een-twee"),
        ("een tweemaal", "een"),
        ("achtergrond", "achtergr"),
    ],
)
def test_slug_is_cut_at_a_word_where_there_is_one(title, expected):
    assert slug(title, empty="fragment", max_length=8) == expected


@given(st.text(max_size=300))
def test_slug_is_always_a_slug(title):
    made = slug(title, empty="fragment")

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 80
    assert slug(made, empty="fragment") == made


NAMES = {
    "Chris Kalden": "Kalden, Chris",
    "Maria van der Hoeven": "Hoeven, Maria van der",
    " Plato ": "Plato",
    "": "",
    "IJsbrand IJzer": "IJzer, IJsbrand",
    "de Vries": "Vries, de",
    # Two family names, joined by a hyphen.
    "Anna de Vries-van Dam": "Vries-van Dam, Anna de",
    "Anna Vries-van der Dam": "Vries-van der Dam, Anna",
    "Anna de Vries - van Dam": "Vries-van Dam, Anna de",
    "Anna de Vries\u2011van Dam": "Vries-van Dam, Anna de",
    "Anna de Vries-Van Dam": "Vries-Van Dam, Anna de",
    "Anna de Vries-in 't Voorbeeld": "Vries-in 't Voorbeeld, Anna de",
    "Vries-van Dam": "Vries-van Dam",
    "Anna van Vries-Dam": "Vries-Dam, Anna van",
    "Jan-Peter Voorbeeld": "Voorbeeld, Jan-Peter",
    # Prefixes with an apostrophe.
    "Gerard 't Voorbeeld": "Voorbeeld, Gerard 't",
    "Gerard in ’t Voorbeeld": "Voorbeeld, Gerard in ’t",
    "Gerard van't Voorbeeld": "Voorbeeld, Gerard van't",
    "Gerda d'Voorbeeld": "Voorbeeld, Gerda d'",
    # What follows a name.
    "Jan Voorbeeld jr.": "Voorbeeld, Jan jr.",
    "Jan Voorbeeld Jr": "Voorbeeld, Jan Jr",
    "Jan Voorbeeld sr.": "Voorbeeld, Jan sr.",
    "Jan Voorbeeld III": "Voorbeeld, Jan III",
    "Jan Voorbeeld, MSc": "Voorbeeld, Jan MSc",
    "mr. dr. J. Voorbeeld, MPA": "Voorbeeld, mr. dr. J. MPA",
    "J. de Vries (PvdA)": "Vries, J. de (PvdA)",
    "J. de Vries [CDA]": "Vries, J. de [CDA]",
    "J. de Vries (PvdA": "Vries, J. de (PvdA",
    "J. de Vries, PvdA": "Vries, J. de PvdA",
    "J. de Vries, D66": "Vries, J. de D66",
    "Jan de Vries jr. (VVD)": "Vries, Jan de jr. (VVD)",
    "Jan Voorbeeld, minister van Voorbeelden": "Voorbeeld, Jan minister van Voorbeelden",
    "(PvdA)": "(PvdA)",
    "jr.": "jr.",
    # The family name first already.
    "Hoeven, Maria van der": "Hoeven, Maria van der",
    "van der Hoeven, Maria": "Hoeven, Maria van der",
    "Van der Hoeven, Maria": "Hoeven, Maria van der",
    "Tjeenk Willink, Herman": "Tjeenk Willink, Herman",
    "Vries, IJsbrand de": "Vries, IJsbrand de",
    "Vries, J.P. de": "Vries, J.P. de",
    "Voorbeeld, Émile": "Voorbeeld, Émile",
    # Pasted.
    "\u200eAnna\u00a0 de Vries\u200f": "Vries, Anna de",
}


@pytest.mark.parametrize(("name", "key"), NAMES.items(), ids=map(ascii, NAMES))
def test_name_key_puts_the_family_name_first(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize("key", NAMES.values(), ids=ascii)
def test_name_with_the_family_name_first_stays_so(key):
    assert sort_key(name_key(key)) == sort_key(key)


@given(st.text(max_size=40) | st.text("Aa.,-()['’ jrI", max_size=20))
def test_any_name_has_a_key_of_its_own_words(name):
    letters = sorted(filter(str.isalnum, name_key(name).casefold()))

    assert letters == sorted(filter(str.isalnum, clean(name).casefold()))
