"""Addresses that never die: renamed, renamed again, taken back, refused, gone."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.models import FormerAddress, Fragment, Interview, Theme
from catalogue.values.choices import State
from tests.factories import (
    BackgroundSourceFactory,
    FormerAddressFactory,
    FragmentFactory,
    InterviewFactory,
    OrganisationFactory,
    ParticipationFactory,
    PersonFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

SLUGGED = [
    (BackgroundSourceFactory, "title", "bron", "/achtergrond/"),
    (InterviewFactory, "title", "interview", "/interviews/"),
    (OrganisationFactory, "name", "organisatie", "/organisaties/"),
    (PersonFactory, "name", "persoon", "/personen/"),
    (ThemeFactory, "name", "thema", "/themas/"),
]
each_slugged = pytest.mark.parametrize(
    ("factory", "name", "empty", "section"), SLUGGED, ids=[case[2] for case in SLUGGED]
)


def rename(record, slug):
    record.slug = slug
    record.save()


def former():
    """Where every former address leads: its path, and the kind and key of its target."""
    return {row.path: f"{row.kind}:{row.key}" for row in FormerAddress.objects.all()}


@each_slugged
def test_slug_is_made_from_the_name(factory, name, empty, section):
    record = factory(**{name: "Één-op-één: ‘de’ top"})

    assert record.slug == "een-op-een-de-top"
    assert record.get_absolute_url() == f"{section}een-op-een-de-top/"


@each_slugged
def test_slug_of_unreadable_name_says_what_it_is(factory, name, empty, section):
    assert [factory(**{name: "…!?"}).slug for _ in range(3)] == [empty, f"{empty}-2", f"{empty}-3"]


@each_slugged
def test_slug_may_be_left_empty_in_a_form(factory, name, empty, section):
    record = factory.build(**{name: "Vertrouwen"})

    record.full_clean(exclude=["series"])

    assert record.slug == "vertrouwen"


@each_slugged
def test_slug_made_from_the_name_is_not_one_that_was(factory, name, empty, section):
    rename(factory(**{name: "Vertrouwen"}), "tegenspraak")

    assert factory(**{name: "Vertrouwen"}).slug == "vertrouwen-2"


def test_slug_made_from_a_long_name_is_cut_at_a_word():
    theme = ThemeFactory(name="vertrouwen " * 15)

    assert theme.slug == "-".join(["vertrouwen"] * 7)


def test_slug_stays_when_the_name_changes():
    theme = ThemeFactory(name="Vertrouwen")

    theme.name = "Tegenspraak"
    theme.save()

    assert theme.slug == "vertrouwen"
    assert former() == {}


@each_slugged
def test_renamed_record_keeps_its_former_address(factory, name, empty, section):
    record = factory(slug="a")

    rename(record, "b")

    kind = record._meta.model_name
    assert former() == {f"{section}a/": f"{kind}:b"}
    assert FormerAddress.objects.get().target == record


def test_renamed_twice_leads_straight_to_the_end():
    theme = ThemeFactory(slug="a")

    rename(theme, "b")
    rename(theme, "c")

    assert former() == {"/themas/a/": "theme:c", "/themas/b/": "theme:c"}


def test_renamed_back_has_its_own_former_slug_again():
    theme = ThemeFactory(slug="a")

    rename(theme, "b")
    theme.slug = "a"
    theme.full_clean()
    theme.save()

    assert former() == {"/themas/b/": "theme:a"}


def test_address_on_a_former_host_follows_the_record():
    FormerAddressFactory(host="oud.example.nl", path="/t.php?id=3", kind="theme", key="a")

    rename(ThemeFactory(slug="a"), "b")

    assert former() == {"/t.php?id=3": "theme:b", "/themas/a/": "theme:b"}


def test_slug_of_another_kind_of_page_is_free():
    rename(ThemeFactory(slug="vertrouwen"), "tegenspraak")

    assert InterviewFactory(title="Vertrouwen").slug == "vertrouwen"


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "renamed"])
def test_former_slug_of_another_is_refused(is_new):
    rename(ThemeFactory(slug="a"), "b")
    theme = ThemeFactory.build() if is_new else ThemeFactory()
    before = former()
    theme.slug = "a"

    with pytest.raises(ValidationError) as refusal:
        theme.full_clean()
    assert list(refusal.value.error_dict) == ["slug"]
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        theme.save()

    assert list(refusal.value.error_dict) == ["slug"]
    assert former() == before
    assert not Theme.objects.filter(slug="a").exists()


def test_slug_of_a_gone_page_is_not_given_out_again():
    ThemeFactory(slug="vertrouwen", published=True).delete()

    with pytest.raises(ValidationError):
        ThemeFactory(slug="vertrouwen")
    assert ThemeFactory(name="Vertrouwen").slug == "vertrouwen-2"


def test_current_slug_of_another_is_refused_by_clean():
    ThemeFactory(slug="a")
    theme = ThemeFactory.build(slug="a")

    with pytest.raises(ValidationError) as refusal:
        theme.full_clean()

    assert list(refusal.value.error_dict) == ["slug"]


def test_save_of_other_fields_does_not_move_the_page():
    theme = ThemeFactory(slug="a")

    theme.slug = "b"
    theme.save(update_fields=["introduction"])

    assert former() == {}
    assert Theme.objects.get().slug == "a"


@pytest.mark.parametrize(
    "reload",
    [
        lambda theme: theme,
        lambda theme: theme.refresh_from_db() or theme,
        lambda theme: Theme.objects.only("name").get(),
        lambda theme: Theme.objects.get(),
    ],
    ids=["stale", "refreshed", "deferred", "loaded"],
)
def test_rename_starts_from_the_slug_that_is_stored(reload):
    theme = ThemeFactory(slug="a")
    rename(Theme.objects.get(), "b")

    rename(reload(theme), "c")

    assert former() == {"/themas/a/": "theme:c", "/themas/b/": "theme:c"}


def test_stale_copy_that_is_saved_takes_its_address_back():
    stale = ThemeFactory(slug="a")
    rename(Theme.objects.get(), "b")

    stale.save()

    assert former() == {"/themas/b/": "theme:a"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.PUBLISHED, {"/themas/a/": "theme:", "/themas/b/": "theme:"}),
        (State.DRAFT, {}),
    ],
)
def test_deleted_page_is_gone_only_if_the_public_knew_it(state, expected):
    theme = ThemeFactory(slug="a", state=state)
    rename(theme, "b")

    theme.delete()

    assert former() == expected
    assert [row.target for row in FormerAddress.objects.all()] == [None] * len(expected)


def test_withdrawn_page_that_is_deleted_is_gone():
    theme = ThemeFactory(slug="a", published=True)
    theme.state = State.WITHDRAWN
    theme.save()

    Theme.objects.all().delete()

    assert former() == {"/themas/a/": "theme:"}


@pytest.mark.parametrize("interview_state", [State.PUBLISHED, State.DRAFT])
def test_deleted_fragment_is_gone_only_if_its_interview_was_public(interview_state):
    fragment = FragmentFactory(published=True, interview__state=interview_state)

    fragment.delete()

    gone = {f"/fragmenten/{fragment.pid}/": "fragment:"}
    assert former() == (gone if interview_state == State.PUBLISHED else {})


def test_deleted_person_who_had_a_page_is_gone():
    spoke, mentioned = PersonFactory(slug="spreker"), PersonFactory(slug="genoemde")
    ParticipationFactory(published=True, person=spoke)
    opened = PersonFactory(slug="geopend", page_opened=True)

    mentioned.delete()
    opened.delete()

    assert former() == {"/personen/geopend/": "person:"}


def test_current_keys_are_found_by_slugs_that_were():
    rename(ThemeFactory(slug="a"), "b")
    rename(InterviewFactory(slug="x"), "y")
    ThemeFactory(slug="weg", published=True).delete()

    assert FormerAddress.objects.current_keys(Theme, ["a", "x", "weg", "?"]) == {"a": "b"}
    assert FormerAddress.objects.current_keys(Interview, {"a", "x"}) == {"x": "y"}


def test_former_address_is_found_by_the_first_path_that_is_known():
    first = FormerAddressFactory(host="oud.example.nl", path="/a?b=1")
    second = FormerAddressFactory(host="oud.example.nl", path="/a")
    FormerAddressFactory(path="/elders")

    at = FormerAddress.objects.at
    assert at("oud.example.nl", "/a?b=1", "/a") == first
    assert at("oud.example.nl", "/a?b=2", "/a") == second
    assert at("oud.example.nl", "/elders") is None
    assert at("") is None


@pytest.mark.parametrize("key", ["a", ""])
def test_former_address_may_lead_to_what_is_there_or_to_nothing(key):
    ThemeFactory(slug="a")

    FormerAddressFactory.build(kind="theme", key=key).full_clean()


def test_former_address_leads_to_a_fragment_by_its_pid():
    fragment = FragmentFactory()

    address = FormerAddressFactory(kind="fragment", key=fragment.pid, time_ms=903_000)

    address.full_clean()
    assert address.target == fragment


def test_former_address_to_what_is_not_there_is_refused():
    with pytest.raises(ValidationError) as refusal:
        FormerAddressFactory.build(kind="theme", key="weg").full_clean()

    assert list(refusal.value.error_dict) == ["key"]


def test_fragment_keeps_one_address_whatever_its_title():
    fragment = FragmentFactory(title="Loyale tegenspraak?", pid="k3f9wz2ahp")
    assert fragment.get_absolute_url() == "/fragmenten/k3f9wz2ahp/loyale-tegenspraak/"

    fragment.title = "…"
    fragment.save()

    assert fragment.get_absolute_url() == "/fragmenten/k3f9wz2ahp/fragment/"
    assert Fragment.address_of(fragment.pid) == "/fragmenten/k3f9wz2ahp/"
    assert former() == {}
