"""The lines of an HTML page, as a browser shows them."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any  # also of elements: lxml has no types

from django.utils.translation import gettext as _
from lxml import etree

from catalogue.importers import play_button
from catalogue.importers.page_line import PageLine, page_line
from catalogue.importers.rows import SourceError
from catalogue.values.text import clean

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# What begins on a line of its own; all other elements stand within a line, also those that nobody
# has thought of yet.
_BLOCKS = HEADINGS | {
    *("html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details"),
    *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
    *("header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "ol", "p", "plaintext"),
    *("pre", "search", "section", "summary", "ul", "xmp"),
    *("table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"),
    *("button", "input", "optgroup", "option"),
}
_PREFORMATTED = {"pre", "listing", "plaintext", "xmp"}
# Unseen, or the same on every page: a menu may well contain the word "thema".
_SKIPPED = {
    *("head", "nav", "script", "style", "template", "noscript", "svg", "iframe", "object"),
    *("select", "textarea", "video", "audio", "canvas", "datalist", "title"),
}
_BUTTONS = {"button", "submit", "reset"}  # types of an input whose value is shown
_STYLE = re.compile(r"([a-z-]+)\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDES = {
    *(("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")),
    *(("mso-hide", "all"), ("mso-list", "ignore")),  # of Word: hidden, the number of a list
}
_HIDDEN_CLASSES = {
    *("hidden", "is-hidden", "d-none", "invisible", "element-invisible", "sr-only"),
    *("visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"),
}
_SHOWN_CLASS = re.compile(r"[:-](?:block|flex|grid|inline|inline-block|table|visible)$")


def lines(text: str) -> Iterator[PageLine]:
    """The lines of this HTML. Raises SourceError where it is nested too deeply to be read."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, UnicodeError):
        root = None
    if parser.error_log.filter_from_fatals():  # a limit: the rest of the page would be missing
        raise SourceError(
            _("The HTML of the file is too deeply nested. Save the page as plain text."),
            code="too-deep",
        )
    return _PageText().lines(root) if root is not None else iter(())


class _PageText:
    """Gathers the text of elements into lines, with the line of the source where each begins."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._has_text = False
        self._number = 1  # line of the source that is being read
        self._first = 1  # line of the source where the gathered text begins
        self._starts_block = True
        self._is_heading = False
        self._preformatted = 0  # elements that are open in which line ends count

    def lines(self, root: Any) -> Iterator[PageLine]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                # The parser counts no further than 65535; counting the text helps a little there.
                self._number = max(element.sourceline or 0, self._number)
                if _is_unseen(element):
                    walker.skip_subtree()
                    continue
                yield from self._boundary(element, opens=True)
                yield from self._add(element.text)
            else:
                if not _is_unseen(element):
                    yield from self._boundary(element, opens=False)
                yield from self._add(element.tail)
        yield from self._flush(starts_block=True)

    def _boundary(self, element: Any, *, opens: bool) -> Iterator[PageLine]:
        """What the start or end of an element does to the text around it."""
        if element.tag == "br":
            yield from self._flush(starts_block=self._starts_block and not self._pieces)
        elif not _is_inline(element):
            yield from self._flush(starts_block=True)
            if element.tag in HEADINGS:
                self._is_heading = opens
            if element.tag in _PREFORMATTED:
                self._preformatted += 1 if opens else -1
            if opens and element.tag == "input" and element.get("type", "").lower() in _BUTTONS:
                yield from self._add(element.get("value"))

    def _add(self, text: str | None) -> Iterator[PageLine]:
        if not text:
            return
        if not self._preformatted:
            self._gather(text)
            return
        first, *rest = text.split("\n")
        self._gather(first)
        for line in rest:
            # An empty line ends a block, as in plain text.
            yield from self._flush(starts_block=not clean("".join(self._pieces)))
            self._number += 1
            self._gather(line)

    def _gather(self, text: str) -> None:
        if text.strip() and not self._has_text:
            self._has_text = True
            self._first = self._number + text[: len(text) - len(text.lstrip())].count("\n")
        self._pieces.append(text)
        self._number += text.count("\n")

    def _flush(self, *, starts_block: bool) -> Iterator[PageLine]:
        raw = "".join(self._pieces)
        # Around an element there is space that does not show, but in what is formatted already.
        raw = raw if self._preformatted else " ".join(raw.split("\n")).strip(" \t")
        self._pieces.clear()
        self._has_text = False
        line = page_line(
            self._first,
            raw,
            starts_block=self._starts_block,
            is_heading=self._is_heading,
            goes_on=not self._starts_block,
        )
        if line:
            yield line
            self._starts_block = starts_block
        else:
            self._starts_block = self._starts_block or starts_block


def _is_unseen(element: Any) -> bool:
    if element.tag in _SKIPPED or element.get("hidden") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if not _HIDES.isdisjoint(_styles(element)) or _has_hidden_class(element):
        return True
    # An icon, unless it is the words themselves, which a hidden element beside it says otherwise.
    parent = element.getparent()
    is_icon = element.get("aria-hidden") == "true" and parent is not None
    return is_icon and not any(map(_has_hidden_class, parent))


def _styles(element: Any) -> list[tuple[str, str]]:
    """The declarations of the element's own style, in lower case: ("display", "none")."""
    style = element.get("style")
    return _STYLE.findall(style.lower()) if style else []


def _has_hidden_class(element: Any) -> bool:
    """Whether a class hides the element, by the names that frameworks give; not where another
    shows it on a wide screen."""
    classes = (element.get("class") or "").split()
    return not _HIDDEN_CLASSES.isdisjoint(classes) and not any(map(_SHOWN_CLASS.search, classes))


def _is_inline(element: Any) -> bool:
    """Whether the element stands within a line. A play button never does, also where it is a link
    behind its title; nor does the label "thema" inside a heading."""
    if element.tag in _BLOCKS or element.get("role") == "button":
        return False
    display = dict(_styles(element)).get("display", "inline")
    if not display.startswith(("inline", "contents")):
        return False
    text = _short_text(element)
    return not (
        (element.tag == "a" and play_button.read(text))
        or play_button.is_whole(text)
        or (text.casefold() == "thema" and element.getparent().tag in HEADINGS)
    )


def _short_text(element: Any) -> str:
    """The text of an element small enough to be a button; empty for a larger one."""
    if len(list(islice(element.iter(), 20))) == 20:
        return ""
    text = clean("".join(element.itertext()))
    return text if len(text) <= play_button.LONGEST else ""
