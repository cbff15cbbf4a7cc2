"""Series in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordAdmin
from catalogue.admin.lists.counting import number_of
from catalogue.models import Interview, Series


@admin.register(Series)
class SeriesAdmin(RecordAdmin):
    list_display = ["title", "interview_count"]
    search_fields = ["title", "sort_key"]
    fields = ["title", "slug", "description"]
    prepopulated_fields = {"slug": ["title"]}

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(interview_count=number_of(Interview.objects, "series"))
        )

    @admin.display(description=gettext_lazy("interviews"), ordering="interview_count")
    def interview_count(self, series):
        return series.interview_count
