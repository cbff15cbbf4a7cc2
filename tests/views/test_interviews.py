"""The list of interviews, and the page of one with its fragments as a table of contents."""

import pytest
from django.utils.translation import gettext as _

from catalogue.values.choices import Form, Origin
from catalogue.views import interviews
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


def test_list_stands_in_order_and_on_pages(client, monkeypatch):
    monkeypatch.setattr(interviews, "PAGE_SIZE", 2)
    for number in (10, 2, 1):
        InterviewFactory(published=True, title=f"Gesprek {number}")
    InterviewFactory(title="Gesprek 3")

    titles = [
        quickly(ask(client, f"/interviews/?pagina={page}").content).xpath("//h2/a/text()")
        for page in (1, 2)
    ]

    assert titles == [["Gesprek 1", "Gesprek 2"], ["Gesprek 10"]]


def test_page_lists_the_public_fragments_in_order_of_time(client):
    interview = InterviewFactory(published=True)
    for start_ms in (3000, 1000, 2000):
        FragmentFactory(
            published=True, interview=interview, start_ms=start_ms, title=f"F{start_ms}"
        )
    FragmentFactory(interview=interview, start_ms=1500)

    page = quickly(ask(client, interview.get_absolute_url()).content)

    assert page.xpath("//ol[contains(@class, 'rows')]//h3/a/text()") == ["F1000", "F2000", "F3000"]


@pytest.mark.parametrize("identified", [True, False])
@pytest.mark.parametrize("has_speaker", [True, False])
def test_page_says_who_speaks_or_that_nobody_knows(client, identified, has_speaker):
    interview = InterviewFactory(
        published=True, identified=identified, provenance_note="Zo is het afgeleid."
    )
    if has_speaker:
        ParticipationFactory(interview=interview, person__name="Anna de Vries")

    for address in (interview.get_absolute_url(), "/interviews/"):
        text = ask(client, address).content.decode()
        assert ("Anna de Vries" in text) == has_speaker
        assert (_("Speaker not yet established") in text) != has_speaker
    assert ask(client, interview.get_absolute_url()).text.count("Zo is het afgeleid.") == 1


def test_page_shows_every_stated_date_beside_the_editors_choice(client, world):
    text = ask(client, world.interview.get_absolute_url()).content.decode()

    for stated in world.interview.stated_dates.all():
        assert f"{stated.date.format_nl()} <span" in text
        assert f"({stated.source})" in text
    assert str(_("Period spoken about")) in text
    assert "2002 – maart 2007" in text


def test_page_names_the_forms_that_can_be_played(client):
    interview = InterviewFactory(published=True)
    MediaFileFactory(recording=RecordingFactory(interview=interview, form=Form.VIDEO))
    MediaFileFactory(
        recording=RecordingFactory(interview=interview, form=Form.PODCAST, is_primary=False)
    )

    forms = client.get(interview.get_absolute_url()).context["forms"]

    assert [value for _label, value in forms] == ["video", "podcast"]


def test_page_counts_its_themes_and_marks_what_is_only_proposed(client):
    interview = InterviewFactory(published=True)
    first, second = (FragmentFactory(published=True, interview=interview) for _n in "12")
    settled, proposed, rejected, hidden = (
        ThemeFactory(published=name != "Verborgen", name=name)
        for name in ("Vast", "Voorgesteld", "Afgewezen", "Verborgen")
    )
    PlacementFactory(fragment=first, theme=settled)
    PlacementFactory(fragment=second, theme=settled, origin=Origin.PROPOSED)
    PlacementFactory(fragment=second, theme=proposed, origin=Origin.PROPOSED)
    PlacementFactory(fragment=second, theme=rejected, origin=Origin.REJECTED)
    PlacementFactory(fragment=second, theme=hidden)

    response = client.get(interview.get_absolute_url())

    counted = [(one, one.fragment_count, one.branch_count) for one in response.context["themes"]]
    assert counted == [(settled, 2, 2), (proposed, 1, 1)]
    chips = quickly(response.content).xpath("//section[@aria-labelledby='themas']//a")
    marked = [chip.get("href") for chip in chips if "chip--proposed" in chip.get("class")]
    assert marked == [proposed.get_absolute_url()]


def test_parts_are_laid_end_to_end(client):
    interview = InterviewFactory(published=True)
    for part in (1, 2):
        recording = RecordingFactory(interview=interview, part=part, duration_ms=60_000)
        MediaFileFactory(recording=recording, name=f"deel-{part}.mp4")
    FragmentFactory(published=True, interview=interview, start_ms=70_000)

    playback = client.get(f"{interview.get_absolute_url()}?t=70").context["playback"]

    assert playback.src.endswith("deel-2.mp4#t=10")


def test_content_in_another_language_says_so(client):
    interview = InterviewFactory(published=True, language="en", pull_quote="We had to decide.")
    fragment = FragmentFactory(published=True, interview=interview, quote="That very night.")

    for address in (interview.get_absolute_url(), fragment.get_absolute_url()):
        quotes = quickly(ask(client, address).content).xpath("//blockquote")
        assert [quote.get("lang") for quote in quotes] == ["en"]


def test_theme_says_how_many_stand_in_its_narrower_themes_too(client):
    interview = InterviewFactory(published=True)
    first, second = (FragmentFactory(published=True, interview=interview) for _n in "12")
    broad = ThemeFactory(published=True, name="Breed")
    narrow = ThemeFactory(published=True, name="Smal", broader=broad)
    PlacementFactory(fragment=first, theme=broad)
    PlacementFactory(fragment=second, theme=narrow)

    page = client.get(interview.get_absolute_url())

    assert "met deelthema’s 2" in page.content.decode()
    listing = client.get("/fragmenten/", {"thema": broad.slug, "interview": interview.slug})
    assert listing.context["total"] == 2
