"""What all admins share: the policy at every way in, and patience with bad input."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from http import HTTPStatus
from secrets import token_hex

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.forms.models import _get_foreign_key
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from catalogue.access.policy import may_delete, may_write, publishes
from catalogue.admin.boxes.editor_fields import FieldsForEditors
from catalogue.admin.boxes.plain import EMPTY_ROWS, asked_for, is_plain
from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.cutting.within_interview import WithinInterview
from catalogue.admin.deleted import without_bare_links
from catalogue.admin.forms import PolicedForm, PolicedFormSet, conflicts_in
from catalogue.admin.guard.giving_back import GivesBack
from catalogue.admin.guard.looked_at import look
from catalogue.admin.guard.meanwhile import last_write
from catalogue.admin.guard.opened import digest, digest_of, seal_list, seal_text, unseal_list
from catalogue.admin.guard.refusals import REFUSALS, is_told, saving, sentence
from catalogue.admin.guard.typed import is_typed
from catalogue.admin.lists.confirmation import GOES, SHOWN, AskingActions
from catalogue.admin.lists.searching import FindsWords
from catalogue.admin.lists.work import WorksThroughList
from catalogue.admin.messages import saying_instead, tell_what_waited, telling_of_what_is_saved
from catalogue.media.room import is_full
from catalogue.models.locks import lock_all
from catalogue.models.record import Record


class PolicedInline(FieldsForEditors):
    """For inlines: rows follow the policy."""

    view_on_site = False
    form = PolicedForm
    formset = PolicedFormSet
    extra = 0

    def get_extra(self, request, obj=None, **kwargs):
        return EMPTY_ROWS if is_plain(request) else self.extra

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.user = formset.form.user = request.user
        return formset


class RecordTabular(PolicedInline, admin.TabularInline):
    template = "admin/catalogue/tabular.html"


class RecordStacked(PolicedInline, admin.StackedInline):
    pass


class RecordAdmin(
    AskingActions,
    FieldsForEditors,
    FindsWords,
    GivesBack,
    WorksThroughList,
    WithinInterview,
    admin.ModelAdmin,
):
    """A stock admin that asks the policy, compares what it showed with what is stored, and answers
    bad input with a sentence."""

    form = PolicedForm
    list_per_page = 50

    # --- the policy --------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_write(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_delete(request.user, obj))

    def has_publish_permission(self, request):
        """Whether actions with the permission "publish" are offered."""
        return publishes(request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        form.refusal = getattr(request, "refusal", None)
        return form

    # --- what a colleague wrote meanwhile ------------------------------------------------------

    def get_object(self, request, object_id, from_field=None):
        """The record; while it is being written, nobody else writes it, its rows, or what they
        belong to."""
        if request.method == "POST" and is_key(object_id):
            lock_all(self._written(request, int(object_id)))
        return super().get_object(request, object_id, from_field)

    def _written(self, request, pk: int | None) -> Iterator[tuple[type[Record], Iterable[int]]]:
        """Keys of what a save of this form may write: the record, if it is there yet, its rows, and
        the records to which the form says that they belong."""
        if pk is not None:
            yield self.model, [pk]
        for inline in self.inlines if pk is not None else ():
            parent = _get_foreign_key(self.model, inline.model).name
            rows = inline.model._base_manager.filter(**{parent: pk})
            yield inline.model, rows.values_list("pk", flat=True)
        models_of_page = [self.model, *(inline.model for inline in self.inlines)]
        named = {
            name: model._meta.get_field(name).related_model
            for model in models_of_page
            for name in model.belongs_to
        }
        for box, key in request.POST.items():
            model = named.get(box.rpartition("-")[2])
            if model is not None and is_key(key):
                yield model, [int(key)]

    def log_change(self, request, obj, message):
        """Write a line of the history, unless it has nothing to tell."""
        if not message:
            return None
        request.has_history = True
        return super().log_change(request, obj, message)

    def response_change(self, request, obj):
        if hasattr(request, "has_history"):
            return super().response_change(request, obj)
        with saying_instead(request, _("Nothing is changed.")):
            return super().response_change(request, obj)

    def save_model(self, request, obj, form, change):
        """Save, unless nothing of the record itself was touched: its rows save themselves."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    # --- the page ----------------------------------------------------------------------------

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None):
        for formset in formsets:
            formset.lay_out()
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def get_view_on_site_url(self, obj=None):
        """Straight to the page: editors see there what is not public yet."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        return obj.get_absolute_url()

    def autocomplete_label(self, record) -> str:
        """How the record is called in a list to choose from."""
        return str(record)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["is_for_reading"] = self.is_for_reading(request, obj)
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context["conflicts"] = conflicts_in(form, formsets)
        context["visit"] = token_hex(8)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- patience ----------------------------------------------------------------------------

    def get_changeform_initial_data(self, request):
        """What the address fills in, where that can be chosen at all."""
        initial = super().get_changeform_initial_data(request)
        return {name: value for name, value in initial.items() if self._fits(name, value)}

    def _fits(self, name: str, value) -> bool:
        field = next((field for field in self.opts.get_fields() if field.name == name), None)
        if isinstance(field, models.DateField):
            return False
        if field is None or not field.is_relation:
            return "\0" not in str(value)
        keys = value if isinstance(value, list) else [value]
        return all(is_key(key) for key in keys)

    def changelist_view(self, request, extra_context=None):
        if any("\0" in value for _name, values in request.GET.lists() for value in values):
            unreadable = _("The address of this page is not readable.")
            return self.turned_back(request, unreadable, to=request.path)
        if not all(is_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            return self.turned_back(request, _("The choice of rows is not readable."))
        if plain := asked_for(request):
            return plain
        response = super().changelist_view(request, extra_context)
        if "cl" in (getattr(response, "context_data", None) or ()):
            response.context_data["shown"] = seal_list(response.context_data["cl"].result_list)
        return response

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if plain := asked_for(request):
            return plain
        if request.method == "POST":
            look(self, request)
        try:
            with saving(request) if request.method == "POST" else nullcontext():
                if request.method == "POST" and object_id is None:
                    lock_all(self._written(request, None))
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as error:
            if request.method != "POST" or getattr(request, "refusal", None) or not is_told(error):
                raise
            # The page once more, with the reason and with all that was typed.
            request.refusal = _("Nothing is saved: %(reason)s") % {"reason": sentence(error)}
            for upload in request.FILES.values():
                upload.seek(0)
            try:
                response = super().changeform_view(request, object_id, form_url, extra_context)
                if is_full(error):
                    response.status_code = HTTPStatus.INSUFFICIENT_STORAGE
                return response
            except REFUSALS:  # a key that no browser sends: there is no page that could show it
                return self.turned_back(request, request.refusal)
        tell_what_waited(request)
        return response

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with telling_of_what_is_saved(request):
                return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            return self.turned_back(
                request, _("Nothing is deleted: meanwhile something else has come to rest on this.")
            )
        except REFUSALS as error:
            if not is_told(error):
                raise
            return self.turned_back(request, sentence(error))

    def get_deleted_objects(self, objs, request):
        """Noted too, as a digest: the page that asks shows what goes along."""
        found = super().get_deleted_objects(objs, request)
        request.goes = digest(str(found[0]))
        return without_bare_links(found)

    def require_as_shown(self, request) -> None:
        """ValidationError when more or other records would go than the page showed."""
        if request.POST.get(GOES) != seal_text(request.goes):
            raise ValidationError(
                _("Nothing is deleted: a colleague changed what would go along. Look again.")
            )

    def delete_model(self, request, obj):
        """Delete what the page showed; ValidationError when a colleague changed it since."""
        at, shown = unseal_list(request.POST.get(SHOWN))
        if digest_of(obj) != shown.get(obj.pk):
            raise ValidationError(
                _("Nothing is deleted: “%(record)s” was changed meanwhile (%(who)s). Look again.")
                % {"record": obj, "who": last_write([obj], since=at)}
            )
        self.require_as_shown(request)
        super().delete_model(request, obj)

    def render_delete_form(self, request, context):
        context |= {"shown": seal_list([context["object"]]), "goes": seal_text(request.goes)}
        return super().render_delete_form(request, context)

    def delete_queryset(self, request, queryset):
        self.require_as_shown(request)
        try:
            with transaction.atomic():
                super().delete_queryset(request, queryset)
        except ProtectedError as error:
            raise ValidationError(
                _("Nothing is deleted: meanwhile something else has come to rest on this.")
            ) from error

    def response_action(self, request, queryset):  # type: ignore[override]  # as Django calls it
        try:
            with telling_of_what_is_saved(request), transaction.atomic():
                return super().response_action(request, queryset)
        except REFUSALS as error:
            if not is_told(error):
                raise
            return self.turned_back(request, sentence(error))

    def turned_back(self, request, message: str, *, to: str = ""):
        """Back to the page that was asked for, or to another, with the reason; where something was
        typed, a page that gives it back."""
        if is_typed(request):
            return self.given_back(request, message)
        self.message_user(request, message, messages.ERROR)
        return HttpResponseRedirect(to or request.get_full_path())
