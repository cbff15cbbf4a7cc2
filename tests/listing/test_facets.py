"""Beside the list: chips that remove, facets that choose, and where each of them leads."""

import pytest
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.listing.facets import FacetChoice, in_tree, split
from catalogue.listing.listing import Listing
from catalogue.models import Interview, Organisation, Person, Theme
from catalogue.search.build import compact
from catalogue.values.choices import Form, Role
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def read(query: str) -> Listing:
    return Listing(QueryDict(query))


def choices(query: str, name: str) -> list[tuple[str, int, int, bool, str]]:
    """The choices of a facet: value, count, depth, whether it is on, and where it leads."""
    return [
        (choice.value, choice.count, choice.depth, choice.is_active, choice.url)
        for facet in read(query).facets()
        if facet.name == name
        for choice in [*facet.choices, *facet.hidden_choices]
    ]


@pytest.fixture
def catalogue():
    """Two interviews, with a fragment each, and a tree of three themes."""
    tree = ThemeFactory(published=True, slug="boom", name="Boom")
    branch = ThemeFactory(published=True, slug="tak", name="Tak", broader=tree)
    leaf = ThemeFactory(published=True, slug="blad", name="Blad", broader=branch)
    organisation = OrganisationFactory(slug="bzk", name="BZK")
    for number, (theme, role) in enumerate([(leaf, Role.SG), (tree, Role.DG)], start=1):
        interview = InterviewFactory(published=True, slug=f"i{number}", title=f"Gesprek {number}")
        person = PersonFactory(slug=f"p{number}", name=f"Persoon {number}")
        position = PositionFactory(person=person, role=role, organisation=organisation)
        ParticipationFactory(interview=interview, person=person).positions.add(position)
        fragment = FragmentFactory(published=True, interview=interview, start_ms=0, end_ms=60_000)
        fragment.people_mentioned.add(PersonFactory(slug=f"g{number}", name=f"Genoemd {number}"))
        PlacementFactory(fragment=fragment, theme=theme)
        RecordingFactory(interview=interview, form=list(Form)[number - 1])


def test_chips_stand_in_the_order_of_the_form_and_remove_themselves(catalogue):
    found = read("jaar_van=1990&q=een&thema=tak&thema=boom&persoon=p1&sorteer=titel").chips()

    assert [(chip.name, chip.code, chip.value, chip.remove_url) for chip in found] == [
        ("q", "", "een", "?thema=boom&thema=tak&persoon=p1&jaar_van=1990&sorteer=titel"),
        ("thema", "tak", "Tak", "?q=een&thema=boom&persoon=p1&jaar_van=1990&sorteer=titel"),
        ("thema", "boom", "Boom", "?q=een&thema=tak&persoon=p1&jaar_van=1990&sorteer=titel"),
        ("persoon", "p1", "Persoon 1", "?q=een&thema=boom&thema=tak&jaar_van=1990&sorteer=titel"),
        ("jaar_van", "", "1990", "?q=een&thema=boom&thema=tak&persoon=p1&sorteer=titel"),
    ]
    assert [chip.label for chip in found] == [
        _(label) for label in ("Words", "Theme", "Theme", "Speaker", "From year")
    ]


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("functie=sg", "secretary-general (SG)"),
        ("vorm=artikel", "Article"),
        ("met=download", "download"),
        ("duur=onbekend", "not known: end not yet determined"),
    ],
)
def test_chip_says_in_words_what_was_chosen(query, value):
    [chip] = read(query).chips()

    assert (chip.value, chip.remove_url) == (_(value), "?")


def test_chip_of_what_could_not_be_read_is_not_shown():
    assert read("thema=onbekend&duur=x&jaar_van=1").chips() == []


def test_facets_of_an_empty_catalogue_are_not_shown():
    assert read("").facets() == []


def test_facets_say_what_they_filter(catalogue):
    found = read("").facets()

    assert [facet.name for facet in found] == [
        *("thema", "interview", "persoon", "functie", "organisatie", "genoemd", "vorm", "duur"),
    ]
    assert all(facet.label for facet in found)
    assert [facet.is_open for facet in found] == [True] * 3 + [False] * 5


def test_theme_adds_to_the_themes_that_are_on(catalogue):
    assert choices("thema=tak", "thema") == [
        ("boom", 1, 0, False, "?thema=boom&thema=tak"),
        ("tak", 1, 1, True, "?"),
        ("blad", 1, 2, False, "?thema=blad&thema=tak"),
    ]


def test_hidden_theme_leaves_its_place_in_the_tree_to_what_is_below_it(catalogue):
    hidden = ThemeFactory(slug="verborgen", broader=ThemeFactory(published=True, slug="w"))
    PlacementFactory(
        fragment=FragmentFactory(published=True),
        theme=ThemeFactory(published=True, slug="onder", broader=hidden),
    )

    assert choices("", "thema")[-2:] == [
        ("w", 1, 0, False, "?thema=w"),
        ("onder", 1, 1, False, "?thema=onder"),
    ]


def test_theme_stands_below_the_nearest_one_shown_however_deep(django_assert_num_queries):
    broader = None
    for slug, published in [("a", True), ("b", False), ("c", False), ("d", True), ("e", False)]:
        broader = ThemeFactory(published=published, slug=slug, broader=broader)
    leaf = ThemeFactory(published=True, slug="f", broader=broader)
    PlacementFactory(fragment=FragmentFactory(published=True), theme=leaf)
    deep = ThemeFactory(published=True, slug="g", broader=leaf)
    PlacementFactory(
        fragment=FragmentFactory(published=True),
        theme=ThemeFactory(published=True, slug="h", broader=deep),
    )

    assert [(value, depth) for value, _count, depth, *_rest in choices("", "thema")] == [
        *(("a", 0), ("d", 1), ("f", 2), ("g", 3), ("h", 4))
    ]
    [themes] = [facet.choices for facet in read("").facets() if facet.name == "thema"]
    with django_assert_num_queries(1):
        in_tree(themes, "")


