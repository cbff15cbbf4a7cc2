"""Actions that ask something first: a page between the list and the deed."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse

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
    form_options: dict | None = None


class AskingAdmin(RecordAdmin):
    def ask(self, request, queryset, question: Question):
        """The valid form and no response; or a form and the page that asks for it."""
        answered = "answered" in request.POST
        form = question.form(
            data=request.POST if answered else None, **(question.form_options or {})
        )
        if answered and form.is_valid():
            return form, None
        records = list(queryset)
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
        return form, TemplateResponse(request, "admin/catalogue/ask.html", context)
