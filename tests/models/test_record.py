"""Every way to write: what it announces, whose version it raises, and how a listener undoes it."""

import json
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    Placement,
    Recording,
    StatedDate,
    Theme,
)
from catalogue.models.base import Published
from catalogue.models.record import PID_ALPHABET, new_pid
from catalogue.models.signals import announce, changed
from tests.factories import (
    BackgroundSourceFactory,
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
    StatedDateFactory,
    ThemeFactory,
    TranscriptFactory,
)


def make_world():
    """One of everything, linked; by the names that the tables below use."""
    person = PersonFactory()
    position = PositionFactory(person=person)
    interview = InterviewFactory()
    speaker = ParticipationFactory(interview=interview, person=person)
    speaker.positions.add(position)
    date = StatedDateFactory(interview=interview)
    recording = RecordingFactory(interview=interview)
    file = MediaFileFactory(recording=recording)
    transcript = TranscriptFactory(interview=interview)
    passage = PassageFactory(transcript=transcript)
    fragment = FragmentFactory(interview=interview)
    fragment.speakers.add(speaker)
    mentioned = PersonFactory()
    fragment.people_mentioned.add(mentioned)
    theme = ThemeFactory()
    placement = PlacementFactory(fragment=fragment, theme=theme)
    organisation = OrganisationFactory()
    source = BackgroundSourceFactory()
    source.themes.add(theme)
    source.people.add(mentioned)
    source.organisations.add(organisation)
    return SimpleNamespace(**locals())


WRITES = [
    # save and create
    ("save", lambda w: w.fragment.save(), "fragment interview"),
    ("save of one field", lambda w: w.theme.save(update_fields=["introduction"]), "theme"),
    (
        "create through a parent",
        lambda w: w.interview.fragments.create(title="Nieuw", start_ms=5),
        "new-fragment interview",
    ),
    (
        "move to another parent",
        lambda w: move(w.fragment, to=w.elsewhere),
        "fragment interview elsewhere",
    ),
    ("get_or_create", lambda w: Theme.objects.get_or_create(name="Nieuw"), "new-theme"),
    (
        "get_or_create of what is there",
        lambda w: Theme.objects.get_or_create(slug=w.theme.slug),
        "",
    ),
    (
        "update_or_create",
        lambda w: StatedDate.objects.update_or_create(
            interview=w.interview, date="2020", defaults={"source": "boek"}
        ),
        "new-stateddate interview",
    ),
    (
        "update_or_create of what is there",
        lambda w: Theme.objects.update_or_create(slug=w.theme.slug, defaults={"name": "Anders"}),
        "theme",
    ),
    # what belongs to a record
    ("save of a participation", lambda w: w.speaker.save(), "speaker interview"),
    ("save of a stated date", lambda w: w.date.save(), "date interview"),
    ("save of a recording", lambda w: w.recording.save(), "recording interview"),
    ("save of a file", lambda w: w.file.save(), "file recording interview"),
    ("save of a passage", lambda w: w.passage.save(), "passage transcript interview"),
    ("save of a placement", lambda w: w.placement.save(), "placement fragment theme interview"),
    # many rows
    ("update", lambda w: Fragment.objects.update(context="Eerder"), "fragment interview"),
    (
        "update of a parent",
        lambda w: Fragment.objects.update(interview=w.elsewhere),
        "fragment interview elsewhere",
    ),
    ("update of nothing", lambda w: Fragment.objects.none().update(context="Eerder"), ""),
    (
        "update through a parent",
        lambda w: w.theme.placements.update(order=3),
        "placement fragment theme interview",
    ),
    (
        "bulk_create",
        lambda w: Fragment.objects.bulk_create([FragmentFactory.build(interview=w.interview)]),
        "new-fragment interview",
    ),
    ("bulk_create of nothing", lambda w: Fragment.objects.bulk_create([]), ""),
    (
        "bulk_update",
        lambda w: Fragment.objects.bulk_update([w.fragment], ["context"]),
        "fragment interview",
    ),
    # delete
    ("delete", lambda w: w.date.delete(), "-date interview"),
    (
        "delete of many",
        lambda w: Placement.objects.all().delete(),
        "-placement fragment theme interview",
    ),
    (
        "delete with what hangs on it",
        lambda w: w.fragment.delete(),
        "-fragment -placement fragment theme interview",
    ),
    (
        "delete of a recording",
        lambda w: w.recording.delete(),
        "-recording -file recording interview",
    ),
    (
        "delete of a transcript",
        lambda w: w.transcript.delete(),
        "-transcript -passage transcript interview",
    ),
    (
        "delete of who speaks in a fragment",
        lambda w: w.speaker.delete(),
        "-speaker interview fragment",
    ),
    (
        "delete of who is mentioned",
        lambda w: w.mentioned.delete(),
        "-mentioned fragment interview source",
    ),
    (
        "delete of a position that somebody speaks as",
        lambda w: w.position.delete(),
        "-position speaker interview",
    ),
    ("delete of what a source names", lambda w: w.organisation.delete(), "-organisation source"),
    # links
    (
        "add",
        lambda w: w.fragment.people_mentioned.add(w.person),
        "fragment interview",
    ),
    ("add of what is there", lambda w: w.fragment.people_mentioned.add(w.mentioned), ""),
    ("remove", lambda w: w.fragment.people_mentioned.remove(w.mentioned), "fragment interview"),
    ("clear", lambda w: w.fragment.speakers.clear(), "fragment interview"),
    ("set", lambda w: w.source.themes.set([w.broader]), "source"),
    ("set of what is there", lambda w: w.source.themes.set([w.theme]), ""),
    ("set of positions", lambda w: w.speaker.positions.set([]), "speaker interview"),
    (
        "add from the other side",
        lambda w: w.person.mentions.add(w.fragment),
        "fragment interview",
    ),
    (
        "remove from the other side",
        lambda w: w.mentioned.mentions.remove(w.fragment),
        "fragment interview",
    ),
    ("clear from the other side", lambda w: w.theme.sources.clear(), "source"),
    (
        "set from the other side",
        lambda w: w.speaker.fragments.set([]),
        "fragment interview",
    ),
    (
        "add through a model",
        lambda w: w.interview.people.add(w.mentioned),
        "new-participation interview",
    ),
    (
        "clear through a model from the other side",
        lambda w: w.person.interviews.clear(),
        "-speaker interview fragment",
    ),
]
each_write = pytest.mark.parametrize(
    ("write", "written"), [case[1:] for case in WRITES], ids=[case[0] for case in WRITES]
)


