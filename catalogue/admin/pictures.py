"""Pictures that editors upload: looked at before they are kept."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from catalogue.media.images import PictureError, measured


def picture_cleaner(field: str):
    """A form's `clean_<field>()` that refuses an upload of which no picture could be made."""

    def clean(form):
        upload = form.cleaned_data.get(field)
        if isinstance(upload, UploadedFile):
            upload.seek(0)
            try:
                measured(upload)
            except PictureError as error:
                raise ValidationError(str(error)) from error
            finally:
                upload.seek(0)
        return upload

    return clean
