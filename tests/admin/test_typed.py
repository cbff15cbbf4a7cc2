"""What an editor typed is given back when it cannot be saved: to who typed it, never saved by
itself, and never to a page of another site."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from lxml import html

from catalogue.admin.guard import typed
from catalogue.models import Fragment, Interview
from catalogue.values.choices import State
from tests.admin.pages import act, addition_to, delete, errors_on, form_on, list_of, page_of, told
from tests.admin.test_bad_input import MODELS
from tests.factories import (
    ChiefEditorFactory,
    EditorFactory,
    FragmentFactory,
    InterviewFactory,
    PersonFactory,
    RecordingFactory,
    SeriesFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db

OURS = {"HTTP_ORIGIN": "http://testserver"}
THEIRS = {"HTTP_ORIGIN": "https://elders.example.nl"}
PASSWORD = "goed-wachtwoord"


@pytest.fixture
def editor(db):
    user = EditorFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def interview(db):
    return InterviewFactory(title="Gesprek")


def desk(user) -> Client:
    """A browser that checks what browsers check."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def typing(client, page: str, **changes) -> dict:
    """The form on the page, filled in."""
    return {**form_on(client.get(page)), **changes, "_save": "Opslaan"}


def form_of(response) -> tuple[str, dict[str, list[str]]]:
    """The address of the form on a page, and what a browser would send there."""
    page = html.document_fromstring(response.content.decode())
    form = page.xpath("//div[@id='content-main']//form | //form[@id='login-form']")[0]
    carried = page.xpath("//input[@form]")
    values = [*form.form_values(), *((one.name, one.value) for one in carried)]
    sent: dict[str, list[str]] = {}
    for name, value in values:
        sent.setdefault(name, []).append(value)
    return form.get("action"), sent


def log_in(client, response, user, password=PASSWORD):
    address, fields = form_of(response)
    fields |= {"username": user.get_username(), "password": password}
    return client.post(address, fields, **OURS)


def go_on(client, response):
    """Press the button of the page that gives back what was typed."""
    address, fields = form_of(response)
    return client.post(address, fields, **OURS)


def given_back(response) -> list[str]:
    """The texts that the page gives back."""
    page = html.document_fromstring(response.content.decode())
    return [box.text_content().strip() for box in page.xpath("//textarea[@readonly]")]


# --- The session ended ----------------------------------------------------------------------------


def test_session_ended_gives_back_text_choices_and_rows(editor, interview):
    client, series, person = desk(editor), SeriesFactory(), PersonFactory()
    new = {
        "title": "Ander gesprek",
        "summary": "Een lang\r\nverhaal",
        "series": series.pk,
        "participations-TOTAL_FORMS": 1,
        "participations-0-person": person.pk,
        "participations-0-part": "interviewee",
        "participations-0-order": "0",
    }
    data = typing(client, page_of(interview), **new)
    del client.cookies[settings.SESSION_COOKIE_NAME]

    asked = client.post(page_of(interview), data, **OURS)
    resumed = log_in(client, asked, editor)
    shown = go_on(client, resumed)

    assert (asked.status_code, resumed.status_code) == (403, 200)
    assert any(error.startswith("Nog niet opgeslagen") for error in errors_on(shown))
    came_back = form_on(shown)
    assert {name: [one.strip() for one in came_back[name]] for name in new} == {
        name: [str(value).replace("\r", "")] for name, value in new.items()
    }
    interview.refresh_from_db()
    assert interview.title == "Gesprek"

    saved = client.post(page_of(interview), {**form_on(shown), "_save": ""}, **OURS)

    assert saved.status_code == 302
    interview.refresh_from_db()
    assert (interview.title, interview.series) == ("Ander gesprek", series)
    assert [each.person for each in interview.participations.all()] == [person]


