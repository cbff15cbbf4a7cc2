"""One run: data, index, comparison of answers, and only then times. Its numbers are kept in
`benchmarks/results/`, from which the report is made."""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.dataset import RESULTS, Dataset, name_of
from benchmarks.machine import machine
from benchmarks.site import Place, manage, place_of, prepare
from benchmarks.timing import load

PEERS = ("orm", "datasette", "tantivy", "postgres")
AT_6500K = ("tantivy", "postgres")  # the others take minutes for one answer
MOST_IN_SQL = 1_000_000  # fragments up to which plain SQL is asked for the same answers


@dataclass(frozen=True, kw_only=True)
class Options:
    size: str
    dataset: Dataset
    database: str = "sqlite"
    peers: tuple[str, ...] = PEERS
    quick: bool = False
    patience_s: float = 60
    mark: str = ""

    @property
    def rounds(self) -> int:
        return 5 if self.quick else 30

    @property
    def name(self) -> str:
        """Of the section in the report."""
        database = "" if self.database == "sqlite" else self.database
        return "-".join(filter(None, (name_of(self.size, self.dataset), database, self.mark)))


def run(options: Options) -> dict:
    """Measure, keep the numbers and give them."""
    with ExitStack() as stack:
        server = ""
        if options.database == "postgres" or "postgres" in options.peers:
            server = stack.enter_context(postgres_server())
        if options.database == "postgres" and not server:
            raise RuntimeError("no PostgreSQL on this machine")
        address = server if options.database == "postgres" else ""
        place = place_of(options.size, options.dataset, postgres=address)
        place.use()
        from benchmarks.peers.ours import refuse_sql  # after Place.use(): it needs the models

        refuse_sql()
        measured = Bench(options, place, server, stack).measure()
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{options.name}.json"
    path.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
    return measured


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server for this run; empty when PostgreSQL is not on this machine."""
    from scripts.machine import postgresql
    from scripts.postgres import temporary_server

    programs = postgresql()
    if programs is None:
        yield ""
        return
    with temporary_server(programs) as address:
        yield address


class Bench:
    """One run on one database. Everything that needs Django is imported in here, for settings
    can be read only once it is known which database they are for."""

    def __init__(self, options: Options, place: Place, server: str, stack: ExitStack):
        self.options, self.place, self.server, self.stack = options, place, server, stack
        self.result: dict = {"name": options.name, "quick": options.quick}

    def measure(self) -> dict:
        from benchmarks.flat import Flat
        from benchmarks.queries import queries_of

        result, dataset = self.result, self.options.dataset
        result["date"] = datetime.now(UTC).strftime("%Y-%m-%d")
        result["machine"] = machine()
        result["plan"] = {**dataset.__dict__, "fragments": dataset.fragments}
        result["generated"] = prepare(self.place, dataset)
        self.say(f"checksum of the data {result['generated']['checksum']}")
        self.build()
        self.flat = Flat()
        self.asked = queries_of(self.flat, seed=dataset.seed)
        result["skew"] = self.skew()
        self.compare()
        self.open_engines()
        gc.collect()
        gc.freeze()  # what was loaded for comparing is no part of any engine's work
        result["load"] = [load()]
        self.take_times()
        result["load"].append(load())
        return result

    def say(self, text: str) -> None:
        print(f"{self.options.name}: {text}", flush=True)

    def build(self) -> None:
        """The index, from nothing, and what it takes."""
        from benchmarks.sizes import empty, sizes

        manage(self.place, "collectstatic", "--no-input", "--verbosity", "0")
        empty()
        seconds, peak = manage(self.place, "reindex")
        self.result["build"] = {"seconds": round(seconds, 1), "peak": peak, "load": load()}
        self.result["bytes"] = sizes()
        self.say(f"index built in {seconds:.1f} s")

    def skew(self) -> list[float]:
        """The shares of all fragments that the 1st, 10th, 100th… theme has."""
        counts = self.flat.themes.counts(self.flat.keys > 0)
        ranked = sorted(counts.tolist(), reverse=True)
        return [
            round(ranked[10**step - 1] / len(self.flat), 4)
            for step in range(4)
            if 10**step <= len(ranked)
        ]

    # Answers, before any time

    def compare(self) -> None:
        """Full answers: with plain SQL where that is possible, and with a recount of the rows."""
        from benchmarks.peers.base import differences
        from benchmarks.peers.ours import Ours, compared
        from benchmarks.peers.recount import Recount

        self.recount = Recount(self.flat, self.asked.twelve)
        wrong: dict[str, list[str]] = {}
        for query in self.asked.twelve:
            if said := differences(self.recount.ask(query), Ours().ask(query)):
                wrong[query.name] = said
        in_sql = []
        if self.options.dataset.fragments <= MOST_IN_SQL:
            some = 10 if self.options.quick or self.options.dataset.fragments > 100_000 else 100
            in_sql = [*self.asked.twelve, *self.asked.more, *self.asked.mix[:some]]
        for query in in_sql:
            if said := compared(query):
                wrong[query.name] = wrong.get(query.name, []) + said
        self.result["compared"] = {
            "recount": len(self.asked.twelve),
            "sql": len(in_sql),
            "wrong": wrong,
        }
        self.wrong = wrong
        self.say(f"{len(in_sql)} answers compared with SQL, {len(wrong)} differ {wrong or ''}")

    # Engines

    def open_engines(self) -> None:
        from benchmarks.engines import opened
        from benchmarks.peers.base import Absent, differences
        from benchmarks.peers.ours import ALL_FACETS, Ours
        from benchmarks.served import Pages, Server

        self.pages = Pages(self.stack.enter_context(Server(self.place)))
        self.ours, self.ours_all = Ours(), Ours(ALL_FACETS)
        self.engines, self.result["peers"] = [], {}
        for name in self.options.peers:
            try:
                engine = opened(
                    name,
                    directory=self.place.directory,
                    flat=self.flat,
                    checksum=self.result["generated"]["checksum"],
                    server=self.server,
                    patience_s=self.options.patience_s,
                )
            except Absent as reason:
                self.result["peers"][name] = {"absent": str(reason)}
                self.say(f"{name}: {reason}")
                continue
            self.stack.callback(engine.close)
            self.engines.append(engine)
            known = self.result["peers"][engine.name] = {
                "place": engine.place,
                "cost": dict(engine.cost),
                "queries": {},
            }
            for query in self.asked.twelve:
                known["queries"][query.name] = self.first_answer(engine, query, differences)
            self.say(f"{engine.name} is ready")

    def first_answer(self, engine, query, differences: Callable) -> dict:
        """What is known of an engine and a query before it is timed; `said` tells why it is not."""
        from benchmarks.peers.base import TooLong

        try:
            said = differences(self.recount.ask(query), engine.ask(query))
        except TooLong:
            seconds = self.options.patience_s
            return {"said": f"over {seconds:.0f} s", "over_ms": seconds * 1000}
        if any(one.startswith("no ") for one in said):
            return {"said": f"incomplete: {', '.join(said)}"}
        return {"said": f"differs: {', '.join(said)}"} if said else {}

    def take_times(self) -> None:
        from benchmarks.rounds import Rounds

        rounds = Rounds(
            place=self.place,
            asked=self.asked,
            ours=self.ours,
            ours_all=self.ours_all,
            pages=self.pages,
            engines=self.engines,
            number=self.options.rounds,
            is_quick=self.options.quick,
        )
        result = self.result
        result["queries"] = rounds.take_turns(wrong=self.wrong, peers=result["peers"])
        result["memory"] = self.pages.server.memory()
        self.say("queries timed")
        result["mix"] = rounds.mix()
        self.say("random mix timed")
        result["floor"] = rounds.baseline()
        result["edits"] = rounds.edits()
        self.say("edits timed")
        result["cold"] = rounds.cold_starts()
