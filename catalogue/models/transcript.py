"""Transcripts of interviews, and the passages they are made of."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from catalogue.choices import State, TranscriptKind
from catalogue.fields import TimecodeField
from catalogue.models.base import Visible, VisibleQuerySet
from catalogue.models.fragment import Fragment
from catalogue.models.interview import Interview, Participation
from catalogue.models.notice import announce, changed
from catalogue.models.record import touch
from catalogue.models.recording import Recording


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
            Passage.objects.using(self.db).filter(transcript__in=self.values("pk")).erase()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


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
    source_note = models.CharField(
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

    natural_key.dependencies = ["catalogue.interview", "catalogue.recording"]

    @classmethod
    def lasting_q(cls, prefix=""):
        """Of a demonstration recording, it is shown in the demonstration and nowhere else."""
        return cls.shown_here_q(prefix) & super().lasting_q(prefix)

    @classmethod
    def once_public_q(cls, at, prefix=""):
        return cls.shown_here_q(prefix) & super().once_public_q(at, prefix)

    @staticmethod
    def shown_here_q(prefix: str) -> Q:
        shown = Recording.shown_here_q(f"{prefix}recording__")
        # An empty condition is lost in an "or": what remained would leave recordings out.
        return shown and (Q(**{f"{prefix}recording__isnull": True}) | shown)

    def is_public_at(self, at):
        of_recording = self.recording is None or self.recording.is_public_at(at)
        return super().is_public_at(at) and of_recording

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


class PassageQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, *key):
        *transcript, order = key
        return self.get(
            transcript=Transcript.objects.db_manager(self.db).get_by_natural_key(*transcript),
            order=order,
        )

    def on_interview_timeline(self):
        """With `begins_ms` and `ends_ms`: the times on the timeline of the interview.

        NULL where the passage has none, or where its recording has no known place there: it is not
        primary, or a primary part before it is of unknown length.
        """
        earlier = Recording.objects.filter(
            interview=OuterRef("transcript__recording__interview"),
            is_primary=True,
            part__lt=OuterRef("transcript__recording__part"),
        ).order_by()
        lengths = earlier.values("interview").annotate(length=Sum("duration_ms")).values("length")
        position = models.BigIntegerField()
        offset = Case(
            When(transcript__recording__isnull=True, then=Value(0)),
            When(transcript__recording__is_primary=False, then=Value(None)),
            When(Exists(earlier.filter(duration_ms__isnull=True)), then=Value(None)),
            default=Coalesce(Subquery(lengths), Value(0), output_field=position),
            output_field=position,
        )
        return self.alias(offset=offset).annotate(
            begins_ms=models.ExpressionWrapper(F("start_ms") + F("offset"), output_field=position),
            ends_ms=models.ExpressionWrapper(F("end_ms") + F("offset"), output_field=position),
        )

    def in_reading_order(self):
        return self.order_by("transcript", "order")

    def erase(self) -> int:
        """Delete these passages in one go, announced once; gives how many there were.

        delete() announces each by itself and touches what it belongs to each time, which takes
        long for the more than a thousand passages of one transcript.
        """
        with transaction.atomic(using=self.db):
            pks = list(self.values_list("pk", flat=True))
            parents = self.model.parents_of(self)
            self.order_by()._raw_delete(self.db)
            announce(self.model, pks, using=self.db, is_deleted=True)
            touch(parents, using=self.db, because=self.model)
        return len(pks)

    erase.alters_data = True


class Passage(Visible):
    """What one speaker says in one go, or one cue of captions. Times are milliseconds."""

    public_through = ("transcript",)
    belongs_to = ("transcript",)

    transcript = models.ForeignKey(
        Transcript, models.CASCADE, related_name="passages", verbose_name=_("transcript")
    )
    order = models.PositiveIntegerField(_("order"))
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    speaker = models.ForeignKey(
        Participation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="passages",
        verbose_name=_("speaker"),
    )
    speaker_name = models.CharField(
        _("speaker as written"),
        max_length=200,
        blank=True,
        help_text=_("The name as it stands in the source."),
    )
    start_ms = TimecodeField(_("start"), null=True, blank=True)
    end_ms = TimecodeField(_("end"), null=True, blank=True)
    text = models.TextField(_("text"))

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["transcript", "order"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "order"],
                name="passage_order_unique",
                violation_error_message=_("Another passage stands at this place."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="passage_has_text",
                violation_error_message=_("A passage has text."),
            ),
            models.CheckConstraint(
                condition=Q(end_ms__isnull=True)
                | Q(start_ms__isnull=False, end_ms__gt=F("start_ms")),
                name="passage_ends_after_it_begins",
                violation_error_message=_("The end must be later than the start."),
            ),
        ]

    def __str__(self):
        return self.heading or self.text

    def natural_key(self):
        return (*self.transcript.natural_key(), self.order)

    natural_key.dependencies = ["catalogue.transcript", "catalogue.participation"]

    def clean(self):
        super().clean()
        if self.speaker is not None and self.speaker.interview_id != self.transcript.interview_id:
            raise ValidationError(
                _("This person speaks in another interview."), "another-interview"
            )


def passages_in(interviews: Collection[int]) -> dict[int, list[Passage]]:
    """What is heard in each fragment, of whatever state, of the interviews with these keys: its
    passages in order of time, with `begins_ms` and `ends_ms`, by primary key of the fragment.

    A passage is heard in a fragment in which it begins. Where no end is stated, a fragment ends
    where the next published one of its interview begins, whatever its window; the last is open.
    Passages of all transcripts that this site shows count, whether or not the interview is public.
    """
    shown = Transcript.objects.filter(Transcript.shown_here_q(""), interview__in=interviews)
    transcripts = shown.in_bulk()
    passages: dict[int, list[Passage]] = defaultdict(list)
    rows = Passage.objects.on_interview_timeline().filter(transcript__in=transcripts)
    rows = rows.filter(begins_ms__isnull=False).order_by("begins_ms", "transcript", "order")
    for passage in rows:
        transcript = transcripts[passage.transcript_id]
        # In half the time of a join: an index of a large archive asks for millions of passages.
        Passage.transcript.field.set_cached_value(passage, transcript)
        passages[transcript.interview_id].append(passage)

    fragments: dict[int, list[Fragment]] = defaultdict(list)
    spans = Fragment.objects.filter(interview__in=interviews).in_time_order()
    for fragment in spans.only("interview", "state", "start_ms", "end_ms"):
        fragments[fragment.interview_id].append(fragment)

    heard = {}
    for interview, of_interview in fragments.items():
        spoken = passages[interview]
        for fragment, end_ms in _with_ends(of_interview):
            first = bisect_left(spoken, fragment.start_ms, key=_begins)
            last = len(spoken) if end_ms is None else bisect_left(spoken, end_ms, key=_begins)
            heard[fragment.pk] = spoken[first:last]
    return heard


def _begins(passage: Passage) -> int:
    return passage.begins_ms


def _with_ends(fragments: Iterable[Fragment]) -> Iterable[tuple[Fragment, int | None]]:
    """The fragments of one interview, given in order of time, each with its end; None: open."""
    starts = [fragment.start_ms for fragment in fragments if fragment.state == State.PUBLISHED]
    for fragment in fragments:
        if fragment.end_ms is not None:
            yield fragment, fragment.end_ms
        else:
            after = bisect_left(starts, fragment.start_ms + 1)
            yield fragment, starts[after] if after < len(starts) else None
