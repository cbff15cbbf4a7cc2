"""Timecodes, partial dates and lines of text as Django sees them: model fields, form fields, a
widget, messages.

What they mean is said in ``timecode``, ``partial_date`` and ``text``; here are only their edges:
the database below, the editor's form above.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from catalogue.values import partial_date, timecode
from catalogue.values.partial_date import PartialDate, PartialDateError
from catalogue.values.text import clean, odd_sign
from catalogue.values.timecode import TimecodeError

_TIMECODE_REASONS = {
    "empty": _("There is no time here."),
    "digits": _("Only the digits 0 to 9 are read."),
    "ambiguous": _("“%(text)s” can be read in two ways: use a colon between minutes and seconds."),
    "minutes": _("After hours, the minutes go up to 59."),
    "seconds": _("The seconds go up to 59."),
    "precision": _("At most three digits follow the decimal mark."),
    "range": _("A time is not below 0:00 and not above 99:59:59."),
    "form": _("“%(text)s” is not a time."),
    "order": _("The end must come after the start."),
}
_PARTIAL_DATE_REASONS = {
    "empty": _("There is no date here."),
    "year": _("The year lies between 1000 and 2999."),
    "month": _("“%(text)s” names no existing month."),
    "day": _("“%(text)s” names a day that the month does not have."),
    "order": _("The second date must not come before the first."),
    "part": _(
        "“%(text)s” is not a month or a year. Write the year alone, or the first and the last "
        "month: september 2010 t/m november 2010."
    ),
    "side": _("“%(text)s” tells one side of a period. Write the date alone."),
    "moving": _("“%(text)s” is not a date: it means another day tomorrow."),
    "form": _("“%(text)s” is not a date."),
}
# Instead of "moving", of an end that may not have come.
_GOES_ON = _("“%(text)s” is not a date. Leave the box empty for what still goes on.")
# Of a text that looks right when it is quoted.
_ODD_SIGN = _("A character in it shows nothing, or looks like another: %(sign)s. Type it over.")
_TIMECODE_EXPECTED = _("Write the time as minutes:seconds, for example 15:03.")
_MOMENT_EXPECTED = _("Write seconds after t=, for example ?t=903.")
_PARTIAL_DATE_EXPECTED = _(
    "Write the date as far as it is known, for example 2018, november 2018, 5-11-2018 or ca. 2018."
)


def _with_expectation(reasons: Mapping[str, Promise], expected: Promise) -> dict[str, Any]:
    """Each reason followed by what to write instead; but in the wrong order all is well written."""
    return {
        code: reason if code == "order" else format_lazy("{} {}", reason, expected)
        for code, reason in reasons.items()
    }


TIMECODE_MESSAGES = _with_expectation(_TIMECODE_REASONS, _TIMECODE_EXPECTED)
MOMENT_MESSAGES = _with_expectation(_TIMECODE_REASONS, _MOMENT_EXPECTED)
PARTIAL_DATE_MESSAGES = _with_expectation(_PARTIAL_DATE_REASONS, _PARTIAL_DATE_EXPECTED)


def _refusal(error: TimecodeError | PartialDateError, messages: dict) -> ValidationError:
    """The error in words for a person, with as much of the text as helps to find it; of a text
    that looks right, with the character that is not what it seems."""
    shown, sign = Truncator(clean(error.text)).chars(40), odd_sign(error.text)
    message = _ODD_SIGN if sign and "%(text)s" in messages[error.code] else messages[error.code]
    return ValidationError(message, code=error.code, params={"text": shown, "sign": sign})


def timecode_message(error: TimecodeError) -> str:
    """What is wrong with a time and what is expected, for a page or a report."""
    return _refusal(error, TIMECODE_MESSAGES).messages[0]


def moment_message(error: TimecodeError) -> str:
    """The same of a time in an address, where it stands in seconds."""
    return _refusal(error, MOMENT_MESSAGES).messages[0]


class TimecodeWidget(forms.TextInput):
    """A short text box for a time. Not a number box: that could not show a colon."""

    def __init__(self, attrs=None):
        defaults = {
            "class": "vTimecode",
            "size": 12,
            "placeholder": "15:03",
            "inputmode": "text",  # the digits-only keyboard of many phones has no colon
            "autocomplete": "off",
            "spellcheck": "false",
        }
        super().__init__({**defaults, **(attrs or {})})


class TimecodeFormField(forms.Field):
    """A time as an editor writes it; clean value in milliseconds, or None when left empty."""

    widget = TimecodeWidget
    default_error_messages = TIMECODE_MESSAGES

    def widget_attrs(self, widget):
        """No example in a box that may stay empty: there it reads as a value."""
        return {} if self.required else {"placeholder": ""}

    def to_python(self, value):
        if value is None or not clean(str(value)):
            return None
        try:
            return timecode.parse(str(value))
        except TimecodeError as error:
            raise _refusal(error, self.error_messages) from error

    def prepare_value(self, value):
        """Milliseconds as a timecode; what was typed is shown again as it was typed."""
        return timecode.format(value) if isinstance(value, int) else value


class TimecodeField(models.PositiveIntegerField):
    """A position or length in a recording, in milliseconds; a timecode only in forms.

    The maximum is a validator and not a constraint: while an editor swaps start times, a record is
    parked past the end for a moment within the transaction.
    """

    description = _("Position in a recording, in milliseconds")
    default_validators = [MaxValueValidator(timecode.MAX_MS, message=TIMECODE_MESSAGES["range"])]

    def formfield(self, **kwargs):
        widget = kwargs.get("widget")
        if widget is not None and _is_number_box(widget):
            del kwargs["widget"]  # the admin proposes one for every integer field
        # Past IntegerField, whose form field takes limits that this one gets from its parser.
        return models.Field.formfield(self, **{"form_class": TimecodeFormField, **kwargs})


def _is_number_box(widget) -> bool:
    return issubclass(widget if isinstance(widget, type) else type(widget), forms.NumberInput)


class PartialDateFormField(forms.Field):
    """A date as far as it is known; clean value a PartialDate, or None when left empty."""

    widget = forms.TextInput
    default_error_messages = PARTIAL_DATE_MESSAGES

    def to_python(self, value):
        if isinstance(value, PartialDate):
            return value
        if value is None or not clean(str(value)):
            return None
        try:
            return partial_date.parse(str(value))
        except PartialDateError as error:
            raise _refusal(error, self.error_messages) from error

    def prepare_value(self, value):
        """The date in words, so that an editor sees how a typed 5-11-2018 was understood."""
        return value.format_nl() if isinstance(value, PartialDate) else value


class _PartialDateAttribute(DeferredAttribute):
    """Makes a PartialDate of what is assigned, so that a record never holds the bare text."""

    def __set__(self, instance, value):
        if not hasattr(value, "resolve_expression"):
            value = self.field.to_python(value)
        instance.__dict__[self.field.attname] = value


class PartialDateField(models.CharField):
    """A PartialDate, or None; in the database its canonical text, or the empty text.

    Text is taken in any form that ``partial_date.parse`` reads, in assignments and in lookups.
    ``may_go_on`` is of an end that may not have come: the refusal of "heden" then says what to do.
    """

    description = _("Date as far as it is known")
    default_error_messages = PARTIAL_DATE_MESSAGES
    descriptor_class = _PartialDateAttribute
    # What the types of Django ask of a field: what may be assigned, and what is read.
    _pyi_private_set_type: str | PartialDate | None  # type: ignore[assignment]  # no CharField's
    _pyi_private_get_type: PartialDate | None  # type: ignore[assignment]  # no CharField's

    def __init__(self, *args, max_length=40, may_go_on=False, **kwargs):
        super().__init__(*args, **{"max_length": max_length, **kwargs})
        if may_go_on:  # words alone: no migration knows of it
            self.error_messages["moving"] = format_lazy("{} {}", _GOES_ON, _PARTIAL_DATE_EXPECTED)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.max_length == 40:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def to_python(self, value):
        if value is None or isinstance(value, PartialDate):
            return value
        if not clean(str(value)):
            return None
        try:
            return partial_date.parse(str(value))
        except PartialDateError as error:
            raise _refusal(error, self.error_messages) from error

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def get_prep_value(self, value):
        return _canonical(self.to_python(value))

    def validate(self, value, model_instance):
        # As text, so that a missing date is blank (the editor's word) and not null.
        super().validate(_canonical(value), model_instance)

    def run_validators(self, value):
        super().run_validators(_canonical(value))

    def value_to_string(self, obj):
        value: Any = self.value_from_object(obj)
        return _canonical(value)

    def formfield(self, **kwargs):
        # Past CharField: its max_length is about the canonical text, not about what is typed.
        messages = {"moving": self.error_messages["moving"]}
        own = {"form_class": PartialDateFormField, "error_messages": messages}
        return models.Field.formfield(self, **{**own, **kwargs})


def _canonical(value: PartialDate | None) -> str:
    return "" if value is None else str(value)


class LineFormField(forms.CharField):
    """One line of text, cleaned of what pasting leaves in it."""

    def to_python(self, value):
        return super().to_python(clean(value) if isinstance(value, str) else value)


class MomentFormField(forms.SplitDateTimeField):
    """A day and a time of day, each cleaned of what pasting leaves in it."""

    def clean(self, value):
        if isinstance(value, list):  # of a field that is closed, the moment itself
            value = [clean(part) if isinstance(part, str) else part for part in value]
        return super().clean(value)


class LineField(models.CharField):
    """A title or a name: one line of text, stored as it looks (`text.clean`), however it came.

    To a migration it is the CharField whose column it has.
    """

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return clean(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": LineFormField, **kwargs})


class BytewiseField(models.CharField):
    """Text that compares byte by byte on every database, so that ranges of it mean prefixes.

    SQLite compares so by itself; PostgreSQL by the language of the database, unless told.
    """

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
