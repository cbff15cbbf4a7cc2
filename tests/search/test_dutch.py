"""Dutch that people type, and the titles and names that it must and must not find: the same from
the index, from what changed since, and in plain SQL."""

import pytest
from django.db import connection

from catalogue.dutch.compounds import asked
from catalogue.models import Fragment, Interview
from catalogue.search.build import compact
from catalogue.search.facets import Selection
from catalogue.search.finding import find, find_in_sql
from catalogue.search.models import IndexedWord
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db

FOUND = [
    ("toeslag", "De toeslagenaffaire van binnenuit"),
    ("toeslagen", "De toeslagenaffaire van binnenuit"),
    ("affaire", "De toeslagenaffaire van binnenuit"),
    ("burger", "Het burgerinitiatief"),
    ("agenda", "Geen enkel agendapunt"),
    ("vreemdelingen", "Vreemdelingenbeleid onder druk"),
    ("vluchteling", "Vluchtelingenwerk en het ministerie"),
    ("wegen", "Wegenbouw of openbaar vervoer"),
    ("vermogen", "De vermogensbelasting"),
    ("leger", "De legerleiding spreekt"),
    ("begroting", "Begrotingsbehandeling in november"),
    ("verkiezing", "Het verkiezingsprogramma"),
    ("verkiezingen", "Het verkiezingsprogramma"),
    ("handhaving", "Handhavingsbeleid dat werkt"),
    ("verzekering", "Een nieuw verzekeringsstelsel"),
    ("CDA", "Een CDA'er op Financiën"),
    ("VVD", "Twee VVD’ers"),
    ("NAVO", "Onder NAVO'ers"),
    ("AIVD", "Een AIVD'er kijkt terug"),
    ("CDA'er", "Een CDA’er op Financiën"),
    ("SG", "De S.G. en de D.G."),
    ("S.G.", "De SG en de DG"),
    ("JP Balkenende", "Over J.P. Balkenende"),
    ("J.P. Balkenende", "Over JP Balkenende"),
    ("OCW", "Een DG van OC&W"),
    ("burgers", "Het burgerinitiatief"),
    ("burger", "Burgerlijk wetboek"),
    ("agenda's", "Geen enkel agendapunt"),
    ("toeslagen", "Een toeslagwet"),
    ("jongeren", "Jongerenwerk in de wijk"),
    ("omgeving", "De omgevingswet"),
    ("regering", "Een regeringspartij"),
    ("vergadering", "De vergaderzaal"),
    ("bezuiniging", "Een bezuinigingsronde"),
    ("hervorming", "De hervormingsagenda"),
    ("bestuur", "Een bestuurscultuur"),
    ("wetgeving", "De wetgevingskwaliteit"),
    ("samenleving", "De samenlevingsvorm"),
    ("onderhandelingen", "Aan de onderhandelingstafel"),
    ("uitvoering", "Een uitvoeringsorganisatie"),
    ("besluitvorming", "Het besluitvormingsproces"),
    ("opvolging", "De opvolgingskwestie"),
    ("voorlichting", "Een voorlichtingscampagne"),
    ("bevoegdheid", "De bevoegdheidsverdeling"),
    ("problemen", "Probleemwijken"),
    ("bedrijf", "Het bedrijvenbeleid"),
    ("vrouwen", "Een vrouwenquotum"),
    ("vrouw", "Een vrouwenquotum"),
    ("ouderen", "De ouderenzorg"),
    ("ambtenaar", "Het ambtenarenapparaat"),
    ("gemeente", "Het gemeentefonds"),
    ("gezag", "Een gezagscrisis"),
    ("geloof", "De geloofwaardigheid"),
    ("vertrouwen", "De vertrouwenscommissie"),
    ("crisis", "De asielcrisis"),
    ("PvdA", "Een PvdA'er"),
    ("pvda'er", "Twee PvdA’ers"),
    ("CDAer", "Een CDA'er"),
    ("D66", "Een D66'er"),
    ("AOW", "Twee AOW'ers"),
    ("DG", "De D.G."),
    ("D.G.", "De DG"),
    ("d.g", "De DG"),
    ("BZK", "Bij B.Z.K."),
    ("VWS", "De SG van V.W.S."),
    ("V&W", "De DG van V & W"),
    ("VW", "De DG van V&W"),
    ("OC&W", "De DG van OCW"),
    ("OC&W", "De DG van OC & W"),
    ("OC", "De DG van OC&W"),
    ("J. P. Balkenende", "Over JP Balkenende"),
    ("JP Balkenende", "Over J. P. Balkenende"),
    ("J. Balkenende", "Over J.P. Balkenende"),
    ("Balkenende", "Over J.P. Balkenende"),
    ('"JP Balkenende"', "Over J.P. Balkenende"),
    ("dwz", "Dat is, d.w.z. dit"),
    ("CDA'ers", "Een CDA-er"),
    ("minister", "In de ministerraad"),
    ("minister", "Ministeriële verantwoordelijkheid"),
    ("media", "Het mediabeleid"),
    ("opera", "Een operahuis"),
    ("kamer", "Twee kamerleden"),
    ("transparant", "Meer transparantie"),
]
NOT_FOUND = [
    ("nade", "De genade van het kabinet"),
    ("bed", "Het gebed"),
    ("zag", "Zonder gezag"),
    ("meen", "De gemeente"),
    ("ver", "Vertrouwen"),
    ("toes", "De toeslagenaffaire van binnenuit"),
    ("burg", "Het burgerinitiatief"),
    ("regen", "De regent"),
    ('"burger"', "Het burgerinitiatief"),
    ("-toeslag", "De toeslagenaffaire van binnenuit"),
    ("zin", "Het gezin"),
    ("vaar", "Gevaar"),
    ("luk", "Geluk"),
    ("volg", "Het gevolg"),
    ("regen", "Een regentenstad"),
    ("trans", "Het transport"),
    ("geluk", "Een ongeluk"),
    ("politie", "De politiek"),
    ("CDA'er", "Het CDA"),
    ("SGP", "De S.G. zei"),
    ("SG", "De S. Gravin"),
    ("minister", "Op het ministerie"),
    ("media", "Een mediator"),
    ("opera", "De operatie"),
    ("opera", "Aan de operatietafel"),
    ("kamer", "Een kameraad"),
    ("kamer", "Oude kameraden"),
    ("directe", "De directie"),
    ("motie", "De motieven"),
]


