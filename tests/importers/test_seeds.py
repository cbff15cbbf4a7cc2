"""The seeds: what they make, that editors' work is left alone, and how their mistakes are told."""

import json
import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from catalogue.importers import theme_page
from catalogue.importers.load import load_theme_page
from catalogue.importers.report import Noun, RowOutcome
from catalogue.importers.seed_rows import SeedError
from catalogue.importers.seeds import load_seeds
from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    Person,
    Placement,
    Theme,
)
from catalogue.values import timecode
from catalogue.values.choices import Origin, State
from tests.importers.saved_pages import LABEL, THEME_PAGE
from tests.importers.test_load import snapshot

SEEDS = settings.BASE_DIR / "seeds"
FIXTURE = settings.BASE_DIR / "fixtures" / "demo.json"
LATER = datetime(2027, 5, 1, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]


@pytest.fixture
def later():
    """A clock that stands still after the moment that the seeds give."""
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def loaded():
    """The catalogue as the seeds make it; by way of the fixture, which is the same and quicker."""
    call_command("loaddata", FIXTURE, verbosity=0)


def dump() -> list[dict]:
    """The catalogue as a fixture."""
    text = StringIO()
    call_command("dumpdata", "catalogue", natural_foreign=True, natural_primary=True, stdout=text)
    return json.loads(text.getvalue())


# --- What they make -------------------------------------------------------------------------------


def test_fixture_equals_what_the_seeds_make():
    load_seeds(SEEDS)

    made = dump()

    assert made == json.loads(FIXTURE.read_text()), "make it anew: see seeds/README.md"


@pytest.mark.usefixtures("loaded")
def test_fixture_loads_into_what_it_was_made_from():
    assert dump() == json.loads(FIXTURE.read_text())


@pytest.mark.usefixtures("loaded")
def test_everything_is_public():
    for model, number in ((Fragment, 26), (Interview, 8), (Theme, 17), (BackgroundSource, 1)):
        assert model.objects.published().count() == number


@pytest.mark.usefixtures("loaded")
def test_times_follow_from_what_is_printed():
    for fragment in Fragment.objects.all():
        assert fragment.start_ms == timecode.parse(fragment.printed_notation)
        assert fragment.end_ms is None


@pytest.mark.usefixtures("loaded")
def test_page_is_placed_in_its_order_and_the_rest_is_proposed():
    placed = Placement.objects.filter(theme__slug="politiek-ambtelijke-verhoudingen")
    assert [p.fragment.printed_title for p in placed.in_editors_order()] == [
        row.title for row in theme_page.read(THEME_PAGE).rows
    ]
    assert set(placed.values_list("origin", flat=True)) == {Origin.PUBLISHED}
    others = Placement.objects.exclude(pk__in=placed)
    assert set(others.values_list("origin", flat=True)) == {Origin.PROPOSED}


@pytest.mark.usefixtures("loaded")
def test_nobody_speaks_and_nobody_has_a_page():
    assert not Interview.objects.filter(identified=True).exists()
    assert not Person.objects.published().exists()
    mentioned = Person.objects.filter(mentions__isnull=False).order_by("slug")
    assert [p.name for p in mentioned] == ["Chris Kalden", "Jan Meijer", "Maria van der Hoeven"]


@pytest.mark.usefixtures("loaded")
def test_article_is_a_citation_with_what_is_derived_marked():
    article = BackgroundSource.objects.get()
    assert article.title.startswith("[")
    assert article.title.endswith("]")
    assert (article.publisher, article.author, article.url) == ("NRC", "", "")
    assert (str(article.date), article.date_is_derived) == ("2022-11/2023-01", True)
    assert article.later_outcome == ""
    assert article.people.count() == 8


@pytest.mark.usefixtures("loaded")
def test_page_that_the_seeds_transcribe_has_nothing_new():
    before = snapshot()

    report = load_theme_page(theme_page.read(THEME_PAGE))

    assert snapshot() == before
    assert report.count(RowOutcome.UNCHANGED) == 26
    assert report.count(RowOutcome.UNCHANGED, Noun.INTERVIEW) == 8


# --- Once more ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("loaded")
def test_second_run_changes_nothing():
    before = snapshot()

    report = load_seeds(SEEDS)

    assert snapshot() == before
    assert report.created == {}
    assert report.left_alone[Fragment] == 26


def edit_everything():
    for fragment in Fragment.objects.all():
        fragment.title, fragment.start_ms = f"{fragment.title} (nieuw)", fragment.start_ms + 500
        fragment.save()
        fragment.people_mentioned.clear()
    for model in (Theme, Interview, Person):
        for record in model.objects.all():
            record.slug = f"{record.slug}-nieuw"
            record.save()
    Placement.objects.filter(origin=Origin.PROPOSED).delete()


def merge_and_delete():
    first = Interview.objects.get(slug="gesprek-1")
    second = Interview.objects.get(slug="gesprek-2")
    for fragment in second.fragments.all():
        fragment.interview = first
        fragment.save()
    second.delete()
    Fragment.objects.get(printed_title="Loyale tegenspraak?").delete()
    Theme.objects.get(slug="coalitieakkoord").placements.all().delete()
    Theme.objects.get(slug="coalitieakkoord").delete()
    BackgroundSource.objects.get().delete()


def withdraw():
    fragment = Fragment.objects.get(printed_title="Loyale tegenspraak?")
    fragment.state = State.WITHDRAWN
    fragment.save()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("change", [edit_everything, merge_and_delete, withdraw])
