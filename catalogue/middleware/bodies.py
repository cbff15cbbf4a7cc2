"""How long a body may be, judged before any of it is read."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import UnreadablePostError
from django.urls import Resolver404, resolve

from catalogue.logins import known
from catalogue.media import room
from catalogue.views import errors


class LeftOut(FileUploadHandler):
    """Reads past the files of who may not send any: they are never on the disk. The request has
    their names, as `left_out`."""

    def new_file(self, field_name, file_name, *args, **kwargs):
        left_out = [*getattr(self.request, "left_out", ()), file_name]
        self.request.left_out = left_out  # type: ignore[union-attr]  # an attribute of ours
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


class BodyMiddleware:
    """Judges a body by its stated length, before anything of it is read: some kilobytes for a page
    of the public, a login for a stranger at an address of the admin, there a form for an editor,
    and where an editor uploads, a file.

    A form may come from whose session has ended, in a browser that is known (logins/known.py);
    files in it are left out. Uploads on their way are bounded together (media/room.py).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = stated_length(request)
        if length is None:
            return errors.too_much(request)
        if not length:
            return self.get_response(request)
        admin = view_of_admin(request)
        is_staff = admin is not None and request.user.is_active and request.user.is_staff
        if not is_staff:
            request.upload_handlers = [LeftOut(request)]
        most = most_bytes(request, admin, is_staff=is_staff)
        if length > most:
            return errors.too_much(request, most)
        if not is_staff or length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.read(request)
        try:
            with room.claimed(length):
                return self.read(request)
        except room.NoRoomError:
            room.warn_when_short()
            return errors.no_room(request)

    def read(self, request):
        """Go on with the body that was read: where the disk is full, no view would hear of it."""
        try:
            _ = request.POST
        except UnreadablePostError:  # the visitor has gone; who wants the body hears so again
            pass
        except OSError as error:
            if not room.is_full(error):
                raise
            return errors.no_room(request)
        return self.get_response(request)


def stated_length(request) -> int | None:
    """How long the body is; None when it comes without saying so."""
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return None
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return None


def view_of_admin(request):
    """The view of the admin that answers this address; None for any other."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return match.func if match.app_names == ["admin"] else None


def most_bytes(request, admin, *, is_staff: bool) -> int:
    """The longest body at this address from this user."""
    if admin is None:
        return settings.PUBLIC_BODY_BYTES
    if not is_staff and not known.is_known(request):
        return settings.STRANGER_BODY_BYTES
    model_admin: Any = getattr(admin, "model_admin", None)
    upload = getattr(model_admin, "upload_bytes", 0)
    if (
        is_staff
        and upload
        and not (
            model_admin.has_add_permission(request) or model_admin.has_change_permission(request)
        )
    ):
        upload = 0
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + upload
