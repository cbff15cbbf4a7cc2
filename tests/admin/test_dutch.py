"""Every page of the admin is in Dutch: no words of Django or ours are left in English."""

import json
import re
from functools import cache
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext
from lxml import html

from catalogue.models import Fragment, Interview, Theme
from catalogue.values.choices import State
from scripts.translations import PO, read
from tests.admin.conftest import logged_in
from tests.admin.pages import form_on
from tests.factories import UserFactory
from tests.one_of_each import WITH_FORMS, one_of_each

pytestmark = pytest.mark.django_db

# Words that no Dutch sentence has.
ENGLISH = re.compile(
    r"\b(the|this|that|these|those|you|your|and|with|without|from|has|have|not|yes|are|its|which|who|"
    r"where|only|any|each|other|another|added|change|changed|changes|delete|deleted|remove|removed|"
    r"save|saved|search|show|hide|view|choose|select|selected|currently|clear|name|title|reason|"
    r"withdrawal|order|summary|source|publish|published|review|draft|users?|groups?|permissions?|"
    r"password|history|errors?|recording|page|date|time|today|now|yesterday|close|cancel|unknown|"
    r"invalid|required|field|values?|lines?|rows?|please|correct|below|can|cannot|must|none|file)\b",
    re.IGNORECASE,
)
FILLED_IN = re.compile(r"\{\w+\}")  # by a script
DUTCH = {"series", "filter"}  # of more than one, and as in English


@cache
def in_english() -> set[str]:
    """All that Django and we say, in English, where Dutch says it otherwise."""
    folders = (
        Path(django.__file__).parent / package
        for package in ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes")
    )
    said = set()
    for folder in folders:
        for file in folder.glob("locale/en/LC_MESSAGES/django*.po"):
            with file.open("rb") as source:
                said |= {one for message in read_po(source) for one in _forms(message.id)}
    said |= {one for message in read(PO.read_text("utf-8")) for one in _forms(message.id)}
    return {_bare(one) for one in said if one and gettext(one) != one}


def _forms(words) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (words,)


def _bare(words: str) -> str:
    return " ".join(words.split()).casefold().strip(" :.…?")


def words_on(page) -> list[str]:
    """All that a page says: its text, names and advice, and what its scripts are to say."""
    for unseen in page.xpath("//script | //style"):
        unseen.drop_tree()
    said = page.xpath(
        "//text() | //@alt | //@title | //@placeholder | //@aria-label | //optgroup/@label"
        " | //input[@type='submit']/@value | //@data-placeholder | //@data-too-large"
        " | //@*[starts-with(name(), 'data-words')]"
    )
    for rows in page.xpath("//@data-inline-formset"):
        options = json.loads(rows)["options"]
        said += [options["addText"], options["deleteText"]]
    return [" ".join(one.split()) for one in said if one.strip()]


def english_on(response) -> set[str]:
    """What a page says in English."""
    assert response.status_code in (200, 403, 404)
    return {
        words
        for words in words_on(html.document_fromstring(response.content.decode()))
        if (_bare(words) in in_english() and _bare(words) not in DUTCH)
        or ENGLISH.search(FILLED_IN.sub("", words))
    }


def all_english_on(client, addresses) -> dict[str, set[str]]:
    found = {address: english_on(client.get(address, follow=True)) for address in addresses}
    return {address: words for address, words in found.items() if words}


def address_of(model, page: str, *keys) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


@pytest.fixture
def records(db):
    return one_of_each()


@pytest.fixture
def as_keeper(db):
    """Somebody to whom every page of the admin is open."""
    return logged_in(UserFactory(is_staff=True, is_superuser=True, username="beheer"))


def test_there_is_a_record_of_each_kind(records):
    assert set(records) == set(WITH_FORMS)


@pytest.mark.parametrize("model", WITH_FORMS, ids=lambda model: model.__name__)
def test_pages_of_a_kind_of_record(records, as_keeper, model):
    key = records[model].pk

    pages = [(page, key) for page in ("change", "history", "delete")]
    addresses = [address_of(model, *page) for page in [("changelist",), ("add",), *pages]]
    addresses += [f"{addresses[0]}?q=bestaatniet", f"{addresses[1]}?_popup=1"]

    assert all_english_on(as_keeper, addresses) == {}


def test_pages_for_reading(records, as_editor):
    """Also where nothing is filled in: Python calls that "None"."""
    for model in (Interview, Fragment, Theme):
        records[model].state = State.PUBLISHED
        records[model].save()
    addresses = [
        address_of(model, "change", record.pk)
        for model, record in records.items()
        if model._meta.app_label == "catalogue"
    ]

    assert all_english_on(as_editor, addresses) == {}


