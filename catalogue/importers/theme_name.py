"""Finds the name of the theme in the lines of a theme page above its first fragment."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalogue.importers.page_line import PageLine
from catalogue.importers.rows import SourceError

LONGEST_THEME = 120

_LABEL = re.compile(r"thema\s*:?|thema\s*:\s*(?P<name>.+)", re.IGNORECASE)
_LABEL_IN_HEADING = re.compile(r"thema\s*[:–-]?\s+(?P<name>.+)", re.IGNORECASE)


def read(lines: Sequence[PageLine], *, is_required: bool) -> tuple[str, int]:
    """The name of the theme, and the index of the line after it; "" and 0 without one.

    The label nearest to the fragments counts: a menu above it may hold the word "thema" too.
    """
    too_long = None
    for label in (_label, _label_in_heading):
        for index in reversed(range(len(lines))):
            name, end = label(lines, index) or ("", 0)
            if 0 < len(name) <= LONGEST_THEME:
                return name, end
            too_long = too_long or (name and (name, lines[end - 1].number))
    if is_required and too_long:
        name, line = too_long
        raise SourceError(
            _("Line %(line)d: the name of a theme has at most %(most)d characters, not %(length)d.")
            % {"line": line, "most": LONGEST_THEME, "length": len(name)},
            code="long-theme",
            line=line,
        )
    if is_required:
        raise SourceError(
            _(
                "This is not a theme page: the label “thema” with a name under it is missing. "
                "If you know the theme, name it with --theme."
            ),
            code="no-theme",
        )
    return "", 0


def _label(lines: Sequence[PageLine], index: int) -> tuple[str, int] | None:
    """The name after a label that is alone on its line, or before a colon."""
    match = _LABEL.fullmatch(lines[index].text)
    if match is None:
        return None
    if match["name"] is None:
        index += 1
    name = match["name"] or (lines[index].text if index < len(lines) else "")
    return name, index + 1


def _label_in_heading(lines: Sequence[PageLine], index: int) -> tuple[str, int] | None:
    """The name in a heading that the label is part of."""
    line = lines[index]
    match = _LABEL_IN_HEADING.fullmatch(line.text) if line.is_heading else None
    return (match["name"], index + 1) if match else None
