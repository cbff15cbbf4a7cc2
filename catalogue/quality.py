"""What in the catalogue waits for an editor: one definition for the admin's front, its lists and
the command `quality_report`, so that every count is the length of its list.

An alternative text is not among them: the database lets no picture in without one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.conf import settings
from django.db.models import (
    Exists,
    F,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    RowRange,
    Subquery,
    Window,
)
from django.db.models.functions import Lag
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Placement,
    Recording,
    StatedDate,
    Theme,
    Transcript,
)
from catalogue.upkeep.models import StrayFile
from catalogue.values.choices import Origin, State, TranscriptKind


@dataclass(frozen=True, kw_only=True)
class Work:
    """A kind of work. `code` is its name in addresses and reports, `words` what an editor reads;
    `find()` gives the records of `model` that wait."""

    code: str
    model: type[Model]
    words: str | Promise
    find: Callable[[], QuerySet]


def standing(model: type[Model]) -> QuerySet:
    """All but what is withdrawn: nobody works on that."""
    return model._default_manager.exclude(state=State.WITHDRAWN)


def waiting_for_review(model: type[Model]) -> Callable[[], QuerySet]:
    return lambda: model._default_manager.filter(state=State.REVIEW)


def stands_in_no_theme() -> Q:
    """The condition on fragments that stand in no theme, not even as a proposal."""
    return ~Q(Exists(Placement.objects.standing().filter(fragment=OuterRef("pk"))))


def without_theme() -> QuerySet:
    return standing(Fragment).filter(stands_in_no_theme())


def fragments_past_the_end() -> QuerySet[Fragment]:
    """Fragments that begin or end after their interview does, with its length as ``length``."""
    parts = Recording.objects.filter(interview=OuterRef("interview"))
    return (
        standing(Fragment)
        .annotate(length=Subquery(parts.lengths()))
        .filter(Q(start_ms__gte=F("length")) | Q(end_ms__gt=F("length")))
        .select_related("interview")
    )


def after_a_gap() -> QuerySet:
    """Fragments before which nothing is cut for longer than the setting; none where that is off."""
    fragments = standing(Fragment).order_by()
    if not settings.GAP_MS:
        return fragments.none()
    ends, earlier = F("end_ms"), RowRange(start=None, end=-1)
    order, interview = [F("start_ms"), F("pid")], F("interview")
    return fragments.annotate(
        end_before=Window(Lag(ends), partition_by=interview, order_by=order),
        silent_from=Window(Max(ends), partition_by=interview, order_by=order, frame=earlier),
    ).filter(end_before__isnull=False, start_ms__gt=F("silent_from") + settings.GAP_MS)


def overlapping() -> QuerySet:
    """Fragments in which the next one begins before they end."""
    begins_within = standing(Fragment).filter(
        interview=OuterRef("interview"),
        start_ms__gt=OuterRef("start_ms"),
        start_ms__lt=OuterRef("end_ms"),
    )
    return standing(Fragment).filter(Exists(begins_within), end_ms__isnull=False)


def with_contradictory_dates() -> QuerySet:
    """Interviews of which two dates cannot both be true: of those that are stated, and the one that
    the editors chose. What a partial date covers only Python reads, so this looks at the interviews
    with more than one date."""
    dates: dict[int, list] = {}
    for interview, date in StatedDate.objects.values_list("interview", "date").order_by():
        dates.setdefault(interview, []).append(date)
    chosen = standing(Interview).filter(pk__in=dates).exclude(conducted_on="")
    for interview, date in chosen.values_list("pk", "conducted_on").order_by():
        dates[interview].append(date)
    contradictory = [
        interview
        for interview, known in dates.items()
        if any(
            one.latest < other.earliest or other.latest < one.earliest
            for one, other in combinations(filter(None, known), 2)
        )
    ]
    return standing(Interview).filter(pk__in=contradictory)


def without_file() -> QuerySet:
    return Recording.objects.filter(~Exists(MediaFile.objects.filter(recording=OuterRef("pk"))))


def without_captions() -> QuerySet:
    """Real recordings that can be played here and have no captions."""
    captions = Transcript.objects.filter(kind=TranscriptKind.CAPTIONS, recording=OuterRef("pk"))
    files = MediaFile.objects.filter(recording=OuterRef("pk"))
    return Recording.objects.filter(Exists(files), ~Exists(captions), demonstration=False)


def stray_words() -> str:
    at = StrayFile.objects.found_at()
    return gettext("files without a record, as check_media found them (%s)") % at


WORK = (
    Work(
        code="ter-beoordeling",
        model=Fragment,
        words=_("fragments waiting for review"),
        find=waiting_for_review(Fragment),
    ),
    Work(
        code="ter-beoordeling",
        model=Interview,
        words=_("interviews waiting for review"),
        find=waiting_for_review(Interview),
    ),
    Work(
        code="ter-beoordeling",
        model=Theme,
        words=_("themes waiting for review"),
        find=waiting_for_review(Theme),
    ),
    Work(
        code="ter-beoordeling",
        model=BackgroundSource,
        words=_("background articles waiting for review"),
        find=waiting_for_review(BackgroundSource),
    ),
    Work(
        code="zonder-einde",
        model=Fragment,
        words=_("fragments without an end"),
        find=lambda: standing(Fragment).filter(end_ms=None),
    ),
    Work(
        code="voorgesteld",
        model=Placement,
        words=_("proposals to judge"),
        find=lambda: Placement.objects.filter(origin=Origin.PROPOSED),
    ),
    Work(
        code="zonder-thema",
        model=Fragment,
        words=_("fragments without a theme"),
        find=without_theme,
    ),
    Work(
        code="voorbij-het-einde",
        model=Fragment,
        words=_("fragments past the end of the recording"),
        find=fragments_past_the_end,
    ),
    Work(
        code="overlap",
        model=Fragment,
        words=_("fragments in which the next one begins"),
        find=overlapping,
    ),
    Work(
        code="gat",
        model=Fragment,
        words=_("fragments after a long gap"),
        find=after_a_gap,
    ),
    Work(
        code="spreker-onbekend",
        model=Interview,
        words=_("interviews whose speaker is not established"),
        find=lambda: standing(Interview).filter(identified=False),
    ),
    Work(
        code="strijdige-datums",
        model=Interview,
        words=_("interviews with contradictory dates"),
        find=with_contradictory_dates,
    ),
    Work(
        code="zonder-bestand",
        model=Recording,
        words=_("recordings without a file"),
        find=without_file,
    ),
    Work(
        code="zonder-record",
        model=StrayFile,
        words=lazy(stray_words, str)(),
        find=StrayFile.objects.all,
    ),
    Work(
        code="zonder-ondertiteling",
        model=Recording,
        words=_("recordings without captions"),
        find=without_captions,
    ),
)


def work_on(model: type[Model]) -> Iterator[Work]:
    """The kinds of work on this kind of record."""
    return (work for work in WORK if work.model is model)


def open_work() -> list[tuple[Work, int]]:
    """The kinds of work that there is something to do of, each with how much."""
    counted = [(work, work.find().order_by().count()) for work in WORK]
    return [(work, count) for work, count in counted if count]
