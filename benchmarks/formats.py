"""Numbers as the report writes them."""


def ms(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def mib(value: float) -> str:
    return "?" if value < 0 else f"{value / 2**20:,.0f} MiB"


def spread(times: dict) -> str:
    if not times["n"]:
        return "–"
    return (
        f"p50 {ms(times['p50'])}, p95 {ms(times['p95'])}, p99 {ms(times['p99'])}, slowest "
        f"{ms(times['max'])} ms of {times['n']}"
    )