def move(fragment, *, to):
    fragment.interview = to
    fragment.save()


@pytest.fixture
def world():
    world = make_world()
    world.elsewhere = InterviewFactory()
    world.broader = ThemeFactory()
    return world


@pytest.fixture
def listen():
    """Connects a listener to the change notice for the length of the test."""
    listeners = []

    def connect(listener):
        listeners.append(listener)
        changed.connect(listener)

    yield connect
    for listener in listeners:
        changed.disconnect(listener)


def named(world):
    """Names of the world's records by model and key; the key is read before a deletion loses it."""
    return {(type(record), record.pk): name for name, record in vars(world).items()}


def versions():
    return {
        (model, pk): version
        for model in apps.get_app_config("catalogue").get_models()
        if issubclass(model, Published)
        for pk, version in model.objects.values_list("pk", "version")
    }


def rows():
    """Everything that stands in the catalogue's tables, links included."""
    models = apps.get_app_config("catalogue").get_models(include_auto_created=True)
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.django_db
@each_write
def test_write_is_announced_inside_its_transaction(world, listen, write, written):
    names, outside, heard = named(world), len(connection.atomic_blocks), set()

    def listener(sender, pks, is_deleted, **kwargs):
        assert len(connection.atomic_blocks) > outside
        for pk in pks:
            name = names.get((sender, pk), f"new-{sender._meta.model_name}")
            heard.add(f"-{name}" if is_deleted else name)

    listen(listener)

    write(world)

    assert heard == set(written.split())


@pytest.mark.django_db
@each_write
def test_write_raises_versions(world, write, written):
    names, before = named(world), versions()

    write(world)

    after = versions()
    raised = {names[key] for key in before.keys() & after.keys() if after[key] > before[key]}
    announced = {name for name in written.split() if isinstance(vars(world).get(name), Published)}
    assert raised == announced - {name.strip("-") for name in written.split() if name[0] == "-"}


