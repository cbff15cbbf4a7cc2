"""Transcripts in the admin. Their passages are read from a WebVTT file, and shown, not edited."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Max
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.admin.base import RecordAdmin
from catalogue.admin.boxes.widgets import UploadInput
from catalogue.admin.forms import PolicedForm
from catalogue.admin.guard.looked_at import LookedAtField
from catalogue.admin.guard.meanwhile import last_write
from catalogue.admin.guard.opened import digest
from catalogue.admin.lists import filters
from catalogue.admin.lists.counting import number_of
from catalogue.admin.lists.searching import of_interview
from catalogue.importers.captions import MAX_BYTES, cues_of, require_size, write_passages
from catalogue.importers.rows import SourceError
from catalogue.models import Passage, Transcript
from catalogue.values import timecode
from catalogue.values.webvtt import Cue

MOST_SHOWN = 50  # passages on the page of a transcript, of perhaps 1,500


class CaptionsField(LookedAtField):
    """Finds the cues of a WebVTT file."""

    def look(self, upload) -> list[Cue]:
        try:
            require_size(upload.size)
            return cues_of(upload.read(MAX_BYTES + 1))
        except SourceError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class TranscriptForm(PolicedForm):
    """`cues` are those of the file that is sent with it, if any."""

    file = CaptionsField(
        label=gettext_lazy("WebVTT file"),
        required=False,
        widget=UploadInput,
        help_text=gettext_lazy("A file such as gesprek.vtt, in UTF-8."),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("replace the passages"),
        required=False,
        help_text=gettext_lazy("Those that are there make way for those of the file."),
    )

    cues = None

    @property
    def _guarded_digests(self) -> dict[str, str]:
        """The passages too: a file takes the place of those that the page showed, and of no
        others."""
        found = self.instance.passages.aggregate(last=Max("pk"), count=Count("pk"))
        return {**super()._guarded_digests, "passages": digest(f"{found['last']} {found['count']}")}

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload:
            self.cues = upload.found
        return upload

    def clean(self):
        cleaned: Any = super().clean()
        has_passages = self.instance.pk is not None and self.instance.passages.exists()
        if self.cues and has_passages and not cleaned.get("replace"):
            self.add_error(
                "replace",
                _("This transcript has passages. Tick the box when they are to make way."),
            )
        elif self.cues and has_passages and not self.is_as_shown("passages"):
            who = last_write([self.instance], since=self.opened.at)
            self.add_error(
                "file",
                _("Meanwhile a colleague read another file (%(who)s). Look again, then replace it.")
                % {"who": who},
            )
        return cleaned


@admin.register(Transcript)
class TranscriptAdmin(RecordAdmin):
    upload_bytes = MAX_BYTES
    form = TranscriptForm
    list_display = ["title", "part", "kind", "language", "is_checked", "passage_count"]
    list_filter = ["kind", "is_checked", "language", filters.ByInterview]
    search_fields = ["recording__pid"]
    also_found_by = (of_interview("interview"), of_interview("recording__interview"))
    search_help_text = gettext_lazy(
        "The interview, who takes part in it, a year, or the pid of a recording"
    )
    autocomplete_fields = ["interview", "recording"]
    readonly_fields = ["shown_passages"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "interview",
                    "recording",
                    ("kind", "language", "is_checked"),
                    "source_note",
                ]
            },
        ),
        (
            gettext_lazy("Read from a WebVTT file"),
            {
                "fields": ["file", "replace"],
                "description": gettext_lazy(
                    "The times, the text and the speakers that the file names are read. A speaker "
                    "whose name is that of a participant of the interview is recognised."
                ),
            },
        ),
        (gettext_lazy("Passages"), {"fields": ["shown_passages"]}),
    ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("interview", "recording__interview")
        return queryset.annotate(passage_count=number_of(Passage.objects, "transcript"))

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            of, (title, options), _passages = fieldsets
            return [of, (title, options | {"fields": ["file"]})]
        if not self.has_change_permission(request, obj):
            return [fieldsets[0], fieldsets[2]]
        return fieldsets

    def get_readonly_fields(self, request, obj=None):
        """Whose transcript it is stays: its times and its speakers are of that recording."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "interview", "recording"]

    def get_view_on_site_url(self, obj=None):
        return obj and obj.interview.get_absolute_url()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.cues:
            for line in str(write_passages(obj, form.cues)).splitlines():
                self.message_user(request, line, messages.INFO)

    @admin.display(description=gettext_lazy("interview"), ordering="interview__sort_key")
    def title(self, transcript):
        return transcript.interview

    @admin.display(description=gettext_lazy("recording"), ordering="recording__part")
    def part(self, transcript):
        recording = transcript.recording
        return recording and f"{recording.get_form_display()} {recording.part}"

    @admin.display(description=gettext_lazy("passages"), ordering="passage_count")
    def passage_count(self, transcript):
        return transcript.passage_count

    @admin.display(description=gettext_lazy("passages"))
    def shown_passages(self, transcript):
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    "" if passage.start_ms is None else timecode.format(passage.start_ms),
                    passage.speaker.person if passage.speaker else passage.speaker_name,
                    passage.text,
                )
                for passage in transcript.passages.in_reading_order().select_related(
                    "speaker__person"
                )[:MOST_SHOWN]
            ),
        )
        number = transcript.passage_count
        if not number:
            return _("None yet: read a WebVTT file.")
        caption = ngettext("%d passage", "%d passages", number) % number
        if number > MOST_SHOWN:
            caption = _("%(all)s, of which the first %(shown)d are shown here") % {
                "all": caption,
                "shown": MOST_SHOWN,
            }
        return format_html(
            "<table><caption>{}</caption>"
            '<thead><tr><th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th></tr>'
            "</thead><tbody>{}</tbody></table>",
            caption,
            _("start"),
            _("speaker"),
            _("text"),
            rows,
        )
