"""Filters for times, dates and introductions, and the choices of the listing's facets. The filters
give the empty text for None and for nothing.

The short form of a length is the filter ``duration``: ``length`` is Django's own, for lists.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, npgettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from catalogue.values import timecode as timecodes
from catalogue.values.partial_date import PartialDate

if TYPE_CHECKING:
    from typing_extensions import TypeIs  # of Python 3.13; nothing at run time needs it

register = template.Library()

_LAST_HEADING = 6


@register.filter
def timecode(ms: int | None) -> str:
    """``903000`` → ``15:03``."""
    return "" if _is_absent(ms) else timecodes.format(ms)


@register.filter
def spoken_time(ms: int | None) -> str:
    """``903000`` → ``15 minuten 3 seconden``, for accessible names."""
    return "" if _is_absent(ms) else timecodes.say(ms)


@register.filter
def seconds(ms: int | None) -> str:
    """``903500`` → ``903.5``, for ``#t=`` and ``?t=``; never with a decimal comma."""
    return "" if _is_absent(ms) else timecodes.seconds(ms)


@register.filter
def iso_duration(ms: int | None) -> str:
    """``903000`` → ``PT15M3S``, for ``<time datetime>``."""
    return "" if _is_absent(ms) else timecodes.iso(ms)


@register.filter
def duration(ms: int | None) -> str:
    """``200000`` → ``3 min 20 s``."""
    return "" if _is_absent(ms) else timecodes.length(ms)


@register.filter
def partial_date(date: PartialDate | None) -> str:
    """``2018-11`` → ``november 2018``."""
    return "" if _is_absent(date) else date.format_nl()


@register.filter
def held(date: PartialDate | None) -> str:
    """``2020-10`` → ``gehouden in oktober 2020``."""
    if _is_absent(date):
        return ""
    words = {"date": date.format_nl()}
    if date.last is not None:
        return gettext("held in the period %(date)s") % words
    if date.first.circa:
        return gettext("held %(date)s") % words
    if date.first.day is not None:
        return gettext("held on %(date)s") % words
    return gettext("held in %(date)s") % words


@register.filter
def markdown(text: str | None, first_heading: int = 3) -> SafeString:
    """An editor's CommonMark as HTML.

    HTML in the text is shown, not obeyed; headings start at h3, or at the level given, which is 2
    for a text right below the page's h1; a picture is replaced by its description; a link to
    another site gets ``rel="nofollow noopener"``.
    """
    return mark_safe("") if _is_absent(text) else _html_of(_tokens_of(text, first_heading))


@register.filter
def markdown_opening(text: str | None, first_heading: int = 3) -> SafeString:
    """The same up to the end of the first paragraph."""
    return mark_safe("") if _is_absent(text) else _html_of(_halves(text, first_heading)[0])


@register.filter
def markdown_rest(text: str | None, first_heading: int = 3) -> SafeString:
    """What comes after that."""
    return mark_safe("") if _is_absent(text) else _html_of(_halves(text, first_heading)[1])


def _halves(text: str, first_heading: int) -> tuple[list[Token], list[Token]]:
    tokens = _tokens_of(text, first_heading)
    ends = (
        place
        for place, token in enumerate(tokens, start=1)
        if token.type == "paragraph_close" and token.level == 0
    )
    end = next(ends, len(tokens))
    return tokens[:end], tokens[end:]


def _tokens_of(text: str, first_heading: int) -> list[Token]:
    tokens = _commonmark.parse(str(text))
    _shift_headings(tokens, first_heading)
    return tokens


def _html_of(tokens: list[Token]) -> SafeString:
    # Safe: the renderer escapes all text and, with "html" off, has no other source of tags.
    return mark_safe(_commonmark.renderer.render(tokens, _commonmark.options, {}))


@register.filter
def counted(number: int | None) -> str:
    """A number of fragments: bare for the eye, ``1.234 fragmenten`` for the ear."""
    return "" if _is_absent(number) else _counted(number, get_language())


@lru_cache(maxsize=10_000)
def _counted(number: int, _language: str) -> SafeString:
    """Kept, since a page has a hundred of them."""
    words = npgettext("beside its number", "fragment", "fragments", number)
    return mark_safe(f'{intcomma(number)}<span class="visually-hidden"> {escape(words)}</span>')


@register.simple_tag
def theme_count(theme) -> SafeString:
    """How many fragments a theme has: on its own page and, where that is another number, with those
    of its narrower themes (fragment_count, branch_count)."""
    own = _counted(theme.fragment_count, get_language())
    if theme.branch_count == theme.fragment_count:
        return own
    # Safe: words and numbers are ours.
    return mark_safe(f'{own}<span class="count-all">, {with_narrower(theme.branch_count)}</span>')


@register.simple_tag
def with_narrower(number: int) -> str:
    """``257`` → ``met deelthema’s 257``."""
    return gettext("with narrower themes %(number)s") % {"number": intcomma(number)}


@register.simple_tag
def choice_items(name: str, choices: Iterable) -> SafeString:
    """The choices of a facet as items of a list, each with the number of fragments that pressing
    it gives; one that is on is removed by pressing it.

    Not a template, which takes several times as long: a page has a hundred choices.
    """
    language = get_language()
    # Safe: what is not ours is escaped in each.
    return mark_safe("\n".join(_choice_item(name, choice, language) for choice in choices))


def _choice_item(name: str, choice, language: str) -> str:
    deep = " choice--deep" if choice.depth else ""
    current = ' aria-current="true"' if choice.is_active else ""
    count = pressed_mark() if choice.is_active else _counted(choice.count, language)
    url = escape(choice.url)
    return f"""<li class="choice{deep}">
  <a class="choice__link" id="{escape(f"{name}-{choice.value}")}" href="{url}" hx-get="{url}" \
rel="nofollow"{current}><span>{escape(choice.label)}</span> \
<span class="choice__count">{count}</span></a>
</li>"""


@register.simple_tag
def pressed_mark() -> SafeString:
    """What a choice that is on has in the place of its count."""
    icon = render_to_string("catalogue/_icon.html", {"name": "close"})
    words = escape(gettext("chosen; press to remove"))
    return mark_safe(f'{icon}<span class="visually-hidden">, {words}</span>')


def _is_absent(value: object) -> "TypeIs[Literal[''] | None]":
    """Whether a template has nothing here. Not plain falsehood: 0 ms is the very beginning."""
    return value is None or value == ""


def _shift_headings(tokens: list[Token], first: int) -> None:
    """Number the heading levels that a text uses from ``first`` on, without leaps between them."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        level = min(first + levels.index(token.tag), _LAST_HEADING)
        token.tag = f"h{level}"


def _render_link(self: RendererHTML, tokens, index, options, env) -> str:
    token = tokens[index]
    if _is_external(str(token.attrGet("href") or "")):
        token.attrSet("rel", "nofollow noopener")
    return self.renderToken(tokens, index, options, env)


def _render_image_as_text(self: RendererHTML, tokens, index, options, env) -> str:
    return escape(self.renderInlineAsText(tokens[index].children, options, env))


def _is_external(address: str) -> bool:
    parts = urlsplit(address)
    names_a_host = parts.scheme in ("http", "https") or address.startswith("//")
    return names_a_host and parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower()


_commonmark = MarkdownIt("commonmark", {"html": False})
_commonmark.add_render_rule("link_open", _render_link)
_commonmark.add_render_rule("image", _render_image_as_text)