def test_work_of_editors_is_left_alone(change):
    change()
    before = snapshot()

    load_seeds(SEEDS)

    assert snapshot() == before


def test_fragments_that_were_imported_before_are_left_alone():
    load_theme_page(theme_page.read(THEME_PAGE))
    pids = set(Fragment.objects.values_list("pid", flat=True))

    load_seeds(SEEDS)

    assert set(Fragment.objects.values_list("pid", flat=True)) == pids


@pytest.mark.usefixtures("loaded")
def test_new_seed_joins_what_is_there(seeds):
    rewrite(seeds, "people.toml", "", '\n[[people]]\nslug = "n-n"\nname = "N N"\nsort_name = "N"\n')
    report = load_seeds(seeds)

    assert dict(report.created) == {Person: 1}


# --- Mistakes -------------------------------------------------------------------------------------


@pytest.fixture
def seeds(tmp_path) -> Path:
    """A copy of the seeds, to make mistakes in."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


def rewrite(seeds: Path, file: str, old: str, new: str) -> None:
    """Replace the first `old` in a seed file; with an empty one, add `new` to the end."""
    path = seeds / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new)


MISTAKES = [
    ("fragments.toml", '"2:22"', '"2:72"', "fragments.toml, pages[1].fragments[1].notation"),
    ("fragments.toml", '"2:22"', "142", "fragments.toml, pages[1].fragments[1].notation"),
    ("fragments.toml", 'notation = "2:22"\n', "", "pages[1].fragments[1].notation"),
    ("fragments.toml", 'notation = "2:22"', 'time = "2:22"', "pages[1].fragments[1].time"),
    ("fragments.toml", 'notation = "2:22"', 'notation = "3:28"', "pages[1].fragments[2]"),
    ("fragments.toml", '"exca4jj2"', '"34nsv88c"', "pages[1].fragments[2].pid"),
    ("fragments.toml", '"exca4jj2"', '"Exca4jl0"', "pages[1].fragments[1].pid"),
    ("fragments.toml", '"gesprek-1"', '"gesprek-9"', "pages[1].fragments[1].interview"),
    ("fragments.toml", '["jan-meijer"]', '["jan"]', "pages[1].fragments[1].mentioned"),
    ("fragments.toml", '["jan-meijer"]', '"jan-meijer"', "pages[1].fragments[1].mentioned"),
    ("fragments.toml", '["jan-meijer"]', "[1]", "pages[1].fragments[1].mentioned"),
    ("fragments.toml", '["persoonlijke-relatie"]', '["geen"]', "pages[1].fragments[1].proposed"),
    ("fragments.toml", 'theme = "pol', 'theme = "vol', "fragments.toml, pages[1].theme"),
    ("fragments.toml", "[[pages.fragments]]", "[pages.fragments]", "fragments.toml"),
    ("fragments.toml", "state =", "status =", "fragments.toml, defaults.status"),
    ("fragments.toml", "[defaults]", "[[defaults]]", "fragments.toml, defaults"),
    ("fragments.toml", '"published"', '"online"', "pages[1].fragments[1].state"),
    ("fragments.toml", "T12:00:00Z", "", "fragments[1].first_published_at"),
    ("fragments.toml", "12:00:00Z", "12:00:00", "fragments[1].first_published_at"),
    ("interviews.toml", "[[interviews]]", "[[gesprekken]]", "interviews.toml, gesprekken"),
    ("interviews.toml", 'series = "dtko"', 'series = "dtk"', "interviews[1].series"),
    ("interviews.toml", "identified = false", 'identified = "no"', "interviews[1].identified"),
    ("interviews.toml", '"gesprek-1"', '"Gesprek één"', "interviews.toml, interviews[1].slug"),
    ("themes.toml", 'slug = "vertrouwen"', 'slug = "rolopvatting"', "themes.toml, themes[7].slug"),
    ("themes.toml", "order = 1", "order = true", "themes.toml, themes[1].order"),
    ("themes.toml", 'name = "Vertrouwen"', 'name = ""', "themes.toml, themes[2].name"),
    ("themes.toml", 'broader = "pol', 'broader = "vol', "themes.toml, themes[2].broader"),
    ("background.toml", "2022-11/2023-01", "winter", "background.toml, sources[1].date"),
    ("organisations.toml", '"ministry"', '"shop"', "organisations.toml, organisations[2].kind"),
    ("series.toml", "[[series]]", "[[series]", "series.toml"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "place"), MISTAKES, ids=[f"{m[0]} {m[2] or m[1]}" for m in MISTAKES]
)
def test_mistake_names_file_and_key_and_nothing_is_written(seeds, file, old, new, place):
    rewrite(seeds, file, old, new)
    before = snapshot()

    with pytest.raises(SeedError) as refused:
        load_seeds(seeds)

    assert place in str(refused.value)
    assert snapshot() == before


def test_missing_file_is_named(seeds):
    (seeds / "themes.toml").unlink()

    with pytest.raises(SeedError) as refused:
        load_seeds(seeds)

    assert "themes.toml" in str(refused.value)


def test_file_that_is_no_text_is_named(seeds):
    (seeds / "themes.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SeedError) as refused:
        load_seeds(seeds)

    assert "themes.toml" in str(refused.value)


@pytest.mark.usefixtures("loaded")
def test_page_label_of_the_seeds_is_that_of_the_importer():
    assert set(Fragment.objects.values_list("printed_page", flat=True)) == {LABEL}
