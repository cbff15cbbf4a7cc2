"""The fields of a form in Python, for the few kinds of which a page has thousands: a theme of 190
fragments has 1,200. Django's own templates say the same and take ten times as long.
"""

from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("input", "text", "number", "hidden", "checkbox", "email", "url")
)
_SELECT = "django/forms/widgets/select.html"
_OPTION = "django/forms/widgets/select_option.html"
_ERRORS = frozenset(f"django/forms/errors/list/{kind}.html" for kind in ("default", "ul"))


class Renderer(DjangoTemplates):
    """Draws inputs, choices and the absence of errors itself, and leaves the rest to templates."""

    def render(self, template_name, context, request=None) -> str:
        widget = context.get("widget")
        if template_name in _INPUTS:
            return mark_safe(input_of(widget))  # Safe: all that is not ours is escaped.
        if template_name == _SELECT and all(is_plain(group) for group in widget["optgroups"]):
            return mark_safe(select_of(widget))
        if template_name in _ERRORS and not context["errors"]:
            return mark_safe("")
        return super().render(template_name, context, request)


def input_of(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{escape(str(widget["value"]))}"'
    name = escape(str(widget["name"]))
    return f'<input type="{widget["type"]}" name="{name}"{value}{attributes_of(widget)}>'


def select_of(widget: dict[str, Any]) -> str:
    options = "".join(
        f'\n  <option value="{escape(str(option["value"]))}"{attributes_of(option)}>'
        f"{escape(str(option['label']))}</option>\n"
        for _name, group, _index in widget["optgroups"]
        for option in group
    )
    name = escape(str(widget["name"]))
    return f'<select name="{name}"{attributes_of(widget)}>{options}\n</select>'


def is_plain(group: tuple) -> bool:
    """Whether choices stand in no group and are drawn as Django draws them."""
    name, options, _index = group
    return not name and all(option["template_name"] == _OPTION for option in options)


def attributes_of(widget: dict[str, Any]) -> str:
    return "".join(
        f" {escape(str(name))}" if value is True else f' {escape(str(name))}="{escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )
