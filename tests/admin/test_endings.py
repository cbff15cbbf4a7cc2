"""Ends that a write would state are shown and confirmed; ends that a withdrawn fragment makes are
remarked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalogue.admin.cutting.endings import ANSWER, ends_when_moved, ends_when_placed, ends_without
from catalogue.admin.cutting.timeline import remarks_on
from catalogue.models import Fragment, Interview
from catalogue.values.choices import State
from tests.admin.pages import act, errors_on, form_on, list_of, page_of, save
from tests.factories import FragmentFactory, InterviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def interview():
    """A from 0:00 and B from 1:00, both public, without stated ends."""
    interview = InterviewFactory(published=True)
    for title, start_ms in (("A", 0), ("B", 60_000)):
        FragmentFactory(interview=interview, title=title, start_ms=start_ms, state=State.PUBLISHED)
    return interview


def named(title: str) -> Fragment:
    return Fragment.objects.get(title=title)


def ends() -> dict[str, int | None]:
    return dict(Fragment.objects.values_list("title", "end_ms"))


def state_of(title: str, state: State) -> None:
    fragment = named(title)
    fragment.state, fragment.withdrawn_reason = state, "Op verzoek"
    fragment.save()


def told_ends(response) -> bool:
    return "“A” stopt nu op 1:00" in response.content.decode()


# --- Deleting -------------------------------------------------------------------------------------


def test_page_that_asks_to_delete_tells_the_end_and_states_it(as_chief, interview):
    page = page_of(named("B"), "delete")
    asked = as_chief.get(page)

    assert told_ends(asked)
    as_chief.post(page, form_on(asked))

    assert ends() == {"A": 60_000}


def test_action_that_deletes_several_tells_the_end_and_states_it(as_chief, interview):
    asked = act(as_chief, Fragment, "delete_selected", [named("B")])

    assert told_ends(asked)
    as_chief.post(list_of(Fragment), form_on(asked))

    assert ends() == {"A": 60_000}


def test_nothing_is_told_where_nothing_is_stated(as_chief, interview):
    FragmentFactory(interview=interview, title="c", start_ms=30_000)

    for response in (
        as_chief.get(page_of(named("c"), "delete")),
        as_chief.get(page_of(named("A"), "delete")),
        act(as_chief, Fragment, "delete_selected", list(Fragment.objects.all())),
    ):
        assert "ends" in response.context
        assert response.context["ends"] == []


def test_page_to_delete_what_is_gone_answers_as_before(as_chief, interview):
    fragment = named("B")
    Fragment.objects.filter(pk=fragment.pk).delete()

    assert as_chief.get(page_of(fragment, "delete"), follow=True).status_code == 200


# --- Beginning elsewhere --------------------------------------------------------------------------


def test_later_start_is_asked_about_before_it_is_saved(as_chief, interview):
    page = page_of(named("B"))

    asked = save(as_chief, page, start_ms="1:05")
    [error] = errors_on(asked)
    assert "“A” stopt nu op 1:00" in error
    assert ends() == {"A": None, "B": None}
    assert named("B").start_ms == 60_000

    mark = ends_when_placed([interview.pk], {named("B").pk: {"start_ms": 65_000}}).mark
    assert f'name="{ANSWER}" value="{mark}"' in asked.content.decode()
    save(as_chief, page, start_ms="1:05", **{ANSWER: mark})

    assert ends() == {"A": 60_000, "B": None}
    assert named("B").start_ms == 65_000


def test_answer_to_another_question_does_not_count(as_chief, interview):
    other = ends_when_placed([interview.pk], {named("B").pk: {"start_ms": 65_000}}).mark
    FragmentFactory(interview=interview, title="c", start_ms=30_000)

    response = save(as_chief, page_of(named("B")), start_ms="1:05", **{ANSWER: other})

    assert len(errors_on(response)) == 1
    assert ends() == {"A": None, "B": None, "c": None}


@pytest.mark.parametrize("changes", [{"start_ms": "0:55"}, {"title": "B"}, {"end_ms": "1:30"}])
def test_what_lets_nothing_be_heard_again_is_saved_unasked(as_chief, interview, changes):
    response = save(as_chief, page_of(named("B")), **changes)

    assert errors_on(response) == []
    assert ends()["A"] is None


def test_going_to_another_interview_is_asked_about(as_chief, interview):
    target, page = InterviewFactory(), page_of(named("B"))

    assert len(errors_on(save(as_chief, page, interview=target.pk))) == 1
    mark = ends_when_moved([named("B")], target).mark
    save(as_chief, page, interview=target.pk, **{ANSWER: mark})

    assert (ends()["A"], named("B").interview) == (60_000, target)


def test_rows_ask_before_they_are_saved(as_chief, interview):
    page, changes = page_of(interview), {"fragments-1-start_ms": "1:05"}

    asked = save(as_chief, page, **changes)
    [error] = errors_on(asked)
    assert "“A” stopt nu op 1:00" in error
    mark = ends_when_placed([interview.pk], {named("B").pk: {"start_ms": 65_000}}).mark
    save(as_chief, page, **changes, **{ANSWER: mark})

    assert ends() == {"A": 60_000, "B": None}
    assert named("B").start_ms == 65_000


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        ({"0-start_ms": "0:05", "1-start_ms": "1:05"}, {"A": None, "B": None}),
        ({"0-start_ms": "1:00", "1-start_ms": "0:00"}, {"A": None, "B": None}),
        ({"0-end_ms": "0:50", "1-start_ms": "1:05"}, {"A": 50_000, "B": None}),
        ({"1-start_ms": "0:55"}, {"A": None, "B": None}),
    ],
    ids=["all moved along", "two swapped", "an end typed along", "earlier"],
)
def test_rows_that_let_nothing_be_heard_again_are_saved_unasked(as_chief, interview, rows, after):
    changes = {f"fragments-{name}": text for name, text in rows.items()}

    response = save(as_chief, page_of(interview), **changes)

    assert errors_on(response) == []
    assert ends() == after


def test_move_asks_once_more(as_chief, interview):
    fragment = named("B")

    asked = act(as_chief, Fragment, "move", [fragment], answered="yes", title="Nieuw")
    [error] = errors_on(asked)
    assert "“A” stopt nu op 1:00" in error
    assert Interview.objects.count() == 1
    answers = {**form_on(asked), ANSWER: ends_when_moved([fragment], None).mark}
    as_chief.post(list_of(Fragment), answers, follow=True)

    assert ends() == {"A": 60_000, "B": None}
    assert Interview.objects.count() == 2


def test_moving_all_together_is_not_asked_about(as_chief, interview):
    fragments = list(Fragment.objects.all())

    act(as_chief, Fragment, "move", fragments, answered="yes", title="Nieuw")

    assert ends() == {"A": None, "B": None}
    assert interview.fragments.count() == 0


# --- Editors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["1:05", "0:55"])
def test_editor_changes_no_end_of_what_is_public(as_editor, interview, start):
    state_of("B", State.DRAFT)

    response = save(as_editor, page_of(named("B")), start_ms=start)

    [error] = errors_on(response)
    assert "eindredacteur" in error
    assert (ends()["A"], named("B").start_ms) == (None, 60_000)


def test_editor_confirms_the_end_of_a_draft(as_editor, interview):
    for title in "AB":
        state_of(title, State.DRAFT)
    interview.state = State.DRAFT
    interview.save()
    mark = ends_when_placed([interview.pk], {named("B").pk: {"start_ms": 65_000}}).mark

    save(as_editor, page_of(named("B")), start_ms="1:05", **{ANSWER: mark})

    assert ends() == {"A": 60_000, "B": None}


def test_editor_places_drafts_unasked(as_editor, interview):
    draft = FragmentFactory(interview=interview, title="c", start_ms=30_000)

    response = save(as_editor, page_of(draft), start_ms="0:40")

    assert errors_on(response) == []
    assert named("c").start_ms == 40_000


def test_preview_is_what_the_write_does(interview):
    for number, title in enumerate("cde"):
        FragmentFactory(interview=interview, title=title, start_ms=10_000 + number)
    shown = {one.title: end for one, end in ends_without([named("B")]).stated.items()}

    named("B").delete()

    assert ends() == shown == dict.fromkeys(["A", "c", "d", "e"], 60_000)


# --- Remarks --------------------------------------------------------------------------------------


def warnings_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"] if one.tags == "warning"]


@pytest.mark.parametrize(
    ("write", "number"),
    [
        pytest.param(lambda: None, 0, id="public"),
        pytest.param(lambda: state_of("B", State.WITHDRAWN), 1, id="withdrawn"),
        pytest.param(lambda: state_of("B", State.DRAFT), 1, id="a draft again"),
        pytest.param(
            lambda: FragmentFactory(
                interview=named("A").interview, start_ms=2_000, state=State.WITHDRAWN
            ),
            0,
            id="withdrawn as a draft",
        ),
        pytest.param(lambda: mistaken_cut(), 1, id="a mistaken cut"),
        pytest.param(lambda: [end_of_a(90_000), state_of("B", State.WITHDRAWN)], 1, id="spanned"),
        pytest.param(lambda: [end_of_a(60_000), state_of("B", State.WITHDRAWN)], 0, id="stated"),
    ],
)
def test_withdrawn_neighbour_is_remarked(as_chief, interview, write, number):
    write()

    on_page, on_interview = save(as_chief, page_of(named("A"))), save(as_chief, page_of(interview))

    for response in (on_page, on_interview):
        assert len(warnings_of(response)) == number
        assert all("“A”" in one for one in warnings_of(response))


def end_of_a(end_ms: int) -> None:
    Fragment.objects.filter(title="A").update(end_ms=end_ms)


def mistaken_cut() -> None:
    cut = FragmentFactory(
        interview=named("A").interview, title="W", start_ms=2_000, state=State.PUBLISHED
    )
    state_of(cut.title, State.WITHDRAWN)


def test_withdrawing_remarks_on_what_it_stops(as_chief, interview):
    response = act(
        as_chief, Fragment, "withdraw", [named("B")], answered="yes", reason="Op verzoek"
    )

    [remark] = warnings_of(response)
    assert all(part in remark for part in ("“A”", "“B”", "1:00"))


def test_draft_that_another_will_stop_is_not_remarked(interview):
    for title, start_ms in (("c", 10_000), ("d", 20_000)):
        FragmentFactory(interview=interview, title=title, start_ms=start_ms)
    state_of("B", State.WITHDRAWN)

    assert [remark[:3] for remark in remarks_on(interview)] == ["“A”", "“d”"]


def test_planned_neighbour_is_not_remarked(as_chief, interview):
    fragment = named("B")
    fragment.publish_from = timezone.now() + timedelta(days=1)
    fragment.save()

    assert warnings_of(save(as_chief, page_of(interview))) == []
