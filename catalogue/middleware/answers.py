"""What goes with every answer: its headers, and the session of an editor."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag

from catalogue.logins import known, sessions
from catalogue.media import room
from catalogue.models.locks import is_locked
from catalogue.views import errors


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
            if name not in ("Content-Type", "Content-Length", "Content-Encoding"):
                answer.headers.setdefault(name, value)
        return answer


class FullDiskMiddleware(SessionMiddleware):
    """Sessions; and where the disk is full, for these or for anything else, a sentence. A session
    that cannot be saved while the database is locked takes nothing from the answer."""

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
