"""A fragment's page, the list of fragments, and moving them."""

import pytest

from catalogue.models import Fragment, Interview
from catalogue.values.choices import Origin, State
from tests.admin.pages import (
    act,
    addition_to,
    errors_on,
    form_on,
    list_of,
    page_of,
    save,
    told,
)
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


# --- The page -------------------------------------------------------------------------------------


def test_fragment_is_added_with_its_theme(as_editor):
    interview, theme = InterviewFactory(), ThemeFactory()

    save(
        as_editor,
        addition_to(Fragment),
        title="Loyale tegenspraak?",
        interview=interview.pk,
        start_ms="15:3",
        **{"placements-2-0-theme": theme.pk},
    )

    fragment = Fragment.objects.get()
    assert (fragment.start_ms, fragment.state) == (903_000, State.DRAFT)
    assert fragment.placements.get().theme == theme


def test_fragment_is_added_from_what_is_pasted(as_editor):
    interview = InterviewFactory()

    save(
        as_editor,
        addition_to(Fragment),
        title="\u200e\u2068Loyale\u00a0 tegen\u00adspraak?\u2069\ufeff",
        interview=interview.pk,
        start_ms="\u200e15:03\u200b",
    )

    fragment = Fragment.objects.get()
    assert (fragment.title, fragment.start_ms) == ("Loyale tegenspraak?", 903_000)
    assert fragment.get_absolute_url().endswith("/loyale-tegenspraak/")


def test_title_of_invisible_signs_is_no_title(as_editor):
    response = save(
        as_editor,
        addition_to(Fragment),
        title="\u200e\u200b\u00a0",
        interview=InterviewFactory().pk,
        start_ms="15:03",
    )

    assert errors_on(response)
    assert not Fragment.objects.exists()


def test_start_of_another_is_refused_and_the_other_named(as_chief):
    interview = InterviewFactory()
    FragmentFactory(interview=interview, title="Loyaal", start_ms=903_000)
    fragment = FragmentFactory(interview=interview, start_ms=0)

    response = save(as_chief, page_of(fragment), start_ms="15:03")

    [error] = errors_on(response)
    assert "Loyaal" in error


def test_start_of_a_withdrawn_one_is_free(as_chief):
    interview = InterviewFactory()
    FragmentFactory(interview=interview, start_ms=903_000, state=State.WITHDRAWN)
    fragment = FragmentFactory(interview=interview, start_ms=0)

    save(as_chief, page_of(fragment), start_ms="15:03")

    fragment.refresh_from_db()
    assert fragment.start_ms == 903_000


def test_speakers_are_offered_among_the_participants(as_editor):
    participation = ParticipationFactory()
    ParticipationFactory()
    fragment = FragmentFactory(interview=participation.interview)

    response = as_editor.get(page_of(fragment))

    assert list(response.context["adminform"].form.fields["speakers"].queryset) == [participation]


def test_speaker_of_another_interview_is_refused(as_editor):
    fragment, participation = FragmentFactory(), ParticipationFactory()

    response = save(as_editor, page_of(fragment), speakers=[participation.pk])

    assert errors_on(response)
    assert not fragment.speakers.exists()


def test_speakers_follow_the_interview_that_the_address_names(as_editor):
    participation = ParticipationFactory()

    response = as_editor.get(f"{addition_to(Fragment)}?interview={participation.interview.pk}")

    assert list(response.context["adminform"].form.fields["speakers"].queryset) == [participation]


def test_what_the_source_prints_is_for_reading(as_chief):
    fragment = FragmentFactory(printed_title="Loyaal", printed_notation="15:3", printed_page="Pag")

    save(as_chief, page_of(fragment), printed_title="Anders", printed_notation="1:1")

    fragment.refresh_from_db()
    assert (fragment.printed_title, fragment.printed_notation) == ("Loyaal", "15:3")


def test_published_page_shows_times_as_times(as_editor):
    fragment = FragmentFactory(published=True, start_ms=903_000, end_ms=963_500)

    content = as_editor.get(page_of(fragment)).content.decode()

    assert "15:03" in content
    assert "16:03.5" in content
    assert "903" not in content


def test_page_leads_to_the_site(as_editor):
    fragment = FragmentFactory()

    response = as_editor.get(page_of(fragment))

    assert f'href="{fragment.get_absolute_url()}"' in response.content.decode()


def test_publishing_in_a_draft_interview_is_remarked(as_chief):
    fragment = FragmentFactory()

    response = save(as_chief, page_of(fragment), state=State.PUBLISHED)

    assert sum("staat nog niet op de site" in message for message in told(response)) == 1


# --- The list -------------------------------------------------------------------------------------


