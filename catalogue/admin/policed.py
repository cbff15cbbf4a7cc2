"""Forms and rows that ask the policy before they write."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.utils.translation import gettext as _

from catalogue.policy import may_delete, may_write


class PolicedForm(forms.ModelForm):
    """A form that refuses to write what its user may not. `user` is set on the class made for a
    request."""

    user = None

    def _post_clean(self):
        is_new = self.instance._state.adding
        if self._is_row and not is_new and not self.has_changed():
            return  # as it was: nothing to judge, and a page can have hundreds of such rows
        super()._post_clean()
        if self._is_row and not self.errors:
            self._validate_constraints_of_row()
        if not self.errors and not may_write(self.user, self.instance):
            self.add_error(
                None, _("This would change what is published. Only a chief editor does that.")
            )

    @property
    def _is_row(self) -> bool:
        return any(isinstance(field, InlineForeignKeyField) for field in self.fields.values())

    def _validate_constraints_of_row(self) -> None:
        """Django leaves out, in a row, what must be unique together with the row's parent."""
        try:
            self.instance.validate_constraints(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self._update_errors(error)


def _name_of(field, index: int | None) -> str:
    """What a field in a row is called by who does not see the head of its column."""
    if index is None:  # the row from which the page makes new ones
        return field.label or ""
    return _("%(label)s, row %(number)d") % {"label": field.label, "number": index + 1}


class PolicedFormSet(forms.BaseInlineFormSet):
    """Rows of which those that the user may not write are shown, not opened."""

    user = None

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", _name_of(field, index))
        if form.instance._state.adding:
            return
        setattr(form.instance, self.fk.name, self.instance)  # known: no query per row
        writable = may_write(self.user, form.instance)
        for name, field in form.fields.items():
            if name == DELETION_FIELD_NAME:
                field.disabled = not may_delete(self.user, form.instance)
            elif not field.widget.is_hidden:
                field.disabled = not writable

    def clean(self):
        super().clean()
        lost = [
            str(number)
            for number, form in enumerate(self.initial_forms, start=1)
            if form.instance._state.adding
        ]
        if lost:
            raise ValidationError(
                _(
                    "Meanwhile somebody else deleted row %(rows)s of this list. "
                    "Nothing is saved; open the page again to see how things stand."
                )
                % {"rows": ", ".join(lost)}
            )
