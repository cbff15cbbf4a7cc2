"""Logging in as a Django application."""

from django.apps import AppConfig


class LoginsConfig(AppConfig):
    name = "catalogue.logins"
    label = "logins"

    def ready(self):
        from catalogue.logins import log, sessions  # models are there only now

        log.follow()
        sessions.follow()
