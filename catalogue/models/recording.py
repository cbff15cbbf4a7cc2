"""Recordings of interviews, the timeline that they make together, and their files."""

from collections.abc import Iterable
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.fields import PartialDateField, TimecodeField
from catalogue.models.address import path_of
from catalogue.models.base import LISTED_STATES, Visible, VisibleQuerySet
from catalogue.models.interview import Interview
from catalogue.models.keys import Identified
from catalogue.values.choices import Form, Source


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline of an interview: its primary recordings, part after part, laid end to end.

    ``starts_ms`` are the places of the parts that have one: what comes after a part of unknown
    length has none. ``length_ms`` is None where the length of a part is not known, or where there
    are no parts. RecordingQuerySet.lengths() and start_on_timeline() are its twins in SQL.
    """

    starts_ms: tuple[int, ...]
    length_ms: int | None

    @classmethod
    def of(cls, durations_ms: Iterable[int | None]) -> Self:
        """The timeline of parts that last so long, in order; None or 0: nobody knows."""
        starts = []
        position: int | None = 0
        for duration in durations_ms:
            if position is None:
                break
            starts.append(position)
            position = position + duration if duration else None
        return cls(tuple(starts), position if starts else None)

    @classmethod
    def of_recordings(cls, recordings: Iterable["Recording"]) -> Self:
        """The timeline of recordings in the order of their parts; of all forms: only the primary
        ones count."""
        return cls.of(one.duration_ms for one in recordings if one.is_primary)


class RecordingQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, pid: str):
        return self.get(pid=pid)

    def with_files(self) -> QuerySet:
        """In the order of their parts, each with its files as `file_list`."""
        files = Prefetch("files", MediaFile.objects.order_by("name"), to_attr="file_list")
        return self.order_by("part", "pid").prefetch_related(files)

    def lengths(self) -> QuerySet:
        """Timeline.length_ms in SQL, of these parts: a row for each interview with ``length``; none
        where it is not known."""
        parts = self.filter(is_primary=True).order_by().values("interview")
        totals = parts.annotate(
            number=Count("pk"), known=Count("duration_ms"), length=Sum("duration_ms")
        )
        return totals.filter(number=F("known")).values("length")


def start_on_timeline(path: str) -> Case:
    """Timeline.starts_ms in SQL, of the recording at the end of ``path``: milliseconds, or NULL
    where it has no place, for it is not primary or comes after a part of unknown length."""
    earlier = Recording.objects.filter(
        interview=OuterRef(f"{path}__interview"),
        is_primary=True,
        part__lt=OuterRef(f"{path}__part"),
    )
    return Case(
        When(Q((f"{path}__is_primary", False)), then=Value(None)),
        When(~Exists(earlier), then=Value(0)),
        default=Subquery(earlier.lengths()),
        output_field=models.BigIntegerField(),
    )


class Recording(Visible, Identified):
    """A recording of an interview, or a part of one, in one form.

    Fragment times are positions on the interview's Timeline.
    """

    public_through = ("interview",)
    belongs_to = ("interview",)

    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="recordings", verbose_name=_("interview")
    )
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.VIDEO)
    part = models.PositiveSmallIntegerField(
        _("part"), default=1, help_text=_("1, unless the conversation was recorded in parts.")
    )
    is_primary = models.BooleanField(
        _("primary"),
        default=True,
        help_text=_("The times of the fragments are times in this recording."),
    )
    duration_ms = TimecodeField(_("duration"), null=True, blank=True)
    stated_on = PartialDateField(_("recorded on, as stated"), blank=True)
    first_published_on = PartialDateField(_("first published on"), blank=True)
    demonstration = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_("Synthetic material; every page that shows it says so."),
    )

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["interview__sort_key", "part", "pid"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "part"],
                condition=Q(is_primary=True),
                name="recording_one_primary_per_part",
                violation_error_message=_("This part of the interview has a primary recording."),
            ),
            models.CheckConstraint(
                condition=Q(part__gte=1),
                name="recording_part_from_one",
                violation_error_message=_("Parts are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=Q(duration_ms__isnull=True) | Q(duration_ms__gt=0),
                name="recording_duration_positive",
                violation_error_message=_("A recording lasts longer than nothing."),
            ),
        ]

    def __str__(self):
        return f"{self.interview}, {self.get_form_display()} {self.part}"

    def natural_key(self):
        return (self.pid,)

    @classmethod
    def always_public_q(cls, prefix="", *, states=LISTED_STATES):
        """Demonstration recordings are shown in the demonstration and nowhere else."""
        return cls.shown_here_q(prefix) & super().always_public_q(prefix, states=states)

    @classmethod
    def once_public_q(cls, at, prefix=""):
        return cls.shown_here_q(prefix) & super().once_public_q(at, prefix)

    @staticmethod
    def shown_here_q(prefix: str) -> Q:
        return Q() if settings.DEMO else Q(**{f"{prefix}demonstration": False})

    def is_public_at(self, at, *, states):
        return (settings.DEMO or not self.demonstration) and super().is_public_at(at, states=states)


def upload_to(media_file: "MediaFile", name: str) -> str:
    return f"recordings/{media_file.recording.pid}/{PurePosixPath(name).name}"


def kind_of_file(mime_type: str, url: str = "") -> str:
    """ "video" or "audio": by its type, or by the ending of its address where nobody wrote the type
    down. Empty where neither tells."""
    kind = (mime_type or guess_type(urlsplit(url).path)[0] or "").partition("/")[0]
    return kind if kind in ("video", "audio") else ""


class MediaFileQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, recording: str, name: str):
        return self.get(recording__pid=recording, name=name)


class MediaFile(Visible):
    """A file of a recording: the original, or a rendition made from it."""

    public_through = ("recording",)
    belongs_to = ("recording",)

    recording = models.ForeignKey(
        Recording, models.CASCADE, related_name="files", verbose_name=_("recording")
    )
    source = models.CharField(
        pgettext_lazy("of a file", "source"),
        max_length=10,
        choices=Source,
        default=Source.UPLOADED,
    )
    name = models.CharField(
        _("name in the address"),
        max_length=100,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*\Z", _("Use a–z, 0–9, dot and hyphen."))],
        help_text=_("For example gesprek.mp4."),
    )
    file = models.FileField(_("file"), upload_to=upload_to, blank=True, max_length=300)
    url = models.URLField(_("address elsewhere"), max_length=500, blank=True)
    mime_type = models.CharField(_("type"), max_length=50, blank=True)
    codecs = models.CharField(_("codecs"), max_length=100, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    is_original = models.BooleanField(_("original"), default=True)

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        ordering = ["recording", "name"]
        verbose_name = _("media file")
        verbose_name_plural = _("media files")
        constraints = [
            models.UniqueConstraint(fields=["recording", "name"], name="mediafile_name_unique"),
            models.CheckConstraint(
                condition=(Q(source=Source.UPLOADED) & ~Q(file="") & Q(url=""))
                | (~Q(source=Source.UPLOADED) & Q(file="") & ~Q(url="")),
                name="mediafile_file_or_address",
                violation_error_message=_(
                    "An uploaded file has a file and no address; one elsewhere the reverse."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.recording.pid, self.name)

    natural_key.dependencies = ["catalogue.recording"]  # type: ignore[attr-defined]  # read by Django

    def get_absolute_url(self) -> str:
        """Where the bytes are: behind the checked view when they are ours."""
        if self.source != Source.UPLOADED:
            return self.url
        return self.address_of(self.recording.pid, self.name)

    @property
    def kind(self) -> str:
        """ "video", "audio", or empty where it is not known."""
        return kind_of_file(self.mime_type, self.url)

    @staticmethod
    def address_of(recording: str, name: str) -> str:
        """The address of a file of ours, of the recording with this pid."""
        return path_of("recording-file", recording, name)
