"""The field for the file of a recording."""

from django.core.exceptions import ValidationError
from django.core.files import File

from catalogue.admin.guard.looked_at import LookedAtField
from catalogue.media.probe import Probe, ProbeError, probe


class RecordingField(LookedAtField):
    """Finds the facts of a recording that browsers play."""

    def look(self, upload) -> Probe:
        try:
            return probe(_Lent(upload.file))
        except ProbeError as error:
            raise ValidationError(str(error)) from error


class _Lent(File):
    """An upload that is still open when who read it is done."""

    def close(self):
        self.seek(0)
