"""The index gives what plain SQL gives, in full, on random catalogues and after random edits."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from catalogue.listing.listing import Listing
from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Person,
    Placement,
    Position,
    Recording,
    Theme,
)
from catalogue.search.build import blocks, compact
from catalogue.search.facets import SHOWN
from catalogue.search.finding import current_index, find_in_sql
from catalogue.search.index import (
    answer,
    arrays,
    bitmaps,
    snapshot,
    theme_counts,
)
from catalogue.search.index.answer import IndexAnswer
from catalogue.search.models import IndexChange
from catalogue.search.sql.selection import ORDERS
from catalogue.values.choices import Origin, State
from tests.search import catalogues
from tests.search.catalogues import WORDS
from tests.search.oracle import Oracle
from tests.search.sql.test_counts import query_of, question

pytestmark = pytest.mark.django_db


FACETS = [facet.field for facet in SHOWN]
NAMES = ["T0", "T1", "T2", "P0"]  # of themes and a person


@pytest.fixture(autouse=True, params=["as it is", "as if large"])
def size(request, monkeypatch):
    """A small catalogue goes the ways of a large one too: many shards, themes counted by bitmap,
    orders read from their beginning, pairs of words listed, facets cut off."""
    if request.param == "as if large":
        monkeypatch.setattr(bitmaps, "SHARD", 4)
        monkeypatch.setattr(blocks, "FREQUENT", 2)
        monkeypatch.setattr(compact, "FEW_SHARDS", 1)
        monkeypatch.setattr(answer, "SPARSE", 0)
        monkeypatch.setattr(snapshot, "BEGINNINGS", (2, 8))
        monkeypatch.setattr(theme_counts, "SMALL_THEME", 3)
        monkeypatch.setattr(theme_counts, "LARGE_BRANCH", 3)
        monkeypatch.setattr(arrays, "PART", 4)
        monkeypatch.setattr(arrays, "LONG", 0)
        monkeypatch.setattr(arrays, "MARKED", 4)
        monkeypatch.setattr(arrays, "FEW", 2)
        for name, number in (
            ("FEW_HITS", 2),
            ("MANY_HITS", 0.3),
            ("SAMPLE", 2),
            ("AT_ONCE", 2),
            ("MOST_BITMAPS", 4),
        ):
            monkeypatch.setattr(theme_counts, name, number)


# A random number generator has no smaller case to shrink to.
@settings(
    max_examples=14,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(random=st.randoms(use_true_random=True))
def test_index_answers_as_sql_does_whatever_is_edited(random):
    catalogue = catalogues.catalogue(random)
    oracle = Oracle(catalogue)
    with catalogues.stored(catalogue):
        compact.reindex()
        for _ in range(4):
            parameters = question(random, oracle)
            if random.random() < 0.4:
                parameters["q"] = (words(random),)
            note(f"{parameters} of {catalogue}")
            listing = Listing(query_of(parameters))
            order = random.choice(ORDERS)

            assert from_index(listing.selection, order) == in_sql(listing.selection, order)

            for _ in range(random.randint(0, 2)):
                note(edit(random))
            if random.random() < 0.2:
                compact.fold()


def words(random: Random) -> str:
    """Words as people type them: some of them, in sequence, left out, in parts, with a hyphen."""
    first, second = random.choice(WORDS), random.choice([*WORDS, "Fragment", *NAMES])
    patterns = [
        "{1}",
        "{1} {0}",
        '"{1} {0}"',
        '"{0} {1}"',
        "{1} -{0}",
        '-"{1} {0}"',
        "{0}-{1}",
        '"{0}"',
    ]
    return random.choice(patterns).format(first, second)


def from_index(selection, order) -> tuple:
    return everything(IndexAnswer(current_index(), selection, order, timezone.now()))


def in_sql(selection, order) -> tuple:
    return everything(find_in_sql(selection, order))


def everything(found) -> tuple:
    """All that an answer says: the total, the fragments page by page, every facet with ties."""
    pages = [found.page(first, 3) for first in range(0, found.total + 1, 3)]
    facets = {facet: found.top(facet, None) for facet in FACETS}
    first = {facet: (found.top(facet, 2), found.has_more(facet, 2)) for facet in FACETS}
    one_by_one = {
        facet: found.counts(facet, [key for key, _count in counted][:2])
        for facet, counted in facets.items()
    }
    return found.total, pages, facets, first, one_by_one


def edit(random: Random) -> str:
    """Change something at random, by one of the ways in that editors and importers have."""
    ways = [way for name, way in sorted(globals().items()) if name.startswith("edit_")]
    way = random.choice(ways)
    with suppress(IntegrityError), transaction.atomic():  # not every change is allowed
        way(random)
    return way.__name__


def any_of(random: Random, model):
    return random.choice(list(model.objects.order_by("pk")) or [None])


def edit_text(random):
    if fragment := any_of(random, Fragment):
        fragment.title = " ".join(["Fragment", *random.sample(WORDS, 1)])
        fragment.summary = " ".join(random.sample(WORDS, 2))
        fragment.save()


def edit_state(random):
    if record := any_of(random, random.choice([Fragment, Interview, Theme])):
        now = timezone.now()
        record.state = random.choice([State.PUBLISHED, State.PUBLISHED, *State])
        record.publish_from = random.choice([None, now - timedelta(1), now + timedelta(1)])
        record.publish_until = random.choice([None, now + timedelta(2)])
        record.save()


def edit_times(random):
    if fragment := any_of(random, Fragment):
        fragment.end_ms = random.choice([None, fragment.start_ms + random.randint(1, 400_000)])
        fragment.save()


def edit_placements(random):
    fragment, theme = any_of(random, Fragment), any_of(random, Theme)
    if fragment and random.random() < 0.7:
        fragment.placements.filter(theme=theme).delete()
        fragment.placements.create(theme=theme, origin=random.choice([*Origin]))
    elif theme:
        Placement.objects.filter(theme=theme).update(origin=random.choice([*Origin]))


def edit_tree(random):
    theme, broader = any_of(random, Theme), any_of(random, Theme)
    if theme.pk not in Theme.objects.branches([theme.pk])[0] - {theme.pk}:
        theme.broader = None if broader.pk in Theme.objects.branches([theme.pk])[0] else broader
        theme.save()


def edit_names(random):
    if person := any_of(random, Person):
        person.name = random.choice([*WORDS, "Iemand"])
        person.save()
    if interview := any_of(random, Interview):
        interview.title = random.choice([*WORDS, "Gesprek"])
        interview.save()
    if theme := any_of(random, Theme):
        theme.name = random.choice([*WORDS, "Onderwerp"])
        theme.save()


def edit_speakers(random):
    if fragment := any_of(random, Fragment):
        of_interview = Participation.objects.filter(interview=fragment.interview_id)
        fragment.speakers.set(random.sample(list(of_interview), of_interview.count() // 2))
        fragment.people_mentioned.set(random.sample(list(Person.objects.all()), 1))


def edit_participations(random):
    participation = any_of(random, Participation)
    if participation and random.random() < 0.3:
        participation.delete()
    elif participation:
        own = list(Position.objects.filter(person=participation.person_id))
        participation.positions.set(random.sample(own, len(own) // 2))


def edit_positions(random):
    if position := any_of(random, Position):
        position.period_from, position.period_to = random.choice([("2002", "2003"), (None, "2010")])
        position.save()


def edit_recordings(random):
    recording = any_of(random, Recording)
    if recording and random.random() < 0.5:
        recording.delete()
    elif interview := any_of(random, Interview):
        interview.recordings.create(form="video", is_primary=False)


def edit_in_bulk(random):
    Fragment.objects.filter(pk__in=random.sample([1, 2, 3, 4, 5, 6], 3)).update(quote="minister")


def edit_by_deleting(random):
    if fragment := any_of(random, Fragment):
        fragment.delete()


def edit_by_adding(random):
    if interview := any_of(random, Interview):
        start_ms = 10_000 + random.randint(0, 10**6)
        Fragment.objects.create(
            interview=interview, title="Nieuw kabinet", start_ms=start_ms, state=State.PUBLISHED
        )


def test_changes_are_folded_and_gone():
    catalogue = catalogues.catalogue(Random(1))
    with catalogues.stored(catalogue):
        compact.reindex()
        edit_text(Random(1))

        assert IndexChange.objects.exists()
        compact.fold()

        assert not IndexChange.objects.exists()
