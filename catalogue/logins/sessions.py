"""When a session ends: after SESSION_COOKIE_AGE without a page, and after SESSION_LONGEST_AGE."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in

BEGAN, SEEN = "began", "seen"  # in the session: seconds since the epoch
RENEW_AFTER_S = 5 * 60  # not with every page, let alone every piece of a recording


def follow() -> None:
    user_logged_in.connect(_begin, dispatch_uid="logins.sessions")


def renew(session) -> None:
    """Let the session of who is here go on, but not for ever."""
    if SESSION_KEY not in session:
        return
    now = int(time.time())
    left = session.get(BEGAN, now) + settings.SESSION_LONGEST_AGE - now
    if left <= 0:
        session.flush()
    elif BEGAN not in session or now - session.get(SEEN, 0) >= RENEW_AFTER_S:
        session.setdefault(BEGAN, now)
        session[SEEN] = now
        session.set_expiry(min(settings.SESSION_COOKIE_AGE, left))


def _begin(request, **kwargs) -> None:
    session = getattr(request, "session", None)
    if session is not None:
        session[BEGAN] = session[SEEN] = int(time.time())
        session.set_expiry(settings.SESSION_COOKIE_AGE)