@pytest.mark.django_db(transaction=True)  # emptying every table takes long, so not for each write
@pytest.mark.parametrize("name", ["save", "update", "bulk_create", "delete", "set"])
def test_listener_that_raises_undoes_the_write(world, listen, name):
    write = next(case[1] for case in WRITES if case[0] == name)
    before = rows()

    def listener(**kwargs):
        raise RuntimeError("the index could not be written")

    listen(listener)

    with pytest.raises(RuntimeError):
        write(world)

    assert rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda w: w.theme.sources.clear(),
        lambda w: w.source.themes.clear(),
        lambda w: w.source.themes.remove(w.theme),
        lambda w: [w.placement.delete(), w.theme.delete()],
    ],
    ids=["clear from the other side", "clear", "remove", "delete"],
)
def test_listener_finds_the_links_as_the_write_leaves_them(world, listen, write):
    links = []

    def listener(sender, pks, **kwargs):
        if sender is BackgroundSource:
            links.append(list(world.source.themes.all()))

    listen(listener)

    write(world)

    assert links == [[]]


@pytest.mark.django_db
def test_fixture_is_announced_and_keeps_its_versions(world, listen, tmp_path):
    world.fragment.save()
    fixture, before, heard = tmp_path / "catalogue.json", versions(), set()
    call_command("dumpdata", "catalogue", output=fixture, verbosity=0)
    for model in rows():
        model._base_manager.all()._raw_delete(using="default")

    def listener(sender, **kwargs):
        heard.add(sender._meta.label_lower)

    listen(listener)

    call_command("loaddata", fixture, verbosity=0)

    assert heard == {record["model"] for record in json.loads(fixture.read_text())}
    assert versions() == before


@pytest.mark.django_db
def test_announcement_of_nothing_is_not_sent(listen):
    heard = []

    def listener(**kwargs):
        heard.append(kwargs)

    listen(listener)

    announce(Theme, [], using="default")

    assert heard == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options",
    [
        {"ignore_conflicts": True},
        {"update_conflicts": True, "update_fields": ["name"], "unique_fields": ["slug"]},
    ],
    ids=["ignore", "update"],
)
def test_bulk_create_refuses_what_it_could_not_announce(options):
    with pytest.raises(ValueError, match="cannot be announced"):
        Theme.objects.bulk_create([ThemeFactory.build()], **options)


@pytest.mark.django_db
def test_bulk_create_prepares_as_save_does():
    Theme.objects.bulk_create([Theme(name="De vierde macht")])

    assert Theme.objects.values_list("slug", "sort_key").get() == (
        "de-vierde-macht",
        "vierde macht",
    )


@pytest.mark.django_db
def test_save_of_one_field_stores_what_follows_from_it():
    fragment = FragmentFactory(title="Oud")

    fragment.title = " Loyale tegenspraak? "
    fragment.save(update_fields=["title"])

    fragment.refresh_from_db()
    assert (fragment.title, fragment.sort_key) == ("Loyale tegenspraak?", "loyale tegenspraak")


@pytest.mark.django_db
def test_version_is_a_number_after_every_save():
    theme = ThemeFactory()
    assert theme.version == 1

    theme.save()
    theme.save()

    assert theme.version == 3


@pytest.mark.django_db
def test_two_editors_never_share_a_version():
    theme = ThemeFactory()
    one, other = Theme.objects.get(pk=theme.pk), Theme.objects.get(pk=theme.pk)

    one.save()
    other.save()

    assert (one.version, other.version) == (2, 3)


@pytest.mark.django_db
def test_failed_save_leaves_the_version_a_number():
    fragment = FragmentFactory()
    fragment.end_ms = fragment.start_ms

    with pytest.raises(IntegrityError), transaction.atomic():
        fragment.save()

    assert fragment.version == 1


@pytest.mark.django_db
def test_changed_at_moves_with_every_write(time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    recording = RecordingFactory()
    created = recording.interview.created_at

    time_machine.move_to("2026-01-02T12:00:00Z", tick=False)
    Recording.objects.update(part=2)

    interview = Interview.objects.get()
    assert (interview.changed_at - created).days == 1
    assert interview.created_at == created


@pytest.mark.django_db
def test_related_manager_keeps_the_guard():
    interview = InterviewFactory()

    with pytest.raises(TypeError, match=r"Fragment\.title drives other fields"):
        interview.fragments.update(title="Anders")


def test_pid_is_ten_readable_signs():
    pids = {new_pid() for _ in range(100)}

    assert len(pids) == 100
    assert {len(pid) for pid in pids} == {10}
    assert set("".join(pids)) <= set(PID_ALPHABET)
    assert not set(PID_ALPHABET) & set("01ilo")
