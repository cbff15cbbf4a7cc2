"""`manage.py generate_catalogue --fragments N [--seed S]`: a fictional series, labelled as such."""

import time
from argparse import ArgumentTypeError

from django.core.management.base import BaseCommand, CommandError

from catalogue.generator.catalogue import find, generate
from catalogue.management.progress import Progress

MOST_FRAGMENTS = 10_000_000


class Command(BaseCommand):
    help = (
        "Adds a fictional series, labelled as such: interviews, fragments, themes, people and "
        "organisations that fill every facet of the listing, without recordings to play. The same "
        "seed and size give the same series. What is there already is left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--fragments",
            metavar="N",
            type=whole_number(1, MOST_FRAGMENTS),
            required=True,
            help="how many fragments; every facet has two values or more from 300 on",
        )
        parser.add_argument(
            "--seed",
            metavar="S",
            type=whole_number(1, 999_999),
            default=1,
            help="which series: another seed gives another one (default: 1)",
        )

    def handle(self, *, fragments, seed, **options):
        if content := find(seed):
            if content.fragments != fragments:
                raise CommandError(
                    f"“{content.series}” stands here already, with {content.fragments} fragments. "
                    f"Choose another series, for example --seed {seed + 1}."
                )
            self.stdout.write(f"There already, and left alone: {told(content)}")
            return
        started = time.monotonic()
        with Progress(self.stdout, "Fragments", total=fragments) as progress:
            content = generate(fragments=fragments, seed=seed, on_progress=progress.show)
        seconds = time.monotonic() - started
        rate = f"{seconds:.1f} s, {fragments / seconds:.0f} fragments a second"
        self.stdout.write(f"Generated: {told(content)} ({rate})")


def told(content) -> str:
    return (
        f"“{content.series}”, {content.fragments} fragments in {content.interviews} interviews; "
        f"{content.public_fragments} of the fragments are public."
    )


def whole_number(least: int, most: int):
    """Reads a number of the command line, or says what is expected."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and least <= int(text[:20]) <= most:
            return int(text)
        raise ArgumentTypeError(f"give a whole number from {least} to {most}, not “{text[:20]}”")

    return read
