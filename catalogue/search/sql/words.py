"""Which fragments have the words of a question, and how well, in plain SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_

from django.db.models import Case, Model, Q, Value, When
from django.db.models.functions import Left, StrIndex

from catalogue.dutch.compounds import Asked, asked
from catalogue.dutch.words import spaced, tokens
from catalogue.models import Fragment, Interview, Person, Theme
from catalogue.models.fragment import FragmentQuerySet
from catalogue.search.models import Document, NameWord
from catalogue.search.question import Question, Term

NOTHING = Q(pk__in=())

NAMES: dict[type[Model], tuple[NameWord.Kind, str]] = {
    Theme: (NameWord.Kind.THEME, "name"),
    Person: (NameWord.Kind.PERSON, "name"),
    Interview: (NameWord.Kind.INTERVIEW, "title"),
}
MODELS = {kind: (model, field) for model, (kind, field) in NAMES.items()}


def narrowed(fragments: FragmentQuerySet, question: Question) -> FragmentQuerySet:
    """Those with all that is wanted and nothing that is excluded."""
    for term in question.wanted:
        fragments = fragments.filter(_of(term))
    for term in question.excluded:
        fragments = fragments.exclude(pk__in=Fragment.objects.filter(_of(term)).values("pk"))
    return fragments


def with_tier(fragments: FragmentQuerySet, question: Question) -> FragmentQuerySet:
    """With `tier`: 0 with all words in the title as written, 1 with all in the title by their
    stems, 2 with all anywhere as written, 3 for the rest."""
    kinds = (_title_exactly, _title, _exactly) if question.wanted else ()
    cases = [
        When(reduce(and_, [kind(term) for term in question.wanted]), then=Value(tier))
        for tier, kind in enumerate(kinds)
    ]
    return fragments.annotate(tier=Case(*cases, default=Value(3)))


def _of(term: Term) -> Q:
    return _phrase(term.words) if term.is_phrase else _parts_or_whole(term, _word)


def _exactly(term: Term) -> Q:
    return _phrase(term.words) if term.is_phrase else _parts_or_whole(term, _exact_word)


def _title(term: Term) -> Q:
    if term.is_phrase:
        return _title_exactly(term)
    return _parts_or_whole(term, lambda word: _in_title(_like(asked(word), "title_")))


def _title_exactly(term: Term) -> Q:
    return _parts_or_whole(term, lambda word: _in_title(Q(title_words__contains=f" {word} ")))


def _parts_or_whole(term: Term, find: Callable[[str], Q]) -> Q:
    condition = reduce(and_, [find(word) for word in term.words])
    return condition | find(term.joined) if term.joined else condition


def _like(wanted: Asked, prefix: str = "") -> Q:
    """The condition that `Asked.finds()` holds for one of the words in a line of words and the line
    of their stems, two columns that are called so, with this prefix."""
    condition = Q(**{f"{prefix}stems__contains": f" {wanted.stem} "})
    if wanted.is_part:
        condition |= Q(**{f"{prefix}stems__regex": f" {wanted.part_of_stem}"})
    if wanted.heads:
        condition |= Q(**{f"{prefix}words__regex": f" {wanted.first_of_word}"})
    return condition


def _in_title(condition: Q) -> Q:
    """The fragments whose title answers to this, by its columns `title_words` and `title_stems`."""
    parts = {
        f"title_{column}": Left(f"document__{column}", StrIndex(f"document__{column}", Value("|")))
        for column in ("words", "stems")
    }
    titles = Fragment.objects.alias(**parts).order_by()
    return Q(pk__in=titles.filter(condition).values("pk"))


def _word(word: str) -> Q:
    wanted = asked(word)
    return _documents(_like(wanted)) | _named(
        NameWord.objects.like(wanted).values_list("kind", "record")
    )


def _exact_word(word: str) -> Q:
    return _documents(Q(words__contains=f" {word} ")) | _named(
        NameWord.objects.filter(form=word).values_list("kind", "record")
    )


def _phrase(words: tuple[str, ...]) -> Q:
    if len(words) == 1:
        return _exact_word(words[0])
    return _documents(Q(words__contains=spaced(words))) | _named(with_phrase(words))


def _documents(condition: Q) -> Q:
    return Q(pk__in=Document.objects.filter(condition).values("pk"))


def _named(names: Iterable[tuple[str, int]]) -> Q:
    """Fragments of these interviews, in these themes, spoken by or about these people."""
    records = defaultdict(list)
    for kind, record in names:
        records[kind].append(record)
    condition = NOTHING
    if interviews := records[NameWord.Kind.INTERVIEW]:
        condition |= Q(interview__in=interviews)
    if people := records[NameWord.Kind.PERSON]:
        spoken = Fragment.objects.spoken_by(Q(person__in=people)).order_by().values("pk")
        mentioning = Fragment.objects.mentioning(people).order_by().values("pk")
        condition |= Q(pk__in=spoken) | Q(pk__in=mentioning)
    if themes := records[NameWord.Kind.THEME]:
        public = Theme.objects.published().filter(pk__in=themes).values_list("pk", flat=True)
        for branch in Theme.objects.branches(public):
            on_branch = Fragment.objects.on_themes(branch).order_by().values("pk")
            condition |= Q(pk__in=on_branch)
    return condition


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
        model, field = MODELS[NameWord.Kind(kind)]
        for record, name in model._default_manager.filter(pk__in=records).values_list("pk", field):
            if phrase in spaced(tokens(name)):
                found.append((kind, record))
    return sorted(found)
