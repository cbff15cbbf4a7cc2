"""The chart: the slowest query of each engine at each size, on a logarithmic scale. SVG."""

import math
from xml.sax.saxutils import escape

from benchmarks.comparison import slowest_of

SIZES = {"30k": "30,000", "650k": "650,000", "6500k": "6.5 million"}
LOW_MS, HIGH_MS = 0.1, 100_000
LEFT, RIGHT, TOP, BOTTOM = 70, 560, 60, 420
WIDTH, HEIGHT = 760, 470
# Told apart by form as well as by colour.
MARKS = ("circle", "square", "diamond", "triangle", "cross", "ring")
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #222 }
  .label { fill: var(--c) }
  .title { font-size: 16px; font-weight: 600 }
  .grid { stroke: #8886; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  .c0 { --c: #0b62a4 } .c1 { --c: #3d8fd1 } .c2 { --c: #b3541e } .c3 { --c: #6a7f10 }
  .c4 { --c: #8a4fa3 } .c5 { --c: #777 }
  .line, .mark { stroke: var(--c) } .mark { fill: var(--c) } .ring { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd }
    .c0 { --c: #6db4ee } .c1 { --c: #a3cff3 } .c2 { --c: #ee9a68 } .c3 { --c: #b9cf58 }
    .c4 { --c: #cf9ae6 } .c5 { --c: #aaa }
  }"""


def chart(runs: list[dict]) -> str:
    """An SVG for the runs of the usual dataset on SQLite; others are left out."""
    by_size = {run["name"]: run for run in runs if run["name"] in SIZES}
    lines = series(by_size)
    drawn = [draw(number, name, points) for number, (name, points) in enumerate(lines.items())]
    labels = placed([(name, points[-1][1]) for name, points in lines.items()])
    body = [*axes(), *drawn, *labels]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title desc">\n'
        '<title id="title">The slowest query of each engine at each size</title>\n'
        f'<desc id="desc">{escape(told(lines))}</desc>\n'
        f"<style>{STYLE}\n</style>\n" + "\n".join(body) + "\n</svg>\n"
    )


def series(by_size: dict[str, dict]) -> dict[str, list[tuple[int, float]]]:
    """The points of each engine: the number of the size, and milliseconds (p95). An answer that
    timed out counts as the time waited."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for place, size in enumerate(SIZES):
        if run := by_size.get(size):
            times = {
                "ours": slowest_of(run, "three", percentile="p95"),
                "ours, whole page": slowest_of(run, "page", percentile="p95"),
            } | {
                name: slowest_of(run, "times", peer, "p95")
                for name, peer in run["peers"].items()
                if "queries" in peer
            }
            for name, slowest in times.items():
                if slowest:
                    lines.setdefault(name, []).append((place, slowest))
    return lines


def told(lines: dict[str, list[tuple[int, float]]]) -> str:
    """The chart in words."""
    sizes = list(SIZES.values())
    said = [
        f"{name}: " + ", ".join(f"{value:.3g} ms at {sizes[place]}" for place, value in points)
        for name, points in lines.items()
    ]
    return "95th percentile of the slowest query, fragments along the bottom. " + "; ".join(said)


def x_of(place: int) -> float:
    return LEFT + 30 + place * (RIGHT - LEFT - 60) / (len(SIZES) - 1)


def y_of(value: float) -> float:
    share = math.log10(max(LOW_MS, min(HIGH_MS, value)) / LOW_MS) / math.log10(HIGH_MS / LOW_MS)
    return BOTTOM - share * (BOTTOM - TOP)


def axes() -> list[str]:
    made = ['<text class="title" x="14" y="26">The slowest query, milliseconds (p95)</text>']
    step = LOW_MS
    while step <= HIGH_MS * 1.01:
        y = y_of(step)
        label = f"{step:g}" if step < 1 else f"{step:,.0f}"
        made.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>')
        made.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>')
        step *= 10
    for place, size in enumerate(SIZES.values()):
        made.append(
            f'<text x="{x_of(place):.1f}" y="{BOTTOM + 24}" text-anchor="middle">{size}</text>'
        )
    middle = (LEFT + RIGHT) / 2
    made.append(f'<text x="{middle}" y="{BOTTOM + 44}" text-anchor="middle">fragments</text>')
    return made


def draw(number: int, name: str, points: list[tuple[int, float]]) -> str:
    at = [(x_of(place), y_of(value)) for place, value in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    marks = "".join(mark(MARKS[number % len(MARKS)], x, y) for x, y in at)
    kind = f"c{number % len(MARKS)}"
    return f'<g class="{kind}"><path class="line" d="M{path}"/>{marks}</g>'


def mark(form: str, x: float, y: float) -> str:
    if form in ("circle", "ring"):
        return f'<circle class="mark {form}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    shapes = {
        "square": "m-4-4h8v8h-8z",
        "diamond": "m0-6l6 6l-6 6l-6-6z",
        "triangle": "m0-6l6 10h-12z",
        "cross": "m-5-5l10 10m0-10l-10 10",
    }
    return f'<path class="mark" d="M{x:.1f} {y:.1f}{shapes[form]}"/>'


def placed(ends: list[tuple[str, float]]) -> list[str]:
    """A label for the end of each line, in its colour, lower where it would cover another."""
    made, last = [], -math.inf
    numbered = enumerate(ends)
    for number, (name, value) in sorted(numbered, key=lambda end: y_of(end[1][1])):
        last = max(y_of(value) + 4, last + 17)
        kind = f"c{number % len(MARKS)}"
        made.append(
            f'<text class="{kind} label" x="{RIGHT + 8}" y="{last:.1f}">{escape(name)}</text>'
        )
    return made
