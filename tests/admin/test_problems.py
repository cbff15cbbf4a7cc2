"""What is wrong in a form stands above it, named as the form names it, with links to it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from lxml import html

from catalogue.admin.cutting.fragment_rows import FragmentRows
from catalogue.models import Fragment, Interview, Recording, Theme
from catalogue.models.faults import NO_TITLE
from catalogue.templatetags.problems import Problem
from tests.admin.pages import act, addition_to, form_on, page_of
from tests.factories import FragmentFactory, InterviewFactory, RecordingFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def document(response):
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def problems_on(response) -> list[Problem]:
    """The summary of a page."""
    found = []
    for item in document(response).xpath("//ul[@class='problems__list']/li"):
        links = item.xpath("a")
        label = links[0].text_content() if links else item.text.partition(":")[0]
        target = links[0].get("href").removeprefix("#") if links else ""
        reason = item.text_content().removeprefix(f"{label}: ")
        found.append(Problem(label=label, target=target, reason=reason))
    return found


def refused(client, page: str, **changes):
    return client.post(page, form_on(client.get(page)) | changes)


def test_problem_of_a_field_leads_to_the_field(as_editor):
    response = refused(as_editor, addition_to(Theme), name="")

    assert problems_on(response) == [
        Problem(label="Naam", target="id_name", reason="Dit veld is verplicht.")
    ]


def test_problem_of_a_row_names_its_number_and_title(as_editor):
    interview = InterviewFactory()
    FragmentFactory(interview=interview, title="Eerst", start_ms=60_000)
    FragmentFactory(interview=interview, title="Dan", start_ms=120_000)

    response = refused(as_editor, page_of(interview), **{"fragments-1-start_ms": "15.3"})

    (problem,) = problems_on(response)
    assert problem.label.startswith("Begintijd, rij 2 (")
    assert "Dan" in problem.label
    assert problem.target == "id_fragments-1-start_ms"


def test_problem_of_a_new_row_names_its_number(as_editor):
    interview = FragmentFactory(start_ms=60_000).interview
    data = {"fragments-TOTAL_FORMS": "2", "fragments-1-start_ms": "3:00", "fragments-1-title": ""}

    response = refused(as_editor, page_of(interview), **data)

    named = {problem.target: problem.label for problem in problems_on(response)}
    assert named["id_fragments-1-title"] == "Titel, rij 2"


def test_problems_of_rows_are_told_once_and_in_the_order_of_the_page(as_editor):
    interview = FragmentFactory(start_ms=60_000).interview
    boxes = {
        "fragments-1-start_ms": "3:00",
        "fragments-1-title": "",
        "fragments-2-start_ms": "2:00",
        "fragments-2-title": "x" * 301,
        "_desk_save": "1",  # the desk puts new rows in order of time
    }

    response = refused(as_editor, page_of(interview), **{"fragments-TOTAL_FORMS": "3"}, **boxes)

    early, late = problems_on(response)
    assert (early.target, late.target) == ("id_fragments-2-title", "id_fragments-1-title")
    assert "301" in early.reason
    assert late == Problem(label="Titel, rij 3", target=late.target, reason=str(NO_TITLE))


def test_problem_of_all_rows_leads_to_their_heading(as_editor, monkeypatch):
    def clash(rows):
        raise ValidationError("Dit past niet bij elkaar.")

    monkeypatch.setattr(FragmentRows, "clean", clash)

    response = refused(as_editor, page_of(FragmentFactory().interview))

    assert problems_on(response) == [
        Problem(
            label="Fragmenten, op volgorde van tijd",
            target="fragments-heading",
            reason="Dit past niet bij elkaar.",
        )
    ]
    assert document(response).get_element_by_id("fragments-heading").tag == "h2"


def test_what_concerns_the_whole_form_is_said_once(as_editor, monkeypatch):
    monkeypatch.setattr("catalogue.admin.forms.may_write", lambda user, record: False)

    response = refused(as_editor, addition_to(Theme), name="Vertrouwen")

    told = document(response).xpath("//section[@id='problems']")[0].text_content()
    assert told.count("Dat mag alleen een eindredacteur") == 1
    assert problems_on(response) == []


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Interview, {"title": "", "state": "gone", "publish_from_0": "morgen", "language": "?"}),
        (Fragment, {"title": "", "start_ms": "15.3", "interview": "", "publish_until_1": "laat"}),
        (Recording, {"interview": "x", "duration_ms": "kort", "part": "-", "stated_on": "ooit"}),
    ],
)
def test_each_link_leads_to_a_box_that_tells_its_error(as_editor, model, changes):
    response = refused(as_editor, addition_to(model), **changes)

    page, problems = document(response), problems_on(response)
    assert len(problems) == len(changes)
    for problem in problems:
        (box,) = page.xpath(f"//*[@id='{problem.target}']")
        (error,) = [
            page.get_element_by_id(one)
            for one in box.get("aria-describedby").split()
            if one.endswith("_error")
        ]
        assert box.get("aria-invalid") == "true"
        assert problem.reason in error.text_content()


def test_form_of_an_action_says_what_is_wrong(as_editor):
    response = act(
        as_editor, Interview, "identify", [InterviewFactory()], answered="yes", person=""
    )

    assert problems_on(response) == [
        Problem(label="Wie spreekt", target="id_person", reason="Dit veld is verplicht.")
    ]
    assert document(response).findtext(".//title").startswith("Fout: ")


def test_page_to_change_a_password_says_what_is_wrong(as_editor):
    page = reverse("admin:password_change")

    response = refused(as_editor, page, old_password="x", new_password1="a", new_password2="b")

    assert problems_on(response)[0].target == "id_old_password"
    assert document(response).findtext(".//title").startswith("Fout: ")


def test_page_without_problems_has_no_summary(as_editor):
    for page in (addition_to(Theme), page_of(RecordingFactory()), page_of(ThemeFactory())):
        assert document(as_editor.get(page)).xpath("//*[@id='problems']") == []
