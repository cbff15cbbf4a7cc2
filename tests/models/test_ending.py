"""Ends of fragments that are not stated, and which are stated before what made them goes."""

from datetime import UTC, datetime
from functools import partial

import pytest

from catalogue import actions
from catalogue.models import Fragment
from catalogue.models.ending import TimeSpan, ends_to_state
from catalogue.values.choices import State
from tests.factories import FragmentFactory, InterviewFactory

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def spans(**fragments) -> list[TimeSpan]:
    """Spans of one interview by title: where they begin, and what else is told of them."""
    rows = {}
    for key, (start_ms, more) in enumerate(fragments.values()):
        of = {"interview_id": 1, "end_ms": None, "first_published_at": WHEN} | more
        rows[key] = TimeSpan(pk=key, start_ms=start_ms, **of)
    return list(rows.values())


NEVER = {"first_published_at": None}


@pytest.mark.parametrize(
    ("before", "after", "stated"),
    [
        pytest.param({"B": 60}, {"B": None}, {"A": 60}, id="deleted, the last"),
        pytest.param({"B": 60, "C": 90}, {"B": None}, {"A": 60}, id="deleted, with one after it"),
        pytest.param({"B": 60, "C": 60}, {"B": None}, {}, id="deleted beside another"),
        pytest.param({"B": (60, NEVER)}, {"B": None}, {}, id="a draft deleted"),
        pytest.param({"B": 60}, {"B": 61}, {"A": 60}, id="later"),
        pytest.param({"B": 60}, {"B": 59}, {}, id="earlier"),
        pytest.param({"B": 60}, {"B": 0}, {"A": 60}, id="before it"),
        pytest.param({"B": (60, NEVER)}, {"B": 61}, {}, id="a draft later"),
        pytest.param({"B": 60, "C": 90}, {"B": 100}, {"A": 60}, id="past the next"),
        pytest.param({"B": 60, "C": 70}, {"B": 61}, {"A": 60}, id="later, before the next"),
        pytest.param({"B": 60}, {"B": (60, {"interview_id": 2})}, {"A": 60}, id="elsewhere"),
        pytest.param({"B": 60}, {"A": (10, {"interview_id": 2})}, {"A": 60}, id="itself elsewhere"),
        pytest.param({"B": 60}, {"A": 15, "B": 65}, {}, id="together"),
        pytest.param({"B": 60}, {"A": 15, "B": 66}, {"A": 60}, id="not quite together"),
        pytest.param({"B": 60, "C": 90}, {"A": 60, "B": 10}, {}, id="changed places"),
        pytest.param({"B": 60, "C": 90}, {"A": 70}, {}, id="itself past its end"),
        pytest.param({"B": 60, "D": (20, NEVER)}, {"B": None}, {"A": 60, "D": 60}, id="of two"),
        pytest.param({"A": (10, {"end_ms": 50}), "B": 60}, {"B": None}, {}, id="stated already"),
        pytest.param({"B": 60}, {"A": (10, {"end_ms": 80}), "B": None}, {}, id="stated meanwhile"),
        pytest.param({"B": 60}, {"A": None, "B": None}, {}, id="both deleted"),
    ],
)
def test_ends_that_would_come_later_are_to_be_stated(before, after, stated):
    """A begins at 10, unless told otherwise."""

    def told(fragments):
        return {
            title: place if isinstance(place, tuple) else (place, {})
            for title, place in fragments.items()
        }

    before = told({"A": 10} | before)
    moved = {title: place for title, place in told(after).items() if place[0] is not None}
    titles = list(before)
    deleted = {titles.index(title) for title, place in after.items() if place is None}
    now = {title: (before | moved)[title] for title in titles}
    for title, (start, more) in now.items():  # what was true of it before still is
        now[title] = (start, before[title][1] | more)
    left = [span for span in spans(**now) if span.pk not in deleted]

    assert {titles[pk]: end for pk, end in ends_to_state(spans(**before), left).items()} == stated


