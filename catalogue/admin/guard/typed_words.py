"""What was typed in a form, in words: fields by their labels, choices by their names."""

from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalogue.admin.boxes.themes_field import ThemesField
from catalogue.admin.boxes.widgets import is_key


@dataclass(frozen=True)
class TypedAnswer:
    label: str
    text: str


@dataclass(frozen=True)
class TypedGroup:
    """The record itself, or a row of it."""

    title: str
    answers: list[TypedAnswer]


def typed_on_page(admin, request, record) -> Iterator[TypedGroup]:
    """What was typed on the page of a record and differs from what is stored; all of it when
    nothing is. Made of the page for a new one: whoever may not write, gets no fields of this one.
    """
    fields = flatten_fieldsets(admin.get_fieldsets(request))
    form_class = admin.get_form(request, fields=fields)
    form = form_class(request.POST, instance=copy(record))  # reading a form fills its record
    yield TypedGroup(capfirst(admin.opts.verbose_name), list(_changed(form)))
    prefixes: Counter[str] = Counter()
    for inline_class in admin.get_inlines(request, None):
        inline = inline_class(admin.model, admin.admin_site)
        formset_class = inline.get_formset(request)
        prefix = formset_class.get_default_prefix()
        prefixes[prefix] += 1
        if prefixes[prefix] > 1:
            prefix = f"{prefix}-{prefixes[prefix]}"
        formset = formset_class(
            request.POST,
            instance=form.instance,
            prefix=prefix,
            queryset=inline.get_queryset(request),
        )
        for number, row in enumerate(formset.forms, start=1):
            title = _("%(label)s, row %(number)d") % {
                "label": capfirst(inline.verbose_name_plural),
                "number": number,
            }
            yield TypedGroup(title, list(_changed(row)))


def typed_in_answers(request, form_class: type[forms.Form] | None) -> list[TypedGroup]:
    """What was answered to an action."""
    answers = [
        TypedAnswer(str(field.label), in_words(field, _sent(field, name, request.POST)))
        for name, field in (form_class.base_fields if form_class else {}).items()
        if name in request.POST
    ]
    return [TypedGroup(_("Your answers"), [answer for answer in answers if answer.text])]


def _changed(form) -> Iterator[TypedAnswer]:
    sent = [name for name in form.fields if form.add_prefix(name) in _names(form.data)]
    if not any(_is_visible(form, name) for name in sent):
        return  # a row that was shown to be read
    for field in form.fields.values():
        field.disabled = False  # it is closed now, and was open when this was typed
    for name in form.changed_data:
        if name == "state":
            continue  # the page says what became of it
        field = form.fields[name]
        if _is_visible(form, name) and not isinstance(field, forms.FileField):
            value = _sent(field, form.add_prefix(name), form.data)
            label = _("Delete") if name == DELETION_FIELD_NAME else field.label
            yield TypedAnswer(capfirst(str(label)), in_words(field, value))


def _names(data) -> set[str]:
    """The names in what was sent, with those of fields that are sent in parts."""
    return {*data, *(name.rpartition("_")[0] for name in data)}


def _is_visible(form, name: str) -> bool:
    return not form.fields[name].widget.is_hidden


def _sent(field, name: str, data):
    return field.widget.value_from_datadict(data, {}, name)


def in_words(field: forms.Field, value) -> str:
    """A value of a form's field as an editor reads it: as a browser sends it, or as the field reads
    that. Empty for none."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    values = value if isinstance(value, list | tuple | QuerySet) else [value]
    values = [each for each in values if each is not None and each is not False and each != ""]
    if isinstance(field, ThemesField):
        return str(field.prepare_value(value) or "")
    shown: Any = field  # of whose choices the types say that there may be none
    if isinstance(field, forms.ModelChoiceField):
        keys = [each for each in values if not isinstance(each, Model) and is_key(each)]
        records = [each for each in values if isinstance(each, Model)]
        if keys:
            records += shown.queryset.model._default_manager.filter(pk__in=keys)
        return "\n".join(sorted(map(field.label_from_instance, records)))
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in shown.choices}
        return "\n".join(labels.get(str(each), str(each)) for each in values)
    return " ".join(map(str, map(field.prepare_value, map(_in_local_words, values))))


def _in_local_words(value):
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return value
