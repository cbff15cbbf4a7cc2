"""A line of a saved page: its words, without what a list or a text browser puts around them.

The same page comes as HTML, from Word, from a text browser such as lynx or w3m, or pasted into a
text file. A bullet, a number and "(BUTTON)" tell how it was saved, not what it says.
"""

import re
from dataclasses import dataclass

from catalogue.values.text import clean

MOST_MARKS = 5  # before one line: a bullet, a number and a sign of its own

# Signs that are bullets whether or not a space follows; those of the private use area are bullets
# of Word whose font is gone.
_BULLETS = "•‣⁃∙◦●○■□▪▫◆◇▸►▶➢➤✓✔❖⬤·\uf000-\uf0ff"
_MARK = re.compile(
    rf"[{_BULLETS}]+\s*"
    r"|[\u2460-\u24ff\u2776-\u2793]\s*|[0-9]\u20e3\s*"  # ① ❶, and digits on a key
    r"|(?:[*+»>|→]|#{1,6})(?:\s+|$)"
    r"|\(?[0-9]{1,3}[.)](?:\s+|(?=[^\s0-9.,:])|$)"  # 1. 1) (1); no 15.3 and no 10.000
    r"|(?:[0-9]{1,2}\.){2,4}(?:\s+|$)"  # 1.2.
    r"|[a-z][.)](?:\s+|$)|[A-Z]\)(?:\s+|$)"  # a. a) A); no J. as in J. Voorbeeld
    r"|\(?[ivx]{2,5}[.)](?:\s+|$)"
)
_DASH = re.compile(r"[-–—](?:\s+|$)")
# Letters that stand for a bullet of Word, and what numbers a list; by the wide space behind them,
# or, in a text browser, far before them. "o jee", "J. Voorbeeld" and "10 jaar" are no list.
_LETTERS = {"o", "Ø", "ü", "§"}
_LETTER_MARK = re.compile(
    r"[ \t]*(?:[oØüvqn§]|[A-Z]{1,4}[.)]|[0-9]{1,3})(?:\t|\u00a0| {2,})|[ \t]{3,}o |[ \t]*§ "
)
_HEADING = re.compile(r"\s*#{1,6}\s")
# What text browsers write for buttons, pictures and links: lynx "(BUTTON)" and "[12]Titel".
_OPENING = frozenset("([<")
_OF_BROWSER = re.compile(
    r"[(\[<](?:BUTTON|KNOP|SUBMIT|INLINE|IMAGE|IMG|EMBED)[)\]>]\s*"
    r"|\[[^\[\]\s]+\.(?:png|jpe?g|gif|svg|webp)\]\s*"
    r"|\[[0-9]{1,4}\](?=\S)",
    re.IGNORECASE,
)
# [Titel](https://example.org/), as in Markdown; and **Titel**.
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:https?:|[/#.])[^()\s]*\)")
_STRONG = re.compile(r"(\*\*|__)(?P<words>.+)\1")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line with text on it: its number in the file, spaces made single, nothing invisible.

    `mark` is what stood around the words and was left out. A line of signs alone, such as a bullet
    above its title, is all mark.
    """

    number: int
    text: str
    starts_block: bool = True  # first of a paragraph, heading, list item or button
    is_heading: bool = False
    mark: str = ""

    @property
    def has_words(self) -> bool:
        return self.text != self.mark


def page_line(
    number: int,
    raw: str,
    *,
    starts_block: bool = True,
    is_heading: bool = False,
    goes_on: bool = False,
) -> PageLine | None:
    """The line that these characters make, None where they show nothing. A dash that opens a line
    which `goes_on` with the words above it is one of the words."""
    whole = clean(raw)
    if not whole:
        return None
    marks = []
    if match := _LETTER_MARK.match(raw):
        marks.append(clean(match[0]))
    words = clean(raw[match.end() :]) if match else whole
    browser: list[str] = []
    plain = words
    if not _OPENING.isdisjoint(words):
        browser = [match[0].strip() for match in _OF_BROWSER.finditer(words)]
        plain = _LINK.sub(r"\1", _OF_BROWSER.sub("", words))
    for _depth in range(MOST_MARKS):
        match = _MARK.match(plain) or (None if goes_on else _DASH.match(plain))
        if match is None:
            break
        marks.append(match[0].strip())
        plain = plain[match.end() :]
    if match := _STRONG.fullmatch(plain):
        plain = match["words"].strip()
    if not any(map(str.isalnum, plain)) or whole in _LETTERS:
        return PageLine(number, whole, starts_block, is_heading, mark=whole)
    return PageLine(
        number,
        plain.strip(),
        starts_block=starts_block or bool(marks),
        is_heading=is_heading or bool(_HEADING.match(raw)),
        mark=" ".join([*browser, *marks]),
    )
