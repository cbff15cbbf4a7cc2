"""The listing as a page and as the part that htmx asks for; and the page of one fragment."""

import pytest
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.models import Fragment
from catalogue.search.build import compact
from catalogue.values.choices import Origin, Part
from catalogue.views import fragments
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PersonFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly, strictly, text_of

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
HTMX = {"hx_request": "true", "hx_target": "resultaten"}


@pytest.mark.parametrize(
    ("query", "robots", "canonical"),
    [
        ("", None, ""),
        ("utm_source=x", None, ""),
        ("pagina=2", None, ""),
        ("sorteer=titel", None, ""),
        ("thema={theme}", None, "?thema={theme}"),
        ("thema={theme}&pagina=2&sorteer=tijd&x=1", None, "?thema={theme}"),
        ("vorm=video", None, "?vorm=video"),
        ("vorm=video&thema=", None, "?vorm=video"),
        ("vorm=video&thema=onbekend", None, "?vorm=video"),
        ("jaar_van=2001", None, "?jaar_van=2001"),
        ("q=woord", "noindex, nofollow", ""),
        ("vorm=video&vorm=podcast", "noindex, nofollow", ""),
        ("thema={theme}&vorm=video", "noindex, nofollow", ""),
        ("jaar_van=2001&jaar_tot=2002", "noindex, nofollow", ""),
        ("genoemd={mentioned}", "noindex, nofollow", ""),
    ],
)
def test_crawlers_are_told_what_is_a_page_of_its_own(client, world, query, robots, canonical):
    names = {"theme": world.theme.slug, "mentioned": world.mentioned.slug}
    page = quickly(ask(client, f"/fragmenten/?{query.format(**names)}").content)

    assert page.xpath("//meta[@name='robots']/@content") == ([robots] if robots else [])
    assert page.xpath("//link[@rel='canonical']/@href") == [
        f"{SITE}/fragmenten/{canonical.format(**names)}"
    ]


def test_filter_links_tell_crawlers_not_to_follow(client, world):
    page = quickly(ask(client, f"/fragmenten/?thema={world.theme.slug}&vorm=video").content)

    links = page.xpath("//a[starts-with(@href, '?') and not(@rel='next') and not(@rel='prev')]")
    assert len(links) > 10
    assert {link.get("rel") for link in links} == {"nofollow"}


def of_facet(client, name: str, query: str = "") -> list[tuple[str, str]]:
    """The choices of a facet as the page has them: text and address."""
    page = quickly(ask(client, f"/fragmenten/?{query}").content)
    links = page.xpath(f"//ul[@aria-labelledby='facet-{name}']//a")
    return [(text_of(link), link.get("href")) for link in links]


@pytest.mark.parametrize("name", ["thema", "interview", "persoon", "organisatie"])
def test_kept_facets_are_those_of_the_address_and_of_now(client, world, name):
    compact.reindex()
    first = of_facet(client, name)
    record = {
        "thema": world.theme,
        "interview": world.interview,
        "persoon": world.speaker,
        "organisatie": world.organisation,
    }[name]

    assert of_facet(client, name) == first
    assert of_facet(client, name, "sorteer=titel") == [
        (text, f"{address}&sorteer=titel") for text, address in first
    ]
    field = "title" if name == "interview" else "name"
    setattr(record, field, "Zzz verzonnen")
    record.save()
    assert "Zzz verzonnen" in " ".join(text for text, _address in of_facet(client, name))


def test_htmx_gets_the_results_alone(client, world):
    part = strictly(ask(client, "/fragmenten/?q=fragment", **HTMX).content, is_part=True)
    page = strictly(ask(client, "/fragmenten/?q=fragment").content)

    assert [one.tag for one in part if one.tag != "link"] == ["title", "div"]
    assert text_of(part.find("title")) == text_of(page.find("head/title"))
    results = next(one for one in page.iter() if one.get("id") == "resultaten")
    assert text_of(part.find("div")) == text_of(results)


def test_htmx_that_lost_its_history_gets_the_page(client, world):
    page = ask(client, "/fragmenten/", **HTMX, hx_history_restore_request="true")

    assert page.content == ask(client, "/fragmenten/").content


