"""Themes, people, organisations and background sources: what their pages show and count."""

import pytest
from django.utils.translation import gettext as _

from catalogue.values.choices import Origin, Part
from catalogue.views import browse, people
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme():
    return ThemeFactory(published=True, name="Vertrouwen")


def test_theme_page_groups_what_follows_one_another_in_the_editors_order(client, theme):
    first, second = (InterviewFactory(published=True, title=name) for name in ("Een", "Twee"))
    for order, (interview, start_ms) in enumerate(
        [(second, 9000), (second, 1000), (first, 5000), (second, 2000)]
    ):
        fragment = FragmentFactory(published=True, interview=interview, start_ms=start_ms)
        PlacementFactory(fragment=fragment, theme=theme, order=order)

    context = client.get(theme.get_absolute_url()).context

    assert [
        (group.interview.title, [one.fragment.start_ms for one in group.placements])
        for group in context["groups"]
    ] == [("Twee", [9000, 1000]), ("Een", [5000]), ("Twee", [2000])]
    assert (context["total"], context["interview_total"], context["listing_count"]) == (4, 2, 4)


def test_theme_page_links_to_the_listing_that_counts_narrower_themes_too(client, theme):
    narrower = ThemeFactory(published=True, broader=theme)
    hidden = ThemeFactory(broader=theme)
    both = PlacementFactory(theme=theme, fragment=FragmentFactory(published=True)).fragment
    PlacementFactory(theme=narrower, fragment=both)
    PlacementFactory(theme=narrower, fragment=FragmentFactory(published=True))
    PlacementFactory(theme=hidden, fragment=FragmentFactory(published=True))

    context = client.get(theme.get_absolute_url()).context

    assert (context["total"], context["listing_count"]) == (1, 2)
    assert client.get(context["listing_url"]).context["total"] == 2
    assert [(one.slug, one.fragment_count) for one in context["narrower"]] == [(narrower.slug, 2)]


def test_theme_page_gives_each_fragment_the_way_through_the_theme(client, theme):
    fragment = PlacementFactory(theme=theme, fragment=FragmentFactory(published=True)).fragment

    page = quickly(ask(client, theme.get_absolute_url()).content)

    assert page.xpath("//li[@data-fragment]//h4/a/@href") == [
        f"{fragment.get_absolute_url()}?thema={theme.slug}"
    ]


def test_theme_page_shows_notes_sources_and_other_themes(client, theme):
    other = ThemeFactory(published=True, name="Rolopvatting")
    placement = PlacementFactory(
        theme=theme, fragment=FragmentFactory(published=True), note="Begin hiermee."
    )
    PlacementFactory(fragment=placement.fragment, theme=other)
    source, hidden = BackgroundSourceFactory(published=True), BackgroundSourceFactory()
    theme.sources.add(source, hidden)

    page = quickly(ask(client, theme.get_absolute_url()).content)

    assert page.xpath("//*[contains(@class, 'row__note')]/text()") == ["Begin hiermee."]
    chips = page.xpath("//li[@data-fragment]//a[contains(@class, 'chip')]/@href")
    assert chips == [other.get_absolute_url()]
    links = page.xpath("//section[@aria-labelledby='achtergrond']//a/@href")
    assert links == [source.get_absolute_url()]


