"""What editors do to a catalogue, at random: in transactions, some taken back on purpose."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from catalogue.actions import move_fragments
from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Passage,
    Person,
    Placement,
    Position,
    Theme,
    Transcript,
)
from catalogue.values.choices import Form, Origin, State
from tests.soak.questions import any_of

OWN = "eigen"  # slugs of interviews that begin so are left alone: somebody reads these closely
WORDS = [
    "kabinet",
    "ministers",
    "kabinetsformatie",
    "crises",
    "tegenspraak",
    "top-ambtenaar",
    "één",
]
REFUSALS = (IntegrityError, ValidationError, ProtectedError)


class TakenBack(Exception):
    """Raised on purpose, at the end of an edit."""


def edit(random: Random) -> str:
    """One to three edits in one transaction; how it ended: "written", "taken back", "refused", or
    "in the way" of another, so that the database ended it: a deadlock, or too long a wait."""
    try:
        with transaction.atomic():
            for _ in range(random.choice([1, 1, 1, 2, 3])):
                random.choice(EDITS)(random)
            if random.random() < 0.15:
                raise TakenBack
    except TakenBack:
        return "taken back"
    except REFUSALS:
        return "refused"
    except OperationalError as error:
        if not any(why in str(error) for why in ("deadlock", "database is locked")):
            raise
        return "in the way"
    return "written"


def fragments():
    return Fragment.objects.exclude(interview__slug__startswith=OWN)


def interviews():
    return Interview.objects.exclude(slug__startswith=OWN)


def some_words(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, 4)))


def text(random: Random) -> None:
    if fragment := any_of(random, fragments()):
        name = random.choice(["title", "summary", "quote"])
        setattr(fragment, name, f"Verzonnen {some_words(random)}")
        fragment.save()


def state(random: Random) -> None:
    rows = random.choice([fragments()] * 6 + [interviews(), Theme.objects.all()])
    if record := any_of(random, rows):
        now = timezone.now()
        record.state = random.choice([State.PUBLISHED] * 6 + [*State])
        record.publish_from = random.choice([None, None, now - timedelta(1), in_a_moment(random)])
        record.publish_until = random.choice([None, None, now + timedelta(2), in_a_moment(random)])
        record.save()


def in_a_moment(random: Random):
    return timezone.now() + timedelta(seconds=random.uniform(0, 5))


def times(random: Random) -> None:
    if fragment := any_of(random, fragments()):
        fragment.start_ms = max(0, fragment.start_ms + random.randint(-90_000, 90_000))
        length_ms = random.choice([None, 60_000, 180_000, 400_000])
        fragment.end_ms = None if length_ms is None else fragment.start_ms + length_ms
        fragment.save()


def placements(random: Random) -> None:
    fragment, theme = any_of(random, fragments()), any_of(random, Theme.objects.all())
    if fragment and theme:
        placed = fragment.placements.filter(theme=theme)
        if random.random() < 0.4 and placed.exists():
            placed.delete()
        else:
            placed.delete()
            fragment.placements.create(theme=theme, origin=random.choice([*Origin]))


def speakers(random: Random) -> None:
    if fragment := any_of(random, fragments()):
        taking_part = list(Participation.objects.filter(interview=fragment.interview_id))
        fragment.speakers.set(random.sample(taking_part, random.randint(0, len(taking_part))))
        if person := any_of(random, Person.objects.all()):
            random.choice([fragment.people_mentioned.add, fragment.people_mentioned.remove])(person)


def participations(random: Random) -> None:
    if participation := any_of(random, Participation.objects.all()):
        own = list(Position.objects.filter(person=participation.person_id))
        participation.positions.set(random.sample(own, random.randint(0, len(own))))
    if position := any_of(random, Position.objects.all()):
        position.period_from, position.period_to = random.choice([("1998", "2003"), (None, "2010")])
        position.save()


def tree(random: Random) -> None:
    theme, broader = (any_of(random, Theme.objects.all()) for _ in "12")
    if theme:
        theme.broader = random.choice([None, broader, broader])
        theme.save()


def names(random: Random) -> None:
    rows = random.choice([Person.objects.all(), Theme.objects.all(), interviews()])
    if record := any_of(random, rows):
        field = "title" if isinstance(record, Interview) else "name"
        setattr(record, field, f"{some_words(random)} (fictief)")
        record.save()


def recordings(random: Random) -> None:
    if interview := any_of(random, interviews()):
        if interview.recordings.count() > 3:
            interview.recordings.filter(is_primary=False).delete()
        else:
            interview.recordings.create(form=random.choice([*Form]), is_primary=False)


def new_fragment(random: Random) -> None:
    if interview := any_of(random, interviews()):
        fragment = Fragment.objects.create(
            interview=interview,
            title=f"Nieuw en verzonnen: {some_words(random)}",
            start_ms=random.randrange(10_000_000),
            state=State.PUBLISHED,
        )
        if theme := any_of(random, Theme.objects.all()):
            Placement.objects.create(fragment=fragment, theme=theme)


def gone_fragment(random: Random) -> None:
    if fragment := any_of(random, fragments()):
        fragment.delete()


def in_bulk(random: Random) -> None:
    keys = list(fragments().order_by("pk").values_list("pk", flat=True))
    some = random.sample(keys, min(len(keys), 20))
    rows = Fragment.objects.filter(pk__in=some)
    if random.random() < 0.5:
        rows.update(quote=some_words(random))
    else:
        Placement.objects.filter(fragment__in=some).update(origin=random.choice([*Origin]))


def moved(random: Random) -> None:
    fragment, target = any_of(random, fragments()), any_of(random, interviews())
    if fragment and target:
        move_fragments(fragments=[fragment], target=target)


def transcripts(random: Random) -> None:
    interview = any_of(random, interviews())
    if interview and Transcript.objects.count() < 8:
        transcribe(random, interview, passages=30)
    elif transcript := any_of(random, Transcript.objects.all()):
        transcript.delete()


def transcribe_some(random: Random) -> None:
    """Give four interviews of a catalogue without transcripts one."""
    for interview in random.sample(list(Interview.objects.published().order_by("pk")), 4):
        transcribe(random, interview, passages=60)


def transcribe(random: Random, interview: Interview, *, passages: int) -> None:
    """A transcript with something said every 20 seconds."""
    transcript = Transcript.objects.create(interview=interview)
    Passage.objects.bulk_create(
        Passage(
            transcript=transcript,
            order=order,
            start_ms=order * 20_000,
            text=f"Verzonnen zin {order}: {some_words(random)}.",
        )
        for order in range(passages)
    )


def said(random: Random) -> None:
    if passage := any_of(random, Passage.objects.all()):
        if random.random() < 0.3:
            passage.delete()
        else:
            passage.text, passage.start_ms = some_words(random), random.randrange(600_000)
            passage.save()


EDITS: list[Callable[[Random], None]] = [
    *(text, state, times, placements, speakers, participations, tree, names, recordings),
    *(text, new_fragment, gone_fragment, in_bulk, moved, transcripts, said, said),
]
