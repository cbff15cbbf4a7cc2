"""The public query string of the listing: validated, and in words a person can read."""

from datetime import datetime

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
    InOrder,
    LastingFields,
    RecordsFilter,
    TextFilter,
    YearFilter,
)
from catalogue.models import Fragment
from catalogue.models.fragment import FragmentQuerySet
from catalogue.search import FACETS, Facet, Selection, in_order
from catalogue.values.text import clean, readable

LONGEST_TEXT = 200

SORTS = [
    ("relevantie", _("relevance")),
    ("nieuwste", _("newest first")),
    ("titel", _("title")),
    ("tijd", _("interview and time")),
]


class ListingForm(InOrder):
    """The listing's form: what is typed holds words, and the years are in order."""

    def clean_q(self):
        text = self.cleaned_data["q"]
        if text and not Selection(text=text).question:
            raise ValidationError(_("There are no words in this to look for."))
        return text


def readable_query(data: QueryDict) -> QueryDict:
    """The parameters, fit for a database and a page; cleaned of what pasting an address leaves in
    it, but for the words to look for, which the search reads."""
    mended = QueryDict(mutable=True)
    for name, values in data.lists():
        plain = values if name == "q" else map(clean, values)
        mended.setlist(name, [readable(value) for value in plain])
    return mended


def records_of(facet: Facet, at: datetime) -> QuerySet:
    """The records that a facet offers to the public at that moment."""
    return getattr(apps.get_model("catalogue", facet.model).objects, facet.listed)(at)


def filter_of(facet: Facet) -> django_filters.Filter:
    """The filter that reads a facet's parameter."""
    if facet.model:
        return RecordsFilter(label=facet.label, queryset=lambda at: records_of(facet, at))
    return ChoicesFilter(label=facet.label, choices=facet.choices)


class FragmentFilter(django_filters.FilterSet):
    """The parameters of `/fragmenten/`, read; `qs` is what they find, in plain SQL. Unknown ones
    are ignored; a bad value leaves its own filter off and says so beside its field.

    It refers to itself, by its filters, and stays until somebody looks for garbage. So it holds no
    answer, which may have millions of keys: that is Listing's.
    """

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
                error_messages={
                    "max_length": _(
                        "Search with %(limit_value)d characters at most: these are %(show_value)d."
                    )
                },
                widget=forms.TextInput(attrs={"type": "search"}),
            ),
            **{facet.parameter: filter_of(facet) for facet in FACETS},
            "jaar_van": YearFilter(label=_("From year")),
            "jaar_tot": YearFilter(label=_("To year")),
            "sorteer": ChoiceFilter(choices=SORTS, label=_("Sort by"), widget=forms.HiddenInput),
        }

    def __init__(self, data: QueryDict):
        super().__init__(readable_query(data))

    def get_form_class(self) -> type[forms.Form]:
        """Made once: nothing in it depends on the address."""
        kind = type(self)
        if "form_class" not in vars(kind):
            kind.form_class = super().get_form_class()
            kind.form_class.base_fields = LastingFields(kind.form_class.base_fields)
        return kind.form_class

    def filter_queryset(self, _fragments) -> FragmentQuerySet:
        """The fragments found, in the order asked for, in plain SQL."""
        return in_order(self.order, self.selection)

    @cached_property
    def cleaned(self) -> dict:
        """The values that could be read; those of fields with an error are left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def order(self) -> str:
        """The order asked for, or the one that suits: a value of SORTS."""
        return self.cleaned.get("sorteer") or ("relevantie" if "q" in self.cleaned else "nieuwste")

    @cached_property
    def selection(self) -> Selection:
        """The choices that could be read."""
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
