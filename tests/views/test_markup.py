"""Every page is whole, for browsers, assistive technology and the content security policy."""

from collections import Counter
from itertools import pairwise

import pytest

from tests.views.markup import shown, strictly, text_of
from tests.views.world import PAGES

pytestmark = pytest.mark.django_db
NAMED_BY_CONTENT = ("a", "button", "summary", "h1", "h2", "h3", "h4", "dt", "legend", "th")
NAMED_BY_LABEL = ("input", "select", "textarea", "meter", "progress")
each_page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def page(answers, name):
    """The tree of the page of that name. Markup that a browser would have to mend raises."""
    assert answers[name].status_code == 200
    return strictly(answers[name].content)


@each_page
def test_page_has_language_title_and_one_heading(page, name):
    headings = [int(one.tag[1]) for one in page.iter() if one.tag in ("h1", "h2", "h3", "h4")]

    assert page.get("lang") == "nl"
    assert len(text_of(page.find("head/title"))) > len(" · De top kijkt om")
    assert headings.count(1) == 1
    leaps = [pair for pair in pairwise(headings) if pair[1] > pair[0] + 1]
    assert leaps == []


@each_page
def test_page_has_landmarks_and_a_way_past_the_menu(page, name):
    landmarks = Counter(one.tag for one in page.iter() if one.tag in ("main", "header", "footer"))
    first_link = next(page.find("body").iter("a"))

    assert (landmarks["main"], landmarks["footer"]) == (1, 1)
    assert first_link.get("href") == "#inhoud"
    assert page.find(".//main").get("id") == "inhoud"
    navs = [
        nav for nav in page.iter("nav") if not (nav.get("aria-label") or nav.get("aria-labelledby"))
    ]
    assert navs == []


@each_page
def test_page_has_no_inline_script_or_style(page, name):
    for element in page.iter():
        handlers = [one for one in element.attrib if one.startswith("on") or one == "style"]
        assert handlers == [], element.tag
        assert element.tag != "style"
        assert element.tag != "script" or (element.get("src") and not element.text)
        assert not (element.get("href") or "").startswith("javascript:")


@each_page
def test_every_id_is_unique_and_every_reference_leads_to_one(page, name):
    ids = Counter(one.get("id") for one in page.iter() if one.get("id") is not None)
    references = [
        reference
        for one in page.iter()
        for attribute in ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls")
        for reference in (one.get(attribute) or "").split()
    ]
    in_page = [
        href[1:] for one in page.iter("a") if (href := one.get("href") or "").startswith("#")
    ]

    assert [one for one, times in ids.items() if times > 1 or not one.strip()] == []
    assert {*references, *in_page} - ids.keys() == set()


@each_page
def test_everything_that_can_be_used_or_stands_above_something_has_a_name(page, name):
    ids = {one.get("id"): one for one in page.iter()}
    labels = {label.get("for"): text_of(label) for label in page.iter("label")}
    wrapped = {one for label in page.iter("label") if text_of(label) for one in label.iter()}
    nameless = []
    for element in shown(page.find("body")):
        if element.tag in NAMED_BY_CONTENT:
            own = text_of(element)
        elif element.tag in NAMED_BY_LABEL and element.get("type") != "hidden":
            own = labels.get(element.get("id")) or element in wrapped
        elif element.tag == "img":
            own = element.get("alt") is not None
        else:
            continue
        other = element.get("aria-labelledby")
        if not (own or element.get("aria-label") or (other and text_of(ids[other]))):
            nameless.append((element.tag, dict(element.attrib)))

    assert nameless == []


@each_page
def test_pictures_have_a_size_and_links_an_address(page, name):
    pictures = [one for one in shown(page.find("body")) if one.tag == "img"]
    links = [one for one in shown(page.find("body")) if one.tag == "a"]

    assert all(one.get("width").isdigit() and one.get("height").isdigit() for one in pictures)
    assert [text_of(one) for one in links if not one.get("href")] == []


@each_page
def test_lists_hold_items_only(page, name):
    strays = [
        (one.tag, child.tag)
        for one in page.iter()
        if one.tag in ("ul", "ol")
        for child in one
        if child.tag not in ("li", "script", "template")
    ]

    assert strays == []
