"""Themes in the admin."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.admin.boxes.pictures import KeepsWidths
from catalogue.admin.lists import filters
from catalogue.admin.lists.counting import number_of
from catalogue.admin.placement import FragmentsInline, NewFragmentInline, ProposalsInline
from catalogue.admin.publication import (
    PUBLICATION,
    PublishedAdmin,
    about_this_record,
)
from catalogue.admin.theme_order import LAST, MOVE, Order, asked_move, write
from catalogue.models import Placement, Theme
from catalogue.values.choices import Origin

DEEPEST_SHOWN = 6


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


def _typed(row) -> tuple[int, int]:
    """The number that a placement had, and the one that was typed; LAST where there is none."""
    former, number = row.initial.get("order"), row.cleaned_data.get("order")
    return LAST if former is None else former, LAST if number is None else number


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
    inlines = [FragmentsInline, NewFragmentInline, ProposalsInline]

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
        order = Order(move=asked_move(request.POST.get(MOVE, "")))
        for formset in formsets:
            for row in formset.forms:
                if "order" in row.changed_data and row.instance.pk is not None:
                    order.typed[row.instance.pk] = _typed(row)
        write(form.instance, order, request.user)
        if order.moved:
            told = _("“%(fragment)s” now stands at place %(place)d.") % {
                "fragment": order.moved.fragment,
                "place": order.place,
            }
            self.message_user(request, told, messages.SUCCESS)
            self.log_change(request, form.instance, told)
        request.place = order.place

    def response_change(self, request, obj):
        """After a move, the same page, at the row that moved."""
        if not asked_move(request.POST.get(MOVE, "")):
            return super().response_change(request, obj)
        row = f"#placements-{request.place - 1}" if request.place else ""  # 0: it is gone
        return HttpResponseRedirect(f"{request.get_full_path()}{row}")

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
