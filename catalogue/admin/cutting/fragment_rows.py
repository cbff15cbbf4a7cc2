"""The fragments of an interview as rows: start, end, title and themes, in order of time.

Start times are unique within an interview, and an editor may swap two of them, or shift a whole
run, in one go. So duplicates are looked for among the rows as they will be, not in the database as
it is; and on saving, the rows that move step aside first.
"""

from collections import defaultdict
from functools import cached_property

from django.contrib import admin
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordTabular
from catalogue.admin.boxes.widgets import RemarkedInput
from catalogue.admin.cutting.endings import confirm, ends_when_placed
from catalogue.admin.cutting.themes_in_rows import RowsWithThemes, RowWithThemes, with_themes
from catalogue.admin.cutting.timeline import time_remarks
from catalogue.admin.publication import badge
from catalogue.models import Fragment
from catalogue.models.faults import NO_TITLE, Row, faults_of, shortened
from catalogue.models.fragment import ends_kept
from catalogue.values import timecode
from catalogue.values.choices import State
from catalogue.values.timecode import TimecodeError

# Past everything that a timecode can say (timecode.MAX_MS), and within a four-byte integer.
PARKED_MS = 1_000_000_000

TIMES = frozenset({"start_ms", "end_ms"})
SAVE = "_desk_save"  # the field in which the desk names a save: see unsaved.js


class FragmentRowForm(RowWithThemes):
    class Meta:
        widgets = {"title": RemarkedInput}
        error_messages = {"title": {"required": NO_TITLE}}

    def _get_validation_exclusions(self):
        # The unique start within the interview is for the formset to judge.
        return super()._get_validation_exclusions() | {"interview"}

    def _validate_constraints_of_row(self):
        """What must be unique within the interview the formset judges, of all rows at once."""

    @property
    def row_title(self):
        """As it stands in its box."""
        typed = self.data.get(self.add_prefix("title")) if self.is_bound else None
        return shortened((self.instance.title if typed is None else typed).strip())

    def tell(self, remarks: list[str]) -> None:
        """Show these sentences in the row."""
        if "title" in self.fields:
            self.fields["title"].widget.remarks = remarks

    @property
    def row(self) -> Row | None:
        """What the rules judge; None where nothing can be said of its time, or it takes none."""
        values = getattr(self, "cleaned_data", {})
        if values.get("start_ms") is None or self.instance.state == State.WITHDRAWN:
            return None
        return Row(
            values["start_ms"], values.get("end_ms"), values.get("title") or "", self.row_label
        )


class FragmentRows(RowsWithThemes):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not self.is_bound and form.instance.pk in self._stored_remarks:
            form.tell(self._stored_remarks[form.instance.pk])

    def number_of(self, index):
        return self._numbers.get(index, index + 1)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """By the index of its form, the number of each row: the desk puts a new one before the
        first that begins later (rows.js). Without it rows stand as they were sent."""
        if not self.is_bound or SAVE not in self.data:
            return {}
        begins = {index: self._typed_start(index) for index in range(self.total_form_count())}
        order = list(begins)
        for index in range(self.initial_form_count(), self.total_form_count()):
            if (begin := begins[index]) is None:
                continue
            order.remove(index)
            later = (place for place, other in enumerate(order) if (begins[other] or -1) > begin)
            order.insert(next(later, len(order)), index)
        return {index: number for number, index in enumerate(order, start=1)}

    def _typed_start(self, index: int) -> int | None:
        try:
            return timecode.parse(self.data.get(f"{self.add_prefix(index)}-start_ms", ""))
        except TimecodeError:
            return None

    @cached_property
    def _stored_remarks(self) -> dict[int, list[str]]:
        """What is remarked on each stored fragment, by its key."""
        found = defaultdict(list)
        if self.instance.pk is not None:
            for remark in time_remarks(self.instance, self.get_queryset()):
                found[remark.fragments[0].pk].append(remark.sentence)
        return found

    def clean(self):
        super().clean()
        self._judge()
        if not any(self.errors):
            self._confirm_ends()

    def _judge(self) -> None:
        """Refuse and remark what the rules find in the rows as they will be."""
        shown = {form.instance.pk for form in self.initial_forms}
        added_meanwhile = [
            Row.of(fragment, _("“%s”, added meanwhile,") % fragment)
            for fragment in self.get_queryset()
            if fragment.pk not in shown and fragment.state != State.WITHDRAWN
        ]
        rows = {row: form for form in self.forms if (row := form.row)}
        remarks = defaultdict(list)
        for fault in faults_of(self.instance, [*added_meanwhile, *rows]):
            if not fault.kind.is_refused:
                remarks[fault.row].append(fault.sentence)
            elif (form := rows.get(fault.row)) and fault.kind.field not in form.errors:
                form.add_error(fault.kind.field, fault.sentence)
        for row, form in rows.items():
            form.tell(remarks[row])

    def _confirm_ends(self) -> None:
        """Ask before fragments get a stated end because others begin elsewhere."""
        placed = {
            form.instance.pk: {name: form.cleaned_data[name] for name in TIMES}
            for form in self.initial_forms
            if TIMES.intersection(form.changed_data)
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

    # Rows that got other times and nothing else are written together, and so are new ones: an
    # interview has hundreds, and each by itself takes dozens of queries.

    def save_existing_objects(self, commit=True):
        self._retimed: list[Fragment] = []
        saved = super().save_existing_objects(commit)
        Fragment.objects.bulk_update(self._retimed, TIMES)
        return saved

    def save_new_objects(self, commit=True):
        self._added: list[Fragment] = []
        added = super().save_new_objects(commit)
        Fragment.objects.bulk_create(self._added)
        return added

    def save_existing(self, form, obj, commit=True):
        if not (commit and TIMES.issuperset(form.changed_data)):
            return super().save_existing(form, obj, commit=commit)
        self._retimed.append(super().save_existing(form, obj, commit=False))
        return obj

    def save_new(self, form, commit=True):
        added = super().save_new(form, commit=False)
        if commit:
            self._added.append(added)
        return added


class FragmentInline(RecordTabular):
    """Thin rows; all else, and deleting, is done on the fragment's own page."""

    model = Fragment
    form = FragmentRowForm
    formset = FragmentRows
    fields = ["start_ms", "end_ms", "title", "themes", "state_badge"]
    readonly_fields = ["state_badge"]
    ordering = ["start_ms", "pid"]
    can_delete = False
    show_change_link = True
    verbose_name_plural = gettext_lazy("fragments, in order of time")

    def get_queryset(self, request):
        return with_themes(super().get_queryset(request))

    @admin.display(description=gettext_lazy("themes"), empty_value="")
    def themes(self, fragment):
        """For who reads the page; who writes has a field of this name."""
        return ", ".join(str(row.theme) for row in fragment.standing if not row.is_proposal)

    @admin.display(description=gettext_lazy("state"))
    def state_badge(self, fragment):
        return badge(fragment)
