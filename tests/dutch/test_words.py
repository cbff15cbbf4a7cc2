"""Dutch words: tokens, parts of compounds, marks, slips."""

from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalogue.dutch.compounds import asked
from catalogue.dutch.stems import EXCEPTIONS, LONGEST, stem
from catalogue.dutch.words import (
    READING,
    STOP_WORDS,
    also,
    document,
    joined,
    marked,
    near,
    tokens,
)
from catalogue.values.text import fold
from tests.dutch_texts import TEXTS

FORMS = st.text("abdeghinorstvz", min_size=1, max_size=16)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("De Eén, de ANDER", ["de", "een", "de", "ander"], id="folded"),
        pytest.param("politiek-ambtelijk", ["politiek", "ambtelijk"], id="hyphen"),
        pytest.param("politiek–ambtelijk", ["politiek", "ambtelijk"], id="dash"),
        pytest.param("foto's, FOTO’S", ["foto", "foto"], id="plural"),
        pytest.param("zo'n zon", ["zo", "zon"], id="a clitic is no letter of the word"),
        pytest.param("'s-Gravenhage in 't kort", ["s", "gravenhage", "in", "t", "kort"], id="'s"),
        pytest.param("O'Neil d'Olijf", ["oneil", "dolijf"], id="name"),
        pytest.param("CDA'ers", ["cdaers"], id="member"),
        pytest.param("de S.G. en de D.G. van OC&W", ["de", "sg", "en", "de", "dg", "van", "ocw"]),
        pytest.param("J.P. Balkenende", ["jp", "balkenende"], id="initials"),
        pytest.param("J. P. Balkenende", ["jp", "balkenende"], id="initials apart"),
        pytest.param("J.P.Balkenende", ["jp", "balkenende"], id="initials attached"),
        pytest.param("A.Th.B. Bijleveld", ["athb", "bijleveld"], id="an initial of two letters"),
        pytest.param("d.w.z. o.a", ["dwz", "oa"], id="with and without the last dot"),
        pytest.param("V & J, V&W; R&D.", ["vj", "vw", "rd"], id="ampersands"),
        pytest.param("Wet & regel", ["wet", "regel"], id="no abbreviation"),
        pytest.param("Raad v. State. A. zei", ["raad", "v", "state", "a", "zei"], id="one letter"),
        pytest.param("in zin a.Het", ["in", "zin", "a", "het"], id="a space forgotten"),
        pytest.param("1.2.3 en 4.5", ["1", "2", "3", "en", "4", "5"], id="numbers with dots"),
        pytest.param("oud-S.G.", ["oud", "sg"], id="abbreviation in a compound"),
        pytest.param("'tussen' de jaren'", ["tussen", "de", "jaren"], id="single quotes"),
        pytest.param("snake_case", ["snake", "case"], id="underscore"),
        pytest.param("in 1994: 3.000 m²", ["in", "1994", "3", "000", "m2"], id="digits"),
        pytest.param("½", ["1", "2"], id="two words in one character"),
        pytest.param("minis\u00adter zee\u200blucht", ["minister", "zeelucht"], id="unseen"),
        pytest.param("日本語 Привет हिन्दी", ["日本語", "привет", "हनद"], id="other scripts"),
        pytest.param("x" * 100, ["x" * LONGEST], id="long"),
        pytest.param(" …?! -- ' \" * ", [], id="punctuation"),
        pytest.param("", [], id="empty"),
    ],
)
def test_tokens_are_the_words_folded(text, words):
    assert tokens(text) == words


@given(TEXTS)
@example("foto`s")
@example("\u0345")
@example("ᾴ")
def test_tokens_of_what_is_folded_are_the_same(text):
    assert tokens(fold(text)) == tokens(text)


@given(TEXTS)
def test_tokens_of_tokens_are_the_same(text):
    words = tokens(text)

    assert tokens(" ".join(words)) == words


@given(TEXTS)
def test_tokens_have_no_space_nor_a_sentinel(text):
    assert all(word.isalnum() and len(word) <= LONGEST for word in tokens(text))


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        pytest.param("De politiek-ambtelijke top", ["politiekambtelijke"], id="word"),
        pytest.param("eén-op-één, zee‑lucht", ["eenopeen", "zeelucht"], id="more"),
        pytest.param("’s-Gravenhage", ["sgravenhage"], id="'s"),
        pytest.param("foto's-map", ["fotomap"], id="apostrophe inside"),
        pytest.param("in- en uitvoer -niet - los--vast", [], id="loose hyphens"),
        pytest.param("1994-1998", [], id="years"),
        pytest.param("zonder", [], id="none"),
    ],
)
def test_joined_closes_up_hyphenated_words(text, forms):
    assert joined(text) == forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        pytest.param("De politiek-ambtelijke top", ["politiekambtelijke"], id="hyphenated"),
        pytest.param("CDA'er, VVD’ers, AOW'tje", ["cda", "vvd", "aow"], id="made of"),
        pytest.param("J.P. van OC&W", ["j", "p", "oc", "w"], id="abbreviations"),
        pytest.param("O'Neil, foto's", [], id="other apostrophes"),
    ],
)
def test_also_gives_by_what_else_words_are_found(text, forms):
    assert also(text) == forms


