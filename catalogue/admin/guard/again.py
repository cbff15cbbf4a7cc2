"""Logging in again with a form in hand, and every refusal in the admin as a page with a way on."""

from copy import copy
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponseRedirect, QueryDict
from django.http.request import UnreadablePostError
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.admin.guard import typed
from catalogue.admin.guard.typed import Typing
from catalogue.models.locks import is_locked

TYPED = "typed"  # in the form to log in: what was typed in the form that could not be taken


def answer(site, view, request, *args, **kwargs):
    """What a view of the admin answers. Where it would ask to log in, or refuse, nothing is lost
    and the page says so."""
    if not site.has_permission(request) and (typing := typed.typed_in(request)):
        return _login_page(site, request, typing)
    try:
        return view(request, *args, **kwargs)
    except PermissionDenied:
        return refused(
            site,
            request,
            _("Your account may not do this, or may not do it any more. Ask the chief editors."),
        )


def log_in(site, login, request, extra_context):
    """Log in by `login`; who had typed something goes on with it. Nobody is let in while the
    database cannot write down that they were."""
    try:
        response = _log_in(site, login, request, extra_context)
        if request.method == "POST" and request.session.modified:
            request.session.save()  # here, where there are words for it
    except OperationalError as error:
        if not is_locked(error):
            raise
        return _busy(site, request)
    return response


def _log_in(site, login, request, extra_context):
    typing = typed.read(request.POST.get(TYPED, "")) if request.method == "POST" else None
    if typing is None:
        return login(request, extra_context)
    response = login(request, _context(typing) | (extra_context or {}))
    if not isinstance(response, HttpResponseRedirect):
        return response  # not logged in yet, and the page holds what was typed
    if typing.user != request.user.pk:
        messages.warning(
            request,
            _("Somebody else had typed in the form that was open here. It is not shown to you."),
        )
        return response
    return _resume(site, request, typing, reason="expired")


def after_csrf_failure(site, request):
    """The answer where the token of a form of the admin is not that of the browser: it logged in
    again, or lost its cookies. None where the form was not one of ours."""
    try:
        if not typed.is_ours(request):
            return None
        typing = typed.typed_in(request)
        carried = typed.read(request.POST.get(TYPED, ""))
    except UnreadablePostError:  # who sent it is gone
        return None
    is_login = request.path == reverse("admin:login")
    typing = carried if is_login else typing
    if not site.has_permission(request):
        if is_login:
            return _login_page(
                site, request, typing, remark=_("This page stood open too long. Log in once more.")
            )
        if typing is not None:
            return _login_page(site, request, typing)
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if typing is not None and typing.user == request.user.pk:
        return _resume(site, request, typing, reason="csrf")
    if is_login:
        return HttpResponseRedirect(reverse("admin:index"))
    return refused(
        site,
        request,
        _(
            "Nothing is done: you, or somebody else at this browser, logged in again after this "
            "page was opened. Open the page again and do it once more."
        ),
        again=request.get_full_path(),
    )


def refused(site, request, reason: str, *, again: str = ""):
    """A page that says why nothing was done, with the ways on; `again` is where to try again."""
    context = {
        **site.each_context(request),
        "title": _("This is not done"),
        "reason": reason,
        "again": again,
    }
    return TemplateResponse(request, "admin/catalogue/refused.html", context, status=403)


def _busy(site, request):
    """The page to log in, where others were writing for longer than the database waits."""
    request.user, request.session = AnonymousUser(), type(request.session)()
    response = _login_page(
        site,
        request,
        typed.read(request.POST.get(TYPED, "")),
        remark=_(
            "The catalogue is busy with another save, so you are not logged in. Try again in half "
            "a minute."
        ),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
    response.headers["Retry-After"] = "30"
    return response


def _login_page(
    site,
    request,
    typing: Typing | None,
    *,
    remark: str = "",
    status: HTTPStatus = HTTPStatus.FORBIDDEN,
):
    """The page to log in, in answer to a form that was sent: it holds what was typed."""
    asked = copy(request)
    asked.method, asked.POST = "GET", QueryDict()
    going_to = typing.address if typing else request.POST.get("next") or reverse("admin:index")
    response = site.login(asked, _context(typing) | {"next": going_to, "remark": remark})
    response.status_code = status
    return response


def _context(typing: Typing | None) -> dict:
    return {
        "typing": typing,
        "signed": typing.signed() if typing else "",
        "app_path": reverse("admin:login"),
    }


def _resume(site, request, typing: Typing, *, reason: str):
    """A page that sends what was typed back to where it was going, marked as not saved."""
    context = {
        **site.each_context(request),
        "title": _("What you typed is still there"),
        "typing": typing,
        "reason": reason,
        # A browser that refuses the cookie would come back here for ever.
        "by_itself": not typing.is_too_much and typed.UNSAVED not in request.POST,
    }
    return TemplateResponse(request, "admin/catalogue/resume.html", context)
