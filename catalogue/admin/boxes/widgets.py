"""The admin's choice by typing, which minds no nonsense, and its upload, which can be kept."""

from collections.abc import Iterator, Sequence

from django.contrib.admin.widgets import (
    AdminFileWidget,
    AdminTextInputWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _


class _ByTyping:
    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": _("Type to choose")}

    def optgroups(self, name, value, attr=None):
        # A form that was refused for a value that is no key is shown again with that value, and
        # Django would ask the database for it.
        return super().optgroups(name, [each for each in value if is_key(each)], attr)


class Choice(_ByTyping, AutocompleteSelect):
    pass


class Choices(_ByTyping, AutocompleteSelectMultiple):
    """Without the cross that takes all choices away: each has one of its own."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


def choice_for(form_field, model_field, admin_site) -> None:
    """Let a form field outside a model's form be chosen by typing, as `model_field` is."""
    form_field.widget = Choice(model_field, admin_site)
    form_field.widget.choices = form_field.choices


class UploadInput(AdminFileWidget):
    """Says which file was received already; `kept` is that file, set on a form shown again."""

    kept = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if self.kept:
            context["kept"] = {
                "key": self.kept.key,
                "name": f"{name}{_KEPT}",
                "sentence": _(
                    "“%(name)s” (%(size)s) is received and kept until %(until)s: you need not "
                    "choose it again."
                )
                % {
                    "name": self.kept.name,
                    "size": filesizeformat(self.kept.size),
                    "until": date_format(timezone.localtime(self.kept.until), "DATETIME_FORMAT"),
                },
                "drop_name": f"{name}{_DROP}",
                "drop": _("Do not use this file"),
            }
        return context


class RemarkedInput(AdminTextInputWidget):
    """A box with remarks under it, on the row in which it stands; read out with the box."""

    remarks: Sequence[str] = ()

    def render(self, name, value, attrs=None, renderer=None):
        if not self.remarks:
            return super().render(name, value, attrs, renderer)
        place = f"id_{name}_remarks"
        described = f"{(attrs or {}).get('aria-describedby', '')} {place}".strip()
        box = super().render(
            name, value, {**(attrs or {}), "aria-describedby": described}, renderer
        )
        items = format_html_join("", "<li>{}</li>", ((remark,) for remark in self.remarks))
        return format_html('{}<ul class="remarks" id="{}">{}</ul>', box, place, items)


_KEPT, _DROP = "-kept", "-drop"


def kept_keys(data) -> Iterator[tuple[str, str]]:
    """The names of the fields for which a file was kept, each with the key of the file."""
    for name in data:
        if name.endswith(_KEPT):
            yield name.removesuffix(_KEPT), data[name]


def dropped(data, name: str) -> bool:
    """Whether the file that was kept for this field is not to be used."""
    return f"{name}{_DROP}" in data


def without_limit(formfield):
    """The field, for which a browser cuts nothing off. It would do so without a word; the server
    refuses what is too long, with the number of characters."""
    formfield.widget.attrs.pop("maxlength", None)
    return formfield


def is_key(text) -> bool:
    """Whether this can be a primary key."""
    text = str(text)
    return text.isascii() and text.isdigit() and len(text) <= 18