def test_theme_page_without_fragments_says_so(client, theme):
    assert (
        _("No fragments stand in this theme itself.")
        in ask(client, theme.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    ("origins", "is_proposed_only"),
    [
        ([], False),
        ([Origin.PROPOSED], True),
        ([Origin.PROPOSED, Origin.REJECTED], True),
        ([Origin.PROPOSED, Origin.CONFIRMED], False),
        ([Origin.PUBLISHED], False),
        ([Origin.REJECTED], False),
    ],
)
def test_theme_of_proposals_alone_is_known_as_such(theme, origins, is_proposed_only):
    for origin in origins:
        fragment = FragmentFactory(published=True)
        PlacementFactory(theme=theme, fragment=fragment, origin=origin)

    [found] = browse.with_fragment_counts(type(theme).objects.published())

    assert found.is_proposed_only == is_proposed_only
    assert found.fragment_count == len([one for one in origins if one != Origin.REJECTED])


def test_list_of_themes_is_a_tree_in_the_editors_order(client, theme):
    theme.order = 2
    theme.save()
    first = ThemeFactory(published=True, name="Zeden", order=1)
    below = ThemeFactory(published=True, name="Onder", broader=theme)
    deeper = ThemeFactory(published=True, name="Dieper", broader=below)
    ThemeFactory(name="Verborgen", broader=theme)
    PlacementFactory(theme=deeper, fragment=FragmentFactory(published=True))

    tree = client.get("/themas/").context["tree"]

    def told(nodes):
        return [
            (node.theme.slug, node.theme.fragment_count, node.theme.branch_count)
            + ((told(node.children),) if node.children else ())
            for node in nodes
        ]

    assert told(tree) == [
        (first.slug, 0, 0),
        (theme.slug, 0, 1, [(below.slug, 0, 1, [(deeper.slug, 1, 1)])]),
    ]


def test_people_are_those_who_speak_or_ask(client):
    interview = InterviewFactory(published=True)
    FragmentFactory.create_batch(2, published=True, interview=interview)
    ParticipationFactory(interview=interview, person__name="Anna Adema")
    ParticipationFactory(interview=interview, person__name="Bart Bos", part=Part.INTERVIEWER)
    PersonFactory(name="Carla Cox", page_opened=True)
    interview.fragments.first().people_mentioned.add(PersonFactory(name="Dirk Dom"))

    found = client.get("/personen/").context["page"].object_list

    told = [(one.name, one.interview_count, one.fragment_count, one.asked_count) for one in found]
    assert told == [
        ("Anna Adema", 1, 2, 0),
        ("Bart Bos", 0, 0, 1),
        ("Carla Cox", 0, 0, 0),
    ]


def test_person_page_counts_what_they_say_and_what_is_said_of_them(client, monkeypatch):
    monkeypatch.setattr(people, "FEW", 1)
    participation = ParticipationFactory(published=True)
    person, interview = participation.person, participation.interview
    FragmentFactory.create_batch(2, published=True, interview=interview)
    FragmentFactory(interview=interview)
    for fragment in FragmentFactory.create_batch(3, published=True):
        fragment.people_mentioned.add(person)

    context = client.get(person.get_absolute_url()).context

    assert (len(context["fragments"]), context["fragments_total"]) == (2, 2)
    assert (len(context["mentioned_fragments"]), context["mentioned_fragments_total"]) == (1, 3)
    for name in ("fragments", "mentioned"):
        listing = client.get(context[f"{name}_url"]).context
        total = context.get(f"{name}_total", context["mentioned_fragments_total"])
        assert listing["total"] == total


def test_person_page_links_an_organisation_only_where_it_has_a_page(client):
    participation = ParticipationFactory(published=True)
    spoken_as, other = (
        PositionFactory(
            person=participation.person, organisation=OrganisationFactory(name=name), role=role
        )
        for name, role in (("Ministerie van Eén", "sg"), ("Ministerie van Twee", "dg"))
    )
    participation.positions.add(spoken_as)

    page = quickly(ask(client, participation.person.get_absolute_url()).content)

    assert page.xpath("//dd//a[contains(text(), 'Ministerie')]/@href") == [
        spoken_as.organisation.get_absolute_url()
    ]
    assert "Ministerie van Twee" in page.text_content()
    assert ask(client, other.organisation.get_absolute_url()).status_code == 404


def test_person_page_links_to_who_else_describes_them(client, world):
    page = quickly(ask(client, world.speaker.get_absolute_url()).content)

    assert {link.get("href"): link.get("rel") for link in page.xpath("//dd/a[@rel]")} == {
        "https://www.wikidata.org/wiki/Q1": "noopener",
        "https://www.parlement.com/id/x": "noopener",
    }


def test_organisation_page_names_who_speaks_from_there(client, world):
    silent = PositionFactory(organisation=world.organisation, person__name="Zwijger")

    response = client.get(world.organisation.get_absolute_url())

    speakers = [position.person for position in response.context["positions"]]
    assert speakers == [world.speaker]
    assert silent.person.name not in response.content.decode()
    listing = client.get(response.context["fragments_url"]).context
    assert listing["total"] == response.context["fragments_total"] == 2


def test_predecessor_is_a_link_only_where_it_has_a_page(client, world):
    predecessor = world.organisation.predecessor
    assert (
        predecessor.get_absolute_url()
        not in ask(client, world.organisation.get_absolute_url()).text
    )

    participation = ParticipationFactory(published=True)
    position = PositionFactory(person=participation.person, organisation=predecessor)
    participation.positions.add(position)

    page = quickly(ask(client, world.organisation.get_absolute_url()).content)
    assert page.xpath(f"//dd//a[@href='{predecessor.get_absolute_url()}']")


def test_background_page_links_people_and_organisations_only_where_they_have_a_page(client, world):
    world.source.organisations.add(OrganisationFactory(name="Ministerie zonder pagina"))

    page = quickly(ask(client, world.source.get_absolute_url()).content)

    names = page.xpath("//dl//li//*[self::a or self::span]")
    assert {(one.text, one.get("href")) for one in names} == {
        ("Anna de Vries", world.speaker.get_absolute_url()),
        ("Carla Cox", None),
        ("Ministerie van Proeven", world.organisation.get_absolute_url()),
        ("Ministerie zonder pagina", None),
    }


def test_background_page_dates_what_it_says(client, world):
    text = ask(client, world.source.get_absolute_url()).content.decode()

    assert "november 2022 – januari 2023" in text
    assert f"({_('derived from the text')})" in text
    assert "winter 2022-2023" in text


@pytest.mark.parametrize(
    ("address", "views", "make"),
    [
        (
            "/personen/",
            people,
            lambda n: ParticipationFactory(published=True, person__name=f"P {n}"),
        ),
        ("/achtergrond/", browse, lambda n: BackgroundSourceFactory(published=True)),
    ],
    ids=["people", "background sources"],
)
def test_long_list_stands_on_pages_that_neither_overlap_nor_miss(
    client, monkeypatch, address, views, make
):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    for number in range(5):
        make(number)

    pages = [client.get(address, {"pagina": page}).context["page"] for page in (1, 2, 3)]

    assert [len(page.object_list) for page in pages] == [2, 2, 1]
    assert len({one.pk for page in pages for one in page.object_list}) == 5


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/fragmenten/",
        "/interviews/",
        "/themas/",
        "/personen/",
        "/organisaties/",
        "/achtergrond/",
    ],
)
def test_empty_catalogue_has_its_pages(client, address):
    answer = ask(client, address)

    assert answer.status_code == 200
    assert len(quickly(answer.content).xpath("//h1")) == 1
