import copy
import pickle

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields import (
    LineField,
    LineFormField,
    MomentFormField,
    PartialDateField,
    PartialDateFormField,
    TimecodeField,
    TimecodeFormField,
    TimecodeWidget,
    timecode_message,
)
from catalogue.models import Interview, Person, Position
from catalogue.values import partial_date, timecode
from catalogue.values.timecode import MAX_MS

EXPECTED_TIME = "Schrijf de tijd als minuten:seconden, bijvoorbeeld 15:03."
EXPECTED_DATE = (
    "Schrijf de datum zo ver als die bekend is, "
    "bijvoorbeeld 2018, november 2018, 5-11-2018 of ca. 2018."
)

TIME_REFUSALS = {
    "١٥:٠٣": "Alleen de cijfers 0 tot en met 9 worden gelezen.",
    "15.3": "‘15.3’ is op twee manieren te lezen: zet een dubbele punt tussen minuten en seconden.",
    "1:60:00": "Na uren gaan de minuten tot en met 59.",
    "15:60": "De seconden gaan tot en met 59.",
    "15:03.1234": "Achter de komma staan hoogstens drie cijfers.",
    "-1": "Een tijd ligt tussen 0:00 en 99:59:59.",
    "15:3:": "‘15:3:’ is geen tijd.",
    "100%": "‘100%’ is geen tijd.",
    "x" * 1_000: f"‘{'x' * 39}…’ is geen tijd.",
    "\u200e15:3:\u00a0": "‘15:3:’ is geen tijd.",
}

DATE_REFUSALS = {
    "0999": "Het jaar ligt tussen 1000 en 2999.",
    "2018-13": "‘2018-13’ noemt een maand die niet bestaat.",
    "31-11-2018": "‘31-11-2018’ noemt een dag die niet in die maand voorkomt.",
    "gisteren": "‘gisteren’ is geen datum.",
    "novembre 2018": "‘novembre 2018’ noemt een maand die niet bestaat.",
    "sinds 2010": "‘sinds 2010’ noemt één kant van een periode. Schrijf alleen de datum.",
    "najaar 2010": (
        "‘najaar 2010’ is geen maand of jaar. Schrijf alleen het jaar, of de eerste en de laatste "
        "maand: september 2010 t/m november 2010."
    ),
    "heden": "‘heden’ is geen datum: morgen is dat een andere dag.",
}


def make_model() -> type[models.Model]:
    """A model with both fields that no migration or admin gets to see."""
    with isolate_apps("tests"):

        class Moment(models.Model):
            start_ms = TimecodeField()
            end_ms = TimecodeField(null=True, blank=True)
            held_on = PartialDateField()
            noted_on = PartialDateField(blank=True)

            class Meta:
                app_label = "tests"

            def __str__(self):
                return timecode.format(self.start_ms)

    return Moment


def make_moment(**values) -> models.Model:
    return make_model()(**{"start_ms": 903_000, "held_on": "november 2018"} | values)


# Timecode: the form


@given(st.integers(min_value=0, max_value=MAX_MS))
def test_timecode_form_field_reads_back_what_it_shows(ms):
    field = TimecodeFormField()

    shown = field.prepare_value(ms)

    assert field.clean(shown) == ms
    assert not field.has_changed(ms, shown)


@pytest.mark.parametrize("text", ["15:3", "0:15:03", "903", "15m3s", "\u00a015:03 "], ids=repr)
def test_timecode_form_field_sees_no_change_in_another_notation(text):
    assert TimecodeFormField().has_changed(903_000, text) is False


@pytest.mark.parametrize(
    ("before", "typed"),
    [
        (903_000, "15:04"),
        (903_000, ""),
        (903_000, "15:60"),
        (None, "15:03"),
        (None, "0:00"),
        (0, ""),
    ],
    ids=repr,
)
def test_timecode_form_field_sees_a_change(before, typed):
    assert TimecodeFormField(required=False).has_changed(before, typed) is True


@pytest.mark.parametrize(
    ("text", "reason"), TIME_REFUSALS.items(), ids=(ascii(text[:20]) for text in TIME_REFUSALS)
)
def test_timecode_form_field_says_what_is_expected(text, reason):
    with pytest.raises(ValidationError) as caught:
        TimecodeFormField().clean(text)

    assert caught.value.messages == [f"{reason} {EXPECTED_TIME}"]


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\u200e", None], ids=repr)
def test_timecode_form_field_may_be_left_empty(text):
    assert TimecodeFormField(required=False).clean(text) is None
    with pytest.raises(ValidationError) as caught:
        TimecodeFormField().clean(text)
    assert caught.value.code == "required"


