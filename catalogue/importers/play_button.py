"""The words on a button that plays a fragment, and the time that they name."""

import re
from dataclasses import dataclass

LONGEST = 100  # characters; a longer line is a sentence, not a button

_VERB = (
    r"(?:speel|afspelen|start|bekijk|kijk|beluister|luister|hoor"
    r"|play|watch|view|listen(?:\s+to)?)"
)
_GO = rf"(?:{_VERB}(?:\s+naar)?|ga\s+naar|naar|open|toon)"
_THING = r"(?:fragment|gesprek|interview|opname|video|film|podcast|audio|clip|recording)"
_THE = r"(?:\s+(?:het|dit|de|deze|the|this))?"
_TIME = r"[(\[](?P<time>[^()\[\]]*)[)\]][\s.»>→▶]*"

_SAYS_PLAY = re.compile(rf"\b{_VERB}\b", re.IGNORECASE)
# Nothing but "play the fragment": what stands between the parentheses is then meant as a time,
# also where it is none.
_SAYS_ONLY_PLAY = re.compile(rf"\W*(?:{_VERB}|{_GO}{_THE}\s+{_THING})(?:\s+af)?\W*", re.IGNORECASE)
_SAYS_PLAY_FRAGMENT = re.compile(rf"\W*{_VERB}{_THE}\s+fragment(?:\s+af)?\W*", re.IGNORECASE)
# Around a button, in text browsers: w3m, eww, elinks.
_WRAPPED = re.compile(r"\[\s*(?P<inside>[^\[\]]+)\]|<\s*(?P<other>[^<>]+)>")
# A capital in the middle of the line: "Titel Speel het fragment (15:3)", not "om te spelen: speel".
_BEHIND_TITLE = re.compile(
    rf"\s(?P<button>[\[<▶►]?\s*(?-i:(?=[A-Z])){_GO}{_THE}\s+fragment(?:\s+af)?\s*{_TIME}[\]>|]?)$",
    re.IGNORECASE,
)
_PART = re.compile(rf"(?:^|\s)(?-i:(?=[A-Z])){_VERB}{_THE}\s+fragment\b", re.IGNORECASE)
_IN_PARENTHESES = re.compile(rf"(?P<words>[^()\[\]]*){_TIME}")
_AFTER_FROM = re.compile(r"(?P<words>[^()]*?)\bvanaf\s+(?P<time>[0-9][0-9:.,]*)\.?", re.IGNORECASE)
_TIME_SHAPE = re.compile(r"[0-9]+\s*:|[0-9]+\s*[hm]\b|[0-9]+m[0-9]+s|PT[0-9]", re.IGNORECASE)
_LEAD = re.compile(r"^(?:vanaf|van|op|om|start|begin|tijd|at|from)\b[\s:]*", re.IGNORECASE)
_UNIT = re.compile(r"(?<=[0-9])\s*(?:min(?:uten)?|uur|u)\b\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlayButton:
    """A button; `notation` is the time as printed, None when it names none."""

    notation: str | None


def read(text: str) -> PlayButton | None:
    """The button in a line of text, or None for any other line.

    "Speel het fragment (15:3)", "Beluister (1:02:03)", "▶ Bekijk fragment (vanaf 15:03 min)" and
    "Speel vanaf 15:03" are buttons. "Kijk op de crisis (2008)" is a title: a bare number is only
    taken for a time where the words say nothing but play. Whether the time is right is not asked
    here: "Speel het fragment (15:60)" is a button too.
    """
    if len(text) > LONGEST:
        return None
    if wrapped := _WRAPPED.fullmatch(text):
        text = (wrapped["inside"] or wrapped["other"]).strip()
    match = _IN_PARENTHESES.fullmatch(text) or _AFTER_FROM.fullmatch(text)
    if match is None:
        return PlayButton(None) if _SAYS_PLAY_FRAGMENT.fullmatch(text) else None
    notation = _UNIT.sub("", _LEAD.sub("", match["time"].strip()))
    is_button = _SAYS_ONLY_PLAY.fullmatch(match["words"]) or (
        _SAYS_PLAY.search(match["words"]) and _TIME_SHAPE.match(notation)
    )
    return PlayButton(notation) if is_button else None


def behind_title(text: str) -> tuple[str, str] | None:
    """Title and button of a line that holds both, as lists do without markup between them."""
    match = _BEHIND_TITLE.search(text)
    if match is None:
        return None
    title = text[: match.start()].rstrip(" |").strip()
    if not any(map(str.isalnum, title)) or _SAYS_ONLY_PLAY.fullmatch(text.partition("(")[0]):
        return None
    return title, match["button"].strip(" |")


def is_whole(text: str) -> bool:
    """Whether the text is a button word for word, as it must be that stands on several lines."""
    return bool(_BEHIND_TITLE.fullmatch(f" {text}"))


def is_mixed_with(text: str) -> bool:
    """Whether words of a button stand among others: columns of which a dump mixed the lines."""
    return bool(_PART.search(text))
