"""Publication in the admin: the state as a field, a badge, a filter and four actions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.access.policy import may_set_state, publishes, settable_states
from catalogue.admin.base import RecordAdmin
from catalogue.admin.forms import PolicedForm
from catalogue.admin.guard.refusals import sentence
from catalogue.admin.lists.confirmation import AskingForm, Confirmation, asks_itself
from catalogue.admin.messages import ActionOutcome
from catalogue.fields import LineFormField
from catalogue.models.base import VISIBLE_STATES
from catalogue.models.states import bring
from catalogue.values.choices import State

PUBLICATION: Any = (
    gettext_lazy("Publication"),
    {"fields": ["state", "withdrawn_reason", ("publish_from", "publish_until")]},
)
RECORD_KEEPING: tuple[str, ...] = ("created_at", "changed_at", "first_published_at", "version")


def about_this_record(*more: str) -> tuple:
    """The fieldset of what the catalogue keeps of a record, folded; `more` comes first."""
    title = gettext_lazy("About this record")
    return title, {"classes": ["collapse"], "fields": [*more, *RECORD_KEEPING]}


class PublishedForm(PolicedForm):
    def clean(self):
        cleaned: Any = super().clean()
        if cleaned.get("state") == State.WITHDRAWN and not cleaned.get("withdrawn_reason"):
            self.add_error("withdrawn_reason", _("Say why it is withdrawn; only editors read it."))
        return cleaned


class WithdrawForm(AskingForm):
    reason = LineFormField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For the editors only; the public page names no reason."),
    )


class PublishedAdmin(RecordAdmin):
    """The admin of what has a state."""

    form = PublishedForm
    actions = ["send_to_review", "back_to_draft", "publish", "withdraw"]
    answer_forms = {"withdraw": WithdrawForm}
    readonly_fields: Any = RECORD_KEEPING

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return own if publishes(request.user) else (*own, "withdrawn_reason")

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "state":
            kwargs["choices"] = [(state, state.label) for state in settable_states(request.user)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.instance.state not in VISIBLE_STATES:
            return
        if "state" in form.changed_data and (told := self.told_when_published([form.instance])):
            self.message_user(request, told, messages.INFO)
        if not form.instance.is_public:
            self.message_user(request, why_hidden(form.instance), messages.WARNING)

    def remarks_after(self, records: list) -> list[str]:
        """What deserves a second look now that these records are written."""
        return []

    def told_when_published(self, records: list) -> str:
        """Where else the public meets these records, in sentences."""
        return ""

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_badge(self, record):
        return badge(record)

    @admin.display(description=gettext_lazy("on the site"))
    def site_link(self, record):
        """To the page; an editor sees there what the public does not see yet."""
        return format_html(
            '<a href="{}">{} <span class="visually-hidden">{}</span></a>',
            record.get_absolute_url(),
            _("View"),
            record,
        )

    @admin.action(description=gettext_lazy("Send to review"), permissions=["change"])
    def send_to_review(self, request, queryset):
        self.bring(request, queryset, State.REVIEW)

    @admin.action(description=gettext_lazy("Back to draft"), permissions=["change"])
    def back_to_draft(self, request, queryset):
        self.bring(request, queryset, State.DRAFT)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request, queryset):
        self.bring(request, queryset, State.PUBLISHED)

    @admin.action(description=gettext_lazy("Withdraw…"), permissions=["publish"])
    @asks_itself
    def withdraw(self, request, queryset):
        question = Confirmation(
            action="withdraw",
            title=_("Withdraw from the site"),
            explanation=[
                _("The public no longer sees what you withdraw."),
                _(
                    "Its address does not lead to an error but says that the page was withdrawn "
                    "(status 410), and links elsewhere that lead to it go on arriving there. "
                    "You can publish it again."
                ),
            ],
            button=_("Withdraw"),
            form=WithdrawForm,
        )

        def deed(answers):
            self.bring(request, queryset, State.WITHDRAWN, reason=answers["reason"])

        return self.ask(request, queryset, question, deed)

    def bring(self, request, queryset, state: State, reason: str = "") -> None:
        """Bring each record to the state, where allowed and possible; tell what came of it."""
        pks = list(queryset.order_by().values_list("pk", flat=True))
        outcome = ActionOutcome()
        # Read anew and locked: what is judged is what is stored.
        rows = self.model.objects.select_related(*self.model.public_through)
        wanted = []
        for record in rows.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"):
            if record.state == state:
                outcome.leave(record, _("is “%s” already.") % state.label)
            elif not may_set_state(request.user, record, state):
                outcome.leave(record, _("only a chief editor does this."))
            elif problem := _problem_of(record):
                outcome.leave(record, problem)
            else:
                wanted.append(record)
        self._bring_all(wanted, state, reason, outcome)
        self._tell_of(request, outcome, state)

    def _bring_all(self, wanted: list, state: State, reason: str, outcome: ActionOutcome) -> None:
        """All at once; where the database refuses, one by one, to say which."""
        try:
            with transaction.atomic():
                bring(wanted, state, reason=reason)
        except IntegrityError as error:
            if len(wanted) == 1:
                outcome.leave(wanted[0], _why_refused(wanted[0], error))
                return
            for record in wanted:
                self._bring_all([record], state, reason, outcome)
        else:
            outcome.changed += wanted

    def _tell_of(self, request, outcome: ActionOutcome, state: State) -> None:
        message = ngettext(
            "%(count)d record is now “%(state)s”.",
            "%(count)d records are now “%(state)s”.",
            len(outcome.changed),
        ) % {"count": len(outcome.changed), "state": state.label}
        if outcome.changed:
            LogEntry.objects.log_actions(
                user_id=request.user.pk,
                queryset=outcome.changed,
                action_flag=CHANGE,
                change_message=[{"changed": {"fields": ["state"]}}],
            )
            outcome.remarks += self.remarks_after(outcome.changed)
        if state in VISIBLE_STATES:
            hidden = [record for record in outcome.changed if not record.is_public]
            outcome.remarks += map(why_hidden, hidden)
            message = f"{message} {self.told_when_published(outcome.changed)}".strip()
        outcome.tell(self, request, message)


def _problem_of(record) -> str:
    """What a form would refuse in the record's own fields; of constraints the database judges."""
    try:
        record.clean_fields(exclude=[f.name for f in record._meta.fields if f.is_relation])
    except ValidationError as error:
        return sentence(error)
    return ""


