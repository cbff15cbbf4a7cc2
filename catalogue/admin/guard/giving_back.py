"""What was typed comes back: in its form where that can be shown, else as text to copy.

A form cannot be shown when its record was published, withdrawn or deleted meanwhile, or when the
editor's rights have changed. The page then says so, and by whom and when, where that is known.
"""

from collections.abc import Iterable
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.guard import kept
from catalogue.admin.guard.meanwhile import why_closed, why_deleted
from catalogue.admin.guard.typed import is_typed, refusal_of
from catalogue.admin.guard.typed_words import TypedGroup, typed_in_answers, typed_on_page
from catalogue.admin.messages import telling_of_what_is_saved
from catalogue.media import uploads


class GivesBack:
    """For the admin of a model. `answer_forms` are the forms of its actions that ask something.

    A request with a `refusal`, a sentence, shows its form again with it and saves nothing.
    """

    answer_forms: dict[str, type[forms.Form]] = {}

    # --- a record's form -----------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.refusal = getattr(request, "refusal", None) or refusal_of(request)
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            if not is_typed(request):
                raise
            return self.given_back(request, self._why_denied(request, object_id), status=403)
        if not getattr(request, "is_shown_again", False):
            kept.forget(request)
        if uploads.lost_in(request):
            response.status_code = HTTPStatus.INSUFFICIENT_STORAGE
        return response

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if request.method == "POST":
            request.is_shown_again = True
            kept.keep(self, request, context)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        if not is_typed(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        return self.given_back(request, why_deleted(self.model, unquote(object_id)), status=410)

    def _why_denied(self, request, object_id) -> str:
        record = self._stored(object_id)
        if record is None or not self.has_change_permission(request):
            return _("Nothing is saved: your account may not do this any more.")
        return why_closed(record)

    def _stored(self, object_id: str | None):
        key = unquote(object_id) if object_id else ""
        return self.model._base_manager.filter(pk=key).first() if is_key(key) else None

    # --- an action that asks -------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST":
            request.refusal = refusal_of(request)
            action = request.POST.get("action")
            if _is_answer(request) and action not in self.get_actions(request):
                no_right = _("Nothing is done: your account may not do this any more.")
                return self.turned_back(request, no_right)
            if request.refusal and not (_is_answer(request) and action in self.answer_forms):
                return self.turned_back(request, request.refusal)
        return super().changelist_view(request, extra_context)

    def response_action(self, request, queryset):
        if not _is_answer(request):
            return super().response_action(request, queryset)
        try:
            with telling_of_what_is_saved(request), transaction.atomic():
                return super().response_action(request, queryset)
        except ValidationError as error:
            return self.turned_back(request, " ".join(error.messages))

    # --- the page ------------------------------------------------------------------------------

    def given_back(self, request, reason: str, *, status: int = 200):
        """A page that says why nothing was done, with what was typed as text."""
        self.message_user(request, reason, messages.ERROR)
        record = self._stored(request.resolver_match.kwargs.get("object_id"))
        if _is_answer(request):
            groups: Iterable[TypedGroup] = typed_in_answers(
                request, self.answer_forms.get(request.POST.get("action"))
            )
        else:
            groups = typed_on_page(self, request, record)
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Nothing is saved"),
            "groups": [group for group in groups if group.answers],
            "files": [file.name for _name, files in request.FILES.lists() for file in files],
            "record": record,
            "record_url": record and reverse(address, args=[record.pk]),
        }
        page = "admin/catalogue/given_back.html"
        return TemplateResponse(request, page, context, status=status)


def _is_answer(request) -> bool:
    """Whether this answers the page of an action that asks something."""
    return "answered" in request.POST
