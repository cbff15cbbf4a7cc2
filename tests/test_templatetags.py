import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

import catalogue
from catalogue.media.tape import RowTape
from catalogue.templatetags.catalogue import choice_items, markdown, register, theme_count
from catalogue.templatetags.rows import (
    in_every,
    play_button,
    remarks_of,
    row_tape,
    row_themes,
    theme_chips,
)
from catalogue.templatetags.spoken import with_labelled_cells
from catalogue.values import partial_date

TEMPLATES = sorted((Path(catalogue.__file__).parent / "templates").rglob("*.html"))


def render(expression: str, value) -> str:
    return Template("{% load catalogue %}{{ value|" + expression + " }}").render(
        Context({"value": value})
    )


@pytest.mark.parametrize(
    ("name", "ms", "written"),
    [
        ("timecode", 903_000, "15:03"),
        ("timecode", 0, "0:00"),
        ("spoken_time", 903_000, "15 minuten 3 seconden"),
        ("spoken_time", 0, "0 seconden"),
        ("seconds", 903_500, "903.5"),
        ("seconds", 0, "0"),
        ("seconds", 4_510_000, "4510"),
        ("iso_duration", 903_000, "PT15M3S"),
        ("duration", 200_000, "3 min 20 s"),
        ("duration", 3_723_000, "1 uur 2 min"),
        ("duration", 45_000, "45 s"),
    ],
)
def test_time_filter_writes(name, ms, written):
    assert render(name, ms) == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2018", "2018"),
        ("2018-11", "november 2018"),
        ("2018-11-05", "5 november 2018"),
        ("2018~", "circa 2018"),
        ("2022-11/2023-01", "november 2022 – januari 2023"),
    ],
)
def test_partial_date_filter_writes(text, words):
    assert render("partial_date", partial_date.parse(text)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2020", "gehouden in 2020"),
        ("2020-10", "gehouden in oktober 2020"),
        ("2020-10-05", "gehouden op 5 oktober 2020"),
        ("2020~", "gehouden circa 2020"),
        ("2020-10/2020-11", "gehouden in de periode oktober 2020 – november 2020"),
    ],
)
def test_held_filter_says_when(text, words):
    assert render("held", partial_date.parse(text)) == words


@pytest.mark.parametrize("nothing", [None, ""], ids=repr)
@pytest.mark.parametrize("name", sorted(register.filters))
def test_filter_writes_nothing_for_nothing(name, nothing):
    assert render(name, nothing) == ""


def test_filters_leave_those_of_django_alone():
    assert render("length", ["a", "b"]) == "2"


def test_templates_write_lengths_with_the_right_filter():
    misused = [
        path.name for path in TEMPLATES if re.search(r"_ms\|length\b", path.read_text("utf-8"))
    ]

    assert misused == [], "Django's length filter gives 0 for a number: use |duration"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Eén *woord*", "<p>Eén <em>woord</em></p>\n"),
        ("# Kop", "<h3>Kop</h3>\n"),
        ("# Een\n### Twee\n# Drie", "<h3>Een</h3>\n<h4>Twee</h4>\n<h3>Drie</h3>\n"),
        ("##### Diep", "<h3>Diep</h3>\n"),
        (
            "# 1\n## 2\n### 3\n#### 4\n##### 5",
            "<h3>1</h3>\n<h4>2</h4>\n<h5>3</h5>\n<h6>4</h6>\n<h6>5</h6>\n",
        ),
        ("<b style=x>&</b>", "<p>&lt;b style=x&gt;&amp;&lt;/b&gt;</p>\n"),
        ("<script>\nx()\n</script>", "<p>&lt;script&gt;\nx()\n&lt;/script&gt;</p>\n"),
        ("Zie ![de *zaal* <1>](https://a.example/x.png).", "<p>Zie de zaal &lt;1&gt;.</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
    ],
    ids=[
        "text",
        "heading",
        "leap closed",
        "deep heading",
        "six levels",
        "html",
        "script",
        "picture",
        "javascript",
    ],
)
def test_markdown_renders(text, html):
    assert render("markdown", text) == html


