"""Bad values in addresses: the page, with a sentence beside the field; never an error."""

import pytest
from django.http import QueryDict
from django.utils.translation import gettext as _

from catalogue.listing.filters import FragmentFilter
from catalogue.listing.listing import Listing
from catalogue.search.question import read
from catalogue.views import fragments, paging
from tests.factories import FragmentFactory
from tests.views.asking import Answer, ask
from tests.views.markup import quickly, strictly

pytestmark = pytest.mark.django_db

NASTY = {
    "nul": "%00",
    "nul inside": "a%00b",
    "control character": "%07",
    "not a character": "%EF%BF%BF",
    "not utf-8": "%FF%FE",
    "cut utf-8": "%C3",
    "half a pair": "%ED%A0%80",
    "long": "x" * 10_000,
    "long digits": "9" * 5_000,
    "huge": "99999999999999999999",
    "negative": "-1",
    "zero": "0",
    "exponent": "1e9",
    "not a number": "nan",
    "decimal": "1.5",
    "superscript": "%C2%B2",
    "arabic digits": "%D9%A1%D9%A5",
    "percent": "%25",
    "broken percent": "%zz",
    "underscore": "_",
    "emoji": "%F0%9F%92%A9",
    "joined emoji": "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A9",
    "right to left": "%E2%80%AE",
    "quote": "'",
    "double quote": "%22",
    "sql": "%27%20OR%201%3D1%3B%20DROP%20TABLE%20catalogue_fragment%3B--",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "template": "%7B%7B%20settings.SECRET_KEY%20%7D%7D",
    "path": "../../etc/passwd",
    "slash": "a/b",
    "backslash": "%5C",
    "newline": "a%0D%0AX-Header:%20x",
    "brackets": "a[b][c]",
    "lookup": "x__in",
    "none": "None",
}
# Any text with a word in it is one to look for, up to a length.
WITH_WORDS = {name for name, text in NASTY.items() if read(QueryDict(f"q={text}").get("q", ""))}
READABLE = {"q": WITH_WORDS - {"long", "long digits"}, "pagina": set()}
UNSEEN = {"right to left"}  # signs alone that nobody sees: in a filter, as if nothing were chosen
LISTING = [*FragmentFilter.base_filters, "pagina"]
ELSEWHERE = {
    "/": ["q", "pagina", "t"],
    "/interviews/": ["pagina"],
    "/themas/": ["pagina"],
    "/personen/": ["pagina"],
    "/organisaties/": ["pagina"],
    "/achtergrond/": ["pagina"],
    "{fragment}": ["t", "thema"],
    "{interview}": ["t"],
    "/themas/{theme}/": ["pagina"],
    "{embed}": ["t"],
}


def problems_on(answer: Answer) -> list[str]:
    """The labels of the fields of which the page says that they could not be read."""
    return quickly(answer.content).xpath(
        "//*[contains(@class, 'notice--problem')]//li/strong/text()"
    )


def labels_of(names) -> list[str]:
    form = Listing(QueryDict()).form
    return [str(form.fields[name].label) if name in form.fields else _("Page") for name in names]


# One world for all values: it takes longer to make than most pages.


def test_listing_says_of_every_field_what_it_could_not_read(client, world, subtests):
    for value, text in NASTY.items():
        with subtests.test(value):
            address = "/fragmenten/?" + "&".join(f"{name}={text}" for name in LISTING)

            answer = ask(client, address)

            assert answer.status_code == 200
            strictly(answer.content)
            assert "for the tests only" not in answer.text  # of the secret key
            unreadable = [name for name in LISTING if value not in READABLE.get(name, UNSEEN)]
            told = ["q"] if 'id="id_q_error"' in answer.text else []
            assert [*labels_of(told), *problems_on(answer)] == labels_of(unreadable)


@pytest.mark.parametrize("pattern", ELSEWHERE)
def test_other_page_is_given_whatever_its_parameters_say(client, world, subtests, pattern):
    for value, text in NASTY.items():
        with subtests.test(value):
            query = "&".join(f"{name}={text}" for name in ELSEWHERE[pattern])

            answer = ask(client, f"{world.address(pattern)}?{query}")

            assert answer.status_code == 200
            assert b"<script>alert" not in answer.content


@pytest.mark.parametrize(
    "query",
    [
        "q=",
        "thema=&interview=&persoon=&genoemd=&functie=&organisatie=&vorm=&met=&duur=",
        "jaar_van=&jaar_tot=&sorteer=&pagina=",
        "onbekend=1&utm_source=nieuwsbrief&__proto__=x",
        "q=%20%20",
        "jaar_van=%202002%20",
        "thema={theme}&thema={theme}",
        "functie=sg&functie=sg&duur=kort&duur=kort",
        "sorteer=relevantie",
        "&&==&=x",
    ],
)
def test_listing_has_no_problem_with_empty_repeated_and_unknown_parameters(client, world, query):
    answer = ask(client, f"/fragmenten/?{world.address(query)}")

    assert answer.status_code == 200
    strictly(answer.content)
    assert problems_on(answer) == []


