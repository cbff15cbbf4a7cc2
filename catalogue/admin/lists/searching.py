"""The search of the admin's lists. A row is found when every word of the search is somewhere in it,
in whichever way: in its texts, as the name of who speaks or of an interview, as a year or a time.

Each way is a function from a word to a condition; None says that the word is nothing of the kind.
None of them joins the list to rows of which it has many, so no row comes twice.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial, reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

from catalogue.dutch.words import tokens, with_any_signs
from catalogue.models import (
    Fragment,
    Interview,
    Organisation,
    Participation,
    Person,
    StatedDate,
    Theme,
)
from catalogue.models.record import Record
from catalogue.values import timecode
from catalogue.values.text import fold
from catalogue.values.timecode import TimecodeError

# A longer search means nothing more, and each word of it is another condition for the database.
LONGEST_SEARCH = 200
MOST_WORDS = 10

Way = Callable[[str], Q | None]
NOTHING = Q(pk__in=())

_YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
# Of which there are tens of thousands: a word without signs is looked for as it is.
_TEXTS = {"abstract", "note", "printed_title", "summary"}
_WORDS_OF_FRAGMENT = "document__words"  # folded, without signs: see dutch.words.document


def words_of(term: str) -> Iterator[str]:
    """The words of a search; what stands in quotation marks is one. Signs alone are none, unless
    there is nothing else."""
    bits = list(smart_split(term.replace("\0", " ")[:LONGEST_SEARCH]))[:MOST_WORDS]
    words = [_unquoted(bit).strip() for bit in bits]
    yield from [word for word in words if tokens(word)] or filter(None, words)


def _unquoted(bit: str) -> str:
    is_quoted = len(bit) > 1 and bit[0] == bit[-1] and bit[0] in "\"'"
    return unescape_string_literal(bit) if is_quoted else bit


class FindsWords:
    """For all admins. The texts are `search_fields`; `also_found_by` are the other ways."""

    search_fields: Sequence[str] = ()
    also_found_by: Sequence[Way] = ()

    def get_search_results(self, request, queryset, search_term):
        for word in words_of(search_term) if self.search_fields else ():
            texts: Way = partial(in_texts, self.search_fields)
            queryset = queryset.filter(any_of(texts, *self.also_found_by)(word))
        return queryset, False


def any_of(*ways: Way) -> Way:
    """In one of these ways; a word that is nothing for any of them finds nothing."""

    def way(word: str) -> Q:
        conditions = (condition for one in ways if (condition := one(word)) is not None)
        return reduce(or_, conditions, NOTHING)

    return way


def in_texts(fields: Sequence[str], word: str) -> Q:
    """In one of these texts, however it is accented and whatever signs are in it: "één" also finds
    "een", "O'Neil" also "O’Neil", "JP" also "J.P."."""
    return reduce(or_, (_in_text(field, word) for field in fields))


def _in_text(field: str, word: str) -> Q:
    if field.endswith("__iexact"):
        return Q(**{field: word})
    if field.endswith(_WORDS_OF_FRAGMENT):
        plain = " ".join(tokens(word))
        return Q(**{f"{field}__contains": plain}) if plain else NOTHING
    condition = Q(**{f"{field}__icontains": word})
    if (folded := fold(word)) != word.casefold():
        condition |= Q(**{f"{field}__icontains": folded})
    is_text = field.rpartition("__")[2] in _TEXTS
    if (pattern := with_any_signs(word)) and not (is_text and word.isalnum()):
        condition |= Q(**{f"{field}__iregex": pattern})
    return condition


def at_time(*fields: str) -> Way:
    """As a time, in any notation that is read elsewhere: the second that begins or ends then."""

    def way(word: str) -> Q | None:
        try:
            ms = timecode.parse(word)
        except TimecodeError:
            return None
        last = ms if ms % 1000 else ms + 999
        return reduce(or_, (Q(**{f"{field}__range": (ms, last)}) for field in fields))

    return way


def in_year(*fields: str) -> Way:
    """As a year of one of these partial dates."""

    def way(word: str) -> Q | None:
        if not _YEAR.fullmatch(word):
            return None
        return reduce(or_, (Q(**{f"{field}__contains": word}) for field in fields))

    return way


def of_organisation(path: str) -> Way:
    return lambda word: Q(**{f"{path}__in": organisations(word)})


def of_theme(path: str) -> Way:
    return lambda word: Q(**{f"{path}__in": _named(Theme, ("name", "sort_key"), word)})


def of_interview(path: str) -> Way:
    """By the interview at the end of the path: its title or pid, who takes part and for which
    organisation, its years."""
    return lambda word: Q(**{f"{path}__in": interviews(word)})


def of_fragments_interview(path: str = "") -> Way:
    """By the title or years of the interview of a fragment, and who speaks in the fragment itself.
    `path` leads to the fragment, with its underscores."""

    def way(word: str) -> Q:
        spoken = Fragment.objects.spoken_by(Q(person__in=people(word))).order_by()
        return Q(**{f"{path}interview__in": _titled(word)}) | Q(
            **{f"{path}pk__in": spoken.values("pk")}
        )

    return way


def people(word: str) -> QuerySet:
    return _named(Person, ("name", "sort_name", "sort_key"), word)


def organisations(word: str) -> QuerySet:
    return _named(Organisation, ("name", "abbreviation", "sort_key"), word)


def _named(model: type[Record], fields: Sequence[str], word: str) -> QuerySet:
    return model._default_manager.filter(in_texts(fields, word)).order_by()


def interviews(word: str) -> QuerySet[Interview]:
    """Found by their title, years, or who takes part."""
    return Interview.objects.filter(any_of(_by_title, *BY_YEAR, by_participant)(word)).order_by()


def _titled(word: str) -> QuerySet[Interview]:
    return Interview.objects.filter(any_of(_by_title, *BY_YEAR)(word)).order_by()


def _by_title(word: str) -> Q:
    return in_texts(("title", "sort_key", "slug", "pid__iexact"), word)


def _by_stated_year(word: str) -> Q | None:
    year = in_year("date")(word)
    return year and Q(pk__in=StatedDate.objects.filter(year).order_by().values("interview"))


def by_participant(word: str) -> Q:
    """An interview by who takes part in it, and the organisations that they speak for."""
    taking_part = Participation.objects.order_by()
    named = taking_part.filter(person__in=people(word))
    of_organisations = taking_part.filter(positions__organisation__in=organisations(word))
    return Q(pk__in=named.values("interview")) | Q(pk__in=of_organisations.values("interview"))


# Ways to an interview.
BY_YEAR: tuple[Way, ...] = (in_year("conducted_on", "period_from", "period_to"), _by_stated_year)
