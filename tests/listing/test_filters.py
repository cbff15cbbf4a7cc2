"""The public query string: what it selects, what it refuses, and the addresses that it makes."""

import pytest
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.listing.filters import LONGEST_TEXT
from catalogue.listing.listing import Listing
from catalogue.listing.parameters import LONGEST_QUOTE, MOST_VALUES
from catalogue.search.facets import Selection
from catalogue.values.choices import Form, Part, Role
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PositionFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def records():
    """One record for each parameter that names one, under the name of the parameter."""
    interview = InterviewFactory(published=True, slug="gesprek")
    speaker = PersonFactory(slug="spreker")
    organisation = OrganisationFactory(slug="ministerie")
    participation = ParticipationFactory(interview=interview, person=speaker)
    participation.positions.add(PositionFactory(person=speaker, organisation=organisation))
    mentioned = PersonFactory(slug="genoemde")
    FragmentFactory(published=True, interview=interview).people_mentioned.add(mentioned)
    return {
        "thema": ThemeFactory(published=True, slug="thema"),
        "interview": interview,
        "persoon": speaker,
        "genoemd": mentioned,
        "organisatie": organisation,
    }


def read(query: str) -> Listing:
    return Listing(QueryDict(query))


def problems(query: str) -> list[tuple[str, str]]:
    return [(str(label), str(sentence)) for label, sentence in read(query).problems]


def test_query_becomes_a_selection(records):
    ThemeFactory(published=True, broader=records["thema"])
    listing = read(
        "q=een+twee&thema=thema&interview=gesprek&persoon=spreker&genoemd=genoemde"
        "&functie=sg&functie=dg&organisatie=ministerie&vorm=video&met=download&duur=kort"
        "&jaar_van=2001&jaar_tot=2003"
    )

    assert listing.problems == []
    assert listing.selection == Selection(
        text="een twee",
        themes=(records["thema"].pk,),
        interviews=(records["interview"].pk,),
        speakers=(records["persoon"].pk,),
        mentioned=(records["genoemd"].pk,),
        roles=(Role.SG, Role.DG),
        organisations=(records["organisatie"].pk,),
        forms=(Form.VIDEO,),
        materials=("download",),
        lengths=("kort",),
        year_from=2001,
        year_to=2003,
    )


@pytest.mark.parametrize("query", ["", "q=", "thema=", "duur=", "jaar_van=", "x=1", "pagina=3"])
def test_query_without_choices_selects_everything(query):
    assert read(query).selection == Selection()
    assert read(query).address() == "?"


@pytest.mark.parametrize("name", ["thema", "interview", "persoon", "genoemd", "organisatie"])
def test_record_that_the_public_does_not_see_is_not_known(records, name):
    hidden = {
        "thema": ThemeFactory,
        "interview": InterviewFactory,
        "persoon": PersonFactory,
        "genoemd": PersonFactory,
        "organisatie": OrganisationFactory,
    }[name](slug="verborgen")

    listing = read(f"{name}=verborgen&duur=kort")

    assert [sentence for _label, sentence in listing.problems] == [
        _("“%(value)s” is not known.") % {"value": hidden.slug}
    ]
    assert listing.selection == Selection(lengths=("kort",))


def test_interviewer_may_be_asked_for_and_speaks_nowhere():
    interview = InterviewFactory(published=True)
    FragmentFactory(published=True, interview=interview)
    ParticipationFactory(interview=interview, person__slug="vrager", part=Part.INTERVIEWER)

    listing = read("persoon=vrager")

    assert (listing.problems, listing.answer.total) == ([], 0)


@pytest.mark.parametrize(
    ("query", "label"),
    [
        (f"q={'x' * (LONGEST_TEXT + 1)}", "Words"),
        ("q=%25+--+%22", "Words"),
        ("thema=" + "&thema=".join(f"t{n}" for n in range(MOST_VALUES + 1)), "Theme"),
        ("thema=thema&thema=onbekend", "Theme"),
        ("functie=koning", "Position"),
        ("vorm=artikel&vorm=boek", "Form"),
        ("met=alles", "With"),
        ("duur=0", "Length"),
        ("jaar_van=999", "From year"),
        ("jaar_tot=3000", "To year"),
        ("jaar_tot=MMXX", "To year"),
        ("jaar_van=2003&jaar_tot=2002", "To year"),
        ("sorteer=willekeurig", "Sort by"),
    ],
)
def test_value_that_cannot_be_read_is_named_with_its_field(records, query, label):
    assert [name for name, _sentence in problems(query)] == [_(label)]


