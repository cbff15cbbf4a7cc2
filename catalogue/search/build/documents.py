"""What is searched: the document of each fragment, made from its text and what is said in it; and
the words in the names of themes and people and in the titles of interviews.

Names are kept apart from documents: a theme with a million fragments gets another name in one row.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Model

from catalogue.dutch.stems import stem
from catalogue.dutch.words import also, document, tokens
from catalogue.models import Fragment, Transcript
from catalogue.models.passage import passages_in
from catalogue.search.models import Document, NameWord
from catalogue.search.models.index import AT_ONCE, among, insert
from catalogue.search.sql.words import NAMES


def write(keys: Iterable[int]) -> set[int]:
    """Make the documents of these fragments again; the keys of those that differed."""
    ordered = sorted(keys)
    written: set[int] = set()
    for place in range(0, len(ordered), AT_ONCE):
        part = ordered[place : place + AT_ONCE]
        stored = {
            pk: (words, stems)
            for pk, words, stems in Document.objects.filter(among(part)).values_list(
                "pk", "words", "stems"
            )
        }
        wanted = made(part)
        different = {key: texts for key, texts in wanted.items() if stored.get(key) != texts}
        if different:
            rows = ((key, *texts) for key, texts in sorted(different.items()))
            insert(Document, rows, ("fragment_id", "words", "stems"), key=("fragment_id",))
        written |= different.keys()
    return written


def made(keys: list[int]) -> dict[int, tuple[str, str]]:
    """The words and stems of these fragments, by key. A constant number of queries."""
    rows = Fragment.objects.filter(among(keys)).order_by()
    texts = list(rows.values_list("pk", "interview", "title", "summary", "quote"))
    spoken = _spoken({row[1] for row in texts})
    return {
        pk: _document(title, summary, quote, spoken.get(pk, ""))
        for pk, _interview, title, summary, quote in texts
    }


@lru_cache(maxsize=2 * AT_ONCE)
def _document(*texts: str) -> tuple[str, str]:
    """Remembered for a moment: who makes very many works them out before the rows are locked."""
    return document(*texts)


def _spoken(interviews: set[int]) -> dict[int, str]:
    """What is said in the fragments of these interviews, by fragment."""
    transcribed = set(
        Transcript.objects.filter(interview__in=interviews)
        .order_by()
        .values_list("interview", flat=True)
    )
    if not transcribed:
        return {}
    return {
        fragment: " ".join(passage.text for passage in passages)
        for fragment, passages in passages_in(transcribed).items()
    }


def write_names(model: type[Model], keys: Iterable[int]) -> None:
    """Make the words of these records again; of those that are gone none remain."""
    kind, field = NAMES[model]
    ordered = sorted(keys)
    for place in range(0, len(ordered), AT_ONCE):
        part = ordered[place : place + AT_ONCE]
        wanted = {
            (record, *spelling(form))
            for record, name in model._default_manager.filter(among(part)).values_list("pk", field)
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
            new = ((kind, *word) for word in sorted(fresh))
            insert(NameWord, new, ("kind", "record", "form", "stem", "ending"))


def words_of(name: str) -> set[str]:
    """The words of a name, folded, and by what else they are found."""
    return {*tokens(name), *also(name)}


def spelling(form: str) -> tuple[str, str, str]:
    """The columns of a Spelling."""
    bare = stem(form)
    return form, bare, bare[::-1]
