"""The parts of a row of a list. Not templates, which take longer: a page has dozens of rows, and
most of them are drawn for it."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.values import timecode

register = template.Library()

REMARKS = {
    "end": (_("end not yet determined"), "einde"),
    "recording": (_("no recording yet"), ""),
    "proposal": (_("proposed for this theme"), "voorgesteld"),
}
"""What a row may have to say of its fragment, and where the page about the site explains it."""


def remarks_of(fragment, placement=None) -> tuple[str, ...]:
    """The REMARKS that hold for a fragment, and for its placement in the theme of the page."""
    holds = {
        "end": not fragment.length_ms,
        "recording": not fragment.playback,
        "proposal": bool(placement and placement.is_proposal),
    }
    return tuple(name for name, does_hold in holds.items() if does_hold)


def in_every(remarks: Sequence[Collection[str]]) -> list[str]:
    """The REMARKS that all rows of a list have: said once above it, and in none of them."""
    return [name for name in REMARKS if remarks and all(name in of_row for of_row in remarks)]


@register.simple_tag
def row_remarks(fragment, placement=None, said_above: Collection[str] = ()) -> SafeString:
    """The remarks of a row as items of the list of its facts."""
    return remark_items(remarks_of(fragment, placement or None), said_above)


def remark_items(remarks: Iterable[str], said_above: Collection[str]) -> SafeString:
    """Remarks as items of a list, but for those that stand above it."""
    words = (REMARKS[name][0] for name in remarks if name not in (said_above or ()))
    return mark_safe("".join(f"<li>{escape(str(one))}</li>" for one in words))


@register.simple_tag
def remarks_in_words(remarks: Iterable[str]) -> SafeString:
    """Remarks in a row of words, each leading to what explains it."""
    about = reverse("catalogue:about")

    def link(words: str, anchor: str) -> str:
        return f'<a href="{about}#{anchor}">{escape(words)}</a>' if anchor else escape(words)

    # Safe: the words are ours and translated by us.
    return mark_safe(", ".join(link(str(REMARKS[one][0]), REMARKS[one][1]) for one in remarks))


@register.simple_tag
def theme_chips(placements: Iterable, theme=None, *, small: bool = False) -> SafeString:
    """The themes that a fragment stands in, as items of a list, without the theme of the page;
    dashed and in words where it is a proposal."""
    chips = (_theme_chip(one, small) for one in _other_themes(placements, theme))
    return mark_safe("".join(f"<li>{chip}</li>" for chip in chips))  # Safe: see _theme_chip.


@register.simple_tag
def row_themes(placements: Iterable, theme=None) -> SafeString:
    """The same in a row, where all proposals are one item, which gives way to the others."""
    others = _other_themes(placements, theme)
    items = [f"<li>{_theme_chip(one, True)}</li>" for one in others if not one.is_proposal]
    if proposed := [_theme_chip(one, True) for one in others if one.is_proposal]:
        items.append(f'<li class="row__proposed">{" ".join(proposed)}</li>')
    return mark_safe("".join(items))  # Safe: see _theme_chip.


def _other_themes(placements: Iterable, theme) -> list:
    left_out = theme.pk if theme else None
    return [one for one in placements if one.theme_id != left_out]


def _theme_chip(placement, small: bool) -> str:
    """A link to the theme, in which what is not ours is escaped."""
    kind = "chip chip--small" if small else "chip"
    word = ""
    if placement.is_proposal:
        kind += " chip--proposed"
        word = f'<span class="chip__word">{escape(gettext("proposed:"))}</span> '
    url, name = escape(placement.theme.get_absolute_url()), escape(placement.theme.name)
    return f'<a class="{kind}" href="{url}"><span>{word}{name}</span></a>'


@register.simple_tag
def row_tape(tape) -> SafeString:
    """The tape beside a row (media.tape.RowTape), with the row's own mark; with that mark alone
    where the list has the whole tape above it. What it says stands in the row."""
    kind, line = "tape", f'<path class="tape__line" d="M0 12h{tape.known}"/>'
    if not tape.is_measured:
        kind += " tape--open"
        line += f'<path class="tape__open" d="M{tape.known} 12H1000"/>'
    spans, own_span = (
        path and f'<path class="tape__span" d="{path}"/>' for path in (tape.spans, tape.own_span)
    )
    if starts := tape.starts:
        starts = f'<path class="tape__start" d="{starts}"/>'
    else:
        kind += " tape--own"
    # Safe: paths are numbers and pids letters of ours.
    return mark_safe(
        f'<svg class="{kind}" viewBox="0 0 1000 24" preserveAspectRatio="none" focusable="false" '
        f'aria-hidden="true">{line}{spans}{starts}'
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
            'Play<span class="play__time"> <span class="play__rest">the fragment (</span>'
            'from %(time)s<span class="play__rest">)</span></span>'
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
