"""A draft that never was public changes nothing that the public sees, hears or finds."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from catalogue.importers.load import load_theme_page
from catalogue.importers.rows import ReadFragment, ThemePage
from catalogue.models import Fragment, Interview, Placement, Theme
from catalogue.search.build import compact
from catalogue.search.models import Document
from catalogue.values.choices import State
from tests.factories import (
    BackgroundSourceFactory,
    FragmentFactory,
    InterviewFactory,
    PassageFactory,
    PlacementFactory,
    ThemeFactory,
    TranscriptFactory,
)
from tests.views.asking import ask
from tests.views.world import FILES, PAGES

pytestmark = pytest.mark.django_db

SECTIONS = ("themas", "interviews", "fragmenten", "personen", "organisaties", "achtergrond")
BETWEEN = 1_010_000  # in the interview, where the last public fragment plays


@pytest.fixture
def draft(world):
    """A draft in the public interview, in a public theme, spoken by who speaks there."""
    draft = FragmentFactory(interview=world.interview, title="Ontwerp", start_ms=BETWEEN)
    PlacementFactory(fragment=draft, theme=world.theme)
    draft.speakers.add(*world.interview.participations.all())
    transcript = TranscriptFactory(interview=world.interview)
    PassageFactory(transcript=transcript, start_ms=905_000, text="Een fragment van zilver.")
    PassageFactory(transcript=transcript, start_ms=1_020_000, text="En een fragment van goud.")
    compact.reindex()
    return draft


def addresses(world) -> dict[str, str]:
    """Of pages, lists, files and sitemaps, by name."""
    sitemaps = {f"sitemap {name}": f"/sitemap-{name}.xml" for name in SECTIONS}
    words = {f"search {word}": f"/fragmenten/?q={word}" for word in ("zilver", "goud", "gout")}
    patterns = PAGES | FILES | sitemaps | words | {"embedded": "{embed}"}
    later = world.interview.fragments.get(start_ms=1_000_000)
    return {name: world.address(to) for name, to in patterns.items()} | {
        "later": later.get_absolute_url()
    }


def everything(client, asked: dict[str, str]) -> dict:
    """All that the public gets there, and the documents in which it searches."""
    answers = {name: ask(client, address) for name, address in asked.items()}
    documents = Document.objects.filter(fragment__in=Fragment.objects.published())
    return {name: (answer.status_code, answer.content) for name, answer in answers.items()} | {
        "documents": sorted(documents.values_list("pk", "words", "stems")),
    }


def import_page(world) -> None:
    rows = (ReadFragment("Uit een pagina", "16:50", BETWEEN, line=1, run=1),)
    load_theme_page(ThemePage(theme=world.theme.name, rows=rows))


def place_elsewhere(draft) -> None:
    draft.start_ms, draft.end_ms = 905_000, 1_100_000
    draft.save()


def state_of(draft, state: State) -> None:
    draft.state = state
    draft.save()


def delete_speaker_in(draft, world) -> None:
    for fragment in Fragment.objects.filter(pk=draft.pk):
        fragment.speakers.clear()


WRITES = {
    "save": lambda draft, world: draft.save(),
    "save of a new one": lambda draft, world: FragmentFactory(
        interview=world.interview, start_ms=BETWEEN + 1
    ),
    "bulk_create": lambda draft, world: Fragment.objects.bulk_create(
        [FragmentFactory.build(interview=world.interview, start_ms=BETWEEN + 1)]
    ),
    "update": lambda draft, world: Fragment.objects.filter(pk=draft.pk).update(context="Iets"),
    "retimed": lambda draft, world: place_elsewhere(draft),
    "sent to review": lambda draft, world: state_of(draft, State.REVIEW),
    "withdrawn": lambda draft, world: state_of(draft, State.WITHDRAWN),
    "published in a window that is over": lambda draft, world: FragmentFactory(
        interview=world.interview,
        start_ms=BETWEEN + 1,
        state=State.PUBLISHED,
        publish_until=timezone.now() - timedelta(days=1),
    ),
    "delete": lambda draft, world: draft.delete(),
    "delete of many": lambda draft, world: Fragment.objects.filter(pk=draft.pk).delete(),
    "placed": lambda draft, world: draft.placements.create(theme=world.theme.narrower.get()),
    "placement noted": lambda draft, world: draft.placements.get().save(),
    "placement updated": lambda draft, world: draft.placements.update(note="Noot"),
    "placements in bulk": lambda draft, world: Placement.objects.bulk_create(
        [Placement(fragment=draft, theme=world.theme.narrower.get())]
    ),
    "taken out": lambda draft, world: draft.placements.all().delete(),
    "mentions": lambda draft, world: draft.people_mentioned.add(world.mentioned),
    "speakers cleared": lambda draft, world: delete_speaker_in(draft, world),
    "moved away": lambda draft, world: Fragment.objects.filter(pk=draft.pk).update(
        interview=InterviewFactory()
    ),
    "a public fragment in a draft theme": lambda draft, world: PlacementFactory(
        fragment=world.fragment, theme=ThemeFactory()
    ),
    "a draft theme below a public one": lambda draft, world: ThemeFactory(broader=world.theme),
    "a published fragment of a draft interview": lambda draft, world: PlacementFactory(
        fragment=FragmentFactory(state=State.PUBLISHED), theme=world.theme
    ),
    "a draft source": lambda draft, world: BackgroundSourceFactory().themes.add(world.theme),
    "a draft interview": lambda draft, world: InterviewFactory(series=world.interview.series),
    "imported": lambda draft, world: import_page(world),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_write_to_a_draft_changes_nothing_that_the_public_gets(client, world, draft, write):
    asked = addresses(world)
    before = everything(client, asked)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        dates = dates_of(world)
        write(draft, world)
        assert dates_of(world) == dates

    after = everything(client, asked)
    assert {name for name in before if before[name] != after[name]} == set()


def test_same_writes_to_what_is_public_are_seen(client, world, draft):
    asked = addresses(world)
    before, dates = everything(client, asked), dates_of(world)

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        state_of(draft, State.PUBLISHED)
        after = everything(client, asked)

    seen = {name for name in before if before[name] != after[name]}
    assert {"listing", "interview", "later", "theme", "sitemap interviews", "documents"} <= seen
    assert {name for name in dates if dates[name] != dates_of(world)[name]} == {"interview"}


def test_versions_rise_with_every_write_to_a_draft(world, draft):
    before = versions_of(world)

    draft.save()
    draft.placements.get().save()

    after = versions_of(world)
    assert after["interview"] >= before["interview"] + 2
    assert after["theme"] == before["theme"] + 1


def test_what_was_planned_and_is_not_any_more_moves_the_date(world, draft):
    draft.publish_from = timezone.now() + timedelta(days=5)
    state_of(draft, State.PUBLISHED)
    before = dates_of(world)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        state_of(draft, State.DRAFT)

    assert dates_of(world)["interview"] > before["interview"]


def dates_of(world) -> dict:
    return {
        "interview": Interview.objects.get(pk=world.interview.pk).changed_at,
        "theme": Theme.objects.get(pk=world.theme.pk).changed_at,
        "fragment": Fragment.objects.get(pk=world.fragment.pk).changed_at,
    }


def versions_of(world) -> dict:
    return {
        "interview": Interview.objects.get(pk=world.interview.pk).version,
        "theme": Theme.objects.get(pk=world.theme.pk).version,
    }
