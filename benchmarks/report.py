"""Writes `benchmarks/RESULTS.md` and its chart from the kept numbers."""

import json
from pathlib import Path

from benchmarks.chart import chart
from benchmarks.comparison import mib, ms, peers, ratios
from benchmarks.dataset import RESULTS
from benchmarks.demo import section_of_demo

HERE = Path(__file__).parent
ORDER = ("demo", "3k", "30k", "650k", "6500k")

HEAD = """# Results

Written by `make bench`; do not edit. What is measured, and how to read it: \
[docs/benchmarks.md](../docs/benchmarks.md). Times are milliseconds; a percentile is the time of \
one of the repetitions, rounded up. The raw numbers are in [results/](results/).

![The slowest query of each engine at each size](results.svg)
"""

REPLACED = {
    "text+theme": (
        "Until 2026-11-30 `text+theme`, a common word within a theme, was one of the twelve. Since "
        "then it is `text+org`, the word with an organisation: of 6.5 million fragments, all in "
        "the theme had the word in the name of a broader theme, and the query found what "
        "`theme_pop` finds."
    )
}
"""Queries that kept results have and a new run has not, with what the report says of each."""


def write() -> None:
    """Write the report anew; a size that was not run again keeps its numbers."""
    found = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    found.sort(key=lambda one: (place_of(one["name"]), one["name"]))
    text = "\n".join([HEAD, *(section(one) for one in found)])
    (HERE / "RESULTS.md").write_text(text.rstrip() + "\n")
    (HERE / "results.svg").write_text(chart(found))


def place_of(name: str) -> int:
    return ORDER.index(name.partition("-")[0])


def section(run: dict) -> str:
    """The section of one run."""
    if run["name"] == "demo":
        return section_of_demo(run)
    parts = [
        f"## {run['name']}",
        *([] if not run["quick"] else ["A quick run: few repetitions."]),
        conditions(run),
        agreement(run),
        *(said for name, said in REPLACED.items() if name in run["queries"]),
        "### Our engine",
        ours(run),
        around(run),
        "### Beside other engines",
        peers(run),
        ratios(run),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def conditions(run: dict) -> str:
    dataset, machine = run["plan"], run["machine"]
    rows = run["generated"]["rows"]
    versions = ", ".join(
        f"{name} {number}"
        for name, number in machine.items()
        if name not in ("processor", "memory") and number != "not installed"
    )
    return (
        f"{run['date']}, {machine['processor']}, {machine['memory']}; {versions}. Load average "
        f"{run['load'][0]} before the times were taken, {run['load'][-1]} after.\n\n"
        f"{dataset['fragments']:,} fragments in {dataset['interviews']:,} interviews, "
        f"{rows['catalogue_placement']:,} placements in {dataset['themes']:,} themes (Zipf "
        f"{dataset['zipf']:g}; of all fragments, {skew(run)}), "
        f"{'shuffled' if dataset['shuffled'] else 'clustered by interview'}, "
        f"{dataset['transcript_words'] or 'no'} words of transcript a fragment. Checksum "
        f"`{run['generated']['checksum']}`."
    )


def skew(run: dict) -> str:
    names = ("the first theme has", "the 10th", "the 100th", "the 1,000th")
    told = zip(names, run["skew"], strict=False)
    return ", ".join(f"{name} {share:.1%}" for name, share in told)


def agreement(run: dict) -> str:
    compared, hidden = (
        run["compared"],
        [name for name, row in run["queries"].items() if row.get("shown") is False],
    )
    said = (
        f"Compared in full before any time: {compared['sql']} answers with plain SQL (total, the "
        f"fragments of the page, every value of every facet), {compared['recount']} with a recount "
        "of the rows. "
    )
    if not compared["sql"]:
        said = (
            f"Compared before any time: {compared['recount']} answers with a recount of the rows "
            "(total, the fragments of the page, the top of themes, organisations and speakers). "
        )
    wrong = compared["wrong"]
    said += "No difference." if not wrong else f"**Differences**: {wrong}."
    return said + (
        f" **Not shown by the page as answered: {', '.join(hidden)}.**" if hidden else ""
    )


def ours(run: dict) -> str:
    """In process with all facets of the page, and the whole page over HTTP."""
    lines = [
        "| query | fragments | in process p50 | p95 | page over HTTP p50 | p95 | n |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, row in run["queries"].items():
        marked = f"{name} †" if row["stored"] else name
        if "said" in row:
            lines.append(f"| {marked} | {row['hits']:,} | {row['said']} | | | | |")
            continue
        process, page = row["process"], row["page"]
        lines.append(
            f"| {marked} | {row['hits']:,} | {ms(process['p50'])} | {ms(process['p95'])} "
            f"| {ms(page['p50'])} | {ms(page['p95'])} | {page['n']} |"
        )
    lines.append("")
    lines.append(
        "† Counts of the whole catalogue are worked out once for each state of it, and then "
        "remembered: no ratio is given."
    )
    return "\n".join(lines)


def spread(times: dict) -> str:
    """Percentiles in words; a dash where nothing was timed."""
    if not times["n"]:
        return "–"
    return (
        f"p50 {ms(times['p50'])}, p95 {ms(times['p95'])}, p99 {ms(times['p99'])}, slowest "
        f"{ms(times['max'])} ms of {times['n']}"
    )


def around(run: dict) -> str:
    build, sizes, cold, baseline = run["build"], run["bytes"], run["cold"], run["floor"]
    times_baseline = baseline["listing"]["p50"] / baseline["static"]["p50"]
    derived = {name: size for name, size in sizes.items() if name != "database"}
    tables = ", ".join(f"{name.partition('_')[2]} {mib(size)}" for name, size in derived.items())
    edits, mix, memory = run["edits"], run["mix"], run["memory"]
    rows = [
        (
            "building the index (`reindex`)",
            f"{build['seconds']:.1f} s, peak memory {mib(build['peak'])}",
        ),
        ("the database", f"{mib(sizes['database'])}, of which {tables}"),
        (
            "memory of the worker",
            f"{mib(memory['rss'])} resident, {mib(memory['private'])} its own, after these "
            f"queries; {mib(mix['memory']['rss'])} after the random mix",
        ),
        ("an edit: another theme", spread(edits["theme"])),
        ("an edit: another title", spread(edits["title"])),
        ("the first page after it, by the server", spread(edits["first answer after"])),
        ("the same page once more", spread(edits["answer later"])),
        (
            "a server from its start",
            f"answers after {cold['ready']:.2f} s, gives the first listing (`theme_pop`) "
            f"{cold['first']:.2f} s later",
        ),
        ("random mix, each query for the first time", spread(mix["cold"])),
        ("random mix, each once more", spread(mix["warm"])),
        (
            f"the baseline: a stored page of {baseline['bytes'] / 1024:.0f} KiB in the same server",
            spread(baseline["static"]),
        ),
        (
            "the listing of which it is a copy, in turns with it",
            f"{spread(baseline['listing'])}: {times_baseline:.1f} times the baseline",
        ),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {said} |" for name, said in rows)])
