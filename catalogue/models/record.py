"""Record: what every model of the catalogue is; and the manager through which all writes pass."""

import secrets
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar

from django.db import models, router, transaction
from django.db.models import Case, Q, Value, When
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from catalogue.models.signals import announce

# No vowels but a, e, u and no look-alikes (0 o, 1 i l): pids are read out and typed over.
PID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PID_LENGTH = 10

CHUNK = 500  # keys in one condition: SQLite takes no more than some thousands

R = TypeVar("R", bound="Record")

Parents = dict[type["Record"], dict[int, bool]]
"""Records that something written belongs to, by model and primary key; and whether the public could
ever see what was written."""


def new_pid() -> str:
    """A short random permanent identifier. 31^10 values: a chance hit on one that exists, or
    ever existed, is not to be expected even among millions."""
    return "".join(secrets.choice(PID_ALPHABET) for _ in range(PID_LENGTH))


class RecordQuerySet(models.QuerySet[R]):
    """Writes that announce what they changed and raise the versions of what it belongs to."""

    def update(self, *, because: type[models.Model] | None = None, quietly=False, **values) -> int:
        """Like Django's, announced. TypeError for a field from which save() derives others.

        `because` tells the listeners that not these rows but what belongs to them was written;
        `quietly`, that the public could never see that: what it reads of when these changed stays.
        """
        guarded = sorted(self.model.written_by_save.intersection(values))
        if guarded:
            raise TypeError(
                f"{self.model.__name__}.{', '.join(guarded)} drives other fields: use save()."
            )
        return self.write(because=because, quietly=quietly, **values)

    update.alters_data = True  # type: ignore[attr-defined]  # read by Django

    def write(self, *, because: type[models.Model] | None = None, quietly=False, **values) -> int:
        """update() for a caller that gives the fields which follow from others along."""
        with transaction.atomic(using=self.db):
            pks = list(self.values_list("pk", flat=True))
            written = self.model._base_manager.using(self.db).filter(pk__in=pks)
            parents = self.model.parents_of(written, using=self.db)
            rows = super().update(**self.model.stamped(values, quietly=quietly))
            _add(parents, self.model.parents_of(written, using=self.db))
            announce(self.model, pks, using=self.db, because=because)
            touch(parents, using=self.db, because=self.model, quietly=quietly)
        return rows

    write.alters_data = True  # type: ignore[attr-defined]  # read by Django

    def bulk_create(
        self, objs, *args, ignore_conflicts=False, update_conflicts=False, **kwargs
    ) -> list[R]:
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
            parents = self.model.parents_of(created, using=self.db)
            touch(parents, using=self.db, because=self.model)
        return created

    bulk_create.alters_data = True  # type: ignore[attr-defined]  # read by Django


