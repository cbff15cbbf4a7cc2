"""Fragments in the admin."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue import actions
from catalogue.access.policy import may_write
from catalogue.admin.appearing import themes_in_words
from catalogue.admin.boxes.widgets import choice_for, is_key
from catalogue.admin.cutting.endings import (
    TellsEndsOfDeleted,
    confirm,
    ends_when_moved,
    ends_when_placed,
)
from catalogue.admin.cutting.timeline import remarks_on
from catalogue.admin.lists import filters
from catalogue.admin.lists.confirmation import AskingForm, Confirmation, asks_itself
from catalogue.admin.lists.counting import number_of
from catalogue.admin.lists.searching import at_time, of_fragments_interview
from catalogue.admin.lists.tagging import TagsMany, ThemesForm
from catalogue.admin.lists.themes_at_once import PlacesAtOnce
from catalogue.admin.messages import warn
from catalogue.admin.placement import NewThemeInline, ThemeInline
from catalogue.admin.publication import (
    PUBLICATION,
    RECORD_KEEPING,
    PublishedAdmin,
    PublishedForm,
    about_this_record,
)
from catalogue.fields import LineFormField
from catalogue.models import Fragment, Interview, Participation, Placement
from catalogue.models.faults import NO_TITLE, Kind, Row, faults_in, standing
from catalogue.values import timecode
from catalogue.values.choices import Origin, State

PRINTED = ("printed_title", "printed_notation", "printed_page", "printed_occurrence")


class FragmentForm(PublishedForm):
    class Meta:
        error_messages = {"title": {"required": NO_TITLE}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "speakers" in self.fields:
            self._offer_participants(self.fields["speakers"])

    def _offer_participants(self, field) -> None:
        """Speakers are chosen among those who take part in the interview."""
        interview = self._interview_key()
        field.queryset = Participation.objects.filter(interview=interview).select_related("person")
        field.error_messages["invalid_choice"] = _(
            "A speaker takes part in the interview; choose among its participants."
        )
        if interview is None:
            field.help_text = _("Choose the interview and save; then choose speakers here.")

    def _interview_key(self):
        if self.is_bound and "interview" in self.fields:
            key = self.data.get(self.add_prefix("interview"))
        else:
            key = self.initial.get("interview") or self.instance.interview_id
        return key if is_key(key) else None

    def clean(self):
        cleaned: Any = super().clean()
        start, interview = cleaned.get("start_ms"), cleaned.get("interview")
        if start is not None and interview and cleaned.get("state") != State.WITHDRAWN:
            self._refuse_taken_start(start, interview)
        if not self.errors and {"start_ms", "interview"}.intersection(self.changed_data):
            self._confirm_ends(cleaned)
        return cleaned

    def _refuse_taken_start(self, start: int, interview: Interview) -> None:
        others = interview.fragments.filter(start_ms=start).exclude(pk=self.instance.pk)
        row = Row(start, None, self.cleaned_data.get("title") or "", _("this fragment"))
        for fault in faults_in([*standing(others), row]):
            if fault.kind is Kind.SAME_START:
                self.add_error("start_ms", fault.sentence)

    def _confirm_ends(self, cleaned) -> None:
        """Ask before others get a stated end because this one begins elsewhere."""
        stored = Fragment.objects.filter(pk=self.instance.pk).first()
        if stored is None:
            return
        placed = {
            "interview_id": cleaned.get("interview", stored.interview).pk,
            "start_ms": cleaned.get("start_ms", stored.start_ms),
            "end_ms": cleaned.get("end_ms", stored.end_ms),
        }
        interviews = {stored.interview_id, placed["interview_id"]}
        confirm(ends_when_placed(interviews, {stored.pk: placed}), self.user, self.data)


class MoveForm(AskingForm):
    """Where fragments go: to another interview, or to a new one."""

    interview = forms.ModelChoiceField(
        Interview.objects.all(), label=gettext_lazy("Existing interview"), required=False
    )
    title = LineFormField(
        label=gettext_lazy("Or a new interview, with this title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("It is a draft until you publish it, in the same series."),
    )

    def __init__(self, *args, admin_site, **kwargs):
        super().__init__(*args, **kwargs)
        choice_for(self.fields["interview"], Fragment._meta.get_field("interview"), admin_site)

    def clean(self):
        cleaned: Any = super().clean()
        if not self.errors and bool(cleaned.get("interview")) == bool(cleaned.get("title")):
            raise ValidationError(_("Choose an interview, or give the title of a new one."))
        return cleaned


@admin.register(Fragment)
class FragmentAdmin(TellsEndsOfDeleted, TagsMany, PlacesAtOnce, PublishedAdmin):
    form = FragmentForm
    list_display = [
        "start",
        "title",
        "interview",
        "state_badge",
        "themes",
        "compared",
        "site_link",
    ]
    list_display_links = ["title"]
    list_filter = [
        "state",
        filters.FragmentProposals,
        filters.ByInterview,
        filters.ByTheme,
        filters.WithoutEnd,
        filters.WithoutSummary,
        filters.Corrected,
    ]
    search_fields = ["document__words", "printed_title", "pid__iexact"]
    also_found_by = (at_time("start_ms", "end_ms"), of_fragments_interview())
    search_help_text = gettext_lazy(
        "Words in title, summary or quote, a time (15:03), who speaks, an interview, a year, a pid"
    )
    autocomplete_fields = ["interview", "people_mentioned"]
    actions = [*PublishedAdmin.actions, "change_themes", "move", "delete_selected"]
    answer_forms = PublishedAdmin.answer_forms | {"move": MoveForm, "change_themes": ThemesForm}
    readonly_fields = [*RECORD_KEEPING, "pid", *PRINTED]
    fieldsets = [
        (None, {"fields": ["title", "interview", ("start_ms", "end_ms"), "speakers"]}),
        (gettext_lazy("Text"), {"fields": ["summary", "quote", "context", "people_mentioned"]}),
        PUBLICATION,
        (gettext_lazy("Correction"), {"classes": ["collapse"], "fields": ["correction_note"]}),
        (gettext_lazy("As printed in the source"), {"classes": ["collapse"], "fields": PRINTED}),
        about_this_record("pid"),
    ]
    inlines = [ThemeInline, NewThemeInline]

    def get_queryset(self, request):
        placed = Placement.objects.standing().exclude(origin=Origin.PROPOSED)
        return (
            super()
            .get_queryset(request)
            .select_related("interview")
            .annotate(theme_count=number_of(placed, "fragment"))
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "speakers":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        warn(self, request, self.remarks_after([form.instance]))

    def remarks_after(self, fragments):
        of_interviews = defaultdict(list)
        for fragment in fragments:
            of_interviews[fragment.interview_id].append(fragment)
        interviews = Interview.objects.filter(pk__in=of_interviews)
        return [
            remark
            for interview in interviews.prefetch_related("fragments", "recordings")
            for remark in remarks_on(interview, about=of_interviews[interview.pk])
        ]

    def told_when_published(self, fragments):
        return themes_in_words(fragments)

    def autocomplete_label(self, fragment):
        return f"{fragment} ({fragment.interview}, {timecode.format(fragment.start_ms)})"

    @admin.display(description=gettext_lazy("start"), ordering="start_ms")
    def start(self, fragment):
        return timecode.format(fragment.start_ms)

    @admin.display(description=gettext_lazy("source"), empty_value="")
    def compared(self, fragment):
        """Whether it still is what the source prints; nothing where nothing is printed."""
        if not fragment.printed_notation:
            return None
        return _("changed") if fragment.is_corrected else _("the same")

    @admin.action(description=gettext_lazy("Move to another interview…"), permissions=["change"])
    @asks_itself
    def move(self, request, queryset):
        fragments = list(queryset)
        if not all(may_write(request.user, fragment) for fragment in fragments):
            raise ValidationError(
                _("Among these are published fragments. Only a chief editor moves those.")
            )
        question = Confirmation(
            action="move",
            title=_("Move to another interview"),
            explanation=[
                _(
                    "The fragments keep their times, themes and addresses. Nothing is moved when "
                    "one of them would begin at the same time as another in that interview."
                )
            ],
            button=_("Move"),
            form=MoveForm,
            form_options={"admin_site": self.admin_site},
        )

        def deed(answers):
            target = answers["interview"]
            confirm(ends_when_moved(fragments, target), request.user, request.POST)
            if target:
                actions.move_fragments(fragments=fragments, target=target)
            else:
                target = actions.split_interview(fragments=fragments, title=answers["title"])
            message = ngettext(
                "%(count)d fragment now stands in “%(interview)s”.",
                "%(count)d fragments now stand in “%(interview)s”.",
                len(fragments),
            ) % {"count": len(fragments), "interview": target}
            origins = {fragment.interview for fragment in fragments}
            for record in {target, *origins, *fragments}:
                self.log_change(request, record, message)
            self.message_user(request, message, messages.SUCCESS)
            warn(self, request, remarks_on(target))

        return self.ask(request, queryset, question, deed)
