"""Placements in the admin: by themselves, in a theme, and at a fragment.

In a theme and at a fragment they are two lists: what stands there, light enough for hundreds of
rows, and below it what to add.
"""

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.access.policy import may_write
from catalogue.admin.base import RecordAdmin, RecordTabular
from catalogue.admin.forms import OrderedRows, PolicedForm
from catalogue.admin.lists import filters
from catalogue.admin.lists.proposals import (
    VERDICTS,
    JudgesProposals,
    judging_cell,
    listening_cell,
    settle,
)
from catalogue.admin.lists.searching import at_time, of_fragments_interview, of_theme
from catalogue.admin.messages import ActionOutcome
from catalogue.admin.theme_order import MOVE, UNPLACED
from catalogue.models import Placement
from catalogue.values import timecode


class PlacementForm(PolicedForm):
    """Without a number, a fragment comes last in its theme."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].required = False
            if self.instance._state.adding:
                self.initial["order"] = None
                self.fields["order"].help_text = _("Empty: at the end.")

    def save(self, commit=True):
        if "order" in self.fields and self.cleaned_data.get("order") is None:
            self.instance.order = Placement.objects.end_of(self.instance.theme_id)
        return super().save(commit)


class StandingInline(RecordTabular):
    """Placements that are there: they change or go, and are added below."""

    model = Placement
    form = PlacementForm

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return one_line(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))

    def has_add_permission(self, request, obj):  # type: ignore[override]  # as of inlines
        return False


class NewInline(RecordTabular):
    """Placements to add."""

    model = Placement
    form = PlacementForm
    extra = 1

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return one_line(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))

    def has_add_permission(self, request, obj):  # type: ignore[override]  # as of inlines
        may_add = super().has_add_permission(request, obj)
        return may_add and not self.is_for_reading(request, obj)

    def has_view_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_view_permission


def one_line(db_field, formfield):
    """The note as a line: a row of a table has no room for more."""
    if db_field.name == "note":
        formfield.widget = forms.TextInput(attrs={"class": "vTextField"})
    return formfield


class OfTheme(StandingInline):
    """Placements of a theme, with their fragments. The inline is made for one request."""

    user = None
    readonly_fields = ["fragment_link"]
    ordering = ["order", "fragment__interview__sort_key", "fragment__start_ms", "fragment__pid"]

    def get_queryset(self, request):
        self.user = request.user
        return super().get_queryset(request).select_related("fragment__interview")

    @admin.display(description=gettext_lazy("fragment"))
    def fragment_link(self, placement):
        fragment = placement.fragment
        return format_html(
            '<a href="{}">{}</a> <span class="quiet">{}, {}</span>',
            reverse("admin:catalogue_fragment_change", args=[fragment.pk]),
            fragment,
            fragment.interview,
            timecode.format(fragment.start_ms),
        )


class FragmentsInline(OfTheme):
    """What is placed in a theme, in the editors' order."""

    formset = OrderedRows
    fields = ["order", "moves", "fragment_link", "note", "origin"]
    readonly_fields = [*OfTheme.readonly_fields, "moves"]
    verbose_name_plural = gettext_lazy("fragments in this theme")

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(origin__in=UNPLACED)

    @admin.display(description=gettext_lazy("move"), empty_value="")
    def moves(self, placement):
        if not all(may_write(self.user, each) for each in (placement.theme, placement)):
            return ""
        words = {"top": _("To the top"), "up": _("Up"), "down": _("Down")}
        signs = {"top": "⇑", "up": "↑", "down": "↓"}
        return format_html_join(
            "",
            '<button class="order__move" name="{}" value="{} {}" aria-label="{}: {}">{}</button>',
            (
                (MOVE, placement.pk, where, words[where], placement.fragment, sign)
                for where, sign in signs.items()
            ),
        )


class ProposalsInline(OfTheme):
    """What is proposed for a theme, or was rejected: it has no place among what is placed."""

    fields = ["fragment_link", "note", "origin"]
    verbose_name_plural = gettext_lazy("proposed for this theme, or rejected")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(origin__in=UNPLACED)


class NewFragmentInline(NewInline):
    fields = ["fragment", "order", "note"]
    autocomplete_fields = ["fragment"]
    verbose_name = gettext_lazy("fragment to this theme")
    verbose_name_plural = gettext_lazy("add fragments to this theme")


class ThemeInline(StandingInline):
    """The themes that a fragment stands in."""

    fields = ["theme_link", "order", "note", "origin"]
    readonly_fields = ["theme_link"]
    ordering = ["theme__order", "theme__sort_key", "theme__slug"]
    verbose_name_plural = gettext_lazy("themes of this fragment")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("theme")

    @admin.display(description=gettext_lazy("theme"))
    def theme_link(self, placement):
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:catalogue_theme_change", args=[placement.theme_id]),
            placement.theme,
        )


class NewThemeInline(NewInline):
    fields = ["theme", "order", "note"]
    autocomplete_fields = ["theme"]
    verbose_name = gettext_lazy("theme to this fragment")
    verbose_name_plural = gettext_lazy("add themes to this fragment")


@admin.register(Placement)
class PlacementAdmin(JudgesProposals, RecordAdmin):
    form = PlacementForm
    list_display = ["start", "fragment", "theme", "interview", "origin_badge", "verdicts"]
    list_display_links = ["fragment"]
    list_select_related = ["fragment__interview", "theme"]
    list_filter = ["origin", filters.ByThemeOfPlacement, filters.ByInterviewOfFragment]
    search_fields = ["fragment__document__words", "note"]
    also_found_by = (
        at_time("fragment__start_ms", "fragment__end_ms"),
        of_fragments_interview("fragment__"),
        of_theme("theme"),
    )
    search_help_text = gettext_lazy(
        "Words of the fragment, the theme or the note, a time (15:03), who speaks, an interview, "
        "a year"
    )
    autocomplete_fields = ["fragment", "theme"]
    fields = ["fragment", "theme", "order", "origin", "note"]
    actions = ["confirm", "reject"]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "fragment", "theme"] if obj else fields

    @admin.display(description=gettext_lazy("interview"), ordering="fragment__interview__sort_key")
    def interview(self, placement):
        return placement.fragment.interview

    @admin.display(description=gettext_lazy("start"), ordering="fragment__start_ms")
    def start(self, placement):
        """With a button to listen to the fragment."""
        return listening_cell(placement)

    @admin.display(description=gettext_lazy("origin"), ordering="origin")
    def origin_badge(self, placement):
        return format_html(
            '<span class="origin origin-{}">{}</span>',
            placement.origin,
            placement.get_origin_display(),
        )

    @admin.display(description=gettext_lazy("verdict"))
    def verdicts(self, placement):
        return judging_cell(placement)

    @admin.action(description=gettext_lazy("Confirm proposals"), permissions=["change"])
    def confirm(self, request, queryset):
        outcome = self.settle(request, queryset, "confirm")
        count = len(outcome.changed)
        message = ngettext("%d proposal confirmed.", "%d proposals confirmed.", count) % count
        outcome.tell(self, request, message)

    @admin.action(description=gettext_lazy("Reject proposals"), permissions=["change"])
    def reject(self, request, queryset):
        """The rows stay, so that the same is not proposed again."""
        outcome = self.settle(request, queryset, "reject")
        count = len(outcome.changed)
        message = ngettext("%d proposal rejected.", "%d proposals rejected.", count) % count
        outcome.tell(self, request, message)

    def settle(self, request, queryset, verdict: str) -> ActionOutcome:
        chosen = queryset.select_related("fragment__interview", "theme")
        return settle(chosen, VERDICTS[verdict], request.user)