@pytest.mark.parametrize(
    ("value", "unreadable"),
    [("kort", {*LISTING} - {"q", "duur"}), ("x{}", {*LISTING} - {"q"})],
    ids=["the same value", "different values"],
)
def test_every_parameter_may_be_repeated_a_thousand_times(client, world, value, unreadable):
    query = "&".join(f"{name}={value.format(n)}" for name in LISTING for n in range(1000))

    answer = ask(client, f"/fragmenten/?{query}")

    assert answer.status_code == 200
    assert problems_on(answer) == labels_of(name for name in LISTING if name in unreadable)


def test_more_parameters_than_any_browser_sends_are_refused(client):
    answer = ask(client, "/fragmenten/?" + "&".join(["q=x"] * 20_001))

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("name", "value"),
    [("q", "x" * 201), ("jaar_van", "x"), ("jaar_tot", "999"), ("jaar_tot", "3000")],
)
def test_problem_stands_beside_its_field_too(client, world, name, value):
    page = strictly(ask(client, f"/fragmenten/?{name}={value}").content)

    [field] = [one for one in page.iter("input") if one.get("name") == name]
    described = [one for one in page.iter() if one.get("id") == field.get("aria-describedby")]
    assert field.get("aria-invalid") == "true"
    assert field.get("value") == value
    assert len(described) == 1


def test_last_year_before_the_first_says_so_and_leaves_the_first_on(client, world):
    answer = ask(client, "/fragmenten/?jaar_van=2010&jaar_tot=2001")

    assert problems_on(answer) == labels_of(["jaar_tot"])
    assert _("This year comes before “%s”.") % _("From year") in answer.content.decode()


def test_bad_filter_is_left_off_while_the_others_stay_on(client, world):
    readable = ask(client, f"/fragmenten/?thema={world.theme.slug}&duur=kort")
    with_bad = ask(
        client, f"/fragmenten/?thema={world.theme.slug}&duur=kort&persoon=niemand&jaar_van=x"
    )

    assert titles(with_bad) == titles(readable) == [world.fragment.title]
    assert problems_on(with_bad) == labels_of(["persoon", "jaar_van"])


def titles(answer: Answer) -> list[str]:
    return quickly(answer.content).xpath("//ol[contains(@class, 'rows')]//h3/a/text()")


@pytest.mark.parametrize(
    ("number", "shown", "problems"),
    [
        *[("", 1, 0), ("1", 1, 0), ("3", 3, 0), (" 2 ", 2, 0), ("02", 2, 0)],
        *[("0", 1, 1), ("-1", 1, 1), ("-99999999999999999999", 1, 1)],
        *[("abc", 1, 1), ("²", 1, 1), ("1.5", 1, 1)],
        *[("4", 3, 1), ("99999999999999999999", 3, 1), ("9" * 5000, 3, 1)],
    ],
    ids=lambda value: str(value)[:22],
)
def test_page_number_out_of_reach_gives_the_nearest_page(
    client, monkeypatch, number, shown, problems
):
    monkeypatch.setattr(fragments, "PAGE_SIZE", 1)
    FragmentFactory.create_batch(3, published=True)

    context = client.get("/fragmenten/", {"pagina": number}).context

    assert (context["page"].number, len(context["problems"])) == (shown, problems)


def test_pages_end_somewhere_and_the_last_one_says_so(client, monkeypatch):
    monkeypatch.setattr(fragments, "PAGE_SIZE", 1)
    monkeypatch.setattr(paging, "DEEPEST_PAGE", 2)
    FragmentFactory.create_batch(3, published=True)

    context = client.get("/fragmenten/?pagina=3").context

    assert (context["page"].number, context["page"].has_next()) == (2, False)
    assert (context["total"], len(context["problems"])) == (3, 1)


MOMENTS = {"903": 903_000, "903.5": 903_500, "903,963": 903_000, "15:03": 903_000, "0": 0}
NO_MOMENTS = ["", "-1", "abc", "963,903", "1,2,3", "9" * 99, "t=5", "٩", "1e3", "%00", "903,", ",5"]


@pytest.mark.parametrize("kind", ["fragment", "interview"])
def test_moment_that_cannot_be_read_gives_the_beginning_and_a_sentence(
    client, world, subtests, kind
):
    for text in (*MOMENTS, *NO_MOMENTS):
        with subtests.test(text):
            response = client.get(f"{world.address('{' + kind + '}')}?t={text}")

            sentences = quickly(response.content).xpath("//p[@role='status' and text()]/text()")
            assert response.context["playback"].start_ms == MOMENTS.get(text, 0)
            assert (response.context["moment_problem"] in sentences) == (text in NO_MOMENTS)


def test_moment_past_the_end_is_brought_back_to_it(client, world):
    response = client.get(f"{world.fragment.get_absolute_url()}?t=9999")

    assert response.context["playback"].start_ms == 1_800_000


def test_last_of_repeated_moments_counts(client, world):
    response = client.get(f"{world.interview.get_absolute_url()}?t=abc&t=905")

    assert response.context["playback"].start_ms == 905_000
