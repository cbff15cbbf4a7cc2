"""Recordings in the admin: by themselves, and as rows of an interview."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms import modelform_factory
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordAdmin, RecordTabular
from catalogue.admin.boxes.recording_file import RecordingField
from catalogue.admin.boxes.widgets import UploadInput
from catalogue.admin.forms import PolicedForm, PolicedFormSet
from catalogue.admin.lists import filters
from catalogue.admin.lists.counting import number_of
from catalogue.admin.lists.searching import at_time, in_year, of_interview
from catalogue.admin.media_file import (
    MOST_BYTES,
    MediaFileForm,
    MediaFileInline,
    has_upload,
    original_of,
    refuse_two_kinds,
    tell_of_files,
)
from catalogue.models import MediaFile, Recording
from catalogue.values import timecode
from catalogue.values.choices import Source

FileForm = modelform_factory(
    MediaFile, form=MediaFileForm, fields=["source", "is_original", "file", "name"]
)


class RecordingRow(PolicedForm):
    """A recording, and a file that it gets: read, named and stored as on its own page."""

    file = RecordingField(
        label=gettext_lazy("new file"),
        required=False,
        widget=UploadInput,
        help_text=gettext_lazy("The original, or one more; the length is read from it."),
    )
    file_form: MediaFileForm | None = None

    def _get_validation_exclusions(self):
        # One primary recording per part is for the formset to judge.
        return super()._get_validation_exclusions() | {"interview"}

    def _post_clean(self):
        super()._post_clean()
        upload = self.cleaned_data.get("file")
        leaves = self.cleaned_data.get(DELETION_FIELD_NAME)
        if isinstance(upload, UploadedFile) and not leaves and not self.errors:
            self._judge_file(upload)

    def _judge_file(self, upload: UploadedFile) -> None:
        recording = self.instance
        form: Any = FileForm(
            {"source": Source.UPLOADED, "is_original": "on"},
            MultiValueDict({"file": [upload]}),
            instance=MediaFile(recording=recording),
        )
        form.user = self.user
        there = list(recording.files.all()) if recording.pk else []
        try:
            if not form.is_valid():
                raise ValidationError([one for told in form.errors.values() for one in told])
            if any(one.name == form.instance.name for one in there):
                raise ValidationError(
                    _(
                        "This recording has a file “%s” already. To put another one in its place, "
                        "go to the page of the recording."
                    )
                    % form.instance.name
                )
            refuse_two_kinds([*filter(None, map(original_of, there)), *form.original()])
        except ValidationError as error:
            self.add_error("file", error)
        else:
            self.file_form = form

    def save_file(self) -> None:
        """Store the file that came with the row, of which the recording is saved."""
        if self.file_form is not None:
            self.file_form.instance.recording = self.instance
            self.file_form.save()
            self.file_form.write_down_length()


class RecordingRows(PolicedFormSet):
    """The recordings of an interview, of which another may become the primary one in one go."""

    def clean(self):
        super().clean()
        taken: dict[int, Any] = {}
        for form in self.forms:
            part = form.cleaned_data.get("part")
            leaves = form.cleaned_data.get(DELETION_FIELD_NAME)
            if part is None or leaves or not form.cleaned_data.get("is_primary"):
                continue
            if (other := taken.setdefault(part, form)) is not form:
                told = _(
                    "%(one)s and %(other)s are both the primary recording of part %(part)d. Leave "
                    "one of them."
                ) % {"one": other.row_label, "other": form.row_label, "part": part}
                raise ValidationError(capfirst(told))

    def save(self, commit=True):
        with transaction.atomic():
            changing = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            Recording.objects.filter(pk__in=changing).update(is_primary=False)
            saved = super().save(commit=commit)
            for form in self.forms if commit else ():
                form.save_file()
            return saved


class RecordingInline(RecordTabular):
    """At an interview. What else is to be said of the files is on the recording's own page."""

    model = Recording
    form = RecordingRow
    formset = RecordingRows
    fields = ["form", "part", "is_primary", "duration_ms", "stored", "file"]
    readonly_fields = ["stored"]
    ordering = ["part", "pid"]
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("files")

    def get_fields(self, request, obj=None):
        """Without the box for a new file on a page for reading."""
        fields = super().get_fields(request, obj)
        is_for_reading = self.is_for_reading(request, obj)
        return [name for name in fields if not (is_for_reading and name == "file")]

    @admin.display(description=gettext_lazy("files"))
    def stored(self, recording):
        """The names of its files."""
        return ", ".join(one.name for one in recording.files.all()) if recording.pk else ""


@admin.register(Recording)
class RecordingAdmin(RecordAdmin):
    upload_bytes = MOST_BYTES
    list_display = [
        "title",
        "form",
        "part",
        "is_primary",
        "duration",
        "file_count",
        "demonstration",
    ]
    list_filter = ["form", "is_primary", "demonstration", filters.ByInterview]
    search_fields = ["pid__iexact"]
    also_found_by = (
        of_interview("interview"),
        in_year("stated_on", "first_published_on"),
        at_time("duration_ms"),
    )
    search_help_text = gettext_lazy(
        "The interview, who takes part in it, a year, a duration (31:00), or a pid"
    )
    autocomplete_fields = ["interview"]
    readonly_fields = ["pid"]
    fieldsets = [
        (None, {"fields": ["interview", ("form", "part", "is_primary"), "duration_ms"]}),
        (gettext_lazy("Dates"), {"fields": [("stated_on", "first_published_on")]}),
        (gettext_lazy("About this record"), {"fields": ["demonstration", "pid"]}),
    ]
    inlines = [MediaFileInline]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("interview")
        return queryset.annotate(file_count=number_of(MediaFile.objects, "recording"))

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row.has_changed():
                row.write_down_length()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if {"duration_ms", "form"} & {*form.changed_data} or any(map(has_upload, formsets)):
            tell_of_files(self, request, [form.instance])

    @admin.display(description=gettext_lazy("recording"), ordering="interview__sort_key")
    def title(self, recording):
        return recording.interview

    @admin.display(description=gettext_lazy("duration"), ordering="duration_ms")
    def duration(self, recording):
        return recording.duration_ms and timecode.format(recording.duration_ms)

    @admin.display(description=gettext_lazy("files"), ordering="file_count")
    def file_count(self, recording):
        return recording.file_count