def test_caches_keep_part_and_page_apart(client, world):
    for headers in ({}, HTMX):
        varies_by = ask(client, "/fragmenten/", **headers).headers["Vary"]

        assert {"HX-Request", "HX-History-Restore-Request"} <= {*varies_by.split(", ")}


def test_every_htmx_link_works_without_it(client, world):
    page = quickly(ask(client, f"/fragmenten/?thema={world.theme.slug}&duur=kort").content)

    asking = page.xpath("//*[@hx-get]")
    assert len(asking) > 10
    assert [one.get("hx-get") for one in asking] == [
        one.get("href") or one.get("action") for one in asking
    ]
    assert all(one.get("id") for one in asking)  # by which the focus is found again


def test_form_sends_along_what_is_chosen(client, world):
    query = f"thema={world.theme.slug}&duur=kort&sorteer=titel&jaar_van=2001&q=fragment"
    page = quickly(ask(client, f"/fragmenten/?{query}").content)

    fields = page.xpath("//input[ancestor::form[@id='zoekformulier'] or @form='zoekformulier']")
    assert {(field.get("name"), field.get("value")) for field in fields} == {
        ("q", "fragment"),
        ("thema", world.theme.slug),
        ("duur", "kort"),
        ("sorteer", "titel"),
        ("jaar_van", "2001"),
        ("jaar_tot", ""),
    }


@pytest.mark.parametrize(
    ("query", "orders", "active"),
    [
        ("", ["nieuwste", "titel", "tijd"], "nieuwste"),
        ("sorteer=tijd", ["nieuwste", "titel", "tijd"], "tijd"),
        ("q=fragment", ["relevantie", "nieuwste", "titel", "tijd"], "relevantie"),
        ("q=fragment&sorteer=titel", ["relevantie", "nieuwste", "titel", "tijd"], "titel"),
    ],
)
def test_list_offers_its_orders(client, world, query, orders, active):
    page = quickly(ask(client, f"/fragmenten/?{query}").content)

    links = page.xpath("//*[starts-with(@id, 'sorteer-')]")
    assert [link.get("id").removeprefix("sorteer-") for link in links] == orders
    assert [link.get("id") for link in links if link.get("aria-current")] == [f"sorteer-{active}"]


@pytest.mark.parametrize("order", ["", "nieuwste", "titel", "tijd", "relevantie"])
@pytest.mark.parametrize("text", ["", "zelfde"])
def test_pages_neither_overlap_nor_miss(client, monkeypatch, order, text):
    monkeypatch.setattr(fragments, "PAGE_SIZE", 3)
    interview = InterviewFactory(published=True)
    Fragment.objects.bulk_create(
        Fragment(interview=interview, title="Zelfde", start_ms=n, state="published")
        for n in range(8)
    )

    address, found = f"/fragmenten/?sorteer={order}&q={text}", []
    while address:
        page = quickly(ask(client, address).content)
        found.append(page.xpath("//li[@data-fragment]/@data-fragment"))
        address = next((f"/fragmenten/{to}" for to in page.xpath("//a[@rel='next']/@href")), None)

    assert [len(pids) for pids in found] == [3, 3, 2]
    pids = [pid for page in found for pid in page]
    assert sorted(pids) == sorted(Fragment.objects.values_list("pid", flat=True))


def test_empty_list_suggests_the_filter_whose_removal_gives_most(client, world):
    address = f"/fragmenten/?thema={world.theme.slug}&duur=lang&interview={world.interview.slug}"
    response = client.get(address)

    suggestion = response.context["suggestion"]
    assert (suggestion["label"], suggestion["value"]) == (
        _("Length"),
        _("long: over 5 minutes"),
    )
    behind = client.get(f"/fragmenten/{suggestion['url']}")
    assert behind.context["total"] == suggestion["count"] == 2
    [link] = quickly(response.content).xpath("//*[@id='laat-weg']/@href")
    assert link == suggestion["url"]


