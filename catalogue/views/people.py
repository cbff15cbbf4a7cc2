"""People and organisations: who speaks, in which office and when, and the fragments of each."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.listing.names import NamesForm, PeopleForm
from catalogue.models import Interview, Organisation, Participation, Person, Position
from catalogue.search import Answer, Selection, find, overlapping
from catalogue.templatetags.rows import in_every, remarks_of
from catalogue.values.choices import Part
from catalogue.views.choices import PAGES, with_words
from catalogue.views.paging import BoundedPaginator, read_page
from catalogue.views.pictures import portrait_of, preview_of
from catalogue.views.rows import FragmentRow, rows_of
from catalogue.views.visibility import visible_or_gone

PAGE_SIZE = 60
MOST_POSITIONS = 2  # of a person in the list; their own page has all
FRAGMENTS = 24  # on a page of somebody's fragments
FEW = 12  # that mention somebody who speaks too; the rest is behind a link to the listing


@require_safe
def person_list(request):
    """Who speaks or interviews, perhaps by name, position and years in office. Who is only
    mentioned is not listed."""
    form = PeopleForm(request.GET)
    people = people_found(form.readable())
    page, page_problem = read_page(Paginator(people, PAGE_SIZE), request.GET.get("pagina"))
    page.object_list = with_offices(with_spoken_counts(list(page.object_list)))
    context = names_context("personen", form, page, page_problem)
    return TemplateResponse(request, "catalogue/person_list.html", context)


def people_found(asked: dict) -> QuerySet[Person]:
    """People as PeopleForm asks for them. One and the same position has the role and the years."""
    people: QuerySet[Person] = Person.objects.published()
    if text := asked.get("q"):
        people = with_words(people, PAGES["persoon"], text)
    roles, first, last = (asked.get(name) for name in ("functie", "jaar_van", "jaar_tot"))
    held = Position.objects.filter(person=OuterRef("pk"))
    if roles:
        held = held.filter(role__in=roles)
    if first or last:
        held = held.filter(overlapping("", first, last))
    return people.filter(Exists(held)) if roles or first or last else people


def names_context(section: str, form: NamesForm, page: Page, page_problem: list) -> dict:
    """What a list of names shows beside its page. A list that was searched is for nobody to
    index."""
    asked = form.readable()
    return {
        "section": section,
        "form": form,
        "page": page,
        "total": page.paginator.count,
        "problems": [*form.problems(), *page_problem],
        "is_searched": bool(asked),
        "robots": "noindex, nofollow" if asked else "",
    }


def with_spoken_counts(people: list[Person]) -> list[Person]:
    """People with interview_count and fragment_count, those in which they speak, and asked_count:
    the conversations in which they ask the questions."""
    spoken = find(Selection()).counts("speakers", [person.pk for person in people])
    taking_part = (
        Participation.objects.published()
        .filter(person__in=people)
        .order_by()
        .values_list("person", "part")
        .annotate(number=Count("interview", distinct=True))
    )
    numbers = {(person, part): number for person, part, number in taking_part}
    for person in people:
        person.fragment_count = spoken.get(person.pk, 0)
        person.interview_count = numbers.get((person.pk, Part.INTERVIEWEE), 0)
        person.asked_count = numbers.get((person.pk, Part.INTERVIEWER), 0)
    return people


def with_offices(people: list[Person]) -> list[Person]:
    """People with picture, the last of their positions, and the number of the others."""
    positions = Position.objects.filter(person__in=people).select_related("organisation")
    held: dict[int, list[Position]] = {person.pk: [] for person in people}
    for position in positions.order_by("period_earliest", "pk"):
        held[position.person_id].append(position)
    for person in people:
        person.picture = portrait_of(person)
        person.last_positions = held[person.pk][-MOST_POSITIONS:][::-1]
        person.other_positions = len(held[person.pk]) - len(person.last_positions)
    return people


@require_safe
def person_detail(request, slug: str):
    person = visible_or_gone(Person.objects.all(), request.user, slug=slug)
    person.picture = portrait_of(person)
    person.identifiers = identifiers_of(person)
    listing = reverse("catalogue:fragment-list")
    spoken = find(Selection(speakers=(person.pk,)), "tijd")
    mentioned = find(Selection(mentioned=(person.pk,)), "tijd")
    # One list is turned page by page: that of what they say, else that of what is said of them.
    page, rows, problems = fragments_page(request, spoken if spoken.total else mentioned)
    context = {
        "section": "personen",
        "person": person,
        "preview": preview_of(person),
        "positions": list(person.positions.select_related("organisation", "person")),
        **conversations_of(person),
        "page": page,
        "problems": problems,
        **fragments_context("fragments", rows if spoken.total else [], spoken.total),
        "fragments_url": f"{listing}?persoon={person.slug}",
        **fragments_context(
            "mentioned_fragments",
            rows_of(mentioned.page(0, FEW)) if spoken.total else rows,
            mentioned.total,
        ),
        "mentioned_url": f"{listing}?genoemd={person.slug}",
        "robots": "" if person.is_public else "noindex, nofollow",
    }
    mark_organisations(context["positions"])
    return TemplateResponse(request, "catalogue/person_detail.html", context)


def conversations_of(person: Person) -> dict[str, list[Interview]]:
    """The conversations in which this person is interviewed, and those in which they ask the
    questions, each by title."""
    by_part: dict[str, list[Interview]] = {part: [] for part in Part}
    parts = Participation.objects.published().filter(person=person).select_related("interview")
    for participation in parts.order_by("interview__sort_key", "interview__pid"):
        by_part[participation.part].append(participation.interview)
    return {"interviews": by_part[Part.INTERVIEWEE], "asked_in": by_part[Part.INTERVIEWER]}


def fragments_page(request, answer: Answer) -> tuple[Page, list[FragmentRow], list]:
    """The page of an answer that the address asks for, its rows, and what was wrong with the
    number."""
    paginator = BoundedPaginator(range(answer.total), FRAGMENTS)
    page, problems = read_page(paginator, request.GET.get("pagina"))
    places: Any = page.object_list
    return page, rows_of(answer.page(places.start, len(places))), problems


def fragments_context(name: str, rows: list[FragmentRow], total: int) -> dict:
    """Rows under a name, the number of all of them, and what holds for each row."""
    remarks = in_every([remarks_of(row) for row in rows])
    return {name: rows, f"{name}_total": total, f"{name}_said_above": remarks}


def mark_organisations(positions: list[Position]) -> None:
    """Say of each position's organisation whether the public sees a page of it, in one query."""
    named = {position.organisation_id for position in positions if position.organisation_id}
    with_page = set(
        Organisation.objects.visible().filter(pk__in=named).values_list("pk", flat=True)
    )
    for position in positions:
        if position.organisation:
            position.organisation.has_page = position.organisation_id in with_page


