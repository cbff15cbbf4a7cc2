"""From what is part of an interview: back to it, on to its next fragment, or to another record of
it."""

from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.admin.lists.work import PARAMETER
from catalogue.models import Fragment, Interview
from catalogue.models.record import Record
from catalogue.values import timecode
from catalogue.values.choices import State

BACK = "_to_interview"  # the button
START = "t"  # in the address of an interview's page: where its player begins


def is_part_of_interview(model: type[Record]) -> bool:
    """Whether records of this model are part of an interview, near or far."""
    parents: list[Any] = [model._meta.get_field(name).related_model for name in model.belongs_to]
    return any(parent is Interview or is_part_of_interview(parent) for parent in parents)


def interview_of(record: Record | None) -> Interview | None:
    """The interview that the record is part of, or is."""
    if record is None or isinstance(record, Interview):
        return record
    parents = (getattr(record, name) for name in record.belongs_to)
    return next(filter(None, map(interview_of, parents)), None)


def _page_of(interview: Interview) -> str:
    return reverse("admin:catalogue_interview_change", args=[interview.pk])


def _row_at_desk(fragment: Fragment, *, begins_there: bool = False) -> str:
    """The address of a fragment's row at its interview; with the player where it begins."""
    earlier = Q(start_ms__lt=fragment.start_ms) | Q(
        start_ms=fragment.start_ms, pid__lt=fragment.pid
    )
    row = fragment.interview.fragments.filter(earlier).count()
    query = f"?{urlencode({START: timecode.format(fragment.start_ms)})}" if begins_there else ""
    return f"{_page_of(fragment.interview)}{query}#fragments-{row}"


class WithinInterview:
    """For all admins; what is part of no interview keeps the buttons that it has."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        is_alone = IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST
        if is_part_of_interview(self.model) and not is_alone:
            context["back_to_interview"] = BACK
        if isinstance(obj, Fragment) and obj.pk:
            context["desk_url"] = _row_at_desk(obj, begins_there=True)
            if not self._comes_from_work(request):
                context["next_in_list"] = self._next_in_interview(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        return self._to_another(request, obj, response)

    def response_change(self, request, obj):
        return self._to_another(request, obj, super().response_change(request, obj))

    def response_post_save_add(self, request, obj):
        return self._to_interview(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request, obj):
        return self._to_interview(request, obj) or super().response_post_save_change(request, obj)

    @staticmethod
    def _comes_from_work(request) -> bool:
        return PARAMETER in parse_qs(request.GET.get("_changelist_filters", ""))

    def _next_in_interview(self, request, fragment: Fragment) -> dict[str, Any] | None:
        later = Q(start_ms__gt=fragment.start_ms) | Q(
            start_ms=fragment.start_ms, pid__gt=fragment.pid
        )
        others = Fragment.objects.filter(later, interview=fragment.interview_id)
        pk = others.in_time_order().values_list("pk", flat=True).first()
        if pk is None:
            return None
        address = reverse("admin:catalogue_fragment_change", args=[pk])
        return {
            "pk": pk,
            "url": f"{address}?{self.get_preserved_filters(request)}",
            "save": _("Save and next fragment"),
            "skip": _("Next fragment"),
        }

    def _to_interview(self, request, obj) -> HttpResponseRedirect | None:
        interview = interview_of(obj) if BACK in request.POST else None
        if interview is None:
            return None
        if isinstance(obj, Fragment):
            return HttpResponseRedirect(_row_at_desk(obj))
        return HttpResponseRedirect(_page_of(interview))

    def _to_another(self, request, obj, response):
        """The page for another record, which is to be of the same interview. A fragment is to begin
        where this one ends, when that is known and nothing begins there yet."""
        if "_addanother" not in request.POST or not hasattr(obj, "interview_id"):
            return response
        filled_in = {"interview": obj.interview_id}
        if isinstance(obj, Fragment) and obj.end_ms is not None:
            standing = obj.interview.fragments.exclude(state=State.WITHDRAWN)
            if not standing.filter(start_ms=obj.end_ms).exists():
                filled_in["start_ms"] = timecode.format(obj.end_ms)
        address = urlsplit(response.url)
        kept = [pair for pair in parse_qsl(address.query) if pair[0] not in filled_in]
        query = urlencode([*kept, *filled_in.items()])
        return HttpResponseRedirect(address._replace(query=query).geturl())
