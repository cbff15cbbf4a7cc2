"""Forms that never undo a colleague's work: what nobody touched in the browser is not written, and
what was touched while a colleague changed it is asked about.
"""

from contextlib import suppress
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from catalogue.admin.guard.conflicts import MINE, STALE, THEIRS, TellsConflicts
from catalogue.admin.guard.opened import Opened, digest, now, unseal

SEALED = "_opened"  # the hidden box with the signed digests


class GuardedForm(TellsConflicts, forms.ModelForm):
    """A form that compares each field with what it showed when it was opened.

    Of an existing record: a field that was not touched takes the stored value; a touched one is
    written when the stored value is still the one that was shown; else it is refused, and the page
    asks whose value counts. The instance has to be locked and read anew for the save.
    """

    refusal: str | None = None  # why nothing may be saved now, whatever the form holds
    gone_pk: str = ""  # of a row that was shown, and that a colleague deleted or took elsewhere
    order_was_moved = False  # whether the list of this row was put in another order meanwhile

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._asked: set[str] = set()

    # --- what the page carries ---------------------------------------------------------------

    @property
    def sealed(self) -> SafeString | str:
        """The hidden box with the digests; nothing for a record that is yet to be made."""
        pk = self.gone_pk or self.instance.pk
        if not (self._is_guarded or self.gone_pk):
            return ""
        seal = self._opened_now().seal(self._meta.model, pk)
        return format_html(
            '<input type="hidden" name="{}" value="{}">', self.add_prefix(SEALED), seal
        )

    def _opened_now(self) -> Opened:
        """What the page that is drawn now shows of the record."""
        if self.gone_pk:
            return Opened(fields=self.opened.fields, at=self.opened.at, asked=frozenset({SEALED}))
        fields = self._guarded_digests
        if not self.is_bound:
            return Opened(fields=fields, at=now())
        for name in set(self.errors) & set(fields) - self._asked:
            # It could not be read, so it was not compared yet.
            fields[name] = self.opened.fields.get(name, "")
        return Opened(fields=fields, at=self.opened.at, asked=frozenset(self._asked))

    @property
    def _is_guarded(self) -> bool:
        return not self.instance._state.adding

    @cached_property
    def opened(self) -> Opened:
        """What the page showed that this form was sent from."""
        text = self.data.get(self.add_prefix(SEALED))
        return unseal(text, self._meta.model, self.gone_pk or self.instance.pk)

    @cached_property
    def _guarded_names(self) -> list[str]:
        """The fields of the record that its editor can fill in."""
        return [
            name
            for name, field in self.fields.items()
            if not field.disabled and self._is_of_record(name, field)
        ]

    def _is_of_record(self, name: str, field: forms.Field) -> bool:
        if isinstance(field, InlineForeignKeyField):
            return False
        try:
            return not self._meta.model._meta.get_field(name).primary_key
        except FieldDoesNotExist:
            return False

    @property
    def _guarded_digests(self) -> dict[str, str]:
        """What is stored of all that the page shows, as digests."""
        return {name: self._stored_digest(name) for name in self._guarded_names}

    def _stored_digest(self, name: str) -> str:
        """The digest of what is stored, as the form would read it when it is sent back as it is."""
        field, value = self.fields[name], self.initial.get(name)
        if isinstance(field, forms.CharField) and value is not None:
            with suppress(ValidationError):  # then it cannot be sent back as it is
                value = field.to_python(value)
        return digest(value)

    # --- comparing ---------------------------------------------------------------------------

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that this save writes: which differ from what is stored now."""
        if self.gone_pk:
            return []
        if not (self.is_bound and self._is_guarded):
            return super().changed_data
        return [name for name, bound in self._bound_items() if self._is_changed(name, bound)]

    def _is_changed(self, name: str, bound: forms.BoundField) -> bool:
        if name not in self._guarded_names:
            return bound._has_changed()
        return name in self.errors or digest(self.cleaned_data[name]) != self._stored_digest(name)

    def _clean_fields(self):
        super()._clean_fields()
        if self.gone_pk:
            self._tell_of_gone_row()
        elif self._is_guarded:
            for name in self._guarded_names:
                self._compare(name)
            self._tell_of_closed_fields()
            self._compare_deletion()

    def _clean_form(self):
        if not self.gone_pk:
            super()._clean_form()

    def _post_clean(self):
        if not self.gone_pk:
            super()._post_clean()

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.refusal:
            self.add_error(None, self.refusal)

    def _compare(self, name: str) -> None:
        """Let an untouched field have its stored value; refuse one that a colleague changed."""
        stored, shown = self._stored_digest(name), self.opened.fields.get(name)
        was_asked, chosen = name in self.opened.asked, self._chosen(name)
        if chosen == THEIRS:
            self._take_stored(name)
        elif name in self.errors:
            return
        elif (typed := digest(self.cleaned_data[name])) == stored or (
            typed == shown and not was_asked
        ):
            self._take_stored(name)
        elif stored != shown or (was_asked and chosen != MINE) or self._is_out_of_place(name):
            self._ask_about(name, chosen)

    def _is_out_of_place(self, name: str) -> bool:
        """Whether a number that gives the row its place was typed beside numbers that are others
        now."""
        return name == "order" and self.order_was_moved and name not in self.opened.asked

    def _chosen(self, name: str) -> str:
        """Whose value was chosen on a page that asked about this field."""
        return self.data.get(self._choice_name(name), "") if name in self.opened.asked else ""

    def _choice_name(self, name: str) -> str:
        return self.add_prefix(f"_choice-{name}")

    def _take_stored(self, name: str) -> None:
        """Let a field have its stored value, in the record and on a page that comes back."""
        stored, initial = self._meta.model._meta.get_field(name), self.initial.get(name)
        if name in self._errors:
            del self._errors[name]
        if stored.many_to_many:
            self.cleaned_data[name] = initial or []
        elif name not in self.cleaned_data or digest(self.cleaned_data[name]) != digest(initial):
            self.cleaned_data[name] = getattr(self.instance, name)
        elif not stored.is_relation:
            # Of the same meaning, but not always the same to the letter: line ends, microseconds.
            self.cleaned_data[name] = getattr(self.instance, name)
        shown: Any = self.fields[name]
        shown.bound_data = lambda _data, initial: initial

    def _ask_about(self, name: str, chosen: str) -> None:
        typed, stored = self.cleaned_data[name], self.initial.get(name)
        self._asked.add(name)
        self._conflict(
            name,
            name=self._choice_name(name),
            mine=self._words(name, typed),
            theirs=self._words(name, stored),
            chosen=chosen,
        )
        told = _("A colleague changed this meanwhile. Choose above whose value counts.")
        self.add_error(name, ValidationError(told, STALE))

    def _compare_deletion(self) -> None:
        """Ask before a row goes that a colleague changed since it was shown."""
        if not self.cleaned_data.get(DELETION_FIELD_NAME):
            return
        names, chosen = self._guarded_names, self._chosen(DELETION_FIELD_NAME)
        changed = [name for name in names if not self.is_as_shown(name)]
        if chosen == THEIRS:
            self.cleaned_data[DELETION_FIELD_NAME] = False
            box: Any = self.fields[DELETION_FIELD_NAME]
            box.bound_data = lambda _data, _initial: False
        elif changed or (DELETION_FIELD_NAME in self.opened.asked and chosen != MINE):
            self._asked.add(DELETION_FIELD_NAME)
            self._conflict(
                "",
                name=self._choice_name(DELETION_FIELD_NAME),
                mine=_("delete this row"),
                theirs=self._row_in_words(changed or names, self.initial),
                chosen=chosen,
            )
            self.cleaned_data[DELETION_FIELD_NAME] = False  # errors of a row that goes are ignored
            self.add_error(None, ValidationError(_("A colleague changed this row."), STALE))

    def is_as_shown(self, name: str) -> bool:
        """Whether what is stored is what the page showed."""
        return self._guarded_digests[name] == self.opened.fields.get(name)

    def _tell_of_closed_fields(self) -> None:
        """Tell once what was typed in fields that were open when the page was, and are closed now,
        or that a row was to go."""
        told = _("Meanwhile only a chief editor writes this.")
        if self._is_deletion_closed and self._read(DELETION_FIELD_NAME):
            self._asked.add(DELETION_FIELD_NAME)
            self._conflict("", mine=_("delete this row"), theirs=_("closed for you"))
            self.add_error(None, ValidationError(told, STALE))
        for name, shown in self.opened.fields.items():
            field = self.fields.get(name)
            if field is None or not field.disabled or name in self.opened.asked:
                continue
            if not self._is_sent(name):
                continue
            typed = self._read(name)
            if digest(typed) in (shown, self._stored_digest(name)):
                continue
            self._asked.add(name)
            self._conflict(
                name,
                mine=self._words(name, typed),
                theirs=self._words(name, self.initial.get(name)),
            )
            self.add_error(None, ValidationError(told, STALE))

    @property
    def _is_deletion_closed(self) -> bool:
        field = self.fields.get(DELETION_FIELD_NAME)
        was_told = DELETION_FIELD_NAME in self.opened.asked
        return field is not None and field.disabled and not was_told

    def _is_sent(self, name: str) -> bool:
        """Whether the browser tells what stands in a field; of a file, only when it is new."""
        field = self.fields.get(name)
        return field is not None and not (
            isinstance(field, forms.FileField) and self.add_prefix(name) not in self.files
        )

    def _read(self, name: str) -> Any:
        """What was typed in a field of which Django does not read it: cleaned, or as it is."""
        field = self.fields[name]
        typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return field.clean(typed)
        except ValidationError:
            return typed

    def _tell_of_gone_row(self) -> None:
        """Let go of a row that is gone, and tell once what was typed in it."""
        self._errors.clear()
        names = [name for name in self.opened.fields if self._is_sent(name)]
        typed = {name: self._read(name) for name in names}
        touched = [name for name in names if digest(typed[name]) != self.opened.fields[name]]
        if touched and SEALED not in self.opened.asked:
            self._conflict("", mine=self._row_in_words(names, typed), theirs=_("deleted"))
            told = _("A colleague deleted this row, or took it elsewhere.")
            self.add_error(None, ValidationError(told, STALE))
        self.cleaned_data = {}
