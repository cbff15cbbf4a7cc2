"""Browsers in which an editor logged in not long ago. From these alone a long form is read when the
session has ended: what was typed in it comes back. A stranger's is refused by its length.
"""

from django.conf import settings
from django.core import signing

COOKIE = "redactie"
KNOWN_FOR_S = 30 * 24 * 3600
RENEW_AFTER_S = 24 * 3600

_SALT = "catalogue.logins.known"


def is_known(request, *, within_s: int = KNOWN_FOR_S) -> bool:
    """Whether an editor logged in, or went on working, in this browser within so many seconds."""
    try:
        signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=within_s)
    except signing.BadSignature:
        return False
    return True


def mark() -> str:
    """What the cookie says, signed with this moment."""
    return signing.dumps(1, salt=_SALT)


def remember(request, response) -> None:
    """Mark the browser of an editor who is here, by an answer of the admin."""
    if is_known(request, within_s=RENEW_AFTER_S):
        return
    response.set_cookie(
        COOKIE,
        mark(),
        max_age=KNOWN_FOR_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(request, response) -> None:
    """Take the mark away from who logs out."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE)
