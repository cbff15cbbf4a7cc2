"""The files of recordings in the admin. An uploaded file is read before it is kept: what is no
recording is refused, and of what is one, the facts are written down."""

import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordAdmin, RecordStacked
from catalogue.admin.boxes.recording_file import RecordingField
from catalogue.admin.forms import PolicedForm, PolicedFormSet
from catalogue.admin.lists.searching import of_interview
from catalogue.admin.messages import tell_afterwards, warn
from catalogue.media.checks import length_remarks, original_kinds
from catalogue.models import MediaFile
from catalogue.models.recording import kind_of_file
from catalogue.values import timecode
from catalogue.values.choices import Form, Source
from catalogue.values.text import fold

MOST_BYTES = 4 * 2**30  # of a recording
# What the name of a file ends in, by its type; the first where it ends in another. An address that
# says .mp4 and gives an MP3 is not played by every browser.
ENDINGS = {
    "video/mp4": ("mp4", "m4v"),
    "audio/mp4": ("m4a",),
    "video/quicktime": ("mov",),
    "audio/quicktime": ("mov",),
    "video/webm": ("webm",),
    "audio/webm": ("webm", "weba"),
    "video/x-matroska": ("mkv",),
    "audio/x-matroska": ("mka", "mkv"),
    "video/ogg": ("ogv", "ogg"),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/mpeg": ("mp3",),
    "audio/wav": ("wav",),
    "audio/flac": ("flac",),
}

FACTS = ("mime_type", "codecs", "width", "height", "size", "sha256")


class MediaFileForm(PolicedForm):
    """`facts` are those of the file that is uploaded with it, if any."""

    facts = None

    class Meta:
        field_classes = {"file": RecordingField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].required = False
            self.fields["name"].help_text = _("Empty: made from the name of the file.")

    def clean_file(self):
        upload = self.cleaned_data.get("file")
        if isinstance(upload, UploadedFile):
            self.facts = upload.found
        return upload

    def clean(self):
        cleaned: Any = super().clean()
        source, file, url = (cleaned.get(name) for name in ("source", "file", "url"))
        if source == Source.UPLOADED and not file and "file" not in self.errors:
            self.add_error("file", _("Choose the file, or say that it is elsewhere."))
        elif source and source != Source.UPLOADED and not url and "url" not in self.errors:
            self.add_error("url", _("Give the address, or say that the file is uploaded here."))
        if not cleaned.get("name") and "name" not in self.errors:
            cleaned["name"] = address_name(file.name if file else urlsplit(url or "").path)
        if self.facts is not None and cleaned.get("name"):
            cleaned["name"] = name_of_type(cleaned["name"], self.facts.mime_type)
        if not self._is_row and (recording := cleaned.get("recording")):
            others = recording.files.exclude(pk=self.instance.pk)
            refuse_two_kinds([*filter(None, map(original_of, others)), *self.original()])
        return cleaned

    def original(self) -> list[tuple[str, str]]:
        """The name and kind of the file, where it is an original of which the kind is known."""
        cleaned = self.cleaned_data
        if not cleaned.get("is_original"):
            return []
        mime_type, url = self.instance.mime_type, ""
        if cleaned.get("source") != Source.UPLOADED:
            mime_type, url = "", cleaned.get("url") or ""
        elif self.facts:
            mime_type = self.facts.mime_type
        kind = kind_of_file(mime_type, url)
        return [(cleaned.get("name") or self.instance.name, kind)] if kind else []

    def _post_clean(self):
        super()._post_clean()
        upload = self.cleaned_data.get("file")
        if isinstance(upload, UploadedFile) and not self.errors:
            # Kept under the name that stands in the address: short, and safe on any disk.
            self.instance.file.name = self.instance.name
        if self.facts is not None:
            for name in FACTS:
                setattr(self.instance, name, getattr(self.facts, name))

    def write_down_length(self) -> None:
        """Give the recording the length of the file, where nobody has written one yet."""
        recording = self.instance.recording
        if self.facts is not None and recording.duration_ms is None:
            recording.duration_ms = self.facts.duration_ms
            recording.save(update_fields=["duration_ms"])


