"""The parameters of the lists of people and of organisations, read as those of the listing are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalogue.dutch.words import tokens
from catalogue.listing.filters import LONGEST_TEXT, readable_query
from catalogue.listing.parameters import ChoicesField, InOrder, YearFilter
from catalogue.values.choices import Role


class NamesForm(forms.Form):
    """`q`, a name or the beginning of one. A bad value leaves its own field off and says so."""

    q = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_TEXT,
        error_messages={"max_length": _("Use at most %(limit_value)d characters.")},
    )

    def __init__(self, data: QueryDict):
        super().__init__(readable_query(data))

    def clean_q(self) -> str:
        text = self.cleaned_data["q"]
        if text and not tokens(text):
            raise ValidationError(_("There are no words in this to look for."))
        return text

    def readable(self) -> dict[str, Any]:
        """The values that could be read; none of fields left empty or with an error."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def problems(self) -> list[tuple[str, str]]:
        """What could not be read: the field's label and a sentence."""
        return [
            (str(self.fields[name].label), str(message))
            for name, messages in self.errors.items()
            for message in messages
        ]


class PeopleForm(InOrder, NamesForm):
    """And `functie`, a position that they held, `jaar_van` and `jaar_tot`, years in which they
    did."""

    functie = ChoicesField(label=_("Position"), required=False, choices=Role.choices)
    jaar_van = YearFilter(label=_("In office from")).field
    jaar_tot = YearFilter(label=_("In office to")).field