def interview_of(**starts_ms: int):
    interview = InterviewFactory(published=True)
    for title, start_ms in starts_ms.items():
        state = State.DRAFT if title.islower() else State.PUBLISHED
        FragmentFactory(interview=interview, title=title, start_ms=start_ms, state=state)
    return interview


def ends_in(interview) -> dict[str, int | None]:
    return dict(interview.fragments.values_list("title", "end_ms"))


def named(title: str) -> Fragment:
    return Fragment.objects.get(title=title)


def placed(title: str, /, **values) -> None:
    fragment = named(title)
    for name, value in values.items():
        setattr(fragment, name, value)
    fragment.save()


def several_placed(**starts_ms: int) -> None:
    fragments = list(Fragment.objects.filter(title__in=starts_ms))
    for fragment in fragments:
        fragment.start_ms = starts_ms[fragment.title]
    Fragment.objects.bulk_update(fragments, ["start_ms"])


def elsewhere(title: str) -> None:
    Fragment.objects.filter(title=title).update(interview=InterviewFactory())


def split(*titles: str) -> None:
    fragments = Fragment.objects.filter(title__in=titles)
    actions.split_interview(fragments=fragments, title="Nieuw")


KEPT, OPEN = {"A": 60_000, "d": 60_000}, {"A": None, "d": None}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("write", "ends"),
    [
        (lambda: named("B").delete(), KEPT),
        (lambda: Fragment.objects.filter(title__in="BC").delete(), KEPT),
        (lambda: Fragment.objects.filter(title="C").delete(), OPEN | {"B": 90_000}),
        (lambda: placed("B", start_ms=65_000), KEPT),
        (lambda: placed("B", start_ms=55_000), OPEN),
        (lambda: placed("B", title="Anders"), OPEN),
        (lambda: placed("B", interview=InterviewFactory()), KEPT),
        (lambda: Fragment.objects.filter(title="B").update(start_ms=65_000), KEPT),
        (lambda: several_placed(B=65_000), KEPT),
        (lambda: several_placed(A=5_000, d=35_000, B=65_000, C=95_000), OPEN),
        (lambda: elsewhere("B"), KEPT),
        (lambda: actions.move_fragments(fragments=[named("B")], target=InterviewFactory()), KEPT),
        (lambda: split("B", "C"), KEPT),
        (partial(split, "A", "d", "B", "C"), OPEN),
    ],
    ids=[
        *("delete", "delete of two", "delete of what ends another"),
        *("later", "earlier", "retitled", "moved by saving", "later by update()"),
        *("later by bulk_update()", "all later by bulk_update()", "moved by update()"),
        *("move", "split", "all of them split off"),
    ],
)
def test_write_states_the_ends_that_it_takes_away(write, ends):
    interview_of(A=0, d=30_000, B=60_000, C=90_000)
    before = named("A").version

    write()

    found = dict(Fragment.objects.values_list("title", "end_ms"))
    assert {title: found[title] for title in ends} == ends
    assert named("A").version >= before + (ends["A"] is not None)


@pytest.mark.django_db
def test_withdrawing_or_deleting_a_draft_states_nothing():
    interview = interview_of(A=0, b=60_000)
    withdrawn = FragmentFactory(interview=interview, title="W", start_ms=30_000, state="published")
    withdrawn.state = State.WITHDRAWN
    withdrawn.save()

    named("b").delete()

    assert ends_in(interview) == {"A": None, "W": None}


@pytest.mark.django_db
def test_merge_keeps_the_ends_of_both():
    source, target = interview_of(A=0, B=60_000), interview_of(C=30_000, D=120_000)

    actions.merge_interviews(source=source, target=target)

    assert ends_in(target) == {"A": None, "B": None, "C": None, "D": None}


@pytest.mark.django_db
def test_failed_write_states_nothing(monkeypatch):
    interview = interview_of(A=0, B=60_000)

    def refuse(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("catalogue.search.build.documents.write", refuse)
    with pytest.raises(RuntimeError):
        named("B").delete()

    assert ends_in(interview) == {"A": None, "B": None}
