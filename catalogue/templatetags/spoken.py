"""Words for what Django's own admin pages show without any: who does not see them hears them."""

import re

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_EMPTY_HEAD = re.compile(r'<th(?P<attributes>(?: class="original")?)>\s*</th>')
_HEAD = re.compile(
    r'<th[^>]*? class="[^"]*\bcolumn-(?P<name>[\w-]+)[^"]*"[^>]*>(?P<content>.*?)</th>', re.S
)
_CELL = re.compile(r'<(?P<tag>t[dh])(?P<before>[^>]*? class="[^"]*\bfield-(?P<name>[\w-]+)[^"]*")')
_BOX_TO_DELETE = re.compile(r'<td class="delete">(?!</td>)')
_PICTURE_FOR_WORD = re.compile(r'(?P<picture><img [^>]*?)alt="Search">')


@register.filter
def with_named_columns(table: SafeString) -> SafeString:
    """Django's table of rows, whose first and last columns have no name: with one that is read out
    (WCAG 2.2, 1.3.1)."""

    def name(match: re.Match) -> str:
        words = escape(_("Record") if match["attributes"] else _("Buttons of the row"))
        return f'<th{match["attributes"]}><span class="visually-hidden">{words}</span></th>'

    box = f'<td class="delete" data-label="{escape(_("Delete?"))}">'
    named = _BOX_TO_DELETE.sub(box, _EMPTY_HEAD.sub(name, table))
    # Safe: a template drew it, and what is put in is escaped.
    return with_labelled_cells(mark_safe(named))


@register.filter
def with_labelled_cells(table: SafeString) -> SafeString:
    """A table of Django's, of which each cell has the name of its column in `data-label`: on a
    narrow screen its rows are blocks, without a head above them."""
    labels = {
        head["name"]: " ".join(strip_tags(head["content"]).split())
        for head in _HEAD.finditer(table)
    }

    def label(match: re.Match) -> str:
        words = labels.get(match["name"], "").replace('"', "&quot;")
        return f'{match[0]} data-label="{words}"' if words else match[0]

    # Safe: as above; the label is text of the table, escaped there.
    return mark_safe(_CELL.sub(label, table))


@register.filter
def with_worded_search(form: SafeString) -> SafeString:
    """Django's search of a list, whose box is named by a drawing in English: with a word beside it
    (WCAG 2.2, 3.3.2)."""
    word = escape(_("Search"))
    # Safe: as above.
    return mark_safe(_PICTURE_FOR_WORD.sub(rf'\g<picture>alt="">{word}', form))
