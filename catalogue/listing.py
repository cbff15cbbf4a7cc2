"""What stands beside a filtered list: the chosen filters as chips, and the facets with counts.

Everything here leads to an address of the listing, and every number is what that address gives.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalogue.filters import FragmentFilter
from catalogue.models import Interview, Organisation, Person, Theme
from catalogue.search.entries import FORMS, LENGTHS, ROLES


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the address without it. `code` is its value in addresses, empty for
    what is typed, of which there is one."""

    name: str
    code: str
    label: str
    value: str
    remove_url: str


def chips(filterset: FragmentFilter) -> list[Chip]:
    """The chosen filters, in the order of the form."""
    chosen, values = [], filterset.values()
    for name, value in filterset.cleaned.items():
        if name == "sorteer":
            continue
        form_field = filterset.form.fields[name]
        if isinstance(value, list):
            labels = dict(getattr(form_field, "choices", ()))
            for one in value:
                code = getattr(one, "slug", one)
                rest = [other for other in values[name] if other != code]
                label = str(labels.get(code, one))
                url = filterset.address(**{name: rest})
                chosen.append(Chip(name, code, form_field.label, label, url))
        else:
            url = filterset.address(**{name: ""})
            chosen.append(Chip(name, "", form_field.label, str(value), url))
    return chosen


@dataclass(frozen=True, kw_only=True)
class FacetChoice:
    """A choice of a facet with the address that makes it and the number of fragments there."""

    key: int
    value: str
    label: str
    count: int
    is_active: bool
    url: str
    depth: int = 0
    above: tuple[int | None, ...] = ()


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


@dataclass(frozen=True)
class FacetKind:
    """How a facet is counted and named: the field of the Selection, what it filters, and the model
    of its values, or the values themselves where they are a list in the code."""

    field: str
    help: str
    model: type[Model] | None = None
    values: tuple[str, ...] = ()

    def named(self, keys: list[int], labels: dict[str, str]) -> dict[int, tuple]:
        """By key, in the order of names, of the tree or of the list: the value in addresses and the
        label; and of a theme the keys of the two above it."""
        if self.model is None:
            return {key: (self.values[key], str(labels[self.values[key]])) for key in sorted(keys)}
        rows = self.model.objects.filter(pk__in=keys)
        if self.model is Theme:
            rows = rows.in_tree_order()
            columns = rows.values_list("pk", "slug", "name", "broader", "broader__broader")
        else:
            title = "title" if self.model is Interview else "name"
            columns = rows.order_by("sort_key", "slug").values_list("pk", "slug", title)
        return {key: tuple(values) for key, *values in columns}


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
TREE_UP_TO = 40  # choices; of a longer list, the rest is behind a link to where one can search it


def facets(filterset: FragmentFilter) -> list[Facet]:
    """The facets with their counts. Each number is what its link gives; what gives nothing is not
    offered, but a choice that is on stays visible. A facet without choices is left out."""
    found = []
    for name, kind in FACETS.items():
        answer = filterset.answer
        has_more = answer.has_more(kind.field, TREE_UP_TO)
        counted = dict(answer.top(kind.field, MOST_CHOICES if has_more else None))
        choices = facet_choices(filterset, name, counted)
        if choices:
            if name == "thema" and not has_more:
                choices = in_tree(choices)
            label = filterset.form.fields[name].label
            more_url = choices_url(filterset, name) if has_more else ""
            found.append(Facet(name, label, kind.help, *split(choices), more_url))
    return found


def facet_choices(
    filterset: FragmentFilter, name: str, counted: dict[int, int]
) -> list[FacetChoice]:
    """The choices with these counts by key, and those that are on; in the order of their names."""
    kind = FACETS[name]
    active = {key: 0 for key in getattr(filterset.selection, kind.field) if kind.model}
    if not kind.model:
        chosen = filterset.values().get(name, [])
        active = {place: 0 for place, value in enumerate(kind.values) if value in chosen}
    missing = [key for key in active if key not in counted]
    counted = counted | (filterset.answer.counts(kind.field, missing) if missing else {})
    labels = dict(getattr(filterset.form.fields[name], "choices", ()))
    return [
        FacetChoice(
            key=key,
            value=value,
            label=label,
            count=counted[key],
            is_active=key in active,
            url=choice_url(filterset, name, value),
            above=tuple(above),
        )
        for key, (value, label, *above) in kind.named(list(counted), labels).items()
    ]


def choice_url(filterset: FragmentFilter, name: str, value: str) -> str:
    """The address that makes this choice, or that takes it back when it is on. A theme is added to
    the others; in every other facet a choice replaces the one before."""
    active = filterset.values().get(name, [])
    if value in active:
        wanted = [other for other in active if other != value]
    else:
        wanted = [*active, value] if name == "thema" else [value]
    return filterset.address(**{name: wanted})


def choices_url(filterset: FragmentFilter, name: str) -> str:
    """The address of the page with all choices of a facet, beside the same filters."""
    return reverse("catalogue:choices", args=[name]) + filterset.address()


def in_tree(choices: list[FacetChoice]) -> list[FacetChoice]:
    """Themes in the order of the tree, each with the depth at which it stands among these."""
    by_key = {choice.key: choice for choice in choices}
    narrower = defaultdict(list)
    for choice in choices:
        # A theme between two may be hidden; deeper trees than this one do not fit beside a list.
        broader = next((key for key in choice.above if key in by_key), None)
        narrower[broader].append(choice.key)

    def walk(key: int, depth: int) -> list[FacetChoice]:
        below = [one for child in narrower[key] for one in walk(child, depth + 1)]
        return [replace(by_key[key], depth=depth), *below]

    return [one for root in narrower[None] for one in walk(root, 0)]


def split(choices: list[FacetChoice]) -> tuple[list[FacetChoice], list[FacetChoice]]:
    """The choices shown at once and the rest. Of a tree these are the first, of a list those that
    give most; an active choice is always among them."""
    if len(choices) <= MOST_CHOICES + 2:  # "meer" for one or two is more work than reading them
        return choices, []
    if not any(choice.depth for choice in choices):
        choices = sorted(choices, key=lambda choice: -choice.count)
    shown = {choice.value for choice in choices[:MOST_CHOICES] if not choice.is_active}
    return (
        [choice for choice in choices if choice.is_active or choice.value in shown],
        [choice for choice in choices if not choice.is_active and choice.value not in shown],
    )
