"""What captions as programs write them lack or have twice: lengths, and lines that roll.

Rolling captions show a line for as long as it is on the screen: first below, then, above a new
line, once more. As passages each line counts once.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from catalogue.values.webvtt import Cue

MOST_LINES = 8  # of one screen that are compared; captions have two or three
PAUSE_MS = 1000  # with a longer one between them, two cues are not on one screen


def mended(cues: Sequence[Cue]) -> list[Cue]:
    """The cues, those without length lasting until the next one begins, and lines that roll once.

    What was done, each cue says: `has_length`, `repeated`. Where nothing comes after, the end stays
    unknown. Where only a few cues repeat the one before, that may be what was said: all is kept.
    """
    timed = _with_ends(cues)
    return _said_once(timed) if _is_rolling(timed) else timed


def repeating(cues: Sequence[Cue]) -> list[Cue]:
    """The cues that begin with what the one before shows, and go on."""
    return [cue for before, cue in pairwise(cues) if _adds_to(before, cue)]


def _with_ends(cues: Sequence[Cue]) -> list[Cue]:
    found = []
    following: int | None = None  # the start of the next cue
    later: int | None = None  # and of the next with another start: voices of one cue share theirs
    for cue in reversed(cues):
        if following != cue.start_ms:
            later, following = following, cue.start_ms
        if cue.end_ms is None and later is not None and later > cue.start_ms:
            cue = replace(cue, end_ms=later)
        found.append(cue)
    return found[::-1]


def _is_rolling(cues: Sequence[Cue]) -> bool:
    """Whether most cues that are on one screen with the one before add to it. A cue that is the one
    before again tells nothing: programs write it so, and people say things twice."""
    adding = chances = 0
    for before, cue in pairwise(cues):
        if _is_on_one_screen(before, cue) and _repeated(before, cue) != (_lines(cue), ""):
            chances += 1
            adding += _adds_to(before, cue)
    return (adding > 1 and 2 * adding > chances) or adding == chances == 1


def _said_once(cues: Sequence[Cue]) -> list[Cue]:
    once = [cues[0]]
    for before, cue in pairwise(cues):
        whole, part = _repeated(before, cue) if _is_on_one_screen(before, cue) else ([], "")
        rest = "\n".join(_lines(cue)[len(whole) :]).removeprefix(part).strip()
        lines = len(whole) + bool(part)
        if rest:
            once.append(replace(cue, text=rest, repeated=lines))
        else:
            last = once[-1]
            end_ms = max(last.end_ms or 0, cue.end_ms or 0) or None
            once[-1] = replace(last, end_ms=end_ms, repeated=last.repeated + lines)
    return once


def _adds_to(before: Cue, cue: Cue) -> bool:
    whole, part = _repeated(before, cue)
    has_more = bool(part) or 0 < len(whole) < len(_lines(cue))
    return has_more and _is_on_one_screen(before, cue)


def _is_on_one_screen(before: Cue, cue: Cue) -> bool:
    ends_ms = cue.start_ms if before.end_ms is None else before.end_ms
    return before.start_ms <= cue.start_ms <= ends_ms + PAUSE_MS and cue.voice in ("", before.voice)


def _repeated(before: Cue, cue: Cue) -> tuple[list[str], str]:
    """The lines of the cue with which the one before ends, and what of the line under them is the
    last line of the one before: captions of speech recognition grow word by word."""
    shown, lines = _lines(before), _lines(cue)
    for size in range(min(len(shown), len(lines), MOST_LINES), 0, -1):
        *whole, last = shown[-size:]
        if lines[: size - 1] == whole:
            if lines[size - 1] == last:
                return lines[:size], ""
            if lines[size - 1].startswith(f"{last} "):
                return whole, last
    return [], ""


def _lines(cue: Cue) -> list[str]:
    return cue.text.split("\n")
