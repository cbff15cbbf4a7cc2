"""The work list: on the front of the admin, as a filter of each list, and record after record."""

from typing import Any
from urllib.parse import parse_qs

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalogue import quality
from catalogue.admin.widgets import is_key

PARAMETER = "werk"
MOST_IN_A_ROW = 2000  # records of a list, among which the next one is looked for


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
        filters = parse_qs(request.GET.get("_changelist_filters", ""))
        code = filters.get(PARAMETER, [""])[0]
        work = next((one for one in quality.work_on(self.model) if one.code == code), None)
        if work is None:
            return None
        order = self.get_ordering(request) or self.opts.ordering or ["pk"]
        waiting = self.model._default_manager.filter(pk__in=work.find().order_by().values("pk"))
        keys = list(waiting.order_by(*order).values_list("pk", flat=True)[:MOST_IN_A_ROW])
        place = keys.index(obj.pk) + 1 if obj.pk in keys else 0
        if place >= len(keys):
            return None
        address = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[keys[place]]
        )
        return {"pk": keys[place], "url": f"{address}?{self.get_preserved_filters(request)}"}