def test_wrong_password_keeps_what_was_typed(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    del client.cookies[settings.SESSION_COOKIE_NAME]

    asked = client.post(page_of(interview), data, **OURS)
    refused = log_in(client, asked, editor, password="fout")
    shown = go_on(client, log_in(client, refused, editor))

    assert form_on(shown)["title"] == ["Ander"]


def test_somebody_else_who_logs_in_does_not_see_it(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Van mij alleen")
    other = ChiefEditorFactory()
    other.set_password(PASSWORD)
    other.save()
    del client.cookies[settings.SESSION_COOKIE_NAME]

    asked = client.post(page_of(interview), data, **OURS)
    response = log_in(client, asked, other)
    landed = client.get(response.url)

    assert response.status_code == 302
    assert "Van mij alleen" not in landed.text
    assert len(told(landed)) == 1


@pytest.mark.parametrize("token", [None, "onzin", "\0"], ids=str)
def test_form_that_does_not_say_who_opened_it_is_not_given_back(editor, interview, token):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander", **{typed.OPENED_BY: token or ""})
    del client.cookies[settings.SESSION_COOKIE_NAME]

    response = client.post(page_of(interview), data, **OURS)

    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("origin", [THEIRS, {}, {"HTTP_ORIGIN": "null"}], ids=str)
def test_nothing_is_given_back_to_another_site(editor, interview, origin):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    client.logout()

    response = client.post(page_of(interview), data, **origin)

    assert response.status_code in (302, 403)
    assert "Ander" not in response.text
    assert 'name="typed"' not in response.text


def test_more_than_two_megabytes_is_told(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), summary="é" * 1_000_001)
    del client.cookies[settings.SESSION_COOKIE_NAME]

    asked = client.post(page_of(interview), data, **OURS)
    resumed = log_in(client, asked, editor)

    assert "meer dan bewaard kan worden" in asked.text
    assert "meer dan bewaard kan worden" in resumed.text


def test_two_megabytes_come_back(editor, interview):
    client = desk(editor)
    text = "".join(chr(0x400 + (number * 7919) % 200) for number in range(950_000))
    data = typing(client, page_of(interview), summary=text)
    del client.cookies[settings.SESSION_COOKIE_NAME]

    shown = go_on(client, log_in(client, client.post(page_of(interview), data, **OURS), editor))

    assert form_on(shown)["summary"] == [text]


def test_passwords_are_not_carried(rf, editor):
    request = rf.post("/", {"password1": "x", typed.OPENED_BY: typed.opened_by(editor)}, **OURS)

    assert typed.typed_in(request).fields == []


@pytest.mark.parametrize("signed", ["", "onzin", "\0", "a:b:c"], ids=ascii)
def test_what_we_did_not_sign_is_not_read(signed):
    assert typed.read(signed) is None


def test_answers_to_an_action_come_back(chief_with_password, interview):
    client = desk(chief_with_password)
    chosen = {"action": "withdraw", "_selected_action": [interview.pk]}
    fields = form_on(client.get(list_of(Interview)))
    page = client.post(list_of(Interview), {**fields, **chosen}, **OURS)
    answers = {**form_on(page), "reason": "Op verzoek"}
    del client.cookies[settings.SESSION_COOKIE_NAME]

    asked = client.post(list_of(Interview), answers, **OURS)
    shown = go_on(client, log_in(client, asked, chief_with_password))

    assert form_on(shown)["reason"] == ["Op verzoek"]
    assert any(error.startswith("Nog niet opgeslagen") for error in errors_on(shown))
    interview.refresh_from_db()
    assert interview.state != State.WITHDRAWN


@pytest.fixture
def chief_with_password(db):
    user = ChiefEditorFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


def test_nothing_that_is_marked_unsaved_is_done(as_chief, interview):
    for more in ({}, {"answered": "yes"}):
        act(as_chief, Interview, "publish", [interview], **{typed.UNSAVED: "expired"}, **more)
    as_chief.post(page_of(interview), {**form_on(as_chief.get(page_of(interview))), "_unsaved": ""})

    interview.refresh_from_db()
    assert interview.state == State.DRAFT
    assert interview.version == Interview.objects.get(pk=interview.pk).version


def test_more_than_the_site_takes_is_a_sentence(client, editor, interview):
    client.force_login(editor)
    client.raise_request_exception = False

    response = client.post(page_of(interview), {"summary": "x" * 10_000_001})

    assert response.status_code == 413
    assert "Er is niets opgeslagen" in response.text


# --- The token changed ----------------------------------------------------------------------------


def test_logged_in_again_elsewhere_gives_back_what_was_typed(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32  # as logging in leaves it

    resumed = client.post(page_of(interview), data, **OURS)
    shown = go_on(client, resumed)

    assert form_on(shown)["title"] == ["Ander"]
    assert any("opnieuw ingelogd" in error for error in errors_on(shown))


def test_without_any_cookie_what_was_typed_is_kept(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    client.cookies.clear()

    shown = go_on(client, log_in(client, client.post(page_of(interview), data, **OURS), editor))

    assert form_on(shown)["title"] == ["Ander"]


def test_page_to_log_in_that_stood_open_too_long(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    client.cookies.clear()
    asked = client.post(page_of(interview), data, **OURS)
    client.cookies.clear()

    stale = log_in(client, asked, editor)
    shown = go_on(client, log_in(client, stale, editor))

    assert stale.status_code == 403
    assert form_on(shown)["title"] == ["Ander"]


def test_browser_that_refuses_the_cookie_is_not_sent_round_for_ever(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    first = client.post(page_of(interview), data, **OURS)
    del client.cookies[settings.CSRF_COOKIE_NAME]
    address, fields = form_of(first)

    again = client.post(address, fields, **OURS)

    assert "resume.js" in first.text
    assert "resume.js" not in again.text
    assert form_of(again)[1]["title"] == ["Ander"]


def test_form_of_somebody_else_is_refused_in_words(editor, interview):
    client, other = desk(editor), EditorFactory()
    data = typing(client, page_of(interview), title="Van mij alleen")
    client.force_login(other)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    response = client.post(page_of(interview), data, **OURS)

    assert response.status_code == 403
    assert "Van mij alleen" not in response.text
    assert page_of(interview) in response.text  # the way on


def test_other_forms_of_the_admin_are_refused_in_words(editor, interview):
    client = desk(editor)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32

    for page in (list_of(Interview), page_of(interview, "delete"), reverse("admin:logout")):
        response = client.post(page, {"action": "publish"}, **OURS)

        assert response.status_code == 403
        assert reverse("admin:index") in response.text


def test_page_of_another_site_gets_no_form(editor, interview):
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")

    response = client.post(page_of(interview), data, **THEIRS)

    assert response.status_code == 403
    assert "Ander" not in response.text


def test_trusted_origin_is_ours(editor, interview, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example.nl"]
    client = desk(editor)
    data = typing(client, page_of(interview), title="Ander")
    client.cookies.clear()

    response = client.post(page_of(interview), data, **THEIRS)

    assert typed.read(form_of(response)[1]["typed"][0]).user == editor.pk


# --- Closed meanwhile -----------------------------------------------------------------------------


def test_published_meanwhile_gives_back_what_was_typed(as_editor, as_chief, chief, interview):
    person = PersonFactory(name="Jo Jansen")
    fragment = FragmentFactory(interview=interview, title="Oud")
    new = {
        "title": "Ander gesprek",
        "language": "en",
        "participations-TOTAL_FORMS": 1,
        "participations-0-person": person.pk,
        "participations-0-part": "interviewer",
        "participations-0-order": "0",
        "fragments-0-title": "Nieuw",
    }
    data = typing(as_editor, page_of(interview), **new)
    act(as_chief, Interview, "publish", [interview])
    act(as_chief, Fragment, "publish", [fragment])

    response = as_editor.post(page_of(interview), data)

    assert response.status_code == 403
    assert len(told(response)) == 1
    assert re.search(
        rf"“Gesprek” is intussen gepubliceerd door {chief} \(\d\d?[:.]\d\d\)", told(response)[0]
    )
    assert given_back(response) == [
        "Ander gesprek",
        "en",
        "Jo Jansen",
        "interviewer",
        "Nieuw",
    ]
    assert page_of(interview) in response.text
    assert list_of(Interview) in response.text
    interview.refresh_from_db()
    assert interview.title == "Gesprek"


def test_published_in_another_way_says_that_it_does_not_know(as_editor, interview):
    data = typing(as_editor, page_of(interview), title="Ander")
    interview.state = State.PUBLISHED
    interview.save()

    response = as_editor.post(page_of(interview), data)

    assert "onbekend" in told(response)[0]
    assert given_back(response) == ["Ander"]


def test_part_of_what_was_published_names_the_whole(as_editor, as_chief, interview):
    recording = RecordingFactory(interview=interview)
    data = typing(as_editor, page_of(recording), part="3")
    act(as_chief, Interview, "publish", [interview])

    response = as_editor.post(page_of(recording), data)

    assert "“Gesprek” is intussen gepubliceerd" in told(response)[0]
    assert given_back(response) == ["3"]


def test_person_whose_page_became_public(as_editor):
    person = PersonFactory(name="Jo Jansen")
    data = typing(as_editor, page_of(person), name="Jo Janssen")
    type(person).objects.filter(pk=person.pk).update(page_opened=True)

    response = as_editor.post(page_of(person), data)

    assert "openbare pagina" in told(response)[0]
    assert given_back(response) == ["Jo Janssen"]


def test_deleted_meanwhile_gives_back_what_was_typed(as_editor, as_chief, chief):
    theme = ThemeFactory(name="Vertrouwen")
    data = typing(as_editor, page_of(theme), introduction="Een inleiding")
    delete(as_chief, theme)

    response = as_editor.post(page_of(theme), data)

    assert response.status_code == 410
    assert f"“Vertrouwen” is intussen verwijderd door {chief}" in told(response)[0]
    assert "Een inleiding" in given_back(response)


def test_right_that_was_lost_gives_back_what_was_typed(as_editor, editor, interview):
    data = typing(as_editor, page_of(interview), title="Ander")
    new = typing(as_editor, addition_to(Interview), title="Nieuw")
    editor.groups.set([Group.objects.create(name="niets")])

    for response in (
        as_editor.post(page_of(interview), data),
        as_editor.post(addition_to(Interview), new),
    ):
        assert response.status_code == 403
        assert len(told(response)) == 1
        assert given_back(response) in (["Ander"], ["Nieuw"])


def test_action_refused_gives_back_the_answers(as_editor, as_chief):
    fragment = FragmentFactory()
    page = act(as_editor, Fragment, "move", [fragment])
    answers = {**form_on(page), "title": "Nieuw gesprek"}
    act(as_chief, Fragment, "publish", [fragment])

    response = as_editor.post(list_of(Fragment), answers)

    assert "intussen gewijzigd" in told(response)[0]
    assert given_back(response) == ["Nieuw gesprek"]


def test_action_on_what_was_deleted_gives_back_the_answers(as_editor):
    fragment = FragmentFactory()
    target = InterviewFactory(title="Doel")
    answers = {**form_on(act(as_editor, Fragment, "move", [fragment])), "interview": target.pk}
    fragment.delete()

    response = as_editor.post(list_of(Fragment), answers)

    assert given_back(response) == ["Doel"]


def test_action_that_is_not_offered_any_more_gives_back_the_answers(as_chief, chief, interview):
    answers = {**form_on(act(as_chief, Interview, "withdraw", [interview])), "reason": "Op verzoek"}
    chief.groups.set([Group.objects.get(name="redacteur")])

    response = as_chief.post(list_of(Interview), answers)

    assert given_back(response) == ["Op verzoek"]


def test_every_refusal_in_the_admin_has_a_way_on(as_editor):
    published = InterviewFactory(state=State.PUBLISHED)

    response = as_editor.post(page_of(published, "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert reverse("admin:index") in response.text
    assert "aan de eindredactie" in response.text


# --- Longer than its field ------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_field_of_a_record_is_cut_by_the_browser(as_chief, model):
    assert "maxlength" not in as_chief.get(addition_to(model)).text


@pytest.mark.parametrize("action", ["identify", "withdraw"])
def test_no_answer_is_cut_by_the_browser(as_chief, interview, action):
    assert "maxlength" not in act(as_chief, Interview, action, [interview]).text


def test_too_long_is_refused_with_the_count(as_chief, interview):
    data = typing(as_chief, page_of(interview), title="x" * 205)

    response = as_chief.post(page_of(interview), data)

    assert any("200" in error and "205" in error for error in errors_on(response))
    assert form_on(response)["title"] == ["x" * 205]


def test_too_long_an_answer_is_refused_with_the_count(as_chief, interview):
    answers = {**form_on(act(as_chief, Interview, "withdraw", [interview])), "reason": "x" * 301}

    response = as_chief.post(list_of(Interview), answers)

    assert any("300" in error and "301" in error for error in errors_on(response))
    assert form_on(response)["reason"] == ["x" * 301]
