"""What a form showed when it was opened: a signed digest of each value, which the form brings back.

It tells a save what was touched in the browser, and what a colleague changed meanwhile. A version
number could not: a write to any row of a record raises the version of the record.
"""

import hashlib
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet

SALT = "catalogue.admin.guard.opened"
DIGITS = 16  # of a SHA-256 in hexadecimal: two values that differ are told apart


def plain(value: Any) -> str:
    """A value as text that is the same for the same meaning: of a stored value, of what a form
    makes of it, and of what the browser sends back when nobody touched it."""
    if value is None or value is False or value == "":
        return ""
    if value is True:
        return "1"
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, QuerySet | list | tuple | set):
        return "\n".join(sorted(map(plain, value)))  # a many-to-many field has no order
    if isinstance(value, UploadedFile):
        return f"upload {value.name} {value.size}"
    if isinstance(value, File):
        return value.name or ""
    if isinstance(value, datetime):
        # A form shows whole seconds, in local time.
        value = value.replace(microsecond=0)
        with suppress(OverflowError):  # the first and the last day that Python knows
            value = value.astimezone(UTC)
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # Browsers send every line end as CR LF; form fields strip what stands around a text.
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return str(value)


def digest(value: Any) -> str:
    return hashlib.sha256(plain(value).encode()).hexdigest()[:DIGITS]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What was shown of a record: digests by field, when (seconds since 1970), and the fields of
    which the page asks whose value counts."""

    fields: Mapping[str, str]
    at: int
    asked: frozenset[str] = frozenset()

    def seal(self, model: type[Model], pk: int | str) -> str:
        """As signed text, bound to the record of this model with this key."""
        contents = [_key(model, pk), self.at, dict(self.fields), sorted(self.asked)]
        return Signer(salt=SALT).sign_object(contents)


UNKNOWN = Opened(fields={}, at=0)  # of a page that brought nothing, or something forged


def unseal(text: str | None, model: type[Model], pk: int | str) -> Opened:
    """What was sealed of this record; UNKNOWN where the signature is missing or another's."""
    try:
        key, at, fields, asked = Signer(salt=SALT).unsign_object(text or "")
    except (BadSignature, ValueError, TypeError):
        return UNKNOWN
    if key != _key(model, pk):
        return UNKNOWN
    return Opened(fields=fields, at=at, asked=frozenset(asked))


def now() -> int:
    return int(time.time())


def _key(model: type[Model], pk: int | str) -> list:
    return [model._meta.label_lower, str(pk)]


# --- Rows of a list, each as one value -------------------------------------------------------


def seal_list(records: Iterable[Model]) -> str:
    """What a list showed of its records, as signed text."""
    shown = {record.pk: digest_of(record) for record in records}
    return Signer(salt=f"{SALT}.list").sign_object([now(), list(shown.items())], compress=True)


def unseal_list(text: str | None) -> tuple[int, dict[int, str]]:
    """When a list was shown (seconds since 1970), and digests of its records by primary key;
    nothing of a list that brought no signature of ours."""
    try:
        at, shown = Signer(salt=f"{SALT}.list").unsign_object(text or "")
        return at, dict(shown)
    except (BadSignature, ValueError, TypeError):
        return 0, {}


def seal_text(text: str) -> str:
    """A digest of what a page tells, as signed text."""
    return Signer(salt=f"{SALT}.told").sign(text)


def digest_of(record: Model) -> str:
    """One digest of all that editors may change in the record itself."""
    fields = [field for field in record._meta.concrete_fields if field.editable]
    values = [f"{field.attname}={plain(getattr(record, field.attname))}" for field in fields]
    return digest(f"{record._meta.label_lower}\n" + "\n".join(values))
