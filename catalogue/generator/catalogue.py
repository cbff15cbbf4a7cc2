"""A fictional catalogue of a given size, written in batches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from django.db import transaction

from catalogue.generator.interviews import Batch
from catalogue.generator.stock import make_stock, slug_of
from catalogue.models import Fragment, Series

FRAGMENTS_PER_INTERVIEW = (12, 34)
INTERVIEWS_PER_BATCH = 50  # about a thousand fragments: the memory that any size of catalogue takes


@dataclass(frozen=True)
class Content:
    """What stands in a fictional series."""

    series: Series
    interviews: int
    fragments: int
    public_fragments: int


def generate(
    *, fragments: int, seed: int, on_progress: Callable[[int], None] = lambda done: None
) -> Content:
    """Write a fictional series with that many fragments, in one transaction.

    The same seed and size give the same catalogue, whenever and wherever. `on_progress` hears how
    many fragments are written.
    """
    done = 0
    with transaction.atomic():
        stock = make_stock(seed, interviews=fragments * 2 // sum(FRAGMENTS_PER_INTERVIEW))
        batch = Batch(stock)
        for number, size in enumerate(_sizes(seed, fragments), start=1):
            batch.add(number, fragments=size)
            done += size
            if len(batch.interviews) == INTERVIEWS_PER_BATCH or done == fragments:
                batch.write()
                on_progress(done)
                batch = Batch(stock)
    return content_of(stock.series)


def find(seed: int) -> Content | None:
    """The fictional series of this seed, if it was made before."""
    series = Series.objects.filter(slug=slug_of(seed, "reeks")).first()
    return content_of(series) if series else None


def content_of(series: Series) -> Content:
    fragments = Fragment.objects.filter(interview__series=series)
    return Content(
        series=series,
        interviews=series.interviews.count(),
        fragments=fragments.count(),
        public_fragments=fragments.published().count(),
    )


def _sizes(seed: int, fragments: int) -> Iterator[int]:
    """Numbers of fragments, one interview after the other, that add up."""
    rng = Random(f"{seed}/sizes")
    while fragments:
        size = min(rng.randint(*FRAGMENTS_PER_INTERVIEW), fragments)
        yield size
        fragments -= size