def _why_refused(record, error: IntegrityError) -> str:
    """In words of the constraint that is in the way, else of the database."""
    try:
        record.validate_constraints()
    except ValidationError as refusal:
        return sentence(refusal)
    return sentence(error)


def badge(record) -> str:
    """The state in words, with the moment where the window matters; the colour is not needed."""
    label, now = record.get_state_display(), timezone.now()
    is_visible = record.state in VISIBLE_STATES
    if is_visible and record.publish_from and record.publish_from > now:
        label = _("%(state)s from %(date)s") % {
            "state": label,
            "date": date_format(timezone.localtime(record.publish_from), "SHORT_DATE_FORMAT"),
        }
    elif is_visible and record.publish_until and record.publish_until <= now:
        label = _("%(state)s, expired") % {"state": label}
    return format_html('<span class="state state-{}">{}</span>', record.state, label)


def why_hidden(record) -> str:
    """Why something published is not on the site."""
    now = timezone.now()
    if record.publish_from and record.publish_from > now:
        when = date_format(timezone.localtime(record.publish_from), "DATETIME_FORMAT")
        return _("“%(record)s” is on the site from %(when)s.") % {"record": record, "when": when}
    if record.publish_until and record.publish_until <= now:
        return _("“%s” is not on the site: its time is over.") % record
    return _("“%s” is not on the site yet: what it is part of is not published.") % record
