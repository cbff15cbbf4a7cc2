"""One process of a busy site: `python -m tests.soak.worker ROLE SEED`.

It says "ready" when it begins, works until SIGTERM tells it to stop, and then prints what it did,
as JSON. When something is wrong it ends with a traceback.
"""

import json
import logging
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402 - the models come after the set-up of Django

from catalogue.models import Fragment, Interview, Series  # noqa: E402
from catalogue.search.build import compact  # noqa: E402
from catalogue.search.build.lease import Busy  # noqa: E402
from catalogue.search.facets import Selection  # noqa: E402
from catalogue.search.finding import find  # noqa: E402
from catalogue.values.choices import State  # noqa: E402
from tests.soak import edits, questions  # noqa: E402

compact.FEW_SHARDS = 0  # bitmaps are joined, as in a large catalogue


def write(random: Random) -> Iterator[str]:
    """An editor in a hurry, who lets others pass: SQLite keeps no queue of who waits."""
    while True:
        yield edits.edit(random)
        time.sleep(random.uniform(0, 0.05))


def fold(random: Random) -> Iterator[str]:
    """Takes in what changed every second, and makes everything again now and then."""
    while True:
        work = random.choice([compact.fold] * 5 + [compact.reindex])
        try:
            work()
        except Busy:
            yield "busy"
        else:
            yield work.__name__
        time.sleep(1)


def reindex(random: Random) -> Iterator[str]:
    """Makes everything again, without a pause."""
    while True:
        compact.reindex()
        yield "reindex"


def write_and_fold(random: Random) -> Iterator[str]:
    """Takes in what it changes, without a pause."""
    while True:
        yield edits.edit(random)
        compact.fold()
        yield "fold"


def read(random: Random) -> Iterator[str]:
    """A visitor, whose answers must hold together, and an editor who looks at what was saved."""
    series, _made = Series.objects.get_or_create(slug=edits.OWN, defaults={"title": "Eigen"})
    interview = Interview.objects.create(
        series=series, slug=f"{edits.OWN}-{random.randrange(10**9)}", title="Eigen gesprek"
    )
    interview.state = State.PUBLISHED
    interview.save()
    fragment = Fragment(interview=interview, title="Nog niets", start_ms=0, state=State.PUBLISHED)
    word = "nogniets"
    while True:
        before, word = word, "".join(random.choices("bdfgklmnprstvz", k=12))
        fragment.title = f"Eigen woord {word}"
        fragment.state = random.choice([State.PUBLISHED, State.PUBLISHED, State.DRAFT])
        fragment.save()
        expected = [fragment.pk] if fragment.state == State.PUBLISHED else []
        found, gone = (find(Selection(text=one)) for one in (word, before))
        assert (found.page(0, 9), found.total) == (expected, len(expected)), f"{word}: not as saved"
        assert (gone.page(0, 9), gone.total) == ([], 0), f"{before}: as it was before"
        yield "saved and seen"
        hold_together(questions.query(random))
        yield "answer"


def hold_together(query: str) -> None:
    """AssertionError when the list and the facets of an answer are not about the same fragments."""
    asked = questions.listing(query)
    there = set(Fragment.objects.values_list("pk", flat=True))
    answer = find(asked.selection, asked.order)
    total = answer.total
    keys = answer.page(0, total + 1)  # one page: what is edited may move from one to another
    # A fragment that is deleted in between is left out.
    deleted = there - set(Fragment.objects.values_list("pk", flat=True))
    assert len(keys) == len(set(keys)), f"{query}: a fragment stands there twice"
    assert total - len(deleted) <= len(keys) <= total, f"{query}: {len(keys)} of {total} listed"
    if not asked.selection.lengths:
        lengths = sum(count for _place, count in answer.top("lengths", None))
        assert lengths == total, f"{query}: {lengths} of {total} in the facet of lengths"


ROLES = {work.__name__: work for work in (write, fold, reindex, write_and_fold, read)}


class Warnings(logging.Handler):
    """Counts what an operator would be warned of."""

    def __init__(self, done: Counter):
        super().__init__(logging.WARNING)
        self.done = done

    def emit(self, record: logging.LogRecord) -> None:
        self.done[f"warning: {record.getMessage()}"] += 1


def main(role: str, seed: str) -> None:
    settings.SEARCH_FOLDS_ITSELF = False  # what it starts would outlive the test
    done, is_over = Counter(), []
    signal.signal(signal.SIGTERM, lambda *_: is_over.append(True))
    logging.getLogger("catalogue").addHandler(Warnings(done))
    print("ready", flush=True)
    for what in ROLES[role](Random(f"{role} {seed}")):
        done[what] += 1
        if is_over:
            break
    print(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
