"""What two editors did to one field, in words for the page that asks whose value counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalogue.admin.guard.meanwhile import last_write
from catalogue.admin.guard.opened import Opened
from catalogue.admin.guard.typed_words import in_words

MINE, THEIRS = "mine", "theirs"
STALE = "stale"  # the code of the errors below


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What an editor typed in a field that a colleague changed meanwhile, for the page that asks.

    Without `name` there is nothing to choose: the record, or the right to write it, is gone.
    """

    label: str
    mine: str
    theirs: str
    who: str
    name: str = ""
    chosen: str = ""

    @property
    def choices(self) -> list[dict]:
        """The radio buttons: value, words, whether it is chosen."""
        words = {MINE: _("What I typed"), THEIRS: _("What is stored")}
        return [
            {"value": value, "words": words[value], "is_chosen": value == self.chosen}
            for value in words
            if self.name
        ]


class TellsConflicts(forms.BaseModelForm):
    """A form that gathers what is to be asked about it, as `conflicts`."""

    @cached_property
    def opened(self) -> Opened:
        """What the page showed that this form was sent from."""
        raise NotImplementedError

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []

    def _conflict(self, field: str, **parts: str) -> None:
        label = " · ".join(filter(None, (self._field_label(field), self.row_label)))
        who = last_write(self.written, since=self.opened.at, of=self._logged_label(field))
        self.conflicts.append(Conflict(label=label, who=who, **parts))

    @property
    def row_label(self) -> str:
        """What the page calls the row; of a form by itself, nothing."""
        return ""

    @property
    def written(self) -> list[Model]:
        """The records in whose log a write to this one may stand."""
        return [self.instance]

    def _field_label(self, name: str) -> str:
        return str(capfirst(self[name].label)) if name else ""

    def _logged_label(self, name: str) -> str:
        """What the log calls a field: Django writes it down untranslated."""
        with translation.override(None):
            return self._field_label(name)

    def _row_in_words(self, names: Iterable[str], values: Mapping[str, Any]) -> str:
        return "\n".join(
            f"{self._field_label(name)}: {self._words(name, values.get(name))}" for name in names
        )

    def _words(self, name: str, value: Any) -> str:
        return in_words(self.fields[name], value) or _("(empty)")
