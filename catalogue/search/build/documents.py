"""The documents: what is searched of each fragment, made from its text and what is said in it."""

from collections.abc import Iterable
from functools import lru_cache

from catalogue.dutch.words import document
from catalogue.models import Fragment, Transcript
from catalogue.models.passage import passages_in
from catalogue.search.build.storing import AT_ONCE, among, insert
from catalogue.search.models import Document


def write(keys: Iterable[int]) -> set[int]:
    """Make the documents of these fragments again; the keys of those that differed."""
    ordered, written = sorted(keys), set()
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
