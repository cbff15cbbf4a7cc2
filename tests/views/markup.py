"""Reading pages: strictly, as the HTML standard has it, and fast, where only links are wanted."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import html5lib
import lxml.html


def strictly(content: bytes, *, is_part: bool = False) -> ElementTree.Element:
    """The tree of a page, or of a part of one. Raises ParseError for what a browser would mend."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    text = content.decode()
    return parser.parseFragment(text, container="div") if is_part else parser.parse(text)


def quickly(content: bytes) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(content.decode())


def links(content: bytes, base: str) -> Iterator[str]:
    """Every address on a page that a browser fetches or a person follows, without its fragment."""
    page = quickly(content)
    for _element, attribute, link, _position in page.iterlinks():
        if attribute != "srcset":
            yield urljoin(base, link).partition("#")[0]
    for srcset in page.xpath("//@srcset"):
        for candidate in srcset.split(","):
            yield urljoin(base, candidate.split()[0])
    for address in page.xpath("//meta[@property='og:image']/@content"):
        yield urljoin(base, address)


def hosts(content: bytes) -> set[str]:
    """The hosts that a page names in whatever attribute, but for where a person may go (`a`)."""
    page = quickly(content)
    values = [
        value
        for element in page.iter()
        if element.tag != "a"
        for value in getattr(element, "attrib", {}).values()
    ]
    return {host for value in values for host in re.findall(r"(?:https?:)?//([\w.:-]+)", value)}


def shown(element) -> Iterator:
    """The element and all below it, but for what stays hidden until a script fills it."""
    if element.get("hidden") is None:
        yield element
        for child in element:
            yield from shown(child)


def text_of(element) -> str:
    """The text that assistive technology reads: without what is hidden from it."""
    if element.get("aria-hidden") == "true" or element.get("hidden") is not None:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [child.get("alt") or "", text_of(child), child.tail or ""]
    return " ".join("".join(parts).split())


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
