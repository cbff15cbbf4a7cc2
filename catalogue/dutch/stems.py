"""The stems of Dutch words: Snowball's, and what it is spared by rules and by exceptions."""

import re
from functools import lru_cache

from snowballstemmer import stemmer

from catalogue.values.text import fold

LONGEST = 60
"""Characters of a word that count."""

# Where the algorithm goes wrong, by the reason why. All forms are folded.
CHANGED = {
    # Plurals in -eren, and vowels that change: no rule tells these words from others.
    "-kinderen": "kind",
    "-kalveren": "kalf",
    "-volkeren": "volk",
    "-liederen": "lied",
    "-bladeren": "blad",
    "-eieren": "ei",
    "-leden": "lid",
    "-steden": "stad",
    "-schepen": "schip",
    # A vowel that is short in the singular only; the algorithm makes "oorloog" of the plural.
    "-dagen": "dag",
    "-wegen": "weg",
    "-oorlogen": "oorlog",
    "-verdragen": "verdrag",
    "-bedragen": "bedrag",
    "-verboden": "verbod",
    "-slagen": "slag",
    "slagen": "",
    "nadelen": "nadeel",
    "-bevelen": "bevel",
    "-gebreken": "gebrek",
    "-gebeden": "gebed",
    "-regelen": "regel",
    "-problemen": "probleem",
    # Plurals as in Latin.
    "-ici": "icus",
    "-crises": "crisis",
    "-musea": "museum",
    "media": "medium",
    "-centra": "centrum",
    "-gremia": "gremium",
    "-criteria": "criterium",
    "-decennia": "decennium",
    # Nouns that the algorithm takes for a verb, so that their compounds are not found.
    "-regering": "regering",
    "-regeringen": "regering",
    "-eigenaar": "eigenaar",
    "-eigenaars": "eigenaar",
    "-eigenaren": "eigenaar",
    "-cratie": "crat",
    "-cratieen": "crat",
    # -den that is no past tense.
    "-oorden": "oord",
    "-beelden": "beeld",
    "-gelden": "geld",
    "-hoofden": "hoofd",
    **dict.fromkeys(("vermeld", "vermelde", "vermelden"), "vermeld"),
    "-werelden": "wereld",
    "worden": "word",
    **dict.fromkeys(("-bekend", "-bekende", "-bekenden"), "bekend"),
    # -de that is no past tense either: "waarde" is not "waar".
    "-waarde": "waarde",
    "-waarden": "waarde",
    "-waardes": "waarde",
    "orde": "orde",
    # Adjectives and others that only look like an inflected form.
    "open": "open",
    "tegen": "tegen",
    "eigen": "eigen",
    "-openbaar": "openbaar",
    "-openbare": "openbaar",
    "-enkele": "enkel",
    "-europese": "europees",
    "-gevoelens": "gevoel",
    "-markten": "markt",
    "levens": "leef",
    "beedigd": "beed",
    # End in -beurt and -vaart, and are of a verb.
    **dict.fromkeys(("gebeurd", "gebeurt"), "gebeur"),
    "ervaart": "ervaar",
    # Forms of a verb that no rule tells from others, and two that only look like a participle.
    **dict.fromkeys(("beslist", "besliste"), "beslis"),
    **dict.fromkeys(("erkend", "erkende"), "erken"),
    "-beeld": "beeld",
    "overeind": "overeind",
}
ENDING_IN_S = (
    # The algorithm takes the s of the singular for a plural, and does not of "mensen".
    *("mens", "kans", "gids", "grens", "prins", "beurs", "koers", "plaats", "reeks", "dans"),
    *("proces", "succes", "congres", "advies"),
)
WITH_PLURAL_S = (
    # It takes -ster for a woman's trade and leaves "mini", "burgemee".
    *("minister", "meester", "register"),
    # It makes "organiseer" of them, and their compounds are not found.
    *("organisatie", "informatie", "relatie"),
)
ENDING_IN_EN = (
    # It takes the -en of the singular for a plural, and does not before the -s of one. Few of them
    # can end a compound: "handhaven" is no haven and "kantoren" are no toren.
    *("examen", "haven", "jongen", "keten", "kenteken", "molen", "reden", "regen", "teken"),
    *("toren", "beweegreden", "luchthaven", "-geheugen", "-vermogen", "-wapen"),
)
ENDING_IN_ENEN = (
    # Verbs of which it takes but one of the two: "betekent" is a form of "betekenen".
    *("bereken", "beteken", "reken", "teken"),
)
ENDING_IN_T = (
    # Nouns and others that look like a verb with its -t.
    *("beurt", "buurt", "kaart", "maart", "markt", "poort", "soort", "taart", "teelt", "vaart"),
    "voort",
)
UNCHANGED = (
    # End as a changed word does, and are not one.
    *("geleden", "verleden", "overleden", "besteden", "uitdagen", "verdagen"),
    *("geslagen", "bewegen", "overwegen", "afwegen", "zwegen"),
)
EXCEPTIONS = (
    CHANGED
    | {f"-{word}": word for word in ENDING_IN_S + ENDING_IN_T + WITH_PLURAL_S}
    | {f"-{word}s": word for word in WITH_PLURAL_S}
    | {f"{word}{end}": word.lstrip("-") for word in ENDING_IN_EN for end in ("", "s", "en")}
    | {f"{word}{end}": word for word in ENDING_IN_ENEN for end in ("", "en", "t", "de", "den")}
    | {f"ge{word}d": word for word in ("reken", "teken")}
    | {f"-{word}": "" for word in UNCHANGED}
)
"""Forms with the stem they get instead of what the algorithm finds. With a hyphen in front also
the last part of a compound; the longest ending decides. "" leaves the form to the algorithm."""

