"""Rows and facets of the listing as HTML, drawn once and kept in Django's caches.

Drawing them is most of the work of a page. They are kept under the stamp of their answer, which is
another after every change of what is shown, and when a window of publication opens or closes. What
lies under a former stamp is not asked for again, and makes room. An answer without a stamp, as from
plain SQL, is drawn each time.
"""

from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import NamedTuple

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalogue.listing.listing import Listing
from catalogue.search import Answer, Hit, hits
from catalogue.templatetags.rows import in_every, remark_items, remarks_of
from catalogue.views.rows import FragmentRow, rows_of


class Row(NamedTuple):
    """A row of the list as HTML, in two parts: between them stand its remarks, and what is said in
    the fragment that answers a question. And the address of the fragment."""

    start: str
    end: str
    href: str
    remarks: tuple[str, ...]


def cached(
    cache: str, answer: Answer, about: str, keys: list, make: Callable[[list], dict]
) -> dict:
    """By key, what is kept in this cache about something under the answer's stamp, and for the
    other keys what `make` gives, which is kept from now on. Keys are told apart by how they print.
    """
    if not answer.stamp:
        return make(keys)
    # A question may be too long for a name in a cache, and have signs that none has.
    prefix = blake2b(f"{answer.stamp} {about}".encode(), digest_size=12).hexdigest()
    names = {f"{prefix}{key}": key for key in keys}
    found = {names[name]: one for name, one in caches[cache].get_many(names).items()}
    if missing := [key for key in keys if key not in found]:
        made = make(missing)
        caches[cache].set_many({f"{prefix}{key}": one for key, one in made.items()})
        found |= made
    return found


def drawn_facets(listing: Listing) -> SafeString:
    """The facets as HTML: all pages of a list have the same."""

    def draw(_keys: list) -> dict[str, SafeString]:
        return {"": render_to_string("catalogue/_facets.html", {"facets": listing.facets()})}

    # The address names every choice, and in which order the links keep the list.
    return cached("drawn_facets", listing.answer, listing.address(), [""], draw)[""]


def drawn_rows(
    keys: list[int], listing: Listing, about_site: dict
) -> tuple[list[SafeString], list[str]]:
    """The rows of these fragments as HTML, with what is said in them that answers the question: the
    fragments of this answer, but for those that stopped being public since. And the remarks that
    hold for all of them, which their list is to say once."""
    answer, selection = listing.answer, listing.selection

    def draw(missing: list[int]) -> dict[int, Row]:
        return {fragment.pk: row_of(fragment, about_site) for fragment in rows_of(missing)}

    rows = cached("drawn_rows", answer, about_site["url"], keys, draw)
    keys = [key for key in keys if key in rows]

    def say(missing: list[int]) -> dict[int, str]:
        found = hits(selection.question, missing)
        return {key: said_of(found[key], rows[key].href) if key in found else "" for key in missing}

    said = {}
    if selection.question:
        said = cached("drawn_said", answer, selection.text, keys, say)
    said_above = in_every([rows[key].remarks for key in keys])
    return [whole(rows[key], said.get(key, ""), said_above) for key in keys], said_above


def row_of(fragment: FragmentRow, about_site: dict) -> Row:
    """A row of the list, its parts as plain text: quicker to read from a cache."""
    context = {
        "fragment": fragment,
        "with_interview": True,
        "with_tape": True,
        "site": about_site,
    }
    start = render_to_string("catalogue/_row_start.html", context)
    end = render_to_string("catalogue/_row_end.html", context)
    return Row(f"{start}", f"{end}", fragment.href, remarks_of(fragment))


def whole(row: Row, said: str, said_above: Collection[str] = ()) -> SafeString:
    """The row with its remarks and what is said, laid as catalogue/_row.html does."""
    remarks = remark_items(row.remarks, said_above)
    # Safe: all of it was drawn by templates, and remarks are ours.
    return mark_safe(f"\n{row.start}{remarks}</ul>\n    {said}{row.end}\n")


def said_of(hit: Hit, href: str) -> str:
    return f"{render_to_string('catalogue/_hit.html', {'hit': hit, 'href': href})}"
