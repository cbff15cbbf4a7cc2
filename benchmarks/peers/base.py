"""What every engine answers, ours among them, and when two answers are the same."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from benchmarks.queries import Query

FACETS = ("themes", "organisations", "speakers")
TOP = 20


class TooLong(Exception):
    """An engine had no answer within the patience of the bench."""


class Absent(Exception):
    """An engine that is not on this machine, and why."""


@dataclass
class Found:
    """An answer: the total, the keys of the page's fragments in order, and of each of FACETS the
    TOP values with their counts. A facet that the engine left out is in `missing`."""

    total: int | None
    page: list[int]
    facets: dict[str, list[tuple[int, int]]]
    missing: list[str] = field(default_factory=list)


class Engine(ABC):
    """An engine with the catalogue in it. `place` says how it is asked: "in process" or "HTTP".
    `cost` is what it took to put the catalogue in: `seconds` and `bytes`."""

    name: str
    place = "in process"
    cost: Mapping[str, float] = MappingProxyType({})

    @abstractmethod
    def ask(self, query: Query) -> Found:
        """The answer. TooLong when it does not come."""

    def close(self) -> None:  # noqa: B027 - most have nothing to end
        """End what was started for it."""


def without_own(query: Query, facet: str) -> Query | None:
    """The query that a facet is counted by, or None where it is the page's own. A facet in which a
    new value replaces the old one is counted without its own filter."""
    if facet == "organisations" and query.organisation:
        return Query(**{**query.__dict__, "organisation": None})
    if facet == "speakers" and query.person:
        return Query(**{**query.__dict__, "person": None})
    return None


def differences(ours: Found, theirs: Found) -> list[str]:
    """The differences between two answers in words; empty when they are the same. Values that share
    the last place of a facet may differ."""
    said = [f"no {name}" for name in theirs.missing]
    if ours.total != theirs.total and "total" not in theirs.missing:
        said.append(f"total {theirs.total} for {ours.total}")
    if ours.page != theirs.page and "page" not in theirs.missing:
        said.append("other fragments on the page")
    for name in FACETS:
        if name not in theirs.missing and not same_top(ours.facets[name], theirs.facets[name]):
            said.append(f"other {name}")
    return said


def same_top(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> bool:
    last = ours[-1][1] if len(ours) == TOP else 0
    above = {pair for pair in ours if pair[1] > last}
    return sorted(count for _key, count in ours) == sorted(count for _key, count in theirs) and (
        above == {pair for pair in theirs if pair[1] > last}
    )
