"""One parameter of an address: the fields that read it, and the filters that have them."""

from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, slug_re
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import FormerAddress
from catalogue.prepared import Prepared

MOST_VALUES = 20  # of one parameter in one address; more is no person's choice
LONGEST_QUOTE = 40  # of a value that is not known, in the sentence that says so


def unknown(value: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not known."), code="unknown", params={"value": value[:LONGEST_QUOTE]}
    )


class RecordsField(forms.Field):
    """Records named by slugs, former slugs included. Its value is a list of records."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "many": _("Choose at most %(most)d."),
    }

    def __init__(self, *, queryset: Callable[[datetime], QuerySet], **kwargs):
        self.records = queryset
        self.by_slug = Prepared(lambda at, slugs: queryset(at).filter(slug__in=slugs))
        super().__init__(**kwargs)

    def clean(self, value):
        slugs = list(dict.fromkeys(slug for slug in value or () if slug))
        if len(slugs) > MOST_VALUES:
            raise ValidationError(
                self.error_messages["many"], code="many", params={"most": MOST_VALUES}
            )
        if not slugs:
            return []
        if unreadable := [slug for slug in slugs if not slug_re.fullmatch(slug)]:
            raise unknown(unreadable[0])
        found = self.with_slugs(slugs)
        if former := [slug for slug in slugs if slug not in found]:  # no slug is ever reused
            model = self.records(timezone.now()).model
            current = FormerAddress.objects.current_keys(model, former)
            of_today = self.with_slugs(list(current.values())) if current else {}
            found |= {old: of_today[new] for old, new in current.items() if new in of_today}
        for slug in slugs:
            if slug not in found:
                raise unknown(slug)
        chosen = (found[slug] for slug in slugs)
        return list({record.pk: record for record in chosen}.values())

    def with_slugs(self, slugs: list[str]) -> dict[str, Model]:
        rows: list[Any] = self.by_slug.rows(slugs)
        return {record.slug: record for record in rows}


class Lasting:
    """A filter in which nothing changes, so that a request needs no copy of all that is in it."""

    def __deepcopy__(self, _memo):
        return copy(self)


class LastingFields(dict):
    """The fields of a form by name, in which nothing changes either."""

    def __deepcopy__(self, _memo):
        return self.copy()


class TextFilter(Lasting, django_filters.CharFilter):
    pass


class RecordsFilter(Lasting, django_filters.Filter):
    field_class = RecordsField


class YearFilter(Lasting, django_filters.NumberFilter):
    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        reach = _("The year lies between 1000 and 2999.")
        kwargs["validators"] = [MinValueValidator(1000, reach), MaxValueValidator(2999, reach)]
        super().__init__(*args, **kwargs)

    def get_max_validator(self):
        return None


class ChoicesField(forms.MultipleChoiceField):
    """Values from a list, each once however often it was given."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return list(dict.fromkeys(one for one in super().to_python(value) if one))

    def validate(self, value):
        for one in value:
            if not self.valid_value(one):
                raise unknown(one)


class OneChoiceField(forms.ChoiceField):
    """A value from a list, or none."""

    def validate(self, value):
        if value and not self.valid_value(value):
            raise unknown(value)


class ChoicesFilter(Lasting, django_filters.Filter):
    field_class = ChoicesField


class ChoiceFilter(Lasting, django_filters.Filter):
    field_class = OneChoiceField


class InOrder(forms.Form):
    """A form in which the years `jaar_van` and `jaar_tot` are in order."""

    def clean(self):
        cleaned: Any = super().clean()
        first, last = cleaned.get("jaar_van"), cleaned.get("jaar_tot")
        if first and last and first > last:
            label = self.fields["jaar_van"].label
            self.add_error("jaar_tot", _("This year comes before “%s”.") % label)
        return cleaned
