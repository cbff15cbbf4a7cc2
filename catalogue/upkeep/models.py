"""Files that no record has, as the last check_media found them."""

from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 400


class StrayFileQuerySet(models.QuerySet["StrayFile"]):
    def replace(self, sizes: Mapping[str, int]) -> None:
        """Let these be all that was found: sizes in bytes, by name in the storage."""
        now, found = timezone.now(), {}
        for name, size in sizes.items():
            # A name that is no UTF-8, or longer than any that the site gives, is shown as it can.
            shown = name.encode(errors="replace").decode()[:LONGEST_NAME]
            found[shown] = self.model(name=shown, size=size, found_at=now)
        with transaction.atomic():
            self.all().delete()
            self.bulk_create(found.values())
            MediaCheck.objects.bulk_create(
                [MediaCheck(pk=1, at=now)],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["at"],
            )

    def found_at(self) -> str:
        """When check_media looked for them last, in words; empty where it never did."""
        check = MediaCheck.objects.first()
        return date_format(timezone.localtime(check.at), "DATETIME_FORMAT") if check else ""

    replace.alters_data = True  # type: ignore[attr-defined]  # read by Django


class StrayFile(models.Model):
    """A file in the storage that no record had when it was found."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    found_at = models.DateTimeField(_("as of"))

    objects = StrayFileQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("file without a record")
        verbose_name_plural = _("files without a record")

    def __str__(self):
        return self.name


class MediaCheck(models.Model):
    """When check_media ran last: one row, or none where it never ran."""

    at = models.DateTimeField()

    def __str__(self):
        return str(self.at)