def test_lists(as_keeper):
    """Of each kind, those that are only listed too; without a row."""
    assert (
        all_english_on(as_keeper, [address_of(model, "changelist") for model in site._registry])
        == {}
    )


def test_pages_of_the_site(as_keeper, client):
    names = ("index", "password_change", "password_change_done")
    addresses = [reverse(f"admin:{name}") for name in names]

    assert all_english_on(as_keeper, [*addresses, "/admin/catalogue/", "/admin/auth/"]) == {}
    assert all_english_on(client, ["/admin/login/"]) == {}
    assert english_on(as_keeper.post("/admin/logout/")) == set()


def test_pages_that_are_closed_or_gone(as_editor, as_keeper):
    assert all_english_on(as_editor, ["/admin/auth/user/", "/admin/nergens/"]) == {}
    assert all_english_on(as_keeper, [address_of(Fragment, "change", 999)]) == {}


@pytest.mark.parametrize("model", WITH_FORMS, ids=lambda model: model.__name__)
def test_form_that_is_refused(records, as_keeper, model):
    """Everything that can be wrong: with nothing filled in, and with nonsense everywhere."""
    page = address_of(model, "add")
    data = form_on(as_keeper.get(page))
    kept = ("csrf", "_opened", "_visit", "TOTAL_FORMS", "INITIAL_FORMS")
    nonsense = {name: "¿" for name in data if not any(part in name for part in kept)}
    rows = {name: "1" for name in data if name.endswith("TOTAL_FORMS")}

    for wrong in ({}, dict.fromkeys(nonsense, ""), nonsense, nonsense | rows):
        assert english_on(as_keeper.post(page, data | wrong, follow=True)) == set()


@pytest.mark.parametrize("model", WITH_FORMS, ids=lambda model: model.__name__)
def test_what_is_said_after_saving(records, as_keeper, model):
    page = address_of(model, "change", records[model].pk)

    for button in ("_save", "_continue", "_addanother"):
        data = form_on(as_keeper.get(page)) | {button: "ja"}
        assert english_on(as_keeper.post(page, data, follow=True)) == set()


def actions():
    for model in WITH_FORMS:
        admin = site._registry[model]
        names = [getattr(each, "__name__", each) for each in admin.actions]
        for name in dict.fromkeys([*names, "delete_selected"]):
            yield pytest.param(model, name, id=f"{model.__name__}-{name}")


@pytest.mark.parametrize(("model", "name"), list(actions()))
def test_actions(records, as_keeper, model, name):
    """Of one record, of none, and answered with nothing."""
    page = address_of(model, "changelist")
    chosen = {"action": name, "_selected_action": [records[model].pk]}
    chosen["_shown"] = form_on(as_keeper.get(page)).get("_shown", [""])

    for answers in ({"_selected_action": []}, {}, {"answered": "yes"}, {"select_across": "1"}):
        assert english_on(as_keeper.post(page, chosen | answers, follow=True)) == set()


def test_deletion_that_is_protected(records, as_keeper):
    assert (
        english_on(as_keeper.get(address_of(Interview, "delete", records[Interview].pk))) == set()
    )


def test_rights_of_a_group(records, as_keeper):
    page = as_keeper.get(address_of(Group, "change", records[Group].pk)).text

    assert "Catalogus | fragment | publiceren, intrekken en wijzigen wat is gepubliceerd" in page
    assert "Catalogus | fragment | toevoegen" in page


def test_what_goes_along_names_no_bare_links(records, as_keeper):
    page = as_keeper.get(address_of(Fragment, "delete", records[Fragment].pk)).text

    assert "Loyale tegenspraak" in page
    assert "object (" not in page
    assert "relatie" not in page


def test_scripts_speak_dutch(records, as_keeper):
    for model in WITH_FORMS:
        assert "SelectFilter2" not in as_keeper.get(address_of(model, "add")).text
    told = as_keeper.get(reverse("admin:jsi18n")).text
    catalogue = json.loads(re.search(r"const newcatalog = ({.*?});", told, re.DOTALL)[1])

    assert catalogue["Choose a Date"] == "Kies een datum"
    assert {asked for asked in _asked_by_scripts() if asked not in catalogue} == set()


def _asked_by_scripts() -> set[str]:
    """What the scripts of Django's admin ask to be translated, but that of two lists with arrows,
    which no page of ours has."""
    folder = Path(django.__file__).parent / "contrib/admin/static/admin/js"
    return {
        words
        for script in folder.rglob("*.js")
        if "vendor" not in script.parts and script.name != "SelectFilter2.js"
        for words in re.findall(r"\bgettext\(['\"](.+?)['\"]\)", script.read_text("utf-8"))
    }