def test_timecode_form_field_takes_a_message_of_the_form():
    field = TimecodeFormField(error_messages={"seconds": "Kijk nog eens naar ‘%(text)s’."})

    with pytest.raises(ValidationError) as caught:
        field.clean("15:60")

    assert caught.value.messages == ["Kijk nog eens naar ‘15:60’."]


def test_timecode_form_shows_again_what_was_typed():
    class TimeForm(forms.Form):
        start = TimecodeFormField()

    form = TimeForm({"start": "<15:60>"})

    assert not form.is_valid()
    assert 'value="&lt;15:60&gt;"' in str(form["start"])


def test_timecode_widget_is_a_text_box():
    class TimeForm(forms.Form):
        start = TimecodeFormField(initial=903_000)

    assert str(TimeForm()["start"]) == (
        '<input type="text" name="start" value="15:03" class="vTimecode" size="12" '
        'placeholder="15:03" inputmode="text" autocomplete="off" spellcheck="false" required '
        'id="id_start">'
    )


def test_timecode_widget_keeps_attributes_of_the_form():
    widget = TimecodeWidget({"class": "vTimecode begin", "placeholder": "1:02:03"})

    assert (widget.attrs["class"], widget.attrs["placeholder"]) == ("vTimecode begin", "1:02:03")


# Timecode: the model


def test_timecode_field_gives_its_own_form_field():
    field = make_model()._meta.get_field("end_ms").formfield()

    assert isinstance(field, TimecodeFormField)
    assert isinstance(field.widget, TimecodeWidget)
    assert field.required is False


def test_timecode_field_keeps_its_widget_in_the_admin():
    model = make_model()

    field = admin.ModelAdmin(model, admin.AdminSite()).formfield_for_dbfield(
        model._meta.get_field("start_ms"), request=None
    )

    assert isinstance(field, TimecodeFormField)
    assert isinstance(field.widget, TimecodeWidget)


@pytest.mark.parametrize(
    "widget", [forms.HiddenInput, forms.HiddenInput()], ids=["class", "object"]
)
def test_timecode_field_takes_another_widget(widget):
    field = make_model()._meta.get_field("start_ms").formfield(widget=widget)

    assert isinstance(field.widget, forms.HiddenInput)


@pytest.mark.parametrize("ms", [0, 903_000, MAX_MS])
def test_timecode_field_accepts_positions(ms):
    field = make_model()._meta.get_field("start_ms")

    assert field.clean(ms, None) == ms
    assert field.to_python(field.value_to_string(make_moment(start_ms=ms))) == ms


@pytest.mark.parametrize("value", [-1, MAX_MS + 1, "15:03", None], ids=repr)
def test_timecode_field_refuses(value):
    with pytest.raises(ValidationError):
        make_model()._meta.get_field("start_ms").clean(value, None)


def test_timecode_field_says_its_range():
    with pytest.raises(ValidationError) as caught:
        make_model()._meta.get_field("start_ms").clean(MAX_MS + 1, None)

    assert caught.value.messages == [f"Een tijd ligt tussen 0:00 en 99:59:59. {EXPECTED_TIME}"]


# Partial date: the form


@pytest.mark.parametrize("text", ["2018", "2018-11", "2018-11-05", "2018~", "2022-11/2023-01~"])
def test_partial_date_form_field_reads_back_what_it_shows(text):
    field = PartialDateFormField()
    stated = partial_date.parse(text)

    shown = field.prepare_value(stated)

    assert shown == stated.format_nl()
    assert field.clean(shown) == stated
    assert not field.has_changed(stated, shown)
    assert not field.has_changed(stated, text)


@pytest.mark.parametrize(("text", "reason"), DATE_REFUSALS.items(), ids=DATE_REFUSALS)
def test_partial_date_form_field_says_what_is_expected(text, reason):
    with pytest.raises(ValidationError) as caught:
        PartialDateFormField().clean(text)

    assert caught.value.messages == [f"{reason} {EXPECTED_DATE}"]


