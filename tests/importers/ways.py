"""The same theme page in the ways in which people save it; the rows are of nobody real."""

import textwrap
from collections.abc import Callable, Sequence
from html import escape
from unicodedata import normalize

from tests.importers.saved_pages import ESSAY, THEME, Rows, html_page, text_page

ROWS: Rows = [
    ("Een één-op-één relatie hebben.", "12:1"),
    ("…..ook respectvol naar ‘gewone’ medewerkers", "12:30"),
    (
        "Over de minister die op een lange avond alle stukken nog eens wilde lezen, en toch.",
        "1:02:03",
    ),
    ("Wat moeten we daarmee?", "9:20"),
    ("Politiek-ambtelijk, of gewoon 3 oktober", "15:3"),
    ("Alle feiten op tafel….", "15:03.5"),
]


def _html(item: str) -> Callable[[Rows], str]:
    return lambda rows: html_page(
        "\n".join(item.format(n=n, t=escape(t), time=at) for n, (t, at) in enumerate(rows, start=1))
    )


def _text(item: str, *, between: str = "\n") -> Callable[[Rows], str]:
    def page(rows: Rows) -> str:
        items = (item.format(n=n, t=t, time=at) for n, (t, at) in enumerate(rows, start=1))
        return "\n\n".join(["Naar de inhoud\nthema", THEME, ESSAY, between.join(items)])

    return page


def _lynx(rows: Rows) -> str:
    """As `lynx -dump` writes a list of titles with buttons, in a window of 60 columns."""
    items = (
        textwrap.fill(
            f"* {title} (BUTTON) Speel het fragment ({time})",
            60,
            initial_indent=" " * 5,
            subsequent_indent=" " * 7,
            break_on_hyphens=False,
        )
        for title, time in rows
    )
    essay = textwrap.indent(textwrap.fill(ESSAY, 60), "   ")
    head = f"   [1]Naar de inhoud\n     * Thema\n     * Gesprekken\n\n   thema\n\n{THEME:^60}\n\n"
    return (
        head
        + essay
        + "\n\n"
        + "\n".join(items)
        + "\n\nReferences\n\n   1. https://example.org/#inhoud"
    )


BUTTON = "<button>Speel het fragment ({time})</button>"
WORD = (
    "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
    "<![if !supportLists]><span style='mso-list:Ignore'>{n}.<span style='font:7.0pt Times'>"
    "&nbsp;&nbsp;&nbsp; </span></span><![endif]><span lang=NL>{t}<o:p></o:p></span></p>"
    f"<p class=MsoNormal>{BUTTON}</p>"
)

WAYS: dict[str, Callable[[Rows], str]] = {
    "text": text_page,
    "text without blank lines": _text("{t}\nSpeel het fragment ({time})"),
    "text on one line": _text("{t}\tSpeel het fragment ({time})"),
    "html": _html(f"<p>{{t}}</p><p>{BUTTON}</p>"),
    "html on one line": lambda rows: _html(f"<p>{{t}}</p>{BUTTON}")(rows).replace("\n", ""),
    "html list": _html("<li>{t} <a href='#t'>Speel het fragment ({time})</a></li>"),
    "html table": _html(f"<tr><td>{{n}}.</td><td>{{t}}</td><td>{BUTTON}</td></tr>"),
    "html headings": _html(f"<h3>{{t}}</h3>{BUTTON}"),
    "html with elements of a framework": _html(
        "<app-row><app-title>{t}</app-title><div class='sr-only'>Fragment {n}</div></app-row>"
        f"<app-button><span aria-hidden='true'>play_arrow</span>{BUTTON}</app-button>"
    ),
    "html with changes marked": _html(
        f"<p><ins>{{t}}</ins></p><p><tt><big>{BUTTON}</big></tt></p>"
    ),
    "html with a hidden input": _html(
        "<p>{t}</p><input type=hidden value='{n}'><div style='display: none'>{n}x</div>" + BUTTON
    ),
    "html of preformatted text": lambda rows: f"<html><body><pre>{escape(text_page(rows))}</pre>",
    "word": _html(WORD),
    "word, filtered": _html(
        f"<p class=MsoListParagraph>{{n}}.<span>&nbsp;&nbsp;&nbsp;</span>{{t}}</p><p>{BUTTON}</p>"
    ),
    "word, bullets": _html(
        f"<p>·<span>&nbsp;&nbsp; </span>{{t}}</p><p>o<span>&nbsp;&nbsp; </span>{BUTTON}</p>"
    ),
    "pasted with numbers": _text("{n}.\t{t}\nSpeel het fragment ({time})"),
    "pasted with numbers in brackets": _text(
        "({n}) {t}\n\nSpeel het fragment ({time})", between="\n\n"
    ),
    "pasted with letters": _text("A.\t{t}\nSpeel het fragment ({time})"),
    "pasted from a table": _text("{n}\t{t}\tSpeel het fragment ({time})"),
    "pasted with bullets": _text("•\t{t}\n\no\tSpeel het fragment ({time})", between="\n\n"),
    "pasted with bullets of Word": _text("\uf0b7\t{t}\n\uf0a7\tSpeel het fragment ({time})"),
    "pasted with bullets apart": _text("•\n{t}\n\n•\nSpeel het fragment ({time})", between="\n\n"),
    "pasted with dashes": _text("- {t}\n- Speel het fragment ({time})"),
    "pasted with asterisks": _text("* {t}\n  * Speel het fragment ({time})"),
    "markdown": _text("### {n}. **{t}**\n\n[Speel het fragment ({time})](#t={n})", between="\n\n"),
    "lynx": _lynx,
    "lynx, paragraphs": _text("   {t}\n\n   (BUTTON) Speel het fragment ({time})", between="\n\n"),
    "w3m": _text("{t}\n\n[Speel het fragment ({time})]", between="\n\n"),
    "elinks": _text("   {n}. {t}\n\n       [{n}]Speel het fragment ({time})", between="\n\n"),
    "window of a telephone": _text("{t}\n\nSpeel het\nfragment\n({time})", between="\n\n"),
}

# What becomes of the characters on their way.
FORMS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "with byte order mark": lambda page: page.encode("utf-8-sig"),
    "utf-16": lambda page: page.encode("utf-16"),
    "windows": lambda page: page.replace("\n", "\r\n").encode("cp1252", errors="xmlcharrefreplace"),
    "accents apart": lambda page: normalize("NFD", page).encode(),
    "straight quotes": lambda page: page.replace("‘", "'").replace("’", "'").encode(),
    "marks of direction": lambda page: (
        page.replace("(", "(\u200e").replace(")", "\u200e)").encode()
    ),
    "no-break spaces": lambda page: (
        page.replace("het fragment", "het\u00a0fragment")
        .replace("en toch", "en\u00a0 toch")
        .encode()
    ),
    "soft hyphens": lambda page: page.replace("minister", "mi\u00adnis\u00adter").encode(),
    "capitals": lambda page: page.replace(THEME, THEME.upper()).encode(),
    "other dashes": lambda page: page.replace("Politiek-", "Politiek\u2011").encode(),
}


def saved(rows: Sequence = ROWS, *, way: str = "text", form: str = "utf-8") -> bytes:
    """The file in which the page with these rows is saved in this way."""
    return FORMS[form](WAYS[way](list(rows)))
