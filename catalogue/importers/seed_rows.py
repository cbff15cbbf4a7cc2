"""The rows of the seeds, typed: one class for each array of tables.

The names of the fields are the keys in the files; a field without a default is a key that must be
there. Other records are named by their slug.
"""

from dataclasses import dataclass
from datetime import datetime

from catalogue.fields import timecode_message
from catalogue.importers.rows import SourceError
from catalogue.values import timecode
from catalogue.values.choices import State
from catalogue.values.timecode import TimecodeError


class SeedError(SourceError):
    """A seed file that is wrong. The text names the file and the key."""

    def __init__(self, place: str, message: str):
        super().__init__(f"{place}: {message}", code="seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedRow:
    """What all rows know: the file and key they stand at."""

    stands_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedSeries(SeedRow):
    slug: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedPerson(SeedRow):
    slug: str
    name: str
    sort_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedOrganisation(SeedRow):
    slug: str
    name: str
    kind: str
    abbreviation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow(SeedRow):
    state: str = State.DRAFT
    first_published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedTheme(PublishedRow):
    slug: str
    name: str
    order: int
    introduction: str
    broader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedInterview(PublishedRow):
    pid: str
    slug: str
    title: str
    series: str
    language: str
    identified: bool
    provenance_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFragment(PublishedRow):
    pid: str
    interview: str
    title: str
    notation: str
    mentioned: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()

    @property
    def start_ms(self) -> int:
        try:
            return timecode.parse(self.notation)
        except TimecodeError as error:
            raise SeedError(f"{self.stands_at}.notation", timecode_message(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedPage(SeedRow):
    """A page with its fragments, in the order of the page."""

    theme: str
    printed_page: str
    fragments: tuple[SeedFragment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedSource(PublishedRow):
    slug: str
    title: str
    publisher: str
    author: str
    url: str
    date: str
    date_is_derived: bool
    note: str
    abstract: str
    state_of_affairs: str
    later_outcome: str
    themes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seeds:
    """All rows of a folder of seeds."""

    series: tuple[SeedSeries, ...]
    people: tuple[SeedPerson, ...]
    organisations: tuple[SeedOrganisation, ...]
    themes: tuple[SeedTheme, ...]
    interviews: tuple[SeedInterview, ...]
    pages: tuple[SeedPage, ...]
    sources: tuple[SeedSource, ...]