@pytest.mark.parametrize(
    ("field", "text", "sign"),
    [
        (TimecodeFormField, "15:03\0", "U+0000"),
        (TimecodeFormField, "1\u043e:03", "U+043E"),
        (PartialDateFormField, "n\u043evember 2018", "U+043E"),
        (PartialDateFormField, "5-11-2018\x07", "U+0007"),
    ],
    ids=ascii,
)
def test_text_that_looks_right_is_not_quoted_but_its_odd_sign_is_named(field, text, sign):
    with pytest.raises(ValidationError) as caught:
        field().clean(text)

    assert caught.value.messages == [
        f"Er staat een teken in dat niet te zien is of op een ander lijkt: {sign}. Typ het over."
    ]


def test_partial_date_form_field_refuses_a_span_that_runs_backward():
    with pytest.raises(ValidationError) as caught:
        PartialDateFormField().clean("2018/2017")

    assert caught.value.messages == ["De tweede datum mag niet voor de eerste liggen."]


@pytest.mark.parametrize("text", ["", " \u00a0", "\u200b", None], ids=repr)
def test_partial_date_form_field_may_be_left_empty(text):
    field = PartialDateFormField(required=False)

    assert field.clean(text) is None
    assert field.has_changed(None, text) is False


def test_partial_date_form_shows_again_what_was_typed():
    class DateForm(forms.Form):
        held_on = PartialDateFormField()

    form = DateForm({"held_on": "30-2-2020"})

    assert not form.is_valid()
    assert 'value="30-2-2020"' in str(form["held_on"])


# Partial date: the model


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("november 2018", "2018-11"),
        ("2018-11", "2018-11"),
        (partial_date.parse("2018~"), "2018~"),
        ("", ""),
        ("  ", ""),
        (None, ""),
    ],
    ids=repr,
)
def test_partial_date_field_keeps_canonical_text(given, kept):
    field = make_model()._meta.get_field("noted_on")
    moment = make_moment(noted_on=given)

    assert field.get_prep_value(given) == kept
    assert field.value_to_string(moment) == kept
    assert moment.noted_on == field.from_db_value(kept, None, None)


def test_partial_date_field_is_none_when_not_given():
    assert make_moment().noted_on is None


def test_partial_date_field_makes_a_date_of_assigned_text():
    moment = make_moment()

    moment.noted_on = "5-11-2018"

    assert moment.noted_on == partial_date.parse("2018-11-05")


def test_partial_date_field_refuses_assigned_junk():
    with pytest.raises(ValidationError) as caught:
        make_moment(noted_on="gisteren")

    assert caught.value.messages == [f"‘gisteren’ is geen datum. {EXPECTED_DATE}"]


def test_partial_date_field_leaves_expressions_alone():
    expression = models.F("held_on")

    assert make_moment(noted_on=expression).noted_on is expression


def test_partial_date_field_defers():
    moment = make_model().from_db("default", ["id", "held_on"], [1, None])

    assert moment.get_deferred_fields() == {"start_ms", "end_ms", "noted_on"}


@pytest.mark.parametrize(
    ("lookup", "parameter"),
    [
        ({"held_on": "november 2018"}, "2018-11"),
        ({"held_on": partial_date.parse("2018-11")}, "2018-11"),
        ({"held_on": ""}, ""),
        ({"held_on__in": ["11-2018"]}, "2018-11"),
        ({"held_on__startswith": "2018-1"}, "2018-1%"),
    ],
    ids=repr,
)
def test_partial_date_field_is_looked_up_by_text(lookup, parameter):
    _, parameters = make_model()._base_manager.filter(**lookup).query.sql_with_params()

    assert parameters == (parameter,)


def test_partial_date_field_calls_a_missing_date_blank():
    with pytest.raises(ValidationError) as caught:
        make_moment(held_on=None).clean_fields()

    assert caught.value.error_dict["held_on"][0].code == "blank"


def test_partial_date_field_gives_its_own_form_field():
    field = make_model()._meta.get_field("noted_on").formfield()

    assert isinstance(field, PartialDateFormField)
    assert field.required is False
    assert "maxlength" not in field.widget.attrs


def test_only_an_end_that_may_not_have_come_is_left_empty_for_now():
    """A conversation was held on a day; an office may still be held."""
    goes_on = "‘heden’ is geen datum. Laat het veld leeg als het nog duurt."
    is_day = "‘heden’ is geen datum: morgen is dat een andere dag."

    for field, reason in [
        (Position._meta.get_field("period_to"), goes_on),
        (Interview._meta.get_field("period_to"), goes_on),
        (Position._meta.get_field("period_from"), is_day),
        (Interview._meta.get_field("conducted_on"), is_day),
    ]:
        for refuse in (field.to_python, field.formfield().clean):
            with pytest.raises(ValidationError) as caught:
                refuse("heden")
            assert caught.value.messages == [f"{reason} {EXPECTED_DATE}"]


