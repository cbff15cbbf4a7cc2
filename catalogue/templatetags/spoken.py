"""Words for what Django's own admin pages show without any: who does not see them hears them."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_EMPTY_HEAD = re.compile(r'<th(?P<attributes>(?: class="original")?)>\s*</th>')
_PICTURE_FOR_WORD = re.compile(r'(?P<picture><img [^>]*?)alt="Search">')


@register.filter
def with_named_columns(table: SafeString) -> SafeString:
    """Django's table of rows, whose first and last columns have no name: with one that is read out
    (WCAG 2.2, 1.3.1)."""

    def name(match: re.Match) -> str:
        words = escape(_("Record") if match["attributes"] else _("Buttons of the row"))
        return f'<th{match["attributes"]}><span class="visually-hidden">{words}</span></th>'

    # Safe: a template drew it, and what is put in is escaped.
    return mark_safe(_EMPTY_HEAD.sub(name, table))


@register.filter
def with_worded_search(form: SafeString) -> SafeString:
    """Django's search of a list, whose box is named by a drawing in English: with a word beside it
    (WCAG 2.2, 3.3.2)."""
    word = escape(_("Search"))
    # Safe: as above.
    return mark_safe(_PICTURE_FOR_WORD.sub(rf'\g<picture>alt="">{word}', form))
