"""Forms and rows that ask the policy before they write."""

from math import inf

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalogue.access.policy import may_delete, may_write
from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.guard.guarded import GuardedForm
from catalogue.admin.guard.opened import SALT, digest


class PolicedForm(GuardedForm):
    """A form that refuses to write what its user may not. `user` is set on the class made for a
    request; `number`, from 1, and `parent`, the record of the page, on a row."""

    user = None
    number = 0
    parent: Model | None = None
    is_added = False  # whether it is a row that the editor asked for

    def has_changed(self):
        return self.is_added or super().has_changed()

    @property
    def row_label(self):
        """What every message calls the row: its number and title as they stand on the page."""
        if not self.number:
            return ""
        row = {"number": self.number, "title": self.row_title}
        return (
            _("row %(number)d (“%(title)s”)") % row if row["title"] else _("row %(number)d") % row
        )

    @property
    def row_title(self) -> str:
        return "" if self.instance.pk is None else str(self.instance)

    def non_field_errors(self):
        """Those of a row say of which one they are: they stand above it."""
        errors = super().non_field_errors()
        if not (errors and self.number):
            return errors
        told = [f"{capfirst(self.row_label)}: {error}" for error in errors]
        return self.error_class(told, error_class="nonfield", renderer=self.renderer)

    @property
    def written(self):
        """A row is written on its own page, and on those of what it belongs to."""
        parents = [getattr(self.instance, name) for name in self.instance.belongs_to if self.number]
        if self.gone_pk:
            parents = [self.parent]
        return [*super().written, *parents]

    def _post_clean(self):
        is_new = self.instance._state.adding
        if self.gone_pk or (self._is_row and not is_new and not self.has_changed()):
            return  # as it was: nothing to judge, and a page can have hundreds of such rows
        super()._post_clean()
        if self._is_row and not self.errors:
            self._validate_constraints_of_row()
        if not self.errors and not may_write(self.user, self.instance):
            self.add_error(
                None, _("This would change what is published. Only a chief editor does that.")
            )

    def _update_errors(self, errors):
        """What a field refused by itself, the record does not refuse once more."""
        if hasattr(errors, "error_dict"):
            for name in self.errors.keys() & self.fields.keys() & errors.error_dict.keys():
                del errors.error_dict[name]
        super()._update_errors(errors)

    def full_clean(self):
        super().full_clean()
        for name in self.errors:
            if name in self.fields and self[name].use_fieldset:
                # Django tells only fields of one box where their error stands.
                box = self.fields[name].widget
                box.attrs.setdefault("aria-describedby", f"{self[name].auto_id}_error")

    @property
    def _is_row(self) -> bool:
        return any(isinstance(field, InlineForeignKeyField) for field in self.fields.values())

    def _validate_constraints_of_row(self) -> None:
        """Django leaves out, in a row, what must be unique together with the row's parent."""
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self._update_errors(error)


def _name_of(field, number: int | None) -> str:
    """What a field in a row is called by who does not see the head of its column."""
    if number is None:  # the row from which the page makes new ones
        return field.label or ""
    return _("%(label)s, row %(number)d") % {"label": field.label, "number": number}


