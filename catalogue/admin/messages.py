"""What came of an action, told in a few sentences however many rows it touched; and of what was
undone, nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_REMARKS = 10


@dataclass
class ActionOutcome:
    """The records that an action changed, and a sentence about each that asks for attention."""

    changed: list = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def leave(self, record, reason: str) -> None:
        """Note that this record was left alone, and why."""
        self.remarks.append(
            _("“%(record)s” is left alone: %(reason)s") % {"record": record, "reason": reason}
        )

    def tell(self, admin, request, message: str) -> None:
        """Say `message` where something was changed, and then what asks for attention."""
        if self.changed:
            admin.message_user(request, message, messages.SUCCESS)
        warn(admin, request, self.remarks)


def warn(admin, request, remarks: list[str]) -> None:
    """Show the first of these sentences as warnings, and the number of the others."""
    for remark in remarks[:MOST_REMARKS]:
        admin.message_user(request, remark, messages.WARNING)
    if rest := len(remarks[MOST_REMARKS:]):
        more = ngettext("And %d other remark.", "And %d other remarks.", rest) % rest
        admin.message_user(request, more, messages.WARNING)


@contextmanager
def telling_of_what_is_saved(request) -> Iterator[None]:
    """A block that writes. When it fails, what it had to tell is not told."""
    storage: Any = get_messages(request)  # Django has no other way to what waits to be told
    told = storage._queued_messages
    number = len(told)
    try:
        yield
    except BaseException:
        del told[number:]
        request.afterwards = []
        raise


@contextmanager
def saying_instead(request, words: str) -> Iterator[None]:
    """A block in which Django says first that a save succeeded: it says these words."""
    storage: Any = get_messages(request)
    number = len(storage._queued_messages)
    yield
    if len(storage._queued_messages) > number:
        storage._queued_messages[number] = Message(messages.INFO, words)


def tell_afterwards(request, tell: Callable[[], None]) -> None:
    """Call `tell` when all is saved and nothing is locked any more."""
    request.afterwards = [*getattr(request, "afterwards", ()), tell]


def tell_what_waited(request) -> None:
    waiting, request.afterwards = getattr(request, "afterwards", ()), []
    for tell in waiting:
        tell()