@pytest.mark.parametrize(
    ("address", "is_external"),
    [
        ("/themas/", False),
        ("#boven", False),
        ("mailto:redactie@example.org", False),
        ("https://catalogue.example/themas/", False),
        ("https://CATALOGUE.example/themas/", False),
        ("https://elsewhere.example/", True),
        ("HTTP://elsewhere.example/", True),
        ("//elsewhere.example/", True),
        ("https://catalogue.example@elsewhere.example/", True),
        ("https:elsewhere.example", True),
    ],
)
def test_markdown_marks_links_to_other_sites(address, is_external, settings):
    settings.SITE_URL = "https://catalogue.example"

    assert ('rel="nofollow noopener"' in markdown(f"[x]({address})")) is is_external


def test_markdown_knows_every_other_site_without_an_address_of_its_own(settings):
    settings.SITE_URL = ""

    assert 'rel="nofollow noopener"' in markdown("<https://elsewhere.example/>")


@given(st.text() | st.text(alphabet="[]()<>#*!`\\:/@%&;\n htps.a1℀", max_size=60))
def test_markdown_survives_any_text(text):
    html = markdown(text)

    assert not re.search(r"<(h1|h2|img|script|style)\b", html)


SHARP = "<b>\"'&"


def choice(**fields) -> SimpleNamespace:
    """A choice of a facet as the listing gives it."""
    usual = {"value": "a", "label": "A", "count": 2, "url": "?x=a"}
    return SimpleNamespace(**usual | {"depth": 0, "is_active": False} | fields)


def test_choice_says_what_it_gives_and_leads_there():
    [item] = fromstring(f"<ul>{choice_items('x', [choice(depth=2)])}</ul>").iter("li")
    [link] = item.iter("a")

    assert item.get("class") == "choice choice--deep"
    assert (link.get("id"), link.get("href"), link.get("hx-get")) == ("x-a", "?x=a", "?x=a")
    assert link.get("aria-current") is None
    assert link.text_content() == "A 2 fragmenten"


def test_choice_groups_the_digits_of_a_large_number():
    [link] = fromstring(choice_items("x", [choice(count=1_234_567)])).iter("a")

    assert link.text_content() == "A 1.234.567 fragmenten"


def test_choice_that_is_on_says_so_and_names_no_number():
    [link] = fromstring(choice_items("x", [choice(is_active=True)])).iter("a")

    assert link.get("aria-current") == "true"
    assert " ".join(link.text_content().split()) == f"A , {gettext('chosen; press to remove')}"


def test_choice_is_text_whatever_it_holds():
    [link] = fromstring(choice_items(SHARP, [choice(value=SHARP, label=SHARP, url=SHARP)])).iter(
        "a"
    )

    assert [*link.iter("b")] == []
    assert (link.get("id"), link.get("href"), link.get("hx-get")) == (
        f"{SHARP}-{SHARP}",
        SHARP,
        SHARP,
    )
    assert link.text_content() == f"{SHARP} 2 fragmenten"


def placement(key: int, name: str, *, is_proposal: bool = False) -> SimpleNamespace:
    """A fragment's place in a theme, as a row of a list has it."""
    theme = SimpleNamespace(pk=key, name=name, get_absolute_url=lambda: f"/themas/{name}/")
    return SimpleNamespace(theme_id=key, theme=theme, is_proposal=is_proposal)


def test_chips_lead_to_the_themes_and_tell_what_is_only_proposed():
    html = theme_chips([placement(1, "a"), placement(2, "b", is_proposal=True)], small=True)
    first, second = fromstring(f"<ul>{html}</ul>").iter("a")

    assert (first.get("href"), first.get("class")) == ("/themas/a/", "chip chip--small")
    assert first.text_content() == "a"
    assert second.get("class") == "chip chip--small chip--proposed"
    assert second.text_content() == f"{gettext('proposed:')} b"


