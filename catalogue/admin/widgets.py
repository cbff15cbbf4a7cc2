"""The admin's choice by typing, which minds no nonsense."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
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
    pass


def choice_for(form_field, model_field, admin_site) -> None:
    """Let a form field outside a model's form be chosen by typing, as `model_field` is."""
    form_field.widget = Choice(model_field, admin_site)
    form_field.widget.choices = form_field.choices


def is_key(text) -> bool:
    """Whether this can be a primary key."""
    text = str(text)
    return text.isascii() and text.isdigit() and len(text) <= 18
