"""Taking changes into the index: alone, beside others, after a crash; and what is asked of it then.

Whatever becomes of the bitmaps, an answer is what plain SQL gives.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from catalogue.models import Fragment
from catalogue.processes import BUSY_CODE
from catalogue.search.build import check, compact, extract
from catalogue.search.build.lease import LEASE, Busy, Lease, is_dead, this_process
from catalogue.search.facets import Selection
from catalogue.search.finding import find
from catalogue.search.index import bitmaps
from catalogue.search.models import Document, IndexBlock, IndexChange, IndexState
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def retitled(fragment: Fragment, title: str) -> None:
    fragment.title = title
    fragment.save()


def found(text: str = "", order: str = "nieuwste") -> list[int]:
    return find(Selection(text=text), order).page(0, 100)


def disagreements() -> list[str]:
    return list(check.disagreements())


def test_lease_that_is_not_over_is_refused(fragment):
    until = timezone.now() + MINUTE
    IndexState.objects.update(lease_until=until)

    for work in (compact.fold, compact.reindex):
        with pytest.raises(Busy):
            work()

    assert IndexState.objects.get().lease_until == until


@pytest.mark.parametrize("work", [compact.fold, compact.reindex])
def test_lease_of_who_was_killed_passes_on_when_it_is_over(fragment, work):
    retitled(fragment, "Minister")
    with time_machine.travel(NOW, tick=False):
        IndexState.objects.update(lease_until=NOW + LEASE)

    with time_machine.travel(NOW + LEASE + MINUTE, tick=False):
        work()

    assert not IndexChange.objects.exists()
    assert IndexState.objects.get().lease_until is None
    assert disagreements() == []


@pytest.fixture
def ended() -> str:
    """The name of a process that has ended."""
    code = "from catalogue.search.build.lease import this_process; print(this_process())"
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("work", [compact.fold, compact.reindex])
def test_lease_of_who_was_killed_passes_on_at_once(fragment, ended, work):
    retitled(fragment, "Minister")
    IndexState.objects.update(lease_until=timezone.now() + LEASE, lease_holder=ended)

    work()

    assert not IndexChange.objects.exists()
    state = IndexState.objects.get()
    assert (state.lease_until, state.lease_holder) == (None, "")


def test_lease_of_a_living_process_and_of_another_machine_holds(ended):
    machine, number, began = this_process().split(" ")

    assert not is_dead(this_process())
    assert not is_dead(f"elders {number} {began}")
    assert not is_dead("")
    assert is_dead(ended)
    assert is_dead(f"{machine} {number} 1")  # another had this number before


def test_busy_says_who_and_when_to_try_again(fragment):
    with time_machine.travel(NOW, tick=False), Lease(), pytest.raises(CommandError) as refusal:
        call_command("reindex", "--changed")

    assert f"by process {os.getpid()}" in str(refusal.value)
    assert "after 13:10:00" in str(refusal.value)
    assert refusal.value.returncode == BUSY_CODE


def test_lease_is_renewed_while_there_is_work():
    with time_machine.travel(NOW, tick=False) as clock, Lease() as lease:
        clock.shift(LEASE * 0.75)
        lease.renew()
        clock.shift(LEASE * 0.75)

        with pytest.raises(Busy):
            compact.reindex()


def test_lease_that_passed_on_is_neither_renewed_nor_given_up():
    other = NOW + LEASE * 3
    with time_machine.travel(NOW, tick=False) as clock, Lease() as lease:
        clock.shift(LEASE * 1.5)
        IndexState.objects.update(lease_until=other)

        with pytest.raises(Busy):
            lease.renew()

    assert IndexState.objects.get().lease_until == other


def while_rows_are_read(monkeypatch, happens) -> None:
    """Have something happen once, when the rows of the first shard have just been read."""
    read = extract.of_range

    def of_range(*arguments):
        part = read(*arguments)
        monkeypatch.setattr(extract, "of_range", read)
        happens()
        return part

    monkeypatch.setattr(extract, "of_range", of_range)


def test_of_two_folds_at_once_the_slower_one_gives_up(fragment, monkeypatch):
    def fold_beside():
        IndexState.objects.update(lease_until=timezone.now() - MINUTE)
        retitled(fragment, "Crisis")
        compact.fold()

    retitled(fragment, "Minister")
    while_rows_are_read(monkeypatch, fold_beside)

    with pytest.raises(Busy):
        compact.fold()

    assert (found("minister"), found("crisis")) == ([], [fragment.pk])
    assert disagreements() == []


def test_what_is_written_during_a_fold_is_kept_for_the_next(fragment, monkeypatch):
    retitled(fragment, "Minister")
    while_rows_are_read(monkeypatch, lambda: retitled(fragment, "Staatssecretaris"))

    compact.fold()

    assert list(IndexChange.objects.values_list("record", flat=True)) == [fragment.pk]
    assert found("staatssecretaris") == [fragment.pk]
    assert disagreements() == []
    compact.fold()
    assert not IndexChange.objects.exists()
    assert disagreements() == []


def test_what_is_written_after_the_orders_are_read_is_kept_for_the_next_fold(fragment, monkeypatch):
    other = Fragment.objects.get(title="Iets anders")
    retitled(fragment, "Minister")
    make = compact.make_blocks

    def make_blocks(shard, **rest):
        if shard is not None:  # the orders were made before it
            retitled(fragment, "Agenda")
        return make(shard, **rest)

    monkeypatch.setattr(compact, "make_blocks", make_blocks)

    compact.fold()

    assert found(order="titel") == [fragment.pk, other.pk]
    assert list(IndexChange.objects.values_list("record", flat=True)) == [fragment.pk]
    assert disagreements() == []


@pytest.mark.parametrize("work", [compact.fold, compact.reindex])
def test_progress_rises_to_all_that_is_to_be_done(fragment, work):
    retitled(fragment, "Minister")
    told = []

    work(lambda done, much: told.append((done, much)))

    [much] = {much for _done, much in told}
    assert told == sorted(told)
    assert (told[0][0], told[-1][0]) == (0, much)


def test_what_comes_and_goes_between_two_queries_is_left_to_the_next_fold(fragment):
    """A fragment whose key lies between those read, and a speaker of whom only the link was."""
    theme, person = ThemeFactory(published=True), PersonFactory()
    later = FragmentFactory(published=True, pk=fragment.pk + 1000)
    speaker = ParticipationFactory(interview=later.interview)
    later.speakers.add(speaker)
    asked = []

    def write_in_between(execute, sql, *rest):
        answer = execute(sql, *rest)
        if not asked and sql.startswith("SELECT") and "catalogue_fragment_speakers" in sql:
            asked.append(sql)
            between = FragmentFactory(published=True, pk=fragment.pk + 500)
            PlacementFactory(fragment=between, theme=theme)
            between.people_mentioned.add(person)
            speaker.delete()
        return answer

    with connection.execute_wrapper(write_in_between):
        compact.fold()

    assert asked
    assert disagreements() == []
    compact.fold()
    assert disagreements() == []


def test_fold_that_ends_while_changes_are_read_hides_none_of_them(fragment):
    """The state is read, then the changes since: in between somebody takes these in."""
    assert found("minister") == []
    retitled(fragment, "Minister")
    asked = []

    def fold_in_between(execute, sql, *rest):
        if not asked and sql.startswith("SELECT") and "search_indexstate" in sql:
            asked.append(sql)
            answer = execute(sql, *rest)
            compact.fold()
            return answer
        return execute(sql, *rest)

    with connection.execute_wrapper(fold_in_between):
        first = found("minister")

    assert asked
    assert first == [fragment.pk]


def test_blocks_of_before_stay_for_one_fold(fragment):
    first = set(versions())
    compact.reindex()
    second = set(versions()) - first

    compact.reindex()

    third = set(versions()) - first - second
    assert set(versions()) == second | third
    assert min(map(len, (first, second, third))) == 2  # one of a shard, one of the orders


def versions():
    return IndexBlock.objects.values_list("version", flat=True)


def test_blocks_of_who_was_killed_are_removed(fragment):
    killed = 10**6
    IndexBlock.objects.create(version=killed, name=bitmaps.COLUMNS, data=b"half")

    compact.fold()

    assert killed not in versions()


def test_missing_word_is_found_by_the_check(fragment):
    IndexBlock.objects.get(name="w:kabinet").delete()

    assert disagreements() == ["the block 'w:kabinet' of shard 0 is missing"]
    with pytest.raises(CommandError, match="do not agree"):
        call_command("reindex", check=True)


def test_documents_without_a_fragment_are_removed(fragment):
    Document.objects.create(fragment_id=fragment.pk + 1000, words="wees", stems="wees")

    compact.reindex()

    kept = Document.objects.order_by("pk").values_list("pk", flat=True)
    assert list(kept) == list(Fragment.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("of", ["fragment", "interview", "theme"])
def test_window_opens_and_closes_without_a_write(of):
    window = {"publish_from": NOW, "publish_until": NOW + MINUTE}
    fragment = FragmentFactory(
        interview=InterviewFactory(published=True, **(window if of == "interview" else {})),
        state="published",
        **(window if of == "fragment" else {}),
    )
    theme = ThemeFactory(published=True, **(window if of == "theme" else {}))
    PlacementFactory(fragment=fragment, theme=theme)
    second = timedelta(seconds=1)

    with time_machine.travel(NOW - second, tick=False) as clock:
        compact.reindex()
        totals = [find(Selection(themes=(theme.pk,))).total]
        for moment in (NOW, NOW + MINUTE - second, NOW + MINUTE):
            clock.move_to(moment)
            totals.append(find(Selection(themes=(theme.pk,))).total)

    assert totals == [0, 1, 1, 0]


def test_fragment_is_found_by_the_new_name_of_its_speaker(fragment):
    person = PersonFactory(name="Tijdelijke Naam")
    ParticipationFactory(interview=fragment.interview, person=person)
    assert (found("tijdelijke"), found("blijvende")) == ([fragment.pk], [])

    person.name = "Blijvende Naam"
    person.save()

    assert (found("tijdelijke"), found("blijvende")) == ([], [fragment.pk])


def test_key_that_does_not_fit_is_refused_and_found_all_the_same(fragment, caplog):
    large = FragmentFactory(published=True, pk=bitmaps.LARGEST_KEY, title="Kabinet")

    assert sorted(found("kabinet")) == [fragment.pk, large.pk]

    assert "does not fit" in caplog.text
    with pytest.raises(CommandError, match="does not fit"):
        call_command("reindex")
