"""Progress of a command that takes long: how far it is and how long it will still take."""

import time

from django.core.management.base import OutputWrapper

PATIENCE_S = 3  # what is done sooner needs no progress


class Progress:
    """One line that is rewritten on a terminal; elsewhere a new line every PATIENCE_S."""

    def __init__(self, stdout: OutputWrapper, label: str, *, total: int):
        self.stdout = stdout
        self.label = label
        self.total = total
        self.started = time.monotonic()
        self.next_s = float(PATIENCE_S)
        self.width = 0

    def show(self, done: int) -> None:
        """Tell of ``done`` of the total, in whatever unit that is."""
        elapsed_s = time.monotonic() - self.started
        if elapsed_s < self.next_s or not done:
            return
        left_s = elapsed_s * max(self.total - done, 0) / done
        share = min(done / self.total, 1) if self.total else 1
        text = f"{self.label}: {share:.0%}, {left_s:.0f} s left"
        if self.stdout.isatty():
            self.next_s = elapsed_s + 1
            self.stdout.write(f"\r{text:<{self.width}}", ending="")
            self.stdout.flush()
            self.width = len(text)
        else:
            self.next_s = elapsed_s + PATIENCE_S
            self.stdout.write(text)
            self.stdout.flush()

    def end(self) -> None:
        """Clear the line, for what the command says next."""
        if self.width:
            self.stdout.write(f"\r{'':<{self.width}}\r", ending="")
