"""The rows of the search: derived, never edited, and made again by `manage.py reindex`. Here are
the words of each fragment and of the names around it; the tables of the index are in index.py.

An application of their own, so that fixtures of the catalogue are without them. They are written
in the transaction of what they are derived from.
"""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from catalogue.dutch.compounds import Asked
from catalogue.fields import BytewiseField
from catalogue.search.models.index import IndexBlock, IndexChange, IndexState

__all__ = ["Document", "IndexBlock", "IndexChange", "IndexState", "IndexedWord", "NameWord"]

LONGEST_WORD = 60
LAST = "\U0010ffff"  # sorts after every character of a word


def begins_with(field: str, text: str) -> Q:
    """The condition that a field which sorts bytewise begins with a text, as a range: for that an
    index is looked up where it is not for LIKE."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + LAST})


class Document(models.Model):
    """The words of a fragment and their stems, as `words.document()` writes them: its title, its
    summary and quote, and what is said in it."""

    fragment = models.OneToOneField(
        "catalogue.Fragment",  # by name: the index imports none of the catalogue's models
        models.CASCADE,
        primary_key=True,
        related_name="document",
        db_constraint=False,  # derived: it may come before its fragment, and be left by it
    )
    words = models.TextField()
    stems = models.TextField()

    def __str__(self) -> str:
        return self.words


S = TypeVar("S", bound="Spelling")


class SpellingQuerySet(models.QuerySet[S]):
    def like(self, asked: Asked) -> Self:
        """The words that a word of a question finds, as `Asked.finds()` has it. Every way has a
        range of its own before its regular expression: for these an index is looked up."""
        condition = Q(stem=asked.stem)
        if asked.is_part:
            is_part = Q(stem__regex=f"^{asked.part_of_stem}")
            condition |= begins_with("stem", asked.stem) & is_part
            condition |= begins_with("ending", asked.stem[::-1]) & is_part
        for head in asked.heads:
            condition |= begins_with("form", head) & Q(form__regex=f"^{asked.first_of_word}")
        return self.filter(condition)


class Spelling(models.Model):
    """A word as it is written, folded; its stem, and the stem from back to front."""

    form = BytewiseField(max_length=LONGEST_WORD)
    stem = BytewiseField(max_length=LONGEST_WORD, db_index=True)
    ending = BytewiseField(max_length=LONGEST_WORD, db_index=True)

    objects = SpellingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.form


class NameWord(Spelling):
    """A word in the name of a theme or person or in the title of an interview."""

    class Kind(models.TextChoices):
        THEME = "theme"
        PERSON = "person"
        INTERVIEW = "interview"

    kind = models.CharField(max_length=10, choices=Kind)
    record = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["form"], name="nameword_form"),
            models.Index(fields=["kind", "form", "record"], name="nameword_kind_form"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "record", "form"], name="nameword_once")
        ]


class IndexedWord(Spelling):
    """A word in any document that was ever folded into the index."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form"], name="indexedword_once")]
