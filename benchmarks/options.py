"""What is asked of the bench: its command line."""

import argparse
import re
from dataclasses import dataclass

from benchmarks.dataset import SIZES, Dataset, dataset_of, name_of

PEERS = ("orm", "datasette", "tantivy", "postgres")
AT_6500K = ("tantivy", "postgres")  # the others take minutes for one answer


@dataclass(frozen=True, kw_only=True)
class Options:
    """One run."""

    size: str
    dataset: Dataset
    database: str = "sqlite"
    peers: tuple[str, ...] = PEERS
    quick: bool = False
    patience_s: float = 60
    mark: str = ""

    @property
    def rounds(self) -> int:
        return 5 if self.quick else 30

    @property
    def name(self) -> str:
        """The name of the section in the report, and of the file with its numbers."""
        database = "" if self.database == "sqlite" else self.database
        return "-".join(filter(None, (name_of(self.size, self.dataset), database, self.mark)))


def read(arguments: list[str] | None) -> tuple[str, Options]:
    """What to do, and the options of a run; those of the process when `arguments` is None."""
    given = parser().parse_args(arguments)
    peers = given.peers
    if peers is None:
        peers = AT_6500K if given.size == "6500k" else PEERS
    dataset = dataset_of(
        given.size,
        zipf=given.zipf,
        shuffled=given.shuffle,
        transcript_words=given.transcript_words,
        seed=given.seed,
    )
    return given.what, Options(
        size=given.size,
        dataset=dataset,
        database=given.database,
        peers=tuple(peers),
        quick=given.quick,
        patience_s=given.patience,
        mark=given.mark,
    )


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks")
    made.add_argument("what", choices=["generate", "run", "demo", "report"])
    made.add_argument("--size", choices=list(SIZES), default="30k")
    made.add_argument("--zipf", type=float, default=1.0, help="skew of the themes: 1, 0.3, 0")
    made.add_argument("--shuffle", action="store_true", help="no fragment beside its siblings")
    made.add_argument("--transcript-words", type=int, default=0, metavar="N", help="a fragment")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    made.add_argument("--peers", type=names, metavar="A,B", help=f"of {', '.join(PEERS)}; or none")
    made.add_argument("--quick", action="store_true", help="fewer repetitions")
    made.add_argument("--patience", type=float, default=60, metavar="S", help="for one answer")
    made.add_argument("--mark", type=word, default="", help="keeps a section of its own")
    return made


def word(text: str) -> str:
    if not re.fullmatch("[a-z0-9-]*", text):
        raise argparse.ArgumentTypeError(f"small letters, digits and hyphens only: {text!r}")
    return text


def names(text: str) -> list[str]:
    found = [name for name in text.split(",") if name and name != "none"]
    if unknown := set(found) - set(PEERS):
        raise argparse.ArgumentTypeError(f"no such engine: {', '.join(sorted(unknown))}")
    return found