@pytest.fixture(params=["plain SQL", "folded", "changed since"])
def finds(request):
    """Whether a text finds a fragment with this title, or one in an interview of this name."""
    titles = {title for _text, title in (*FOUND, *NOT_FOUND)}
    if request.param == "changed since":
        compact.reindex()
    plain = InterviewFactory(published=True, title="Gesprek")
    for number, title in enumerate(sorted(titles)):
        FragmentFactory(published=True, interview=plain, title=title, start_ms=number * 1000)
        named = InterviewFactory(published=True, title=title)
        FragmentFactory(published=True, interview=named, title="Zonder titel")
    if request.param == "folded":
        compact.reindex()
    ask = find_in_sql if request.param == "plain SQL" else find

    def found(text: str) -> set[str]:
        answer = ask(Selection(text=text))
        return set(answer.page(0, answer.total))

    def is_found(text: str, title: str) -> set[bool]:
        by_title = Fragment.objects.get(title=title).pk in found(text)
        by_name = Interview.objects.get(title=title).fragments.get().pk in found(text)
        return {by_title, by_name}

    return is_found


def test_dutch_that_is_found(finds):
    assert [case for case in FOUND if finds(*case) != {True}] == []


def test_dutch_that_is_not_found(finds):
    assert [case for case in NOT_FOUND if finds(*case) != {False}] == []


@pytest.mark.parametrize("text", ["toeslag", "toeslagen", "affaire", "toeslagenaffaire"])
def test_theme_of_a_compound_is_found_by_its_parts(text):
    theme = ThemeFactory(published=True, name="Toeslagenaffaire")
    placed = PlacementFactory(theme=theme, fragment=FragmentFactory(published=True))
    compact.reindex()

    for answer in (find(Selection(text=text)), find_in_sql(Selection(text=text))):
        assert answer.page(0, 9) == [placed.fragment_id]


def test_words_are_looked_up_in_an_index_and_not_looked_through():
    if connection.vendor != "sqlite":  # PostgreSQL looks a table of few rows through
        return
    plan = IndexedWord.objects.like(asked("verkiezingen")).explain()

    assert "SEARCH search_indexedword USING INDEX" in plan
    assert "SCAN" not in plan
