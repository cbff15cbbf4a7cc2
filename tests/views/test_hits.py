"""The listing with words: what is said there, and what may have been meant."""

import pytest
from django.utils.translation import gettext as _

from catalogue.search.build import compact
from catalogue.values.choices import State
from tests.factories import FragmentFactory, InterviewFactory, PassageFactory, TranscriptFactory
from tests.views.asking import ask
from tests.views.markup import quickly, strictly

pytestmark = pytest.mark.django_db


@pytest.fixture
def fragment():
    fragment = FragmentFactory(published=True, title="Een toren", start_ms=60_000)
    transcript = TranscriptFactory(interview=fragment.interview, language="en")
    PassageFactory(transcript=transcript, start_ms=61_500, text="A <toren>, he said. Nothing else.")
    return fragment


def row_of(client, query: str):
    (row,) = quickly(ask(client, f"/fragmenten/?{query}").content).xpath("//li[@data-fragment]")
    return row


def test_row_shows_the_sentence_its_words_marked_and_its_time_leading_to_the_player(
    client, fragment
):
    (hit,) = row_of(client, "q=toren").xpath(".//p[@class='hit']")

    assert [mark.text for mark in hit.xpath(".//mark")] == ["toren"]
    (words,) = hit.xpath(".//span[@class='hit__words']")
    assert words.text_content() == "A <toren>, he said."
    assert words.get("lang") == "en"
    (link,) = hit.xpath(".//a")
    assert link.get("href") == f"{fragment.get_absolute_url()}?t=61"
    assert link.xpath("./span[@aria-hidden='true']")[0].text == "1:01"
    player = quickly(ask(client, link.get("href")).content)
    assert player.xpath("//h1")[0].text_content().strip() == "Een toren"


@pytest.mark.parametrize("is_checked", [True, False])
def test_row_says_when_nobody_checked_the_transcript(client, fragment, is_checked):
    fragment.interview.transcripts.update(is_checked=is_checked)

    row = row_of(client, "q=toren")

    note = _("from a transcript that nobody checked yet")
    assert (note in row.text_content()) is not is_checked


def test_kept_row_answers_its_own_question_and_says_what_is_so_now(client, fragment):
    compact.reindex()
    note = _("from a transcript that nobody checked yet")

    for query, words in (("q=toren", ["toren"]), ("q=said", ["said"]), ("q=toren", ["toren"])):
        assert [mark.text for mark in row_of(client, query).xpath(".//mark")] == words
    assert row_of(client, "").xpath(".//mark") == []
    for is_checked in (True, False):
        fragment.interview.transcripts.update(is_checked=is_checked)
        assert (note in row_of(client, "q=toren").text_content()) is not is_checked


@pytest.mark.parametrize("query", ["", "duur=onbekend", "q=een", "q=%22een+toren%22"])
def test_row_shows_no_sentence_without_a_word_that_is_spoken(client, fragment, query):
    assert row_of(client, query).xpath(".//p[@class='hit']") == []


def test_empty_listing_asks_what_was_meant_and_keeps_the_filters(client, fragment):
    interview = InterviewFactory(title="Zonnewijzer", slug="wijzer", state=State.PUBLISHED)
    for _one in range(2):
        FragmentFactory(interview=interview, state=State.PUBLISHED)
    page = quickly(ask(client, "/fragmenten/?q=zonewijzer&interview=wijzer").content)

    (link,) = page.xpath("//a[@id='bedoelde-u']")
    assert link.text_content() == "zonnewijzer"
    assert link.get("href") == link.get("hx-get") == "?q=zonnewijzer&interview=wijzer"
    found = quickly(ask(client, f"/fragmenten/{link.get('href')}").content)
    assert len(found.xpath("//li[@data-fragment]")) == 2
    assert "2" in link.getparent().text_content()


def test_what_was_meant_is_the_main_action_and_dropping_words_is_not(client, fragment):
    interview = InterviewFactory(title="Zonnewijzer", slug="wijzer", state=State.PUBLISHED)
    FragmentFactory(interview=interview, state=State.PUBLISHED)
    meant = quickly(ask(client, "/fragmenten/?q=zonewijzer&interview=wijzer").content)
    dropped = quickly(ask(client, "/fragmenten/?q=xyzzyx&interview=wijzer").content)

    def main_actions(page):
        return page.xpath("//div[@class='empty']//a[contains(@class, 'button--main')]/@id")

    assert main_actions(meant) == ["bedoelde-u"]
    assert len(meant.xpath("//a[@id='laat-weg']")) == 1
    assert main_actions(dropped) == ["laat-weg"]


def test_question_that_is_too_long_gets_one_sentence(client):
    page = quickly(ask(client, f"/fragmenten/?q={'a' * 201}").content)

    [sentence] = page.xpath("//p[@class='field__error']")
    assert sentence.text_content().strip() == "Zoek met hoogstens 200 tekens; dit zijn er 201."


@pytest.mark.parametrize("query", ["q=xyzzyx", "duur=lang", "q=toren&duur=lang"])
def test_empty_listing_does_not_guess(client, fragment, query):
    page = quickly(ask(client, f"/fragmenten/?{query}").content)

    assert page.xpath("//div[@class='empty']")
    assert page.xpath("//a[@id='bedoelde-u']") == []


@pytest.mark.parametrize(
    "address",
    [
        "/fragmenten/?q=toren",
        "/fragmenten/?q=gesprk",
        "/fragmenten/kies/thema/",
        "/fragmenten/kies/interview/?q=toren&zoek=gesprek",
        "/fragmenten/kies/interview/?thema=onbekend&zoek=%22%3Cb%3E",
    ],
)
def test_pages_need_no_mending(client, fragment, address):
    page = strictly(ask(client, address).content)

    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert sum(one.tag == "h1" for one in page.iter()) == 1
