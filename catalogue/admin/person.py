"""People in the admin."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.access.policy import publishes
from catalogue.admin.base import RecordAdmin, RecordTabular
from catalogue.admin.boxes.pictures import KeepsWidths
from catalogue.admin.forms import PolicedFormSet
from catalogue.admin.lists import filters
from catalogue.admin.lists.counting import number_of
from catalogue.admin.lists.searching import any_of, in_year, of_organisation
from catalogue.models import Fragment, Participation, Person, Position
from catalogue.values.text import name_key


class PositionRows(PolicedFormSet):
    def clean(self):
        super().clean()
        taken: dict[tuple, Any] = {}
        for form in self.forms:
            given = form.cleaned_data
            if not given.get("role") or given.get(DELETION_FIELD_NAME):
                continue
            same = (given["role"], given.get("organisation"), given.get("period_from"))
            if (other := taken.setdefault(same, form)) is not form:
                told = _("%(one)s and %(other)s are the same position. Leave one of them.")
                raise ValidationError(
                    capfirst(told % {"one": other.row_label, "other": form.row_label})
                )


class PositionInline(RecordTabular):
    model = Position
    formset = PositionRows
    fields = ["role", "organisation", "period_from", "period_to"]
    autocomplete_fields = ["organisation"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "organisation")


def _by_position(word: str) -> Q:
    """By the organisations of the positions that they held, and the years of those."""
    held = any_of(of_organisation("organisation"), in_year("period_from", "period_to"))
    return Q(pk__in=Position.objects.filter(held(word)).order_by().values("person"))


@admin.register(Person)
class PersonAdmin(KeepsWidths, RecordAdmin):
    list_display = ["name", "sorts_as", "interview_count", "mention_count", "has_page"]
    list_filter = [filters.HasPage, "page_opened"]
    search_fields = ["name", "sort_name", "sort_key"]
    also_found_by = (_by_position,)
    search_help_text = gettext_lazy("Part of the name, an organisation, or a year in office")
    fieldsets = [
        (None, {"fields": ["name", "sort_name", "biography"]}),
        (
            gettext_lazy("Portrait"),
            {"fields": ["portrait", ("portrait_alt", "portrait_credit")]},
        ),
        (gettext_lazy("Elsewhere"), {"fields": [("wikidata", "parlement_com")]}),
        (gettext_lazy("Page"), {"fields": ["page_opened", "slug"]}),
    ]
    inlines = [PositionInline]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .with_page_mark()
            .annotate(
                interview_count=number_of(Participation.objects, "person"),
                mention_count=number_of(Fragment.people_mentioned.through.objects, "person"),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if publishes(request.user) else [*fields, "page_opened"]

    @admin.display(description=gettext_lazy("sorts as"), ordering="sort_key")
    def sorts_as(self, person):
        return person.sort_name or name_key(person.name)

    @admin.display(description=gettext_lazy("interviews"), ordering="interview_count")
    def interview_count(self, person):
        return person.interview_count

    @admin.display(description=gettext_lazy("mentioned"), ordering="mention_count")
    def mention_count(self, person):
        return person.mention_count

    @admin.display(description=gettext_lazy("has a page"), boolean=True)
    def has_page(self, person):
        return person.has_page
