"""The fictional catalogue that is measured: its size and shape, and where it is kept."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"
PROGRAMS = VAR / "peers"  # a virtual environment of their own: the product's is left alone
RESULTS = Path(__file__).parent / "results"
FRAGMENTS_PER_INTERVIEW = 118

SIZES = {
    "3k": (25, 200),  # to try the bench itself
    "30k": (254, 2_000),
    "650k": (5_508, 20_000),
    "6500k": (55_085, 68_000),
}
"""Interviews and themes by size; the name says how many fragments these make."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A catalogue to generate. The same dataset always gives the same rows.

    `zipf` is the skew of the themes: 1 as in archives, 0 for themes that are all used alike.
    `shuffled` spreads the fragments of an interview over the keys and the moments of publication.
    `transcript_words` is the number of words said in each fragment; 0 for no transcripts.
    """

    interviews: int
    themes: int
    zipf: float = 1.0
    shuffled: bool = False
    transcript_words: int = 0
    seed: int = 1

    @property
    def fragments(self) -> int:
        return self.interviews * FRAGMENTS_PER_INTERVIEW


def dataset_of(size: str, **shape) -> Dataset:
    """The dataset of one of SIZES."""
    interviews, themes = SIZES[size]
    return Dataset(interviews=interviews, themes=themes, **shape)


def name_of(size: str, dataset: Dataset) -> str:
    """The name of a dataset in file names and reports: its size, and what is not as usual."""
    marks = [
        f"zipf{dataset.zipf:g}" if dataset.zipf != 1 else "",
        "shuffled" if dataset.shuffled else "",
        f"transcripts{dataset.transcript_words}" if dataset.transcript_words else "",
        f"seed{dataset.seed}" if dataset.seed != 1 else "",
    ]
    return "-".join([size, *filter(None, marks)])
