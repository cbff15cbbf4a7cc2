"""Folding, sort keys and slugs of Dutch titles and names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.values.text import fold, name_key, slug, sort_key


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
