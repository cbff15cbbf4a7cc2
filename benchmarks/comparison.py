"""The part of the report on other engines: their times, and how they compare with ours."""


def ms(value: float) -> str:
    """Milliseconds with three significant digits."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def mib(value: float) -> str:
    """Bytes as MiB; "?" where they are not known (-1)."""
    return "?" if value < 0 else f"{value / 2**20:,.0f} MiB"


def peers(run: dict) -> str:
    """The table of times. Every engine gives the total, the page and the top of three facets."""
    known = {name: peer for name, peer in run["peers"].items() if "queries" in peer}
    heads = ["ours", *(name for name in known if known[name]["place"] == "in process")]
    over_http = [name for name in known if known[name]["place"] == "HTTP"]
    lines = [
        "Total, page and the top 20 of three facets; p50 (p95), in turns.",
        "",
        "| query | "
        + " | ".join(
            [*heads, "ours, whole page over HTTP", *(f"{name} over HTTP" for name in over_http)]
        )
        + " |",
        "| --- |" + " ---: |" * (len(heads) + 1 + len(over_http)),
    ]
    for name, row in run["queries"].items():
        if not row["peers"]:
            continue
        cells = [cell(row.get("three"), row.get("said"))]
        cells += [cell_of(known[head], name) for head in heads[1:]]
        cells.append(cell(row.get("page"), row.get("said")))
        cells += [cell_of(known[head], name) for head in over_http]
        lines.append(f"| {name}{' †' if row['stored'] else ''} | {' | '.join(cells)} |")
    for name, peer in run["peers"].items():
        if "absent" in peer:
            lines += ["", f"{name}: not measured, {peer['absent']}."]
    costs = [
        f"{name} {peer['cost']['seconds']} s and {mib(peer['cost']['bytes'])}"
        for name, peer in known.items()
        if peer["cost"]
    ]
    lines += ["", f"Made from flat rows in: {'; '.join(costs)}."] if costs else []
    return "\n".join(lines)


def cell_of(peer: dict, query: str) -> str:
    row = peer["queries"][query]
    return cell(row.get("times"), row.get("said"))


def cell(times: dict | None, said: str | None) -> str:
    if said or not times:
        return said or ""
    return f"{ms(times['p50'])} ({ms(times['p95'])})"


def ratios(run: dict) -> str:
    """The table of ratios. Engines in this process are compared with ours in this process, engines
    over HTTP with our whole page."""
    known = {name: peer for name, peer in run["peers"].items() if "queries" in peer}
    if not known:
        return ""
    lines = [
        "How many times as long as ours (p50; over HTTP beside our whole page):",
        "",
        "| query | " + " | ".join(known) + " |",
        "| --- |" + " ---: |" * len(known),
    ]
    for name, row in run["queries"].items():
        if row["peers"] and not row["stored"] and "said" not in row:
            cells = [ratio(row, peer, name) for peer in known.values()]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    slowest = []
    for peer in known.values():
        own = slowest_of(run, "page" if peer["place"] == "HTTP" else "three")
        theirs = slowest_of(run, "times", peer)
        slowest.append(quotient(theirs, own, is_over=is_over(peer)))
    lines.append(f"| **slowest with slowest** | {' | '.join(slowest)} |")
    return "\n".join(lines)


def ratio(row: dict, peer: dict, name: str) -> str:
    theirs = peer["queries"][name]
    own = row["page" if peer["place"] == "HTTP" else "three"]
    return quotient(time_of(theirs), own["p50"], is_over="over_ms" in theirs)


def quotient(theirs: float | None, own: float | None, *, is_over: bool) -> str:
    if not theirs or not own:
        return "–"
    return f"{'> ' if is_over else ''}{theirs / own:.1f}"


def is_over(peer: dict) -> bool:
    return any("over_ms" in row for row in peer["queries"].values())


def time_of(row: dict, where: str = "times", percentile: str = "p50") -> float | None:
    """Milliseconds; for an answer that timed out, the time waited."""
    times = row.get(where)
    return times[percentile] if times else row.get("over_ms")


def slowest_of(
    run: dict, where: str, peer: dict | None = None, percentile: str = "p50"
) -> float | None:
    """The slowest query in milliseconds, without those that are answered from stored counts."""
    found = [
        time_of(peer["queries"][name] if peer else row, where, percentile)
        for name, row in run["queries"].items()
        if row["peers"] and not row["stored"]
    ]
    return max(filter(None, found), default=None)
