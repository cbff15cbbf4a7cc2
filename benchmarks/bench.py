"""The steps of one run on one database: data, index, comparison of answers, and only then times.
Needs Django set up."""

import gc
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.dataset import PROGRAMS
from benchmarks.flat import Flat
from benchmarks.machine import machine
from benchmarks.options import Options
from benchmarks.peers.base import Absent, Engine, TooLong, differences
from benchmarks.peers.datasette import Datasette
from benchmarks.peers.orm import Orm
from benchmarks.peers.ours import ALL_FACETS, Ours, compared, refuse_sql
from benchmarks.peers.postgres import Postgres
from benchmarks.peers.recount import Recount
from benchmarks.peers.tables import tables
from benchmarks.peers.tantivy import Tantivy
from benchmarks.queries import Query, queries_of
from benchmarks.rounds import Rounds
from benchmarks.served import Pages, Server
from benchmarks.site import Place, manage, prepare
from benchmarks.sizes import empty, sizes
from benchmarks.timing import load

MOST_IN_SQL = 1_000_000  # fragments up to which plain SQL is asked for the same answers


class Bench:
    """One run on one database."""

    def __init__(self, options: Options, place: Place, server: str, stack: ExitStack):
        self.options, self.place, self.server, self.stack = options, place, server, stack
        self.result: dict = {"name": options.name, "quick": options.quick}

    def measure(self) -> dict:
        refuse_sql()
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
        """Build the index from nothing; note its seconds, peak memory and bytes."""
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
        """Compare full answers with a recount of the rows, and with plain SQL where it can."""
        recount = Recount(self.flat, self.asked.twelve)
        self.right = {query.name: recount.ask(query) for query in self.asked.twelve}
        wrong: dict[str, list[str]] = {}
        for query in self.asked.twelve:
            if said := differences(self.right[query.name], Ours().ask(query)):
                wrong[query.name] = said
        in_sql: list[Query] = []
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
        self.pages = Pages(self.stack.enter_context(Server(self.place)))
        self.ours, self.ours_all = Ours(), Ours(ALL_FACETS)
        self.engines: list[Engine] = []
        self.result["peers"] = {}
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
            self.result["peers"][engine.name] = {
                "place": engine.place,
                "cost": dict(engine.cost),
                "queries": {
                    query.name: self.first_answer(engine, query) for query in self.asked.twelve
                },
            }
            self.say(f"{engine.name} is ready")

    def first_answer(self, engine: Engine, query: Query) -> dict:
        """Compare an engine's answer before any time. `said` is the reason why it gets none."""
        try:
            said = differences(self.right[query.name], engine.ask(query))
        except TooLong:
            seconds = self.options.patience_s
            return {"said": f"over {seconds:.0f} s", "over_ms": seconds * 1000}
        if any(one.startswith("no ") for one in said):
            return {"said": f"incomplete: {', '.join(said)}"}
        return {"said": f"differs: {', '.join(said)}"} if said else {}

    def take_times(self) -> None:
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


def opened(
    name: str, *, directory: Path, flat: Flat, checksum: str, server: str, patience_s: float
) -> Engine:
    """The engine of that name with the catalogue in it, made now or before in `directory`, or in
    the PostgreSQL `server`. Absent when it is not on this machine."""
    if name == "tantivy":
        packages = next(PROGRAMS.glob("lib/python*/site-packages"), PROGRAMS)
        return Tantivy(packages, directory, flat, checksum)
    if name == "postgres":
        if not server:
            raise Absent("PostgreSQL is not on this machine")
        return Postgres(server, flat, patience_s=patience_s)
    made = tables(directory, flat, checksum)
    engine: Engine
    if name == "orm":
        engine = Orm(made["path"], patience_s=patience_s)
    else:
        engine = Datasette(PROGRAMS / "bin" / "datasette", made["path"], patience_s=patience_s)
    engine.cost = {"seconds": made["seconds"], "bytes": made["bytes"]}
    return engine
