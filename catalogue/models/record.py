"""Record: what every model of the catalogue is; and the manager through which all writes pass."""

import secrets
from collections.abc import Iterable
from typing import ClassVar

from django.db import models, router, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from catalogue.models.notice import announce

# No vowels but a, e, u and no look-alikes (0 o, 1 i l): pids are read out and typed over.
PID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PID_LENGTH = 10


def new_pid() -> str:
    """A short random permanent identifier. 31^10 values: a chance hit on one that exists, or
    ever existed, is not to be expected even among millions."""
    return "".join(secrets.choice(PID_ALPHABET) for _ in range(PID_LENGTH))


class RecordQuerySet(models.QuerySet):
    """Writes that announce what they changed and raise the versions of what it belongs to."""

    def update(self, *, because: type[models.Model] | None = None, **values):
        """Like Django's, announced. TypeError for a field from which save() derives others.

        `because` tells the listeners that not these rows but what belongs to them was written.
        """
        guarded = sorted(self.model.written_by_save.intersection(values))
        if guarded:
            raise TypeError(
                f"{self.model.__name__}.{', '.join(guarded)} drives other fields: use save()."
            )
        with transaction.atomic(using=self.db):
            pks = list(self.values_list("pk", flat=True))
            written = self.model._base_manager.using(self.db).filter(pk__in=pks)
            parents = self.model.parents_of(written)
            rows = super().update(**self.model.stamped(values))
            for parent, keys in self.model.parents_of(written).items():
                parents.setdefault(parent, set()).update(keys)
            announce(self.model, pks, using=self.db, because=because)
            touch(parents, using=self.db, because=self.model)
        return rows

    update.alters_data = True

    def bulk_create(self, objs, *args, ignore_conflicts=False, update_conflicts=False, **kwargs):
        """Like Django's, prepared as save() would and announced.

        ValueError for the conflict options: rows that were not written would be announced.
        """
        if ignore_conflicts or update_conflicts:
            raise ValueError("bulk_create() with conflict options cannot be announced.")
        objs = list(objs)
        for obj in objs:
            obj.prepare()
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            announce(self.model, [obj.pk for obj in created], using=self.db)
            touch(self.model.parents_of(created), using=self.db, because=self.model)
        return created

    bulk_create.alters_data = True


class Record(models.Model):
    """A row of the catalogue: prepared before every write, announced after it.

    `belongs_to` names the foreign keys of the records whose version a write to this one raises.
    `written_by_save` names the fields from which prepare() derives others, `prepared` those others.
    """

    belongs_to: ClassVar[tuple[str, ...]] = ()
    written_by_save: ClassVar[frozenset[str]] = frozenset()
    prepared: ClassVar[frozenset[str]] = frozenset()

    from_fixture = False  # whether it was last written by loaddata

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        """Save, announced inside the same transaction."""
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using):
            self.prepare()
            if update_fields is not None:
                update_fields = {*update_fields, *self.prepared}
            left = self.parents_left(using)
            super().save(*args, update_fields=update_fields, **kwargs)
            touch(left, using=using, because=type(self))

    def prepare(self) -> None:
        """Fill what follows from other fields. Called by save() and bulk_create(), never twice
        harmful: preparing a prepared record changes nothing."""

    @classmethod
    def stamped(cls, values: dict) -> dict:
        """The values of an update() with what every write to this model adds."""
        return values

    @classmethod
    def parents_of(cls, rows: Iterable["Record"] | models.QuerySet) -> dict[type, set[int]]:
        """Primary keys of the records that these rows belong to, by model."""
        fields = [cls._meta.get_field(name) for name in cls.belongs_to]
        parents: dict[type, set[int]] = {field.related_model: set() for field in fields}
        if not fields:
            return parents
        columns = [field.attname for field in fields]
        if isinstance(rows, models.QuerySet):
            keys = rows.order_by().values_list(*columns).distinct()
        else:
            keys = [[getattr(row, column) for column in columns] for row in rows]
        for row in keys:
            for field, key in zip(fields, row, strict=True):
                parents[field.related_model].add(key)
        return parents

    def parents_left(self, using: str) -> dict[type, set[int]]:
        """Primary keys, by model, of the records that the save of this one takes it away from."""
        if self._state.adding or not self.belongs_to:
            return {}
        stored = self.parents_of(type(self)._base_manager.using(using).filter(pk=self.pk))
        kept = self.parents_of([self])
        return {model: keys - kept[model] for model, keys in stored.items()}

    def linked_by(self, *, using: str, through: type | None = None) -> dict[type, set[int]]:
        """Primary keys, by model, of the records whose many-to-many fields name this one: by way
        of this table, or of all that are no models of their own."""
        holders: dict[type, set[int]] = {}
        for relation in self._meta.related_objects:
            if not relation.many_to_many:
                continue
            if relation.through is through or (not through and relation.through._meta.auto_created):
                rows = relation.related_model._base_manager.using(using)
                pks = rows.filter(**{relation.field.name: self}).values_list("pk", flat=True)
                holders.setdefault(relation.related_model, set()).update(pks)
        return holders


def touch(
    records: dict[type, set[int]], *, using: str, because: type[models.Model] | None = None
) -> None:
    """Announce these records and raise their versions: something that belongs to them, of the
    model `because`, was written; or, without it, one of their own links."""
    for model, pks in records.items():
        if pks:
            model.objects.using(using).filter(pk__in=pks).update(because=because)


def announce_all(
    records: dict[type, set[int]], *, using: str, because: type[models.Model] | None = None
) -> None:
    """Announce these records as touch() does, and leave their versions as they are."""
    for model, pks in records.items():
        announce(model, pks, using=using, because=because)


@receiver(post_save)
def announce_save(sender, instance, raw, using, **kwargs):
    """Tell of a saved record. Fixtures (raw) carry their versions, so these are left alone."""
    if isinstance(instance, Record):
        instance.from_fixture = raw
        announce(sender, [instance.pk], using=using)
        tell = announce_all if raw else touch
        tell(sender.parents_of([instance]), using=using, because=sender)


@receiver(pre_delete)
def note_links(instance, using, **kwargs):
    """Note who links to a record: after its deletion nobody knows."""
    if isinstance(instance, Record):
        instance.linked_before = instance.linked_by(using=using)


@receiver(post_delete)
def announce_delete(sender, instance, using, **kwargs):
    """Tell of a deleted record, cascades included, and of those that linked to it."""
    if isinstance(instance, Record):
        announce(sender, [instance.pk], using=using, is_deleted=True)
        touch(sender.parents_of([instance]), using=using, because=sender)
        touch(instance.linked_before, using=using)


@receiver(m2m_changed)
def announce_links(sender, instance, action, reverse, model, pk_set, using, **kwargs):
    """Tell of the records at the side that holds the many-to-many field."""
    if not isinstance(instance, Record):
        return
    if action == "pre_clear" and reverse:
        instance.linked_before = instance.linked_by(using=using, through=sender)
    if action not in ("post_add", "post_remove", "post_clear") or pk_set == set():
        return
    if not reverse:
        holders = {type(instance): {instance.pk}}
    elif action == "post_clear":
        holders = instance.linked_before
    else:
        holders = {model: pk_set}
    if instance.from_fixture:
        announce_all(holders, using=using)
        for holder, pks in holders.items():
            rows = holder._base_manager.using(using).filter(pk__in=pks)
            announce_all(holder.parents_of(rows), using=using, because=holder)
    else:
        touch(holders, using=using)
