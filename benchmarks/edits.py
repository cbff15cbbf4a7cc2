"""What an edit costs: through the models, as the admin saves it, and the first answer after it."""

from collections.abc import Callable
from random import Random

from benchmarks.timing import Times
from catalogue.models import Fragment, Placement, Theme

EDITS = 40


def edits(ask: Callable[[], object], *, seed: int = 1, number: int = EDITS) -> dict[str, dict]:
    """Times of changing the theme of a fragment and its title, and of what `ask` does right after.
    Everything is put back as it was, but for the versions."""
    rng = Random(f"{seed}/edits")
    last = Fragment.objects.order_by("-pk").values_list("pk", flat=True).first()
    themes = list(Theme.objects.order_by("pk").values_list("pk", flat=True))
    times = {name: Times() for name in ("theme", "title", "first answer after", "answer later")}
    for _ in range(number):
        fragment = Fragment.objects.get(pk=rng.randint(1, last))
        placement = fragment.placements.order_by("pk").first()
        kept = placement.theme_id
        there = set(fragment.placements.values_list("theme", flat=True))
        placement.theme_id = next(
            key for key in iter(lambda: rng.choice(themes), 0) if key not in there
        )
        times["theme"].take(placement.save)
        times["first answer after"].take(ask)
        times["answer later"].take(ask)
        Placement.objects.filter(pk=placement.pk).update(theme=kept)

        title = fragment.title
        fragment.title = f"{title} nader bekeken"
        times["title"].take(fragment.save)
        times["first answer after"].take(ask)
        fragment.title = title
        fragment.save()
    return {name: taken.summary() for name, taken in times.items()}