@pytest.mark.parametrize("query", ["q=bestaatniet", "q=bestaatniet&duur=lang&met=download"])
def test_empty_list_suggests_nothing_that_gives_nothing(client, world, query):
    response = client.get(f"/fragmenten/?{query}")

    suggestion = response.context["suggestion"]
    if suggestion:
        behind = client.get(f"/fragmenten/{suggestion['url']}")
        assert behind.context["total"] == suggestion["count"] > 0
    else:
        assert query.count("=") > 1
    assert quickly(response.content).xpath("//*[@id='toon-alles']/@href") == ["/fragmenten/"]


def test_heading_counts_what_is_found(client):
    FragmentFactory.create_batch(2, published=True)
    FragmentFactory(interview=InterviewFactory(published=True))

    [heading] = quickly(ask(client, "/fragmenten/").content).xpath("//h1/text()")

    assert heading == "2 fragmenten"


def test_fragment_page_takes_its_neighbours_from_the_theme_one_came_from(client):
    theme = ThemeFactory(published=True)
    interview = InterviewFactory(published=True)
    early, middle, late = (
        FragmentFactory(published=True, interview=interview, start_ms=start, title=f"F{start}")
        for start in (1000, 2000, 3000)
    )
    elsewhere = FragmentFactory(published=True, title="Elders")
    hidden = FragmentFactory(interview=interview, start_ms=1500)
    for order, fragment in enumerate([late, hidden, middle, elsewhere]):
        PlacementFactory(fragment=fragment, theme=theme, order=order)

    context = client.get(f"{middle.get_absolute_url()}?thema={theme.slug}").context

    assert context["in_theme"] == {"previous": late, "next": elsewhere, "number": 2, "total": 3}
    beside = context["in_interview"]
    assert (beside["previous"].pk, beside["next"].pk) == (early.pk, late.pk)
    assert (beside["number"], beside["total"]) == (2, 3)


@pytest.mark.parametrize("named", ["", "onbekend", "verborgen", "%00", "a/b"])
def test_fragment_page_without_a_known_theme_stays_in_the_interview(client, world, named):
    ThemeFactory(slug="verborgen")

    answer = client.get(f"{world.fragment.get_absolute_url()}?thema={named}")

    assert (answer.context["theme"], answer.context["in_theme"]) == (None, None)


def test_theme_in_which_a_fragment_does_not_stand_has_no_place_for_it(client, world):
    other = ThemeFactory(published=True, slug="ander")

    answer = client.get(f"{world.fragment.get_absolute_url()}?thema=ander")

    assert answer.context["in_theme"] is None
    assert other.name not in answer.content.decode()


@pytest.mark.parametrize(
    ("end_ms", "query", "start_ms", "stop_ms", "is_stated"),
    [
        (None, "", 10_000, 20_000, False),
        (15_000, "", 10_000, 15_000, True),
        (25_000, "", 10_000, 25_000, True),
        (15_000, "?t=12", 12_000, 15_000, True),
        (15_000, "?t=12,13.5", 12_000, 13_500, True),
        (15_000, "?t=18", 18_000, None, False),
        (None, "?t=18", 18_000, 20_000, False),
    ],
    ids=["derived", "own", "past the next", "from a moment", "a span", "past its end", "later"],
)
def test_fragment_plays_from_its_start_to_its_end(
    client, end_ms, query, start_ms, stop_ms, is_stated
):
    interview = InterviewFactory(published=True)
    MediaFileFactory(recording=RecordingFactory(interview=interview, duration_ms=60_000))
    fragment = FragmentFactory(published=True, interview=interview, start_ms=10_000, end_ms=end_ms)
    FragmentFactory(interview=interview, start_ms=15_000)  # a draft stops nothing
    FragmentFactory(published=True, interview=interview, start_ms=20_000)

    playback = client.get(f"{fragment.get_absolute_url()}{query}").context["playback"]

    assert (playback.start_ms, playback.stop_ms) == (start_ms, stop_ms)
    assert playback.stop_is_stated == is_stated


