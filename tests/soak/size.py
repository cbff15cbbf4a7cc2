"""How much the soak does: short among the other tests, long for `make soak`."""

import os
from dataclasses import dataclass
from random import SystemRandom


@dataclass(frozen=True)
class Size:
    """How long two editors write at once, and how many selections are compared after it; how often
    processes are killed, on how many sites; how many addresses are asked, of how many catalogues
    of how many fragments."""

    seconds: int
    selections: int
    sites: int
    rounds: int  # on each site
    catalogues: int
    addresses: int  # of each catalogue
    fragments: int


SHORT = Size(seconds=2, selections=8, sites=1, rounds=4, catalogues=1, addresses=25, fragments=300)
LONG = Size(
    seconds=60, selections=50, sites=4, rounds=25, catalogues=4, addresses=500, fragments=1500
)

IS_LONG = os.environ.get("SOAK") == "1"
SIZE = LONG if IS_LONG else SHORT


def seed() -> int:
    """Another one each time. What went wrong comes again with the one that was printed."""
    return int(os.environ.get("SOAK_SEED") or SystemRandom().randrange(10**6))
