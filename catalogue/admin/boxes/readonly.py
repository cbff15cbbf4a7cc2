"""Times, dates and files on pages where they are shown and not edited.

Django shows 903000 for 15:03, and a link to an upload that leads nowhere. Where a page is for
reading, the names of such fields make way for functions, which Django calls instead.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.admin import site
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import EMPTY_VALUES
from django.db.models import FileField, ImageField, Model

from catalogue.fields import PartialDateField, TimecodeField
from catalogue.values import timecode
from catalogue.values.partial_date import PartialDate

_WORDS = {
    TimecodeField: timecode.format,
    PartialDateField: PartialDate.format_nl,
    FileField: lambda file: file.name,
    ImageField: lambda file: file.name,
}


@cache
def in_words(model: type[Model], name: str) -> Callable | str:
    """The function that shows this field in words, or the name where Django knows how."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    words: Any = _WORDS.get(type(field))
    if words is None:
        return name

    def show(record) -> str:
        value = getattr(record, name)
        return site.empty_value_display if value in EMPTY_VALUES else words(value)

    show.short_description = field.verbose_name  # type: ignore[union-attr]  # every field has one
    show.__name__ = name
    return show


def fields_in_words(model: type, fields) -> list:
    """Names of fields, in lines or by themselves, each as `in_words`."""
    return [
        fields_in_words(model, field) if isinstance(field, list | tuple) else in_words(model, field)
        for field in fields
    ]
