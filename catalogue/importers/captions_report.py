"""The report of captions: how much was read, who speaks, and what is to be noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.values import timecode

MOST_LINES_TOLD = 10


@dataclass(frozen=True, slots=True)
class CaptionsReport:
    """What was read into a transcript, or would be. Its text is the same for both."""

    transcript: str
    passages: int
    replaced: int
    begins_ms: int
    ends_ms: int
    participants: dict[str, int]  # passages by name, of voices that are participants
    strangers: dict[str, int]  # and of voices that are not
    past_the_end: int | None  # the line of the first time past the end of the recording
    without_length: tuple[int, ...] = ()  # the lines of times without one
    repeated: int = 0  # lines that rolled, left out
    repeating: tuple[int, ...] = ()  # the lines of times whose text repeats, which is kept

    def __str__(self) -> str:
        read = ngettext(
            "%(transcript)s: %(number)d passage read, from %(start)s to %(end)s.",
            "%(transcript)s: %(number)d passages read, from %(start)s to %(end)s.",
            self.passages,
        ) % {
            "transcript": self.transcript,
            "number": self.passages,
            "start": timecode.format(self.begins_ms),
            "end": timecode.format(self.ends_ms),
        }
        return "\n".join([read, *self._remarks()])

    def _remarks(self) -> list[str]:
        remarks = []
        if self.replaced:
            remarks.append(
                ngettext(
                    "%d passage made way for them.",
                    "%d passages made way for them.",
                    self.replaced,
                )
                % self.replaced
            )
        if self.participants:
            remarks.append(_("Spoken by participants: %s.") % _numbers(self.participants))
        if self.strangers:
            remarks.append(
                _("Not the name of one participant, kept as written: %s.")
                % _numbers(self.strangers)
            )
        if self.past_the_end is not None:
            remarks.append(
                _("From line %d on, times lie past the end of the recording.") % self.past_the_end
            )
        if self.without_length:
            remarks.append(
                _("Without a length, and heard until the next one begins: %s.")
                % _lines_told(self.without_length)
            )
        if self.repeated:
            remarks.append(
                ngettext(
                    "%d line that the captions repeat was left out.",
                    "%d lines that the captions repeat were left out.",
                    self.repeated,
                )
                % self.repeated
            )
        if self.repeating:
            remarks.append(
                _("The text begins with that of the one before, and is kept: %s.")
                % _lines_told(self.repeating)
            )
        return remarks


def _lines_told(lines: Sequence[int]) -> str:
    """ "lines 3, 8 and 40 more"."""
    shown = ", ".join(map(str, lines[:MOST_LINES_TOLD]))
    told = ngettext("line %s", "lines %s", len(lines)) % shown
    more = len(lines) - MOST_LINES_TOLD
    return (
        _("%(lines)s and %(number)d more") % {"lines": told, "number": more} if more > 0 else told
    )


def _numbers(names: dict[str, int]) -> str:
    return ", ".join(f"{name} ({number})" for name, number in names.items())
