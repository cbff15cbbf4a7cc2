"""Pictures that editors upload: made fit to be shown before they are kept."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from catalogue.admin.guard.looked_at import LookedAtField
from catalogue.media import images, pictures
from catalogue.media.images import PictureError

MOST_BYTES = 50_000_000  # a photograph of 64 megapixels takes some 30


class PictureField(LookedAtField):
    """Makes an upload in all widths, and refuses one of which they cannot be made. What it is, its
    content says: a name that ends otherwise gets another end."""

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ",".join(images.ACCEPTED)}

    def look(self, upload) -> dict[int, bytes]:
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("The picture is larger than %d MB. Save it smaller.") % (MOST_BYTES // 1_000_000)
            )
        try:
            made = pictures.make(upload)
        except PictureError as error:
            raise ValidationError(str(error)) from error
        except pictures.BusyError as error:
            raise ValidationError(
                _("Another picture is being made ready at this moment. Try again in a minute.")
            ) from error
        upload.name = images.named_as_it_is(upload.name, upload)
        return made


class KeepsWidths:
    """For the admin of a model with pictures."""

    upload_bytes = MOST_BYTES

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for name, field in form.fields.items():
            upload = form.cleaned_data.get(name)
            if isinstance(field, PictureField) and isinstance(upload, UploadedFile):
                pictures.keep(getattr(obj, name).name, upload.found)
