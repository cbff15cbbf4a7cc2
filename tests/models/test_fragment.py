"""Fragments: who speaks, what follows, what the source printed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from catalogue.models import Fragment
from catalogue.values.choices import Origin, Part, Role, State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview():
    """A conversation of two interviewees and an interviewer, in two fragments: in one nobody is
    named as speaker, in the other the second interviewee is."""
    interview = InterviewFactory()
    interview.first = ParticipationFactory(interview=interview)
    interview.second = ParticipationFactory(interview=interview)
    interview.asking = ParticipationFactory(interview=interview, part=Part.INTERVIEWER)
    FragmentFactory(interview=interview, title="both")
    FragmentFactory(interview=interview, title="second").speakers.add(interview.second)
    return interview


def titles(fragments):
    return sorted(fragment.title for fragment in fragments)


@pytest.mark.parametrize(
    ("who", "spoken"),
    [("first", ["both"]), ("second", ["both", "second"]), ("asking", [])],
)
def test_spoken_by_means_named_speakers_or_else_the_interviewees(interview, who, spoken):
    FragmentFactory(title="elsewhere", interview=ParticipationFactory().interview)
    person = getattr(interview, who).person

    assert titles(Fragment.objects.spoken_by(Q(person=person))) == spoken


def test_interviewer_who_is_named_as_speaker_speaks(interview):
    FragmentFactory(interview=interview, title="question").speakers.add(interview.asking)

    assert titles(Fragment.objects.spoken_by(Q(person=interview.asking.person))) == ["question"]


def test_spoken_by_asks_role_and_organisation_of_one_position(interview):
    ministry = OrganisationFactory()
    for person, role, organisation in (
        (interview.first.person, Role.SG, None),
        (interview.first.person, Role.MINISTER, ministry),
        (interview.second.person, Role.SG, ministry),
    ):
        position = PositionFactory(person=person, role=role, organisation=organisation)
        person.participations.get().positions.add(position)

    as_sg_of_ministry = Q(positions__role=Role.SG) & Q(positions__organisation=ministry)

    assert titles(Fragment.objects.spoken_by(as_sg_of_ministry)) == ["both", "second"]
    interview.second.positions.clear()
    assert titles(Fragment.objects.spoken_by(as_sg_of_ministry)) == []


def test_mentioning_is_not_speaking(interview):
    person = PersonFactory()
    Fragment.objects.get(title="both").people_mentioned.add(person)

    assert titles(Fragment.objects.mentioning([person])) == ["both"]
    assert titles(Fragment.objects.mentioning([interview.first.person])) == []
    assert titles(Fragment.objects.spoken_by(Q(person=person))) == []


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("state", State)
def test_on_themes_takes_placements_that_stand_in_public_themes(origin, state):
    placement = PlacementFactory(origin=origin, theme__state=state)
    PlacementFactory(theme__published=True)

    stands = origin != Origin.REJECTED and state == State.PUBLISHED
    expected = [placement.fragment] if stands else []
    assert list(Fragment.objects.on_themes([placement.theme_id])) == expected


def test_on_themes_gives_a_fragment_of_two_themes_once():
    fragment = FragmentFactory()
    themes = ThemeFactory.create_batch(3, published=True)
    for theme in themes[:2]:
        PlacementFactory(fragment=fragment, theme=theme)

    assert list(Fragment.objects.on_themes(themes)) == [fragment]
    assert not Fragment.objects.on_themes(themes[2:]).exists()


def test_time_order_ends_in_pid():
    interview = InterviewFactory()
    pids = {pid: {"pid": pid, "interview": interview} for pid in ("c", "b", "a")}
    FragmentFactory(**pids["c"], start_ms=1_000)
    FragmentFactory(**pids["b"], start_ms=2_000, state=State.WITHDRAWN)
    FragmentFactory(**pids["a"], start_ms=2_000)

    assert [fragment.pid for fragment in Fragment.objects.in_time_order()] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "length_ms"),
    [(903_000, 963_500, 60_500), (0, 1, 1), (903_000, None, None)],
)
def test_length_is_stated_or_absent(start_ms, end_ms, length_ms):
    fragment = FragmentFactory(start_ms=start_ms, end_ms=end_ms)

    assert fragment.length_ms == length_ms
    assert Fragment.objects.with_length().get().length == length_ms


@pytest.mark.parametrize(
    ("end_ms", "starts", "end"),
    [
        pytest.param(9000, [6000], 9000, id="stated"),
        pytest.param(None, [1000, 5000, 6000, 7000], 6000, id="the next"),
        pytest.param(None, [1000, 5000], None, id="the last"),
        pytest.param(None, [], None, id="alone"),
    ],
)
def test_end_is_stated_or_where_the_next_begins(end_ms, starts, end):
    assert Fragment(start_ms=5000, end_ms=end_ms).end_before(starts) == end


@pytest.mark.parametrize(
    ("title", "start_ms", "notation", "corrected"),
    [
        ("Loyale tegenspraak?", 903_000, "15:3", False),
        ("Loyale tegenspraak", 903_000, "15:3", True),
        ("Loyale tegenspraak?", 903_500, "15:3", True),
        ("Loyale tegenspraak", 0, "", False),
    ],
    ids=["as printed", "another title", "another time", "not from a source"],
)
def test_fragment_is_corrected_when_it_differs_from_the_source(
    title, start_ms, notation, corrected
):
    fragment = FragmentFactory(
        title=title,
        start_ms=start_ms,
        printed_title="Loyale tegenspraak?",
        printed_notation=notation,
        printed_page="themapagina",
    )

    assert fragment.is_corrected is corrected


@pytest.mark.parametrize("end_ms", [903_000, 902_000])
def test_end_that_is_not_after_the_start_is_refused_at_the_end(end_ms):
    fragment = FragmentFactory(start_ms=903_000)
    fragment.end_ms = end_ms

    with pytest.raises(ValidationError) as refusal:
        fragment.full_clean()

    assert list(refusal.value.error_dict) == ["end_ms"]


@pytest.mark.parametrize("title", ["", "   ", "\u00a0"])
def test_fragment_without_title_is_refused(title):
    with pytest.raises(IntegrityError), transaction.atomic():
        FragmentFactory(title=title)


def test_two_fragments_that_begin_together_are_refused_unless_one_is_withdrawn():
    fragment = FragmentFactory()
    same = {"interview": fragment.interview, "start_ms": fragment.start_ms}

    with pytest.raises(ValidationError):
        FragmentFactory.build(**same).full_clean()
    FragmentFactory.build(**same, state=State.WITHDRAWN).full_clean()


def test_fragments_sort_by_interview_then_time_then_pid():
    late = FragmentFactory(interview__title="De brug", start_ms=2_000)
    early = FragmentFactory(interview=late.interview, start_ms=1_000)
    first = FragmentFactory(interview__title="Het akkoord", start_ms=9_000)
    withdrawn = [
        FragmentFactory(interview=late.interview, start_ms=1_000, state=State.WITHDRAWN, pid=pid)
        for pid in ("~b", "~a")
    ]

    assert list(Fragment.objects.all()) == [first, early, *reversed(withdrawn), late]
