"""The right to fold: one at a time has it."""

import os
import socket
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from catalogue.search.models import IndexState

LEASE = timedelta(minutes=10)  # sorting six million fragments takes some of it


class Busy(Exception):
    """Somebody else is folding."""


class Lease:
    """The right to fold, for one at a time. After a crash it passes on when the process that had it
    is seen to be dead, on the same machine; else when the time is over."""

    def __enter__(self) -> "Lease":
        state, _made = IndexState.objects.get_or_create(pk=1)
        if not is_free(state):
            raise Busy(_try_again(state))
        self.until = timezone.now() + LEASE
        taken = IndexState.objects.filter(pk=1, lease_until=state.lease_until).update(
            lease_until=self.until, lease_holder=this_process()
        )
        if not taken:
            raise Busy(_try_again(IndexState.objects.get(pk=1)))
        return self

    def renew(self) -> None:
        """Keep it. Busy when it passed to somebody else meanwhile."""
        if self.until - timezone.now() > LEASE / 2:
            return
        until = timezone.now() + LEASE
        kept = IndexState.objects.filter(pk=1, lease_until=self.until).update(lease_until=until)
        if not kept:
            raise Busy("the index is being made by somebody else")
        self.until = until

    def __exit__(self, *_exception: object) -> None:
        # After a full disk this may fail too: then it passes on when this process has ended.
        IndexState.objects.filter(pk=1, lease_until=self.until).update(
            lease_until=None, lease_holder=""
        )


def is_free(state: IndexState) -> bool:
    """Whether nobody has the right, or nobody who is still there."""
    is_over = state.lease_until is None or state.lease_until < timezone.now()
    return is_over or is_dead(state.lease_holder)


def this_process() -> str:
    """The name of this process, which no other ever has: machine, number, and when it began."""
    return f"{_machine()} {os.getpid()} {_began(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Whether the process of this name is surely not there any more. False for one on another
    machine, or behind the walls of a container."""
    machine, _space, rest = holder.partition(" ")
    number, _space, began = rest.partition(" ")
    if machine != _machine() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return began != _began(int(number))


def _machine() -> str:
    """Within which processes are numbered together, since it was started."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"
    return socket.gethostname()


def _began(number: int) -> str:
    """When a process began, in ticks since the machine did; empty where the system does not say,
    and of one that has ended but was not yet waited for, "Z"."""
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        return "Z" if fields[0] == "Z" else fields[19]
    return ""


def _try_again(state: IndexState) -> str:
    if state.lease_until is None:
        return "the index was being made just now: try again"
    until = timezone.localtime(state.lease_until)
    process = state.lease_holder.split(" ")[1:2] or ["unknown"]
    return (
        f"the index is being made already, by process {process[0]}: try again when that has ended, "
        f"or else after {until:%H:%M:%S}"
    )