def test_circle_of_hidden_themes_does_not_hang():
    one = ThemeFactory(slug="een")
    other = ThemeFactory(slug="ander", broader=one)
    Theme._base_manager.filter(pk=one.pk).update(broader=other)

    assert in_tree([choice(0, broader=other.pk)], "") == [choice(0, broader=other.pk)]


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("interview", "interview=i1", [("i1", True, "?"), ("i2", False, "?interview=i2")]),
        ("persoon", "persoon=p2", [("p1", False, "?persoon=p1"), ("p2", True, "?")]),
        ("functie", "functie=sg", [("sg", True, "?"), ("dg", False, "?functie=dg")]),
        ("genoemd", "genoemd=g1", [("g1", True, "?"), ("g2", False, "?genoemd=g2")]),
        ("vorm", "vorm=video", [("video", True, "?"), ("podcast", False, "?vorm=podcast")]),
        (
            "vorm",
            "vorm=video&vorm=podcast",
            [("video", True, "?vorm=podcast"), ("podcast", True, "?vorm=video")],
        ),
        (
            "interview",
            "vorm=podcast&interview=i2",
            [("i2", True, "?vorm=podcast")],
        ),
    ],
)
def test_choice_replaces_the_one_before_in_every_other_facet(catalogue, name, query, expected):
    found = choices(query, name)

    assert [(value, is_on, url) for value, _count, _depth, is_on, url in found] == expected


def test_organisation_that_both_speak_for_counts_both(catalogue):
    assert choices("", "organisatie") == [("bzk", 2, 0, False, "?organisatie=bzk")]
    assert choices("functie=sg", "organisatie") == [
        ("bzk", 1, 0, False, "?functie=sg&organisatie=bzk")
    ]


def test_choice_that_gives_nothing_is_shown_only_while_it_is_on(catalogue):
    assert choices("persoon=p1&duur=lang", "duur") == [
        ("kort", 1, 0, False, "?persoon=p1&duur=kort"),
        ("lang", 0, 0, True, "?persoon=p1"),
    ]
    assert ("p1", 0, 0, True, "?duur=lang") in choices("persoon=p1&duur=lang", "persoon")


def test_choices_leave_out_the_page_and_keep_the_order(catalogue):
    [first, *_rest] = choices("sorteer=titel&pagina=2", "interview")

    assert first[-1] == "?interview=i1&sorteer=titel"


def choice(
    number: int,
    *,
    is_active: bool = False,
    depth: int = 0,
    count: int = 1,
    broader: int | None = None,
) -> FacetChoice:
    return FacetChoice(
        key=number,
        value=f"c{number}",
        label=f"C{number}",
        count=count,
        depth=depth,
        is_active=is_active,
        url="?",
        broader=broader,
    )


@pytest.mark.parametrize(
    ("number", "shown", "hidden"),
    [(1, 1, 0), (12, 12, 0), (14, 14, 0), (15, 12, 3), (100, 12, 88)],
)
def test_long_facet_keeps_the_rest_behind_more(number, shown, hidden):
    first, rest = split([choice(n) for n in range(number)])

    assert (len(first), len(rest)) == (shown, hidden)


def test_active_choice_is_always_among_the_first():
    choices = [choice(n, is_active=n in (0, 30)) for n in range(40)]

    first, rest = split(choices)

    assert [one.value for one in first if one.is_active] == ["c0", "c30"]
    assert len(first) + len(rest) == 40
    assert not any(one.is_active for one in rest)


def test_long_list_shows_what_gives_most_and_a_tree_what_comes_first():
    flat = [choice(number, count=number) for number in range(20)]
    tree = [choice(number, depth=number % 3, count=number) for number in range(20)]

    (first, _rest), (top, _below) = split(flat), split(tree)

    assert [one.count for one in first] == list(range(19, 7, -1))
    assert [one.count for one in top] == list(range(12))


def test_first_choices_of_many_are_in_the_order_of_what_they_give(catalogue, monkeypatch):
    fragment = FragmentFactory(published=True, interview=Interview.objects.get(slug="i2"))
    PlacementFactory(fragment=fragment, theme=Theme.objects.get(slug="tak"))
    monkeypatch.setattr("catalogue.listing.listing.TREE_UP_TO", 1)

    assert [count for _value, count, *_rest in choices("", "interview")] == [2, 1]
    assert [value for value, *_rest in choices("", "thema")] == ["boom", "tak", "blad"]


def test_choices_have_the_names_of_now(catalogue):
    compact.reindex()
    before = [facet.choices[0].label for facet in read("").facets()]
    for record in (
        *Theme.objects.filter(slug="boom"),
        *Interview.objects.filter(slug="i1"),
        *Person.objects.filter(slug__in=["p1", "g1"]),
        *Organisation.objects.all(),
    ):
        field = "title" if isinstance(record, Interview) else "name"
        setattr(record, field, f"A {getattr(record, field)}")
        record.save()

    after = [facet.choices[0].label for facet in read("").facets()]

    role = _("secretary-general (SG)")
    assert before[:6] == ["Boom", "Gesprek 1", "Persoon 1", role, "BZK", "Genoemd 1"]
    assert after[:6] == ["A Boom", "A Gesprek 1", "A Persoon 1", role, "A BZK", "A Genoemd 1"]


def test_names_are_read_once_until_something_changes(catalogue, django_assert_num_queries):
    compact.reindex()
    read("").facets()

    with django_assert_num_queries(1):  # the state of the index
        read("sorteer=titel").facets()
