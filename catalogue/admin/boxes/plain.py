"""Forms for browsers without scripts: empty rows, and whole lists to choose from. Who asks for them
has them until the session ends or they are put away."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseRedirect

from catalogue.admin.boxes.widgets import Choice

PLAIN = "zonder_scripts"  # in the address, and in the session
EMPTY_ROWS = 3


def is_plain(request: HttpRequest) -> bool:
    return PLAIN in getattr(request, "session", ())


def asked_for(request: HttpRequest) -> HttpResponseRedirect | None:
    """The way to the same page, where the address asks for plain forms or puts them away."""
    if PLAIN not in request.GET:
        return None
    query = request.GET.copy()
    if query.pop(PLAIN)[-1] == "1":
        request.session[PLAIN] = True
    else:
        request.session.pop(PLAIN, None)
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}".rstrip("?"))


def with_whole_lists(form: forms.BaseForm) -> None:
    """Let what is chosen by typing be chosen from a list."""
    for field in form.fields.values():
        if isinstance(field, forms.ModelChoiceField) and isinstance(field.widget, Choice):
            choices: Any = field.choices
            field.widget = forms.Select(choices=choices)
