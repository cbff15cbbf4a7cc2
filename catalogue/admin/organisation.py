"""Organisations in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordAdmin
from catalogue.admin.lists import filters
from catalogue.admin.lists.counting import number_of
from catalogue.models import Organisation, Position


@admin.register(Organisation)
class OrganisationAdmin(RecordAdmin):
    list_display = ["name", "abbreviation", "kind", "position_count", "has_page"]
    list_filter = ["kind", filters.HasPage]
    search_fields = ["name", "abbreviation", "sort_key"]
    search_help_text = gettext_lazy("Part of the name, or the abbreviation")
    autocomplete_fields = ["predecessor"]
    fields = ["name", "abbreviation", "kind", "predecessor", "slug"]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).with_page_mark()
        return queryset.annotate(position_count=number_of(Position.objects, "organisation"))

    @admin.display(description=gettext_lazy("positions"), ordering="position_count")
    def position_count(self, organisation):
        return organisation.position_count

    @admin.display(description=gettext_lazy("has a page"), boolean=True)
    def has_page(self, organisation):
        return organisation.has_page
