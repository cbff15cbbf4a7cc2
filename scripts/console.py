"""What the scripts say on the terminal, and how they run what may take long."""

import ctypes
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PATIENCE_S = 3  # what takes longer shows that it is alive
PR_SET_PDEATHSIG = 1  # prctl(2)
BLANK = "\r\x1b[K"  # back to the start of the line, which is emptied
CONTROL_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Problem(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


def exit_code_of(main: Callable[[], int]) -> int:
    """What `main` returns; a Problem becomes its sentence and 1, an interruption a quiet 130."""
    end_with_parent()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks
            signal.signal(number, _interrupt)
    try:
        return main()
    except Problem as problem:
        sys.stdout.flush()
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal itself may be gone
            say("\nStopped.")
        return 130


def end_with_parent() -> None:
    """Have this process end when its parent does, even by SIGKILL. Only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def child(command: Sequence[str | Path], **options) -> Iterator[subprocess.Popen]:
    """A running process that does not outlive the block.

    It gets the descriptors that are inheritable, and Python's own are not: see environment.alone.
    """
    process = subprocess.Popen(command, close_fds=False, preexec_fn=end_with_parent, **options)
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen, *, patience_s: float = 10) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run_quietly(command: Sequence[str | Path], *, label: str, log: Path, **options) -> int:
    """Exit code of `command`. Its words go to `log`; the terminal sees `label`, and after
    PATIENCE_S the seconds gone and the last of those words.
    """
    started = time.monotonic()
    progress = Waiting(label)
    with (
        log.open("wb") as sink,
        child(command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, **options) as process,
    ):
        while True:
            try:
                code = process.wait(0.25)
            except subprocess.TimeoutExpired:
                progress.show(time.monotonic() - started, last_line(log))
            else:
                break
    progress.end(time.monotonic() - started)
    return code


class Waiting:
    """One line that is rewritten on a terminal; elsewhere a new line every PATIENCE_S."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.rewrites = sys.stdout.isatty()
        self.next_s = float(PATIENCE_S)
        print(label, end="" if self.rewrites else "\n", flush=True)

    def show(self, elapsed_s: float, detail: str) -> None:
        if elapsed_s < self.next_s:
            return
        self.next_s = elapsed_s + (1 if self.rewrites else PATIENCE_S)
        text = " · ".join(filter(None, (f"{elapsed_s:.0f} s", detail)))
        if self.rewrites:
            width = shutil.get_terminal_size().columns
            print(f"{BLANK}{f'{self.label} · {text}'[: width - 1]}", end="", flush=True)
        else:
            say(f"  {text[:100]}")

    def end(self, elapsed_s: float) -> None:
        if self.rewrites:
            say(f"{BLANK}{self.label} · {elapsed_s:.0f} s")


def last_line(log: Path) -> str:
    """The last words in a log, without colours and warnings; "" when there are none yet."""
    with log.open("rb") as source:
        source.seek(max(0, log.stat().st_size - 2000))
        text = CONTROL_SEQUENCE.sub("", source.read().decode(errors="replace"))
    lines = [line.strip() for line in re.split(r"[\r\n]+", text)]
    return next((line for line in reversed(lines) if line and "WARNING" not in line), "")