def test_derived_end_is_never_shown_as_a_length(client):
    interview = InterviewFactory(published=True)
    MediaFileFactory(recording=RecordingFactory(interview=interview, duration_ms=60_000))
    fragment, stated = (
        FragmentFactory(published=True, interview=interview, start_ms=start, end_ms=end)
        for start, end in ((0, None), (20_000, 42_000))
    )

    unknown = ask(client, fragment.get_absolute_url()).content.decode()
    known = ask(client, stated.get_absolute_url()).content.decode()

    assert _("end not yet determined") in unknown
    assert "20 s" not in unknown
    assert "22 s" in known


@pytest.mark.parametrize("with_file", [True, False])
def test_fragment_without_a_recording_says_so(client, with_file):
    fragment = FragmentFactory(published=True)
    if with_file:
        MediaFileFactory(recording=RecordingFactory(interview=fragment.interview))

    answer = ask(client, fragment.get_absolute_url())

    videos = quickly(answer.content).xpath("//video[@src]")
    sentence = _("There is no recording of this conversation in the catalogue yet.")
    assert bool(videos) == with_file
    assert (sentence in answer.content.decode()) != with_file


@pytest.mark.parametrize("is_demo", [True, False])
def test_demonstration_is_played_in_the_demonstration_only_and_says_so(client, settings, is_demo):
    settings.DEMO = is_demo
    fragment = FragmentFactory(published=True)
    recording = RecordingFactory(interview=fragment.interview, demonstration=True)
    file = MediaFileFactory(recording=recording)

    page = quickly(ask(client, fragment.get_absolute_url()).content)

    shown = page.xpath("//*[@data-player-demonstration and not(@hidden)]")
    assert [one.split("#")[0] for one in page.xpath("//video/@src")] == (
        [file.get_absolute_url()] if is_demo else []
    )
    assert bool(shown) == is_demo


def test_named_speakers_take_the_place_of_the_interviewees(client):
    fragment = FragmentFactory(published=True)
    first, second = (
        ParticipationFactory(interview=fragment.interview, person=PersonFactory(name=name))
        for name in ("Anna", "Bart")
    )
    ParticipationFactory(interview=fragment.interview, part=Part.INTERVIEWER)

    both = client.get(fragment.get_absolute_url()).context["fragment"].speaker_list
    fragment.speakers.add(second)
    one = client.get(fragment.get_absolute_url()).context["fragment"].speaker_list

    assert (both, one) == ([first, second], [second])


def test_page_names_speaker_office_date_and_interviewer(client, world):
    page = quickly(ask(client, world.fragment.get_absolute_url()).content)

    [stage] = page.xpath("//header[@class='stage__head']")
    said = text_of(stage)
    for words in (
        "Anna de Vries",
        "secretaris-generaal (SG), Ministerie van Proeven (2002–2007)",
        "gehouden in november 2018",
    ):
        assert words in said
    [interviewer] = page.xpath("//a[text()='Bart Bos']")
    assert interviewer.get("href") == world.interviewer.get_absolute_url()


def test_page_says_what_nobody_knows_yet(client):
    fragment = FragmentFactory(published=True)

    [stage] = quickly(ask(client, fragment.get_absolute_url()).content).xpath(
        "//header[@class='stage__head']"
    )

    assert _("Speaker not yet established") in text_of(stage)
    assert _("date not yet established") in text_of(stage)


def test_quote_says_who_said_it_in_which_office_and_where(client, world):
    page = quickly(ask(client, world.fragment.get_absolute_url()).content)

    [source] = page.xpath("//figure[blockquote]/figcaption")
    assert [text_of(part) for part in source] == [
        "Anna de Vries, secretaris-generaal (SG) (MvP)",
        world.interview.series.title,
        "november 2018",
        "15:03",
    ]


def test_page_without_words_has_no_room_for_them(client):
    fragment = FragmentFactory(published=True)

    bare = quickly(ask(client, fragment.get_absolute_url()).content)
    Fragment.objects.filter(pk=fragment.pk).update(summary="Waar het over gaat.")
    told = quickly(ask(client, fragment.get_absolute_url()).content)

    assert [bool(page.xpath("//*[contains(@class, 'columns')]")) for page in (bare, told)] == [
        False,
        True,
    ]


