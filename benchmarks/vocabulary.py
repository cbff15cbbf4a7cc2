"""Words that look Dutch and mean nothing: nobody's words, so nobody can be misquoted."""

from functools import cache
from random import Random

WORDS = 50_000

ONSETS = (
    "b", "br", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "kr", "l", "m", "n", "p", "pl", "pr",
    "r", "s", "sch", "sl", "sp", "st", "str", "t", "tr", "v", "w", "z", "zw",
)  # fmt: skip
VOWELS = ("a", "aa", "e", "ee", "ei", "eu", "i", "ie", "ij", "o", "oe", "oo", "ou", "u", "ui", "uu")
CODAS = ("", "", "", "f", "g", "k", "l", "lk", "m", "n", "nd", "ng", "p", "r", "rt", "s", "st", "t")
ENDINGS = ("", "", "", "", "en", "er", "ing", "heid", "lijk", "schap", "te", "ën", "iële")


@cache
def vocabulary(size: int = WORDS) -> tuple[str, ...]:
    """`size` different words of 4 to 14 letters, a few with an accent; always the same."""
    rng = Random("vocabulary")
    words: dict[str, None] = {}
    while len(words) < size:
        syllables = rng.choice((1, 2, 2, 3))
        word = "".join(
            rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables)
        )
        word += rng.choice(ENDINGS)
        if 4 <= len(word) <= 14:
            words[word] = None
    return tuple(words)
