"""Former addresses in the admin."""

from django.contrib import admin
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.admin.base import RecordAdmin
from catalogue.models import FormerAddress
from catalogue.values import timecode


@admin.register(FormerAddress)
class FormerAddressAdmin(RecordAdmin):
    list_display = ["address", "leads_to", "at"]
    list_filter = ["kind"]
    search_fields = ["host", "path", "key"]
    search_help_text = gettext_lazy("Part of the address, or where it leads")
    fields = [("host", "path"), ("kind", "key"), "time_ms"]

    @admin.display(description=gettext_lazy("address"), ordering=Concat("host", "path"))
    def address(self, former):
        return str(former)

    @admin.display(description=gettext_lazy("leads to"), ordering="key")
    def leads_to(self, former):
        return f"{former.get_kind_display()}: {former.key}" if former.key else _("gone (410)")

    @admin.display(description=gettext_lazy("time"), ordering="time_ms")
    def at(self, former):
        return None if former.time_ms is None else timecode.format(former.time_ms)