def identifiers_of(person: Person) -> list[tuple[str, str]]:
    """Where else this person is described: name and address."""
    known = [
        ("Wikidata", "https://www.wikidata.org/wiki/", person.wikidata),
        ("Parlement.com", "https://www.parlement.com/id/", person.parlement_com),
    ]
    return [(label, base + key) for label, base, key in known if key]


@require_safe
def organisation_list(request):
    """Where those who speak had their positions, perhaps by name."""
    form = NamesForm(request.GET)
    organisations: QuerySet[Organisation] = Organisation.objects.published()
    if text := form.readable().get("q"):
        organisations = with_words(organisations, PAGES["organisatie"], text)
    page, page_problem = read_page(Paginator(organisations, PAGE_SIZE), request.GET.get("pagina"))
    page.object_list = list(page.object_list)
    keys = [organisation.pk for organisation in page.object_list]
    counts = find(Selection()).counts("organisations", keys)
    for organisation in page.object_list:
        organisation.fragment_count = counts[organisation.pk]
    context = names_context("organisaties", form, page, page_problem)
    return TemplateResponse(request, "catalogue/organisation_list.html", context)


@require_safe
def organisation_detail(request, slug: str):
    organisation = visible_or_gone(
        Organisation.objects.select_related("predecessor"), request.user, slug=slug
    )
    if organisation.predecessor:
        organisation.predecessor.has_page = organisation.predecessor.is_public
    answer = find(Selection(organisations=(organisation.pk,)), "tijd")
    page, rows, problems = fragments_page(request, answer)
    context = {
        "section": "organisaties",
        "organisation": organisation,
        **positions_at(organisation),
        "page": page,
        "problems": problems,
        **fragments_context("fragments", rows, answer.total),
        "fragments_url": f"{reverse('catalogue:fragment-list')}?organisatie={organisation.slug}",
        "robots": "" if organisation.is_public else "noindex, nofollow",
    }
    return TemplateResponse(request, "catalogue/organisation_detail.html", context)


def positions_at(organisation: Organisation) -> dict[str, list[Position]]:
    """The positions there that somebody speaks as; and those of who only asks the questions."""
    named = Participation.objects.published().filter(positions=OuterRef("pk"))
    positions = list(
        organisation.positions.filter(Exists(named))
        .annotate(speaks=Exists(named.filter(part=Part.INTERVIEWEE)))
        .select_related("person", "organisation")
    )
    return {
        "positions": [position for position in positions if position.speaks],
        "asking_positions": [position for position in positions if not position.speaks],
    }
