"""Suggestions while somebody types: public themes, speakers and interviews that lead to fragments,
and fragments.

The last word typed is the beginning of one; those before it are whole. Of a fragment, whose words
are too many to look through at each key, what is typed is the beginning of its title.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice, zip_longest
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from catalogue.dutch.words import STOP_WORDS, tokens
from catalogue.models import Fragment, Interview, Participation, Person, Theme
from catalogue.models.base import list_mark
from catalogue.search.facets import BY_PARAMETER, Selection
from catalogue.search.finding import Answer, find
from catalogue.search.models import NameWord, begins_with
from catalogue.search.question import read
from catalogue.values.choices import Part
from catalogue.values.text import sort_key

LONGEST_TEXT = 200
FEWEST_LETTERS = 2
MOST_WORDS = 8
MOST_NAMES = 500  # of a kind that are looked at, public or not
MOST_TITLES = 200
MOST_PEOPLE = 3  # of a name typed, whose pages are shown


class SuggestionKind(StrEnum):
    """What is suggested, by the name of its filter; a fragment is a page."""

    THEME = "thema"
    SPEAKER = "persoon"
    INTERVIEW = "interview"
    FRAGMENT = "fragment"


@dataclass(frozen=True)
class Suggestion:
    """A name or title and what leads to it: the slug of a record, the address of a fragment."""

    kind: SuggestionKind
    label: str
    target: str


def suggest(text: str, *, at_most: int = 8) -> list[Suggestion]:
    """The suggestions for what is typed, by kind. At most four queries, whatever is typed,
    beside those by which an answer counts the fragments of the names found.

    Nothing for less than two letters. Each kind gets its share of `at_most`, and what another
    leaves over.
    """
    words = tokens(text[:LONGEST_TEXT])[:MOST_WORDS]
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    key = sort_key(text[:LONGEST_TEXT])
    records = {
        SuggestionKind.THEME: Theme.objects.published(),
        SuggestionKind.SPEAKER: _speakers(),
        SuggestionKind.INTERVIEW: Interview.objects.published(),
    }
    answer = find(Selection())
    by_kind = [
        *(_named(kind, rows, words, key, answer, at_most) for kind, rows in records.items()),
        _fragments(key, at_most),
    ]
    in_turn = chain.from_iterable(zip_longest(*by_kind))
    order = list(SuggestionKind)
    chosen = islice((one for one in in_turn if one is not None), at_most)
    return sorted(chosen, key=lambda suggestion: order.index(suggestion.kind))


def named_like(kind: str, words: list[str]) -> QuerySet[Any]:
    """The keys of the records of this NameWord.Kind with these words in their name: the last one
    may be a beginning, the others are whole. In the order of the last."""
    *whole, last = words
    names = NameWord.objects.filter(begins_with("form", last), kind=kind)
    for word in whole:
        having = NameWord.objects.filter(kind=kind, record=OuterRef("record"), form=word)
        names = names.filter(Exists(having))
    return names.order_by("form", "record").values("record")


def people_called(text: str) -> list[Person]:
    """People with a public page in whose names all the words of a question stand, however many
    names those are; none where more than MOST_PEOPLE are called so, or something is excluded. One
    query at most."""
    question = read(text)
    words = question.words[: MOST_WORDS + 1]
    if question.excluded or len(words) > MOST_WORDS or STOP_WORDS.issuperset(words):
        return []
    people = Person.objects.published()
    for word in words:
        having = NameWord.objects.filter(
            kind=NameWord.Kind.PERSON, record=OuterRef("pk"), form=word
        )
        people = people.filter(Exists(having))
    found = list(people.order_by("sort_key", "slug")[: MOST_PEOPLE + 1])
    return found if len(found) <= MOST_PEOPLE else []


def _speakers() -> QuerySet[Any]:
    """Who speaks in something public; not who is only mentioned, nor who asks the questions."""
    speaking = Participation.objects.published().filter(part=Part.INTERVIEWEE)
    return Person.objects.filter(Exists(speaking.filter(person=OuterRef("pk"))))


def _named(
    kind: SuggestionKind,
    records: QuerySet[Any],
    words: list[str],
    key: str,
    answer: Answer,
    at_most: int,
) -> list[Suggestion]:
    """Names that begin with what is typed come before those that have it further on. Those that
    give no fragment in this answer are left out."""
    facet = BY_PARAMETER[kind]
    names = named_like(facet.model, words)[:MOST_NAMES]
    begins = Case(When(sort_key__startswith=key, then=Value(0)), default=Value(1))
    ordered = records.filter(pk__in=names).order_by(begins, "sort_key", "slug")
    rows = list(ordered.values_list("pk", facet.name, "slug"))
    found: list[Suggestion] = []
    # To count a theme its bitmap is read: so all the others only when one of the first falls away.
    for some in (rows[:at_most], rows[at_most:]):
        if some and len(found) < at_most:
            counts = answer.counts(facet.field, [pk for pk, _name, _slug in some])
            found += [Suggestion(kind, name, slug) for pk, name, slug in some if counts[pk]]
    return found[:at_most]


def _fragments(key: str, at_most: int) -> list[Suggestion]:
    """Public fragments among the first titles that begin with what is typed."""
    titles = Fragment.objects.filter(_title_begins_with(key)).order_by("sort_key").values("pk")
    # As a mark, not published(): for its conditions SQLite would look through all public fragments.
    marked = Fragment.objects.alias(is_shown=list_mark(Fragment))
    rows = marked.filter(pk__in=titles[:MOST_TITLES], is_shown=True).order_by("sort_key", "pid")
    return [
        Suggestion(SuggestionKind.FRAGMENT, fragment.title, fragment.get_absolute_url())
        for fragment in rows.only("pid", "title")[:at_most]
    ]


def _title_begins_with(key: str) -> Q:
    """The condition that has an index: SQLite looks a range up, PostgreSQL a LIKE."""
    if connection.vendor == "postgresql":
        return Q(sort_key__startswith=key)
    return begins_with("sort_key", key)
