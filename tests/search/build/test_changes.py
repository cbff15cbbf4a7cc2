"""What follows a change: the words of each fragment are those that are said in it now."""

import pytest

from catalogue.models import Fragment, Passage, Recording, Transcript
from catalogue.search.models import Document, IndexChange
from tests.factories import FragmentFactory, PassageFactory, RecordingFactory, StatedDateFactory

pytestmark = pytest.mark.django_db


def spoken_in(fragment: Fragment) -> str:
    """What is searched of a fragment, its title left out."""
    words = Document.objects.get(fragment=fragment).words
    return words.partition("|")[2].strip()


@pytest.fixture
def here() -> Fragment:
    """The only fragment of its interview."""
    return FragmentFactory(published=True, start_ms=0)


@pytest.fixture
def there() -> Fragment:
    """The same, of another interview."""
    return FragmentFactory(published=True, start_ms=0)


def said_in(fragment: Fragment, *, recording: Recording | None = None) -> Passage:
    return PassageFactory(
        transcript__interview=fragment.interview,
        transcript__recording=recording,
        start_ms=fragment.start_ms,
        text="zonnewijzer",
    )


def noted() -> set[int]:
    """The fragments of which readers of the index are told that they changed."""
    changes = IndexChange.objects.filter(kind=IndexChange.Kind.FRAGMENT)
    return set(changes.values_list("record", flat=True))


def test_words_go_with_a_transcript_to_another_interview(here, there):
    said_in(here)
    assert (spoken_in(here), spoken_in(there)) == ("zonnewijzer", "")
    IndexChange.objects.all().delete()

    transcript = Transcript.objects.get()
    transcript.interview = there.interview
    transcript.save()

    assert (spoken_in(here), spoken_in(there)) == ("", "zonnewijzer")
    assert noted() == {here.pk, there.pk}


@pytest.mark.parametrize("by", ["save", "update"])
def test_words_go_with_a_recording_to_another_interview(here, there, by):
    recording = RecordingFactory(interview=here.interview)
    said_in(here, recording=recording)
    assert (spoken_in(here), spoken_in(there)) == ("zonnewijzer", "")
    IndexChange.objects.all().delete()

    if by == "save":
        recording.interview = there.interview
        recording.save()
    else:
        Recording.objects.filter(pk=recording.pk).update(interview=there.interview)

    assert (spoken_in(here), spoken_in(there)) == ("", "zonnewijzer")
    assert noted() == {here.pk, there.pk}


@pytest.mark.parametrize(
    "delete",
    [
        lambda passage: passage.delete(),
        lambda passage: Passage.objects.all().erase(),
        lambda passage: passage.transcript.delete(),
        lambda passage: Transcript.objects.all().delete(),
        lambda passage: passage.transcript.recording.delete(),
    ],
    ids=["passage", "passages", "transcript", "transcripts", "recording"],
)
def test_words_of_what_is_deleted_are_gone(here, delete):
    passage = said_in(here, recording=RecordingFactory(interview=here.interview))
    assert spoken_in(here) == "zonnewijzer"

    delete(passage)

    assert spoken_in(here) == ""


@pytest.mark.parametrize("by", ["save", "update"])
def test_passage_that_goes_to_another_transcript_is_said_there(here, there, by):
    passage = said_in(here)
    other = PassageFactory(transcript__interview=there.interview, start_ms=0, text="kompas")

    if by == "save":
        passage.transcript = other.transcript
        passage.save()
    else:
        Passage.objects.filter(pk=passage.pk).update(transcript=other.transcript)

    assert spoken_in(here) == ""
    assert sorted(spoken_in(there).split()) == ["kompas", "zonnewijzer"]


def test_fragment_that_goes_to_another_interview_lets_hear_what_is_said_there(here, there):
    said_in(here)

    here.interview, here.start_ms = there.interview, 10_000
    here.save()

    assert spoken_in(here) == ""


def test_words_after_a_new_fragment_began_are_no_longer_of_the_one_before_it(here):
    PassageFactory(transcript__interview=here.interview, start_ms=20_000, text="kompas")
    IndexChange.objects.all().delete()

    later = FragmentFactory(published=False, interview=here.interview, start_ms=30_000)
    assert noted() == {later.pk}
    later.start_ms, later.state = 10_000, "published"
    later.save()

    assert (spoken_in(here), spoken_in(later)) == ("", "kompas")
    assert noted() == {here.pk, later.pk}


def test_words_move_when_an_earlier_part_turns_out_to_be_longer(here):
    first = RecordingFactory(interview=here.interview, duration_ms=60_000)
    second = RecordingFactory(interview=here.interview, part=2)
    later = FragmentFactory(published=True, interview=here.interview, start_ms=90_000)
    said_in(here, recording=second)
    assert (spoken_in(here), spoken_in(later)) == ("zonnewijzer", "")

    first.duration_ms = 100_000
    first.save()

    assert (spoken_in(here), spoken_in(later)) == ("", "zonnewijzer")


def test_stated_date_changes_no_answer(here):
    IndexChange.objects.all().delete()

    StatedDateFactory(interview=here.interview)

    assert noted() == set()
