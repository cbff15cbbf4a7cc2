"""Who may log in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

DEMO_GROUP = "demonstratie"


class EditorBackend(ModelBackend):
    """Django's own, but for the demonstration's users: their passwords stand in the README, so
    outside the demonstration they can neither log in nor go on with a session."""

    def user_can_authenticate(self, user) -> bool:
        if not super().user_can_authenticate(user):
            return False
        return settings.DEMO or not user.groups.filter(name=DEMO_GROUP).exists()
