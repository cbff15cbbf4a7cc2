"""Times of questions: taken in turns, summed up as percentiles."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

BUDGET_S = 10  # for one question to one engine, after which it is not asked again


@dataclass
class Times:
    """Milliseconds of each answer to one question."""

    ms: list[float] = field(default_factory=list)

    def take(self, ask: Callable[[], object]) -> object:
        before = time.perf_counter()
        answer = ask()
        self.ms.append((time.perf_counter() - before) * 1000)
        return answer

    @property
    def is_spent(self) -> bool:
        return sum(self.ms) > BUDGET_S * 1000

    def summary(self) -> dict:
        """p50, p95, p99 and the slowest in milliseconds, and how many there were. A percentile
        is the time of one of them, rounded up: of few, the slowest."""
        if not self.ms:
            return {"n": 0}
        p50, p95, p99 = np.percentile(self.ms, [50, 95, 99], method="higher")
        return {
            "p50": round(float(p50), 2),
            "p95": round(float(p95), 2),
            "p99": round(float(p99), 2),
            "max": round(max(self.ms), 2),
            "n": len(self.ms),
        }


def in_turns(asks: Sequence[tuple[Times, Callable[[], object]]], *, rounds: int) -> None:
    """Ask all questions one after the other, `rounds` times. Whatever slows the machine for a while
    then slows all of them."""
    for _ in range(rounds):
        for times, ask in asks:
            if not times.is_spent:
                times.take(ask)


def load() -> float:
    """How many processes wanted a processor in the last minute, on average."""
    return round(os.getloadavg()[0], 2)
