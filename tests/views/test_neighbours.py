"""Where a public fragment without a stated end stops, by what became of the next one: the same for
search in SQL and in the index, for quotes, rows and players, for visitors and for editors."""

from datetime import UTC, datetime

import pytest
import time_machine

from catalogue.models import Fragment
from catalogue.search.build import compact
from catalogue.search.build.check import disagreements
from catalogue.search.facets import Selection
from catalogue.search.finding import find, find_in_sql
from catalogue.search.question import read
from catalogue.search.snippets import hits
from catalogue.values.choices import State
from catalogue.views.prefetch import dress_fragments
from catalogue.views.rows import rows_of
from tests.factories import (
    ChiefEditorFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    PassageFactory,
    RecordingFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


NOW = day(20)
DRAFT, REVIEW = {"state": State.DRAFT}, {"state": State.REVIEW}
PUBLISHED, WITHDRAWN = {"state": State.PUBLISHED}, {"state": State.WITHDRAWN}
PLAN = PUBLISHED | {"publish_from": day(25)}
OVER = PUBLISHED | {"publish_until": day(10)}
# What was saved of the neighbour on which day of the month, and whether it ends the one before it.
HISTORIES = {
    "draft": ([(1, DRAFT)], False),
    "in review": ([(1, DRAFT), (2, REVIEW)], False),
    "withdrawn as a draft": ([(1, DRAFT), (2, WITHDRAWN)], False),
    "published": ([(1, PUBLISHED)], True),
    "published later on": ([(1, DRAFT), (2, PUBLISHED)], True),
    "inside its window": ([(1, PUBLISHED | {"publish_from": day(5)})], True),
    "planned": ([(1, PLAN)], True),
    "planned, and withdrawn before": ([(1, PLAN), (2, PLAN | WITHDRAWN)], False),
    "planned, and a draft again before": ([(1, PLAN), (2, PLAN | DRAFT)], False),
    "planned, came true, and withdrawn": (
        [(1, PUBLISHED | {"publish_from": day(5)}), (6, WITHDRAWN)],
        True,
    ),
    "expired": ([(1, OVER)], True),
    "expired, and withdrawn": ([(1, OVER), (12, OVER | WITHDRAWN)], True),
    "published when its window was over": ([(12, OVER)], False),
    "withdrawn": ([(1, PUBLISHED), (2, WITHDRAWN)], True),
    "a draft again": ([(1, PUBLISHED), (2, DRAFT)], True),
    "in review again": ([(1, PUBLISHED), (2, DRAFT), (3, REVIEW)], True),
    "published again, to come": ([(1, PUBLISHED), (2, WITHDRAWN), (3, PLAN)], True),
}
each_history = pytest.mark.parametrize(
    ("history", "ends_it"), HISTORIES.values(), ids=HISTORIES.keys()
)


@pytest.fixture
def first():
    """A public fragment from 0:00, in an interview in which "buurman" is said at 1:01."""
    with time_machine.travel(day(1), tick=False):
        interview = InterviewFactory(published=True)
        transcript = TranscriptFactory(interview=interview)
        PassageFactory(transcript=transcript, start_ms=1_000, text="Dit is de eerste.")
        PassageFactory(transcript=transcript, start_ms=61_000, text="Dit is de buurman.")
        recording = RecordingFactory(interview=interview, duration_ms=600_000)
        MediaFileFactory(recording=recording)
        return FragmentFactory(published=True, interview=interview, title="Eerste", start_ms=0)


def neighbour_of(first: Fragment, history, start_ms: int = 60_000) -> Fragment:
    fragment = FragmentFactory.build(
        interview=first.interview, title="Tweede", start_ms=start_ms, state=State.DRAFT
    )
    for number, values in history:
        with time_machine.travel(day(number), tick=False):
            for name, value in ({"publish_from": None, "publish_until": None} | values).items():
                setattr(fragment, name, value)
            fragment.save()
    return fragment


def stops(first: Fragment) -> set[int | None]:
    """Where playing it stops, wherever and for whomever it is played."""
    players = [row.playback for row in rows_of([first.pk])]
    for user in (None, ChiefEditorFactory()):
        fragment = Fragment.objects.get(pk=first.pk)
        dress_fragments([fragment], user=user)
        players.append(fragment.playback)
    return {player.stop_ms for player in players}


@each_history
def test_words_of_the_next_are_heard_where_it_never_was_public(first, history, ends_it):
    with time_machine.travel(day(1), tick=False):
        compact.reindex()
    neighbour_of(first, history)
    text = "buurman"

    with time_machine.travel(NOW, tick=False):
        for _again in range(2):  # changed since the index was made, and taken into it
            found = [first.pk in of(Selection(text=text)).page(0, 9) for of in (find, find_in_sql)]
            assert found == [not ends_it] * 2
            compact.fold()
        assert (first.pk in hits(read(text), [first.pk])) is not ends_it
        assert stops(first) == {60_000 if ends_it else None}
        assert list(disagreements()) == []


@each_history
def test_nothing_changes_because_time_passes(first, history, ends_it):
    neighbour_of(first, history)

    seen = set()
    for moment in (NOW, day(26), day(31)):
        with time_machine.travel(moment, tick=False):
            seen |= {(tuple(stops(first)), first.pk in hits(read("buurman"), [first.pk]))}

    assert seen == {((60_000 if ends_it else None,), not ends_it)}


@each_history
def test_stated_end_wins(first, history, ends_it):
    neighbour_of(first, history)
    with time_machine.travel(NOW, tick=False):
        Fragment.objects.filter(pk=first.pk).update(end_ms=90_000)

        assert stops(first) == {90_000}
        assert first.pk in hits(read("buurman"), [first.pk])


def test_withdrawn_one_at_the_same_start_or_beside_a_public_one_ends_nothing_more(first):
    twin = neighbour_of(first, [(1, PUBLISHED), (2, WITHDRAWN)], start_ms=1_000)
    Fragment.objects.filter(pk=twin.pk).update(start_ms=0)
    Fragment.objects.update(end_ms=None)
    assert stops(first) == {None}

    neighbour_of(first, [(1, PUBLISHED), (2, WITHDRAWN)])
    neighbour_of(first, [(3, PUBLISHED)])
    assert stops(first) == {60_000}


def test_mistaken_cut_leaves_what_lies_before_it(first):
    neighbour_of(first, [(1, PUBLISHED), (2, WITHDRAWN)], start_ms=2_000)

    assert stops(first) == {2_000}
    assert first.pk in hits(read("eerste"), [first.pk])


def test_editors_are_not_stopped_by_drafts_that_they_see(client, first):
    draft = neighbour_of(first, [(1, DRAFT)])
    client.force_login(ChiefEditorFactory())

    page = client.get(first.interview.get_absolute_url()).content.decode()

    assert draft.title in page
    assert stops(first) == {None}
