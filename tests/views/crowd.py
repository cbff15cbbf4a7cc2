"""A catalogue with any number of rows in every list, made in a few bulk writes.

Everything hangs on one theme, interview, person, organisation and background source (`Hub`), so
that the page of each shows all rows; and each row brings records of its own for the other lists.
"""

from dataclasses import dataclass

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Organisation,
    Participation,
    Person,
    Placement,
    Position,
    Recording,
    StatedDate,
    Theme,
)
from catalogue.values.choices import Form, Origin, Part, Role, State
from tests.factories import (
    BackgroundSourceFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PositionFactory,
    SeriesFactory,
    ThemeFactory,
)

PUBLIC = {"state": State.PUBLISHED}


@dataclass(frozen=True)
class Hub:
    """What all rows hang on."""

    theme: Theme
    interview: Interview
    person: Person
    organisation: Organisation
    source: BackgroundSource
    participation: Participation


def hub() -> Hub:
    person, organisation = PersonFactory(name="Spil"), OrganisationFactory(name="Spil")
    interview = InterviewFactory(published=True, title="Spil")
    participation = ParticipationFactory(interview=interview, person=person)
    participation.positions.add(PositionFactory(person=person, organisation=organisation))
    return Hub(
        theme=ThemeFactory(published=True, name="Spil"),
        interview=interview,
        person=person,
        organisation=organisation,
        source=BackgroundSourceFactory(published=True, title="Spil"),
        participation=participation,
    )


def crowd(centre: Hub, numbers: range) -> None:
    """For each number: a theme, a source, a person with a position in an organisation, who speaks
    in an interview with a recording, and in a fragment of that interview and one of the hub's."""
    people = Person.objects.bulk_create(
        Person(name=f"Persoon {n}", slug=f"persoon-{n}") for n in numbers
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Ministerie {n}", slug=f"ministerie-{n}") for n in numbers
    )
    # Half of them in the organisation of the hub, so that its page has rows too.
    positions = Position.objects.bulk_create(
        Position(person=person, role=Role.DG, organisation=organisation, period_from="2002")
        for person, own in zip(people, organisations, strict=True)
        for organisation in (own, centre.organisation)
    )
    _themes(centre, numbers)
    _sources(centre, numbers, people, organisations)
    interviews = _interviews(centre, numbers, people, positions)
    _fragments(centre, numbers, interviews, people)


def _themes(centre: Hub, numbers: range) -> None:
    themes = Theme.objects.bulk_create(
        Theme(name=f"Thema {n}", slug=f"thema-{n}", broader=centre.theme, **PUBLIC) for n in numbers
    )
    centre.source.themes.add(*themes)


def _sources(centre: Hub, numbers: range, people, organisations) -> None:
    sources = BackgroundSource.objects.bulk_create(
        BackgroundSource(title=f"Bron {n}", slug=f"bron-{n}", **PUBLIC) for n in numbers
    )
    centre.theme.sources.add(*sources)
    centre.source.people.add(*people)
    centre.source.organisations.add(*organisations)


def _interviews(centre: Hub, numbers: range, people, positions) -> list[Interview]:
    series = SeriesFactory()
    interviews = Interview.objects.bulk_create(
        Interview(series=series, title=f"Gesprek {n}", slug=f"gesprek-{n}", **PUBLIC)
        for n in numbers
    )
    through = Participation.positions.through
    taking_part = Participation.objects.bulk_create(
        Participation(interview=interview, person=person, part=part)
        for own, person in zip(interviews, people, strict=True)
        for interview, part in (
            (own, Part.INTERVIEWEE),
            (centre.interview, Part.INTERVIEWEE),
            (centre.interview, Part.INTERVIEWER),
        )
    ) + Participation.objects.bulk_create(
        Participation(interview=interview, person=centre.person) for interview in interviews
    )
    by_person = {person.pk: [] for person in people} | {centre.person.pk: []}
    for position in positions:
        by_person[position.person_id].append(position)
    through.objects.bulk_create(
        through(participation=participation, position=position)
        for participation in taking_part
        for position in by_person[participation.person_id]
    )
    _recordings(interviews)
    StatedDate.objects.bulk_create(
        StatedDate(interview=centre.interview, date="2018-11", source=f"Bron {n}") for n in numbers
    )
    return interviews


def _recordings(interviews: list[Interview]) -> None:
    recordings = Recording.objects.bulk_create(
        Recording(interview=interview, form=form, is_primary=form == Form.VIDEO, duration_ms=9_000)
        for interview in interviews
        for form in Form
    )
    MediaFile.objects.bulk_create(
        MediaFile(recording=recording, name=f"{recording.form}.mp4", file="recordings/geen.mp4")
        for recording in recordings
    )


def _fragments(centre: Hub, numbers: range, interviews: list[Interview], people) -> None:
    fragments = Fragment.objects.bulk_create(
        Fragment(
            interview=interview,
            title=f"Fragment {n}",
            start_ms=n * 1000,
            end_ms=[None, n * 1000 + 60_000][n % 2],
            **PUBLIC,
        )
        for n, own in zip(numbers, interviews, strict=True)
        for interview in (own, centre.interview)
    )
    own_theme = dict(Theme.objects.values_list("slug", "pk"))
    Placement.objects.bulk_create(
        Placement(fragment=fragment, theme_id=theme, origin=origin)
        for fragment in fragments
        for theme, origin in (
            (centre.theme.pk, Origin.PUBLISHED),
            (own_theme[f"thema-{fragment.start_ms // 1000}"], Origin.PROPOSED),
        )
    )
    mentions = Fragment.people_mentioned.through
    mentions.objects.bulk_create(
        mentions(fragment=fragment, person=person)
        for fragment, own in zip(fragments, (p for p in people for _ in "12"), strict=True)
        for person in (own, centre.person)
    )
    # Of the hub's fragments half name their speaker, of the others all.
    speaks = dict(Participation.objects.filter(person=centre.person).values_list("interview", "pk"))
    speakers = Fragment.speakers.through
    speakers.objects.bulk_create(
        speakers(fragment=fragment, participation_id=speaks[fragment.interview_id])
        for fragment in fragments
        if fragment.interview_id != centre.interview.pk or fragment.end_ms
    )
