"""Addresses that never die: former addresses, and the records that leave them behind."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, Optional

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.fields import LineField, TimecodeField
from catalogue.models.base import Visible, refuse
from catalogue.models.record import Record, RecordQuerySet
from catalogue.values.text import slug as make_slug


class FormerAddressQuerySet(RecordQuerySet["FormerAddress"]):
    def get_by_natural_key(self, host: str, path: str) -> "FormerAddress":
        return self.get(host=host, path=path)

    def at(self, host: str, *paths: str) -> Optional["FormerAddress"]:
        """The former address at the first of these paths that is known, or None."""
        found = {row.path: row for row in self.filter(host=host, path__in=paths)}
        return next((found[path] for path in paths if path in found), None)

    def leading_to(self, record) -> "FormerAddressQuerySet":
        return self.filter(kind=record._meta.model_name, key=record.address_key)

    def current_keys(self, model: type["Addressed"], slugs: Iterable[str]) -> dict[str, str]:
        """Of the slugs that this model once had: the one that replaced it, by old slug."""
        paths = {model.address_of(slug): slug for slug in slugs}
        rows = self.filter(host="", path__in=paths, kind=model._meta.model_name).exclude(key="")
        return {paths[row.path]: row.key for row in rows}


class FormerAddress(Record):
    """An address that once worked, here or on a former domain. Without a target it is gone."""

    host = LineField(
        _("host"), max_length=200, blank=True, help_text=_("Empty: this site. Else www.example.nl.")
    )
    path = LineField(
        _("path"), max_length=500, help_text=_("With its query, as in /interview.php?id=12.")
    )
    kind = models.CharField(
        _("leads to a"),
        max_length=20,
        blank=True,
        choices=[
            ("fragment", _("fragment")),
            ("interview", _("interview")),
            ("theme", _("theme")),
            ("person", _("person")),
            ("organisation", _("organisation")),
            ("backgroundsource", _("background source")),
        ],
    )
    key = LineField(
        _("slug or pid"), max_length=100, blank=True, help_text=_("Empty: gone, answered with 410.")
    )
    time_ms = TimecodeField(_("time"), null=True, blank=True)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        ordering = ["host", "path"]
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.UniqueConstraint(fields=["host", "path"], name="formeraddress_unique"),
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"),
                name="formeraddress_path_begins_with_slash",
                violation_error_message=_("The path begins with a slash."),
            ),
            models.CheckConstraint(
                condition=models.Q(key="") | ~models.Q(kind=""),
                name="formeraddress_key_has_kind",
                violation_error_message=_("Say what kind of page this leads to."),
            ),
        ]

    def __str__(self):
        return f"{self.host}{self.path}"

    def natural_key(self):
        return (self.host, self.path)

    @property
    def target(self) -> Any:
        """The record it leads to, or None when that is gone."""
        if not self.key:
            return None
        model = apps.get_model("catalogue", self.kind)
        return model.objects.filter(**{model.address_field: self.key}).first()

    def clean(self):
        super().clean()
        if self.key and self.kind and self.target is None:
            raise ValidationError({"key": _("There is no such page: “%s”.") % self.key})


@lru_cache(maxsize=5000)
def path_of(view: str, *keys: str) -> str:
    """The path of a page. Kept: a list has some hundred and fifty, many of them over and over."""
    return reverse(f"catalogue:{view}", args=keys)


class Addressed(Visible):
    """A record with a page. Its key stands in the address; one it leaves keeps leading to it."""

    address_field: ClassVar[str]
    address_view: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def address_key(self) -> str:
        return getattr(self, self.address_field)

    @classmethod
    def address_of(cls, key: str) -> str:
        """The path of the page that has this key."""
        return path_of(cls.address_view, key)

    def get_absolute_url(self) -> str:
        return self.address_of(self.address_key)


class Slugged(Addressed):
    """A record found by a slug that may change; former slugs keep working and are not reused."""

    address_field = "slug"
    slug_from: ClassVar[str] = "title"
    empty_slug: ClassVar[str]

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Part of the address. Empty: made from the name. A former slug keeps working."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug=""), name="%(class)s_slug_is_not_empty"
            ),
        ]

    def natural_key(self):
        return (self.slug,)

    def prepare(self) -> None:
        super().prepare()
        if not self.slug:
            self.slug = self.free_slug()

    def free_slug(self) -> str:
        """A slug made from the name that no record has or had."""
        stem = make_slug(getattr(self, self.slug_from), empty=self.empty_slug)
        candidate, number = stem, 1
        while self.slug_is_taken(candidate):
            number += 1
            candidate = f"{stem}-{number}"
        return candidate

    def slug_is_taken(self, slug: str) -> bool:
        """Whether another record has this slug, or had it."""
        others = type(self).objects.exclude(pk=self.pk).filter(slug=slug)
        return others.exists() or self.slug_was_taken(slug)

    def slug_was_taken(self, slug: str) -> bool:
        """Whether another record had this slug; its own former ones it may have back."""
        former = FormerAddress.objects.filter(host="", path=self.address_of(slug))
        if stored := self.stored_slug():
            former = former.exclude(kind=self._meta.model_name, key=stored)
        return former.exists()

    def stored_slug(self) -> str:
        """The slug that the database has now, whoever wrote it; empty before the first save."""
        if self.pk is None:
            return ""
        stored = type(self)._base_manager.filter(pk=self.pk)
        return stored.values_list("slug", flat=True).first() or ""

    def clean(self):
        super().clean()
        self.slug = self.slug or self.free_slug()  # the constraints are checked next
        if self.slug != self.stored_slug() and self.slug_is_taken(self.slug):
            raise self.slug_refused()

    def slug_refused(self) -> ValidationError:
        return refuse("slug", _("“%s” is or was the address of another page.") % self.slug, "taken")

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save; a changed slug leaves a former address. ValidationError if it was another's."""
        with transaction.atomic():
            self.prepare()
            former = self.stored_slug()
            moves = self.slug != former and (update_fields is None or "slug" in update_fields)
            if moves and self.slug_was_taken(self.slug):
                raise self.slug_refused()
            super().save(*args, update_fields=update_fields, **kwargs)
            if moves and former:
                self.leave(former)

    def leave(self, former: str) -> None:
        """Let the page of the former slug, and all that led there, lead here."""
        kind = str(self._meta.model_name)
        FormerAddress.objects.filter(host="", path=self.address_of(self.slug)).delete()
        FormerAddress.objects.filter(kind=kind, key=former).update(key=self.slug)
        FormerAddress.objects.create(path=self.address_of(former), kind=kind, key=self.slug)


@receiver(pre_delete)
def remember_deleted(sender, instance, **kwargs):
    """A page that the public knew answers 410 after its end; one it never saw is forgotten."""
    if not isinstance(instance, Addressed):
        return
    former = FormerAddress.objects.leading_to(instance)
    if sender.objects.has_been_public(timezone.now()).filter(pk=instance.pk).exists():
        former.update(key="")
        FormerAddress.objects.create(
            path=instance.address_of(instance.address_key), kind=sender._meta.model_name
        )
    else:
        former.delete()
