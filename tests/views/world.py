"""A small public catalogue in which every page has everything that it can show, and its index."""

import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Organisation,
    Person,
    Theme,
)
from catalogue.search.build import compact
from catalogue.values.choices import Origin, Part
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    StatedDateFactory,
    ThemeFactory,
)

PAGES = {
    "home": "/",
    "listing": "/fragmenten/",
    "listing with one filter": "/fragmenten/?thema={theme}",
    "listing with filters": "/fragmenten/?thema={theme}&thema={narrower}&vorm=video&q=fragment",
    "listing with nothing": "/fragmenten/?thema={theme}&duur=lang",
    "listing with problems": "/fragmenten/?thema=onbekend&jaar_van=x&jaar_tot=1&q=%00&pagina=x",
    "listing of choices": "/fragmenten/kies/thema/?zoek=thema&duur=kort",
    "fragment": "{fragment}",
    "fragment in its theme": "{fragment}?thema={theme}",
    "fragment at a moment": "{fragment}?t=905,910",
    "fragment at a bad moment": "{fragment}?t=x",
    "interviews": "/interviews/",
    "interview": "{interview}",
    "interview at a moment": "{interview}?t=905",
    "themes": "/themas/",
    "theme": "/themas/{theme}/",
    "narrower theme": "/themas/{narrower}/",
    "people": "/personen/",
    "person": "/personen/{speaker}/",
    "organisations": "/organisaties/",
    "organisation": "/organisaties/{organisation}/",
    "background sources": "/achtergrond/",
    "background source": "/achtergrond/{source}/",
    "about": "/over/",
    "privacy": "/privacy/",
    "accessibility": "/toegankelijkheid/",
}
"""A pattern of an address for every kind of page: see World.address()."""

FILES = {
    "recording": "{recording}",
    "cover": "{cover}-320.png",
    "social cover": "{cover}-1200.png",
    "portrait": "/beeld/persoon-{speaker}/portret-320.webp",
    "image of a theme": "/beeld/thema-{theme}/beeld-320.webp",
    "sitemap": "/sitemap.xml",
    "section of the sitemap": "/sitemap-fragmenten.xml",
    "robots.txt": "/robots.txt",
    "security.txt": "/.well-known/security.txt",
    "healthz": "/healthz",
}
"""The same for what is not a page."""


@dataclass(frozen=True)
class World:
    """One of each, all public. `mentioned` is only named, and so has no page."""

    interview: Interview
    fragment: Fragment
    theme: Theme
    speaker: Person
    interviewer: Person
    mentioned: Person
    organisation: Organisation
    source: BackgroundSource
    media_file: MediaFile

    def address(self, pattern: str) -> str:
        """An address of PAGES or FILES, filled in."""
        return pattern.format(
            fragment=self.fragment.get_absolute_url(),
            interview=self.interview.get_absolute_url(),
            cover=f"/beeld/{self.interview.pid}/omslag",
            theme=self.theme.slug,
            narrower=self.theme.narrower.get().slug,
            speaker=self.speaker.slug,
            organisation=self.organisation.slug,
            source=self.source.slug,
            recording=self.media_file.get_absolute_url(),
            embed=f"/insluiten/{self.fragment.pid}/",
        )


def world() -> World:
    speaker = PersonFactory(
        name="Anna de Vries",
        biography="Eerste zin.\n\nTweede alinea.",
        wikidata="Q1",
        parlement_com="x",
        portrait=picture("portret.png"),
        portrait_alt="Een vrouw",
        portrait_credit="De fotograaf",
    )
    interviewer, mentioned = PersonFactory(name="Bart Bos"), PersonFactory(name="Carla Cox")
    organisation = OrganisationFactory(
        name="Ministerie van Proeven",
        abbreviation="MvP",
        predecessor=OrganisationFactory(name="Ministerie van Voorproeven"),
    )
    interview = InterviewFactory(
        published=True,
        title="Gesprek met <Anna> & co",
        summary="Samenvatting.",
        pull_quote="Een uitspraak.",
        provenance_note="Zo is het samengesteld.",
        conducted_on="2018-11",
        period_from="2002",
        period_to="2007-03",
        identified=True,
    )
    speaks = ParticipationFactory(interview=interview, person=speaker)
    speaks.positions.add(
        PositionFactory(
            person=speaker, organisation=organisation, period_from="2002", period_to="2007"
        )
    )
    ParticipationFactory(interview=interview, person=interviewer, part=Part.INTERVIEWER)
    for date in ("2018-11", "2019-11"):
        StatedDateFactory(interview=interview, date=date)
    fragment = FragmentFactory(
        published=True,
        interview=interview,
        title="Een fragment “met” <leestekens> & meer",
        start_ms=903_000,
        end_ms=963_000,
        summary="Samenvatting van het fragment.",
        quote="Letterlijk.",
        context="Wat eraan voorafging.",
        correction_note="Gecorrigeerd.",
        printed_title="een fragment",
        printed_notation="15:3",
        printed_page="Themapagina",
    )
    fragment.people_mentioned.add(mentioned)
    theme = ThemeFactory(
        published=True,
        name="Loyale tegenspraak",
        introduction="## Kop\n\nTekst met een [link](/over/) en *nadruk*.",
        image=picture("beeld.png"),
        image_alt="Een tafel",
        image_credit="De maker",
    )
    narrower = ThemeFactory(published=True, name="Smaller", broader=theme)
    later = FragmentFactory(published=True, interview=interview, start_ms=1_000_000)
    PlacementFactory(fragment=fragment, theme=theme, origin=Origin.PUBLISHED, note="Begin hier.")
    PlacementFactory(fragment=later, theme=theme, order=1)
    PlacementFactory(fragment=fragment, theme=narrower, origin=Origin.PROPOSED)
    source = BackgroundSourceFactory(
        published=True,
        title="[Een bericht]",
        publisher="De Krant",
        author="D. Schrijver",
        date="2022-11/2023-01",
        date_is_derived=True,
        abstract="In onze woorden.",
        state_of_affairs="winter 2022-2023",
        later_outcome="Het liep goed af.",
        note="Overgenomen.",
    )
    source.themes.add(theme)
    source.people.add(speaker, mentioned)
    source.organisations.add(organisation)
    unidentified = InterviewFactory(published=True, title="Gesprek 2", provenance_note="Afgeleid.")
    FragmentFactory(published=True, interview=unidentified)
    recording = RecordingFactory(interview=interview, duration_ms=1_800_000)
    media_file = MediaFileFactory(recording=recording, file=ContentFile(b"beeld", "gesprek.mp4"))
    compact.reindex()
    return World(
        interview=interview,
        fragment=fragment,
        theme=theme,
        speaker=speaker,
        interviewer=interviewer,
        mentioned=mentioned,
        organisation=organisation,
        source=source,
        media_file=media_file,
    )


def picture(name: str) -> ContentFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "PNG")
    return ContentFile(content.getvalue(), name)
