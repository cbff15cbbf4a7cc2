"""The choices of a facet as they stand beside a list: what they are called, in which order, and
which of them are shown at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from django.apps import apps

from catalogue.listing.remembered import Remembered
from catalogue.models import Theme
from catalogue.search import SHOWN, Facet


class FacetChoice(NamedTuple):
    """A choice of a facet with the address that makes it and the number of fragments there."""

    key: int
    value: str
    label: str
    count: int  # type: ignore[assignment]  # no tuple's count()
    is_active: bool
    url: str
    depth: int = 0
    broader: int | None = None


@dataclass(frozen=True)
class ShownFacet:
    """A facet beside the list: what it filters and its choices, the first ones and the rest behind
    "meer"; where one searches in all of them, when there are still others; and whether it stands
    open at first."""

    name: str
    label: str
    choices: list[FacetChoice]
    hidden_choices: list[FacetChoice] = field(default_factory=list)
    more_url: str = ""
    is_open: bool = False

    @property
    def chosen(self) -> list[str]:
        """The labels of the choices that are on, which split() leaves among the first."""
        return [choice.label for choice in self.choices if choice.is_active]


class Name(NamedTuple):
    """What a value of a facet is called: by what it sorts, its value in addresses and its label;
    and of a theme the key of the one above it."""

    place: tuple
    value: str
    label: str
    broader: int | None = None


MOST_CHOICES = 12  # shown at once
NAMES = {facet.field: Remembered(most=5000) for facet in SHOWN if facet.model}
HIDDEN_THEMES = Remembered(most=1)
"""What was read of names and of the tree, in each process."""


def named(facet: Facet, keys: list[int], stamp: str) -> dict[int, Name]:
    """By key, in the order of names, of the tree or of the list."""
    if facet.model:

        def read(missing: list[int]) -> dict[int, Name]:
            return read_names(facet, missing)

        names = NAMES[facet.field].get(stamp, keys, read)
    else:
        names = {key: Name((key,), facet.values[key], str(facet.choices[key][1])) for key in keys}
    return dict(sorted(names.items(), key=itemgetter(1)))


def read_names(facet: Facet, keys: list[int]) -> dict[int, Name]:
    """Names of records from the database, by key."""
    columns = ("order", "broader") if facet.is_narrowing else ()
    rows = apps.get_model("catalogue", facet.model).objects.filter(pk__in=keys).order_by()
    return {
        row["pk"]: Name(
            place=(row.get("order", 0), row["sort_key"], row["slug"]),
            value=row["slug"],
            label=row[facet.name],
            broader=row.get("broader"),
        )
        for row in rows.values("pk", "slug", "sort_key", facet.name, *columns)
    }


def after_pressing(facet: Facet, value: str, chosen: list[str]) -> list[str]:
    """The values of a facet once this choice is made, or taken back when it is on. A theme is added
    to the others; in every other facet a choice replaces the one before."""
    if value in chosen:
        return [other for other in chosen if other != value]
    return [*chosen, value] if facet.is_narrowing else [value]


def in_tree(choices: list[FacetChoice], stamp: str) -> list[FacetChoice]:
    """Themes in the order of the tree, each with the depth at which it stands among these. What may
    be between two of them and is not public is read in one query, and remembered."""
    by_key = {choice.key: choice for choice in choices}
    wanted = {choice.broader for choice in choices} - {None}
    hidden = {} if wanted <= by_key.keys() else hidden_themes(stamp)

    def shown_above(key: int | None) -> int | None:
        for _step in range(len(hidden)):  # a cycle, should one be forced in, must not hang a page
            if key is None or key in by_key:
                break
            key = hidden.get(key)
        return key if key in by_key else None

    narrower = defaultdict(list)
    for choice in choices:
        narrower[shown_above(choice.broader)].append(choice.key)

    def walk(key: int, depth: int) -> list[FacetChoice]:
        below = [one for child in narrower[key] for one in walk(child, depth + 1)]
        return [by_key[key]._replace(depth=depth), *below]

    return [one for root in narrower[None] for one in walk(root, 0)]


def hidden_themes(stamp: str) -> dict[int, int | None]:
    """By key of each theme that the public does not see: the key of the one above it."""

    def read(every: list[str]) -> dict[str, dict[int, int | None]]:
        themes = Theme.objects.exclude(pk__in=Theme.objects.published()).order_by()
        return {key: dict(themes.values_list("pk", "broader")) for key in every}

    return HIDDEN_THEMES.get(stamp, ["all"], read)["all"]


def by_count(choices: list[FacetChoice]) -> list[FacetChoice]:
    """Those that give most first; those that give the same, in the order of their names."""
    return sorted(choices, key=lambda choice: -choice.count)


def split(choices: list[FacetChoice]) -> tuple[list[FacetChoice], list[FacetChoice]]:
    """The choices shown at once and the rest. Of a tree these are the first, of a list those that
    give most; an active choice is always among them."""
    if len(choices) <= MOST_CHOICES + 2:  # "meer" for one or two is more work than reading them
        return choices, []
    if not any(choice.depth for choice in choices):
        choices = by_count(choices)
    shown = {choice.value for choice in choices[:MOST_CHOICES] if not choice.is_active}
    return (
        [choice for choice in choices if choice.is_active or choice.value in shown],
        [choice for choice in choices if not choice.is_active and choice.value not in shown],
    )
