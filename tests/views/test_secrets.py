"""What is not public appears in no answer to any address.

Every secret is a word of its own. The same catalogue is made twice: public, where each word must be
seen somewhere, and with its records hidden in every way there is, where none may be. What is for
editors alone is seen in neither.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models import CharField, TextField, URLField
from django.http import QueryDict
from django.utils import timezone

from catalogue.listing.listing import Listing
from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Organisation,
    Passage,
    Person,
    Theme,
)
from catalogue.search.build import compact
from catalogue.search.facets import Selection
from catalogue.search.finding import find_in_sql
from catalogue.values.choices import Origin, Part, State
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    StatedDateFactory,
    ThemeFactory,
    TranscriptFactory,
)
from tests.views.asking import Answer, ask
from tests.views.world import picture

pytestmark = pytest.mark.django_db

NEVER_PUBLIC = ("draft", "review", "scheduled")
ONCE_PUBLIC = ("withdrawn", "expired")
ENDING = ("scheduled", "withdrawn", "expired")  # ways in which a fragment ends the one before it
COMMON = "kenmerk"  # said beside the secrets, so that a quote with it would have them too


@dataclass
class Secrets:
    """The words by the way in which they are hidden, and the addresses of what holds them."""

    words: dict[str, set[str]] = field(default_factory=dict)
    for_editors: set[str] = field(default_factory=set)
    addresses: dict[str, set[str]] = field(default_factory=dict)

    def word(self, way: str, name: str) -> str:
        """A word that stands nowhere else. No part of any other, nor of an address."""
        word = f"Geheim{way}{name}woord"
        self.words.setdefault(way, set()).add(word)
        return word

    def note(self, way: str, name: str) -> str:
        """The same where no page shows it, of whatever is public."""
        word = f"Geheim{way}{name}redactie"
        self.for_editors.add(word)
        return word

    def at(self, way: str, *addresses: str) -> None:
        self.addresses.setdefault(way, set()).update(addresses)


def state(way: str) -> dict:
    now, day = timezone.now(), timedelta(days=1)
    before = {"first_published_at": now - 2 * day}
    return {
        "public": {"state": State.PUBLISHED},
        "draft": {"state": State.DRAFT},
        "review": {"state": State.REVIEW},
        "scheduled": {"state": State.PUBLISHED, "publish_from": now + day},
        "withdrawn": {"state": State.WITHDRAWN, **before},
        "expired": {"state": State.PUBLISHED, "publish_until": now - day, **before},
    }[way]


def hide(secrets: Secrets, way: str, *, really: bool) -> None:
    """Make one of everything that can be hidden this way; public unless `really`."""
    hidden = state(way if really else "public")
    _interview(secrets, way, hidden)
    _fragment(secrets, way, hidden)
    _theme(secrets, way, hidden)
    _source(secrets, way, hidden)
    if way in ENDING or not really:
        _neighbour(secrets, way, hidden)
    PlacementFactory(
        published=True,
        origin=Origin.REJECTED if really else Origin.CONFIRMED,
        note=secrets.word(way, "afgewezen"),
    )


def _interview(secrets: Secrets, way: str, hidden: dict) -> None:
    """A hidden interview; all below it is published."""

    def word(name: str) -> str:
        return secrets.word(way, f"interview{name}")

    interview = InterviewFactory(
        slug=f"i-{way}",
        title=word("titel"),
        summary=word("samenvatting"),
        pull_quote=word("uitspraak"),
        provenance_note=word("herkomst"),
        withdrawn_reason=secrets.note(way, "interview"),
        identified=True,
        **hidden,
    )
    _said(secrets, way, "interview", interview, second=36_000)
    StatedDateFactory(interview=interview, source=word("bron"))
    fragment = FragmentFactory(
        interview=interview, title=word("fragment"), quote=word("citaat"), state=State.PUBLISHED
    )
    fragment.people_mentioned.add(PersonFactory(slug=f"pm-{way}", name=word("genoemd")))
    PlacementFactory(
        fragment=fragment,
        theme=ThemeFactory(slug=f"t-open-{way}", published=True),
        note=word("noot"),
    )
    speaker = PersonFactory(
        slug=f"p-{way}",
        name=word("spreker"),
        biography=word("levensloop"),
        portrait=picture("p.png"),
        portrait_alt=word("portret"),
    )
    organisation = OrganisationFactory(slug=f"o-{way}", name=word("organisatie"))
    interviewer = PersonFactory(slug=f"pi-{way}", name=word("interviewer"))
    participation = ParticipationFactory(interview=interview, person=speaker)
    participation.positions.add(PositionFactory(person=speaker, organisation=organisation))
    ParticipationFactory(interview=interview, person=interviewer, part=Part.INTERVIEWER)
    media_file = MediaFileFactory(
        recording=RecordingFactory(interview=interview, duration_ms=1000),
        file=ContentFile(word("opname").encode(), f"{way}.mp4"),
    )
    pages = [interview, fragment, speaker, organisation, interviewer, media_file]
    secrets.at(
        way,
        *(page.get_absolute_url() for page in pages),
        f"/fragmenten/{fragment.pid}/",
        f"/beeld/{interview.pid}/omslag-320.png",
        f"/beeld/{interview.pid}/omslag-1200.png",
        f"/beeld/persoon-{speaker.slug}/portret-320.webp",
    )


def _fragment(secrets: Secrets, way: str, hidden: dict) -> None:
    """A hidden fragment of a public interview, on a public theme."""

    def word(name: str) -> str:
        return secrets.word(way, f"fragment{name}")

    fragment = FragmentFactory(
        interview=InterviewFactory(published=True, slug=f"i-open-{way}"),
        title=word("titel"),
        summary=word("samenvatting"),
        quote=word("citaat"),
        context=word("vooraf"),
        correction_note=word("correctie"),
        printed_title=word("gedrukt"),
        printed_notation="1:2",
        printed_page=word("bladzijde"),
        withdrawn_reason=secrets.note(way, "fragment"),
        **hidden,
    )
    fragment.people_mentioned.add(PersonFactory(slug=f"pf-{way}", name=word("genoemd")))
    theme = ThemeFactory(slug=f"tf-{way}", published=True)
    PlacementFactory(fragment=fragment, theme=theme, note=word("noot"))
    pid = fragment.pid
    secrets.at(way, fragment.get_absolute_url(), f"/fragmenten/{pid}/", f"/insluiten/{pid}/")


def _theme(secrets: Secrets, way: str, hidden: dict) -> None:
    """A hidden theme between public ones, with a public fragment and a public source."""

    def word(name: str) -> str:
        return secrets.word(way, f"thema{name}")

    theme = ThemeFactory(
        slug=f"t-{way}",
        name=word("naam"),
        introduction=word("inleiding"),
        image=picture("t.png"),
        image_alt=word("beeld"),
        image_credit=word("maker"),
        withdrawn_reason=secrets.note(way, "thema"),
        broader=ThemeFactory(slug=f"tb-{way}", published=True),
        **hidden,
    )
    ThemeFactory(slug=f"tn-{way}", published=True, broader=theme)
    PlacementFactory(fragment=FragmentFactory(published=True), theme=theme, note=word("noot"))
    BackgroundSourceFactory(slug=f"st-{way}", published=True).themes.add(theme)
    secrets.at(way, theme.get_absolute_url(), f"/beeld/thema-{theme.slug}/beeld-320.webp")


def _source(secrets: Secrets, way: str, hidden: dict) -> None:
    """A hidden background source about a public theme."""

    def word(name: str) -> str:
        return secrets.word(way, f"bron{name}")

    source = BackgroundSourceFactory(
        slug=f"s-{way}",
        title=word("titel"),
        publisher=word("uitgever"),
        author=word("schrijver"),
        abstract=word("samenvatting"),
        state_of_affairs=word("stand"),
        later_outcome=word("afloop"),
        note=word("noot"),
        url=f"https://example.nl/{word('adres')}",
        withdrawn_reason=secrets.note(way, "bron"),
        **hidden,
    )
    source.people.add(PersonFactory(slug=f"ps-{way}", name=word("persoon")))
    source.organisations.add(OrganisationFactory(slug=f"os-{way}", name=word("organisatie")))
    source.themes.add(ThemeFactory(slug=f"ts-{way}", published=True))
    secrets.at(way, source.get_absolute_url())


def _neighbour(secrets: Secrets, way: str, hidden: dict) -> None:
    """A hidden fragment after a public one without a stated end, in a public interview."""
    interview = InterviewFactory(published=True, slug=f"i-buur-{way}")
    FragmentFactory(
        interview=interview, title=f"Met een {COMMON}", start_ms=0, state=State.PUBLISHED
    )
    neighbour = FragmentFactory(
        interview=interview, title=secrets.word(way, "buurtitel"), start_ms=60_000, **hidden
    )
    _said(secrets, way, "buur", interview, second=61)
    recording = RecordingFactory(interview=interview, duration_ms=600_000)
    MediaFileFactory(recording=recording, file=ContentFile(b"beeld", f"buur-{way}.mp4"))
    pid = neighbour.pid
    secrets.at(way, neighbour.get_absolute_url(), f"/fragmenten/{pid}/", f"/insluiten/{pid}/")


def _said(secrets: Secrets, way: str, name: str, interview: Interview, *, second: int) -> None:
    """A transcript with one passage, at that second of the interview."""
    PassageFactory(
        transcript=TranscriptFactory(
            interview=interview, source_note=secrets.note(way, f"{name}transcript")
        ),
        start_ms=second * 1000,
        text=f"Hier staat een {COMMON} met {secrets.word(way, f'{name}gezegd')}.",
        heading=secrets.note(way, f"{name}kop"),
        speaker_name=secrets.note(way, f"{name}spreker"),
    )


def addresses() -> Iterator[str]:
    """Every address that the site could answer, hidden or not: pages, files, filters."""
    yield from ("/", "/over/", "/privacy/", "/toegankelijkheid/", "/robots.txt", "/sitemap.xml")
    yield from ("/themas/", "/interviews/", "/personen/", "/organisaties/", "/achtergrond/")
    sections = ("paginas", "themas", "interviews", "fragmenten", "personen")
    yield from (f"/sitemap-{name}.xml" for name in (*sections, "organisaties", "achtergrond"))
    yield from (f"/{name}/?pagina=2" for name in ("fragmenten", "interviews", "personen"))
    yield from (f"/fragmenten/?sorteer={order}" for order in ("nieuwste", "titel", "tijd"))
    yield "/fragmenten/?duur=lang"  # nothing: with a suggestion, if there were one
    yield from (f"/fragmenten/?q={words}" for words in (COMMON, f"met {COMMON}", f'"een {COMMON}"'))
    yield from (f"/fragmenten/?q={COMMON}&sorteer={order}" for order in ("relevantie", "tijd"))
    yield from (f"/fragmenten/suggesties/?q={words}" for words in ("geheim", COMMON))
    facets = ("thema", "interview", "persoon", "organisatie", "genoemd")
    yield from (f"/fragmenten/kies/{name}/?zoek=geheim" for name in facets)
    yield from (f"/fragmenten/kies/{name}/" for name in facets)
    for model in (Interview, Theme, Person, Organisation, BackgroundSource, Fragment, MediaFile):
        yield from (record.get_absolute_url() for record in model.objects.all())
    filters = {Theme: "thema", Interview: "interview", Organisation: "organisatie"}
    for model, name in filters.items():
        yield from (f"/fragmenten/?{name}={slug}" for slug in slugs_of(model))
    yield from (f"/insluiten/{pid}/" for pid in Fragment.objects.values_list("pid", flat=True))
    yield from (f"/fragmenten/?persoon={slug}&genoemd={slug}" for slug in slugs_of(Person))


def slugs_of(model) -> Iterator[str]:
    return model.objects.values_list("slug", flat=True)


def seen(client) -> dict[str, Answer]:
    return {address: ask(client, address) for address in {*addresses()}}


def words_in(answers: dict[str, Answer], words: set[str]) -> set[str]:
    everything = "\n".join(answer.text for answer in answers.values()).lower()
    return {word for word in words if word.lower() in everything}


def found_by(word: str) -> int:
    """How many fragments a search for the word finds, with or without an index; the page itself
    repeats the word."""
    total = Listing(QueryDict(f"q={word}")).answer.total
    assert total == find_in_sql(Selection(text=word)).total
    return total


def test_hidden_records_appear_in_no_answer(client):
    secrets = Secrets()
    for way in (*NEVER_PUBLIC, *ONCE_PUBLIC):
        hide(secrets, way, really=True)
    compact.reindex()

    answers = seen(client)

    assert words_in(answers, secrets.for_editors) == set()
    for way, words in secrets.words.items():
        places = secrets.addresses[way]
        status = 410 if way in ONCE_PUBLIC else 404
        assert words_in(answers, words) == set(), way
        assert {word: found_by(word) for word in words} == dict.fromkeys(words, 0), way
        statuses = {address: ask(client, address).status_code for address in places}
        assert statuses == dict.fromkeys(places, status), way


def test_the_same_records_appear_where_they_are_public(client):
    secrets = Secrets()
    hide(secrets, "draft", really=False)
    [words], [places] = secrets.words.values(), secrets.addresses.values()
    compact.reindex()

    answers = seen(client)

    assert words - words_in(answers, words) == set()
    assert words_in(answers, secrets.for_editors) == set()
    searched = ("fragmenttitelwoord", "citaatwoord", "gezegdwoord", "buurtitelwoord")
    assert [found_by(word) for word in words if word.endswith(searched)] == [1] * 6
    statuses = {address: ask(client, address).status_code for address in places}
    shortened = {address for address in places if re.fullmatch("/fragmenten/[^/]+/", address)}
    assert statuses == dict.fromkeys(places, 200) | dict.fromkeys(shortened, 301)


FOR_MACHINES = {"slug", "pid", "sort_key", "language"}
TIMES = {"printed_notation"}


@pytest.mark.parametrize("model", [Interview, Fragment, Theme, BackgroundSource, Passage])
def test_every_text_of_what_is_hidden_holds_a_secret(model):
    secrets = Secrets()
    hide(secrets, "withdrawn", really=True)

    texts = [
        field.name
        for field in model._meta.fields
        if type(field) in (CharField, TextField, URLField) and not field.choices
    ]
    without = {
        name
        for name in texts
        if not model.objects.filter(**{f"{name}__icontains": "geheimwithdrawn"}).exists()
    }
    assert without <= FOR_MACHINES | TIMES