def name_of_type(name: str, mime_type: str) -> str:
    """The name with an ending of the file's own type."""
    endings = ENDINGS.get(mime_type)
    stem, _dot, ending = name.rpartition(".")
    if endings is None or ending in endings:
        return name
    return f"{stem if stem and ending.isalnum() and len(ending) <= 4 else name}.{endings[0]}"


def original_of(media_file: MediaFile) -> tuple[str, str] | None:
    """The name and kind of a stored original, where its kind is known."""
    is_known = media_file.is_original and media_file.kind
    return (media_file.name, media_file.kind) if is_known else None


def refuse_two_kinds(originals: list[tuple[str, str]]) -> None:
    """Raise ValidationError where a recording would be a film and sound alone at once."""
    by_kind = {kind: name for name, kind in originals}
    if {"video", "audio"} <= by_kind.keys():
        raise ValidationError(
            _(
                "This recording would have two originals: “%(video)s” has pictures and “%(audio)s” "
                "only sound. Was one made from the other? Then turn off “original” for that one. "
                "Are they two recordings? Then give each a recording of its own."
            )
            % by_kind
        )


def tell_of_files(admin_of_page, request, recordings) -> None:
    """Warn, once it is saved, of recordings that are said to be, or to last, something else than
    their file."""
    tell_afterwards(request, lambda: warn(admin_of_page, request, remarks_on_files(recordings)))


def remarks_on_files(recordings) -> list[str]:
    """What is to be asked about the files of these recordings. Reads them."""
    remarks = [
        _(
            "“%(file)s” has sound only, while the recording is said to be a video. Is this the "
            "right file? Then correct the form."
        )
        % {"file": kinds["audio"].name}
        for recording in recordings
        if recording.form == Form.VIDEO and "video" not in (kinds := original_kinds(recording))
        if "audio" in kinds
    ]
    remarks += [
        _(
            "“%(file)s” lasts %(length)s, while the recording is said to last %(stated)s. Is this "
            "the right file? Then correct the duration."
        )
        % {
            "file": media_file.name,
            "length": timecode.format(length_ms),
            "stated": timecode.format(recording.duration_ms),
        }
        for recording in recordings
        for media_file, length_ms in length_remarks(recording)
    ]
    return remarks


def has_upload(formset) -> bool:
    return any(getattr(form, "facts", None) is not None for form in formset.forms)


def address_name(name: str) -> str:
    """A name fit for an address, of a file's own: "Gesprek 3 (def).MP4" → "gesprek-3-def.mp4"."""
    path = PurePosixPath(name.replace("\\", "/"))
    stem, suffix = (
        re.sub(r"[^a-z0-9]+", "-", fold(part)).strip("-")
        for part in (path.stem, path.suffix.removeprefix("."))
    )
    return f"{stem[:80] or 'opname'}.{suffix[:10]}".rstrip(".")


class MediaFileRows(PolicedFormSet):
    """The files of a recording, of which the originals are of one kind."""

    def clean(self):
        super().clean()
        originals = []
        for form in self.forms:
            if form.cleaned_data and not form.cleaned_data.get(DELETION_FIELD_NAME):
                originals += form.original()
        refuse_two_kinds(originals)


class MediaFileInline(RecordStacked):
    model = MediaFile
    form = MediaFileForm
    formset = MediaFileRows
    fields = [("source", "is_original"), "file", "url", "name"]
    show_change_link = True


@admin.register(MediaFile)
class MediaFileAdmin(RecordAdmin):
    upload_bytes = MOST_BYTES
    form = MediaFileForm
    list_display = ["name", "recording", "source", "mime_type", "megabytes", "is_original"]
    list_filter = ["source", "is_original", "mime_type"]
    search_fields = ["name", "sha256"]
    also_found_by = (of_interview("recording__interview"),)
    search_help_text = gettext_lazy(
        "Part of the name, the interview, who takes part in it, or a year"
    )
    autocomplete_fields = ["recording"]
    readonly_fields = FACTS
    fieldsets = [
        (None, {"fields": ["recording", ("source", "is_original"), "file", "url", "name"]}),
        (gettext_lazy("Read from the file"), {"fields": FACTS}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recording__interview")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        form.write_down_length()
        if form.facts is not None or "is_original" in form.changed_data:
            tell_of_files(self, request, [obj.recording])

    @admin.display(description="MB", ordering="size")
    def megabytes(self, media_file):
        return media_file.size and round(media_file.size / 1_000_000, 1)
