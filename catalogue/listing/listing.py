"""A filtered list: what its address asks, what that finds, and where every other choice leads.

Each choice of a facet leads to an address of the listing; its number is what that address gives.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.http import QueryDict

from catalogue.listing.facets import (
    MOST_CHOICES,
    FacetChoice,
    ShownFacet,
    after_pressing,
    by_count,
    in_tree,
    named,
    split,
)
from catalogue.listing.filters import FragmentFilter
from catalogue.models.address import path_of
from catalogue.search import SHOWN, Answer, Facet, find

TYPED = ("q", "jaar_van", "jaar_tot")
MOST_OPEN = 3  # facets that stand open at first; the others name what is chosen in them
TREE_UP_TO = 40  # choices; of a longer list, the rest is behind a link to where one can search it


@dataclass(frozen=True)
class Chip:
    """A chosen filter and the address without it. `code` is its value in addresses, empty for
    what is typed, of which there is one."""

    name: str
    code: str
    label: str
    value: str
    remove_url: str


class Listing:
    """The list that the parameters of an address ask for. `filterset` has read them; `form`,
    `selection` and `order` are what it read."""

    def __init__(self, data: QueryDict):
        self.filterset = FragmentFilter(data)
        self.form = self.filterset.form
        self.selection, self.order = self.filterset.selection, self.filterset.order

    @cached_property
    def answer(self) -> Answer:
        """What is found, in the order asked for."""
        return find(self.selection, self.order)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What could not be read: the field's label and a sentence."""
        return self.problems_beside()

    def problems_beside(self, *names: str) -> list[tuple[str, str]]:
        """The same, but for these fields: a page says it at the field itself."""
        return [
            (self.form.fields[name].label, message)
            for name, messages in self.form.errors.items()
            for message in messages
            if name not in names
        ]

    # Addresses

    @cached_property
    def values(self) -> dict[str, Any]:
        """The readable filters as they stand in an address, by parameter."""
        return {
            name: [getattr(one, "slug", one) for one in value] if isinstance(value, list) else value
            for name, value in self.filterset.cleaned.items()
        }

    @property
    def sent_along(self) -> list[tuple[str, str]]:
        """The readable filters that the form has no field for to type in: what it sends along."""
        return [
            (name, one)
            for name, value in self.values.items()
            if name not in TYPED
            for one in (value if isinstance(value, list) else [value])
        ]

    def address(self, **changes) -> str:
        """The listing's address with the readable filters, some of them changed; always the same
        for the same choices, so that caches and people recognise it. The page is left out."""
        encoded = self._encoded | {name: _encoded(name, value) for name, value in changes.items()}
        return "?" + _joined(encoded.values())

    def addresses(self, name: str, values: Iterable[list]) -> list[str]:
        """The same with one filter changed, for each of these values."""
        place, parts = list(self._encoded).index(name), list(self._encoded.values())
        before, after = _joined(parts[:place]), _joined(parts[place + 1 :])
        return ["?" + _joined((before, _encoded(name, value), after)) for value in values]

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """By name of the parameter, in the order of the form: as it stands in an address."""
        return {name: _encoded(name, self.values.get(name)) for name in self.form.fields}

    # What stands beside the list

    def chips(self) -> list[Chip]:
        """The chosen filters, in the order of the form."""
        chosen = []
        for name, value in self.filterset.cleaned.items():
            if name == "sorteer":
                continue
            form_field = self.form.fields[name]
            if isinstance(value, list):
                labels = dict(getattr(form_field, "choices", ()))
                for one in value:
                    code: Any = getattr(one, "slug", one)
                    rest = [other for other in self.values[name] if other != code]
                    label = str(labels.get(code, one))
                    url = self.address(**{name: rest})
                    chosen.append(Chip(name, code, str(form_field.label), label, url))
            else:
                url = self.address(**{name: ""})
                chosen.append(Chip(name, "", str(form_field.label), str(value), url))
        return chosen

    def facets(self) -> list[ShownFacet]:
        """The facets with their counts. Each number is what its link gives; what gives nothing is
        not offered, but a choice that is on stays visible. A facet without choices is left out."""
        found: list[ShownFacet] = []
        for facet in SHOWN:
            has_more = self.answer.has_more(facet.field, TREE_UP_TO)
            counted = dict(self.answer.top(facet.field, MOST_CHOICES if has_more else None))
            choices = self.choices(facet, counted)
            if choices:
                if has_more:
                    choices = by_count(choices)
                elif facet.is_narrowing:
                    choices = in_tree(choices, self.answer.stamp)
                all_url = path_of("choices", facet.parameter) + self.address() if has_more else ""
                shown = (facet.parameter, str(facet.label), *split(choices), all_url)
                found.append(ShownFacet(*shown, is_open=len(found) < MOST_OPEN))
        return found

    def choices(self, facet: Facet, counted: dict[int, int]) -> list[FacetChoice]:
        """The choices with these counts by key, and those that are on; in the order of their
        names."""
        chosen = self.values.get(facet.parameter, [])
        active = facet.numbers_of(self.selection.chosen(facet))
        if missing := [key for key in active if key not in counted]:
            counted = counted | self.answer.counts(facet.field, missing)
        if not counted:
            return []
        names = named(facet, list(counted), self.answer.stamp)
        pressed = (after_pressing(facet, one.value, chosen) for one in names.values())
        urls = self.addresses(facet.parameter, pressed)
        return [
            FacetChoice(key, one.value, one.label, counted[key], key in active, url, 0, one.broader)
            for (key, one), url in zip(names.items(), urls, strict=True)
        ]


def _encoded(name: str, value: list | str | int | None) -> str:
    values = sorted(value) if isinstance(value, list) else [value]
    return "&".join(f"{name}={quote_plus(str(one))}" for one in values if one not in (None, ""))


def _joined(parts: Iterable[str]) -> str:
    return "&".join(filter(None, parts))
