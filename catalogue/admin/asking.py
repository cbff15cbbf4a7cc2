"""Actions that ask something first: a page between the list and the deed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from catalogue.admin.base import RecordAdmin

MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the page between says and asks. `form` is called with the data and `form_options`."""

    action: str
    title: str
    explanation: list[str]
    button: str
    form: type[forms.Form]
    form_options: dict = field(default_factory=dict)


class AskingAdmin(RecordAdmin):
    def ask(self, request, queryset, question: Question, deed: Callable[[dict], None]):
        """Do the deed with the answers, once they are valid; until then, and when the deed is
        refused with a ValidationError, the page that asks."""
        records = list(queryset)
        if not records:
            return self.turned_back(request, _("What you chose does not exist any more."))
        answered = "answered" in request.POST
        form = question.form(data=request.POST if answered else None, **question.form_options)
        if answered and form.is_valid():
            try:
                with transaction.atomic():
                    deed(form.cleaned_data)
                return None
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": question.title,
            "question": question,
            "form": form,
            "media": self.media + form.media,
            "records": records,
            "shown": records[:MOST_SHOWN],
            "rest": len(records[MOST_SHOWN:]),
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/catalogue/ask.html", context)
