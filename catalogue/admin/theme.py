"""Themes in the admin."""

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Case, When
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from catalogue.access.policy import may_write
from catalogue.admin import filters
from catalogue.admin.counting import number_of
from catalogue.admin.pictures import KeepsWidths
from catalogue.admin.placement import FragmentsInline, NewFragmentInline
from catalogue.admin.publication import (
    PUBLICATION,
    PublishedAdmin,
    about_this_record,
)
from catalogue.models import Placement, Theme
from catalogue.models.placement import STEP
from catalogue.values.choices import Origin

DEEPEST_SHOWN = 6
MOST_AT_ONCE = 200  # placements that are given a number in one query
LAST = 2**31  # where a fragment that was not in the theme yet comes from


class ThemeList(ChangeList):
    """The themes as a tree, as long as no column is chosen to sort by."""

    def get_results(self, request):
        super().get_results(request)
        if ORDER_VAR not in self.params:
            self.result_list = in_tree(self.result_list)


def in_tree(themes) -> list[Theme]:
    """The themes with each one's narrower themes behind it, and its `depth`. A theme whose broader
    one is not among them begins a tree of its own; those in a circle, should one be forced in, come
    last."""
    themes = list(themes)
    present = {theme.pk for theme in themes}
    narrower: dict[int | None, list[Theme]] = {}
    for theme in themes:
        broader = theme.broader_id if theme.broader_id in present else None
        narrower.setdefault(broader, []).append(theme)
    ordered: list[Theme] = []
    waiting = [(theme, 0) for theme in reversed(narrower.get(None, []))]
    while waiting:
        theme, theme.depth = waiting.pop()
        ordered.append(theme)
        waiting.extend((each, theme.depth + 1) for each in reversed(narrower.get(theme.pk, [])))
    placed = {theme.pk for theme in ordered}
    in_a_circle = [theme for theme in themes if theme.pk not in placed]
    for theme in in_a_circle:
        theme.depth = 0
    return ordered + in_a_circle


def renumber(theme: Theme, moved: dict[int, int]) -> None:
    """Number the placements of a theme 10, 20, 30…

    `moved` holds the former order of those that were given another. Who is moved up to a number
    that is taken comes before who was there, who is moved down behind: so either stands where the
    editor said.
    """

    def place(placement: Placement) -> tuple[int, int]:
        former = moved.get(placement.pk, placement.order)
        return placement.order, (placement.order > former) - (placement.order < former)

    placements = sorted(theme.placements.select_related("fragment").in_editors_order(), key=place)
    numbers = {
        placement.pk: number * STEP
        for number, placement in enumerate(placements, start=1)
        if placement.order != number * STEP
    }
    pks = list(numbers)
    for some in (pks[at : at + MOST_AT_ONCE] for at in range(0, len(pks), MOST_AT_ONCE)):
        order = Case(*(When(pk=pk, then=numbers[pk]) for pk in some))
        # Quietly: who was moved was saved by the form, and the others keep their place.
        Placement.objects.filter(pk__in=some).update(order=order, quietly=True)


@admin.register(Theme)
class ThemeAdmin(KeepsWidths, PublishedAdmin):
    list_display = ["tree_name", "state_badge", "fragment_count", "proposal_count", "site_link"]
    list_filter = ["state", filters.ThemeProposals]
    list_per_page = 200
    search_fields = ["name", "sort_key", "slug"]
    search_help_text = gettext_lazy("Words of the name")
    autocomplete_fields = ["broader"]
    fieldsets = [
        (None, {"fields": ["name", "broader", "order", "introduction"]}),
        (gettext_lazy("Image"), {"fields": ["image", ("image_alt", "image_credit")]}),
        PUBLICATION,
        about_this_record("slug"),
    ]
    inlines = [FragmentsInline, NewFragmentInline]

    def get_changelist(self, request, **kwargs):
        return ThemeList

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                fragment_count=number_of(Placement.objects.standing(), "theme"),
                proposal_count=number_of(Placement.objects.filter(origin=Origin.PROPOSED), "theme"),
            )
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        moved = {
            row.instance.pk: row.initial["order"] if row.initial["order"] is not None else LAST
            for formset in formsets
            for row in formset.forms
            if "order" in row.changed_data
        }
        theme = form.instance
        standing = theme.placements.select_related("fragment", "theme")
        if all(may_write(request.user, placement) for placement in standing):
            renumber(theme, moved)

    @admin.display(description=gettext_lazy("name"), ordering="sort_key")
    def tree_name(self, theme):
        depth = min(getattr(theme, "depth", 0), DEEPEST_SHOWN)
        return format_html('<span class="depth-{}">{}</span>', depth, theme)

    @admin.display(description=gettext_lazy("fragments"), ordering="fragment_count")
    def fragment_count(self, theme):
        return theme.fragment_count

    @admin.display(description=gettext_lazy("proposals"), ordering="proposal_count")
    def proposal_count(self, theme):
        return theme.proposal_count
