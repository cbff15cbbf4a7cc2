"""Themes and background sources: other doors to the fragments."""

from dataclasses import dataclass, field
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalogue.media.playback import Playback
from catalogue.media.tape import Tape
from catalogue.models import (
    BackgroundSource,
    Fragment,
    Interview,
    Organisation,
    Person,
    Placement,
    Theme,
)
from catalogue.search import Answer, Selection, find
from catalogue.templatetags.rows import in_every, remarks_of
from catalogue.values.choices import Origin
from catalogue.views.paging import read_page
from catalogue.views.pictures import preview_of, theme_image_of
from catalogue.views.prefetch import with_tapes
from catalogue.views.rows import dress_rows
from catalogue.views.visibility import visible_or_gone

PAGE_SIZE = 60
THEME_PAGE_SIZE = 50  # a theme as editors order one stands on one page; what is larger is turned
A_SCREEN = 8  # rows: where the list is shorter, there is room for all that is said of a theme


@dataclass
class ThemeNode:
    """A theme in the tree, with_fragment_counts()."""

    theme: Theme
    children: list["ThemeNode"] = field(default_factory=list)


@dataclass(frozen=True)
class ThemeGroup:
    """A run of placements from one interview, as the editors' order has them; and whether it began
    on the page before, and goes on on the next one."""

    interview: Interview
    tape: Tape
    placements: list[Placement]
    is_continued: bool
    goes_on: bool


@require_safe
def theme_list(request):
    themes = with_fragment_counts(Theme.objects.published().in_tree_order())
    nodes = {theme.pk: ThemeNode(theme) for theme in themes}
    roots: list[ThemeNode] = []
    for theme in themes:
        broader = nodes.get(theme.broader_id or 0)
        (broader.children if broader else roots).append(nodes[theme.pk])
    context = {"section": "themas", "tree": roots}
    return TemplateResponse(request, "catalogue/theme_list.html", context)


def with_fragment_counts(themes, answer: Answer | None = None) -> list[Theme]:
    """Themes with fragment_count, what the public finds on the page of each; branch_count, the same
    with what stands in narrower themes, as the listing of all (`answer`) gives; and
    is_proposed_only, when all that stands on its page is a proposal."""
    shown = Q(placements__in=Placement.objects.published())
    counted = themes.annotate(
        fragment_count=Count("placements", filter=shown),
        settled_count=Count("placements", filter=shown & ~Q(placements__origin=Origin.PROPOSED)),
    )
    found = list(counted)
    keys = [theme.pk for theme in found]
    branches = (answer or find(Selection())).counts("themes", keys) if found else {}
    for theme in found:
        theme.branch_count = branches[theme.pk]
        theme.is_proposed_only = theme.fragment_count > 0 and theme.settled_count == 0
    return found


@require_safe
def theme_detail(request, slug: str):
    """A theme with its fragments in the editors' order, grouped as they follow one another."""
    theme = visible_or_gone(Theme.objects.select_related("broader"), request.user, slug=slug)
    theme.picture = theme_image_of(theme)
    placements = Placement.objects.listed_to(request.user).filter(theme=theme)
    ordered = placements.in_editors_order().select_related("fragment")
    page, problems = read_page(Paginator(ordered, THEME_PAGE_SIZE), request.GET.get("pagina"))
    groups = theme_groups(page, request.user)
    fragments = [placement.fragment for placement in page.object_list]
    said_above = in_every([remarks_of(one.fragment, one) for one in page.object_list])
    sources = BackgroundSource.objects.published().filter(themes=theme)
    answer = find(Selection())
    context = {
        "section": "themas",
        "theme": theme,
        "preview": preview_of(theme),
        "broader": theme.broader if theme.broader and theme.broader.is_public else None,
        "narrower": with_fragment_counts(theme.narrower.published().in_tree_order(), answer),
        "page": page,
        "problems": problems,
        "groups": groups,
        "said_above": said_above,
        "total": page.paginator.count,
        "is_short": page.paginator.count < A_SCREEN,
        "interview_total": placements.values("fragment__interview").distinct().count(),
        "listing_url": f"{reverse('catalogue:fragment-list')}?thema={theme.slug}",
        "listing_count": answer.counts("themes", [theme.pk])[theme.pk],
        "sources": list(sources),
        "playback": first_to_play(fragments),
        "robots": "" if theme.is_public else "noindex, nofollow",
    }
    return TemplateResponse(request, "catalogue/theme_detail.html", context)


def first_to_play(fragments: list[Fragment]) -> Playback | None:
    """What the player of a list stands ready for: not what lies past the end of its recording."""
    playbacks = (one.playback for one in fragments)
    return next((one for one in playbacks if one and one.is_there), None)


def theme_groups(page: Page, user) -> list[ThemeGroup]:
    """The placements of a page, which becomes a list of them, by interview as they follow each
    other; each with `row_tape`, its own mark on the tape of its interview."""
    first, stop = max(page.start_index() - 1, 0), page.end_index()
    around = list(page.paginator.object_list[max(first - 1, 0) : stop + 1])
    before, page.object_list = around[: min(first, 1)], around[min(first, 1) :][: stop - first]
    after = around[len(before) + len(page.object_list) :]
    fragments = [placement.fragment for placement in page.object_list]
    dress_rows(fragments, user=user)
    interviews = {one.interview_id: one.interview for one in fragments}
    row_tapes = {
        mark.pid: interview.tape.of(mark)
        for interview in with_tapes(list(interviews.values()))
        for mark in interview.tape.marks
    }
    for placement in page.object_list:
        placement.row_tape = row_tapes.get(placement.fragment.pid)
    groups = []
    for key, run in groupby(page.object_list, key=lambda one: one.fragment.interview_id):
        interview, members = interviews[key], list(run)
        is_continued = members[0] is page.object_list[0] and is_of(before, key)
        goes_on = members[-1] is page.object_list[-1] and is_of(after, key)
        groups.append(ThemeGroup(interview, interview.tape, members, is_continued, goes_on))
    return groups


def is_of(placements: list[Placement], interview: int) -> bool:
    """Whether there is a placement, of a fragment of this interview."""
    return any(placement.fragment.interview_id == interview for placement in placements)


@require_safe
def background_list(request):
    sources = BackgroundSource.objects.published()
    page, problems = read_page(Paginator(sources, PAGE_SIZE), request.GET.get("pagina"))
    context = {"section": "achtergrond", "page": page, "problems": problems}
    return TemplateResponse(request, "catalogue/background_list.html", context)


@require_safe
def background_detail(request, slug: str):
    source = visible_or_gone(
        BackgroundSource.objects.prefetch_related(
            Prefetch("people", Person.objects.with_page_mark()),
            Prefetch("organisations", Organisation.objects.with_page_mark()),
        ),
        request.user,
        slug=slug,
    )
    context = {
        "section": "achtergrond",
        "source": source,
        "themes": list(source.themes.published().in_tree_order()),
        "people": list(source.people.all()),
        "organisations": list(source.organisations.all()),
        "robots": "" if source.is_public else "noindex, nofollow",
    }
    return TemplateResponse(request, "catalogue/background_detail.html", context)
