"""People: portraits, and pages that a chief editor opens."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from PIL import Image

from catalogue.models import Person, Theme
from catalogue.values.choices import Role
from tests.admin.pages import addition_to, errors_on, page_of, save
from tests.factories import ParticipationFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 50)) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", size).save(content, kind)
    return SimpleUploadedFile(f"portret.{kind.lower()}", content.getvalue())


def test_name_and_period_are_saved_as_they_look(as_editor):
    save(
        as_editor,
        addition_to(Person),
        name="\u200eAnna\u00a0 Voor\u00adbeeld\u200f",
        **{
            "positions-TOTAL_FORMS": "1",
            "positions-0-role": Role.SG,
            "positions-0-period_from": "\u200e5-\u200e11-\u200e2018",
        },
    )

    person = Person.objects.get()
    assert (person.name, person.slug) == ("Anna Voorbeeld", "anna-voorbeeld")
    assert str(person.positions.get().period_from) == "2018-11-05"


def test_portrait_is_kept_with_its_description(as_editor):
    person = PersonFactory()

    save(as_editor, page_of(person), portrait=picture(), portrait_alt="Een portret")

    assert Person.objects.get().portrait.name.startswith("portraits/")


def test_portrait_without_description_is_refused(as_editor):
    response = save(as_editor, page_of(PersonFactory()), portrait=picture())

    assert errors_on(response)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("portret.png", b"geen beeld"),
        SimpleUploadedFile("portret.png", b""),
        SimpleUploadedFile("portret.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("x" * 300 + ".png", picture().read()),
        picture("TIFF"),
        picture("BMP"),
    ],
    ids=["text", "empty", "svg", "long name", "tiff", "bmp"],
)
@pytest.mark.parametrize(
    ("model", "field", "words"),
    [
        (Person, "portrait", {"name": "Chris", "portrait_alt": "Een portret"}),
        (Theme, "image", {"name": "Vertrouwen", "image_alt": "Een beeld"}),
    ],
    ids=["portrait", "theme"],
)
def test_upload_that_is_no_picture_is_refused(as_editor, model, field, words, file):
    file.seek(0)

    response = save(as_editor, addition_to(model), **{field: file}, **words)

    assert errors_on(response)
    assert not model.objects.exists()


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("portret.png", "portret.png"),
        ("portret.PNG", "portret.PNG"),
        ("portret", "portret.png"),
        ("portret.exe", "portret.png"),
        ("dr. Jansen", "dr._Jansen.png"),
        ("portret.jpg", "portret.png"),
    ],
)
def test_picture_is_named_after_what_it_is(as_editor, settings, tmp_path, name, stored):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile(name, picture().read())

    save(as_editor, addition_to(Person), name="Chris", portrait=file, portrait_alt="Een portret")

    assert Person.objects.get().portrait.name == f"portraits/{stored}"


def test_picture_field_offers_the_kinds_that_are_read(as_editor):
    (box,) = html.document_fromstring(as_editor.get(addition_to(Person)).content.decode()).xpath(
        "//input[@type='file']"
    )

    assert box.get("accept") == "image/jpeg,image/png,image/webp,image/avif,image/gif"


@pytest.mark.parametrize(
    "content",
    [picture().read()[:50], picture("WEBP").read()[:60], b"", b"geen beeld"],
    ids=["truncated PNG", "truncated WebP", "empty", "text"],
)
@pytest.mark.parametrize("name", ["portret.png", "portret"])
def test_refusal_of_a_picture_is_the_sites_own(as_editor, name, content):
    file = SimpleUploadedFile(name, content)

    response = save(as_editor, addition_to(Person), name="Chris", portrait=file, portrait_alt="X")

    own = "Dit bestand is niet als afbeelding te lezen. Gebruik JPEG, PNG, WebP, AVIF of GIF."
    assert errors_on(response) == [own if content else "Het verstuurde bestand is leeg."]


def test_chief_editor_opens_a_page(as_chief):
    person = PersonFactory()

    save(as_chief, page_of(person), page_opened="on")

    person.refresh_from_db()
    assert person.is_public


def test_position_is_added_at_the_person(as_editor):
    person = PersonFactory()
    row = {
        "positions-TOTAL_FORMS": "1",
        "positions-0-role": Role.DG,
        "positions-0-period_from": "november 2002",
        "positions-0-period_to": "2007",
    }

    save(as_editor, page_of(person), **row)

    position = person.positions.get()
    assert (str(position.period_from), str(position.period_to)) == ("2002-11", "2007")


@pytest.mark.parametrize(
    "period", [("2007", "2002"), ("nooit", ""), ("13-2002", ""), ("\0", "")], ids=str
)
def test_position_over_an_impossible_period_is_refused(as_editor, period):
    person = PersonFactory()
    row = {
        "positions-TOTAL_FORMS": "1",
        "positions-0-role": Role.DG,
        "positions-0-period_from": period[0],
        "positions-0-period_to": period[1],
    }

    response = save(as_editor, page_of(person), **row)

    assert errors_on(response)
    assert not person.positions.exists()


def test_position_that_is_there_is_refused(as_editor):
    position = PositionFactory()
    row = {"positions-TOTAL_FORMS": "2", "positions-1-role": position.role}

    response = save(as_editor, page_of(position.person), **row)

    assert errors_on(response)
    assert position.person.positions.count() == 1


def test_person_who_takes_part_is_not_deleted_and_the_page_says_why(as_chief):
    participation = ParticipationFactory()

    response = as_chief.post(page_of(participation.person, "delete"), {"post": "yes"})

    assert response.status_code == 200
    assert str(participation) in response.content.decode()
    assert Person.objects.exists()
