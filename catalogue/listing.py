"""What stands beside a filtered list: the chosen filters as chips, and the facets with counts.

Everything here leads to an address of the listing, and every number is what that address gives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from catalogue.filters import FragmentFilter
from catalogue.search import facets as counting


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


@dataclass(frozen=True)
class FacetChoice:
    """A choice of a facet with the address that makes it and the number of fragments there."""

    value: str
    label: str
    count: int
    depth: int
    is_active: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A facet: what it filters and its choices, the first ones and the rest behind "meer"."""

    name: str
    label: str
    help: str
    choices: list[FacetChoice]
    hidden_choices: list[FacetChoice] = field(default_factory=list)


FACETS = [
    ("thema", counting.themes, _("What the fragment is about; each theme narrows the list.")),
    ("interview", counting.interviews, _("The conversation that the fragment is from.")),
    ("persoon", counting.speakers, _("Who speaks in the fragment.")),
    ("functie", counting.roles, _("The position that the speaker speaks as.")),
    ("organisatie", counting.organisations, _("Where the speaker held that position.")),
    ("genoemd", counting.mentioned, _("Who is mentioned, not who speaks.")),
    ("vorm", counting.forms, _("The forms in which the interview is published.")),
    ("duur", counting.lengths, _("The length, where its end is determined.")),
]
MOST_CHOICES = 12  # shown at once
TREE_UP_TO = 40  # themes; a longer list is ordered by count, since no eye finds its way in the tree


def facets(filterset: FragmentFilter) -> list[Facet]:
    """The facets with their counts. Each number is what its link gives; what gives nothing is not
    offered, but a choice that is on stays visible. A facet without choices is left out."""
    selection, found = filterset.selection, []
    for name, count, help_text in FACETS:
        choices = facet_choices(filterset, name, count(selection))
        if choices:
            label = filterset.form.fields[name].label
            shown, hidden = split(choices)
            found.append(Facet(name, label, help_text, shown, hidden))
    return found


def facet_choices(
    filterset: FragmentFilter, name: str, counted: Iterable[counting.Choice]
) -> list[FacetChoice]:
    active = filterset.values().get(name, [])
    labels = dict(getattr(filterset.form.fields[name], "choices", ()))
    counted = [
        replace(choice, label=str(labels.get(choice.value, choice.label)))
        for choice in counted
        if choice.count or choice.value in active
    ]
    known = {choice.value for choice in counted}
    for one in filterset.cleaned.get(name, []):
        value = getattr(one, "slug", one)
        if value not in known:
            counted.append(counting.Choice(value, value, str(labels.get(value, one)), 0))
    adds = name == "thema"
    choices = []
    for choice in counted:
        is_active = choice.value in active
        if is_active:
            wanted = [value for value in active if value != choice.value]
        else:
            wanted = [*active, choice.value] if adds else [choice.value]
        url = filterset.address(**{name: wanted})
        choices.append(
            FacetChoice(choice.value, choice.label, choice.count, choice.depth, is_active, url)
        )
    return choices


def split(choices: list[FacetChoice]) -> tuple[list[FacetChoice], list[FacetChoice]]:
    """The choices shown at once and the rest; an active choice is always among the first."""
    if len(choices) > TREE_UP_TO and any(choice.depth for choice in choices):
        choices = sorted(choices, key=lambda choice: (-choice.count, choice.label))
        choices = [replace(choice, depth=0) for choice in choices]
    if len(choices) <= MOST_CHOICES + 2:  # "meer" for one or two is more work than reading them
        return choices, []
    shown = {choice.value for choice in choices[:MOST_CHOICES] if not choice.is_active}
    return (
        [choice for choice in choices if choice.is_active or choice.value in shown],
        [choice for choice in choices if not choice.is_active and choice.value not in shown],
    )
