"""The editors' side of the site: Django's admin under the catalogue's name, in an order of work."""

from functools import update_wrapper, wraps

from django.contrib import messages
from django.contrib.admin import AdminSite, site
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from catalogue.media import room
from catalogue.views import errors

# What editors do all day comes first. Names as in the models; what is not named follows.
ORDER_OF_WORK = (
    "Fragment",
    "Interview",
    "Theme",
    "Placement",
    "BackgroundSource",
    "Person",
    "Position",
    "Organisation",
    "Recording",
    "MediaFile",
    "Transcript",
    "Series",
    "FormerAddress",
)


class LabelledChoices(AutocompleteJsonView):
    """Choices called by what tells them apart: of fragments, many have a title in common."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {**result, "text": label(obj)}


class EditorialSite(AdminSite):
    site_header = _("Editors of De top kijkt om")
    site_title = _("Editors of De top kijkt om")
    index_title = _("What do you want to work on?")
    enable_nav_sidebar = True
    login_template = "admin/catalogue/login.html"
    index_template = "admin/catalogue/index.html"

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(_by_primary_key(view), cacheable)

        def answer(request, *args, **kwargs):
            from catalogue.admin.guard import again  # not before there are models

            return again.answer(self, guarded, request, *args, **kwargs)

        return update_wrapper(answer, guarded)

    def login(self, request, extra_context=None):
        from catalogue.admin.guard import again  # not before there are models

        return again.log_in(self, super().login, request, extra_context)

    def index(self, request, extra_context=None):
        if room.is_short():
            room.warn_when_short()
            messages.warning(
                request,
                _("Space on the disk is short: %(free)s free. No uploads now. Tell the operator.")
                % {"free": filesizeformat(room.free_bytes())},
            )
        from catalogue.admin.lists.work import work_list  # not before there are models

        return super().index(request, {**(extra_context or {}), "work": work_list()})

    @property
    def login_form(self):  # type: ignore[override]  # Django only reads it
        from catalogue.access.backends import LoginForm  # not before there are models

        return LoginForm

    def autocomplete_view(self, request):
        return LabelledChoices.as_view(admin_site=self)(request)

    def each_context(self, request):
        from catalogue.admin.guard.typed import opened_by  # not before there are models

        context = super().each_context(request)
        return context | {"opened_by": lambda: opened_by(request.user)}  # for pages with a form

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: (app["app_label"] != "catalogue", app["app_label"] != "upkeep"))
        for app in apps:
            app["models"].sort(key=_place)
        return apps


def _by_primary_key(view):
    """The view, deaf to `_to_field`: here all refers to primary keys, and Django makes an error of
    what is no field."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        for method in ("GET", "POST") if request.method == "POST" else ("GET",):
            values = getattr(request, method)
            if TO_FIELD_VAR in values:
                values = values.copy()
                del values[TO_FIELD_VAR]
                setattr(request, method, values)
        return view(request, *args, **kwargs)

    return answer


def _place(model: dict) -> int:
    name = model["object_name"]
    return ORDER_OF_WORK.index(name) if name in ORDER_OF_WORK else len(ORDER_OF_WORK)


def csrf_failure(request, reason=""):
    """For CSRF_FAILURE_VIEW: an editor goes on with what was typed, everybody else gets a page."""
    from catalogue.admin.guard import again  # not before there are models

    is_admin = request.resolver_match is not None and request.resolver_match.app_name == "admin"
    answer = again.after_csrf_failure(site, request) if is_admin else None
    return answer or errors.csrf_failure(request, reason)


class EditorialAdminConfig(AdminConfig):
    """Django's admin application with this site as its own: see INSTALLED_APPS."""

    default_site = "catalogue.admin_site.EditorialSite"
    default = False
