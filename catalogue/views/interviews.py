"""Interviews: all of them, and the page of one with its fragments as a table of contents."""

from collections import Counter

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalogue.media.playback import build_playback
from catalogue.models import Fragment, Interview, Theme
from catalogue.views.paging import read_page
from catalogue.views.pictures import preview_of
from catalogue.views.prefetch import dress_fragments, dress_interviews, forms_of, with_tapes
from catalogue.views.time_parameter import moment_context, requested_moment
from catalogue.views.visibility import visible_or_gone

PAGE_SIZE = 24


@require_safe
def interview_list(request):
    interviews = Interview.objects.published()
    page, problems = read_page(Paginator(interviews, PAGE_SIZE), request.GET.get("pagina"))
    page.object_list = with_tapes(dress_interviews(list(page.object_list)))
    context = {
        "section": "interviews",
        "page": page,
        "total": page.paginator.count,
        "has_open": not all(interview.tape.is_measured for interview in page.object_list),
        "problems": problems,
    }
    return TemplateResponse(request, "catalogue/interview_list.html", context)


@require_safe
def interview_detail(request, slug: str):
    interview = visible_or_gone(Interview.objects.all(), request.user, slug=slug)
    fragments = list(
        Fragment.objects.filter(interview=interview).in_contents_for(request.user).in_time_order()
    )
    for fragment in fragments:
        fragment.interview = interview
    if fragments:
        dress_fragments(fragments, user=request.user)
    else:
        dress_interviews([interview], user=request.user)
    with_tapes([interview])
    moment = requested_moment(request)
    playback = build_playback(
        interview.parts,
        start_ms=moment.start_ms or 0,
        stop_ms=moment.until_ms,
        stop_is_stated=moment.until_ms is not None,
        title=interview.title,
        interview=interview.title,
        href=interview.get_absolute_url(),
    )
    context = {
        "section": "interviews",
        "interview": interview,
        "preview": preview_of(interview),
        "fragments": fragments,
        "tape": interview.tape,
        "speakers": interview.speaker_list,
        "interviewers": interview.interviewer_list,
        "stated_dates": list(interview.stated_dates.all()),
        "forms": [(form.label, form.value) for form in forms_of(interview)],
        "themes": themes_of(fragments),
        **moment_context(moment, playback),
        "robots": "" if interview.is_public else "noindex, nofollow",
    }
    return TemplateResponse(request, "catalogue/interview_detail.html", context)


def themes_of(fragments: list[Fragment]) -> list[Theme]:
    """The themes in which these dressed fragments stand, the fullest first, with `fragment_count`,
    how many stand there; `branch_count`, the same with narrower themes; and `is_proposed_only`.
    """
    placements = [placement for fragment in fragments for placement in fragment.theme_links]
    own = Counter(placement.theme for placement in placements)
    settled = {placement.theme for placement in placements if not placement.is_proposal}
    themes = list(own)
    for theme, branch in zip(themes, Theme.objects.branches(one.pk for one in themes), strict=True):
        inside = {row.fragment_id for row in placements if row.theme_id in branch}
        theme.fragment_count, theme.branch_count = own[theme], len(inside)
        theme.is_proposed_only = theme not in settled
    return sorted(themes, key=lambda theme: -theme.fragment_count)
