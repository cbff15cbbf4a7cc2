"""Many records at once: the same number of queries for 3 and for 300, of saves and of actions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Fragment, Interview, Placement, Theme
from catalogue.models.states import bring
from catalogue.values.choices import State
from tests.admin.pages import act, form_on, list_of, told
from tests.factories import FragmentFactory, InterviewFactory, ThemeFactory

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 300
MORE_INSERTS = 2  # SQLite takes some 140 lines of the log in one
MOST = 200  # queries of publishing fifty fragments: 1,764 when each was saved by itself


def fragments(number: int, *, theme: Theme | None = None, **values) -> list[Fragment]:
    interview = values.pop("interview", None) or InterviewFactory(state=State.PUBLISHED)
    made = Fragment.objects.bulk_create(
        Fragment(interview=interview, title=f"Fragment {n}", start_ms=n * 5_000, **values)
        for n in range(number)
    )
    if theme:
        Placement.objects.bulk_create(
            Placement(theme=theme, fragment=fragment, order=10 * n)
            for n, fragment in enumerate(made, start=1)
        )
    return made


def interviews(number: int, **values) -> list[Interview]:
    return InterviewFactory.create_batch(number, **values)


def themes(number: int, **values) -> list[Theme]:
    return ThemeFactory.create_batch(number, broader=ThemeFactory(), **values)


def queries_of_action(client, model, action: str, **answers) -> int:
    """What an action costs on all records of a list, with the page that asks and the list that
    follows."""
    client.get(list_of(model))
    chosen = [model.objects.last()]
    with CaptureQueriesContext(connection) as captured:
        asked = act(client, model, action, chosen, select_across="1")
        response = client.post(list_of(model), form_on(asked) | answers, follow=True)
    assert response.redirect_chain
    return len(captured)


@pytest.mark.parametrize(
    ("action", "former", "state"),
    [
        ("publish", State.REVIEW, State.PUBLISHED),
        ("withdraw", State.PUBLISHED, State.WITHDRAWN),
        ("send_to_review", State.DRAFT, State.REVIEW),
        ("back_to_draft", State.REVIEW, State.DRAFT),
    ],
)
@pytest.mark.parametrize("make", [fragments, interviews, themes], ids=lambda make: make.__name__)
def test_bringing_many_to_a_state_costs_as_many_queries_as_few(
    as_chief, make, action, former, state
):
    model = {fragments: Fragment, interviews: Interview, themes: Theme}[make]
    counts = []
    for number in (1, FEW, MANY if make is fragments else 60):  # first: what is read once
        made = make(number, state=former)
        model.objects.exclude(pk__in=[record.pk for record in made]).write(state=state)
        counts.append(queries_of_action(as_chief, model, action, reason="Op verzoek"))
        assert set(model.objects.values_list("state", flat=True)) == {state}

    assert counts[1] <= counts[2] <= counts[1] + MORE_INSERTS


def test_publishing_fifty_costs_fewer_than_two_hundred_queries(as_chief):
    chosen = [one for _number in range(5) for one in fragments(10, theme=ThemeFactory())]

    with CaptureQueriesContext(connection) as captured:
        response = act(as_chief, Fragment, "publish", chosen)

    assert told(response)[0].startswith("50 ")
    assert len(captured) < MOST


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
@pytest.mark.parametrize(
    ("day_from", "day_until"), [(None, None), (None, -1), (None, 3), (-2, -1), (-2, 3), (2, 3)]
)
@pytest.mark.parametrize("day_opened", [None, -3, 1])
def test_many_open_when_one_by_one_would(state, day_from, day_until, day_opened, days):
    window = {"publish_from": days(day_from), "publish_until": days(day_until)}
    one, other = FragmentFactory.create_batch(2)
    for record in (one, other):
        Fragment.objects.filter(pk=record.pk).write(**window, first_published_at=days(day_opened))
        record.refresh_from_db()

    one.state = state
    one.save()
    bring([other], state)

    one.refresh_from_db()
    other.refresh_from_db()
    assert other.state == one.state
    assert other.version == one.version
    assert (other.first_published_at is None) == (one.first_published_at is None)
    if one.first_published_at:
        assert abs(other.first_published_at - one.first_published_at).total_seconds() < 5


@pytest.fixture
def days():
    """Function that gives the moment so many days from now; None of None."""
    now = timezone.now()
    return lambda number: None if number is None else now + timedelta(days=number)


def test_what_the_database_refuses_is_named_and_the_others_are_brought(as_chief):
    interview = InterviewFactory(published=True)
    good = fragments(FEW, interview=interview)
    clash = FragmentFactory(
        interview=interview, start_ms=5_000, title="Botst", state=State.WITHDRAWN
    )

    response = act(as_chief, Fragment, "publish", [*good, clash])

    assert told(response)[0].startswith("3 ")
    assert "Botst" in told(response)[1]
    clash.refresh_from_db()
    assert clash.state == State.WITHDRAWN
    assert interview.fragments.filter(state=State.PUBLISHED).count() == FEW


def test_publishing_lists_the_themes_in_which_fragments_appear(as_chief):
    listed = ThemeFactory(name="Vertrouwen", published=True)
    hidden = ThemeFactory(name="Nog niet", state=State.DRAFT)
    proposed = ThemeFactory(name="Misschien", published=True)
    chosen = fragments(2, theme=listed)
    Placement.objects.create(fragment=chosen[0], theme=hidden, order=10)
    Placement.objects.create(fragment=chosen[0], theme=proposed, order=10, origin="proposed")
    Placement.objects.create(fragment=chosen[1], theme=proposed, order=20, origin="rejected")
    loose = FragmentFactory(interview=chosen[0].interview, start_ms=900_000)

    response = act(as_chief, Fragment, "publish", [*chosen, loose])

    assert told(response) == [
        "3 beschrijvingen zijn nu ‘gepubliceerd’. In de thema’s: “Vertrouwen” (2). "
        "Als voorstel in: “Misschien” (1). "
        "Niet te zien in deze thema’s, die niet zijn gepubliceerd: “Nog niet” (1). "
        "1 fragment staat in geen thema."
    ]


def test_publishing_an_interview_lists_the_themes_of_its_published_fragments(as_chief):
    interview = InterviewFactory()
    theme = ThemeFactory(name="Vertrouwen", published=True)
    fragments(2, interview=interview, theme=theme, state=State.PUBLISHED)
    FragmentFactory(interview=interview, start_ms=900_000)

    response = act(as_chief, Interview, "publish", [interview])

    assert "In de thema’s: “Vertrouwen” (2)." in told(response)[0]
    assert "geen thema" not in told(response)[0]


def test_page_of_a_fragment_that_is_published_says_where_it_appears(as_chief):
    theme = ThemeFactory(name="Vertrouwen", published=True)
    (fragment,) = fragments(1, theme=theme)
    address = reverse("admin:catalogue_fragment_change", args=[fragment.pk])

    data = {**form_on(as_chief.get(address)), "state": State.PUBLISHED, "_save": "Opslaan"}
    response = as_chief.post(address, data, follow=True)

    assert "In de thema’s: “Vertrouwen”." in told(response)
