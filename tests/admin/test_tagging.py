"""Themes for many fragments at once."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.admin.fragment import FragmentAdmin
from catalogue.admin.lists.tagging import ANSWER
from catalogue.models import Fragment, Placement
from catalogue.values.choices import Origin
from tests.admin.pages import act, errors_on, told
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db

MORE_INSERTS = 3  # SQLite takes some 140 lines of the log, or 200 placements, in one


def tag(client, fragments, *, add="", remove=""):
    """Choose, read what will change, and say yes; what was read, and the page that followed."""
    answers = {"answered": "yes", "add": add and add.pk, "remove": remove and remove.pk}
    asked = act(client, Fragment, "change_themes", fragments, **answers)
    mark = f'name="{ANSWER}" value="'
    html = asked.content.decode()
    if mark not in html:
        return errors_on(asked), asked
    answers[ANSWER] = html.split(mark)[1].split('"')[0]
    return errors_on(asked), act(client, Fragment, "change_themes", fragments, **answers)


def placed(theme) -> list[tuple[Fragment, int]]:
    return [(row.fragment, row.order) for row in theme.placements.standing().in_editors_order()]


def test_fragments_come_last_in_the_theme_once_what_changes_was_shown(as_editor):
    standing = PlacementFactory(published=True, order=10)
    first, second = FragmentFactory.create_batch(2, interview=InterviewFactory())
    proposal = PlacementFactory(theme=standing.theme, origin=Origin.PROPOSED, order=20)

    read, answer = tag(as_editor, [first, second, proposal.fragment], add=standing.theme)

    assert "2 fragmenten komen in" in read[0]
    assert "1 voorstel" in read[0]
    assert told(answer) == ["De thema’s van 3 fragmenten zijn gewijzigd."]
    assert placed(standing.theme) == [
        (standing.fragment, 10),
        (proposal.fragment, 20),
        (first, 30),
        (second, 40),
    ]
    assert {row.origin for row in standing.theme.placements.all()} == {Origin.CONFIRMED}
    assert LogEntry.objects.filter(change_message__startswith="In “").count() == 3


def test_nothing_changes_before_it_is_confirmed(as_editor):
    fragment, theme = FragmentFactory(), ThemeFactory()

    act(as_editor, Fragment, "change_themes", [fragment], answered="yes", add=theme.pk)

    assert not Placement.objects.exists()


def test_what_will_change_is_asked_and_no_error(as_editor):
    fragment, theme = FragmentFactory(), ThemeFactory()

    asked = act(as_editor, Fragment, "change_themes", [fragment], answered="yes", add=theme.pk)
    wrong = act(as_editor, Fragment, "change_themes", [fragment], answered="yes", add="x")

    assert "Eerst een vraag" in asked.text
    assert "errornote" not in asked.text
    assert "errornote" in wrong.text


def test_one_theme_replaces_another_and_a_proposal_stays_as_rejected(as_chief):
    old, new = ThemeFactory(name="Oud"), ThemeFactory(name="Nieuw")
    settled = PlacementFactory(theme=old, published=True)
    proposal = PlacementFactory(theme=old, origin=Origin.PROPOSED)

    read, _answer = tag(as_chief, [settled.fragment, proposal.fragment], add=new, remove=old)

    assert "2 fragmenten gaan uit “Oud”" in read[0]
    assert {fragment for fragment, _order in placed(new)} == {settled.fragment, proposal.fragment}
    assert list(old.placements.values_list("fragment", "origin")) == [
        (proposal.fragment_id, Origin.REJECTED)
    ]


def test_editor_leaves_alone_what_is_published(as_editor):
    theme = ThemeFactory(published=True)
    published, draft = FragmentFactory(published=True, title="Openbaar"), FragmentFactory()

    read, _answer = tag(as_editor, [published, draft], add=theme)

    assert "“Openbaar”" in read[0]
    assert "eindredacteur" in read[0]
    assert [fragment for fragment, _order in placed(theme)] == [draft]


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (lambda theme: {}, "Kies een thema."),
        (lambda theme: {"add": theme, "remove": theme}, "één thema"),
        (lambda theme: {"remove": theme}, "niets te wijzigen"),
    ],
)
def test_answer_that_changes_nothing_is_refused(as_editor, answers, reason):
    read, _answer = tag(as_editor, [FragmentFactory()], **answers(ThemeFactory()))

    assert reason in " ".join(read)


@pytest.mark.parametrize("value", ["999999", "x", "\0"])
def test_theme_that_does_not_exist_is_refused(as_editor, value):
    response = act(
        as_editor, Fragment, "change_themes", [FragmentFactory()], answered="yes", add=value
    )

    assert errors_on(response)


def test_number_of_queries_does_not_grow_with_the_fragments(as_chief, monkeypatch):
    monkeypatch.setattr(FragmentAdmin, "list_per_page", 400)
    old, new = ThemeFactory(published=True), ThemeFactory(published=True)
    interview = InterviewFactory(published=True)
    fragments = Fragment.objects.bulk_create(
        Fragment(interview=interview, title=f"F{number}", start_ms=number) for number in range(304)
    )
    counts = []
    for chosen in (fragments[:1], fragments[1:4], fragments[4:]):  # first: what is read once
        Placement.objects.bulk_create(
            Placement(
                fragment=fragment, theme=old, origin=Origin.CONFIRMED if number % 2 else "proposed"
            )
            for number, fragment in enumerate(chosen)
        )
        with CaptureQueriesContext(connection) as queries:
            _read, answer = tag(as_chief, chosen, add=new, remove=old)
        assert told(answer)[0].endswith("gewijzigd.")
        counts.append(len(queries))

    assert counts[1] <= counts[2] <= counts[1] + MORE_INSERTS


def test_what_was_taken_out_at_once_raises_the_versions_of_both_ends(as_chief):
    placement = PlacementFactory(published=True)
    placement.fragment.refresh_from_db()
    placement.theme.refresh_from_db()
    before = placement.fragment.version, placement.theme.version

    tag(as_chief, [placement.fragment], remove=placement.theme)

    placement.fragment.refresh_from_db()
    placement.theme.refresh_from_db()
    after = placement.fragment.version, placement.theme.version
    assert after == (before[0] + 1, before[1] + 1)
    assert not Placement.objects.exists()
