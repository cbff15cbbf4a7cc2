"""Whatever is sent to the admin: a sentence, nothing half-written, never an error page."""

from itertools import product

import pytest
from django.contrib import admin
from django.db.models import ProtectedError
from django.urls import reverse

from catalogue.admin.fragment import FragmentAdmin
from catalogue.models import Fragment, Interview, Theme
from tests.admin.pages import (
    act,
    addition_to,
    delete,
    errors_on,
    form_on,
    list_of,
    page_of,
    save,
    told,
)
from tests.factories import FragmentFactory, InterviewFactory, PlacementFactory, ThemeFactory

pytestmark = pytest.mark.django_db

MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "catalogue"),
    key=lambda model: model.__name__,
)
HUGE = "9" * 40
WORDS = ["\0", HUGE, "x" * 3000, "a " * 2000, "'", '"', "%", "__", "😀", "-1", "1 OR 1=1"]
NO_KEYS = ["onzin", HUGE, "-1", "\0"]


@pytest.fixture(params=MODELS, ids=lambda model: model.__name__)
def model(request):
    return request.param


def test_list_answers_any_search(as_chief, model):
    for word in WORDS:
        response = as_chief.get(list_of(model), {"q": word}, follow=True)

        assert response.status_code == 200, ascii(word)


def test_list_answers_any_filter(as_chief, model):
    specs = as_chief.get(list_of(model)).context["cl"].filter_specs
    names = {name for spec in specs for name in spec.expected_parameters()}

    for name, value in product(names | {"p", "o", "all", "e", "_popup"}, NO_KEYS):
        response = as_chief.get(list_of(model), {name: value}, follow=True)

        assert response.status_code in (200, 400), (name, value)


def test_page_of_nothing_leads_back(as_chief, model):
    for page, key in product(("change", "delete", "history"), [*NO_KEYS, "999999", "1_2F"]):
        address = reverse(f"admin:catalogue_{model._meta.model_name}_{page}", args=[key])
        for send in (as_chief.get, as_chief.post):
            response = send(address)

            assert response.status_code in (302, 404), (page, key)


def test_addition_that_the_address_fills_in_with_nonsense(as_chief, model):
    names = [field.name for field in model._meta.get_fields()]

    for key in (*NO_KEYS, "5,onzin"):
        response = as_chief.get(addition_to(model), dict.fromkeys(names, key))

        assert response.status_code == 200, ascii(key)


def test_relation_to_nothing_is_refused(as_chief, model):
    fields = [*model._meta.fields, *model._meta.many_to_many]
    relations = [field.name for field in fields if field.is_relation]
    before = model.objects.count()

    for key in (*NO_KEYS, "999999", ""):
        response = save(as_chief, addition_to(model), **dict.fromkeys(relations, key))

        assert errors_on(response) or told(response), ascii(key)
    assert model.objects.count() == before


@pytest.mark.parametrize(
    "text",
    ["\0", "x" * 20_000, "\x1b[0m", "<script>alert(1)</script>"],
    ids=["nul", "long", "escape", "script"],
)
def test_any_text_in_every_field(as_chief, model, text):
    page = addition_to(model)
    data = form_on(as_chief.get(page))
    sent = {name: text for name in data if name != "csrfmiddlewaretoken"}
    sent |= dict.fromkeys(_text_fields(model), text)

    response = as_chief.post(page, sent, follow=True)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def _text_fields(model) -> list[str]:
    return [field.name for field in model._meta.fields if not field.is_relation and field.editable]


def test_action_for_rows_that_are_none(as_chief, model):
    for key in NO_KEYS:
        data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
        response = as_chief.post(list_of(model), data, follow=True)

        assert response.status_code == 200, ascii(key)
        assert told(response), ascii(key)


def test_action_that_is_none(as_chief, model):
    for data in ({"action": "onzin", "_selected_action": ["1"]}, {"index": "onzin"}, {}):
        assert as_chief.post(list_of(model), data, follow=True).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"term": "\0"},
        {"term": "a " * 3000},
        {"term": "x", "page": "onzin"},
        {"term": "x", "page": HUGE},
        {"of_person": HUGE},
        {"of_person": "\0"},
        {"field_name": "onzin"},
        {"app_label": "auth"},
        {"model_name": "\0"},
    ],
    ids=str,
)
def test_choosing_answers_anything(as_chief, query):
    known = {"app_label": "catalogue", "model_name": "participation", "field_name": "positions"}

    response = as_chief.get(reverse("admin:autocomplete"), known | query)

    assert response.status_code in (200, 403, 404)


