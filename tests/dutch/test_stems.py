"""Stems of Dutch words: one for the forms of a word, another for another word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from snowballstemmer import stemmer
from snowballstemmer.dutch_stemmer import DutchStemmer

from catalogue.dutch.stems import EXCEPTIONS, LONGEST, stem
from catalogue.dutch.words import tokens
from tests.dutch_texts import TEXTS


@pytest.mark.parametrize(
    "forms",
    [
        "minister ministers",
        "ministerie ministeries",
        "ministerieel ministeriële",
        "ambtenaar ambtenaren",
        "topambtenaar topambtenaren",
        "ambtelijk ambtelijke",
        "politiek politieke",
        "politicus politici",
        "criticus critici",
        "besluit besluiten",
        "raad raden",
        "lid leden",
        "Kamerlid Kamerleden",
        "stad steden",
        "schip schepen",
        "kabinet kabinetten",
        "departement departementen",
        "wet wetten",
        "crisis crises",
        "adviseur adviseurs",
        "advies adviezen",
        "adviseren geadviseerd adviseert",
        "directie directies",
        "gesprek gesprekken",
        "keuze keuzes keuzen",
        "methode methodes methoden",
        "kind kinderen",
        "schoolkind schoolkinderen",
        "ei eieren",
        "kalf kalveren",
        "blad bladeren",
        "volk volken volkeren",
        "mens mensen",
        "proces processen",
        "grens grenzen",
        "plaats plaatsen",
        "museum musea",
        "dag dagen",
        "oorlog oorlogen",
        "maatregel maatregelen",
        "woord woorden",
        "beeld beelden",
        "probleem problemen",
        "gemeente gemeenten gemeentes",
        "waarde waarden waardes",
        "gezin gezinnen",
        "gewoon gewone",
        "vrijheid vrijheden",
        "overheid overheden",
        "democratie democratieën",
        "idee ideeën",
        "loyaal loyale",
        "formeel formele",
        "openbaar openbare",
        "groot grote",
        "Nederlands Nederlandse",
        "Europees Europese",
        "leiden leidde geleid",
        "vertrouwen vertrouwde",
        "geïnterviewd geinterviewd interview",
        "geïnformeerd geinformeerd informeren",
        "geïrriteerd geirriteerd irriteren",
        "geïdentificeerd geidentificeerd identificeren",
        "geit geiten",
        "foto foto's",
        "reden redenen",
        "toren torens",
        "jongen jongens",
        "haven havens",
        "vermogen vermogens",
        "kernwapen kernwapens",
        "kenteken kentekens",
        "teken tekens tekenen tekent tekende getekend",
        "betekenen betekent betekende betekenden",
        "leven levens leeft",
        "aanslag aanslagen",
        "nadeel nadelen",
        "medium media",
        "vragen vraagt",
        "worden wordt",
        "zeggen zegt",
        "werken werkt",
        "groeien groeit",
        "gebeuren gebeurt gebeurde gebeurd",
        "ervaren ervaart",
        "beslissen beslist",
        "besturen bestuurt bestuurd bestuurde",
        "bepalen bepaalt bepaald bepaalde",
        "ontwikkelen ontwikkelt ontwikkeld ontwikkeling",
        "bezuinigen bezuinigt bezuinigd bezuiniging",
        "ondersteunen ondersteunt ondersteund",
        "vertrouwen vertrouwt vertrouwd vertrouwde",
        "verbeelden verbeeldt verbeeld",
        "verantwoorden verantwoordt verantwoord",
        "erkennen erkend erkende",
        "bekend bekende",
        "markt markten",
        "soort soorten",
        "toeslag toeslagen",
        "verslag verslagen",
        "slagen geslaagd slaagt",
        "gesprek gesprekken",
        "gevolg gevolgen",
        "gebed gebeden",
        "gezin gezinnen",
        "geloof geloven geloofd",
        "gebruik gebruiken gebruikt",
        "geluk gelukkig gelukkige",
        "gevecht gevechten",
        "vlag vlaggen vlaggetjes",
        "leger legers",
        "eigenaar eigenaars eigenaren",
        "maken gemaakt gemaakte",
        "redden gered geredde",
        "zetten gezet gezette",
        "houden gehouden",
        "nagaan nagegaan",
        "uitvoeren uitgevoerd uitgevoerde",
        "opleiden opgeleid",
        "genees genezen genezing",
        "tegenhouden tegengehouden",
        "toestaan toegestaan toegestane",
        "bekendmaken bekendgemaakt",
        "teleurstellen teleurgesteld teleurgestelde",
        "ongevraagd ongevraagde",
    ],
)
def test_stem_is_one_for_the_forms_of_a_word(forms):
    assert len({stem(*tokens(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("overheid", "over"),
        ("eenheid", "een"),
        ("gezag", "zag"),
        ("gezin", "zin"),
        ("genade", "nade"),
        ("gebed", "bed"),
        ("gemeente", "meen"),
        ("geluk", "luk"),
        ("gevaar", "vaar"),
        ("gevolg", "volg"),
        ("geweer", "weer"),
        ("gedicht", "dicht"),
        ("gedeelte", "deel"),
        ("geheel", "heel"),
        ("geniet", "niet"),
        ("burger", "bur"),
        ("legerleiding", "lerleiding"),
        ("agendapunt", "andapunt"),
        ("voorgerecht", "voorrecht"),
        ("tegengewicht", "tegenwicht"),
        ("wegen", "wagen"),
        ("eigenlijk", "eenlijk"),
        ("begeleiden", "beleid"),
        ("minister", "mini"),
        ("Geert", "er"),
        ("waarde", "waar"),
        ("mensen", "men"),
        ("besteden", "bestad"),
        ("zon", "zo'n"),
        ("reden", "rijden"),
        ("haven", "handhaven"),
        ("toren", "kantoren"),
        ("regen", "kregen"),
        ("maart", "maar"),
        ("kaart", "karen"),
        ("buurt", "buren"),
        ("soort", "soor"),
        ("markt", "mark"),
        ("verband", "verbannen"),
        ("beeld", "beelen"),
        ("bekend", "beek"),
        ("onderwereld", "onderwerel"),
        ("overboord", "overboor"),
        ("overeind", "overeen"),
        ("BGT", "BG"),
        ("patiënt", "patie"),
    ],
)
def test_stem_keeps_words_apart(one, other):
    assert stem(*tokens(one)) != stem(*tokens(other))


@given(TEXTS)
@example("x" * (LONGEST - 3) + "ici")
def test_stem_is_itself_a_folded_word(text):
    assert all(tokens(stem(word)) == [stem(word)] for word in tokens(text))


@pytest.mark.parametrize("form", EXCEPTIONS)
def test_exceptions_are_written_folded(form):
    bare = form.removeprefix("-")

    assert tokens(bare) == [bare]


@given(st.from_regex(r"[a-zéëïöü]{1,20}", fullmatch=True))
def test_stemmers_in_c_and_in_python_agree(form):
    """An index may be asked where only the second is."""
    assert stemmer("dutch").stemWord(form) == DutchStemmer().stemWord(form)


@pytest.mark.parametrize(
    "word",
    [
        *("burgerinitiatief", "agendapunt", "vreemdelingenbeleid", "toeslagenaffaire", "wegenbouw"),
        *("legerleiding", "vermogensbelasting", "regenwater", "jongerenwerk", "omgevingswet"),
        *("wagenpark", "negentien", "vergezicht", "ingenieur", "evangelie"),
    ],
)
def test_ge_inside_a_word_stays(word):
    assert "ge" in stem(word)
