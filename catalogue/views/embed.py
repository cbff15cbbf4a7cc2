"""A fragment inside somebody else's page: the one address that may be framed.

It knows no session and sets no cookie, so nothing that it shows depends on who looks.
"""

from csp.decorators import csp_replace
from django.contrib.auth.models import AnonymousUser
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from catalogue.context_processors import site
from catalogue.models import Fragment
from catalogue.views.kept import kept
from catalogue.views.prefetch import dress_fragments, tape_of, with_tapes
from catalogue.views.time_parameter import moment_of
from catalogue.views.visibility import Gone, visible_or_gone


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@kept  # within what a frame may do, which goes with a 304 too
def embed(request, pid: str):
    """The player of a published fragment, with the way to its page. One that is withdrawn says so
    in the frame, with 410."""
    try:
        fragment = visible_or_gone(
            Fragment.objects.select_related("interview"), AnonymousUser(), pid=pid.lower()
        )
    except Gone:
        return TemplateResponse(request, "catalogue/embed.html", {"fragment": None}, status=410)
    dress_fragments([fragment])
    with_tapes([fragment.interview])
    page = site(request)["site"]["url"] + fragment.get_absolute_url()
    context = {
        "fragment": fragment,
        "interview": fragment.interview,
        "tape": tape_of(fragment.interview, current=fragment.pid),
        "permanent_url": page,
        **moment_of(request, fragment),
    }
    return TemplateResponse(request, "catalogue/embed.html", context)
