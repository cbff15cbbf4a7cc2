"""Transcripts of interviews, made of passages."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField
from catalogue.models.base import LISTED_STATES, Visible, VisibleQuerySet
from catalogue.models.interview import Interview
from catalogue.models.recording import Recording
from catalogue.models.signals import changed
from catalogue.values.choices import TranscriptKind


class TranscriptQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, interview: str, recording: str, language: str, kind: str):
        of = {"recording__pid": recording} if recording else {"recording": None}
        return self.get(interview__slug=interview, language=language, kind=kind, **of)

    def alike(self, transcript: "Transcript"):
        """The transcript that stands where this one would, whether or not it is this one: of the
        same recording, or of the interview itself, in the same language and of the same kind."""
        return self.filter(
            interview=transcript.interview,
            recording=transcript.recording,
            language=transcript.language,
            kind=transcript.kind,
        )

    def delete(self):
        """Like Django's, the passages in one go: see PassageQuerySet.erase()."""
        with transaction.atomic(using=self.db):
            passages = apps.get_model("catalogue.Passage").objects.using(self.db)
            passages.filter(transcript__in=self.values("pk")).erase()
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]  # read by Django
    delete.queryset_only = True  # type: ignore[attr-defined]  # read by Django


class Transcript(Visible):
    """What is said in an interview, in writing.

    Times of its passages are positions in its recording, or, without one, on the timeline of the
    interview.
    """

    public_through = ("interview",)
    belongs_to = ("interview",)
    written_by_save = frozenset({"interview", "recording"})
    prepared = frozenset({"interview"})

    interview = models.ForeignKey(
        Interview, models.CASCADE, related_name="transcripts", verbose_name=_("interview")
    )
    recording = models.ForeignKey(
        Recording,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="transcripts",
        verbose_name=_("recording"),
        help_text=_("Empty: the times are those of the interview, as of its fragments."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="nl",
        validators=[
            RegexValidator(
                r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", _("Write a language as nl, en or en-GB.")
            )
        ],
        help_text=_("For example nl or en."),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=TranscriptKind, default=TranscriptKind.CAPTIONS
    )
    is_checked = models.BooleanField(
        _("checked"), default=False, help_text=_("Off: made by a machine and not corrected yet.")
    )
    source_note = LineField(
        _("note on the source"),
        max_length=300,
        blank=True,
        help_text=_("Where this text comes from; shown publicly."),
    )

    objects = TranscriptQuerySet.as_manager()

    class Meta:
        ordering = ["interview__sort_key", "kind", "language", "pk"]
        verbose_name = _("transcript")
        verbose_name_plural = _("transcripts")
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "language", "kind"],
                condition=Q(recording__isnull=False),
                name="transcript_once_per_recording",
                violation_error_message=_(
                    "This recording has a transcript of this kind in this language."
                ),
            ),
            models.UniqueConstraint(
                fields=["interview", "language", "kind"],
                condition=Q(recording__isnull=True),
                name="transcript_once_per_interview",
                violation_error_message=_(
                    "This interview has a transcript of this kind in this language."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(language=""),
                name="transcript_has_language",
                violation_error_message=_("A transcript has a language."),
            ),
        ]

    def __str__(self):
        return f"{self.recording or self.interview}: {self.get_kind_display()} ({self.language})"

    def natural_key(self):
        recording = self.recording.pid if self.recording else ""
        return (self.interview.slug, recording, self.language, self.kind)

    natural_key.dependencies = ["catalogue.interview", "catalogue.recording"]  # type: ignore[attr-defined]  # read by Django

    @classmethod
    def always_public_q(cls, prefix="", *, states=LISTED_STATES):
        """Of a demonstration recording, it is shown in the demonstration and nowhere else."""
        return cls.shown_here_q(prefix) & super().always_public_q(prefix, states=states)

    @classmethod
    def once_public_q(cls, at, prefix=""):
        return cls.shown_here_q(prefix) & super().once_public_q(at, prefix)

    @staticmethod
    def shown_here_q(prefix: str) -> Q:
        shown = Recording.shown_here_q(f"{prefix}recording__")
        # An empty condition is lost in an "or": what remained would leave recordings out.
        return shown and (Q(**{f"{prefix}recording__isnull": True}) | shown)

    def is_public_at(self, at, *, states):
        of_recording = self.recording is None or self.recording.is_public_at(at, states=states)
        return super().is_public_at(at, states=states) and of_recording

    def prepare(self):
        """A transcript of a recording is of that recording's interview."""
        super().prepare()
        if self.recording is not None:
            self.interview_id = self.recording.interview_id

    def delete(self, *args, using=None, **kwargs):
        """Like Django's, the passages in one go: see PassageQuerySet.erase()."""
        using = using or self._state.db
        with transaction.atomic(using=using):
            self.passages.using(using).erase()
            return super().delete(*args, using=using, **kwargs)

    def clean(self):
        super().clean()
        if self.recording is not None and self.recording.interview_id != self.interview_id:
            raise ValidationError(_("This recording is of another interview."), "another-interview")


@receiver(changed, sender=Recording)
def follow_recording(pks, is_deleted, using, **kwargs):
    """Bring the transcripts of a recording along when it goes to another interview."""
    if is_deleted:
        return
    of_recordings = Transcript.objects.using(using).filter(recording__in=pks)
    for transcript in of_recordings.exclude(interview=F("recording__interview")):
        transcript.save(using=using)
