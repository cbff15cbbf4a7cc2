"""Without scripts: empty rows to fill in, and whole lists to choose from, for who asks."""

import pytest

from catalogue.admin.boxes.plain import PLAIN
from catalogue.models import Fragment, Interview, Placement
from tests.admin.pages import act, addition_to, form_on, list_of, page_of, save
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    PersonFactory,
    PlacementFactory,
    SeriesFactory,
    ThemeFactory,
)
from tests.one_of_each import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_plain(as_chief):
    """An editor whose browser runs no scripts."""
    as_chief.get(f"{list_of(Interview)}?{PLAIN}=1")
    return as_chief


def test_rows_are_filled_in(as_plain):
    interview, person = FragmentFactory(title="Eerst", start_ms=1_000).interview, PersonFactory()

    save(
        as_plain,
        page_of(interview),
        **{
            "fragments-2-start_ms": "1:00",
            "fragments-2-title": "Nieuw",
            "participations-0-person": person.pk,
            "recordings-0-duration_ms": "31:00",
        },
    )

    assert set(interview.fragments.values_list("title", flat=True)) == {"Eerst", "Nieuw"}
    assert interview.participations.get().person == person
    assert interview.recordings.get().duration_ms == 1_860_000


def test_rows_that_stay_empty_are_nothing(as_plain):
    records = [record for record in one_of_each().values() if hasattr(record, "belongs_to")]
    before = Fragment.objects.count(), Placement.objects.count()

    for record in records:
        assert save(as_plain, page_of(record)).redirect_chain

    assert (Fragment.objects.count(), Placement.objects.count()) == before


def test_what_a_record_belongs_to_is_chosen_from_a_list(as_plain):
    interview, series = InterviewFactory(), SeriesFactory()

    for model, name, record in ((Fragment, "interview", interview), (Interview, "series", series)):
        assert f'<option value="{record.pk}">' in select_on(as_plain.get(addition_to(model)), name)


def test_theme_of_many_is_chosen_from_a_list(as_plain):
    fragment, theme = FragmentFactory(), ThemeFactory()

    response = act(as_plain, Fragment, "change_themes", [fragment])

    assert f'<option value="{theme.pk}">' in select_on(response, "add")


def test_fragments_are_too_many_for_a_list(as_plain):
    placement, other = PlacementFactory(), FragmentFactory(title="Een van tienduizenden")

    assert str(other) not in as_plain.get(page_of(placement.theme)).content.decode()


def test_plain_forms_are_put_away_and_the_rest_of_the_address_stays(as_plain):
    page = page_of(InterviewFactory())
    assert form_on(as_plain.get(page))["fragments-TOTAL_FORMS"] == ["3"]

    response = as_plain.get(f"{page}?_popup=1&{PLAIN}=0", follow=True)

    assert response.redirect_chain == [(f"{page}?_popup=1", 302)]
    assert form_on(response)["fragments-TOTAL_FORMS"] == ["0"]


def select_on(response, name: str) -> str:
    page = response.content.decode()
    return page.partition(f'<select name="{name}"')[2].partition("</select>")[0]
