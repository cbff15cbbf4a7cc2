"""Pictures that editors upload: made fit to be shown before they are kept."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from catalogue.media import pictures
from catalogue.media.images import PictureError

MOST_BYTES = 50_000_000  # a photograph of 64 megapixels takes some 30


def picture_cleaner(field: str):
    """A form's `clean_<field>()` that makes an upload in all widths, and refuses one of which they
    cannot be made."""

    def clean(form):
        upload = form.cleaned_data.get(field)
        if isinstance(upload, UploadedFile):
            form.widths = form.widths | {field: _widths(upload)}
        return upload

    return clean


def _widths(upload: UploadedFile) -> dict[int, bytes]:
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(
            _("The picture is larger than %d MB. Save it smaller.") % (MOST_BYTES // 1_000_000)
        )
    try:
        return pictures.make(upload)
    except PictureError as error:
        raise ValidationError(str(error)) from error
    except pictures.BusyError as error:
        raise ValidationError(
            _("Another picture is being made ready at this moment. Try again in a minute.")
        ) from error
    finally:
        upload.seek(0)


class KeepsWidths:
    """For the admin of a model whose form has a `picture_cleaner`."""

    upload_bytes = MOST_BYTES

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for field, made in form.widths.items():
            pictures.keep(getattr(obj, field).name, made)