def test_chips_leave_out_the_theme_of_the_page():
    placements = [placement(1, "a"), placement(2, "b")]
    html = theme_chips(placements, placements[0].theme)

    [link] = fromstring(f"<ul>{html}</ul>").iter("a")
    assert (link.text_content(), link.get("class")) == ("b", "chip")


def test_chip_is_text_whatever_the_theme_is_called():
    [link] = fromstring(f"<ul>{theme_chips([placement(1, SHARP)])}</ul>").iter("a")

    assert [*link.iter("b")] == []
    assert (link.get("href"), link.text_content()) == (f"/themas/{SHARP}/", SHARP)


def playable() -> SimpleNamespace:
    """A fragment with a play button, as a row of a list has it."""
    return SimpleNamespace(
        title="Titel",
        start_ms=903_000,
        playback=SimpleNamespace(as_json='{"start": 903}', is_there=True),
        get_absolute_url=lambda: "/fragmenten/a/titel/",
    )


@pytest.mark.parametrize(
    ("options", "words", "classes"),
    [
        ({}, gettext("Play from %(time)s"), "play button"),
        (
            {"long": True},
            gettext("Play the fragment (from %(time)s)"),
            "play button button--main",
        ),
        ({"full_words": True}, gettext("Play the fragment (from %(time)s)"), "play button"),
    ],
    ids=["in a list", "main button", "in a row with room"],
)
def test_play_button_leads_to_the_fragment_and_says_from_where_it_plays(options, words, classes):
    [link] = fromstring(f"<p>{play_button(playable(), **options)}</p>").iter("a")

    assert (link.get("href"), link.get("class")) == ("/fragmenten/a/titel/", classes)
    assert link.get("data-play") == '{"start": 903}'
    said = f"{words % {'time': '15:03'}}: Titel"
    assert link.text_content().strip() == said


def test_play_button_of_what_the_recording_does_not_have_is_off_and_says_why():
    fragment = playable()
    fragment.playback.is_there = False

    drawn = fromstring(f"<p>{play_button(fragment)}</p>")

    [button] = drawn.iter("button")
    assert (button.get("class"), button.get("data-play")) == ("play button", None)
    assert "disabled" in button.attrib
    assert button.getnext().text == gettext("begins after the end of the recording")
    assert [*drawn.iter("a")] == []


def test_play_button_is_text_whatever_the_fragment_holds():
    fragment = playable()
    fragment.title = fragment.playback.as_json = SHARP

    [link] = fromstring(f"<p>{play_button(fragment, SHARP)}</p>").iter("a")

    assert [*link.iter("b")] == []
    assert (link.get("href"), link.get("data-play")) == (SHARP, SHARP)
    assert f": {SHARP}" in link.text_content()


def test_tape_of_a_row_marks_its_own_fragment():
    tape = RowTape(1000, "M1 4v16M5 4v16", "M1 12h2", "a", "M5 4v16", "")

    [drawing] = fromstring(f"<p>{row_tape(tape)}</p>").iter("svg")

    assert [path.get("d") for path in drawing.iter("path")] == [
        "M0 12h1000",
        "M1 12h2",
        "M1 4v16M5 4v16",
        "M5 4v16",
    ]
    assert [group.get("data-pid") for group in drawing.iter("g")] == ["a"]


def test_tape_of_a_row_is_open_where_it_is_not_known():
    tape = RowTape(880, "", "", "a", "M5 4v16", "")

    [drawing] = fromstring(f"<p>{row_tape(tape)}</p>").iter("svg")

    assert [path.get("d") for path in drawing.iter("path")] == [
        "M0 12h880",
        "M880 12H1000",
        "M5 4v16",
    ]
    assert drawing.get("class").split() == ["tape", "tape--open", "tape--own"]


BLOCK = re.compile(r"{% blocktranslate (.*?) %}(.*?){% endblocktranslate %}", re.S)


