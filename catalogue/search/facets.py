"""THE table of facets: the filters of the listing that take several values, one entry each; and the
Selection of what is chosen from them.

Everything that handles facets reads this table: the form, SQL, the index, the counts, the list of
choices, the pages of all choices and the benchmarks. To add a facet whose values stand in a row
that is read already (`ValueSource`), write an entry and a field of the Selection, and run
`reindex`. The table holds names and paths of fields alone; sql/ and build/ find the models by them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.search.question import Question, read
from catalogue.values.choices import Form, Role

SHORT_MS = 2 * 60_000
LONG_MS = 5 * 60_000
LENGTHS = ("kort", "middel", "lang", "onbekend")
"""Classes of length: below SHORT_MS, up to LONG_MS, above it, and where no end is stated."""


class ValueSource(Enum):
    """Where the values of a facet stand. It decides how SQL narrows and counts by them
    (sql/selection, sql/counts), how they are read (build/extract), and how the index stores and
    counts them (index/answer)."""

    THEME = "themes of the fragment and what is above these: bitmaps, counted by branch"
    MENTION = "people mentioned in the fragment: bitmaps, and pairs to count"
    LENGTH = "length of the fragment: a part of its code"
    INTERVIEW = "a field of the interview: a column of voices"
    SPEAKER = "a field of those who speak: a column of voices"
    RECORDING = "a field of the interview's public recordings: a column of voices"
    NOWHERE = "not published yet: who asks for it finds nothing"


OF_VOICES = (ValueSource.INTERVIEW, ValueSource.SPEAKER, ValueSource.RECORDING)


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A filter of several values.

    `parameter` is its name in addresses, `field` that in the Selection. `place` is where it stands
    beside the list, counted from 1; 0 where it is neither shown nor counted.

    `path` is the field's path from its ValueSource, `column` its name in the blocks of the index;
    other names than before are another format (index.bitmaps.FORMAT).

    Values are either `choices`, pairs of a value and its label, or records of a `model` of the
    catalogue: those that its manager's method `listed` gives, called by their field `name`. Of
    records, `all_label` and `search_label` stand on the page with all of them.
    """

    parameter: str
    field: str
    label: str | Promise
    source: ValueSource
    place: int = 0
    help: str | Promise = ""
    path: str = ""
    column: str = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    model: str = ""
    listed: str = "published"
    name: str = "name"
    all_label: str | Promise = ""
    search_label: str | Promise = ""

    @property
    def is_narrowing(self) -> bool:
        """Whether a choice is added to those before, and counted beside them. In every other facet
        it replaces the one before, and is counted with that filter off."""
        return self.source is ValueSource.THEME

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values of `choices`. SQL and the index name each by its place in here."""
        return tuple(value for value, _label in self.choices)

    def number_of(self, value: Any) -> int:
        """What the index has for a value of the rows: the key of a record, or its place in
        `values`. KeyError for a value that is not in there."""
        return value if self.model else self._places[value]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {value: place for place, value in enumerate(self.values)}

    def numbers_of(self, chosen: Iterable[Any]) -> list[int]:
        """What the index has for these values of a Selection."""
        return [self.number_of(value) for value in chosen]


FACETS = (
    Facet(
        parameter="thema",
        field="themes",
        label=_("Theme"),
        help=_("What the fragment is about; each theme narrows the list."),
        place=1,
        source=ValueSource.THEME,
        model="theme",
        all_label=_("All themes"),
        search_label=_("Search in the themes"),
    ),
    Facet(
        parameter="interview",
        field="interviews",
        label=_("Interview"),
        help=_("The conversation that the fragment is from."),
        place=2,
        source=ValueSource.INTERVIEW,
        path="pk",
        column="interview",
        model="interview",
        name="title",
        all_label=_("All interviews"),
        search_label=_("Search in the interviews"),
    ),
    Facet(
        parameter="persoon",
        field="speakers",
        label=_("Speaker"),
        help=_("Who speaks in the fragment."),
        place=3,
        source=ValueSource.SPEAKER,
        path="person",
        column="people",
        model="person",
        all_label=_("All speakers"),
        search_label=_("Search in the speakers"),
    ),
    Facet(
        parameter="genoemd",
        field="mentioned",
        label=_("Mentioned"),
        help=_("Who is mentioned, not who speaks."),
        place=6,
        source=ValueSource.MENTION,
        model="person",
        listed="mentioned",
        all_label=_("All people mentioned"),
        search_label=_("Search in the people mentioned"),
    ),
    Facet(
        parameter="functie",
        field="roles",
        label=_("Position"),
        help=_("The position that the speaker speaks as."),
        place=4,
        source=ValueSource.SPEAKER,
        path="positions__role",
        column="roles",
        choices=tuple(Role.choices),
    ),
    Facet(
        parameter="organisatie",
        field="organisations",
        label=_("Organisation"),
        help=_("Where the speaker held that position."),
        place=5,
        source=ValueSource.SPEAKER,
        path="positions__organisation",
        column="organisations",
        model="organisation",
        all_label=_("All organisations"),
        search_label=_("Search in the organisations"),
    ),
    Facet(
        parameter="vorm",
        field="forms",
        label=_("Form"),
        help=_("The forms in which the interview is published."),
        place=7,
        source=ValueSource.RECORDING,
        path="form",
        column="forms",
        choices=(*Form.choices, ("artikel", _("Article"))),  # no article is published yet
    ),
    Facet(
        parameter="met",
        field="materials",
        label=_("With"),
        source=ValueSource.NOWHERE,
        choices=(
            ("ondertiteling", _("captions")),
            ("transcript", _("transcript")),
            ("download", _("download")),
        ),
    ),
    Facet(
        parameter="duur",
        field="lengths",
        label=_("Length"),
        help=_("The length, where its end is determined."),
        place=8,
        source=ValueSource.LENGTH,
        choices=(
            ("kort", _("short: under 2 minutes")),
            ("middel", _("2 to 5 minutes")),
            ("lang", _("long: over 5 minutes")),
            ("onbekend", _("not known: end not yet determined")),
        ),
    ),
)
"""In the order in which they stand in addresses."""

SHOWN = tuple(sorted((one for one in FACETS if one.place), key=lambda one: one.place))
"""Those with choices and counts, in the order in which they stand beside the list."""

BY_PARAMETER = {facet.parameter: facet for facet in FACETS}
BY_FIELD = {facet.field: facet for facet in FACETS}


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What a visitor asked of the listing, validated, as plain values. Records are named by primary
    key; empty means not chosen.

    Several values of one facet mean OR, but for themes: a fragment stands in every one of them, or
    in one narrower than it.
    """

    text: str = ""
    themes: tuple[int, ...] = ()
    interviews: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    mentioned: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()
    organisations: tuple[int, ...] = ()
    forms: tuple[Form | str, ...] = ()
    materials: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None

    @property
    def question(self) -> Question:
        """The words typed, read."""
        return read(self.text)

    @property
    def number_of_filters(self) -> int:
        """How many filters are on, words and years included: each value counts."""
        values = (getattr(self, field.name) for field in fields(self))
        return sum(len(value) if isinstance(value, tuple) else bool(value) for value in values)

    def chosen(self, facet: Facet) -> tuple[Any, ...]:
        """The values of a facet that are chosen."""
        return getattr(self, facet.field)

    def without(self, name: str) -> "Selection":
        """The same selection with this filter off."""
        nothing: Any = type(getattr(self, name))() if "year" not in name else None
        return replace(self, **{name: nothing})
