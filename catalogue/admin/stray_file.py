"""Files that no record has: for editors to see, and for a chief editor to move to the trash."""

from django.contrib import admin, messages
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.access.policy import publishes
from catalogue.admin.lists.work import WorksThroughList
from catalogue.media import trash
from catalogue.upkeep.models import StrayFile


@admin.register(StrayFile)
class StrayFileAdmin(WorksThroughList, admin.ModelAdmin):
    list_display = ["name", "length", "found_at"]
    list_display_links = None
    list_per_page = 50
    change_list_template = "admin/catalogue/change_list.html"
    actions = ["discard"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("catalogue.view_mediafile")

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_publish_permission(self, request):
        return publishes(request.user)

    def changelist_view(self, request, extra_context=None):
        told = _("check_media did not run yet.")
        if at := StrayFile.objects.found_at():
            is_any = StrayFile.objects.exists()
            words = (
                _("As check_media found them: %s")
                if is_any
                else _("No file is without a record. check_media ran last on %s.")
            )
            told = words % at
        return super().changelist_view(request, {"subtitle": told, **(extra_context or {})})

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def length(self, file):
        return filesizeformat(file.size)

    @admin.action(description=gettext_lazy("Move to the trash"), permissions=["publish"])
    def discard(self, request, queryset):
        moved = [file.pk for file in queryset if trash.discard(file.name)]
        left = [file.name for file in queryset.exclude(pk__in=moved)]
        StrayFile.objects.filter(pk__in=moved).delete()
        if moved:
            told = ngettext("%d file is in the trash.", "%d files are in the trash.", len(moved))
            self.message_user(request, told % len(moved), messages.SUCCESS)
        for name in left:
            told = _("“%s” is left alone: it is gone, or a record has it now.")
            self.message_user(request, told % name, messages.WARNING)
