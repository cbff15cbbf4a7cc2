"""Who may see what, and since when."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Permission
from django.utils import timezone

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    MediaFile,
    Participation,
    Passage,
    Placement,
    Recording,
    Theme,
    Transcript,
)
from catalogue.models.base import LISTED_STATES, VISIBLE_STATES, Published, is_editor
from catalogue.values.choices import Origin, State
from tests import factories

pytestmark = pytest.mark.django_db

WRITTEN = datetime(2026, 1, 1, 12, tzinfo=UTC)
OPENS = WRITTEN + timedelta(days=1)
CLOSES = WRITTEN + timedelta(days=2)
INSTANT = timedelta(microseconds=1)
MOMENTS = {
    "when written": WRITTEN,
    "just before the opening": OPENS - INSTANT,
    "at the opening": OPENS,
    "just before the closing": CLOSES - INSTANT,
    "at the closing": CLOSES,
}
WINDOWS = [
    {"publish_from": opens, "publish_until": closes}
    for opens, closes in product((None, OPENS), (None, CLOSES))
]
MORE_STATES = (*VISIBLE_STATES, State.REVIEW)
STANDINGS = [{"state": state, **window} for state, window in product(State, WINDOWS)]

FACTORIES = {
    factory._meta.model: factory
    for name, factory in vars(factories).items()
    if name.endswith("Factory")
}


def in_every_standing(model):
    """Rows of the model in every state and window, under parents in every state and window."""
    names = model.public_through
    parents = product(*(in_every_standing(model._meta.get_field(n).related_model) for n in names))
    others = {
        field.name: FACTORIES[field.related_model]()
        for field in model._meta.fields
        if field.is_relation and not field.null and field.name not in names
    }
    own = STANDINGS if issubclass(model, Published) else [{}]
    rows = [
        FACTORIES[model].build(**dict(zip(names, combination, strict=True)), **others, **standing)
        for combination, standing in product(parents, own)
    ]
    return model.objects.bulk_create(rows)


@pytest.mark.parametrize(
    "model",
    [
        BackgroundSource,
        Fragment,
        Interview,
        MediaFile,
        Participation,
        Passage,
        Placement,
        Recording,
        Theme,
        Transcript,
    ],
    ids=lambda model: model.__name__,
)
def test_querysets_and_is_public_are_twins(model):
    with time_machine.travel(WRITTEN, tick=False):
        rows = in_every_standing(model)

    for label, moment in MOMENTS.items():
        public = {row.pk for row in rows if row.is_public_at(moment, states=VISIBLE_STATES)}
        listed = {row.pk for row in rows if row.is_public_at(moment, states=LISTED_STATES)}
        more = {row.pk for row in rows if row.is_public_at(moment, states=MORE_STATES)}
        once_public = set(model.objects.has_been_public(moment).values_list("pk", flat=True))
        with time_machine.travel(moment, tick=False):
            assert set(model.objects.visible().values_list("pk", flat=True)) == public, label
            assert set(model.objects.published().values_list("pk", flat=True)) == listed, label
            shown = model.objects.shown(states=MORE_STATES)
            assert set(shown.values_list("pk", flat=True)) == more, label
            assert {row.pk for row in rows[:20] if row.is_public} == {
                row.pk for row in rows[:20] if row.pk in public
            }, label
        assert listed, label
        assert listed <= public < more, label
        assert public <= once_public < {row.pk for row in rows}, label
        ever_public = set(model.objects.filter(model.ever_public_q()).values_list("pk", flat=True))
        assert ever_public == {row.pk for row in rows if row.is_ever_public}
        assert once_public <= ever_public < {row.pk for row in rows}, label


@pytest.mark.parametrize(
    ("standing", "public_at"),
    [
        ({"state": State.DRAFT}, []),
        ({"state": State.REVIEW}, []),
        ({"state": State.WITHDRAWN}, []),
        ({"state": State.PUBLISHED}, list(MOMENTS)),
        ({"state": State.PUBLISHED, "publish_from": OPENS}, list(MOMENTS)[2:]),
        ({"state": State.PUBLISHED, "publish_until": CLOSES}, list(MOMENTS)[:4]),
        (
            {"state": State.PUBLISHED, "publish_from": OPENS, "publish_until": CLOSES},
            ["at the opening", "just before the closing"],
        ),
    ],
    ids=["draft", "review", "withdrawn", "published", "scheduled", "expiring", "window"],
)
def test_public_means_published_and_inside_the_window(standing, public_at):
    interview = factories.InterviewFactory(**standing)

    assert [
        name for name, at in MOMENTS.items() if interview.is_public_at(at, states=VISIBLE_STATES)
    ] == public_at


@pytest.mark.parametrize("origin", Origin)
def test_placement_is_public_unless_rejected(origin):
    placement = factories.PlacementFactory(published=True, origin=origin)

    assert placement.is_public is (origin != Origin.REJECTED)
    assert Placement.objects.published().exists() is placement.is_public


@pytest.mark.parametrize("is_demo", [True, False])
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_demonstration_recording_is_public_in_the_demonstration_only(
    settings, is_demo, is_demonstration
):
    settings.DEMO = is_demo
    recording = factories.RecordingFactory(published=True, demonstration=is_demonstration)
    file = factories.MediaFileFactory(recording=recording)

    assert recording.is_public is (is_demo or not is_demonstration)
    assert Recording.objects.published().exists() is recording.is_public
    assert file.is_public is recording.is_public
    assert MediaFile.objects.published().exists() is recording.is_public


@pytest.mark.parametrize(
    ("states", "first_published"),
    [
        ([State.DRAFT], None),
        ([State.REVIEW], None),
        ([State.WITHDRAWN], None),
        ([State.PUBLISHED], 0),
        ([State.DRAFT, State.PUBLISHED], 1),
        ([State.PUBLISHED, State.WITHDRAWN], 0),
        ([State.PUBLISHED, State.DRAFT, State.PUBLISHED], 0),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_first_published_at_is_the_first_time_and_stays(states, first_published):
    theme = factories.ThemeFactory.build()
    for day, state in enumerate(states):
        with time_machine.travel(WRITTEN + timedelta(days=day), tick=False):
            theme.state = state
            theme.save()

    expected = None if first_published is None else WRITTEN + timedelta(days=first_published)
    assert theme.first_published_at == expected
    assert Theme.objects.get().first_published_at == expected


def test_first_published_at_of_a_plan_follows_the_plan():
    later = OPENS + timedelta(days=10)
    with time_machine.travel(WRITTEN, tick=False):
        theme = factories.ThemeFactory(published=True, publish_from=OPENS)
        assert theme.first_published_at == OPENS

        theme.publish_from = later
        theme.save()
        assert theme.first_published_at == later

        theme.state = State.DRAFT
        theme.save()
        assert theme.first_published_at is None


def test_first_published_at_stays_once_its_moment_passed_without_a_save():
    with time_machine.travel(WRITTEN, tick=False):
        theme = factories.ThemeFactory(published=True, publish_from=OPENS)

    with time_machine.travel(OPENS + INSTANT, tick=False):
        assert theme.is_public
        theme.publish_from = OPENS + timedelta(days=10)
        theme.save()

        assert not theme.is_public
        assert theme.first_published_at == OPENS
        assert Theme.objects.has_been_public().get() == theme


def test_first_published_at_is_set_by_bulk_create_too():
    with time_machine.travel(WRITTEN, tick=False):
        Theme.objects.bulk_create([factories.ThemeFactory.build(published=True)])

    assert Theme.objects.get().first_published_at == WRITTEN


def test_record_whose_window_closed_before_it_opened_was_never_public():
    with time_machine.travel(WRITTEN, tick=False):
        theme = factories.ThemeFactory(published=True, publish_until=WRITTEN)

    assert theme.first_published_at is None
    assert not Theme.objects.has_been_public().exists()

    with time_machine.travel(CLOSES, tick=False):
        theme.publish_until = None
        theme.save()

    assert theme.first_published_at == CLOSES


def test_fixture_that_does_not_say_since_when_a_record_is_public_is_filled_in():
    theme = factories.ThemeFactory.build(published=True, slug="thema", sort_key="thema")

    theme.save_base(raw=True)

    assert Theme.objects.get().is_ever_public
    assert Theme.objects.get().version == 1


@pytest.mark.parametrize(
    ("fragment", "interview", "expected"),
    [
        (State.PUBLISHED, State.PUBLISHED, True),
        (State.PUBLISHED, State.DRAFT, False),
        (State.DRAFT, State.PUBLISHED, False),
        (State.DRAFT, State.DRAFT, False),
    ],
)
def test_has_been_public_asks_the_parents_too(fragment, interview, expected):
    factories.FragmentFactory(state=fragment, interview__state=interview)
    Fragment._base_manager.update(state=State.WITHDRAWN)

    assert Fragment.objects.has_been_public().exists() is expected
    assert not Fragment.objects.published().exists()


@pytest.mark.parametrize("field", sorted(Published.written_by_save))
def test_update_refuses_what_save_derives_from(field):
    factories.ThemeFactory()

    with pytest.raises(TypeError, match=rf"Theme\.{field} drives other fields: use save"):
        Theme.objects.update(**{field: timezone.now()})


def test_update_names_every_field_that_it_refuses():
    with pytest.raises(TypeError, match=r"Interview\.state, title drives"):
        Interview.objects.update(title="Gesprek", state=State.PUBLISHED)


def editor(**attributes):
    user = factories.UserFactory(is_staff=True, **attributes)
    user.user_permissions.add(Permission.objects.get(codename="view_fragment"))
    return user


@pytest.mark.parametrize(
    ("user", "sees"),
    [
        (AnonymousUser, ["public"]),
        (factories.UserFactory, ["public"]),
        (lambda: factories.UserFactory(is_staff=True), ["public"]),
        (lambda: editor(is_active=False), ["public"]),
        (editor, ["draft", "public"]),
    ],
    ids=["visitor", "user", "staff without permission", "former editor", "editor"],
)
def test_only_editors_preview_what_is_not_public(user, sees):
    factories.FragmentFactory(title="draft")
    factories.FragmentFactory(title="public", published=True)
    user = user()

    visible = Fragment.objects.visible_to(user).order_by("title")

    assert [fragment.title for fragment in visible] == sees
    assert is_editor(user) is ("draft" in sees)