def shown(client, query: str) -> set[str]:
    response = client.get(list_of(Fragment, query))
    assert response.status_code == 200
    return {fragment.title for fragment in response.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?zonder_einde=ja", {"Een één-op-één relatie", "Als gedrukt"}),
        ("?zonder_einde=nee", {"Verplaatst"}),
        ("?zonder_samenvatting=nee", {"Verplaatst"}),
        ("?gewijzigd=ja", {"Verplaatst"}),
        ("?gewijzigd=nee", {"Een één-op-één relatie", "Als gedrukt"}),
        ("?voorstellen=ja", {"Als gedrukt"}),
        ("?voorstellen=onzin", {"Een één-op-één relatie", "Als gedrukt", "Verplaatst"}),
        ("?thema=1", set()),
        ("?thema=onzin", set()),
        ("?interview=99999999999999999999999", set()),
        ("?q=een op een", {"Een één-op-één relatie"}),
        ("?q=ÉÉN", {"Een één-op-één relatie"}),
        ("?q=vertrouwen", {"Verplaatst"}),
    ],
)
def test_list_shows_what_is_asked_for(as_editor, query, expected):
    FragmentFactory(title="Een één-op-één relatie")
    printed = {"printed_title": "Als gedrukt", "printed_page": "Pagina"}
    placed = FragmentFactory(
        title="Als gedrukt", start_ms=903_000, printed_notation="15:3", **printed
    )
    moved = FragmentFactory(
        title="Verplaatst",
        start_ms=0,
        end_ms=10_000,
        printed_notation="12:1",
        summary="Over vertrouwen",
        **printed,
    )
    PlacementFactory(fragment=placed, theme__pk=2, origin=Origin.PROPOSED)
    PlacementFactory(fragment=moved, theme__pk=1, origin=Origin.REJECTED)

    assert shown(as_editor, query) == expected


def test_list_filters_by_interview_and_theme_together(as_editor):
    placement = PlacementFactory(fragment__title="Deze")
    PlacementFactory(theme=placement.theme)
    FragmentFactory(interview=placement.fragment.interview)

    query = f"?interview={placement.fragment.interview_id}&thema={placement.theme_id}"

    assert shown(as_editor, query) == {"Deze"}


def test_list_shows_themes_and_counts_no_proposal_as_placed(as_editor):
    fragment = FragmentFactory()
    for origin in Origin:
        PlacementFactory(fragment=fragment, origin=origin)

    [row] = as_editor.get(list_of(Fragment)).context["cl"].result_list

    assert row.theme_count == 2
    assert [placement.is_proposal for placement in row.standing].count(True) == 1
    assert len(row.standing) == 3


def test_list_pads_the_start(as_editor):
    FragmentFactory(start_ms=903_000)

    assert (
        '<td class="field-start" data-label="Begintijd">15:03</td>'
        in as_editor.get(list_of(Fragment)).content.decode()
    )


def test_choosing_a_fragment_tells_those_of_one_title_apart(as_editor):
    fragment = FragmentFactory(title="Vertrouwen", interview__title="Gesprek 4", start_ms=903_000)

    response = as_editor.get(
        "/admin/autocomplete/",
        {
            "app_label": "catalogue",
            "model_name": "placement",
            "field_name": "fragment",
            "term": "vertrouwen",
        },
    )

    assert response.json()["results"] == [
        {"id": str(fragment.pk), "text": "Vertrouwen (Gesprek 4, 15:03)"}
    ]


# --- Moving ---------------------------------------------------------------------------------------


def test_move_to_an_existing_interview(as_chief):
    fragments, target = FragmentFactory.create_batch(2), InterviewFactory()

    asked = act(as_chief, Fragment, "move", fragments)
    response = as_chief.post(
        list_of(Fragment), {**form_on(asked), "interview": target.pk}, follow=True
    )

    assert len(told(response)) == 1
    assert target.fragments.count() == 2


def test_move_to_a_new_interview(as_editor):
    fragment = FragmentFactory()

    act(as_editor, Fragment, "move", [fragment], answered="yes", title="Gesprek 9")

    fragment.refresh_from_db()
    assert (fragment.interview.title, fragment.interview.state) == ("Gesprek 9", State.DRAFT)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"title": "Nieuw", "interview": "1"},
        {"interview": "onzin"},
        {"interview": "9" * 30},
        {"title": "Nul\0"},
        {"title": "x" * 500},
        {"title": "   "},
    ],
    ids=str,
)
def test_move_asks_again_for_a_clear_answer(as_chief, answers):
    fragment = FragmentFactory(interview__pk=1)

    response = act(as_chief, Fragment, "move", [fragment], answered="yes", **answers)

    assert errors_on(response)
    assert Interview.objects.count() == 1


def test_move_that_would_clash_says_so(as_chief):
    fragment, other = FragmentFactory(start_ms=0, title="Deze"), FragmentFactory(start_ms=0)

    response = act(
        as_chief, Fragment, "move", [fragment], answered="yes", interview=other.interview.pk
    )

    [error] = errors_on(response)
    assert "Deze" in error


@pytest.mark.parametrize("action", ["move", "withdraw"])
def test_action_for_what_does_not_exist_any_more_says_so(as_chief, action):
    fragment = FragmentFactory()
    Fragment.objects.filter(pk=fragment.pk).delete()

    response = act(
        as_chief, Fragment, action, [fragment], answered="yes", title="Nieuw", reason="Zomaar"
    )

    assert len(told(response)) == 2  # what is gone, and that nothing was done
    assert Interview.objects.count() == 1


def test_editor_moves_nothing_published(as_editor):
    fragments = [FragmentFactory(), FragmentFactory(state=State.PUBLISHED)]
    target = InterviewFactory()

    response = act(as_editor, Fragment, "move", fragments, answered="yes", interview=target.pk)

    assert len(told(response)) == 1
    assert not target.fragments.exists()


def test_mentioned_people_are_chosen_by_typing(as_editor):
    fragment, person = FragmentFactory(), PersonFactory(name="Chris Kalden")

    save(as_editor, page_of(fragment), people_mentioned=[person.pk])

    assert fragment.people_mentioned.get() == person
