"""The fragments of an interview as rows: start, end and title, in order of time.

Start times are unique within an interview, and an editor may swap two of them, or shift a whole
run, in one go. So duplicates are looked for among the rows as they will be, not in the database as
it is; and on saving, the rows that move step aside first.
"""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordTabular
from catalogue.admin.endings import confirm, ends_when_placed
from catalogue.admin.forms import PolicedForm, PolicedFormSet
from catalogue.admin.publication import badge
from catalogue.models import Fragment
from catalogue.models.fragment import ends_kept
from catalogue.values import timecode
from catalogue.values.choices import State

# Past everything that a timecode can say (timecode.MAX_MS), and within a four-byte integer.
PARKED_MS = 1_000_000_000


class FragmentRowForm(PolicedForm):
    def _get_validation_exclusions(self):
        # The unique start within the interview is for the formset to judge.
        return super()._get_validation_exclusions() | {"interview"}


class FragmentRows(PolicedFormSet):
    def clean(self):
        super().clean()
        shown = {form.instance.pk for form in self.initial_forms}
        # Who begins when: the words for it, and the fragment. First what was added meanwhile.
        taken = {
            fragment.start_ms: (_("“%s”, added meanwhile,") % fragment, fragment)
            for fragment in self.get_queryset()
            if fragment.pk not in shown and fragment.state != State.WITHDRAWN
        }
        problems = []
        for number, form in enumerate(self.forms, start=1):
            fragment, start = form.instance, form.cleaned_data.get("start_ms")
            if start is None or fragment.state == State.WITHDRAWN:
                continue
            row = _("row %(number)d (“%(title)s”)") % {"number": number, "title": fragment.title}
            other_row, other = taken.setdefault(start, (row, fragment))
            if other is not fragment:
                problems.append(
                    _("At %(time)s both %(one)s and %(other)s begin. Give one another start.")
                    % {"time": timecode.format(start), "one": other_row, "other": row}
                )
        if problems:
            raise ValidationError(problems)
        if not any(self.errors):
            self._confirm_ends()

    def _confirm_ends(self) -> None:
        """Ask before fragments get a stated end because others begin elsewhere."""
        placed = {
            form.instance.pk: {name: form.cleaned_data[name] for name in ("start_ms", "end_ms")}
            for form in self.initial_forms
            if {"start_ms", "end_ms"}.intersection(form.changed_data)
        }
        if placed:
            ends = ends_when_placed([self.instance.pk], placed)
            confirm(ends, self.user, self.data)

    def save(self, commit=True):
        with ends_kept([self.instance.pk]), transaction.atomic():
            moving = [
                form.instance.pk for form in self.initial_forms if "start_ms" in form.changed_data
            ]
            Fragment.objects.filter(pk__in=moving).update(start_ms=F("pk") + PARKED_MS, end_ms=None)
            return super().save(commit=commit)


class FragmentInline(RecordTabular):
    """Thin rows; all else, and deleting, is done on the fragment's own page."""

    model = Fragment
    form = FragmentRowForm
    formset = FragmentRows
    fields = ["start_ms", "end_ms", "title", "state_badge"]
    readonly_fields = ["state_badge"]
    ordering = ["start_ms", "pid"]
    can_delete = False
    show_change_link = True
    verbose_name_plural = gettext_lazy("fragments, in order of time")

    @admin.display(description=gettext_lazy("state"))
    def state_badge(self, fragment):
        return badge(fragment)
