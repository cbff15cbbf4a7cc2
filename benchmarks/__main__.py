"""`python -m benchmarks run --size 30k`: see docs/benchmarks.md."""

import argparse
import re
import sys

from benchmarks.dataset import SIZES, dataset_of
from benchmarks.demo import run_demo
from benchmarks.report import write
from benchmarks.run import AT_6500K, PEERS, Options, run
from benchmarks.site import place_of, prepare


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    dataset = dataset_of(
        options.size,
        zipf=options.zipf,
        shuffled=options.shuffle,
        transcript_words=options.transcript_words,
        seed=options.seed,
    )
    if options.what == "generate":
        place = place_of(options.size, dataset)
        place.use()
        print(prepare(place, dataset))
        return 0
    if options.what == "demo":
        run_demo()
    if options.what == "run":
        peers = options.peers
        if peers is None:
            peers = AT_6500K if options.size == "6500k" else PEERS
        run(
            Options(
                size=options.size,
                dataset=dataset,
                database=options.database,
                peers=tuple(peers),
                quick=options.quick,
                patience_s=options.patience,
                mark=options.mark,
            )
        )
    write()
    return 0


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


if __name__ == "__main__":
    sys.exit(main())
