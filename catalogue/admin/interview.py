"""Interviews in the admin, with who takes part, what is said of their date, and their fragments."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue import actions
from catalogue.access.policy import may_delete, may_write
from catalogue.admin.appearing import themes_in_words
from catalogue.admin.base import RecordTabular
from catalogue.admin.boxes.themes_field import ThemeNames
from catalogue.admin.boxes.widgets import choice_for
from catalogue.admin.cutting.desk import CutsBesidePlayer
from catalogue.admin.cutting.fragment_rows import FragmentInline
from catalogue.admin.cutting.themes_in_rows import COLUMN
from catalogue.admin.cutting.timeline import remarks_on, summary_of_remarks
from catalogue.admin.forms import PolicedForm
from catalogue.admin.lists import filters
from catalogue.admin.lists.confirmation import AskingForm, Confirmation, asks_itself
from catalogue.admin.lists.counting import number_of
from catalogue.admin.lists.searching import BY_YEAR, by_participant
from catalogue.admin.media_file import MOST_BYTES, tell_of_files
from catalogue.admin.messages import warn
from catalogue.admin.publication import (
    PUBLICATION,
    RECORD_KEEPING,
    PublishedAdmin,
    about_this_record,
)
from catalogue.admin.recording import RecordingInline
from catalogue.fields import LineFormField
from catalogue.models import (
    Fragment,
    Interview,
    Participation,
    Person,
    Placement,
    Position,
    Recording,
    StatedDate,
    Theme,
)
from catalogue.values.choices import Part, State


class ParticipationForm(PolicedForm):
    def clean(self):
        cleaned: Any = super().clean()
        person, positions = cleaned.get("person"), cleaned.get("positions")
        others = [each for each in positions or () if person and each.person_id != person.pk]
        if others:
            self.add_error(
                "positions",
                _("“%(position)s” is not a position of %(person)s.")
                % {"position": others[0], "person": person},
            )
        return cleaned


class ParticipationInline(RecordTabular):
    model = Participation
    form = ParticipationForm
    fields = ["person", "part", "positions", "order"]
    autocomplete_fields = ["person", "positions"]

    class Media:
        js = ["admin/js/jquery.init.js", "catalogue/admin/positions.js"]

    def get_queryset(self, request):
        queryset = super().get_queryset(request).select_related("person")
        return queryset.prefetch_related("positions__person", "positions__organisation")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = Position.objects.select_related("person", "organisation")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class StatedDateInline(RecordTabular):
    model = StatedDate
    fields = ["date", "source"]


class MergeForm(AskingForm):
    target = forms.ModelChoiceField(
        Interview.objects.all(), label=gettext_lazy("The interview that remains")
    )

    def __init__(self, *args, admin_site, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        choice_for(self.fields["target"], Fragment._meta.get_field("interview"), admin_site)

    def clean_target(self):
        target = self.cleaned_data["target"]
        if not may_write(self.user, target):
            raise ValidationError(_("“%s” is published; only a chief editor adds to it.") % target)
        return target


class IdentifyForm(AskingForm):
    person = forms.ModelChoiceField(Person.objects.all(), label=gettext_lazy("Who speaks"))
    title = LineFormField(
        label=gettext_lazy("New title"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Empty: the title stays."),
    )

    def __init__(self, *args, admin_site, **kwargs):
        super().__init__(*args, **kwargs)
        choice_for(self.fields["person"], Participation._meta.get_field("person"), admin_site)


@admin.register(Interview)
class InterviewAdmin(CutsBesidePlayer, PublishedAdmin):
    upload_bytes = MOST_BYTES
    list_display = [
        "title",
        "series",
        "identified",
        "state_badge",
        "fragment_count",
        "first_published_at",
        "site_link",
    ]
    list_select_related = ["series"]
    list_filter = ["state", filters.SpeakerUnknown, filters.InterviewProposals, "series"]
    search_fields = ["title", "sort_key", "summary", "pid__iexact", "slug"]
    also_found_by = (*BY_YEAR, by_participant)
    search_help_text = gettext_lazy(
        "Words of the title or the summary, who takes part, an organisation, a year, or a pid"
    )
    autocomplete_fields = ["series"]
    actions = [*PublishedAdmin.actions, "identify", "merge"]
    answer_forms = PublishedAdmin.answer_forms | {"identify": IdentifyForm, "merge": MergeForm}
    readonly_fields = [*RECORD_KEEPING, "pid"]
    fieldsets = [
        (None, {"fields": ["title", "series", "identified"]}),
        (
            gettext_lazy("About the conversation"),
            {"fields": ["conducted_on", ("period_from", "period_to"), "language"]},
        ),
        (gettext_lazy("Text"), {"fields": ["summary", "pull_quote", "provenance_note"]}),
        PUBLICATION,
        about_this_record("slug", "pid"),
    ]
    inlines = [ParticipationInline, StatedDateInline, RecordingInline, FragmentInline]

    def get_queryset(self, request):
        standing = Fragment.objects.exclude(state=State.WITHDRAWN)
        queryset = super().get_queryset(request)
        return queryset.annotate(fragment_count=number_of(standing, "interview"))

    def _written(self, request, pk):
        """And the themes that fragments come into or leave."""
        yield from super()._written(request, pk)
        names, keys = ThemeNames(), set()
        for box, line in request.POST.items():
            if box.endswith(f"-{COLUMN}"):
                keys |= {theme.pk for theme in names.find(line)[0]}
        placed = Placement.objects.filter(fragment__interview=pk)
        yield Theme, {*keys, *placed.values_list("theme", flat=True)}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        interview = form.instance
        remarks = [summary_of_remarks(interview)]
        speaks = interview.participations.filter(part=Part.INTERVIEWEE)
        if interview.identified and not speaks.exists():
            remarks.insert(0, _("The speaker is established, but no interviewee is named."))
        warn(self, request, list(filter(None, remarks)))
        retimed = [
            row.instance
            for formset in formsets
            if formset.model is Recording
            for row in formset.forms
            if {"duration_ms", "form", "file"} & {*row.changed_data} and row.instance.pk is not None
        ]
        tell_of_files(self, request, retimed)

    def told_when_published(self, interviews):
        return themes_in_words(Fragment.objects.filter(interview__in=interviews))

    @admin.display(description=gettext_lazy("fragments"), ordering="fragment_count")
    def fragment_count(self, interview):
        return interview.fragment_count

    @admin.action(description=gettext_lazy("Establish the speaker…"), permissions=["change"])
    @asks_itself
    def identify(self, request, queryset):
        interview = self.the_only_one(queryset)
        if not may_write(request.user, interview):
            raise ValidationError(_("This interview is published. Only a chief editor does this."))
        question = Confirmation(
            action="identify",
            title=_("Establish the speaker"),
            explanation=[
                _("Only when you know it from the recording or a source. Never guess."),
                _("The positions that the person speaks as, you choose at the interview."),
            ],
            button=_("Establish the speaker"),
            form=IdentifyForm,
            form_options={"admin_site": self.admin_site},
        )

        def deed(answers):
            actions.identify_interview(
                interview=interview, person=answers["person"], title=answers["title"]
            )
            message = _("%(person)s speaks in this interview.") % {"person": answers["person"]}
            self.log_change(request, interview, message)
            self.message_user(request, message, messages.SUCCESS)

        return self.ask(request, queryset, question, deed)

    @admin.action(description=gettext_lazy("Merge with…"), permissions=["change"])
    @asks_itself
    def merge(self, request, queryset):
        source = self.the_only_one(queryset)
        parts = [source, *source.fragments.all()]
        if not may_delete(request.user, source) or not all(
            may_write(request.user, part) for part in parts
        ):
            raise ValidationError(
                _("This interview or a fragment of it is published. Only a chief editor merges it.")
            )
        question = Confirmation(
            action="merge",
            title=_("Merge with another interview"),
            explanation=[
                _(
                    "Fragments, participants, stated dates and real recordings go to the interview "
                    "that remains; demonstration recordings are dropped."
                ),
                _(
                    "What the other interview says itself, it keeps. The addresses of this one "
                    "lead there from now on. This cannot be undone."
                ),
            ],
            button=_("Merge"),
            form=MergeForm,
            form_options={"admin_site": self.admin_site, "user": request.user},
        )

        def deed(answers):
            target = answers["target"]
            self.log_deletions(request, cast(Any, [source]))  # it goes through them, no more
            count = actions.merge_interviews(source=source, target=target)
            message = ngettext(
                "%(count)d fragment now stands in “%(interview)s”.",
                "%(count)d fragments now stand in “%(interview)s”.",
                count,
            ) % {"count": count, "interview": target}
            self.log_change(request, target, message)
            self.message_user(request, message, messages.SUCCESS)
            remarks = remarks_on(target)
            if source.is_public and not target.is_public:
                remarks.insert(0, _("“%s” is not on the site, so neither are these.") % target)
            warn(self, request, remarks)

        return self.ask(request, queryset, question, deed)

    @staticmethod
    def the_only_one(queryset) -> Interview:
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            raise ValidationError(_("Choose one interview for this."))
        return chosen[0]
