"""Background sources in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from catalogue.admin.lists.searching import in_year
from catalogue.admin.publication import (
    PUBLICATION,
    PublishedAdmin,
    about_this_record,
)
from catalogue.models import BackgroundSource


@admin.register(BackgroundSource)
class BackgroundSourceAdmin(PublishedAdmin):
    list_display = ["title", "publisher", "dated", "state_badge", "site_link"]
    list_filter = ["state", "date_is_derived"]
    search_fields = ["title", "sort_key", "publisher", "author", "abstract"]
    also_found_by = (in_year("date"),)
    search_help_text = gettext_lazy("Words of title, publisher, author or abstract, or a year")
    autocomplete_fields = ["themes", "people", "organisations"]
    fieldsets = [
        (
            None,
            {"fields": ["title", ("publisher", "author"), ("date", "date_is_derived"), "url"]},
        ),
        (gettext_lazy("Text"), {"fields": ["abstract", "state_of_affairs", "later_outcome"]}),
        (gettext_lazy("About whom and what"), {"fields": ["themes", "people", "organisations"]}),
        PUBLICATION,
        about_this_record("slug", "note"),
    ]

    @admin.display(description=gettext_lazy("date"), ordering="date")
    def dated(self, source):
        return source.date and source.date.format_nl()
