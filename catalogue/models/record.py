"""Record: what every model of the catalogue is, and the manager through which all writes pass."""

import secrets
from collections.abc import Iterable
from typing import ClassVar

from django.db import models, router, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
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

    def update(self, **values):
        """Like Django's, announced. TypeError for a field from which save() derives others."""
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
            announce(self.model, pks, using=self.db)
            touch(parents, using=self.db)
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
            touch(self.model.parents_of(created), using=self.db)
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
            super().save(*args, update_fields=update_fields, **kwargs)

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
        parents: dict[type, set[int]] = {}
        for name in cls.belongs_to:
            field = cls._meta.get_field(name)
            if isinstance(rows, models.QuerySet):
                keys = set(rows.values_list(field.attname, flat=True))
            else:
                keys = {getattr(row, field.attname) for row in rows}
            parents.setdefault(field.related_model, set()).update(keys - {None})
        return parents


def touch(parents: dict[type, set[int]], *, using: str) -> None:
    """Raise the version of these records: something that belongs to them was written."""
    for model, pks in parents.items():
        if pks:
            model.objects.using(using).filter(pk__in=pks).update()


@receiver(post_save)
def announce_save(sender, instance, raw, using, **kwargs):
    """Tell of a saved record. Fixtures (raw) carry their versions, so these are left alone."""
    if isinstance(instance, Record):
        announce(sender, [instance.pk], using=using)
        if not raw:
            touch(sender.parents_of([instance]), using=using)


@receiver(post_delete)
def announce_delete(sender, instance, using, **kwargs):
    """Tell of a deleted record, cascades included."""
    if isinstance(instance, Record):
        announce(sender, [instance.pk], using=using, is_deleted=True)
        touch(sender.parents_of([instance]), using=using)


@receiver(m2m_changed)
def announce_links(instance, action, reverse, model, pk_set, using, **kwargs):
    """Tell of the records at the side that holds the many-to-many field.

    A clear() from the other side does not say whose links go, so it is asked before.
    """
    if not isinstance(instance, Record) or action not in (
        "post_add",
        "post_remove",
        "pre_clear",
        "post_clear",
    ):
        return
    holder, pks = (model, pk_set) if reverse else (type(instance), {instance.pk})
    if reverse and pk_set is None:
        field = next(
            f for f in model._meta.many_to_many if f.remote_field.through is kwargs["sender"]
        )
        pks = set(
            model.objects.using(using).filter(**{field.name: instance}).values_list("pk", flat=True)
        )
    if action != "pre_clear" or reverse:
        announce(holder, pks or (), using=using)
        touch({holder: set(pks or ())}, using=using)
