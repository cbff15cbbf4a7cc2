"""Files that are looked at before anything is locked: decoded, probed, parsed.

That takes seconds, and of a recording of some gigabytes minutes. In the transaction of a save,
everybody else who wants to write would wait as long, who logs in among them.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.guard import kept
from catalogue.media import room
from catalogue.media.uploads import KeptUpload


class LookedAtField(forms.FileField):
    """A field of which the file is looked at once, however often its form is judged: what was found
    stays with the upload, as `found`."""

    def look(self, upload: UploadedFile) -> Any:
        """What the content tells. Raises ValidationError."""
        raise NotImplementedError

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is not None:
            self._look_once(cast(UploadedFile, upload))
        return upload

    def _look_once(self, upload: UploadedFile) -> None:
        if not hasattr(upload, "refusal"):
            upload.found, upload.refusal = self._looked_at(upload)
        if upload.refusal is not None:
            raise ValidationError(*upload.refusal)

    def _looked_at(self, upload: UploadedFile) -> tuple[Any, tuple | None]:
        """What was found, and why it is refused: as text, since an exception holds on to all that
        was in memory when it was raised."""
        try:
            require_room_for(upload)
            return self.look(upload), None
        except ValidationError as error:
            return None, (error.message, error.code)
        except OSError as error:
            if not room.is_full(error):
                raise
            full = _("the disk is full. Tell the operator.")
            return None, (_("Nothing is saved: %(reason)s") % {"reason": full}, None)
        finally:
            upload.seek(0)


def require_room_for(upload: UploadedFile) -> None:
    """ValidationError where the disk is too full for an upload, unless it was kept there before."""
    if room.is_short() and not isinstance(upload, KeptUpload):
        room.warn_when_short()
        raise ValidationError(
            _(
                "Space on the disk is short, so no file is stored now. Tell the operator. Without "
                "the file, this can be saved."
            )
        )


def look(admin, request) -> None:
    """Look at the files that were sent with the form of a record, as far as it has fields for
    them."""
    kept.take(admin, request)
    if not (admin.has_add_permission(request) or admin.has_change_permission(request)):
        return
    for field, upload in _sent(admin, request):
        with suppress(ValidationError):  # the form will say so
            field.to_python(upload)


def _sent(admin, request) -> Iterator[tuple[LookedAtField, UploadedFile]]:
    if not request.FILES:
        return
    fields = _fields_of(admin.get_form(request))
    for inline in admin.get_inline_instances(request):
        formset = inline.get_formset(request)
        prefix = formset.get_default_prefix()
        for name, field in _fields_of(formset.form).items():
            for number in range(_number_of_rows(request, prefix, formset.absolute_max)):
                fields[f"{prefix}-{number}-{name}"] = field
    for name, field in fields.items():
        if name in request.FILES:
            yield field, request.FILES[name]


def _fields_of(form: type[forms.BaseForm]) -> dict[str, LookedAtField]:
    fields = form.base_fields.items()
    return {name: field for name, field in fields if isinstance(field, LookedAtField)}


def _number_of_rows(request, prefix: str, most: int) -> int:
    """How many rows the form will have, whatever the names of the files say."""
    stated = request.POST.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(stated), most) if is_key(stated) else 0
