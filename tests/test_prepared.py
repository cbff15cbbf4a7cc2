"""Queries whose SQL is made once give what they would give if it were made each time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import F

from catalogue.models import Person, Recording, Theme
from catalogue.prepared import MOMENT, Prepared
from tests.factories import PersonFactory, RecordingFactory, ThemeFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def by_slug() -> Prepared:
    return Prepared(lambda at, slugs: Theme.objects.published(at).filter(slug__in=slugs))


def test_rows_are_those_of_the_moment_of_asking():
    day = timedelta(days=1)
    ThemeFactory(published=True, slug="dag", publish_from=NOON, publish_until=NOON + day)
    query = by_slug()

    found = []
    for moment in (MOMENT, NOON - timedelta.resolution, NOON, NOON + day, NOON + day / 2):
        with time_machine.travel(moment, tick=False):
            found.append([theme.slug for theme in query.rows(["dag"])])

    assert found == [[], [], ["dag"], [], ["dag"]]


def test_rows_are_those_of_these_texts_however_many():
    for slug in ("een", "twee", "drie"):
        ThemeFactory(published=True, slug=slug)
    query = by_slug()

    asked = [["een"], ["twee"], ["drie", "een"], ["\x1a0"], ["%s", "twee"], ["twee", "\x1a0"]]
    found = [{theme.slug for theme in query.rows(slugs)} for slugs in asked]

    assert found == [{"een"}, {"twee"}, {"een", "drie"}, set(), {"twee"}, {"twee"}]


def test_rows_have_what_was_annotated(django_assert_num_queries):
    person = PersonFactory(name="Iemand Verzonnen")
    query = Prepared(lambda _at, _texts: Person.objects.annotate(also=F("name")))

    with django_assert_num_queries(1):
        [row] = query.rows()

    assert (row, row.also) == (person, "Iemand Verzonnen")


def test_values_are_those_of_these_keys_however_many(django_assert_num_queries):
    keys = {slug: ThemeFactory(published=True, slug=slug).pk for slug in ("een", "twee", "drie")}
    query = Prepared(
        lambda at, keys: (
            Theme.objects.published(at).filter(pk__in=keys).order_by("pk").values_list("pk", "slug")
        )
    )

    asked = [["een"], ["twee"], ["drie", "een"], []]
    with django_assert_num_queries(3):
        found = [query.values([keys[slug] for slug in slugs]) for slugs in asked]

    assert found == [
        [(keys["een"], "een")],
        [(keys["twee"], "twee")],
        [(keys["een"], "een"), (keys["drie"], "drie")],
        [],
    ]


def test_values_are_those_that_this_site_shows(settings):
    recording = RecordingFactory(published=True, demonstration=True)
    query = Prepared(
        lambda at, keys: Recording.objects.published(at).filter(pk__in=keys).values_list("pk")
    )

    found = []
    for is_demo in (True, False, True):
        settings.DEMO = is_demo
        found.append(query.values([recording.pk]))

    assert found == [[(recording.pk,)], [], [(recording.pk,)]]
