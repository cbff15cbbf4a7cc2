"""The facets beside a filtered list, with counts.

Each choice leads to an address of the listing, and its number is what that address gives.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from catalogue.listing.filters import FragmentFilter
from catalogue.models import Interview, Organisation, Person, Theme
from catalogue.models.address import path_of
from catalogue.search.build.extract import FORMS, LENGTHS, ROLES
from catalogue.search.shelf import kept


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
class Facet:
    """A facet: what it filters and its choices, the first ones and the rest behind "meer"; and
    where one searches in all of them, when there are still others."""

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


@dataclass(frozen=True)
class FacetKind:
    """How a facet is counted and named: the field of the Selection, what it filters, and the model
    of its values, or the values themselves where they are a list in the code."""

    field: str
    help: str
    model: type[Model] | None = None
    values: tuple[str, ...] = ()

    def named(self, keys: list[int], filterset: FragmentFilter, name: str) -> dict[int, Name]:
        """By key, in the order of names, of the tree or of the list."""
        if self.model is None:
            labels = dict(filterset.form.fields[name].choices)
            names = {
                key: Name((key,), self.values[key], str(labels[self.values[key]])) for key in keys
            }
        else:
            shelf = filterset.answer.shelf
            names = kept(shelf, f"names of {self.field}", keys, self.read, most=MOST_NAMES)
        return dict(sorted(names.items(), key=itemgetter(1)))

    def read(self, keys: list[int]) -> dict[int, Name]:
        """Names from the database, by key."""
        label = "title" if self.model is Interview else "name"
        columns = ("order", "broader") if self.model is Theme else ()
        rows = self.model.objects.filter(pk__in=keys).order_by()
        return {
            row["pk"]: Name(
                place=(row.get("order", 0), row["sort_key"], row["slug"]),
                value=row["slug"],
                label=row[label],
                broader=row.get("broader"),
            )
            for row in rows.values("pk", "slug", "sort_key", label, *columns)
        }


FACETS = {
    "thema": FacetKind(
        "themes", _("What the fragment is about; each theme narrows the list."), Theme
    ),
    "interview": FacetKind(
        "interviews", _("The conversation that the fragment is from."), Interview
    ),
    "persoon": FacetKind("speakers", _("Who speaks in the fragment."), Person),
    "functie": FacetKind("roles", _("The position that the speaker speaks as."), values=ROLES),
    "organisatie": FacetKind(
        "organisations", _("Where the speaker held that position."), Organisation
    ),
    "genoemd": FacetKind("mentioned", _("Who is mentioned, not who speaks."), Person),
    "vorm": FacetKind(
        "forms", _("The forms in which the interview is published."), values=(*FORMS, "artikel")
    ),
    "duur": FacetKind("lengths", _("The length, where its end is determined."), values=LENGTHS),
}
MOST_CHOICES = 12  # shown at once
MOST_NAMES = 5000  # of a facet, kept in each process
TREE_UP_TO = 40  # choices; of a longer list, the rest is behind a link to where one can search it


def facets(filterset: FragmentFilter) -> list[Facet]:
    """The facets with their counts. Each number is what its link gives; what gives nothing is not
    offered, but a choice that is on stays visible. A facet without choices is left out."""
    found = []
    answer, fields = filterset.answer, filterset.form.fields
    for name, kind in FACETS.items():
        has_more = answer.has_more(kind.field, TREE_UP_TO)
        counted = dict(answer.top(kind.field, MOST_CHOICES if has_more else None))
        choices = facet_choices(filterset, name, counted)
        if choices:
            if has_more:
                choices = by_count(choices)
            elif name == "thema":
                choices = in_tree(choices, answer.shelf)
            more_url = choices_url(filterset, name) if has_more else ""
            found.append(Facet(name, fields[name].label, kind.help, *split(choices), more_url))
    return found


def facet_choices(
    filterset: FragmentFilter, name: str, counted: dict[int, int]
) -> list[FacetChoice]:
    """The choices with these counts by key, and those that are on; in the order of their names."""
    kind = FACETS[name]
    chosen = filterset.values.get(name, [])
    if kind.model:
        active = getattr(filterset.selection, kind.field)
    else:
        active = [place for place, value in enumerate(kind.values) if value in chosen]
    if missing := [key for key in active if key not in counted]:
        counted = counted | filterset.answer.counts(kind.field, missing)
    if not counted:
        return []
    names = kind.named(list(counted), filterset, name)
    pressed = (after_pressing(name, one.value, chosen) for one in names.values())
    urls = filterset.addresses(name, pressed)
    return [
        FacetChoice(key, one.value, one.label, counted[key], key in active, url, 0, one.broader)
        for (key, one), url in zip(names.items(), urls, strict=True)
    ]


def after_pressing(name: str, value: str, chosen: list[str]) -> list[str]:
    """The values of a facet once this choice is made, or taken back when it is on. A theme is added
    to the others; in every other facet a choice replaces the one before."""
    if value in chosen:
        return [other for other in chosen if other != value]
    return [*chosen, value] if name == "thema" else [value]


def choices_url(filterset: FragmentFilter, name: str) -> str:
    """The address of the page with all choices of a facet, beside the same filters."""
    return path_of("choices", name) + filterset.address()


def in_tree(choices: list[FacetChoice], shelf: dict) -> list[FacetChoice]:
    """Themes in the order of the tree, each with the depth at which it stands among these. What may
    be between two of them and is not public is read in one query, and kept on the shelf."""
    by_key = {choice.key: choice for choice in choices}
    wanted = {choice.broader for choice in choices} - {None}
    hidden = {} if wanted <= by_key.keys() else hidden_themes(shelf)

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


def hidden_themes(shelf: dict) -> dict[int, int | None]:
    """By key of each theme that the public does not see: the key of the one above it."""

    def read(every: list[str]) -> dict[str, dict[int, int | None]]:
        themes = Theme.objects.exclude(pk__in=Theme.objects.published()).order_by()
        return {key: dict(themes.values_list("pk", "broader")) for key in every}

    return kept(shelf, "hidden themes", ["all"], read, most=1)["all"]


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