def test_mentioned_people_are_links_only_where_they_have_a_page(client, world):
    world.fragment.people_mentioned.add(world.speaker)

    page = quickly(ask(client, world.fragment.get_absolute_url()).content)

    assert page.xpath("//dd[.//span]//span[text()='Carla Cox']")
    assert page.xpath("//dd//a[text()='Anna de Vries']/@href") == [world.speaker.get_absolute_url()]


@pytest.mark.parametrize(
    ("origin", "is_shown", "is_marked"),
    [
        (Origin.PUBLISHED, True, False),
        (Origin.CONFIRMED, True, False),
        (Origin.PROPOSED, True, True),
        (Origin.REJECTED, False, False),
    ],
)
def test_proposed_theme_is_marked_and_a_rejected_one_not_shown(client, origin, is_shown, is_marked):
    placement = PlacementFactory(published=True, theme__name="Vertrouwen", origin=origin)

    for address in (placement.fragment.get_absolute_url(), "/fragmenten/"):
        chips = quickly(ask(client, address).content).xpath(
            f"//a[contains(@class, 'chip') and @href='{placement.theme.get_absolute_url()}']"
        )
        assert bool(chips) == is_shown
        assert any("chip--proposed" in chip.get("class") for chip in chips) == is_marked
        assert any(_("proposed:") in chip.text_content() for chip in chips) == is_marked


def test_correction_link_names_the_permanent_address(client, world):
    for address in (
        world.fragment.get_absolute_url(),
        world.interview.get_absolute_url(),
        world.theme.get_absolute_url(),
        world.speaker.get_absolute_url(),
    ):
        page = quickly(ask(client, f"{address}?t=5&utm_source=x").content)

        [mail] = page.xpath("//a[contains(@href, 'body=')]/@href")
        assert mail.startswith("mailto:redactie@example.org?subject=")
        assert f"{SITE}{address}".replace(":", "%3A").replace("/", "%2F") in mail
        assert "utm_source" not in mail


def test_words_of_a_search_survive_as_they_were_typed(client, world):
    text = "een \"fragment\" <b>&amp; 100% + 'meer'"
    response = client.get("/fragmenten/", {"q": text})

    [value] = quickly(response.content).xpath("//input[@name='q']/@value")
    [chip] = response.context["chips"]
    assert (value, chip.value) == (text, text)


def test_next_page_keeps_the_filters(client, monkeypatch, world):
    monkeypatch.setattr(fragments, "PAGE_SIZE", 1)
    page = quickly(ask(client, f"/fragmenten/?thema={world.theme.slug}&pagina=1").content)

    [following] = page.xpath("//a[@rel='next']/@href")
    assert QueryDict(following[1:]).dict() == {"thema": world.theme.slug, "pagina": "2"}


@pytest.mark.parametrize("query", ["?projectie", "?projectie=", "?projectie=1&utm_source=x"])
def test_projection_says_who_and_when_and_is_not_found_by_crawlers(client, world, query):
    answer = ask(client, f"{world.fragment.get_absolute_url()}{query}")

    page = quickly(answer.content)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, nofollow"]
    assert page.xpath("//link[@rel='canonical']/@href") == [
        f"{SITE}{world.fragment.get_absolute_url()}"
    ]
    assert page.xpath("//h1/text()") == [world.fragment.title]
    [facts] = page.xpath("//*[@class='projection__facts']")
    assert "Anna de Vries" in facts.text_content()


def test_projection_of_a_fragment_that_is_not_public_is_not_there(client, world):
    world.fragment.state = "withdrawn"
    world.fragment.save()

    assert client.get(f"{world.fragment.get_absolute_url()}?projectie").status_code == 410


def test_projection_without_a_recording_says_so_and_is_not_led_to(client):
    fragment = FragmentFactory(published=True)

    page = ask(client, fragment.get_absolute_url()).content.decode()
    projection = ask(client, f"{fragment.get_absolute_url()}?projectie").content.decode()

    assert "projectie" not in page
    assert _("There is no recording of this conversation in the catalogue yet.") in projection
