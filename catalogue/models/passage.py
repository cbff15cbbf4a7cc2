"""Passages, which transcripts are made of, and in which fragment they are heard."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from catalogue.fields import TimecodeField
from catalogue.models.base import Visible, VisibleQuerySet
from catalogue.models.ending import ending_starts
from catalogue.models.fragment import Fragment
from catalogue.models.interview import Participation
from catalogue.models.record import touch
from catalogue.models.recording import start_on_timeline
from catalogue.models.signals import announce
from catalogue.models.transcript import Transcript


class PassageQuerySet(VisibleQuerySet):
    def get_by_natural_key(self, *key):
        *transcript, order = key
        return self.get(
            transcript=Transcript.objects.db_manager(self.db).get_by_natural_key(*transcript),
            order=order,
        )

    def on_interview_timeline(self) -> "PassageQuerySet":
        """With `begins_ms` and `ends_ms`: the times on the timeline of the interview.

        NULL where the passage has none, or where its recording has no place there.
        """
        position = models.BigIntegerField()
        offset = Case(
            When(transcript__recording__isnull=True, then=Value(0)),
            default=start_on_timeline("transcript__recording"),
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
            parents = self.model.parents_of(self, using=self.db)
            self.order_by()._raw_delete(self.db)
            announce(self.model, pks, using=self.db, is_deleted=True)
            touch(parents, using=self.db, because=self.model)
        return len(pks)

    erase.alters_data = True  # type: ignore[attr-defined]  # read by Django


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

    natural_key.dependencies = ["catalogue.transcript", "catalogue.participation"]  # type: ignore[attr-defined]  # read by Django

    def clean(self):
        super().clean()
        if self.speaker is not None and self.speaker.interview_id != self.transcript.interview_id:
            raise ValidationError(
                _("This person speaks in another interview."), "another-interview"
            )


def passages_in(interviews: Collection[int]) -> dict[int, list[Passage]]:
    """What is heard in each fragment, of whatever state, of the interviews with these keys: its
    passages in order of time, with `begins_ms` and `ends_ms`, by primary key of the fragment.

    A passage is heard in a fragment in which it begins; where that ends, `ending` says.
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

    fragments = Fragment.objects.filter(interview__in=interviews).in_time_order()
    fragments = fragments.only("interview", "start_ms", "end_ms", "first_published_at")
    starts = ending_starts(fragments)
    heard = {}
    for fragment in fragments:
        spoken = passages[fragment.interview_id]
        end_ms = fragment.end_before(starts[fragment.interview_id])
        first = bisect_left(spoken, fragment.start_ms, key=_begins)
        last = len(spoken) if end_ms is None else bisect_left(spoken, end_ms, key=_begins)
        heard[fragment.pk] = spoken[first:last]
    return heard


def _begins(passage: Passage) -> int:
    return passage.begins_ms  # type: ignore[attr-defined]  # annotated by the query
