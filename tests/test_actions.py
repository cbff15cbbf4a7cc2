"""Writes that touch several models."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.actions import (
    identify_interview,
    merge_interviews,
    move_fragments,
    split_interview,
)
from catalogue.models import FormerAddress, Fragment, Interview, Participation, Recording
from catalogue.values.choices import Part, Role, State
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PositionFactory,
    RecordingFactory,
    StatedDateFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


def snapshot() -> list:
    """Everything that a refused action must leave as it is."""
    models = (Interview, Fragment, Participation, Recording, FormerAddress)
    return [list(model.objects.order_by("pk").values()) for model in models]


# --- Establishing who speaks ----------------------------------------------------------------------


def test_identify_names_the_speaker_and_their_positions():
    interview = InterviewFactory(title="Gesprek 1")
    position = PositionFactory()

    identify_interview(
        interview=interview, person=position.person, positions=[position], title="Gesprek met haar"
    )

    interview.refresh_from_db()
    participation = interview.participations.get()
    assert (interview.identified, interview.title) == (True, "Gesprek met haar")
    assert (participation.person, participation.part) == (position.person, Part.INTERVIEWEE)
    assert participation.positions.get() == position


def test_identify_twice_changes_nothing_more():
    interview, person = InterviewFactory(), PersonFactory()
    identify_interview(interview=interview, person=person)

    identify_interview(interview=interview, person=person)

    assert interview.participations.count() == 1


def test_identify_refuses_positions_of_another():
    interview = InterviewFactory()

    with pytest.raises(ValidationError):
        identify_interview(
            interview=interview, person=PersonFactory(), positions=[PositionFactory()]
        )

    assert not interview.participations.exists()


# --- Moving and splitting -------------------------------------------------------------------------


def test_move_brings_fragments_to_the_other_interview():
    fragments = FragmentFactory.create_batch(2)
    target = InterviewFactory()

    number = move_fragments(fragments=fragments, target=target)

    assert number == 2
    assert set(target.fragments.all()) == set(fragments)


def test_move_leaves_what_is_there_already_and_does_not_count_it():
    target = InterviewFactory()
    there, comes = FragmentFactory(interview=target), FragmentFactory()

    number = move_fragments(fragments=[there, comes], target=target)

    assert number == 1
    assert set(target.fragments.all()) == {there, comes}


def test_move_refuses_and_names_every_clash():
    target = InterviewFactory()
    for start_ms, title in ((903_000, "Loyaal"), (60_000, "Eerst")):
        FragmentFactory(interview=target, start_ms=start_ms, title=title)
    moved = [
        FragmentFactory(start_ms=903_000, title="Tegenspraak"),
        FragmentFactory(start_ms=60_000, title="Begin"),
        FragmentFactory(start_ms=1_000, title="Vrij"),
    ]
    before = snapshot()

    with pytest.raises(ValidationError) as refused:
        move_fragments(fragments=moved, target=target)

    assert [("15:03" in each, "1:00" in each) for each in refused.value.messages] == [
        (False, True),
        (True, False),
    ]
    assert all(title in refused.value.messages[1] for title in ("Loyaal", "Tegenspraak"))
    assert snapshot() == before


def test_move_refuses_two_that_would_clash_with_each_other():
    moved = [FragmentFactory(start_ms=0, title=title) for title in ("Een", "Ander")]

    with pytest.raises(ValidationError):
        move_fragments(fragments=moved, target=InterviewFactory())


def test_move_minds_no_withdrawn_fragment():
    target = InterviewFactory()
    FragmentFactory(interview=target, start_ms=0, state=State.WITHDRAWN)
    fragment = FragmentFactory(start_ms=0)

    move_fragments(fragments=[fragment], target=target)

    assert target.fragments.count() == 2


def test_move_takes_speakers_along_where_they_take_part():
    interview, target = InterviewFactory(), InterviewFactory()
    in_both, elsewhere = PersonFactory(), PersonFactory()
    here = [ParticipationFactory(interview=interview, person=p) for p in (in_both, elsewhere)]
    there = ParticipationFactory(interview=target, person=in_both)
    fragment = FragmentFactory(interview=interview)
    fragment.speakers.set(here)

    move_fragments(fragments=[fragment], target=target)

    assert fragment.speakers.get() == there


def test_move_takes_a_speaker_along_in_the_part_in_which_they_speak():
    interview, target, person = InterviewFactory(), InterviewFactory(), PersonFactory()
    there = [ParticipationFactory(interview=target, person=person, part=part) for part in Part]
    fragment = FragmentFactory(interview=interview)
    fragment.speakers.add(ParticipationFactory(interview=interview, person=person))

    move_fragments(fragments=[fragment], target=target)

    assert [fragment.speakers.get()] == [who for who in there if who.part == Part.INTERVIEWEE]


def test_split_makes_a_draft_in_the_same_series():
    interview = InterviewFactory(published=True)
    stays, goes = FragmentFactory.create_batch(2, interview=interview)

    target = split_interview(fragments=[goes], title="Gesprek 9")

    assert (target.series, target.state) == (interview.series, State.DRAFT)
    assert (list(interview.fragments.all()), list(target.fragments.all())) == ([stays], [goes])


def test_split_keeps_the_language():
    interview = InterviewFactory(language="fy")
    fragment = FragmentFactory(interview=interview)

    split_interview(fragments=[fragment], title="Petear 2")

    fragment.refresh_from_db()
    assert fragment.interview.title == "Petear 2"
    assert fragment.interview.language == "fy"


def test_split_into_a_deleted_interview_is_refused():
    gone = InterviewFactory()
    Interview.objects.filter(pk=gone.pk).delete()

    with pytest.raises(ValidationError):
        move_fragments(fragments=[FragmentFactory()], target=gone)


# --- Merging --------------------------------------------------------------------------------------


def test_merge_brings_everything_and_deletes_the_source():
    source, target = InterviewFactory(), InterviewFactory()
    fragment = FragmentFactory(interview=source)
    participation = ParticipationFactory(interview=source)
    recording = RecordingFactory(interview=source)
    stated = StatedDateFactory(interview=source)

    number = merge_interviews(source=source, target=target)

    assert number == 1
    for record in (fragment, participation, recording, stated):
        record.refresh_from_db()
        assert record.interview == target
    assert not Interview.objects.filter(pk=source.pk).exists()


def test_merge_brings_transcripts_and_who_speaks_in_them():
    source, target = InterviewFactory(), InterviewFactory()
    of_source = ParticipationFactory(interview=source)
    of_target = ParticipationFactory(interview=target, person=of_source.person)
    of_recording = TranscriptFactory(
        interview=source, recording=RecordingFactory(interview=source), language="en"
    )
    passage = PassageFactory(transcript__interview=source, speaker=of_source)

    merge_interviews(source=source, target=target)

    assert set(target.transcripts.all()) == {of_recording, passage.transcript}
    assert passage.transcript.passages.get().speaker == of_target


def test_merge_refuses_two_transcripts_of_one_kind_and_language():
    source, target = InterviewFactory(), InterviewFactory()
    passages = [PassageFactory(transcript__interview=one) for one in (source, target)]

    with pytest.raises(ValidationError):
        merge_interviews(source=source, target=target)

    assert list(source.transcripts.all()) == [passages[0].transcript]
    assert list(target.transcripts.all()) == [passages[1].transcript]


@pytest.mark.parametrize("published", [False, True])
def test_merge_lets_all_addresses_of_the_source_lead_to_the_target(published):
    source, target = InterviewFactory(slug="eerst", published=published), InterviewFactory()
    source.slug = "gesprek-3"
    source.save()

    merge_interviews(source=source, target=target)

    paths = ("/interviews/eerst/", "/interviews/gesprek-3/")
    assert [FormerAddress.objects.get(path=path).target for path in paths] == [target, target]


def test_merge_takes_over_only_what_the_target_does_not_say():
    source = InterviewFactory(summary="Van de bron", pull_quote="Van de bron")
    target = InterviewFactory(summary="Eigen")

    merge_interviews(source=source, target=target)

    target.refresh_from_db()
    assert (target.summary, target.pull_quote) == ("Eigen", "Van de bron")


def test_merge_refuses_fragments_with_one_start():
    source, target = InterviewFactory(), InterviewFactory()
    FragmentFactory(interview=source, start_ms=903_000, title="Loyaal")
    FragmentFactory(interview=target, start_ms=903_000, title="Tegenspraak")
    RecordingFactory(interview=source, demonstration=True)
    before = snapshot()

    with pytest.raises(ValidationError) as refused:
        merge_interviews(source=source, target=target)

    assert all(word in refused.value.messages[0] for word in ("Loyaal", "Tegenspraak", "15:03"))
    assert snapshot() == before


def test_merge_refuses_an_interview_with_itself():
    interview = InterviewFactory()

    with pytest.raises(ValidationError):
        merge_interviews(source=interview, target=interview)


@pytest.mark.parametrize(
    ("of_source", "of_target", "remain"),
    [
        pytest.param("demonstration", None, [], id="demonstration is dropped"),
        pytest.param("demonstration", "demonstration", ["target"], id="the target's is enough"),
        pytest.param("real", "demonstration", ["source"], id="real takes its place"),
        pytest.param("demonstration", "real", ["target"], id="real stays"),
        pytest.param("real", None, ["source"], id="real comes along"),
        pytest.param("real", "real", None, id="two real ones are refused"),
    ],
)
def test_merge_keeps_one_primary_recording(of_source, of_target, remain):
    source, target = InterviewFactory(), InterviewFactory()
    made = {
        name: RecordingFactory(interview=interview, demonstration=kind == "demonstration")
        for name, interview, kind in (("source", source, of_source), ("target", target, of_target))
        if kind
    }

    if remain is None:
        with pytest.raises(ValidationError):
            merge_interviews(source=source, target=target)
        return
    merge_interviews(source=source, target=target)

    assert list(target.recordings.all()) == [made[name] for name in remain]


def test_merge_unites_what_one_person_speaks_as():
    person = PersonFactory()
    positions = [PositionFactory(person=person, role=role) for role in (Role.SG, Role.DG)]
    parts = []
    for position in positions:
        parts.append(ParticipationFactory(person=person))
        parts[-1].positions.add(position)
    fragment = FragmentFactory(interview=parts[0].interview)
    fragment.speakers.add(parts[0])

    merge_interviews(source=parts[0].interview, target=parts[1].interview)

    assert set(parts[1].positions.all()) == set(positions)
    assert fragment.speakers.get() == parts[1]


def test_merge_writes_down_who_speaks_where_that_would_change():
    parts = ParticipationFactory.create_batch(2)
    fragments = [FragmentFactory(interview=part.interview) for part in parts]

    merge_interviews(source=parts[0].interview, target=parts[1].interview)

    assert [fragment.speakers.get().person for fragment in fragments] == [
        part.person for part in parts
    ]


def test_merge_with_an_unidentified_interview_names_nobody_at_fragments():
    known = ParticipationFactory().interview
    fragment = FragmentFactory()

    merge_interviews(source=fragment.interview, target=known)

    assert not fragment.speakers.exists()


def test_merge_of_interviews_with_the_same_speakers_names_nobody_at_fragments():
    people = PersonFactory.create_batch(2)
    interviews = InterviewFactory.create_batch(2)
    for interview, order in zip(interviews, (people, people[::-1]), strict=True):
        for person in order:
            ParticipationFactory(interview=interview, person=person)
    fragments = [FragmentFactory(interview=interview) for interview in interviews]

    merge_interviews(source=interviews[0], target=interviews[1])

    assert [fragment.speakers.exists() for fragment in fragments] == [False, False]


def test_merge_of_interviews_by_different_interviewers_names_nobody_at_fragments():
    person = PersonFactory()
    interviews = InterviewFactory.create_batch(2)
    for interview in interviews:
        ParticipationFactory(interview=interview, person=person)
        ParticipationFactory(interview=interview, part=Part.INTERVIEWER)
    fragments = [FragmentFactory(interview=interview) for interview in interviews]

    merge_interviews(source=interviews[0], target=interviews[1])

    assert [fragment.speakers.exists() for fragment in fragments] == [False, False]
    assert interviews[1].participations.count() == 3


def test_merge_of_interviews_with_different_speakers_leaves_those_that_were_named():
    source, target = InterviewFactory(), InterviewFactory()
    [named, _other] = ParticipationFactory.create_batch(2, interview=source)
    ParticipationFactory(interview=source, part=Part.INTERVIEWER)
    ParticipationFactory(interview=target)
    told, untold = FragmentFactory.create_batch(2, interview=source)
    told.speakers.add(named)

    merge_interviews(source=source, target=target)

    assert told.speakers.get() == named
    assert [who.part for who in untold.speakers.all()] == [Part.INTERVIEWEE] * 2


def test_merge_keeps_one_person_in_two_parts_apart():
    source, target, person = InterviewFactory(), InterviewFactory(), PersonFactory()
    asks = ParticipationFactory(interview=source, person=person, part=Part.INTERVIEWER)
    ParticipationFactory(interview=target, person=person)

    merge_interviews(source=source, target=target)

    asks.refresh_from_db()
    assert asks.interview == target
    assert {who.part for who in target.participations.all()} == set(Part)


def test_merge_brings_no_stated_date_twice():
    source, target = InterviewFactory(), InterviewFactory()
    for interview in (source, target):
        StatedDateFactory(interview=interview, date="2018-11", source="boek")
    StatedDateFactory(interview=source, date="2018-11", source="site")

    merge_interviews(source=source, target=target)

    assert sorted(stated.source for stated in target.stated_dates.all()) == ["boek", "site"]


@pytest.mark.parametrize("of_target", [{"part": 2}, {"is_primary": False}], ids=str)
def test_merge_brings_a_recording_beside_one_that_is_not_in_its_way(of_target):
    source, target = InterviewFactory(), InterviewFactory()
    brought = RecordingFactory(interview=source)
    there = RecordingFactory(interview=target, **of_target)

    merge_interviews(source=source, target=target)

    assert set(target.recordings.all()) == {brought, there}
