"""How much the soak does: short among the other tests, long for `make soak`."""

import os
from dataclasses import dataclass
from random import SystemRandom


@dataclass(frozen=True)
class Size:
    """How long two editors write at once, and how many selections are compared after it; how often
    processes are killed, on how many sites; how many addresses are asked, of how many catalogues
    of how many fragments. How many visitors stall, and how many watch, of a recording how large.
    How many requests of nonsense are sent, and how often a worker is killed while editors save."""

    seconds: int
    selections: int
    sites: int
    rounds: int  # on each site
    catalogues: int
    addresses: int  # of each catalogue
    fragments: int
    crowd: int  # connections of those who idle
    recording_bytes: int
    watchers: int
    watching_s: int
    pauses_s: tuple[int, ...]  # of each who watches
    requests: int  # of nonsense
    kills: int  # of workers while editors save


SHORT = Size(
    seconds=2,
    selections=8,
    sites=1,
    rounds=4,
    catalogues=1,
    addresses=25,
    fragments=300,
    crowd=50,
    recording_bytes=24_000_000,
    watchers=3,
    watching_s=5,
    pauses_s=(1,),
    requests=400,
    kills=3,
)
LONG = Size(
    seconds=60,
    selections=50,
    sites=4,
    rounds=25,
    catalogues=4,
    addresses=500,
    fragments=1500,
    crowd=50,
    recording_bytes=150_000_000,
    watchers=20,
    watching_s=60,
    pauses_s=(12, 5),
    requests=12_000,
    kills=30,
)

IS_LONG = os.environ.get("SOAK") == "1"
SIZE = LONG if IS_LONG else SHORT


def seed() -> int:
    """Another one each time. What went wrong comes again with the one that was printed."""
    return int(os.environ.get("SOAK_SEED") or SystemRandom().randrange(10**6))
