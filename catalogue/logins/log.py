"""The log of who came in and who did not: one line each, in a log of its own (LOGIN_LOG)."""

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

logger = logging.getLogger("catalogue.logins")


def follow() -> None:
    """Begin to write."""
    user_logged_in.connect(_came_in, dispatch_uid="logins.log")
    user_logged_out.connect(_went_out, dispatch_uid="logins.log")
    user_login_failed.connect(_failed, dispatch_uid="logins.log")


def braked(name: str, request) -> None:
    logger.warning("Has to wait: %s from %s", known(name), address_of(request))


def known(name: str) -> str:
    """The name, where there is such a user. Of another the log is silent: people type their
    password there."""
    users = get_user_model().objects.filter(username=name.replace("\0", ""))
    return repr(name) if users.exists() else "an unknown name"


def address_of(request) -> str:
    return request.META.get("REMOTE_ADDR") or "an unknown address" if request else "no request"


def _came_in(request, user, **kwargs) -> None:
    logger.info("Logged in: %r from %s", user.get_username(), address_of(request))


def _went_out(request, user, **kwargs) -> None:
    if user is not None:
        logger.info("Logged out: %r from %s", user.get_username(), address_of(request))


def _failed(credentials, request=None, **kwargs) -> None:
    if getattr(request, "braked_until", None) is None:
        name = str(credentials.get("username", ""))
        logger.warning("Failed to log in: %s from %s", known(name), address_of(request))
