"""The trash: where files go that no record names any more, until they are emptied out.

A folder below MEDIA_ROOT, so that moving takes no time and no room. Each file lies in a folder that
says when it came, under the path that it had: `trash/20261129T214800Z-1a2b3c4d/recordings/…`.

Files of deleted and replaced records come by themselves, after the transaction. What is written
with `QuerySet.update()` or by hand is found by `check_media`.
"""

import logging
import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils import timezone

from catalogue.media import derived

FOLDER = "trash"
KEPT_FOR = timedelta(days=30)
_MOMENT = "%Y%m%dT%H%M%SZ"

logger = logging.getLogger(__name__)


def follow() -> None:
    """Begin to look after the files of the catalogue's records."""
    for model in _file_fields():
        uid = f"trash.{model._meta.model_name}"
        pre_save.connect(_note, sender=model, dispatch_uid=uid)
        post_save.connect(_let_go_of_replaced, sender=model, dispatch_uid=uid)
        post_delete.connect(_let_go_of_deleted, sender=model, dispatch_uid=uid)


def discard(name: str) -> Path | None:
    """Move a file of the storage to the trash, unless a record names it; its place there. What was
    made from it is removed."""
    if not name or is_named(name):
        return None
    moment = f"{timezone.now().astimezone(UTC):{_MOMENT}}-{secrets.token_hex(4)}"
    place = Path(default_storage.path(f"{FOLDER}/{moment}/{name}"))
    source = Path(default_storage.path(name))
    try:
        if not source.is_file():
            return None
        place.parent.mkdir(parents=True)
        os.replace(source, place)
    except OSError as error:  # who saved has saved; check_media finds what is left
        logger.error("Not moved to the trash: %s (%s)", name, error)
        return None
    derived.drop(name)
    return place


def empty(*, older_than: timedelta = KEPT_FOR) -> int:
    """Remove for good what lies in the trash for longer; the number of files."""
    latest = timezone.now() - older_than
    removed = 0
    for folder, since in _folders():
        if since <= latest:
            removed += sum(path.is_file() for path in folder.rglob("*"))
            shutil.rmtree(folder)
    return removed


def is_named(name: str) -> bool:
    """Whether any record has this file."""
    return any(
        model._base_manager.filter(**{field: name}).exists()
        for model, fields in _file_fields().items()
        for field in fields
    )


def names() -> set[str]:
    """The files of all records."""
    return {
        name
        for model, fields in _file_fields().items()
        for field in fields
        for name in model._base_manager.exclude(**{field: ""}).values_list(field, flat=True)
    }


@cache
def _file_fields() -> dict[type[models.Model], list[str]]:
    fields = {
        model: [field.name for field in model._meta.fields if isinstance(field, models.FileField)]
        for model in apps.get_app_config("catalogue").get_models()
    }
    return {model: found for model, found in fields.items() if found}


def _folders() -> Iterator[tuple[Path, datetime]]:
    """The folders in the trash, with when they came."""
    root = Path(default_storage.path(FOLDER))
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        try:
            since = datetime.strptime(folder.name.partition("-")[0], _MOMENT)
        except ValueError:
            continue  # not ours
        yield folder, since.replace(tzinfo=UTC)


def _note(
    sender: type[models.Model],
    instance: Any,
    raw: bool,
    using: str,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    """Note which files are stored of a record that is about to be saved."""
    instance.files_before = {}
    if raw or instance._state.adding:
        return
    written = [
        name for name in _file_fields()[sender] if not update_fields or name in update_fields
    ]
    if written:
        stored = sender._base_manager.using(using).filter(pk=instance.pk).values(*written).first()
        instance.files_before = stored or {}


def _let_go_of_replaced(instance: Any, using: str, **kwargs: Any) -> None:
    for field, name in instance.files_before.items():
        if name and name != getattr(instance, field).name:
            _discard_after(name, using)


def _let_go_of_deleted(
    sender: type[models.Model], instance: Any, using: str, **kwargs: Any
) -> None:
    for field in _file_fields()[sender]:
        if name := getattr(instance, field).name:
            _discard_after(name, using)


def _discard_after(name: str, using: str) -> None:
    transaction.on_commit(partial(discard, name), using=using, robust=True)
