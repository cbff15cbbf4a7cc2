"""Middleware: what stands between the web server and the views."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import DatabaseError
from django.http import Http404, HttpResponsePermanentRedirect, QueryDict, UnreadablePostError
from django.http.request import split_domain_port
from django.urls import Resolver404, resolve
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    set_response_etag,
)

from catalogue.logins import known, sessions
from catalogue.media import room
from catalogue.models import FormerAddress, Fragment
from catalogue.models.locks import is_locked
from catalogue.values import timecode
from catalogue.views import errors
from catalogue.views.visibility import Gone, visible_or_gone


class ProxyMiddleware:
    """Takes the client's address and HTTPS from the proxies in front, as many as are trusted.

    Every proxy appends what it saw to X-Forwarded-For; a client can write anything before that, so
    only the last TRUSTED_PROXIES entries count. With none trusted the headers are not read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        trusted = settings.TRUSTED_PROXIES
        addresses = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if trusted:
            seen = [address.strip() for address in addresses.split(",") if address.strip()]
            if len(seen) >= trusted:
                request.META["REMOTE_ADDR"] = seen[-trusted]
            if scheme.split(",")[-1].strip() == "https":
                request.environ["wsgi.url_scheme"] = "https"
        return self.get_response(request)


class FullDiskMiddleware(SessionMiddleware):
    """Sessions; and where the disk is full, for these or for anything else, a sentence."""

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except DatabaseError as error:
            if is_locked(error):
                # All else was done. The session goes on as it was; of who logged in just now there
                # is none, and they are asked again.
                return response
            if not room.is_full(error):
                raise
            return errors.no_room(request)

    def process_exception(self, request, exception):
        return errors.no_room(request) if room.is_full(exception) else None


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


class HeadersMiddleware:
    """Says on every answer what a browser may keep of it, and what a page may do there: also on one
    that another middleware gives, and so it stands before all of them.

    A public page may be kept and is asked for each time, by an ETag of its bytes: what is withdrawn
    is shown by no cache. What a view says itself, or what is said of an editor's page, stands.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = ", ".join(
            f"{feature}={allowed}" for feature, allowed in settings.PERMISSIONS_POLICY.items()
        )

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = self.policy
        if not response.has_header("Cache-Control"):
            response = self.fresh(request, response)
        if request.method == "HEAD" and not response.streaming:
            # Its length is said by now; gunicorn would throw the body away and warn of it.
            response.content = b""
        return response

    def fresh(self, request, response):
        """The answer, or 304 where the browser has it."""
        if response.cookies:
            patch_cache_control(response, private=True, no_store=True)
            return response
        response.headers["Cache-Control"] = "no-cache"
        is_page = request.method in ("GET", "HEAD") and response.status_code == 200
        if not is_page or response.streaming:
            return response
        if not response.has_header("ETag"):
            set_response_etag(response)
        tag = response["ETag"]
        answer = get_conditional_response(request, etag=tag, response=response) or response
        # A browser takes the headers of a 304 for those of the page that it has: a page that may
        # stand in a frame still may.
        for name, value in response.items():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers.setdefault(name, value)
        return answer


class SessionEndsMiddleware:
    """Lets the sessions of editors go on while they work, and end; and knows their browsers. Of
    visitors it knows nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            sessions.renew(request.session)
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.app_names == ["admin"]:
            if match.url_name == "logout":
                known.forget(request, response)
            elif request.user.is_active and request.user.is_staff:
                known.remember(request, response)
        return response


class FormerAddressMiddleware:
    """Answers for addresses that once worked: 301 to where the record is now, 410 if it is gone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # On a former host an address of its own comes first: `/` meant another page there.
        response = self.former(request) if is_former_host(request) else None
        response = response or self.get_response(request)
        if response.status_code == 404:
            response = self.former(request) or response
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Gone):
            return errors.gone(request, exception.kind, exception.themes)
        return None

    def former(self, request):
        """The answer for a former address, or None when it never was one."""
        if request.method not in ("GET", "HEAD"):
            return None
        paths = [path for path in paths_of(request) if "\0" not in path and len(path) <= 500]
        address = FormerAddress.objects.at(host_of(request), *paths)
        address = address or FormerAddress.objects.at("", *paths)
        if address is None:
            return None
        target = address.target
        if target is None:
            return errors.gone(request, address.kind)
        try:
            visible_or_gone(type(target).objects.all(), request.user, pk=target.pk)
        except Gone as gone:
            return errors.gone(request, address.kind, gone.themes)
        except Http404:
            return None
        rest = "" if "?" in address.path else request.META.get("QUERY_STRING", "")
        if address.time_ms is not None and "t" not in QueryDict(rest):
            time = urlencode({"t": timecode.seconds(address.time_ms)})
            rest = f"{rest}&{time}" if rest else time
        home = settings.SITE_URL if address.host else ""  # off the former host, in one step
        return HttpResponsePermanentRedirect(
            home + target.get_absolute_url() + (f"?{rest}" if rest else "")
        )


def host_of(request) -> str:
    """The host that was asked, in lower case, without its port."""
    return split_domain_port(request.get_host())[0]


def is_former_host(request) -> bool:
    """Whether another host was asked than the one that the site has now."""
    return bool(settings.SITE_URL) and host_of(request) != urlsplit(settings.SITE_URL).hostname


def paths_of(request) -> list[str]:
    """The paths under which a former address may be kept, the most exact first: with its query,
    without, and of a fragment the one that does not end in its title."""
    paths = [request.get_full_path(), request.path]
    match = request.resolver_match
    if match and match.view_name == "catalogue:fragment-detail":
        paths.append(Fragment.address_of(match.kwargs["pid"].lower()))
    return paths
