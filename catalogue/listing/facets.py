"""The facets beside a filtered list, with counts.

Each choice leads to an address of the listing, and its number is what that address gives.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from django.apps import apps

from catalogue.listing.filters import FragmentFilter
from catalogue.listing.remembered import Remembered
from catalogue.models import Theme
from catalogue.models.address import path_of
from catalogue.search import SHOWN, Facet


class FacetChoice(NamedTuple):
    """A choice of a facet with the address that makes it and the number of fragments there."""

    key: int
    value: str
    label: str
    count: int
    is_active: bool
    url: str
    depth: int = 0
    broader: int | None = None


@dataclass(frozen=True)
class ShownFacet:
    """A facet beside the list: what it filters and its choices, the first ones and the rest behind
    "meer"; and where one searches in all of them, when there are still others."""

    name: str
    label: str
    help: str
    choices: list[FacetChoice]
    hidden_choices: list[FacetChoice] = field(default_factory=list)
    more_url: str = ""


class Name(NamedTuple):
    """What a value of a facet is called: by what it sorts, its value in addresses and its label;
    and of a theme the key of the one above it."""

    place: tuple
    value: str
    label: str
    broader: int | None = None


MOST_CHOICES = 12  # shown at once
TREE_UP_TO = 40  # choices; of a longer list, the rest is behind a link to where one can search it
NAMES = {facet.field: Remembered(most=5000) for facet in SHOWN if facet.model}
HIDDEN_THEMES = Remembered(most=1)
"""What was read of names and of the tree, in each process."""


def facets(filterset: FragmentFilter) -> list[ShownFacet]:
    """The facets with their counts. Each number is what its link gives; what gives nothing is not
    offered, but a choice that is on stays visible. A facet without choices is left out."""
    found = []
    answer = filterset.answer
    for facet in SHOWN:
        has_more = answer.has_more(facet.field, TREE_UP_TO)
        counted = dict(answer.top(facet.field, MOST_CHOICES if has_more else None))
        choices = facet_choices(filterset, facet, counted)
        if choices:
            if has_more:
                choices = by_count(choices)
            elif facet.is_narrowing:
                choices = in_tree(choices, answer.stamp)
            more_url = choices_url(filterset, facet) if has_more else ""
            shown = (facet.parameter, facet.label, facet.help, *split(choices), more_url)
            found.append(ShownFacet(*shown))
    return found


def facet_choices(
    filterset: FragmentFilter, facet: Facet, counted: dict[int, int]
) -> list[FacetChoice]:
    """The choices with these counts by key, and those that are on; in the order of their names."""
    chosen = filterset.values.get(facet.parameter, [])
    active = facet.numbers_of(filterset.selection.chosen(facet))
    if missing := [key for key in active if key not in counted]:
        counted = counted | filterset.answer.counts(facet.field, missing)
    if not counted:
        return []
    names = named(facet, list(counted), filterset)
    pressed = (after_pressing(facet, one.value, chosen) for one in names.values())
    urls = filterset.addresses(facet.parameter, pressed)
    return [
        FacetChoice(key, one.value, one.label, counted[key], key in active, url, 0, one.broader)
        for (key, one), url in zip(names.items(), urls, strict=True)
    ]


def named(facet: Facet, keys: list[int], filterset: FragmentFilter) -> dict[int, Name]:
    """By key, in the order of names, of the tree or of the list."""
    if facet.model:

        def read(missing: list[int]) -> dict[int, Name]:
            return read_names(facet, missing)

        names = NAMES[facet.field].get(filterset.answer.stamp, keys, read)
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


def choices_url(filterset: FragmentFilter, facet: Facet) -> str:
    """The address of the page with all choices of a facet, beside the same filters."""
    return path_of("choices", facet.parameter) + filterset.address()


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
