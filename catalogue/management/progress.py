"""Progress of a command that takes long: how far it is and how long it will still take."""

import time
from typing import Self

from django.core.management.base import OutputWrapper

PATIENCE_S = 3  # what is done sooner needs no progress


class Progress:
    """One line that is rewritten on a terminal; elsewhere a new line every PATIENCE_S.

    A context manager: the line is cleared at the end of the block.
    """

    def __init__(self, stdout: OutputWrapper, label: str, *, total: int):
        self.stdout = stdout
        self.label = label
        self.total = total
        self.done = 0
        self.started = time.monotonic()
        self.next_s = float(PATIENCE_S)
        self.width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error) -> None:
        self.end()

    def step(self) -> None:
        """Tell of one more done."""
        self.show(self.done + 1)

    def show(self, done: int, total: int | None = None) -> None:
        """Tell of ``done`` of the total, in whatever unit that is; where the work says only now how
        much it is in all, that is the total from here on."""
        self.done, self.total = done, self.total if total is None else total
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
