"""The rules for fragments as an import asks them: of each row before it is written, and of all that
were written when it is over. The rules themselves are in models/faults.py."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Generic, TypeVar

from catalogue.models import Interview
from catalogue.models.faults import Row, faults_in, faults_of, quoted, standing

R = TypeVar("R")  # a row as a reader made it


class Judge(Generic[R]):
    """Knows the fragments of the interviews to which an import adds."""

    def __init__(self) -> None:
        self._rows: dict[Interview, list[Row]] = {}
        self._new: dict[Row, R] = {}

    def take(self, read: R, interview: Interview, *, start_ms: int, title: str) -> dict[str, str]:
        """Judge a fragment that is to be written, and count it in where nothing is refused. A
        sentence for each fault, by the field that has it; empty: it may be written."""
        rows = self._rows.setdefault(interview, [])
        if not rows:
            rows += standing(interview.fragments.all())
        new = Row(start_ms, None, title, quoted(title))
        beside = [row for row in rows if row.start_ms == start_ms]
        faults = [fault for fault in faults_in([*beside, new]) if fault.row is new]
        refused = {fault.kind.field: fault.sentence for fault in faults if fault.kind.is_refused}
        if not refused:
            rows.append(new)
            self._new[new] = read
        return refused

    def warnings(self) -> Iterator[tuple[R, str]]:
        """What is warned about in the fragments that were taken: each with its sentences."""
        for interview, rows in self._rows.items():
            told = defaultdict(list)
            for fault in faults_of(interview, rows):
                new = [row for row in fault.rows if row in self._new]
                if new and not fault.kind.is_refused:
                    told[new[0]].append(fault.sentence)
            for row, sentences in told.items():
                yield self._new[row], " ".join(sentences)