@pytest.mark.parametrize(
    ("texts", "words", "stems"),
    [
        pytest.param(
            ("De top", "Over ministers.", "Ja!"),
            " de top | over ministers . ja ",
            " de top | over minister . ja ",
            id="fields",
        ),
        pytest.param(
            ("Eén-op-één", "zee-lucht is er"),
            " een op een . eenopeen | zee lucht is er . zeelucht ",
            " een op een . eenopeen | zee lucht is er . zeelucht ",
            id="joined",
        ),
        pytest.param(("Top", "", "…", "ja"), " top | ja ", " top | ja ", id="empty fields"),
        pytest.param(("", "ja"), " | ja ", " | ja ", id="no title"),
        pytest.param(("Top",), " top | ", " top | ", id="title alone"),
        pytest.param(("",), " | ", " | ", id="nothing"),
    ],
)
def test_document_is_a_line_of_words_and_one_of_stems(texts, words, stems):
    assert document(*texts) == (words, stems)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_document_has_a_stem_in_the_place_of_each_word(texts):
    words, stems = document(*texts)

    assert [stem(word) if word not in "|." else word for word in words.split(" ")] == (
        stems.split(" ")
    )
    assert words.count("|") == 1
    assert "  " not in words


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        pytest.param("De Topambtenaren, én…", "ambtenaar een", ["Topambtenaren"], id="part"),
        pytest.param("De Tóeslagenaffaire?", "toeslag", ["Tóeslagenaffaire"], id="first part"),
        pytest.param("Dé kínderen!", "kind", ["kínderen"], id="accents"),
        pytest.param("Cafe\u0301 e\u0301e\u0301n", "café", ["Cafe\u0301"], id="loose accents"),
        pytest.param("‘foto’s’", "foto", ["foto’s"], id="apostrophe"),
        pytest.param("politiek-ambtelijk", "ambtelijk", ["ambtelijk"], id="part of hyphenated"),
        pytest.param("Een CDA’er, VVD'ers", "cda VVD", ["CDA’er", "VVD'ers"], id="member"),
        pytest.param("De S.G. of S. G. zei", "SG", ["S.G.", "S. G."], id="abbreviation"),
        pytest.param("Bij OC&W", "OCW", ["OC&W"], id="ampersand"),
        pytest.param("J.P. Balkenende", "j", ["J.P."], id="one of the initials"),
        pytest.param("Eén-op-één!", "eenopeen", ["Eén-op-één"], id="hyphenated in one"),
        pytest.param("½x", "1 2x", ["½x"], id="two words in one character"),
        pytest.param("eﬁ ﬁnanciën", "financiën", ["ﬁnanciën"], id="ligature"),
        pytest.param("Niets", "iets", [], id="none"),
        pytest.param("", "iets", [], id="empty"),
    ],
)
def test_marked_are_the_words_that_are_found(text, typed, found):
    runs = marked(text, [asked(word) for word in tokens(typed)])

    assert [run for run, is_marked in runs if is_marked] == found
    assert "".join(run for run, _ in runs) == text


