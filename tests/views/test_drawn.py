"""What is drawn is kept under the stamp of its answer, in caches that are large enough."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from catalogue.models import Person
from catalogue.search import Selection, find
from catalogue.search.build import compact
from catalogue.search.finding import find_in_sql
from catalogue.views.drawn import cached, row_of, whole
from catalogue.views.rows import rows_of
from tests.factories import FragmentFactory, PersonFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def stamp() -> str:
    return find(Selection()).stamp


def test_stamp_is_that_of_the_catalogue_and_not_of_the_question():
    FragmentFactory(published=True)
    compact.reindex()

    stamps = [find(Selection(text=text), "titel").stamp for text in ("", "een")]

    assert stamps == [stamp(), stamp()]
    assert stamp()


@pytest.mark.parametrize("factory", [FragmentFactory, ThemeFactory, PersonFactory])
def test_every_write_raises_the_stamp(factory):
    record = factory()
    compact.reindex()
    before = stamp()

    record.save()
    after = stamp()
    record.save()

    assert len({before, after, stamp()}) == 3


def test_write_that_is_rolled_back_leaves_the_stamp():
    person = PersonFactory()
    compact.reindex()
    before = stamp()

    with transaction.atomic():
        person.save()
        inside = stamp()
        transaction.set_rollback(True)
    after = stamp()
    Person.objects.get().save()

    assert after == before
    assert len({before, inside, stamp()}) == 3


@pytest.mark.parametrize("factory", [FragmentFactory, ThemeFactory])
@pytest.mark.parametrize("bound", ["publish_from", "publish_until"])
def test_window_that_opens_or_closes_raises_the_stamp(factory, bound):
    moment = timezone.now() + timedelta(hours=1)
    factory(published=True, **{bound: moment})
    compact.reindex()
    stamps = []

    for minutes in (-2, -1, 0, 1):
        with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
            stamps.append(stamp())

    assert stamps[0] == stamps[1] != stamps[2] == stamps[3]


def test_another_index_has_another_stamp():
    compact.reindex()
    before = stamp()
    compact.reindex()

    assert stamp() != before


def test_what_plain_sql_gives_is_not_kept():
    answer, asked = find_in_sql(Selection()), []

    for _time in range(2):
        cached(
            "drawn_rows", answer, "", [1], lambda one: asked.append(one) or dict.fromkeys(one, "")
        )

    assert asked == [[1], [1]]


def test_only_what_is_not_kept_is_drawn_even_where_nothing_is_said():
    compact.reindex()
    asked = []

    def draw(keys: list) -> dict:
        asked.append(keys)
        return {key: key and f"<p>{key}</p>" for key in keys}

    about = "a\n b" * 99
    first = cached("drawn_said", find(Selection()), about, [0, 1], draw)
    second = cached("drawn_said", find(Selection()), about, [1, 0, 2], draw)
    other = cached("drawn_said", find(Selection()), "b", [1], draw)

    assert (first, second) == ({0: 0, 1: "<p>1</p>"}, {0: 0, 1: "<p>1</p>", 2: "<p>2</p>"})
    assert other == {1: "<p>1</p>"}
    assert asked == [[0, 1], [2], [1]]


def test_caches_hold_as_many_as_they_are_said_to():
    assert {name: caches[name]._max_entries for name in settings.DRAWN} == settings.DRAWN
    assert settings.DRAWN["drawn_rows"] == 2000


@pytest.mark.parametrize("said", ["", "<p>Gezegd</p>\n"])
def test_row_in_two_parts_is_the_row_of_other_lists(said):
    fragment = FragmentFactory(published=True)
    [row] = rows_of([fragment.pk])
    about_site = {"url": "https://example.org"}
    context = {"fragment": row, "with_interview": True, "with_tape": True, "site": about_site}

    whole_row = render_to_string("catalogue/_row.html", context | {"said": mark_safe(said)})

    assert whole(row_of(row, about_site), said) == whole_row
