"""The report of an import: what happened to every line, for the editor who ran it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LONGEST_QUOTE = 70


class RowOutcome(Enum):
    """What became of a line or a record; in the order of the report."""

    REFUSED = gettext_lazy("Refused")
    CREATED = gettext_lazy("Created, as draft")
    PROPOSED = gettext_lazy("Known from another page, proposed for this theme")
    CHANGED = gettext_lazy("Changed by the editors, left as it is")
    WITHDRAWN = gettext_lazy("Withdrawn, left as it is")
    VANISHED = gettext_lazy("No longer on the page, left as it is")
    REMARK = gettext_lazy("To be noted")
    UNCHANGED = gettext_lazy("Unchanged")


class Noun(Enum):
    FRAGMENT = "fragment"
    INTERVIEW = "interview"
    THEME = "theme"
    LINE = "line"  # of the source, that gave no record

    def number(self, count: int) -> str:
        """ "3 fragments", in the language of the editor."""
        return {
            Noun.FRAGMENT: ngettext("%d fragment", "%d fragments", count),
            Noun.INTERVIEW: ngettext("%d interview", "%d interviews", count),
            Noun.THEME: ngettext("%d theme", "%d themes", count),
            Noun.LINE: ngettext("%d line", "%d lines", count),
        }[self] % count


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the report."""

    outcome: RowOutcome
    noun: Noun
    name: str
    line: int | None = None  # in the source
    detail: str = ""

    def __str__(self) -> str:
        place = _("line %d") % self.line if self.line else ""
        name = Truncator(self.name).chars(LONGEST_QUOTE)
        told = f"{name}: {self.detail}" if self.detail else name
        return f"  {place:<12}{told}"


@dataclass(slots=True)
class Report:
    """What an import did, or would do. Its text is the same for both."""

    headline: str
    entries: list[Entry] = field(default_factory=list)

    def add(
        self,
        outcome: RowOutcome,
        noun: Noun,
        name: str,
        *,
        line: int | None = None,
        detail: str = "",
    ) -> None:
        self.entries.append(Entry(outcome, noun, name, line, detail))

    def count(self, outcome: RowOutcome, noun: Noun = Noun.FRAGMENT) -> int:
        return len(self.of(outcome, noun))

    def of(self, outcome: RowOutcome, noun: Noun = Noun.FRAGMENT) -> list[Entry]:
        return [e for e in self.entries if e.outcome is outcome and e.noun is noun]

    def __str__(self) -> str:
        return "\n".join([self.headline, *self._sections()])

    def _sections(self) -> Iterator[str]:
        for outcome in RowOutcome:
            entries = [entry for entry in self.entries if entry.outcome is outcome]
            if not entries:
                continue
            numbers = [noun.number(count) for noun in Noun if (count := self.count(outcome, noun))]
            yield f"\n{outcome.value}: {', '.join(numbers)}"
            yield from map(str, sorted(entries, key=_in_page_order))


def _in_page_order(entry: Entry) -> tuple[bool, int, bool]:
    """An interview before its first fragment; what has no line of its own last."""
    return (entry.line is None, entry.line or 0, entry.noun is Noun.FRAGMENT)
