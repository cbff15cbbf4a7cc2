"""The parts of a row of a list. Not templates, which take longer: a page has dozens of rows, and
most of them are drawn for it."""

from collections.abc import Iterable
from functools import cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from catalogue.values import timecode

register = template.Library()


@register.simple_tag
def theme_chips(placements: Iterable, theme=None, *, small: bool = False) -> SafeString:
    """The themes that a fragment stands in, as items of a list, without the theme of the page;
    dashed and in words where it is a proposal."""
    left_out = theme.pk if theme else None
    chips = (_theme_chip(one, small) for one in placements if one.theme_id != left_out)
    return mark_safe("".join(chips))  # Safe: what is not ours is escaped in each.


def _theme_chip(placement, small: bool) -> str:
    kind = "chip chip--small" if small else "chip"
    word = ""
    if placement.is_proposal:
        kind += " chip--proposed"
        word = f'<span class="chip__word">{escape(gettext("proposed:"))}</span> '
    url, name = escape(placement.theme.get_absolute_url()), escape(placement.theme.name)
    return f'<li><a class="{kind}" href="{url}"><span>{word}{name}</span></a></li>'


@register.simple_tag
def row_tape(tape) -> SafeString:
    """The tape beside a row (media.tape.RowTape), with the row's own mark. What it says stands in
    the row."""
    spans, own_span = (
        path and f'<path class="tape__span" d="{path}"/>' for path in (tape.spans, tape.own_span)
    )
    # Safe: paths are numbers and pids letters of ours.
    return mark_safe(
        '<svg class="tape" viewBox="0 0 1000 24" preserveAspectRatio="none" focusable="false" '
        f'aria-hidden="true"><path class="tape__line" d="M0 12h1000"/>{spans}'
        f'<path class="tape__start" d="{tape.starts}"/>'
        f'<g class="tape__mark tape__mark--current" data-pid="{tape.pid}">{own_span}'
        f'<path class="tape__start" d="{tape.own_start}"/></g></svg>'
    )


@register.simple_tag
def play_button(
    fragment, href: str = "", *, long: bool = False, full_words: bool = False
) -> SafeString:
    """The play button: a link that a script turns into a button.

    `href` is where the link is to carry more than the address; `long` is for the main button of a
    page; `full_words` in a row, as far as there is room. What begins past the end of its recording
    has a button that is off, and a sentence.
    """
    if long:
        words = gettext("Play the fragment (from %(time)s)")
    elif full_words:
        words = gettext(
            'Play <span class="play__rest">the fragment (</span>from %(time)s'
            '<span class="play__rest">)</span>'
        )
    else:
        words = gettext("Play from %(time)s")
    words %= {"time": timecode.format(fragment.start_ms)}
    main = " button--main" if long else ""
    url, play = escape(href or fragment.get_absolute_url()), escape(fragment.playback.as_json)
    told = escape(fragment.title)
    inside = (
        f"{_play_icon()}<span data-play-text>{words}</span>"
        f'<span class="visually-hidden">: {told}</span>'
    )
    # Safe: words are ours and translated by us; what is not ours is escaped.
    if not fragment.playback.is_there:
        reason = gettext("begins after the end of the recording")
        return mark_safe(
            f'<button class="play button{main}" type="button" disabled>{inside}</button>'
            f'<span class="play__off">{reason}</span>'
        )
    return mark_safe(f'<a class="play button{main}" href="{url}" data-play="{play}">{inside}</a>')


@cache
def _play_icon() -> str:
    return render_to_string("catalogue/_icon.html", {"name": "play"})