@pytest.mark.parametrize(
    "management",
    [
        {"fragments-TOTAL_FORMS": "onzin"},
        {"fragments-TOTAL_FORMS": "40"},
        {"fragments-INITIAL_FORMS": "5"},
        {"fragments-INITIAL_FORMS": "0"},
        {"fragments-0-id": "onzin"},
        {"fragments-0-id": HUGE},
        {"fragments-0-id": ""},
        {"fragments-0-interview": "999999"},
    ],
    ids=str,
)
def test_rows_that_do_not_add_up_are_refused(as_chief, management):
    fragment = FragmentFactory()

    response = save(as_chief, page_of(fragment.interview), **management)

    assert response.status_code == 200
    assert list(Fragment.objects.values("pk", "interview", "start_ms")) == [
        {"pk": fragment.pk, "interview": fragment.interview_id, "start_ms": fragment.start_ms}
    ]


def test_rows_of_another_interview_are_not_taken(as_chief):
    mine, other = FragmentFactory(), FragmentFactory()

    save(as_chief, page_of(mine.interview), **{"fragments-0-id": other.pk})

    other.refresh_from_db()
    assert other.interview != mine.interview


# --- What another editor does meanwhile -----------------------------------------------------------


def test_record_deleted_meanwhile(as_chief):
    theme = ThemeFactory()
    data = form_on(as_chief.get(page_of(theme)))
    theme.delete()

    response = as_chief.post(page_of(theme), {**data, "_save": "Opslaan"}, follow=True)

    assert len(told(response)) == 1


def test_chosen_theme_deleted_meanwhile(as_chief):
    fragment, theme = FragmentFactory(), ThemeFactory()
    data = form_on(as_chief.get(page_of(fragment)))
    new = {"placements-2-0-theme": theme.pk}
    theme.delete()

    response = as_chief.post(page_of(fragment), {**data, **new, "_save": "Opslaan"})

    assert errors_on(response)


def test_interview_of_a_new_fragment_deleted_meanwhile(as_chief):
    interview = InterviewFactory()
    data = form_on(as_chief.get(addition_to(Fragment)))
    data |= {"title": "T", "start_ms": "1", "interview": interview.pk, "_save": "Opslaan"}
    interview.delete()

    assert errors_on(as_chief.post(addition_to(Fragment), data))


def test_slug_taken_between_the_check_and_the_save(as_chief, monkeypatch):
    monkeypatch.setattr(Theme, "clean", lambda theme: None)
    monkeypatch.setattr(Theme, "validate_constraints", lambda theme, exclude=None: None)
    taken = ThemeFactory(slug="vertrouwen")
    taken.slug = "anders"
    taken.save()
    theme = ThemeFactory()

    response = save(as_chief, page_of(theme), slug="vertrouwen", introduction="Getypt")

    assert len(errors_on(response)) == 1
    assert form_on(response)["introduction"] == ["Getypt"]
    theme.refresh_from_db()
    assert theme.slug != "vertrouwen"


def test_start_taken_between_the_check_and_the_save(as_chief, monkeypatch):
    monkeypatch.setattr(FragmentAdmin.form, "clean", lambda form: form.cleaned_data)
    monkeypatch.setattr(Fragment, "validate_constraints", lambda fragment, exclude=None: None)
    other = FragmentFactory(start_ms=0)
    fragment = FragmentFactory(interview=other.interview, start_ms=1)

    response = save(as_chief, page_of(fragment), start_ms="0:00", summary="Getypt")

    assert len(errors_on(response)) == 1
    assert form_on(response)["summary"] == ["Getypt"]
    fragment.refresh_from_db()
    assert fragment.start_ms == 1


@pytest.mark.parametrize("way", ["one", "many"])
def test_protected_between_the_page_and_the_deletion(as_chief, monkeypatch, way):
    theme = ThemeFactory()

    def protected(*args, **kwargs):
        raise ProtectedError("", set())

    monkeypatch.setattr(Theme, "delete", protected)
    monkeypatch.setattr(type(Theme.objects.all()), "delete", protected)
    if way == "one":
        response = delete(as_chief, theme)
    else:
        asked = act(as_chief, Theme, "delete_selected", [theme])
        response = as_chief.post(list_of(Theme), form_on(asked), follow=True)

    [told_of] = told(response)
    assert "iets anders" in told_of
    assert Theme.objects.exists()


@pytest.mark.parametrize("many", [False, True])
def test_what_others_rest_on_is_not_deleted(as_chief, many):
    interview = FragmentFactory().interview
    theme = PlacementFactory().theme

    for record in (interview, theme):
        if many:
            response = act(as_chief, type(record), "delete_selected", [record], post="yes")
        else:
            response = as_chief.post(page_of(record, "delete"), {"post": "yes"})

        assert response.status_code == 200
        assert response.context["protected"]
    assert Interview.objects.exists()
    assert Theme.objects.exists()


@pytest.mark.parametrize("number", [10**6, 2**31, 2**63, 10**30])
def test_number_that_is_too_high_is_refused_with_one_that_can_be_read(as_chief, number):
    theme = ThemeFactory(order=3)

    response = save(as_chief, page_of(theme), order=number)

    assert errors_on(response) == ["Zorg ervoor dat deze waarde hoogstens 999999 is."]
    assert Theme.objects.get().order == 3
