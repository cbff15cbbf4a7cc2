"""The fields of the admin's forms, for editors: to fill in, or to read."""

from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AdminSplitDateTime, RelatedFieldWidgetWrapper
from django.db import models
from django.utils.translation import gettext as _

from catalogue.access.policy import may_write
from catalogue.admin.boxes.pictures import PictureField
from catalogue.admin.boxes.plain import is_plain
from catalogue.admin.boxes.readonly import fields_in_words
from catalogue.admin.boxes.widgets import Choice, Choices, UploadInput, without_limit
from catalogue.fields import MomentFormField
from catalogue.models import Fragment


def with_named_boxes(formfield):
    """The field; of a moment, each of the two boxes has a name of its own."""
    if isinstance(formfield.widget, AdminSplitDateTime):
        for box, part in zip(formfield.widget.widgets, (_("date"), _("time")), strict=True):
            box.attrs["aria-label"] = f"{formfield.label}: {part}"
    return formfield


# The highest number that a box takes, for each kind: within what every database stores, and said as
# one that an editor can read.
MOST = {models.PositiveIntegerField: 999_999, models.PositiveSmallIntegerField: 9_999}


class FieldsForEditors:
    """Choices by typing that mind no nonsense, and without the cross that deletes what a field
    refers to: too near, too quick. Where a page is for reading, times and dates in words."""

    formfield_overrides = {
        models.DateTimeField: {"form_class": MomentFormField, "widget": AdminSplitDateTime},
        models.URLField: {"assume_scheme": "https"},
        models.FileField: {"widget": UploadInput},
        models.ImageField: {"widget": UploadInput, "form_class": PictureField},
    }

    def get_autocomplete_fields(self, request):
        """Without scripts only those of which there are tens of thousands."""
        names = super().get_autocomplete_fields(request)
        if not is_plain(request):
            return names
        models_of = {name: self.model._meta.get_field(name).related_model for name in names}
        return [name for name in names if models_of[name] is Fragment]

    def is_for_reading(self, request, obj) -> bool:
        """Whether this user only reads the record whose page this is."""
        return obj is not None and not may_write(request.user, obj)

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.is_for_reading(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": fields_in_words(self.model, options["fields"])})
            for name, options in fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if not self.is_for_reading(request, obj):
            return fields
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        return [*fields, *(field for field in shown if callable(field))]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Choice(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Choices(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if most := MOST.get(type(db_field)):
            kwargs["max_value"] = most
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget.can_delete_related = False
        return formfield and without_limit(with_named_boxes(formfield))
