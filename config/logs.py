"""What goes to the logs, and how."""

import logging
import logging.handlers
import sys
from typing import Any


class InOneLine(logging.Filter):
    """Takes the traceback off what Django refuses as suspicious, and calls it a warning: of a
    wrong host, or of an address that no browser makes, there is no more to tell."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class LogFile(logging.handlers.WatchedFileHandler):
    """A file of its own, opened at the first line. Where it cannot be written, the line goes to
    standard error: who logs in is not kept out by a log."""

    def __init__(self, filename: str):
        super().__init__(filename, encoding="utf-8", delay=True)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


def logging_to(login_log: str) -> dict[str, Any]:
    """The setting LOGGING: all on standard error, and logins in this file."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {
            # A wrong host, or an address that no browser makes, is one line.
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["in_a_line"],
            },
            # Opened when somebody logs in; opened anew when it was moved aside (logrotate).
            "logins": {"class": "config.logs.LogFile", "filename": login_log, "formatter": "line"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        # A page that is not there is an answer, not a fault: crawlers ask for many.
        "loggers": {
            "django.request": {"level": "ERROR", "filters": ["is_there"]},
            "django.security.csrf": {"filters": ["is_there"]},
            "catalogue.logins": {"handlers": ["logins"], "level": "INFO", "propagate": False},
        },
        "filters": {
            "is_there": {"()": "config.line.IsThere"},
            "in_a_line": {"()": "config.logs.InOneLine"},
        },
    }