class PolicedFormSet(forms.BaseInlineFormSet):
    """Rows of which those that the user may not write are shown, not opened.

    A row that the editor added is saved or refused; one that a colleague deleted is let go.
    """

    user = None

    @property
    def sealed(self) -> SafeString | str:
        """What the page carries of the list as a whole."""
        return ""

    @property
    def initial_forms(self):
        """The rows of stored records, without those that are gone."""
        return [form for form in super().initial_forms if not form.gone_pk]

    def lay_out(self) -> None:
        """Let a page that comes back show each row beside its own record: Django pairs the rows
        with the records in the order that these have now."""
        if self.is_bound:
            self._queryset = [form.instance for form in self.initial_forms]

    def number_of(self, index: int) -> int:
        """The number, from 1, of the row of this form as it stands on the page."""
        return index + 1

    def add_fields(self, form, index):
        super().add_fields(form, index)
        number = None if index is None else self.number_of(index)
        for field in form.fields.values():
            box = getattr(field.widget, "widget", field.widget)  # within the links to a record
            if not box.is_hidden:
                box.attrs.setdefault("aria-label", _name_of(field, number))
        if number is not None:
            form.number, form.parent = number, self.instance
        if form.instance._state.adding:
            self._mark(form, index)
            return
        setattr(form.instance, self.fk.name, self.instance)  # known: no query per row
        form.fields[self._pk_field.name].clean = lambda _key: form.instance  # likewise
        writable = may_write(self.user, form.instance)
        for name, field in form.fields.items():
            if name == DELETION_FIELD_NAME:
                field.disabled = not may_delete(self.user, form.instance)
            elif not field.widget.is_hidden:
                field.disabled = not writable

    def _mark(self, form, index: int | None) -> None:
        """Mark a row that is gone, and one that was added: Django drops both in silence."""
        if index is None or not self.is_bound:
            return
        if index < self.initial_form_count():
            form.gone_pk = self.data.get(form.add_prefix(self._pk_field.name), "") or "-"
        elif index >= self.initial_form_count() + self.extra:
            form.empty_permitted, form.is_added = False, True


class OrderedRows(PolicedFormSet):
    """Rows whose numbers give them their place in a list, also on a page that comes back: a number
    typed beside other numbers than those that are stored now is asked about."""

    def lay_out(self):
        self.forms.sort(key=lambda form: form.number)
        super().lay_out()

    def number_of(self, index):
        return self._numbers.get(index, index + 1)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """By the index of its form, the place of each row by the numbers that were typed."""
        if not self.is_bound:
            return {}
        stored = {str(row.pk): row.order for row in self.get_queryset()}
        orders = {}
        for index in range(self.total_form_count()):
            row = self.add_prefix(index)
            typed = self.data.get(f"{row}-order", "").strip()
            order = stored.get(self.data.get(f"{row}-{self._pk_field.name}", ""), inf)
            is_stored = index < self.initial_form_count()
            if is_stored and typed:
                orders[index] = int(typed) if is_key(typed) else order
            else:
                orders[index] = inf  # a new one stands behind those that are stored
        ordered = sorted(orders, key=orders.__getitem__)
        return {index: number for number, index in enumerate(ordered, start=1)}

    @property
    def sealed(self):
        return format_html(
            '<input type="hidden" name="{}" value="{}">',
            self.add_prefix("_order"),
            self._signer.sign(self._order_now),
        )

    @property
    def _signer(self) -> Signer:
        return Signer(salt=f"{SALT}.order.{self.instance._meta.label_lower}.{self.instance.pk}")

    @cached_property
    def _order_now(self) -> str:
        """A digest of the numbers, as stored, of the rows that the page shows."""
        stored = {row.pk: row.order for row in self.get_queryset()}
        if self.is_bound:
            count = range(self.initial_form_count())
            posted = [self.data.get(f"{self.add_prefix(i)}-{self._pk_field.name}") for i in count]
            shown = {str(pk): pk for pk in stored}
            stored = {shown[pk]: stored[shown[pk]] for pk in posted if pk in shown}
        return digest(" ".join(f"{pk}={order}" for pk, order in sorted(stored.items())))

    @cached_property
    def _was_moved(self) -> bool:
        try:
            shown = self._signer.unsign(self.data.get(self.add_prefix("_order"), ""))
        except BadSignature:
            return True
        return shown != self._order_now

    def save_existing(self, form, obj, commit=True):
        """A row whose number alone changed is not written here: all numbers are, at once."""
        if form.changed_data == ["order"]:
            return obj
        return super().save_existing(form, obj, commit)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.is_bound and not form.instance._state.adding:
            form.order_was_moved = self._was_moved


def conflicts_in(form: GuardedForm, formsets) -> list:
    """What the page has to ask about, of the form and its rows."""
    forms_of_page = [form, *(row for formset in formsets for row in formset.forms)]
    return [conflict for each in forms_of_page for conflict in each.conflicts]