@pytest.mark.parametrize("name", ["thema", "vorm", "sorteer"])
def test_value_that_is_not_known_is_quoted_and_not_at_length(name):
    sentence = _("“%(value)s” is not known.")

    assert [said for _label, said in problems(f"{name}=abc")] == [sentence % {"value": "abc"}]
    assert [said for _label, said in problems(f"{name}={'x' * 3000}")] == [
        sentence % {"value": "x" * LONGEST_QUOTE}
    ]


def test_years_in_the_wrong_order_leave_the_first_on():
    listing = read("jaar_van=2003&jaar_tot=2002")

    assert listing.selection == Selection(year_from=2003)
    assert problems("jaar_van=2003&jaar_tot=2002")[0][1] == _("This year comes before “%s”.") % _(
        "From year"
    )


def test_as_many_values_as_are_allowed_are_read():
    slugs = [theme.slug for theme in ThemeFactory.create_batch(MOST_VALUES, published=True)]

    assert len(read("&".join(f"thema={slug}" for slug in slugs)).selection.themes) == MOST_VALUES


def test_address_is_read_as_it_is_pasted(records):
    pasted = read("thema=thema%E2%80%8E&jaar_van=%E2%80%8B2001&jaar_tot=2003%C2%A0")

    assert pasted.selection == read("thema=thema&jaar_van=2001&jaar_tot=2003").selection
    assert not problems("thema=thema%E2%80%8E&jaar_van=%E2%80%8B2001")


def test_repeated_value_counts_once(records):
    listing = read("thema=thema&thema=thema&duur=kort&duur=kort")

    assert listing.selection.number_of_filters == 2
    assert listing.address() == "?thema=thema&duur=kort"


def test_former_and_present_slug_are_one(records):
    records["thema"].slug = "nieuw"
    records["thema"].save()

    listing = read("thema=thema&thema=nieuw")

    assert listing.address() == "?thema=nieuw"
    assert len(listing.selection.themes) == 1


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "nieuwste"),
        ("q=woord", "relevantie"),
        ("q=woord&sorteer=titel", "titel"),
        ("sorteer=tijd", "tijd"),
        ("sorteer=relevantie", "relevantie"),
        ("sorteer=willekeurig", "nieuwste"),
        ("q=woord&sorteer=willekeurig", "relevantie"),
    ],
)
def test_order_is_the_one_asked_for_or_the_one_that_suits(query, order):
    assert read(query).order == order


def test_address_is_the_same_in_whatever_order_the_choices_were_made(records):
    first = read("vorm=video&thema=thema&duur=lang&duur=kort&x=1&pagina=2")
    second = read("duur=kort&thema=thema&duur=lang").address(vorm=["video"])

    assert first.address() == second == "?thema=thema&vorm=video&duur=kort&duur=lang"


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "?q=a+%26+b&duur=kort"),
        ({"q": ""}, "?duur=kort"),
        ({"duur": []}, "?q=a+%26+b"),
        ({"q": "", "duur": []}, "?"),
        ({"duur": ["lang"], "sorteer": "titel"}, "?q=a+%26+b&duur=lang&sorteer=titel"),
    ],
)
def test_address_takes_changes(changes, address):
    assert read("q=a+%26+b&duur=kort&jaar_van=x").address(**changes) == address


def test_form_keeps_what_it_has_no_field_for(records):
    listing = read("q=een&thema=thema&duur=kort&duur=lang&jaar_van=2001&sorteer=titel&vorm=boek")

    assert listing.sent_along == [
        ("thema", "thema"),
        ("duur", "kort"),
        ("duur", "lang"),
        ("sorteer", "titel"),
    ]


def test_queryset_has_what_the_answer_has(records):
    fragments = [
        FragmentFactory(published=True, interview=records["interview"], title=f"{letter} woord")
        for letter in "bca"
    ]
    FragmentFactory(interview=records["interview"], title="niet openbaar woord")

    listing = read("q=woord&interview=gesprek&sorteer=titel")

    queryset = listing.filterset.qs
    assert [fragment.title for fragment in queryset] == ["a woord", "b woord", "c woord"]
    assert [fragment.pk for fragment in queryset] == listing.answer.page(0, 9)
    assert listing.answer.total == len(fragments)


def test_one_address_leaves_nothing_behind_for_the_next(records):
    assert read("duur=x&thema=onbekend").problems != []
    assert read("duur=kort&thema=thema").problems == []
