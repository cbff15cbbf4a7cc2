"""The work list: on the front of the admin, as a filter of each list, and record after record."""

from copy import copy
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import SuspiciousOperation
from django.db.models import Q
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue import quality
from catalogue.admin.boxes.widgets import is_key

PARAMETER = "werk"


class ByWork(admin.SimpleListFilter):
    """The records of a list that wait for a kind of work."""

    title, parameter_name = _("work"), PARAMETER

    def lookups(self, request, model_admin):
        return [(work.code, work.words) for work in quality.work_on(model_admin.model)]

    def queryset(self, request, queryset):
        for work in quality.work_on(queryset.model):
            if work.code == self.value():
                return queryset.filter(pk__in=work.find().order_by().values("pk"))
        return queryset.none() if self.value() else queryset


def work_list() -> list[dict[str, Any]]:
    """What the front of the admin shows: words, how many, and the address of the list."""
    return [
        {
            "words": work.words,
            "count": count,
            "url": reverse(f"admin:{_route(work.model)}_changelist")
            + f"?{urlencode({PARAMETER: work.code})}",
        }
        for work, count in quality.open_work()
    ]


def _route(model) -> str:
    """What the names of the addresses of a model's pages begin with."""
    return f"{model._meta.app_label}_{model._meta.model_name}"


class WorksThroughList:
    """For all admins. Who came from a list of work goes on to its next record."""

    def get_list_filter(self, request):
        own = super().get_list_filter(request)
        return [ByWork, *own] if any(quality.work_on(self.model)) else own

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.pk:
            context["next_in_list"] = self._after(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_post_save_change(self, request, obj):
        key = request.POST.get("_next", "")
        if not is_key(key) or not self.model._default_manager.filter(pk=key).exists():
            return super().response_post_save_change(request, obj)
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[key])
        return HttpResponseRedirect(f"{address}?{self.get_preserved_filters(request)}")

    def _after(self, request, obj) -> dict[str, Any] | None:
        """The record behind this one in the list of work from which the editor came: its key and
        the address of its page. None without such a list, and at its end."""
        filters = request.GET.get("_changelist_filters", "")
        keys = self._keys_of_list(request, filters, obj)
        place = keys.index(obj.pk) + 1 if obj.pk in keys else 0
        if place >= len(keys):
            return None
        address = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[keys[place]]
        )
        return {"pk": keys[place], "url": f"{address}?{self.get_preserved_filters(request)}"}

    def _keys_of_list(self, request, filters: str, obj) -> list[int]:
        """The keys of the list of work with these filters, this search and this order, and among
        them that of this record, also where its own work is done. Empty for another list."""
        listed = copy(request)
        listed.GET = QueryDict(filters, mutable=True)
        listed.GET.pop(PAGE_VAR, None)
        if listed.GET.get(PARAMETER) not in {one.code for one in quality.work_on(self.model)}:
            return []
        if any("\0" in value for _name, values in listed.GET.lists() for value in values):
            return []
        try:
            whole = self.get_changelist_instance(listed)
        except (IncorrectLookupParameters, SuspiciousOperation):  # an address that nobody was given
            return []
        order = whole.get_ordering(listed, whole.root_queryset)
        waiting = whole.queryset.order_by().values("pk")
        among = whole.root_queryset.filter(Q(pk__in=waiting) | Q(pk=obj.pk))
        return list(among.order_by(*order).values_list("pk", flat=True))
