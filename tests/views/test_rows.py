"""Rows of lists say of a fragment what its own page says, and ask no more than they show."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from catalogue.models import Fragment
from catalogue.values.choices import Origin, Part, Source
from catalogue.views.prefetch import dress_fragments
from catalogue.views.rows import rows_of
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PlacementFactory,
    RecordingFactory,
)
from tests.views.crowd import crowd, hub

pytestmark = pytest.mark.django_db


def test_row_shows_what_the_page_of_the_fragment_shows():
    crowd(hub(), range(3))
    in_parts = FragmentFactory(published=True, start_ms=5000, end_ms=None)
    FragmentFactory(published=True, interview=in_parts.interview, start_ms=7000)
    for part, names in enumerate((["a.mp4", "b.mp4"], ["c.mp4"], [], ["d.mp4"]), start=1):
        recording = RecordingFactory(interview=in_parts.interview, part=part, duration_ms=4000)
        for name in names:
            MediaFileFactory(recording=recording, name=name)
    for origin in (Origin.PROPOSED, Origin.REJECTED, Origin.CONFIRMED):
        PlacementFactory(fragment=in_parts, theme__published=True, origin=origin)
    ParticipationFactory(interview=in_parts.interview, part=Part.INTERVIEWER)
    keys = list(Fragment.objects.values_list("pk", flat=True))

    rows = rows_of(keys)

    fragments = Fragment.objects.in_bulk(keys)
    dress_fragments(list(fragments.values()))
    assert [row.pk for row in rows] == keys
    for row in rows:
        assert shown_of(row, row.speakers) == shown_of(
            fragments[row.pk], [one.person.name for one in fragments[row.pk].speaker_list]
        )


def shown_of(fragment, speakers: list[str]) -> tuple:
    """What the templates show of a row and of a fragment alike."""
    return (
        *(fragment.pid, fragment.title, fragment.start_ms, fragment.length_ms, fragment.is_public),
        fragment.get_absolute_url(),
        (fragment.interview.title, fragment.interview.get_absolute_url()),
        speakers,
        [
            (one.theme_id, one.theme.name, one.theme.get_absolute_url(), one.is_proposal)
            for one in fragment.theme_links
        ],
        fragment.playback and fragment.playback.as_json,
    )


def test_rows_stand_in_the_order_asked_and_hide_what_is_not_public():
    first, second = FragmentFactory.create_batch(2, published=True)
    draft = FragmentFactory(interview=InterviewFactory(published=True))
    of_a_draft = FragmentFactory(published=True, interview=InterviewFactory())
    over = FragmentFactory(published=True, publish_until=timezone.now() - timedelta(days=1))

    rows = rows_of([over.pk, second.pk, draft.pk, first.pk, of_a_draft.pk])

    assert [row.pk for row in rows] == [second.pk, first.pk]
    assert rows_of([]) == rows_of([draft.pk]) == []


def test_tape_of_a_row_has_what_is_public_of_its_interview():
    fragment = FragmentFactory(published=True, start_ms=2000, end_ms=None)
    RecordingFactory(interview=fragment.interview, duration_ms=10_000)
    FragmentFactory(published=True, interview=fragment.interview, start_ms=1000, end_ms=1500)
    FragmentFactory(interview=fragment.interview, start_ms=5000)

    [row] = rows_of([fragment.pk])

    assert (row.row_tape.starts, row.row_tape.spans) == ("M100 4v16M200 4v16", "M100 12h50")


def test_file_elsewhere_is_not_played_in_a_row():
    recording = RecordingFactory(published=True)
    fragment = FragmentFactory(published=True, interview=recording.interview)
    MediaFileFactory(
        recording=recording, source=Source.ELSEWHERE, file="", url="https://example.org/x"
    )

    [row] = rows_of([fragment.pk])

    assert row.playback is None


def test_rows_are_gathered_in_six_queries_and_drawn_without_one(django_assert_num_queries):
    crowd(hub(), range(3))
    keys = list(Fragment.objects.values_list("pk", flat=True))

    with django_assert_num_queries(6):
        rows = rows_of(keys)
    with django_assert_num_queries(0):
        for row in rows:
            context = {"fragment": row, "with_interview": True, "with_tape": True}
            render_to_string("catalogue/_row.html", context | {"is_editor": True})
