"""What goes to the logs, and how."""

import logging
import logging.handlers
import sys


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
