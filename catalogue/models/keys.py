"""Keys that records have besides their primary key: to be found by, and to sort by."""

from django.db import models

from catalogue.models.record import Record, new_pid


class Identified(models.Model):
    """A record with a permanent identifier, given once and never reused."""

    pid = models.CharField("pid", max_length=12, unique=True, editable=False, default=new_pid)

    class Meta:
        abstract = True


class Sorted(Record):
    """A record that sorts by a stored key, since databases do not agree on collation."""

    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        abstract = True
