"""Filters of the lists: yes-or-no questions about what needs work, and choices from long lists."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.admin.boxes.widgets import is_key
from catalogue.models import Fragment, Interview, Placement, Theme
from catalogue.quality import stands_in_no_theme
from catalogue.values.choices import Origin


class YesNo(admin.SimpleListFilter):
    """A question with the answers `yes` and `no`; `condition()` is what yes means."""

    yes: str | Promise
    no: str | Promise

    def lookups(self, request, model_admin):
        return [("ja", self.yes), ("nee", self.no)]

    def condition(self) -> Q:
        raise NotImplementedError

    def queryset(self, request, queryset):
        match self.value():
            case "ja":
                return queryset.filter(self.condition())
            case "nee":
                return queryset.exclude(self.condition())
        return queryset


class WithoutEnd(YesNo):
    title, parameter_name = _("end"), "zonder_einde"
    yes, no = _("without an end"), _("with an end")

    def condition(self):
        return Q(end_ms=None)


class WithoutSummary(YesNo):
    title, parameter_name = _("summary"), "zonder_samenvatting"
    yes, no = _("missing"), _("present")

    def condition(self):
        return Q(summary="")


class Corrected(YesNo):
    """Whether an editor changed the title or time of the source. What a printed time says only
    Python reads, so this looks at all that were printed: when asked, and then once."""

    title, parameter_name = _("source"), "gewijzigd"
    yes, no = _("changed since the source"), _("as in the source")

    def condition(self):
        printed = Fragment.objects.exclude(printed_notation="").only(
            "title", "printed_title", "start_ms", "printed_notation"
        )
        return Q(pk__in=[fragment.pk for fragment in printed.order_by() if fragment.is_corrected])


class OpenProposals(YesNo):
    """Whether something proposed from a title waits for an editor's yes or no.

    `path` leads from a placement to the records of the list.
    """

    title, parameter_name = _("proposals"), "voorstellen"
    yes, no = _("to be judged"), _("none to be judged")
    path: str

    def condition(self):
        proposed = Placement.objects.filter(origin=Origin.PROPOSED, **{self.path: OuterRef("pk")})
        return Q(Exists(proposed))


class FragmentProposals(OpenProposals):
    path = "fragment"


class InterviewProposals(OpenProposals):
    path = "fragment__interview"


class ThemeProposals(OpenProposals):
    path = "theme"


class SpeakerUnknown(YesNo):
    title, parameter_name = _("speaker"), "spreker_onbekend"
    yes, no = _("not yet established"), _("established")

    def condition(self):
        return Q(identified=False)


class HasPage(YesNo):
    """Whether the public sees a page; lists that use it annotate `has_page`."""

    title, parameter_name = _("page"), "met_pagina"
    yes, no = _("has a page"), _("has no page")

    def condition(self):
        return Q(has_page=True)


class ChosenFromList(admin.SimpleListFilter):
    """A choice from a list that may be long: a select box, in which one can type."""

    template = "admin/catalogue/select_filter.html"

    def choices(self, changelist):
        """What the box offers; what else the address says is kept in hidden fields."""
        self.kept = [
            (name, value)
            for name, values in changelist.filter_params.items()
            for value in values
            if name != self.parameter_name
        ]
        yield {"value": "", "display": _("All"), "selected": self.value() is None}
        for value, label in self.lookup_choices:
            yield {"value": value, "display": label, "selected": self.value() == str(value)}

    def chosen(self, key: int, queryset):
        """The rows of `queryset` that belong to the record with this primary key."""
        raise NotImplementedError

    def queryset(self, request, queryset):
        key: Any = self.value()
        if not key:
            return queryset
        return self.chosen(key, queryset) if is_key(key) else queryset.none()


class ByInterview(ChosenFromList):
    """`path` leads from the list's model to the interview."""

    title, parameter_name = _("interview"), "interview"
    path = "interview"

    def lookups(self, request, model_admin):
        return Interview.objects.values_list("pk", "title")

    def chosen(self, key, queryset):
        return queryset.filter(**{self.path: key})


class ByInterviewOfFragment(ByInterview):
    path = "fragment__interview"


class ByThemeOfPlacement(ChosenFromList):
    title, parameter_name = _("theme"), "thema"

    def lookups(self, request, model_admin):
        return Theme.objects.values_list("pk", "name")

    def chosen(self, key, queryset):
        return queryset.filter(theme=key)


class ByTheme(ByThemeOfPlacement):
    """The theme that fragments stand in, or none."""

    none = "geen"

    def lookups(self, request, model_admin):
        return [(self.none, _("without a theme")), *super().lookups(request, model_admin)]

    def queryset(self, request, queryset):
        if self.value() == self.none:
            return queryset.filter(stands_in_no_theme())
        return super().queryset(request, queryset)

    def chosen(self, key, queryset):
        placements = Placement.objects.standing().filter(theme=key)
        return queryset.filter(pk__in=placements.values("fragment"))
