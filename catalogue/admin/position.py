"""Positions in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordAdmin
from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.lists.searching import in_year, of_organisation
from catalogue.models import Position


@admin.register(Position)
class PositionAdmin(RecordAdmin):
    list_display = ["person", "role", "organisation", "since", "until"]
    list_filter = ["role"]
    search_fields = ["person__name", "person__sort_key", "organisation__name"]
    also_found_by = (
        of_organisation("organisation"),
        in_year("period_from", "period_to"),
    )
    search_help_text = gettext_lazy("Part of the name of the person or the organisation, or a year")
    autocomplete_fields = ["person", "organisation"]
    fields = ["person", "role", "organisation", ("period_from", "period_to")]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "organisation")

    def get_search_results(self, request, queryset, search_term):
        """At an interview, where positions.js says of whom, the positions of that person."""
        person = request.GET.get("of_person", "")
        if is_key(person):
            queryset = queryset.filter(person=person)
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=gettext_lazy("from"), ordering="period_earliest")
    def since(self, position):
        return position.period_from and position.period_from.format_nl()

    @admin.display(description=gettext_lazy("to"), ordering="period_latest")
    def until(self, position):
        return position.period_to and position.period_to.format_nl()
