"""What pages show of fragments and interviews: what is played, who speaks, which themes."""

import pytest

from catalogue.models import Fragment, Interview
from catalogue.values.choices import Form, Origin, Part, Source
from catalogue.views.prefetch import (
    dress_fragments,
    dress_interviews,
    forms_of,
    playback_of,
    tape_of,
)
from tests.factories import (
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PlacementFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db

MINUTE = 60_000


@pytest.fixture
def interview() -> Interview:
    return InterviewFactory(published=True)


def part(interview: Interview, number: int, *, has_file: bool = True, **values):
    """A recording of a minute, with the file `part-number.mp4` to play."""
    recording = RecordingFactory(
        interview=interview, part=number, **{"duration_ms": MINUTE, **values}
    )
    if has_file:
        MediaFileFactory(recording=recording, name=f"part-{number}.mp4")
    return recording


def dressed(interview: Interview) -> Interview:
    return dress_interviews([Interview.objects.get(pk=interview.pk)])[0]


def played(interview: Interview) -> list[str]:
    return [one.url.rpartition("/")[2] for one in dressed(interview).parts]


# --- What is played -------------------------------------------------------------------------------


def test_parts_are_played_in_their_order(interview):
    for number in (3, 1, 2):
        part(interview, number)

    assert played(interview) == ["part-1.mp4", "part-2.mp4", "part-3.mp4"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        pytest.param(1, [], id="first"),
        pytest.param(2, ["part-1.mp4"], id="second"),
        pytest.param(3, ["part-1.mp4", "part-2.mp4"], id="last"),
    ],
)
def test_what_follows_a_part_without_a_file_has_no_place(interview, missing, expected):
    for number in (1, 2, 3):
        part(interview, number, has_file=number != missing)

    assert played(interview) == expected


def test_fragment_after_a_part_without_a_file_is_not_played_from_another(interview):
    for number in (1, 2, 3):
        part(interview, number, has_file=number != 2)
    fragment = FragmentFactory(published=True, interview=interview, start_ms=2 * MINUTE + 10_000)

    playback = playback_of(dress_fragments([fragment])[0])

    assert playback.start_ms == playback.duration_ms == MINUTE


def test_recording_that_is_not_primary_is_not_played_and_ends_nothing(interview):
    part(interview, 1)
    part(interview, 1, is_primary=False, has_file=False)
    part(interview, 1, is_primary=False, form=Form.PODCAST)
    part(interview, 2)

    assert played(interview) == ["part-1.mp4", "part-2.mp4"]


def test_file_elsewhere_is_not_played_here(interview):
    recording = part(interview, 1, has_file=False)
    MediaFileFactory(
        recording=recording,
        name="a.mp4",
        source=Source.ELSEWHERE,
        file="",
        url="https://voorbeeld.nl/a.mp4",
    )
    MediaFileFactory(recording=recording, name="b.mp4")

    assert played(interview) == ["b.mp4"]


def test_forms_are_those_that_can_be_played_in_a_fixed_order(interview):
    part(interview, 1, form=Form.PODCAST)
    assert forms_of(dressed(interview)) == [Form.PODCAST]

    part(interview, 2, form=Form.VIDEO)
    part(interview, 3, form=Form.VIDEO, has_file=False)

    assert forms_of(dressed(interview)) == list(Form)


# --- Who speaks -----------------------------------------------------------------------------------


def test_speakers_are_the_named_ones_and_else_the_interviewees(interview):
    first, second = ParticipationFactory.create_batch(2, interview=interview)
    asks = ParticipationFactory(interview=interview, part=Part.INTERVIEWER)
    untold, told = FragmentFactory.create_batch(2, published=True, interview=interview)
    told.speakers.add(second)

    untold, told = dress_fragments([untold, told])

    assert {*untold.speaker_list} == {first, second}
    assert [told.speaker_list, told.interview.interviewer_list] == [[second], [asks]]


# --- What hangs on them ---------------------------------------------------------------------------


@pytest.mark.parametrize("user", [None, EditorFactory], ids=["nobody in particular", "editor"])
def test_fragment_shows_no_theme_for_which_it_was_rejected(user):
    placement = PlacementFactory(published=True)
    PlacementFactory(published=True, fragment=placement.fragment, origin=Origin.REJECTED)

    [fragment] = dress_fragments(
        [Fragment.objects.get(pk=placement.fragment.pk)], user=user and user()
    )

    assert fragment.theme_links == [placement]


def test_draft_ends_nothing_and_stands_on_no_tape_but_the_editors(interview):
    part(interview, 1)
    fragments = [
        FragmentFactory(published=True, interview=interview, start_ms=at) for at in (0, 30_000)
    ]
    draft = FragmentFactory(interview=interview, start_ms=10_000)

    for user, seen in ((None, fragments), (EditorFactory(), [fragments[0], draft, fragments[1]])):
        [fragment] = dress_fragments([Fragment.objects.get(pk=fragments[0].pk)], user=user)

        assert playback_of(fragment).stop_ms == 30_000
        assert [one.pid for one in fragment.interview.siblings] == [one.pid for one in seen]
        assert len(tape_of(fragment.interview).marks) == len(seen)
