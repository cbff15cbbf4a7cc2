"""Users and groups, with their rights in Dutch: Django keeps the names of rights in English."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.utils.translation import gettext_lazy as _

from catalogue.access.policy import PUBLISH
from catalogue.admin.boxes.editor_fields import with_named_boxes
from catalogue.admin.deleted import without_bare_links

# Of what is given rights to; the index and the sessions are nobody's to edit.
GIVEN_IN = ("catalogue", "auth")

DEEDS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}
OF_CHIEFS = _("publish, withdraw and change what is published")


def right_in_dutch(right: Permission) -> str:
    """What somebody with this right may do, and to what; of a right that is not ours or Django's,
    its name."""
    deed, _underscore, model = right.codename.partition("_")
    if right.codename == PUBLISH.partition(".")[2]:
        return f"{right.content_type.app_labeled_name} | {OF_CHIEFS}"
    if model == right.content_type.model:
        return f"{right.content_type.app_labeled_name} | {DEEDS.get(deed, right.name)}"
    return right.name


class RightsInDutch:
    """For the admins of users and groups. Boxes to tick, for the two lists in which Django has one
    move choices to and fro say in English how."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.related_model is Permission:
            given: Any = field
            given.label_from_instance = right_in_dutch
            rights = Permission.objects.filter(content_type__app_label__in=GIVEN_IN)
            given.queryset = rights.select_related("content_type")
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        return formfield and with_named_boxes(formfield)

    def get_deleted_objects(self, objs, request):
        return without_bare_links(super().get_deleted_objects(objs, request))


admin.site.unregister([User, Group])


@admin.register(User)
class EditorAdmin(RightsInDutch, UserAdmin):
    pass


@admin.register(Group)
class EditorGroupAdmin(RightsInDutch, GroupAdmin):
    pass
