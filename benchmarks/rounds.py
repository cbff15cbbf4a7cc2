"""Takes the times of one run, once the answers are known: of the engines in turns, and of the
server under a random mix, edits and cold starts. Needs Django set up."""

import statistics
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random

from benchmarks.peers.base import Engine, Found, TooLong
from benchmarks.peers.ours import Ours
from benchmarks.queries import Asked, Query
from benchmarks.served import Pages, Server, beside_baseline, cold_start
from benchmarks.site import Place
from benchmarks.timing import Times, in_turns
from catalogue.models import Fragment, Placement, Theme

COLD_STARTS = 5
LISTING = "/fragmenten/"


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """What is timed and how often: each method gives its part of the result of the run.

    `ours` is our engine with the three facets that all engines have, `ours_all` with every facet,
    `pages` a server that is warm.
    """

    place: Place
    asked: Asked
    ours: Ours
    ours_all: Ours
    pages: Pages
    engines: list[Engine]
    number: int
    is_quick: bool

    def take_turns(self, *, wrong: Mapping[str, list[str]], peers: Mapping[str, dict]) -> dict:
        """Time all engines and queries in turns: A B A B. Queries in `wrong` are not timed, nor an
        engine's query that has `said` in `peers`. Times of other engines are added to `peers`."""
        rows: dict[str, dict] = {}
        taken: list[tuple[dict, str, Times]] = []
        asks: list[tuple[Times, Callable[[], object]]] = []

        def time_later(row: dict, where: str, engine: Engine, query: Query) -> None:
            times = Times()
            taken.append((row, where, times))
            asks.append((times, partial(waited, engine, query)))

        for query in [*self.asked.twelve, *self.asked.more]:
            answer = self.ours.ask(query)
            row = rows[query.name] = {
                "address": query.address,
                "hits": answer.total,
                "stored": query.is_counted_before,
                "peers": query.for_peers,
            }
            if query.name in wrong:
                row["said"] = f"differs: {', '.join(wrong[query.name])}"
                continue
            row["shown"] = self.is_shown(query, answer)
            if query.for_peers:
                time_later(row, "three", self.ours, query)
            time_later(row, "process", self.ours_all, query)
            time_later(row, "page", self.pages, query)
            for engine in self.engines if query.for_peers else ():
                known = peers[engine.name]["queries"][query.name]
                if "said" not in known:
                    time_later(known, "times", engine, query)
        in_turns(asks, rounds=self.number)
        for row, where, times in taken:
            row[where] = times.summary()
        return rows

    def is_shown(self, query: Query, answer: Found) -> bool:
        """Whether the page over HTTP shows the fragments that the answer names, in its order."""
        pids = dict(Fragment.objects.filter(pk__in=answer.page).values_list("pk", "pid"))
        return self.pages.shows(query, [pids[key] for key in answer.page])

    def mix(self) -> dict:
        """Ask a fresh server each query of the mix once, and then once more."""
        number = 100 if self.is_quick else len(self.asked.mix)
        with Server(self.place) as server:
            passes = {}
            for name in ("cold", "warm"):
                times = Times()
                for query in self.asked.mix[:number]:
                    times.take(partial(server.get, query.address))
                passes[name] = times.summary()
            return passes | {"memory": server.memory()}

    def baseline(self) -> dict:
        """The listing and a stored copy of it, in turns, in the same server."""
        return beside_baseline(self.place, LISTING, rounds=self.number * 5)

    def edits(self) -> dict:
        """Edit in this process; the server sees it at its next answer."""
        address, server = self.popular_theme.address, self.pages.server
        return edit(lambda: server.get(address), number=10 if self.is_quick else 40)

    def cold_starts(self) -> dict:
        """The median of each part of a start."""
        starts = [cold_start(self.place, self.popular_theme.address) for _ in range(COLD_STARTS)]
        return {name: statistics.median(start[name] for start in starts) for name in starts[0]}

    @property
    def popular_theme(self) -> Query:
        return next(query for query in self.asked.twelve if query.name == "theme_pop")


def waited(engine: Engine, query: Query) -> None:
    """Ask an engine. A timeout counts as an answer that took as long."""
    with suppress(TooLong):
        engine.ask(query)


def edit(ask: Callable[[], object], *, seed: int = 1, number: int) -> dict[str, dict]:
    """Time changes of a fragment's theme and title, and the call of `ask` right after each. All
    values are put back; only the versions have risen."""
    rng = Random(f"{seed}/edits")
    last = Fragment.objects.order_by("-pk").values_list("pk", flat=True)[0]
    themes = list(Theme.objects.order_by("pk").values_list("pk", flat=True))
    times = {name: Times() for name in ("theme", "title", "first answer after", "answer later")}
    for _ in range(number):
        fragment = Fragment.objects.get(pk=rng.randint(1, last))
        placement = fragment.placements.order_by("pk")[0]
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
