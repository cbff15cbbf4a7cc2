"""Batches of fictional interviews, each with all that belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from catalogue.generator.stock import Stock, draw, labelled, pid, slug_of, standing
from catalogue.generator.words import NOTE, fragment_title, sentence
from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Placement,
    Recording,
    StatedDate,
)
from catalogue.models.placement import STEP
from catalogue.models.signals import announce
from catalogue.values.choices import Form, Origin, Part

ORIGINS = {
    Origin.PUBLISHED: 60,
    Origin.CONFIRMED: 20,
    Origin.PROPOSED: 15,
    Origin.REJECTED: 5,
}


@dataclass
class Batch:
    """Interviews made in memory, for one write together."""

    stock: Stock
    interviews: list[Interview] = field(default_factory=list)
    participations: list[Participation] = field(default_factory=list)
    positions: list[tuple[Participation, int]] = field(default_factory=list)
    dates: list[StatedDate] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    speakers: list[tuple[Fragment, Participation]] = field(default_factory=list)
    mentions: list[tuple[Fragment, int]] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)

    def add(self, number: int, *, fragments: int) -> None:
        """Interview of this number in the series, with so many fragments. The same for every size
        of catalogue, but for who speaks."""
        rng = Random(f"{self.stock.seed}/{number}")
        interview = self._interview(rng, number)
        interviewees = self._take_part(rng, interview)
        end_ms = self._tell(rng, interview, interviewees, fragments)
        self._record(rng, interview, end_ms)

    def write(self) -> None:
        """Write all of it, announced."""
        Interview.objects.bulk_create(self.interviews)
        Participation.objects.bulk_create(self.participations)
        link(
            Participation.positions.through,
            "participation position",
            ((participation.pk, position) for participation, position in self.positions),
        )
        announce(Participation, [row.pk for row, _ in self.positions], using="default")
        StatedDate.objects.bulk_create(self.dates)
        Recording.objects.bulk_create(self.recordings)
        Fragment.objects.bulk_create(self.fragments)
        link(
            Fragment.speakers.through,
            "fragment participation",
            ((fragment.pk, speaker.pk) for fragment, speaker in self.speakers),
        )
        link(
            Fragment.people_mentioned.through,
            "fragment person",
            ((fragment.pk, person) for fragment, person in self.mentions),
        )
        linked = [fragment.pk for fragment, _ in (*self.speakers, *self.mentions)]
        announce(Fragment, linked, using="default")
        Placement.objects.bulk_create(self.placements)

    def _interview(self, rng: Random, number: int) -> Interview:
        since = rng.randint(1972, 2012)
        has_period = rng.random() < 0.8  # of the others the positions tell
        interview = Interview(
            pid=pid(rng),
            series=self.stock.series,
            slug=slug_of(self.stock.seed, "gesprek", number),
            title=labelled(f"Gesprek {number}", self.stock.seed),
            summary=sentence(rng, "Een gegenereerd gesprek"),
            pull_quote=sentence(rng, "Een gegenereerd citaat") if rng.random() < 0.3 else "",
            provenance_note=NOTE,
            identified=rng.random() < 0.9,
            period_from=rng.choice([str(since), f"{since}-09", f"{since}~"]) if has_period else "",
            period_to=str(since + rng.randint(1, 9)) if has_period and rng.random() < 0.9 else "",
            conducted_on=f"{rng.randint(2014, 2023)}-{rng.randint(1, 12):02}",
            **standing(rng, number),
        )
        self.interviews.append(interview)
        stated = [str(interview.conducted_on)]
        if rng.random() < 0.1:  # sources that contradict each other
            stated.append(f"{rng.randint(2014, 2023)}")
        for place, date in enumerate(stated, start=1):
            source = f"Verzonnen vindplaats {place}"
            self.dates.append(StatedDate(interview=interview, date=date, source=source))
        return interview

    def _take_part(self, rng: Random, interview: Interview) -> list[Participation]:
        """The interviewees; nobody where the speaker is not established."""
        interviewer = rng.choice(self.stock.interviewers)
        self.participations.append(
            Participation(interview=interview, person_id=interviewer, part=Part.INTERVIEWER)
        )
        if not interview.identified:
            return []
        interviewees = []
        for speaker in rng.sample(self.stock.speakers, rng.choice([1, 1, 1, 1, 2])):
            interviewee = Participation(interview=interview, person_id=speaker.person)
            interviewees.append(interviewee)
            self.positions += [(interviewee, position) for position in speaker.positions]
        self.participations += interviewees
        return interviewees

    def _tell(self, rng: Random, interview, interviewees, count: int) -> int:
        """Fragments one after the other; gives the last moment that one of them mentions."""
        start_ms = end_ms = 0
        for _ in range(count):
            start_ms += rng.randint(15, 300) * 1_000
            length_ms = _length(rng)
            fragment = Fragment(
                pid=pid(rng),
                interview=interview,
                title=fragment_title(rng),
                start_ms=start_ms,
                end_ms=start_ms + length_ms if length_ms else None,
                summary=sentence(rng, "Gegenereerde tekst") if rng.random() < 0.6 else "",
                quote=sentence(rng, "Een gegenereerd citaat") if rng.random() < 0.2 else "",
                **standing(rng, next(self.stock.fragments)),
            )
            self.fragments.append(fragment)
            end_ms = max(end_ms, start_ms + length_ms)
            if len(interviewees) > 1 and rng.random() < 0.5:
                self.speakers.append((fragment, rng.choice(interviewees)))
            if rng.random() < 0.2:
                mentioned = draw(rng, self.stock.mentioned, rng.randint(1, 3))
                self.mentions += [(fragment, person) for person in mentioned]
            self._place(rng, fragment)
        return end_ms

    def _place(self, rng: Random, fragment: Fragment) -> None:
        for theme in draw(rng, self.stock.themes, rng.choice([0, 1, 1, 2, 2, 3])):
            self.stock.orders[theme] += STEP
            self.placements.append(
                Placement(
                    fragment=fragment,
                    theme_id=theme,
                    order=self.stock.orders[theme],
                    origin=rng.choices(list(ORIGINS), weights=list(ORIGINS.values()))[0],
                )
            )

    def _record(self, rng: Random, interview: Interview, end_ms: int) -> None:
        """Recordings without files: there is nothing to play, and nothing that pretends to be.

        The podcast has an introduction of its own, so it is never the one that fragments are
        timed by where there is a video.
        """
        duration_ms = end_ms + rng.randint(60, 600) * 1_000
        [forms] = rng.choices([[Form.VIDEO, Form.PODCAST], [Form.VIDEO], [Form.PODCAST]], [5, 4, 1])
        for number, form in enumerate(forms):
            self.recordings.append(
                Recording(
                    pid=pid(rng),
                    interview=interview,
                    form=form,
                    is_primary=number == 0,
                    duration_ms=duration_ms + number * 40_000,
                )
            )


def link(through: Any, columns: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Write rows of an automatic many-to-many table: fast, but announced by who calls."""
    first, second = (f"{column}_id" for column in columns.split())
    through.objects.bulk_create(through(**{first: one, second: two}) for one, two in pairs)


def _length(rng: Random) -> int:
    """Milliseconds: in equal parts under two minutes, up to five, longer, and not known (0)."""
    shortest, longest = rng.choice([(20, 119), (120, 300), (301, 900), (0, 0)])
    return rng.randint(shortest, longest) * 1_000