# "overheid" is not "over" and "eenheid" not "een": the ending stays.
QUALITY = re.compile(r"(?<=..)he(?:ids?|den)$")
# What comes off a verb, and has the "ge" of its participle behind it: "aangenomen".
PARTICLES = (
    *("aan", "achter", "achteruit", "af", "bekend", "bezig", "bij", "bijeen", "binnen", "bloot"),
    *("boven", "buiten", "deel", "dicht", "dood", "door", "flauw", "gelijk", "goed", "heen"),
    *("hoog", "huis", "in", "ineen", "kapot", "kennis", "klaar", "kwijt", "langs", "lastig"),
    *("leeg", "les", "lief", "los", "mede", "mee", "mis", "na", "neer", "om", "omhoog", "onder"),
    *("op", "open", "over", "overeen", "plaats", "plat", "prijs", "recht", "rond", "samen"),
    *("schoon", "stil", "stop", "stuk", "tegemoet", "tegen", "teleur", "tentoon", "terecht"),
    *("terug", "teweeg", "thuis", "toe", "tussen", "uit", "uiteen", "vast", "veilig", "verder"),
    *("vol", "voor", "vooraf", "voorbij", "voorop", "vooruit", "voort", "vreemd", "vrij"),
    *("waar", "weder", "weer", "weg", "wel", "wijs", "wit", "zeker", "zo", "zoek", "zwart"),
)
# Behind its "ge" a participle ends in -d, in -t where the sound before it is voiceless, or in -en
# behind a vowel that strong verbs have there. "Gezag", "gemeente" and "gezinnen" do not.
AS_PARTICIPLE = (
    "(?:[a-z]*(?:(?:[bfglmnrsw]|[aeiou]{2}|ij)d|(?:[fkpsx]|ch|[aeiou]t?)t)(?:e[nr]?|s)?"
    "|(?:ha|re|schu|we)d(?:de)?"
    "|[a-z]*?(?:[eo][dgklmnprtvz]|o[bcfgklmnprstv]{2,}[dt]?|a[dgklprtvz]|a(?:ch|kk|ll|ng|nn|ss)"
    "|oe[pk]|ou[dw])en(?:en?|s)?"
    "|[a-z]*(?:aan|ane|iene?))$"
)
# Nouns that end as a participle does, and verbs that have their "ge" in all forms.
OWN = (
    "baa?r|beur|bied|bit|bod|boor|bor|bouw|brek|bruik|dicht|dog|doog|drag|duld|heim|lijk|loof|lov"
    "|luid|mak|meen|mene|moed|nees|nera|nez|niet|noeg|noo?t|recht|rucht|schied|schut|slacht|sprek"
    "|tal(?!ent)|tuig|vecht|ver|ving|voel(?!d)|volg(?!d)|weld|west|weten|wicht|wone|woon|zag|zicht"
    "|zin|zond"
)
# The "ge" of a participle, which the algorithm takes off. Of every other one it would make another
# word: "zag" of "gezag", "lerleiding" of "legerleiding".
PREFIX = re.compile(f"(?:{'|'.join(PARTICLES)})?ge(?!{OWN})(?={AS_PARTICIPLE})")
GE = re.compile("(?<!g)ge(?=.*[aeiouy].*[^aeiouy])(?=.{3})(?!tjes?$)")
PLURAL = re.compile(r"(?<=ie|ee)en$")  # "democratieen", of "democratieën"
INFLECTED = re.compile(r"(a(?=le)|(?<=[imnrtu])e(?=le)|(?<=b)a(?=re))([lr])e$")
DUTCH = re.compile(r"(?<=[^aeiouys]s)e$")  # "nederlandse", as "nederlands"
# Verbs in -eren with the stress there: "adviseren" goes with "adviseer", "luisteren" does not.
BORROWED = re.compile(r"(?<=is|ic|id|it|in|ir|on|rm|ul|ol|ll|nt|ct|ag|.u)eren$|(?<=..)eert$")
# The -t of the present, where no noun ends so: "vraagt", "zegt", "werkt", "stelt", "wordt".
PRESENT = re.compile(
    "(?<=(?:aa|ee|ei|eu|ij|oe|oo|ui|uu)[bdgklmnprw])t$|(?<=ie[bdgklmrw])t$|(?<=ou[dw])t$"
    "|(?<=ijf|aai|oei)t$|(?<=[aeioulnr]g)t$|(?<=[lnr][dk])t$|(?<=[lmr]p)t$|(?<=[lr]m)t$|(?<=[^e]el)t$"
)
# The -d of a participle that has no "ge": "bepaald", as "bepaalde" and "bepalen". Without it
# "verband" and "beantwoord" would be no verbs.
PARTICIPLE = re.compile(
    f"^(onge(?!{OWN})[a-z]*(?:[bgklmrw]|[aeiou]{{2}}n)"
    "|(?:[a-z]{2,5})?(?:be|her|mis|onder|ont|over|ver|ge(?=doog|loof|tuig))[a-z]*?"
    "(?:(?:aa|ee|ei|eu|ie|ij|oe|ui|uu)[bglmnrw]|(?<![bkmnsw])oor|oo[bglmnw]|(?<=gel)oof|ouw"
    "|[lr][gm]|[ai]ng|ig|(?<![befghrvw])el))d$"
)
MUTE_E = re.compile(r"[aeiouy][^aeiouy]+e$")
OPEN = re.compile(r"(?<![aeiouy])([aeou])([^aeiouy])$")


