"""The change notice: what was written, told inside the transaction that writes it.

Everything that must agree with the rows (history, the search index) listens to `changed`. It is
sent for every way in: save, delete with its cascades, update(), the bulk methods, many-to-many
changes and fixtures. A listener that raises undoes the write.
"""

from collections.abc import Iterable

from django.db.models import Model
from django.dispatch import Signal

changed = Signal()
"""Sent with sender (model class), pks (frozenset of primary keys), is_deleted, using, and
`because`: None when the rows themselves were written, else the model of what belongs to them."""


def announce(
    model: type[Model],
    pks: Iterable[int],
    *,
    using: str,
    is_deleted: bool = False,
    because: type[Model] | None = None,
) -> None:
    """Tell the listeners that these rows of this model were written; nothing when none were."""
    written = frozenset(pks)
    if written:
        changed.send(sender=model, pks=written, is_deleted=is_deleted, using=using, because=because)
