"""What is wrong in a form of the admin and its rows, named as the form names it, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A thing that is wrong: the name of its place, the id of the element there (empty where there
    is none to go to), and the reason in plain text."""

    label: str
    target: str
    reason: str


@register.simple_tag
def problems_of(form: BaseForm, inlines: Iterable = ()) -> list[Problem]:
    """All that is wrong in the fields of a form and in the rows below it, in the order of the page;
    `inlines` are as the admin draws them. What concerns the form as a whole is left out: the page
    says it in full, for it may ask something."""
    found = list(_in_fields(form))
    for inline in inlines:
        found += _in_rows(inline.formset, capfirst(inline.opts.verbose_name_plural))
    return found


@register.simple_tag
def only_asks(form: BaseForm, inlines: Iterable = ()) -> bool:
    """Whether nothing is wrong, and the page waits for a yes alone."""
    errors = [error for each in form.errors.values() for error in each]
    for inline in inlines:
        errors += inline.formset.non_form_errors()
        errors += [
            error for row in inline.formset.errors for each in row.values() for error in each
        ]
    return all(map(_asks, errors))


def _asks(error) -> bool:
    """Whether an error is a piece of a page, with boxes in it to say yes."""
    return isinstance(error, SafeString)


def _in_rows(formset: BaseFormSet, name: str) -> Iterator[Problem]:
    heading = f"{formset.prefix}-heading"
    for error in formset.non_form_errors():
        yield Problem(label=name, target=heading, reason=_plain(error))
    for form in sorted(formset.forms, key=lambda form: getattr(form, "number", 0)):
        row = getattr(form, "row_label", "")
        for error in form.non_field_errors():
            label = capfirst(row) or name
            yield Problem(label=label, target=_first_box(form) or heading, reason=_plain(error))
        yield from _in_fields(form, row)


def _in_fields(form: BaseForm, row: str = "") -> Iterator[Problem]:
    for name in form.errors:
        if name not in form.fields:
            continue
        label = ", ".join(filter(None, (str(form[name].label), row)))
        for error in form[name].errors:
            yield Problem(label=capfirst(label), target=_box(form[name]), reason=_plain(error))


def _first_box(form: BaseForm) -> str:
    """The id of the first box of a row in which something can be filled in."""
    open_boxes = (box for box in form.visible_fields() if not box.field.disabled)
    return next(map(_box, open_boxes), "")


def _box(box: BoundField) -> str:
    """The id of the element of a field that takes the focus; nothing of one that is not seen."""
    if box.is_hidden:
        return ""
    # Of several boxes, which have no label in common, the first.
    return box.id_for_label or f"{box.auto_id}_0"


def _plain(error) -> str:
    """The sentence; of a question, its first words."""
    return strip_tags(error.partition("<")[0]) if _asks(error) else str(error)