# Both


def test_fields_make_a_model_form():
    form_class = forms.modelform_factory(make_model(), fields="__all__")

    form = form_class({"start_ms": "15:3", "held_on": "5 nov. 2018"})

    assert form.is_valid(), form.errors
    assert (form.instance.start_ms, form.instance.end_ms) == (903_000, None)
    assert form.instance.held_on == partial_date.parse("2018-11-05")
    assert form.instance.noted_on is None


@pytest.mark.parametrize(
    ("field", "written"),
    [
        (TimecodeField(null=True), "catalogue.fields.TimecodeField(null=True)"),
        (PartialDateField(blank=True), "catalogue.fields.PartialDateField(blank=True)"),
        (PartialDateField(max_length=60), "catalogue.fields.PartialDateField(max_length=60)"),
        (PartialDateField(may_go_on=True), "catalogue.fields.PartialDateField()"),
    ],
    ids=["timecode", "date", "long date", "end"],
)
def test_fields_are_written_to_migrations(field, written):
    assert MigrationWriter.serialize(field) == (written, {"import catalogue.fields"})


@pytest.mark.parametrize(
    "field",
    [TimecodeField(null=True), PartialDateField(), TimecodeFormField(), PartialDateFormField()],
    ids=lambda field: type(field).__name__,
)
@pytest.mark.parametrize(
    "duplicate",
    [copy.deepcopy, lambda field: pickle.loads(pickle.dumps(field))],
    ids=["deepcopy", "pickle"],
)
def test_fields_survive_copying(field, duplicate):
    assert type(duplicate(field)) is type(field)
    assert duplicate(field).error_messages == field.error_messages


def test_message_for_pages_and_reports():
    with pytest.raises(timecode.TimecodeError) as wrong_order:
        timecode.parse_span("963,903")

    assert timecode_message(wrong_order.value) == "Het einde moet na het begin komen."


# Lines of text


@pytest.mark.django_db
def test_line_is_stored_as_it_looks():
    person = Person(name="\u200eAnna\u00a0 Voor\u00adbeeld\n")

    person.save()

    assert person.name == "Anna Voorbeeld"
    assert Person.objects.get(slug="anna-voorbeeld").name == "Anna Voorbeeld"


@pytest.mark.django_db
def test_lines_of_many_are_stored_as_they_look():
    Person.objects.bulk_create(
        [Person(name="\ufeffAn", slug="an"), Person(name="Bo\u200b ", slug="bo")]
    )

    assert set(Person.objects.values_list("name", flat=True)) == {"An", "Bo"}


@pytest.mark.parametrize("text", ["\u200e", "\u00a0\u200b", "\u00ad"], ids=ascii)
def test_line_of_what_does_not_show_is_empty(text):
    with pytest.raises(ValidationError) as caught:
        Person._meta.get_field("name").clean(text, None)
    assert caught.value.code == "blank"
    with pytest.raises(ValidationError) as caught:
        LineFormField().clean(text)
    assert caught.value.code == "required"


def test_line_is_counted_without_what_does_not_show():
    assert LineFormField(max_length=3).clean("\u200ea\u00adb\u200bc\u200f") == "abc"


def test_line_sees_no_change_in_what_does_not_show():
    assert not LineFormField().has_changed("Anna Voorbeeld", "\u200eAnna\u00a0Voorbeeld")


def test_line_is_a_column_of_text_to_a_migration():
    assert LineField(max_length=20).deconstruct() == (
        None,
        "django.db.models.CharField",
        [],
        {"max_length": 20},
    )


# Moments


def test_moment_is_read_as_it_is_pasted():
    field = MomentFormField()

    pasted = field.clean(["\u200e5-11-2018\u00a0", "\u200b09:30"])

    assert pasted == field.clean(["5-11-2018", "09:30"])
    assert (pasted.day, pasted.month, pasted.year) == (5, 11, 2018)


def test_moment_of_a_closed_field_stays():
    moment = MomentFormField().clean(["5-11-2018", "09:30"])

    assert MomentFormField(disabled=True).clean(moment) == moment
