"""Writes that touch several models: each one function, in one transaction, whole or not at all.

They raise ValidationError, with a sentence for each thing that stands in the way. Whether somebody
may do this is not asked here: see policy.py.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import (
    FormerAddress,
    Fragment,
    Interview,
    Participation,
    Person,
    Position,
    Recording,
    Transcript,
)
from catalogue.models.base import Published
from catalogue.models.faults import faults_in, standing
from catalogue.values.choices import Part

# What a merged interview never takes over. All other fields, a new one too, it takes over where it
# has nothing itself.
_OF_ITS_OWN = frozenset(
    {"id", "pid", "slug", "title", "series", "language", "identified"}
    | {field.name for field in Published._meta.fields}
    | Interview.prepared
)
_TAKEN_OVER = tuple(
    field.name for field in Interview._meta.concrete_fields if field.name not in _OF_ITS_OWN
)


def identify_interview(
    *, interview: Interview, person: Person, positions: Iterable[Position] = (), title: str = ""
) -> Participation:
    """Establish who speaks in an interview, and as what; with a title, rename it."""
    positions = list(positions)
    if any(position.person_id != person.pk for position in positions):
        raise ValidationError(_("Choose positions that %s held.") % person)
    with transaction.atomic():
        participation, _made = Participation.objects.get_or_create(
            interview=interview, person=person, part=Part.INTERVIEWEE
        )
        participation.positions.add(*positions)
        interview = _locked(interview)
        interview.identified = True
        interview.title = title or interview.title
        interview.full_clean()
        interview.save()
    return participation


def move_fragments(*, fragments: Iterable[Fragment], target: Interview) -> int:
    """Bring fragments to another interview; the number of those that were not there yet.

    Speakers that were named come along where they take part in the target too.
    """
    with transaction.atomic():
        target = _locked(target)
        moved = list(
            Fragment.objects.select_for_update()
            .filter(pk__in=[fragment.pk for fragment in fragments])
            .exclude(interview=target)
        )
        _refuse_clashes(moved, target)
        here = {(who.person_id, who.part): who for who in target.participations.all()}
        for fragment in moved:
            named = [(who.person_id, who.part) for who in fragment.speakers.all()]
            if named:
                fragment.speakers.set([here[key] for key in named if key in here])
        Fragment.objects.filter(pk__in=[fragment.pk for fragment in moved]).update(interview=target)
    return len(moved)


def split_interview(*, fragments: Iterable[Fragment], title: str) -> Interview:
    """A new draft interview, in the same series, of fragments that turn out to be of another
    conversation than the one they stand in."""
    fragments = list(fragments)
    with transaction.atomic():
        origin = fragments[0].interview
        target = Interview(title=title, series=origin.series, language=origin.language)
        target.full_clean(exclude=["slug"])
        target.save()
        move_fragments(fragments=fragments, target=target)
    return target


def merge_interviews(*, source: Interview, target: Interview) -> int:
    """Make one interview of two that are the same conversation; the number of fragments moved.

    What the source has goes to the target, and so do its addresses; then it is deleted. The target
    keeps what it says itself. Demonstration recordings of the source are dropped, and those of the
    target make way for real ones.
    """
    if source.pk == target.pk:
        raise ValidationError(_("An interview cannot be merged with itself."))
    with transaction.atomic():
        source, target = _locked(source), _locked(target)
        moved = Fragment.objects.select_for_update().filter(interview=source)
        _refuse_clashes(list(moved), target)
        _merge_recordings(source, target)
        _merge_participations(source, target)
        _merge_transcripts(source, target)
        known = {(stated.date, stated.source) for stated in target.stated_dates.all()}
        for stated in source.stated_dates.all():
            if (stated.date, stated.source) not in known:
                stated.interview = target
                stated.save()
        number = moved.update(interview=target)
        for name in _TAKEN_OVER:
            if not getattr(target, name):
                setattr(target, name, getattr(source, name))
        target.full_clean()
        target.save()
        _replace(source, target)
    return number


def _locked(interview: Interview) -> Interview:
    """The interview as it is stored now, which nobody changes until this transaction ends."""
    try:
        return Interview.objects.select_for_update().get(pk=interview.pk)
    except Interview.DoesNotExist as error:
        raise ValidationError(_("“%s” does not exist any more.") % interview) from error


def _refuse_clashes(moved: list[Fragment], target: Interview) -> None:
    """ValidationError naming each pair that would begin at the same time in the target."""
    rows = [*standing(target.fragments.all()), *standing(moved)]
    if problems := [fault.sentence for fault in faults_in(rows) if fault.kind.is_refused]:
        raise ValidationError(problems)


def _merge_recordings(source: Interview, target: Interview) -> None:
    source.recordings.filter(demonstration=True).delete()
    brought = list(source.recordings.all())
    primary_parts = {recording.part for recording in brought if recording.is_primary}
    in_the_way = target.recordings.filter(is_primary=True, part__in=primary_parts)
    in_the_way.filter(demonstration=True).delete()
    problems = [
        _("Both interviews have a primary recording of part %s: decide first which one counts.")
        % recording.part
        for recording in in_the_way.filter(demonstration=False)
    ]
    if problems:
        raise ValidationError(problems)
    Recording.objects.filter(pk__in=[recording.pk for recording in brought]).update(
        interview=target
    )


def _merge_participations(source: Interview, target: Interview) -> None:
    """Bring the participants over. Where the two interviews have different interviewees, write down
    at each fragment who speaks there: until now that followed from the interview."""
    speakers = [set(_interviewees(interview)) for interview in (source, target)]
    if all(speakers) and speakers[0] != speakers[1]:
        for interview in (source, target):
            interviewees = interview.participations.filter(part=Part.INTERVIEWEE)
            for fragment in interview.fragments.filter(speakers=None):
                fragment.speakers.set(interviewees)
    here = {(who.person_id, who.part): who for who in target.participations.all()}
    for participation in source.participations.all():
        same = here.get((participation.person_id, participation.part))
        if same is None:
            participation.interview = target
            participation.save()
            continue
        same.positions.add(*participation.positions.all())
        for fragment in participation.fragments.all():
            fragment.speakers.add(same)
        participation.passages.update(speaker=same)


def _merge_transcripts(source: Interview, target: Interview) -> None:
    """Bring over the transcripts of the interview itself: those of its recordings went along with
    these."""
    problems = []
    for transcript in source.transcripts.all():
        transcript.interview = target
        if other := Transcript.objects.alike(transcript).first():
            problems.append(_("Both interviews have this transcript: %s.") % other)
        else:
            transcript.save()
    if problems:
        raise ValidationError(problems)


def _interviewees(interview: Interview) -> Iterable[int]:
    of_part = interview.participations.filter(part=Part.INTERVIEWEE)
    return of_part.order_by().values_list("person", flat=True)


def _replace(source: Interview, target: Interview) -> None:
    """Delete the source; its address, and all that led there, lead to the target."""
    path = source.get_absolute_url()
    FormerAddress.objects.leading_to(source).update(key=target.slug)
    source.delete()
    FormerAddress.objects.filter(host="", path=path).delete()
    FormerAddress.objects.create(path=path, kind=str(target._meta.model_name), key=target.slug)
