"""Fields that are drawn in Python are those that Django's templates draw."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from catalogue.admin.boxes.quick import Renderer

WIDGETS = {
    "text": (
        forms.TextInput(attrs={"class": "vTextField", "maxlength": 20}),
        "Zo \"<is>\" & 'het'",
    ),
    "nothing": (forms.TextInput(), None),
    "empty": (forms.TextInput(attrs={"required": True, "disabled": False}), ""),
    "number": (forms.NumberInput(attrs={"min": 0}), 1234567),
    "hidden": (forms.HiddenInput(), "a:b"),
    "checkbox": (forms.CheckboxInput(), True),
    "checkbox off": (forms.CheckboxInput(), False),
    "url": (forms.URLInput(), "https://example.org/?a=1&b=2"),
    "select": (forms.Select(choices=[("", "---"), ("a&b", "<A>"), (3, "Drie")]), "a&b"),
    "select of several": (forms.SelectMultiple(choices=[(1, "Een"), (2, "Twee")]), [1, 2]),
    "select in groups": (forms.Select(choices=[("Groep", [(1, "Een")]), (2, "Twee")]), 2),
    "textarea": (forms.Textarea(), "<b>"),
    "radios": (forms.RadioSelect(choices=[(1, "Een")]), 1),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_field_is_the_one_of_django(name):
    widget, value = WIDGETS[name]

    drawn = [
        widget.render("na<me", value, {"id": "id_x"}, renderer=renderer)
        for renderer in (Renderer(), DjangoTemplates())
    ]

    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("value", ["", "te lang"])
def test_errors_are_those_of_django(value):
    class Form(forms.Form):
        field = forms.CharField(max_length=3)

    drawn = [
        str(Form({"field": value}, renderer=renderer)["field"].errors)
        for renderer in (Renderer(), DjangoTemplates())
    ]

    assert drawn[0] == drawn[1] != ""
    assert str(Form({"field": "kan"}, renderer=Renderer())["field"].errors) == ""
