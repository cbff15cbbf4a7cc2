"""The themes of fragments as a column of their list, changed at once and taken back at once.

Each act says what was shown of the placement that it takes away, so that a colleague's note is not
lost with it; and each answer carries, signed, the way back.
"""

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from catalogue.access.policy import may_write
from catalogue.admin.boxes.themes_field import ThemeNames
from catalogue.admin.boxes.widgets import is_key
from catalogue.admin.cutting.themes_in_rows import with_themes
from catalogue.admin.guard.meanwhile import last_write, why_closed
from catalogue.admin.guard.opened import SALT, digest, now
from catalogue.admin.guard.refusals import REFUSALS, is_told, saving, sentence
from catalogue.admin.placing import Wish, carry_out, log, plan
from catalogue.models import Fragment, Placement, Theme
from catalogue.models.locks import lock_all

_A_DAY = 86_400  # seconds in which a colleague's change is looked for, to name who made it
_WAY_BACK = Signer(salt=f"{SALT}.themes")


def mark_of(placement: Placement | None) -> str:
    """Differs where somebody changed what would be lost with the placement; empty for none."""
    return digest(f"{placement.origin}\n{placement.note}") if placement else ""


class PlacesAtOnce:
    """For the admin of fragments."""

    def get_urls(self):
        themes = self.admin_site.admin_view(require_POST(self.themes_view))
        return [
            path("<int:pk>/themas/", themes, name="catalogue_fragment_themes"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return with_themes(super().get_queryset(request))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        may_change = self.has_change_permission(request)
        for fragment in changelist.result_list:
            fragment.is_placed_here = may_change and may_write(request.user, fragment)
        return changelist

    def changelist_view(self, request, extra_context=None):
        context = {"theme_names": ThemeNames(), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=gettext_lazy("themes"), ordering="theme_count")
    def themes(self, fragment):
        context = {
            "fragment": fragment,
            "placements": list(map(_shown, fragment.standing)),
            "is_open": fragment.is_placed_here,
        }
        return render_to_string("admin/catalogue/fragment/_themes.html", context)

    def themes_view(self, request, pk: int):
        """Do one act on the themes of a fragment: ``add`` a theme by its name, ``remove`` one by
        its key, or go back with ``undo``. JSON: ``said``, what came of it; ``placements`` as they
        are now; ``undo``, for the way back, empty where nothing changed. With status 400, 403 or
        409 nothing did."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            with saving(request):
                theme, token = _asked(request.POST)
                lock_all([(Theme, [theme.pk]), (Fragment, [pk])])
                fragment = get_object_or_404(Fragment, pk=pk)
                if not may_write(request.user, fragment):
                    return _answer(fragment, why_closed(fragment), status=403)
                if token:
                    said, undo = _go_back(request.user, fragment, token), ""
                else:
                    said, undo = _change(request.user, fragment, theme, request.POST)
                return _answer(fragment, said, undo=undo)
        except REFUSALS as error:
            if not is_told(error):
                raise
            status = HTTPStatus.CONFLICT
            if isinstance(error, ValidationError) and getattr(error, "code", "") == "unreadable":
                status = HTTPStatus.BAD_REQUEST
            return _answer(Fragment.objects.filter(pk=pk).first(), sentence(error), status=status)


def _asked(data) -> tuple[Theme, list]:
    """The theme that an act is about, and, where it goes back, what its token says; ValidationError
    for what is neither."""
    token: list = []
    if "add" in data:
        themes, unknown = ThemeNames().find(data["add"].replace("\0", ""))
        if unknown or len(themes) != 1:
            raise _unreadable(_("“%s” is not a theme.") % data["add"])
        return themes[0], token
    key = data.get("remove", "")
    if "undo" in data:
        try:
            token = _WAY_BACK.unsign_object(data["undo"])
        except (BadSignature, ValueError, TypeError) as error:
            raise _unreadable(_("This cannot be taken back.")) from error
        key = token[1]
    theme = Theme.objects.filter(pk=key).first() if is_key(key) else None
    if theme is None:
        raise _unreadable(_("This theme does not exist any more."))
    return theme, token


def _change(user, fragment: Fragment, theme: Theme, data) -> tuple[str, str]:
    """Add or remove; what is said of it, and the way back."""
    is_added = "add" in data
    before = Placement.objects.filter(fragment=fragment, theme=theme).first()
    if not is_added and before and data.get("mark") != mark_of(before):
        raise ValidationError(
            _("“%(theme)s” was changed here meanwhile (%(who)s). Look again.")
            % {"theme": theme, "who": last_write([fragment, theme, before], since=now() - _A_DAY)}
        )
    was = [before.order, before.note, before.origin] if before else None
    wish = Wish(fragment, **{"add" if is_added else "remove": [theme]})
    tagging = plan([wish], user)
    told = {"fragment": fragment, "theme": theme}
    if not tagging.touched:
        words = _("“%(fragment)s” stands in “%(theme)s” already.")
        return (
            words if is_added else _("“%(fragment)s” stands in “%(theme)s” no more.")
        ) % told, ""
    carry_out(tagging)
    log(user, tagging)
    after = Placement.objects.filter(fragment=fragment, theme=theme).first()
    undo = _WAY_BACK.sign_object([fragment.pk, theme.pk, was, mark_of(after)])
    if is_added:
        return _("“%(fragment)s” now stands in “%(theme)s”.") % told, undo
    if after:
        return _("The proposal of “%(theme)s” for “%(fragment)s” is rejected.") % told, undo
    return _("“%(fragment)s” no longer stands in “%(theme)s”.") % told, undo


def _go_back(user, fragment: Fragment, token: list) -> str:
    """Put the placement back as it was before an act; ValidationError when somebody has written it
    since."""
    key, theme, was, became = token
    if key != fragment.pk:
        raise _unreadable(_("This cannot be taken back."))
    rows = Placement.objects.filter(fragment=fragment, theme=theme)
    if mark_of(rows.first()) != became:
        raise ValidationError(_("This cannot be taken back: a colleague changed it since."))
    if was is None:
        rows.delete()
    elif rows.exists():
        rows.update(origin=was[2])
    else:
        order, note, origin = was
        Placement.objects.create(
            fragment=fragment, theme_id=theme, order=order, note=note, origin=origin
        )
    said = _("Taken back: the themes of “%s” are as they were.") % fragment
    LogEntry.objects.log_actions(
        user_id=user.pk, queryset=[fragment], action_flag=CHANGE, change_message=said
    )
    return said


def _unreadable(message: str) -> ValidationError:
    return ValidationError(message, code="unreadable")


def _shown(placement: Placement) -> dict[str, Any]:
    return {
        "key": placement.theme_id,
        "name": placement.theme.name,
        "is_proposal": placement.is_proposal,
        "mark": mark_of(placement),
    }


def _answer(fragment: Fragment | None, said: str, *, undo: str = "", status: int = 200):
    fragments = with_themes(Fragment.objects.filter(pk=fragment.pk)) if fragment else []
    placements = [_shown(row) for one in fragments for row in one.standing]
    return JsonResponse({"said": said, "undo": undo, "placements": placements}, status=status)
