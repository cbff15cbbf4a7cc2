"""The cutting desk: on the page of an interview its recording plays beside its fragments, and a
list of times and titles is pasted as rows. Nothing here writes: rows are saved with the form.

What is typed is kept in the browser until it is saved. Only the server knows that a save came
about: the form names it, and the answer leads to an address that ends in that name.
"""

import json
import re
from itertools import zip_longest

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from catalogue.access.policy import may_write
from catalogue.admin.cutting.fragment_rows import SAVE
from catalogue.admin.cutting.within_interview import START
from catalogue.importers import pasted_list
from catalogue.media import waveform
from catalogue.media.playback import build_playback, parts_of, played
from catalogue.models import Interview, MediaFile, Recording
from catalogue.models.faults import Row, quoted
from catalogue.models.recording import Timeline
from catalogue.values import timecode
from catalogue.values.timecode import TimecodeError

SAVED = "#saved-"  # see unsaved.js


class CutsBesidePlayer:
    """For the admin of interviews."""

    def get_urls(self):
        paste = self.admin_site.admin_view(require_POST(self.paste_view))
        return [
            path("<int:pk>/lijst/", paste, name="catalogue_interview_paste"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            visible = Recording.objects.visible_to(request.user).filter(interview=obj)
            recordings = list(visible.with_files())
            parts = parts_of(recordings)
            start_ms = _time(request.GET.get(START, "")) or 0
            context["playback"] = build_playback(parts, start_ms=start_ms, interview=obj.title)
            context["waves"] = waves = [wave_of(file) for _recording, file in played(recordings)]
            context["waves_json"] = json.dumps(waves) if any(waves) else ""
            context["paste_url"] = reverse("admin:catalogue_interview_paste", args=[obj.pk])
            context["desk_save"] = _save_named(request)
            context["desk_name"] = f"{request.user.pk}.{obj.pk}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        save = _save_named(request)
        if save and response.has_header("Location"):  # a window that was opened to choose closes
            response.headers["Location"] += f"{SAVED}{save}"
        return response

    def paste_view(self, request, pk: int):
        """What a pasted list says, as JSON: ``rows`` with ``start``, ``end`` and ``title`` as the
        form writes them and ``remarks``, what is warned about there; ``problems``, a sentence for
        each bad line, ``left``, those lines, and ``said``, what came of it. The form sends its own
        rows along, as ``start``, ``end`` and ``title`` of each."""
        interview = get_object_or_404(Interview, pk=pk)
        if not self.has_change_permission(request) or not may_write(request.user, interview):
            raise PermissionDenied
        try:
            found = pasted_list.read(
                request.POST.get("lines", "").replace("\0", ""),
                rows=_rows_on_page(request.POST),
                length_ms=Timeline.of_recordings(interview.recordings.all()).length_ms,
                gap_ms=settings.GAP_MS,
            )
        except ValueError as error:
            left = request.POST["lines"]
            return JsonResponse({"rows": [], "problems": [str(error)], "left": left, "said": ""})
        return JsonResponse(
            {
                "rows": [
                    {
                        "start": timecode.format(line.start_ms),
                        "end": "" if line.end_ms is None else timecode.format(line.end_ms),
                        "title": line.title,
                        "remarks": remarks,
                    }
                    for line, remarks in zip(found.lines, found.remarks, strict=True)
                ],
                "problems": found.problems,
                "left": "\n".join(found.left),
                "said": _said(len(found.lines)),
            }
        )


def wave_of(file: MediaFile) -> dict[str, str] | None:
    """The addresses of a file's waveform, coarse and fine; None where it has not been made."""
    if not waveform.is_made(file):
        return None
    rates = {"coarse": waveform.COARSE, "fine": waveform.FINE}
    return {
        name: reverse("catalogue:recording-waveform", args=[file.recording.pid, file.name, rate])
        for name, rate in rates.items()
    }


def _save_named(request) -> str:
    """What the desk calls this save; empty where the form came from no desk."""
    save = request.POST.get(SAVE, "")
    return save if re.fullmatch(r"[0-9a-z]{1,40}", save, re.ASCII) else ""


def _rows_on_page(data) -> list[Row]:
    """The rows that stand in the form; what is no time is for the form to say."""
    boxes = (data.getlist(name) for name in ("start", "end", "title"))
    return [
        Row(start_ms, _time(end), title, quoted(title))
        for start, end, title in zip_longest(*boxes, fillvalue="")
        if (start_ms := _time(start)) is not None
    ]


def _time(text: str) -> int | None:
    try:
        return timecode.parse(text)
    except TimecodeError:
        return None


def _said(count: int) -> str:
    if not count:
        return _("No line could be read.")
    added = ngettext("%d row is added.", "%d rows are added.", count) % count
    return _("%s Nothing is saved until you save.") % added
