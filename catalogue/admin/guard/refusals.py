"""What refuses a save, and why, in a sentence for an editor."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from catalogue.admin.messages import telling_of_what_is_saved
from catalogue.media.room import is_full
from catalogue.media.storage import kept_when_saved

# What a database says of a write that another editor's write has overtaken or waits for, or of a
# number that fits no column; and what a full disk says.
REFUSALS = (ValidationError, IntegrityError, DataError, OperationalError, OverflowError, OSError)


@contextmanager
def saving(request) -> Iterator[None]:
    """A transaction; when it is taken back, the files that were stored in it go too, and what was
    said of it."""
    with telling_of_what_is_saved(request), kept_when_saved(), transaction.atomic():
        yield


def is_told(error: Exception) -> bool:
    """Whether sentence() has words for it."""
    return not isinstance(error, OSError) or is_full(error)


def sentence(error: Exception) -> str:
    """An error in words for an editor."""
    if is_full(error):
        return _("the disk is full. Tell the operator.")
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, IntegrityError):
        return _("it clashes with something that is in the catalogue already.")
    if isinstance(error, OperationalError):
        return _("the catalogue was busy with another save. Try again.")
    return _("a value does not fit in the catalogue.")
