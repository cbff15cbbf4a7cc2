"""The lines of the admin's own log, in Dutch.

Django writes down what a save did in English: the names of fields as a form without a language
calls them ("Reason of withdrawal"). They are put into words here, so lines of before are too.
"""

import json

from django import template
from django.contrib.admin.models import LogEntry
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext as translation_of

register = template.Library()


@register.filter
def told(entry: LogEntry) -> str:
    """What a line of the log says, in sentences; of a line that is a text already, that text."""
    if not entry.change_message.startswith("["):
        return entry.change_message
    try:
        deeds = json.loads(entry.change_message)
        return " ".join(map(_sentence, deeds))
    except (ValueError, TypeError, AttributeError, KeyError):  # nothing that Django wrote
        return entry.change_message


def _sentence(deed: dict) -> str:
    ((kind, about),) = deed.items()
    said = {"name": _in_dutch(about.get("name", "")), "object": about.get("object", "")}
    if kind == "changed":
        said["fields"] = get_text_list([_in_dutch(name) for name in about["fields"]], _("and"))
        words = (
            _("%(fields)s of %(name)s “%(object)s” changed.")
            if said["name"]
            else _("%(fields)s changed.")
        )
    elif kind == "added":
        words = _("%(name)s “%(object)s” added.") if said["name"] else _("Added.")
    else:
        words = _("%(name)s “%(object)s” deleted.")
    return capfirst(words % said)


def _in_dutch(name: str) -> str:
    """The Dutch of a name that Django wrote down: as the models have it, or with the capital that
    forms give it."""
    lower = name[:1].lower() + name[1:]
    return next(
        (said for one in (lower, name) if one and (said := translation_of(one)) != one), lower
    )