class Record(models.Model):
    """A row of the catalogue: prepared before every write, announced after it.

    `belongs_to` names the foreign keys of the records whose version a write to this one raises.
    `written_by_save` names the fields from which prepare() derives others, `prepared` those others.
    """

    belongs_to: ClassVar[tuple[str, ...]] = ()
    written_by_save: ClassVar[frozenset[str]] = frozenset()
    prepared: ClassVar[frozenset[str]] = frozenset()

    from_fixture = False  # whether it was last written by loaddata
    linked_before: Parents  # who links to it, before that ends
    parents_before: Parents  # what it belongs to, before it is deleted
    seen_before = False  # whether the public could ever see it as it was before it was last saved

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save, announced inside the same transaction."""
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using):
            self.prepare()
            if update_fields is not None:
                update_fields = {*update_fields, *self.prepared}
            stored = self.parents_stored(using)
            self.seen_before = any(any(keys.values()) for keys in stored.values())
            super().save(*args, update_fields=update_fields, **kwargs)
            touch(self.parents_left(stored), using=using, because=type(self))

    def prepare(self) -> None:
        """Fill what follows from other fields. Called by save() and bulk_create(). Idempotent."""

    @classmethod
    def stamped(cls, values: dict, *, quietly: bool = False) -> dict:
        """The values of an update() with what every write to this model adds."""
        return values

    @classmethod
    def seen_q(cls) -> Q:
        """The condition under which the public sees, saw or will see rows, as far as that is up to
        them and not to what they belong to. Empty: all of them."""
        return Q()

    @classmethod
    def parents_of(cls, rows: Iterable["Record"] | models.QuerySet, *, using: str) -> Parents:
        """The records that these rows, as they are stored, belong to."""
        fields: list[Any] = [cls._meta.get_field(name) for name in cls.belongs_to]
        parents: Parents = {field.related_model: {} for field in fields}
        if fields:
            for *keys, is_seen in cls._links(rows, [field.attname for field in fields], using):
                for field, key in zip(fields, keys, strict=True):
                    known = parents[field.related_model]
                    known[key] = known.get(key, False) or bool(is_seen)
        return parents

    @classmethod
    def _links(
        cls, rows: Iterable["Record"] | models.QuerySet, columns: list[str], using: str
    ) -> Iterator[tuple]:
        """Of each of these rows its values in these columns, and whether it is as seen_q() says."""
        is_seen = cls.seen_q()
        if isinstance(rows, models.QuerySet):
            mark: Any = Value(True)
            if is_seen:
                mark = Case(When(is_seen, then=mark), default=Value(False))
            yield from rows.order_by().values_list(*columns, mark).distinct()
            return
        rows = list(rows)
        if not is_seen:
            yield from ((*(getattr(row, column) for column in columns), True) for row in rows)
            return
        for place in range(0, len(rows), CHUNK):
            pks = [row.pk for row in rows[place : place + CHUNK]]
            yield from cls._links(cls._base_manager.using(using).filter(pk__in=pks), columns, using)

    def parents_stored(self, using: str) -> Parents:
        """The records that this one belongs to as it is stored."""
        if self._state.adding or not self.belongs_to:
            return {}
        return self.parents_of(
            type(self)._base_manager.using(using).filter(pk=self.pk), using=using
        )

    def parents_left(self, stored: Parents) -> Parents:
        """Those of the stored ones that the save of this one took it away from."""
        fields: list[Any] = [self._meta.get_field(name) for name in self.belongs_to]
        kept = {(field.related_model, getattr(self, field.attname)) for field in fields}
        return {
            model: {key: is_seen for key, is_seen in keys.items() if (model, key) not in kept}
            for model, keys in stored.items()
        }

    def linked_by(self, *, using: str, through: type | None = None) -> Parents:
        """The records whose many-to-many fields name this one: by way of this table, or of all that
        are no models of their own."""
        holders: Parents = {}
        relations: Iterable[Any] = self._meta.related_objects
        for relation in relations:
            if not relation.many_to_many:
                continue
            if relation.through is through or (not through and relation.through._meta.auto_created):
                rows = relation.related_model._base_manager.using(using)
                pks = rows.filter(**{relation.field.name: self}).values_list("pk", flat=True)
                _add(holders, {relation.related_model: dict.fromkeys(pks, True)})
        return holders


def _add(parents: Parents, more: Parents) -> None:
    """Take these into the parents: seen by the public where either says so."""
    for model, keys in more.items():
        known = parents.setdefault(model, {})
        for key, is_seen in keys.items():
            known[key] = known.get(key, False) or is_seen


def touch(
    records: Parents,
    *,
    using: str,
    because: type[models.Model] | None = None,
    quietly: bool = False,
) -> None:
    """Announce these records and raise their versions: something that belongs to them, of the
    model `because`, was written; or, without it, one of their own links. Quietly where the public
    could never see what was written."""
    for model, keys in records.items():
        aloud = {key for key, is_seen in keys.items() if is_seen and not quietly}
        for some, is_quiet in ((aloud, False), (keys.keys() - aloud, True)):
            if some:
                rows = model.objects.using(using).filter(pk__in=some)
                rows.update(because=because, quietly=is_quiet)


def announce_all(
    records: Parents, *, using: str, because: type[models.Model] | None = None
) -> None:
    """Announce these records as touch() does, and leave their versions as they are."""
    for model, keys in records.items():
        announce(model, keys, using=using, because=because)


@receiver(post_save)
def announce_save(sender, instance, raw, using, **kwargs):
    """Tell of a saved record. Fixtures (raw) carry their versions, so these are left alone."""
    if isinstance(instance, Record):
        instance.from_fixture = raw
        announce(sender, [instance.pk], using=using)
        parents = sender.parents_of([instance], using=using)
        if raw:
            announce_all(parents, using=using, because=sender)
            return
        if instance.seen_before:
            parents = {model: dict.fromkeys(keys, True) for model, keys in parents.items()}
        touch(parents, using=using, because=sender)


@receiver(pre_delete)
def note_links(instance, using, **kwargs):
    """Note who links to a record, and what it belongs to: after its deletion nobody knows."""
    if isinstance(instance, Record):
        instance.linked_before = instance.linked_by(using=using)
        instance.parents_before = instance.parents_of([instance], using=using)


@receiver(post_delete)
def announce_delete(sender, instance, using, **kwargs):
    """Tell of a deleted record, cascades included, and of those that linked to it."""
    if isinstance(instance, Record):
        announce(sender, [instance.pk], using=using, is_deleted=True)
        touch(instance.parents_before, using=using, because=sender)
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
        holders = {type(instance): {instance.pk: True}}
    elif action == "post_clear":
        holders = instance.linked_before
    else:
        holders = {model: dict.fromkeys(pk_set, True)}
    if instance.from_fixture:
        announce_all(holders, using=using)
        for holder, pks in holders.items():
            rows = holder._base_manager.using(using).filter(pk__in=pks)
            announce_all(holder.parents_of(rows, using=using), using=using, because=holder)
    else:
        touch(holders, using=using)
