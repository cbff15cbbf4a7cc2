"""Uploads at the forms of the admin: what a field accepted need not be chosen again."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _

from catalogue.admin.boxes.widgets import dropped, kept_keys
from catalogue.media import uploads


def take(admin, request) -> None:
    """Put what was kept among the files that are sent now, unless another one was chosen, or it
    was dropped."""
    if getattr(request, "has_taken_kept", False):
        return
    request.has_taken_kept = True
    for name, key in kept_keys(request.POST):
        upload = uploads.take(key, user=request.user.pk)
        if upload is None:
            if name not in request.FILES:
                gone = _("The file that was kept is not there any more. Choose it again.")
                admin.message_user(request, gone, messages.WARNING)
        elif name in request.FILES or dropped(request.POST, name):
            uploads.forget(upload)
        else:
            request.FILES[name] = upload
    for name in uploads.lost_in(request):
        request.refusal = _("Nothing is saved: the disk has no room for %s. Tell the operator.") % (
            name
        )


def keep(admin, request, context) -> None:
    """Keep what was sent with a form that is shown again, as far as its field accepted it."""
    for form, name in _file_fields(context):
        upload = request.FILES.get(form.add_prefix(name))
        if upload is None or name in form.errors:
            continue
        try:
            form.fields[name].widget.kept = uploads.keep(upload, user=request.user.pk)
        except (uploads.KeptFullError, OSError):
            no_room = _("There is no room to keep “%s” until you save. Choose it again then.")
            admin.message_user(request, no_room % upload.name, messages.WARNING)


def forget(request) -> None:
    """Forget what was kept and is stored now."""
    for _name, files in request.FILES.lists():
        for upload in files:
            uploads.forget(upload)


def _file_fields(context) -> Iterator[tuple[forms.ModelForm, str]]:
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    all_forms = [context["adminform"].form, *(form for rows in formsets for form in rows.forms)]
    for form in all_forms:
        for name, field in form.fields.items():
            if isinstance(field, forms.FileField):
                yield form, name
