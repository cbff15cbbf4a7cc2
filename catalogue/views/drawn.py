"""Rows and facets of the listing as HTML, drawn once and kept in Django's caches.

Drawing them is most of the work of a page. They are kept under the stamp of their answer, which is
another after every change of what is shown, and when a window of publication opens or closes. What
lies under a former stamp is not asked for again, and makes room. An answer without a stamp, as from
plain SQL, is drawn each time.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalogue.listing.facets import facets
from catalogue.listing.filters import FragmentFilter
from catalogue.search import Answer, Hit, hits
from catalogue.views.rows import FragmentRow, rows_of


class Row(NamedTuple):
    """A row of the list as HTML, in two parts: what is said in the fragment that answers a question
    stands between them. And the address of the fragment."""

    start: SafeString
    end: SafeString
    href: str

    def with_said(self, said: str) -> SafeString:
        """The whole row, laid as catalogue/_row.html does."""
        # Safe: all of it was drawn by templates.
        return mark_safe(f"\n{self.start}    {said}{self.end}\n")


def kept(cache: str, answer: Answer, keys: Iterable, make: Callable[[list], dict]) -> dict:
    """By key, what is kept in this cache for the answer's stamp, and for the other keys what `make`
    gives, which is kept from now on. Keys are told apart by how they print."""
    keys = list(keys)
    if not answer.stamp:
        return make(keys)
    names = {name_of(answer.stamp, key): key for key in keys}
    found = {names[name]: one for name, one in caches[cache].get_many(names).items()}
    if missing := [key for key in keys if key not in found]:
        made = make(missing)
        caches[cache].set_many({name_of(answer.stamp, key): one for key, one in made.items()})
        found |= made
    return found


def name_of(stamp: str, key: Any) -> str:
    """A name in a cache: a question may be too long for one, and have signs that none has."""
    return blake2b(f"{stamp} {key!r}".encode(), digest_size=16).hexdigest()


def drawn_facets(filterset: FragmentFilter) -> SafeString:
    """The facets as HTML: all pages of a list have the same."""

    def draw(addresses: list[str]) -> dict[str, SafeString]:
        html = render_to_string("catalogue/_facets.html", {"facets": facets(filterset)})
        return dict.fromkeys(addresses, html)

    address = filterset.address()  # names every choice, and in which order the links keep the list
    return kept("drawn_facets", filterset.answer, [address], draw)[address]


def drawn_rows(keys: list[int], filterset: FragmentFilter, about_site: dict) -> list[SafeString]:
    """The rows of these fragments as HTML, with what is said in them that answers the question: the
    fragments of this answer, but for those that stopped being public since."""
    url, answer, selection = about_site["url"], filterset.answer, filterset.selection

    def draw(places: list[tuple]) -> dict[tuple, Row]:
        fragments = rows_of([key for _url, key in places])
        return {(url, fragment.pk): row_of(fragment, about_site) for fragment in fragments}

    drawn = kept("drawn_rows", answer, [(url, key) for key in keys], draw)
    rows = {key: drawn[url, key] for key in keys if (url, key) in drawn}
    if not selection.question:
        return [row.with_said("") for row in rows.values()]

    def say(places: list[tuple]) -> dict[tuple, str]:
        found = hits(selection.question, [key for _text, key in places])
        return {
            (text, key): said_of(found[key], rows[key].href) if key in found else ""
            for text, key in places
        }

    places = [(selection.text, key) for key in rows]
    said = kept("drawn_said", answer, places, say)
    return [rows[key].with_said(said[text, key]) for text, key in places]


def row_of(fragment: FragmentRow, about_site: dict) -> Row:
    """The two parts of a row of the list."""
    context = {
        "fragment": fragment,
        "with_interview": True,
        "with_tape": True,
        "site": about_site,
    }
    start = render_to_string("catalogue/_row_start.html", context)
    return Row(start, render_to_string("catalogue/_row_end.html", context), fragment.href)


def said_of(hit: Hit, href: str) -> str:
    return render_to_string("catalogue/_hit.html", {"hit": hit, "href": href})
