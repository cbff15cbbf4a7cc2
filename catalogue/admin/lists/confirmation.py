"""Actions on the records of a list. An action changes records only as the page showed them. Some
actions first show a form of their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.admin.boxes.plain import is_plain, with_whole_lists
from catalogue.admin.boxes.widgets import without_limit
from catalogue.admin.guard.meanwhile import last_write
from catalogue.admin.guard.opened import digest_of, seal_list, seal_text, unseal_list
from catalogue.admin.messages import MOST_REMARKS, telling_of_what_is_saved
from catalogue.models.locks import lock

SHOWN = "_shown"  # the hidden box in which a page brings back what it showed of its records
GOES = "_goes"  # the same, of what goes along when they are deleted
MOST_SHOWN = 20
MOST_AT_ONCE = 2000


class AskingForm(forms.Form):
    """The form of an action that asks something."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            without_limit(form_field)


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What the page between says and asks. `form` is called with the data and `form_options`."""

    action: str
    title: str
    explanation: list[str]
    button: str
    form: type[AskingForm] = AskingForm
    form_options: dict = field(default_factory=dict)


def asks_itself(action):
    """Mark an action that shows a page of its own before it does anything."""
    action.asks_itself = True
    return action


class AskingActions:
    """Actions that leave alone what a colleague changed since the page showed it."""

    def get_actions(self, request):
        actions = super().get_actions(request)
        return {name: (_guarded(*action), *action[1:]) for name, action in actions.items()}

    def as_shown(self, request, queryset) -> list[Model]:
        """The chosen records that are still as the page showed them, locked. The others are told
        of and left alone."""
        chosen = [int(pk) for pk in request.POST.getlist(ACTION_CHECKBOX_NAME)]
        lock(self.model, chosen)
        at, shown = unseal_list(request.POST.get(SHOWN))
        records = list(queryset)
        same = [record for record in records if digest_of(record) == shown.get(record.pk)]
        kept = {record.pk for record in same}
        changed = [record for record in records if record.pk not in kept]
        left = _("“%(record)s” is left alone: it was changed meanwhile (%(who)s). Look again.")
        for record in changed[:MOST_REMARKS]:
            told = {"record": record, "who": last_write([record], since=at)}
            self.message_user(request, left % told, messages.WARNING)
        if rest := len(changed[MOST_REMARKS:]):
            more = ngettext(
                "%d other record was changed meanwhile and is left alone too.",
                "%d other records were changed meanwhile and are left alone too.",
                rest,
            )
            self.message_user(request, more % rest, messages.WARNING)
        if lost := len(set(chosen) - {record.pk for record in records}):
            gone = ngettext(
                "%d record that you chose does not stand in this list any more.",
                "%d records that you chose do not stand in this list any more.",
                lost,
            )
            self.message_user(request, gone % lost, messages.WARNING)
        return same

    def ask(self, request, queryset, question: Confirmation, deed: Callable[[dict], None]):
        """Run `deed` with the answers once the form is valid; until then, and when it raises
        ValidationError, show the page that asks."""
        records = list(queryset)
        if not records:
            return self.turned_back(request, _("What you chose does not exist any more."))
        answered = "answered" in request.POST
        form = question.form(data=request.POST if answered else None, **question.form_options)
        if is_plain(request):
            with_whole_lists(form)
        if answered and (refusal := getattr(request, "refusal", None)):
            form.add_error(None, refusal)
        if answered and form.is_valid():
            try:
                with telling_of_what_is_saved(request), transaction.atomic():
                    deed(form.cleaned_data)
                return None
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
        return self.question_page(request, records, question, form)

    def question_page(
        self, request, records: list[Model], question: Confirmation, form: forms.Form
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": question.title,
            "question": question,
            "form": form,
            "media": self.media + form.media,
            "records": records,
            "shown_first": records[:MOST_SHOWN],
            "rest": len(records[MOST_SHOWN:]),
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/catalogue/ask.html", context)

    def of_all_pages(self, request, queryset, name: str, words: str):
        """The page between for all records of a list, of which the editor saw one page."""
        records = list(queryset)
        number = len(records)
        question = Confirmation(
            action=name,
            title=words.rstrip("…"),
            explanation=[
                ngettext(
                    "This concerns %d record, of all pages of the list.",
                    "This concerns %d records, of all pages of the list.",
                    number,
                )
                % number
            ],
            button=words.rstrip("…"),
        )
        return self.question_page(request, records, question, question.form())


def _guarded(action: Callable, name: str, words: str) -> Callable:
    """The action, done to what the page showed. Where all pages of a list are chosen, most of which
    nobody saw, a page between shows them."""

    @wraps(action)
    def act(admin, request, queryset):
        if request.POST.get("select_across") == "1":
            shown = list(queryset[: MOST_AT_ONCE + 1])
            if len(shown) > MOST_AT_ONCE:
                raise ValidationError(
                    _("These are more than %d records. Choose fewer, with a filter.") % MOST_AT_ONCE
                )
            if getattr(action, "asks_itself", False) or name == "delete_selected":
                response = action(admin, request, queryset)
            else:
                response = admin.of_all_pages(request, queryset, name, str(words))
            return _with_shown(response, shown, request)
        shown = admin.as_shown(request, queryset)
        if not shown:
            return admin.turned_back(request, _("Nothing is done: nothing is left to do it to."))
        chosen = queryset.filter(pk__in=[record.pk for record in shown])
        return _with_shown(action(admin, request, chosen), shown, request)

    return act


def _with_shown(response, records: Iterable[Model], request):
    """The page between, with what it shows of its records, and of what goes along with them."""
    if isinstance(response, TemplateResponse):
        context: Any = response.context_data
        context["shown"] = seal_list(records)
        context["goes"] = seal_text(getattr(request, "goes", ""))
    return response
