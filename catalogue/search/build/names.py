"""The words in the names of themes and people and in the titles of interviews.

Kept apart from the documents: a theme with a million fragments gets another name in one row.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model

from catalogue.dutch.stems import stem
from catalogue.dutch.words import joined, spaced, tokens
from catalogue.models import Interview, Person, Theme
from catalogue.search.build.storing import AT_ONCE, among, insert
from catalogue.search.models import NameWord

NAMES: dict[type[Model], tuple[NameWord.Kind, str]] = {
    Theme: (NameWord.Kind.THEME, "name"),
    Person: (NameWord.Kind.PERSON, "name"),
    Interview: (NameWord.Kind.INTERVIEW, "title"),
}
MODELS = {kind: (model, field) for model, (kind, field) in NAMES.items()}


def write(model: type[Model], keys: Iterable[int]) -> None:
    """Make the words of these records again; of those that are gone none remain."""
    kind, field = NAMES[model]
    ordered = sorted(keys)
    for place in range(0, len(ordered), AT_ONCE):
        part = ordered[place : place + AT_ONCE]
        wanted = {
            (record, *spelling(form))
            for record, name in model.objects.filter(among(part)).values_list("pk", field)
            for form in words_of(name)
        }
        rows = NameWord.objects.filter(kind=kind, record__in=part)
        columns = rows.values_list("pk", "record", "form", "stem", "ending")
        stored = {tuple(word): pk for pk, *word in columns}
        stale = [pk for word, pk in stored.items() if word not in wanted]
        if stale:
            NameWord.objects.filter(pk__in=stale).delete()
        fresh = wanted - stored.keys()
        if fresh:
            rows = ((kind, *word) for word in sorted(fresh))
            insert(NameWord, rows, ("kind", "record", "form", "stem", "ending"))


def words_of(name: str) -> set[str]:
    """The words of a name, folded, and its hyphenated words in one piece."""
    return {*tokens(name), *joined(name)}


def spelling(form: str) -> tuple[str, str, str]:
    """The columns of a Spelling."""
    bare = stem(form)
    return form, bare, bare[::-1]


def with_phrase(words: tuple[str, ...]) -> list[tuple[str, int]]:
    """The records, as kind and key, in whose names these words stand in sequence."""
    keys: dict[str, set[int]] = {}
    for word in dict.fromkeys(words):
        having = defaultdict(set)
        for kind, record in NameWord.objects.filter(form=word).values_list("kind", "record"):
            having[kind].add(record)
        keys = {
            kind: records & keys[kind] if keys else records
            for kind, records in having.items()
            if not keys or kind in keys
        }
        if not keys:
            return []
    phrase = spaced(words)
    found = []
    for kind, records in keys.items():
        model, field = MODELS[kind]
        for record, name in model.objects.filter(pk__in=records).values_list("pk", field):
            if phrase in spaced(tokens(name)):
                found.append((kind, record))
    return sorted(found)
