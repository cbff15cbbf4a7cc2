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


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Chris Kalden", "Kalden, Chris"),
        ("Maria van der Hoeven", "Hoeven, Maria van der"),
        (" Plato ", "Plato"),
        ("", ""),
    ],
)
def test_name_key_puts_the_last_word_first(name, key):
    assert name_key(name) == key
