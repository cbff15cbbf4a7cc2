"""A selection: what a visitor asked of the listing, validated, as plain values."""

from dataclasses import dataclass, fields, replace

from catalogue.search.question import Question, read
from catalogue.values.choices import Form, Role

SHORT_MS = 2 * 60_000
LONG_MS = 5 * 60_000


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The choices of a listing. Records are named by primary key; empty means not chosen.

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

    def without(self, name: str) -> "Selection":
        """The same selection with this filter off."""
        return replace(self, **{name: type(getattr(self, name))() if "year" not in name else None})
