"""The rows in which the search index is kept. What is in them: docs/search.md."""

import secrets

from django.db import models

from catalogue.fields import BytewiseField


def new_stamp() -> int:
    """A random number, by which what was rolled back never passes for what came in its place."""
    return secrets.randbelow(2**31)


class IndexState(models.Model):
    """The one row that says which blocks are the index: readers believe nothing else.

    `manifest` has {"shards": [[number, version], …], "joint": [version, [number, …]], "orders":
    version, "reading": …, "format": …, "stamp": …}: where the columns of each shard are, and its
    bitmaps unless these are among the joint ones; by which words.READING all was read, and in which
    blocks.FORMAT it is written. Who folds writes blocks of new versions, then names those here and
    removes the changes that they took in, in one short transaction. `lease_until` keeps others from
    doing the same work at the same time, as long as the process `lease_holder` is there (lease.py).
    """

    generation = models.PositiveBigIntegerField(default=0)
    next_version = models.PositiveBigIntegerField(default=1)
    manifest = models.JSONField(default=dict)
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=200, default="", blank=True)

    def __str__(self):
        return f"generation {self.generation}"


class IndexBlock(models.Model):
    """A named piece of one version of a shard, or of several: a column, or the fragments of a word
    or theme."""

    version = models.PositiveBigIntegerField()
    name = BytewiseField(max_length=130)
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="indexblock_once"),
        ]

    def __str__(self):
        return f"{self.version} {self.name}"


class IndexChange(models.Model):
    """A fragment or theme that was written since the blocks were made, or somebody or something
    else whose name is shown."""

    class Kind(models.TextChoices):
        FRAGMENT = "fragment"
        THEME = "theme"
        NAME = "name"

    kind = models.CharField(max_length=10, choices=Kind)
    record = models.BigIntegerField()
    stamp = models.PositiveIntegerField(default=new_stamp)

    def __str__(self):
        return f"{self.kind} {self.record}"