def test_counted_numbers_are_written_in_groups_of_three():
    """What a sentence counts by is a bare number: a page shows its other name, with intcomma."""
    bare = [
        f"{template.name}: {{{{ {counter} }}}}"
        for template in TEMPLATES
        if "admin" not in template.parts
        for options, words in BLOCK.findall(template.read_text(encoding="utf-8"))
        for counter in re.findall(r"count (\w+)=", options)
        if re.search(rf"{{{{ {counter} }}}}", words)
    ]

    assert bare == []


@pytest.mark.parametrize(
    ("template", "context", "words"),
    [
        (
            "_total.html",
            {"total": 1234, "interviews": 1000},
            "1.234 fragmenten uit 1.000 gesprekken",
        ),
        ("_counts.html", {"interviews": 12, "fragments": 6543}, "12 gesprekken 6.543 fragmenten"),
        ("_counts.html", {"asked": 1234}, "Interviewer in 1.234 gesprekken"),
    ],
)
def test_partial_groups_its_numbers(template, context, words):
    html = render_to_string(f"catalogue/{template}", context)

    assert " ".join(re.sub("<[^>]+>", "", html).split()) == words


@pytest.mark.parametrize(
    ("own", "branch", "words"),
    [
        (40, 40, "40 fragmenten"),
        (40, 1257, "40 fragmenten, met deelthema’s 1.257"),
        (0, 4, "0 fragmenten, met deelthema’s 4"),
    ],
)
def test_number_of_a_theme_says_what_narrower_themes_add(own, branch, words):
    theme = SimpleNamespace(fragment_count=own, branch_count=branch)

    assert fromstring(f"<p>{theme_count(theme)}</p>").text_content() == words


def test_introduction_is_parted_after_its_first_paragraph():
    text = "# Kop\n\nEerst.\n\n- een\n\n- twee"

    assert render("markdown_opening:2", text) == "<h2>Kop</h2>\n<p>Eerst.</p>\n"
    assert render("markdown_rest:2", text).startswith("<ul>\n<li>\n<p>een</p>")
    assert render("markdown_rest:2", "- lijst") == ""


def remarks(*, length_ms=None, playback=None, is_proposal=None) -> tuple[str, ...]:
    fragment = SimpleNamespace(length_ms=length_ms, playback=playback)
    placed = None if is_proposal is None else SimpleNamespace(is_proposal=is_proposal)
    return remarks_of(fragment, placed)


def test_remarks_are_what_a_row_lacks():
    assert remarks() == ("end", "recording")
    assert remarks(length_ms=1, playback="p", is_proposal=True) == ("proposal",)
    assert remarks(length_ms=1, playback="p", is_proposal=False) == ()


def test_remarks_of_every_row_are_told_from_those_of_some():
    assert in_every([("end", "recording"), ("end",)]) == ["end"]
    assert in_every([("end",), ()]) == in_every([]) == []


def test_proposals_of_a_row_are_one_item():
    placements = [placement(n, name, is_proposal=n > 1) for n, name in enumerate("abcd")]
    items = fromstring(f"<ul>{row_themes(placements, placements[0].theme)}</ul>").findall("li")

    assert [[link.get("href") for link in item.iter("a")] for item in items] == [
        ["/themas/b/"],
        ["/themas/c/", "/themas/d/"],
    ]
    assert items[1].get("class") == "row__proposed"


def test_cells_of_a_table_have_the_names_of_their_columns():
    table = mark_safe(
        '<tr><th scope="col" class="sortable column-title"><div><a href="?o=1">Titel</a> '
        '&amp; <span>"meer"</span></div></th><th class="column-start required">Begin </th></tr>'
        '<tr><th class="field-title nowrap">A</th><td class="field-start">1</td>'
        '<td class="field-other">B</td><td class="action-checkbox"></td></tr>'
    )

    row = fromstring(f"<table>{with_labelled_cells(table)}</table>").xpath("//tr")[1]

    assert [cell.get("data-label") for cell in row] == ['Titel & "meer"', "Begin", None, None]