@given(TEXTS, st.data())
def test_marked_joins_back_and_finds_what_is_there(text, data):
    words = tokens(text)
    word = data.draw(st.sampled_from(words or ["iets"]))

    runs = marked(text, {asked(word)})

    assert "".join(run for run, _ in runs) == text
    assert all(run for run, _ in runs)
    assert any(is_marked for _, is_marked in runs) == bool(words)


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        pytest.param("De Ráád, van state?", ["raad van state"], ["Ráád, van state"], id="as it is"),
        pytest.param("Raad en state", ["raad van state"], [], id="not all"),
        pytest.param("Staat van raad", ["raad van staat"], [], id="out of order"),
        pytest.param("Raad van staten", ["raad van staat"], [], id="not by its stem"),
        pytest.param("Oudraad van staat", ["raad van staat"], [], id="not in a compound"),
        pytest.param("Torens, toren", ["toren"], ["toren"], id="one word"),
        pytest.param("Een-op-één", ["op een"], ["op-één"], id="hyphens divide"),
        pytest.param("Zonne-wijzer", ["zonnewijzer"], ["Zonne-wijzer"], id="in one piece"),
        pytest.param("1994-1998", ["19941998"], [], id="no number in one piece"),
        pytest.param("’s Avonds foto’s", ["avonds foto"], ["Avonds foto’s"], id="apostrophe"),
        pytest.param("ha ha ha, ha", ["ha ha"], ["ha ha ha, ha"], id="over itself"),
        pytest.param("a b c d", ["b c", "a b", "b"], ["a b c"], id="over each other"),
        pytest.param("a ½ b", ["1 2"], ["½"], id="in one character"),
        pytest.param("J.P. Balkenende", ["JP Balkenende"], ["J.P. Balkenende"], id="initials"),
        pytest.param("Een CDA'er", ["CDA"], ["CDA'er"], id="member"),
    ],
)
def test_phrase_is_marked_where_all_of_it_stands(text, asked, found):
    runs = marked(text, (), [tuple(tokens(phrase)) for phrase in asked])

    assert [run for run, is_marked in runs if is_marked] == found
    assert "".join(run for run, _ in runs) == text


def test_words_and_phrases_are_marked_beside_each_other():
    runs = marked(
        "Staten: de raad van staat, raden",
        [asked("staat"), asked("raad")],
        [("raad", "van", "staat")],
    )

    assert [run for run, is_marked in runs if is_marked] == ["Staten", "raad van staat", "raden"]


@given(TEXTS, st.integers(0), st.integers(1, 3), st.sampled_from([1, -1]))
def test_phrase_is_marked_in_the_texts_in_whose_document_it_stands(text, place, number, step):
    words = [*tokens(text), *also(text)] or ["iets"]
    first = place % len(words)
    phrase = tuple(words[first : first + number][::step])

    runs = marked(text, (), [phrase])

    assert "".join(run for run, _ in runs) == text
    assert all(run for run, _ in runs)
    is_found = f" {' '.join(phrase)} " in document("", text)[0]
    assert any(is_marked for _, is_marked in runs) == is_found


@given(FORMS, st.lists(FORMS, max_size=3))
@example("topambtenaren", ["iets", "ambtenaar"])
@example("toeslagenaffaire", ["iets", "toeslag"])
def test_marked_is_what_one_of_the_words_finds(word, others):
    words = [asked(other) for other in others]
    is_found = any(one.finds(word, stem(word)) for one in words)

    assert marked(word, words) == [(word, is_found)]


@pytest.mark.parametrize(
    ("word", "candidates", "expected"),
    [
        pytest.param("minster", ["master", "minister"], ["minister", "master"], id="nearest first"),
        pytest.param("mniister", ["minister"], ["minister"], id="swapped"),
        pytest.param("raat", ["raad", "raak", "laad"], ["raad", "raak"], id="one in short words"),
        pytest.param("kabinet", ["kabinet", "kabinets"], ["kabinets"], id="never itself"),
        pytest.param("ministers", ["master"], [], id="too far"),
        pytest.param("top", [], [], id="no candidates"),
    ],
)
def test_near_are_the_words_that_may_be_meant(word, candidates, expected):
    assert near(word, candidates, limit=3) == expected


def test_near_gives_no_more_than_asked():
    assert near("raad", ["raak", "raap", "raar"], limit=2) == ["raak", "raap"]


def test_stop_words_are_words_as_they_are_asked():
    assert {"de", "zo", "t"} <= STOP_WORDS
    assert all(tokens(word) == [word] for word in STOP_WORDS)


def test_what_reads_words_otherwise_has_another_number():
    """Then an index of before is known to be one: raise READING, and write down what is read."""
    forms = sorted(form.removeprefix("-") for form in EXCEPTIONS)
    texts = [
        "Politiek-ambtelijke verhoudingen; zo'n mini-crisis; foto’s van de Raad v. State",
        "De legerleiding na een agendapunt; toeslagen, opgevangen, ongevraagd, gemaakte gedichten",
        "Zij vraagt wat bepaald is, adviseerde, werkt, stelt vast en heeft geïnformeerd naar gezag",
        "J.P. zei, d.w.z. een CDA'er van OC&W",
        "democratieën, vrijheden, grote wetten, Nederlandse keuzes, formele overheden",
    ]
    read = document(" ".join(forms), *texts)

    assert (READING, sha256("".join(read).encode()).hexdigest()[:12]) == (5, "159f5c89937a")
