"""Rows locked in one order, so that two who write never wait for each other."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db import connections, router

from catalogue.models.record import Record


def lock(model: type[Record], pks: Iterable[int]) -> None:
    """Lock these rows of one model, as lock_all() does."""
    lock_all([(model, pks)])


def lock_all(rows: Iterable[tuple[type[Record], Iterable[int]]]) -> None:
    """Lock rows, given as models with primary keys, until the transaction ends; first the records
    that they belong to.

    A write to a row raises the version of what it belongs to. Who locked the row first would hold
    it while waiting for a colleague who has locked the parent and waits for the row. Raises
    TransactionManagementError outside a transaction. SQLite has one lock for all, taken when the
    transaction begins: there it does nothing.
    """
    using = router.db_for_write(Record)
    if not connections[using].features.has_select_for_update:
        return
    wanted: dict[type[Record], set[int]] = {}
    for model, pks in rows:
        _gather(model, set(pks), wanted, using)
    for model in sorted(wanted, key=lambda one: (_depth(one), one._meta.label)):
        own = model._base_manager.using(using).filter(pk__in=wanted[model]).order_by("pk")
        list(own.select_for_update(of=("self",)).values_list("pk", flat=True))


def _gather(
    model: type[Record], pks: set[int], wanted: dict[type[Record], set[int]], using: str
) -> None:
    wanted.setdefault(model, set()).update(pks)
    rows = model._base_manager.using(using).filter(pk__in=pks)
    for parent, known in model.parents_of(rows, using=using).items():
        if keys := {*known} - {None}:
            _gather(parent, keys, wanted, using)


def _depth(model: type[Record]) -> int:
    """How many records stand above one of this model."""
    parents: list[Any] = [model._meta.get_field(name).related_model for name in model.belongs_to]
    return 1 + max(map(_depth, parents)) if parents else 0


# Lock not available, deadlock, and no answer in time: of appendix A of the manual of PostgreSQL.
_LOCKED_POSTGRESQL = {"55P03", "40P01", "57014"}


def is_locked(error: BaseException) -> bool:
    """Whether a database says that others were writing for longer than it waits."""
    cause = error.__cause__ or error
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    return getattr(cause, "sqlstate", None) in _LOCKED_POSTGRESQL
