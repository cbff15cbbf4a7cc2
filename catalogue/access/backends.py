"""Who may log in, and how often somebody may try."""

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from catalogue.logins import brake, log

DEMO_GROUP = "demonstratie"


class EditorBackend(ModelBackend):
    """Django's own with a brake on guessing; and but for the demonstration's users: their passwords
    stand in the README, so outside the demonstration they can neither log in nor go on with a
    session."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user, or None. Who has to wait finds until when in `request.braked_until`."""
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **kwargs)
        try:
            attempt = brake.begin(username, request.META.get("REMOTE_ADDR", ""))
        except brake.BrakedError as braked:
            request.braked_until = braked.until
            log.braked(username, request)
            raise PermissionDenied from braked  # no other backend is asked
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            brake.succeed(attempt)
        return user

    def user_can_authenticate(self, user) -> bool:
        if not super().user_can_authenticate(user):
            return False
        return settings.DEMO or not user.groups.filter(name=DEMO_GROUP).exists()


class LoginForm(AdminAuthenticationForm):
    """Django's own, which tells who has to wait until when."""

    def get_invalid_login_error(self):
        until = getattr(self.request, "braked_until", None)
        if until is None:
            return super().get_invalid_login_error()
        return forms.ValidationError(
            _(
                "A wrong password was given too often. Your name and password are not looked at "
                "until %(time)s; try again then. Forgot it? Ask the operator for a new one."
            ),
            code="braked",
            params={"time": time_format(timezone.localtime(until), "H:i")},
        )
