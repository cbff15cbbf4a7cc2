"""Every named constraint, against rows that the database itself has to refuse or take.

The rows are written past save() and its preparations, as another program would write them.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from catalogue.values.choices import Origin, Source, State
from tests.factories import (
    BackgroundSourceFactory,
    FormerAddressFactory,
    FragmentFactory,
    InterviewFactory,
    MediaFileFactory,
    OrganisationFactory,
    ParticipationFactory,
    PassageFactory,
    PersonFactory,
    PlacementFactory,
    PositionFactory,
    RecordingFactory,
    SeriesFactory,
    StatedDateFactory,
    ThemeFactory,
    TranscriptFactory,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ONE = datetime(2026, 1, 1, 13, tzinfo=UTC)
PRINTED = {
    "printed_page": "themapagina",
    "printed_title": "Loyale tegenspraak?",
    "printed_notation": "15:3",
}


def like(other, *names):
    """Values that a row shares with another row."""
    return {name: getattr(other, name) for name in names}


# name of the constraint, factory, values to write; values may depend on the row itself and on
# another row that stands already.
REFUSED = [
    ("backgroundsource_has_title", BackgroundSourceFactory, {"title": ""}),
    ("backgroundsource_slug_is_not_empty", BackgroundSourceFactory, {"slug": ""}),
    ("formeraddress_key_has_kind", FormerAddressFactory, {"key": "vertrouwen"}),
    ("formeraddress_path_begins_with_slash", FormerAddressFactory, {"path": "themas/"}),
    ("formeraddress_path_begins_with_slash", FormerAddressFactory, {"path": ""}),
    ("formeraddress_unique", FormerAddressFactory, lambda row, other: like(other, "path")),
    ("fragment_has_title", FragmentFactory, {"title": ""}),
    ("fragment_ends_after_it_begins", FragmentFactory, {"start_ms": 903_000, "end_ms": 903_000}),
    ("fragment_ends_after_it_begins", FragmentFactory, {"start_ms": 903_000, "end_ms": 902_999}),
    (
        "fragment_start_unique_in_interview",
        FragmentFactory,
        lambda row, other: like(other, "interview", "start_ms"),
    ),
    (
        "fragment_start_unique_in_interview",
        FragmentFactory,
        lambda row, other: {**like(other, "interview", "start_ms"), "state": State.PUBLISHED},
    ),
    (
        "fragment_printed_words_unique",
        FragmentFactory,
        lambda row, other: write(other, PRINTED) or PRINTED,
    ),
    ("interview_has_title", InterviewFactory, {"title": ""}),
    ("interview_slug_is_not_empty", InterviewFactory, {"slug": ""}),
    (
        "interview_period_ends_after_it_begins",
        InterviewFactory,
        {"period_earliest": date(2007, 1, 1), "period_latest": date(2006, 12, 31)},
    ),
    (
        "mediafile_name_unique",
        MediaFileFactory,
        lambda row, other: like(other, "recording", "name"),
    ),
    ("mediafile_file_or_address", MediaFileFactory, {"file": ""}),
    ("mediafile_file_or_address", MediaFileFactory, {"url": "https://example.nl/a.mp4"}),
    ("mediafile_file_or_address", MediaFileFactory, {"source": Source.ELSEWHERE}),
    ("mediafile_file_or_address", MediaFileFactory, {"source": Source.HOSTED, "file": ""}),
    ("organisation_has_name", OrganisationFactory, {"name": ""}),
    ("organisation_slug_is_not_empty", OrganisationFactory, {"slug": ""}),
    (
        "organisation_does_not_precede_itself",
        OrganisationFactory,
        lambda row, other: {"predecessor": row},
    ),
    (
        "participation_unique",
        ParticipationFactory,
        lambda row, other: like(other, "interview", "person"),
    ),
    ("passage_has_text", PassageFactory, {"text": ""}),
    ("passage_ends_after_it_begins", PassageFactory, {"start_ms": 903_000, "end_ms": 903_000}),
    ("passage_ends_after_it_begins", PassageFactory, {"start_ms": 903_000, "end_ms": 902_999}),
    ("passage_ends_after_it_begins", PassageFactory, {"start_ms": None, "end_ms": 1}),
    (
        "passage_order_unique",
        PassageFactory,
        lambda row, other: like(other, "transcript", "order"),
    ),
    ("person_has_name", PersonFactory, {"name": ""}),
    ("person_slug_is_not_empty", PersonFactory, {"slug": ""}),
    (
        "person_wikidata_unique",
        PersonFactory,
        lambda row, other: write(other, {"wikidata": "Q1"}) or {"wikidata": "Q1"},
    ),
    ("person_portrait_is_described", PersonFactory, {"portrait": "portraits/a.jpg"}),
    (
        "placement_once_per_theme",
        PlacementFactory,
        lambda row, other: {**like(other, "fragment", "theme"), "origin": Origin.REJECTED},
    ),
    (
        "position_unique",
        PositionFactory,
        lambda row, other: (
            write(other, {"organisation": (ministry := OrganisationFactory()).pk})
            or {"person": other.person, "organisation": ministry}
        ),
    ),
    (
        "position_without_organisation_unique",
        PositionFactory,
        lambda row, other: like(other, "person"),
    ),
    (
        "position_period_ends_after_it_begins",
        PositionFactory,
        {"period_earliest": date(2007, 1, 1), "period_latest": date(2002, 12, 31)},
    ),
    (
        "recording_one_primary_per_part",
        RecordingFactory,
        lambda row, other: like(other, "interview"),
    ),
    ("recording_part_from_one", RecordingFactory, {"part": 0}),
    ("recording_duration_positive", RecordingFactory, {"duration_ms": 0}),
    ("series_has_title_and_slug", SeriesFactory, {"title": ""}),
    ("series_has_title_and_slug", SeriesFactory, {"slug": ""}),
    (
        "stateddate_unique",
        StatedDateFactory,
        lambda row, other: like(other, "interview", "source"),
    ),
    ("theme_has_name", ThemeFactory, {"name": ""}),
    ("theme_slug_is_not_empty", ThemeFactory, {"slug": ""}),
    ("theme_is_not_its_own_broader", ThemeFactory, lambda row, other: {"broader": row}),
    ("theme_image_is_described", ThemeFactory, {"image": "themes/a.jpg"}),
    ("transcript_has_language", TranscriptFactory, {"language": ""}),
    (
        "transcript_once_per_interview",
        TranscriptFactory,
        lambda row, other: like(other, "interview"),
    ),
    (
        "transcript_once_per_recording",
        TranscriptFactory,
        lambda row, other: (
            write(other, {"recording": (recording := RecordingFactory()).pk})
            or {"recording": recording}
        ),
    ),
] + [
    (f"{factory._meta.model._meta.model_name}_window_ends_after_it_begins", factory, window)
    for factory in (InterviewFactory, FragmentFactory, ThemeFactory, BackgroundSourceFactory)
    for window in (
        {"publish_from": NOON, "publish_until": NOON},
        {"publish_from": ONE, "publish_until": NOON},
    )
]

# factory, values that look alike and are allowed.
TAKEN = [
    (BackgroundSourceFactory, {"publish_from": NOON, "publish_until": ONE}),
    (FormerAddressFactory, {"kind": "theme", "key": "vertrouwen"}),
    (FormerAddressFactory, {"kind": "theme", "key": ""}),
    (
        FormerAddressFactory,
        lambda row, other: {"host": "oud.example.nl", **like(other, "path")},
    ),
    (FragmentFactory, {"start_ms": 0, "end_ms": 1}),
    (FragmentFactory, {"publish_from": NOON, "publish_until": ONE}),
    (FragmentFactory, lambda row, other: like(other, "start_ms")),
    (
        FragmentFactory,
        lambda row, other: {**like(other, "interview", "start_ms"), "state": State.WITHDRAWN},
    ),
    (
        FragmentFactory,
        lambda row, other: write(other, PRINTED) or {**PRINTED, "printed_occurrence": 2},
    ),
    (
        FragmentFactory,
        lambda row, other: write(other, PRINTED) or {**PRINTED, "printed_page": ""},
    ),
    (
        InterviewFactory,
        {"period_earliest": date(2007, 1, 1), "period_latest": date(2007, 1, 1)},
    ),
    (InterviewFactory, {"period_earliest": date(2007, 1, 1), "period_latest": None}),
    (InterviewFactory, {"period_earliest": None, "period_latest": date(2007, 1, 1)}),
    (InterviewFactory, {"publish_from": NOON, "publish_until": None}),
    (InterviewFactory, {"publish_from": None, "publish_until": NOON}),
    (MediaFileFactory, lambda row, other: like(other, "name")),
    (
        MediaFileFactory,
        {"source": Source.ELSEWHERE, "file": "", "url": "https://example.nl/a.mp4"},
    ),
    (OrganisationFactory, lambda row, other: {"predecessor": other}),
    (
        ParticipationFactory,
        lambda row, other: {**like(other, "interview", "person"), "part": "interviewer"},
    ),
    (PassageFactory, {"start_ms": 0, "end_ms": 1}),
    (PassageFactory, {"start_ms": 903_000, "end_ms": None}),
    (PassageFactory, lambda row, other: like(other, "order")),
    (PassageFactory, lambda row, other: like(other, "transcript")),
    (PersonFactory, lambda row, other: like(other, "wikidata")),
    (PersonFactory, {"portrait": "portraits/a.jpg", "portrait_alt": "Iemand lacht"}),
    (PlacementFactory, lambda row, other: like(other, "fragment")),
    (PlacementFactory, lambda row, other: like(other, "theme")),
    (
        PositionFactory,
        lambda row, other: {**like(other, "person"), "period_from": "2010"},
    ),
    (
        PositionFactory,
        lambda row, other: {**like(other, "person"), "organisation": OrganisationFactory()},
    ),
    (
        RecordingFactory,
        lambda row, other: {**like(other, "interview"), "is_primary": False},
    ),
    (RecordingFactory, lambda row, other: {**like(other, "interview"), "part": 2}),
    (RecordingFactory, {"duration_ms": 1}),
    (SeriesFactory, {"description": ""}),
    (
        StatedDateFactory,
        lambda row, other: {**like(other, "interview", "source"), "date": "2019-11"},
    ),
    (ThemeFactory, {"image": "themes/a.jpg", "image_alt": "Twee stoelen"}),
    (ThemeFactory, lambda row, other: {"broader": other}),
    (TranscriptFactory, lambda row, other: {**like(other, "interview"), "language": "en"}),
    (TranscriptFactory, lambda row, other: {**like(other, "interview"), "kind": "verbatim"}),
    (
        TranscriptFactory,
        lambda row, other: {**like(other, "interview"), "recording": RecordingFactory()},
    ),
]


def write(row, values):
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def resolved(values, row, other):
    return values(row, other) if callable(values) else values


def constraint_named(name):
    return next(
        (model, constraint)
        for model in apps.get_app_config("catalogue").get_models()
        for constraint in model._meta.constraints
        if constraint.name == name
    )


@contextmanager
def refused_by(name):
    """Passes when the database refuses what is done inside, and for this constraint."""
    model, constraint = constraint_named(name)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(field).column for field in constraint.fields]
        name = ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    assert name in str(refusal.value)


@pytest.mark.parametrize(("name", "factory", "values"), REFUSED, ids=[case[0] for case in REFUSED])
def test_constraint_refuses(name, factory, values):
    row, other = factory(), factory()

    with refused_by(name):
        write(row, resolved(values, row, other))


@pytest.mark.parametrize(
    ("factory", "values"),
    TAKEN,
    ids=[case[0].__name__ for case in TAKEN],
)
def test_constraints_take_what_is_alike_but_right(factory, values):
    row, other = factory(), factory()

    write(row, resolved(values, row, other))

    row.refresh_from_db()


def test_every_named_constraint_has_a_case():
    named = {
        constraint.name
        for model in apps.get_app_config("catalogue").get_models()
        for constraint in model._meta.constraints
    }

    assert named == {name for name, *_ in REFUSED}
