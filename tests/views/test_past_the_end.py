"""What begins past the end of its recording: a sentence, and nothing that can be played."""

import pytest
from django.utils.translation import gettext as _

from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    ParticipationFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
)
from tests.views.asking import ask
from tests.views.markup import quickly

pytestmark = pytest.mark.django_db

MINUTE = 60_000
REASON = "begins after the end of the recording"


@pytest.fixture
def interview():
    """A conversation whose recording lasts 31:00."""
    interview = InterviewFactory(published=True, slug="gesprek")
    MediaFileFactory(recording=RecordingFactory(interview=interview, duration_ms=31 * MINUTE))
    return interview


@pytest.fixture
def fragment(interview):
    return FragmentFactory(published=True, interview=interview, start_ms=15 * MINUTE, title="Er")


@pytest.fixture
def late(interview):
    """A fragment that begins at 40:00, and stands in lists of each kind."""
    fragment = FragmentFactory(published=True, interview=interview, start_ms=40 * MINUTE)
    PlacementFactory(fragment=fragment, theme=ThemeFactory(published=True, slug="thema"))
    ParticipationFactory(interview=interview, person__slug="spreker")
    return fragment


def sentence(time: str) -> str:
    text = _("The recording ends at {end}. There is nothing to play from {time}.")
    return text.format(end="31:00", time=time)


def page(client, address: str):
    return quickly(ask(client, address).content)


@pytest.mark.parametrize(
    ("query", "time"),
    [
        ("?t=1860", "31:00"),
        ("?t=9999", "2:46:39"),
        ("?t=9999,10000", "2:46:39"),
        ("?t=40:00", "40:00"),
    ],
)
@pytest.mark.parametrize("kind", ["fragment", "interview", "embed"])
def test_moment_past_the_end_is_a_sentence_and_no_player(client, fragment, kind, query, time):
    addresses = {
        "fragment": fragment.get_absolute_url(),
        "interview": fragment.interview.get_absolute_url(),
        "embed": f"/insluiten/{fragment.pid}/",
    }
    html = page(client, addresses[kind] + query)

    assert html.xpath("//p[@role='status' and text()]/text()") == [sentence(time)]
    assert html.xpath("//video[@src or @controls]") == []
    [button] = html.xpath("//*[@data-player-plain]//button[@disabled]")
    assert button.text_content().strip() == _("Play from %(time)s") % {"time": time}


@pytest.mark.parametrize("query", ["?t=1859", "?t=1859.999", "?t=1859,9999"])
def test_moment_just_before_the_end_plays_to_the_end_at_most(client, fragment, query):
    response = client.get(fragment.get_absolute_url() + query)

    playback = response.context["playback"]
    assert response.context["moment_problem"] == ""
    assert playback.is_there
    assert playback.stop_ms in (None, 31 * MINUTE)


def test_fragment_past_the_end_says_so_on_its_own_page_and_in_a_frame(client, late):
    for address in (late.get_absolute_url(), f"/insluiten/{late.pid}/"):
        html = page(client, address)

        assert html.xpath("//p[@role='status' and text()]/text()") == [sentence("40:00")]
        assert html.xpath("//video[@src]") == []


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/fragmenten/", "/fragmenten/?thema=thema", "/themas/thema/"),
        *("/interviews/gesprek/", "/personen/spreker/"),
    ],
)
def test_fragment_past_the_end_is_off_in_every_list(client, late, address):
    html = page(client, address)

    assert html.xpath("//*[contains(@class, 'play')]/@data-play") == []
    [button] = html.xpath("//main//button[contains(@class, 'play') and @disabled]")
    assert "40:00" in button.text_content()
    assert button.getnext().text == _(REASON)


def test_player_of_a_theme_stands_ready_for_what_can_be_played(client, fragment, late):
    theme = late.placements.get().theme
    PlacementFactory(fragment=fragment, theme=theme, order=2)

    assert client.get(theme.get_absolute_url()).context["playback"].pid == fragment.pid
    fragment.placements.all().delete()
    assert client.get(theme.get_absolute_url()).context["playback"] is None


def test_recording_of_unknown_length_may_have_every_moment(client, fragment, late):
    late.interview.recordings.update(duration_ms=None)

    response = client.get(late.get_absolute_url())

    assert response.context["moment_problem"] == ""
    assert response.context["playback"].src.endswith("#t=2400")
