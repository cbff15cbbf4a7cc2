"""What somebody else did to a record while an editor had it open, and who, and when."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.access.policy import OPEN_STATES
from catalogue.admin.boxes.widgets import is_key
from catalogue.models.base import Published
from catalogue.models.record import Record

MOST_LOOKED_AT = 20  # entries of the log, of a record


def why_closed(record: Record) -> str:
    """Why an editor cannot write this record, who may have opened it when it was open."""
    closed = _closed_above(record)
    if closed is None:
        return _(
            "Nothing is saved: “%(record)s” is shown on a public page now. Only a chief editor "
            "changes it."
        ) % {"record": record}
    said = {"record": closed, "state": closed.get_state_display().lower()}
    of_its_state = _entries(type(closed), closed.pk).filter(change_message__icontains='"state"')
    if (entry := of_its_state.first()) is None:
        unknown = _(
            "Nothing is saved: “%(record)s” is %(state)s meanwhile; by whom is unknown. Only a "
            "chief editor changes it now."
        )
        return unknown % said
    return _(
        "Nothing is saved: “%(record)s” is %(state)s meanwhile by %(who)s (%(when)s). Only a "
        "chief editor changes it now."
    ) % {**said, **_who_and_when(entry)}


def why_deleted(model: type[Record], key: str) -> str:
    """That the record with this key is gone."""
    entries = _entries(model, key).filter(action_flag=DELETION) if is_key(key) else []
    for entry in entries[:1]:
        return _("Nothing is saved: “%(record)s” is deleted meanwhile by %(who)s (%(when)s).") % {
            "record": entry.object_repr,
            **_who_and_when(entry),
        }
    return _("Nothing is saved: this is deleted meanwhile; by whom is unknown.")


def last_write(records: Iterable[Model], *, since: int, of: str = "") -> str:
    """Who wrote last in these records since that moment (seconds since 1970), and when; "unknown"
    of a command or an import, which the log does not have. With `of`, a field as the log calls it,
    rather who wrote that."""
    moment = datetime.fromtimestamp(since, UTC)
    # Not a deletion: that would be this very one, which is about to be refused.
    written = [
        entry
        for record in records
        for entry in _entries(type(record), record.pk)
        .filter(action_time__gte=moment)
        .exclude(action_flag=DELETION)[:MOST_LOOKED_AT]
    ]
    if not written:
        return _("unknown")
    named = [entry for entry in written if of and f'"{of}"' in entry.change_message]
    latest = max(named or written, key=lambda entry: (entry.action_time, entry.pk))
    return _("%(who)s, %(when)s") % _who_and_when(latest)


def _closed_above(record: Record) -> Published | None:
    """The published or withdrawn record that this one is, or is part of."""
    if isinstance(record, Published):
        return None if record.state in OPEN_STATES else record
    parents = (getattr(record, name) for name in record.belongs_to)
    return next(filter(None, map(_closed_above, parents)), None)


def _entries(model: type[Model], key):
    """What the admin logged of a record, the latest first."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=str(key)
    )
    return entries.select_related("user").order_by("-action_time", "-pk")


def _who_and_when(entry: LogEntry) -> dict[str, str]:
    moment = timezone.localtime(entry.action_time)
    is_today = moment.date() == timezone.localdate()
    return {
        "who": entry.user.get_full_name() or entry.user.get_username(),
        "when": date_format(moment, "TIME_FORMAT" if is_today else "DATETIME_FORMAT"),
    }
