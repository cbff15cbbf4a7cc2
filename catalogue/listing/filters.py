"""The public query string of the listing: validated, and in words a person can read."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote_plus
from weakref import proxy

import django_filters
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalogue.listing.parameters import (
    ChoiceFilter,
    ChoicesFilter,
    LastingFields,
    RecordsFilter,
    TextFilter,
    YearFilter,
)
from catalogue.models import Fragment
from catalogue.models.fragment import FragmentQuerySet
from catalogue.search import FACETS, ORDERS, Answer, Facet, Selection, find, in_order
from catalogue.values.text import readable

TYPED = ("q", "jaar_van", "jaar_tot")
LONGEST_TEXT = 200

SORTS = [
    ("relevantie", _("relevance")),
    ("nieuwste", _("newest first")),
    ("titel", _("title")),
    ("tijd", _("interview and time")),
]


class ListingForm(forms.Form):
    """The listing's form: what is typed holds words, and the years are in order."""

    def clean_q(self):
        text = self.cleaned_data["q"]
        if text and not Selection(text=text).question:
            raise ValidationError(_("There are no words in this to look for."))
        return text

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("jaar_van"), cleaned.get("jaar_tot")
        if first and last and first > last:
            self.add_error("jaar_tot", _("This year comes before “from year”."))
        return cleaned


def readable_query(data: QueryDict) -> QueryDict:
    """The parameters, fit for a database and a page."""
    mended = QueryDict(mutable=True)
    for name, values in data.lists():
        mended.setlist(name, [readable(value) for value in values])
    return mended


def _encoded(name: str, value: list | str | int | None) -> str:
    values = sorted(value) if isinstance(value, list) else [value]
    return "&".join(f"{name}={quote_plus(str(one))}" for one in values if one not in (None, ""))


def _joined(parts: Iterable[str]) -> str:
    return "&".join(filter(None, parts))


def records_of(facet: Facet, at: datetime) -> QuerySet:
    """The records that a facet offers to the public at that moment."""
    return getattr(apps.get_model("catalogue", facet.model).objects, facet.listed)(at)


def filter_of(facet: Facet) -> django_filters.Filter:
    """The filter that reads a facet's parameter."""
    if facet.model:
        return RecordsFilter(label=facet.label, queryset=lambda at: records_of(facet, at))
    return ChoicesFilter(label=facet.label, choices=facet.choices)


class FragmentFilter(django_filters.FilterSet):
    """The parameters of `/fragmenten/`. Unknown ones are ignored; a bad value leaves its own filter
    off and says so beside its field."""

    class Meta:
        model = Fragment
        fields: list[str] = []
        form = ListingForm

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """By parameter, in the order of addresses: words, facets, years and the order."""
        return {
            "q": TextFilter(
                label=_("Words"),
                max_length=LONGEST_TEXT,
                widget=forms.TextInput(attrs={"type": "search"}),
            ),
            **{facet.parameter: filter_of(facet) for facet in FACETS},
            "jaar_van": YearFilter(label=_("From year")),
            "jaar_tot": YearFilter(label=_("To year")),
            "sorteer": ChoiceFilter(choices=SORTS, label=_("Sort by"), widget=forms.HiddenInput),
        }

    def __init__(self, data: QueryDict):
        super().__init__(readable_query(data))
        for one in self.filters.values():
            one.parent = proxy(self)  # or an answer, which may hold millions of keys, would linger

    def get_form_class(self) -> type[forms.Form]:
        """Made once: nothing in it depends on the address."""
        kind = type(self)
        if "form_class" not in vars(kind):
            kind.form_class = super().get_form_class()
            kind.form_class.base_fields = LastingFields(kind.form_class.base_fields)
        return kind.form_class

    def filter_queryset(self, _fragments) -> FragmentQuerySet:
        """The fragments found, in the order asked for, in plain SQL; `answer` has them sooner."""
        return in_order(self.order, self.selection)

    @cached_property
    def answer(self) -> Answer:
        """What is found, in the order asked for. The search floor decides how."""
        return find(self.selection, self.order)

    @cached_property
    def cleaned(self) -> dict:
        """The values that could be read; those of fields with an error are left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def order(self) -> str:
        chosen = self.cleaned.get("sorteer")
        return chosen if chosen in ORDERS else ("relevantie" if "q" in self.cleaned else "nieuwste")

    @cached_property
    def selection(self) -> Selection:
        cleaned = self.cleaned
        chosen = {
            facet.field: tuple(getattr(one, "pk", one) for one in cleaned.get(facet.parameter, ()))
            for facet in FACETS
        }
        return Selection(
            text=cleaned.get("q", ""),
            year_from=cleaned.get("jaar_van"),
            year_to=cleaned.get("jaar_tot"),
            **chosen,
        )

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What could not be read: the field's label and a sentence."""
        return [
            (self.form.fields[name].label, message)
            for name, messages in self.form.errors.items()
            for message in messages
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
        values = self.values
        return {name: _encoded(name, values.get(name)) for name in self.form.fields}

    @cached_property
    def values(self) -> dict[str, list | str | int]:
        """The readable filters as they stand in an address."""
        return {
            name: [getattr(one, "slug", one) for one in value] if isinstance(value, list) else value
            for name, value in self.cleaned.items()
        }

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The readable filters that the form has no field for to type in: what it sends along."""
        return [
            (name, one)
            for name, value in self.values.items()
            if name not in TYPED
            for one in (value if isinstance(value, list) else [value])
        ]
