"""Words for the fictional catalogue. No person, organisation or statement in it is real, and every
name says so. Dutch, as all content is."""

from random import Random

LABEL = "(fictief)"
NOTE = "Gegenereerd, geen echt gesprek: de mensen, organisaties en uitspraken zijn verzonnen."

THEMES = ("Besluiten", "Samenwerken", "Toezicht", "Uitvoering", "Verantwoording", "Verandering")
SETTINGS = (" in de luwte", " in het openbaar", " onder tijdsdruk")
PHASES = (": voorbereiding", ": nasleep")

ORGANISATIONS = (
    ("ministry", "Ministerie van Bruggen en Sluizen", "MBS"),
    ("ministry", "Ministerie van Wind en Water", "MWW"),
    ("ministry", "Ministerie van Lezen en Rekenen", "MLR"),
    ("ministry", "Ministerie van Voorbeelden", "MVB"),
    ("agency", "Dienst Formulieren", "DF"),
    ("agency", "Rijksdienst voor Kaarten", "RK"),
    ("agency", "Agentschap Dijkbewaking", "AD"),
    ("inspectorate", "Inspectie van het Register", "IR"),
    ("inspectorate", "Inspectie Maten en Gewichten", "IMG"),
    ("parliament", "Kamer van Voorbeelden", "KV"),
    ("other", "Raad voor het Oefenen", "RO"),
    ("other", "Ministerie van Bruggen", "MB"),  # the predecessor of the first
)

SUBJECTS = (
    "overleg", "een notitie", "de begroting", "een besluit", "de planning", "een motie", "de krant",
    "een crisis", "de agenda", "een rapport", "het archief", "een telefoontje", "de vergadering",
    "een benoeming", "de brug", "een dijk", "het formulier", "een evaluatie", "de reorganisatie",
    "een conflict", "de stilte", "een kamerbrief", "het vragenuur", "een werkbezoek", "de opvolger",
    "een tegenvaller", "de dossiers", "een compromis", "het protocol", "een misverstand",
    "de werkvloer", "een nacht doorhalen", "het vertrouwen", "een lek", "de uitvoering",
    "een deadline", "de ministerraad", "een persconferentie", "het afscheid", "een eerste dag",
)  # fmt: skip
TITLES = (
    "Over {} en {}",
    "Waarom {}?",
    "{}, en wat daarna kwam",
    "{} of {}",
    "Wat {} leert",
    "‘Eerst {}’: een terugblik",
    "…van {} naar {}",
)


def fragment_title(rng: Random) -> str:
    title = rng.choice(TITLES)
    words = title.format(*rng.sample(SUBJECTS, title.count("{}")))
    return f"{words[0].upper()}{words[1:]} {LABEL}"


def sentence(rng: Random, beginning: str) -> str:
    """A sentence that can be searched for, and says that it is no real one."""
    first, second, third = rng.sample(SUBJECTS, 3)
    return f"{beginning} over {first}, {second} en {third}."