@lru_cache(maxsize=2**16)
def stem(form: str) -> str:
    """The stem of a folded word, itself folded: "ambtenaren" and "ambtenaar" → "ambten"."""
    return (_exception(form) or _quality(form) or _by_algorithm(form) or form)[:LONGEST]


def _exception(form: str) -> str:
    """The stem of a form that EXCEPTIONS knows, or else an empty text."""
    if form in EXCEPTIONS:
        return EXCEPTIONS[form]
    for start in range(len(form)):
        known = EXCEPTIONS.get(f"-{form[start:]}")
        if known is not None:
            return known and form[:start] + known
    return ""


def _quality(form: str) -> str:
    """The stem of a noun in -heid or -heden, or else an empty text."""
    return QUALITY.sub("heid", form) if QUALITY.search(form) else ""


def _by_algorithm(form: str) -> str:
    """The stem by Snowball's "dutch", spared its known mistakes in whole classes of words."""
    prefix = PREFIX.match(form)
    place = prefix.end() - len("ge") if prefix else None
    form = INFLECTED.sub(r"\1\1\2", DUTCH.sub("", PLURAL.sub("", form)))
    form = PRESENT.sub("", PARTICIPLE.sub(r"\1", BORROWED.sub("eer", form)))
    # Spelled "ğe" it stays. A stemmer holds its word, so that threads may not share one.
    kept = GE.sub(lambda ge: "ge" if ge.start() == place else "ğe", form)
    found = fold(stemmer("dutch").stemWord(kept))
    if len(found) < 3 <= len(form) - 2:
        return form  # "geert" is not "er", nor "order" "or"
    return _closing(found[:-1]) if MUTE_E.search(found) else found


def _closing(found: str) -> str:
    """A stem that has lost its last "e", as it is then spelled: "grot" → "groot", "keuz" →
    "keus", "witt" → "wit"."""
    if found[-1] == found[-2]:
        return found[:-1]
    spelled = OPEN.sub(r"\1\1\2", found)
    return spelled[:-1] + {"v": "f", "z": "s"}.get(spelled[-1], spelled[-1])
