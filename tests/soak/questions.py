"""Random addresses of the listing, drawn from what a catalogue has, so that many find something."""

from random import Random
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.listing.listing import Listing
from catalogue.models import Fragment, Interview, Organisation, Participation, Person, Theme
from catalogue.search.models import Document, NameWord
from catalogue.search.sql.selection import ORDERS
from catalogue.values.choices import Form, Part, Role

LENGTHS = ["kort", "middel", "lang", "onbekend"]
ODD = ["o'neil \" ; -- ( * AND", "%", '"', "-", '-"', "de het een", "æ ĳ ß", '"een -de"']
UNKNOWN = {"thema": "bestaat-niet", "duur": "eeuwig", "jaar_van": "gisteren", "pagina": "laatste"}


def query(random: Random) -> str:
    """The query of an address with up to four parameters, an order and a page."""
    names = random.sample(sorted(DRAWN), random.choice([1, 1, 2, 2, 3, 4]))
    fragment = any_of(random, Fragment.objects.published())
    pairs = [(name, value) for name in names for value in DRAWN[name](random, fragment)]
    if random.random() < 0.3:
        pairs.append(("sorteer", random.choice(ORDERS)))
    if random.random() < 0.2:
        pairs.append(("pagina", random.choice([1, 2, 3, 99])))
    if random.random() < 0.03:
        pairs.append(random.choice([*UNKNOWN.items()]))
    return urlencode(pairs)


def listing(query: str) -> Listing:
    return Listing(QueryDict(query))


def any_of(random: Random, rows):
    """One of the rows of a queryset; None when it has none, or lost some meanwhile to another
    process."""
    number = rows.count()
    return rows.order_by("pk")[random.randrange(number) :].first() if number else None


def words(random: Random, fragment: Fragment | None) -> list[str]:
    """What somebody types: words of a fragment or a name, parts of them, phrases, and not."""
    document = fragment and Document.objects.filter(pk=fragment.pk).first()
    known = [word for word in document.words.split() if word not in (".", "|")] if document else []
    if not known or random.random() < 0.05:
        return [random.choice(ODD)]
    return [" ".join(_term(random, known) for _ in range(random.choice([1, 1, 1, 2, 3])))]


def _term(random: Random, known: list[str]) -> str:
    first = random.randrange(len(known))
    word = known[first]
    match random.randrange(8):
        case 0:
            return f'"{" ".join(known[first : first + random.randint(1, 3)])}"'
        case 1:
            return f"-{random.choice(known)}"
        case 2:
            return word[: max(4, len(word) - 3)]
        case 3:
            return word[-6:]
        case 4:
            name = any_of(random, NameWord.objects.all())
            return name.form if name else word
        case 5:
            return f"{word}-{random.choice(known)}"
        case _:
            return word.upper() if random.random() < 0.2 else word


def themes(random: Random, fragment: Fragment | None) -> list[str]:
    """Themes of the fragment, or any: more than one narrows."""
    own = Theme.objects.published().filter(placements__fragment=fragment)
    rows = own if fragment and random.random() < 0.7 else Theme.objects.published()
    return slugs(random, rows, most=2)


def interviews(random: Random, fragment: Fragment | None) -> list[str]:
    own = [fragment.interview.slug] if fragment and random.random() < 0.7 else []
    return own + slugs(random, Interview.objects.published(), most=1 if own else 2)


def speakers(random: Random, fragment: Fragment | None) -> list[str]:
    own = Participation.objects.filter(interview=fragment and fragment.interview_id)
    people = Person.objects.published()
    if random.random() < 0.7:
        people = people.filter(participations__in=own.filter(part=Part.INTERVIEWEE))
    return slugs(random, people, most=2)


def mentioned(random: Random, fragment: Fragment | None) -> list[str]:
    people = Person.objects.mentioned()
    own = people.filter(mentions=fragment)
    return slugs(random, own if own.exists() else people, most=2)


def organisations(random: Random, fragment: Fragment | None) -> list[str]:
    return slugs(random, Organisation.objects.published(), most=2)


def slugs(random: Random, rows, *, most: int) -> list[str]:
    known = sorted(set(rows.order_by().values_list("slug", flat=True)))
    return random.sample(known, min(len(known), random.randint(1, most)))


def one_of(values) -> list:
    return lambda random, _fragment: random.sample([*values], random.choice([1, 1, 2]))


DRAWN = {
    "q": words,
    "thema": themes,
    "interview": interviews,
    "persoon": speakers,
    "genoemd": mentioned,
    "organisatie": organisations,
    "functie": one_of(Role.values),
    "vorm": one_of([*Form.values, "artikel"]),
    "duur": one_of(LENGTHS),
    "jaar_van": lambda random, _fragment: [random.randint(1970, 2012)],
    "jaar_tot": lambda random, _fragment: [random.randint(1990, 2025)],
    "met": lambda random, _fragment: ["transcript"] if random.random() < 0.1 else [],
}
