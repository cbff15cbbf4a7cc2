"""How much the soak does: short among the other tests, long for `make soak`."""

import os
from dataclasses import dataclass
from random import SystemRandom


@dataclass(frozen=True)
class Size:
    """`seconds` of writing at once, `rounds` of killing, and the number of `addresses` asked."""

    seconds: int
    rounds: int
    addresses: int
    fragments: int


SHORT = Size(seconds=3, rounds=3, addresses=40, fragments=300)
LONG = Size(seconds=60, rounds=100, addresses=2000, fragments=1500)

IS_LONG = bool(os.environ.get("SOAK"))
SIZE = LONG if IS_LONG else SHORT
# Another one each time; to see again what went wrong, give the one that was printed.
SEED = int(os.environ.get("SOAK_SEED") or SystemRandom().randrange(10**6))
