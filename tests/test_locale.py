"""The Dutch words are exactly those that the code asks for, and each kind of failure is seen."""

from gettext import GNUTranslations
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Message
from django.utils.translation import gettext, ngettext, pgettext

from scripts import translations
from scripts.translations import (
    MO,
    PO,
    ROOT,
    asked_for,
    forms_of,
    messages_in,
    mo_bytes,
    po_text,
    problems,
    read,
    updated,
)

# Words that Django's own pages use too, and that ours say otherwise there as well.
SAID_OTHERWISE = {
    *("Add another %(verbose_name)s", "Search", "View"),
    "The %(name)s “%(obj)s” was deleted successfully.",
    "The {name} “{obj}” was added successfully.",
    "The {name} “{obj}” was added successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully.",
    "The {name} “{obj}” was changed successfully. You may add another {name} below.",
    "The {name} “{obj}” was changed successfully. You may edit it again below.",
}

THEME = Message("theme", locations=[("a.py", None)])
COUNT = Message(("%(n)s page", "%(n)s pages"), locations=[("a.py", None)])


def test_words_of_the_site_are_all_dutch():
    assert problems(PO.read_text(encoding="utf-8"), MO.read_bytes(), asked_for()) == []


def test_words_shared_with_django_read_as_django_says_them():
    """Ours win everywhere, so they have to fit Django's own pages as well."""
    ours = {
        message.id: message.string
        for message in read(PO.read_text(encoding="utf-8"))
        if message.id and not message.context and isinstance(message.id, str)
    }
    differing = set()
    for file in Path(django.__file__).parent.glob("**/locale/nl/LC_MESSAGES/django.mo"):
        with file.open("rb") as source:
            theirs = GNUTranslations(source)
        differing |= {
            words for words, said in ours.items() if theirs.gettext(words) not in (words, said)
        }

    assert differing == SAID_OTHERWISE


@pytest.mark.parametrize("package", ["conf", "contrib/admin", "contrib/auth"])
def test_words_that_django_lacks_are_ours(package):
    """Else an editor reads English between the Dutch: that a password is too short, say."""
    ours = {message.id for message in read(PO.read_text(encoding="utf-8"))}
    folder = Path(django.__file__).parent / package / "locale"
    asked, translated = (
        {
            message.id: all(forms_of(message.string))
            for message in read((folder / name / "LC_MESSAGES/django.po").read_text("utf-8"))
        }
        for name in ("en", "nl")
    )

    assert {words for words in asked if not translated.get(words)} <= ours


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        pytest.param("a.py", '_("theme")', [("theme", None)], id="gettext"),
        pytest.param("a.py", 'gettext_lazy("a " "b")', [("a b", None)], id="split over strings"),
        pytest.param("a.py", """f"{_('theme')}: {n}\"""", [("theme", None)], id="in an f-string"),
        pytest.param("a.py", 'pgettext_lazy("in", "part")', [("part", "in")], id="context"),
        pytest.param("a.py", 'ngettext("a", "b", n)', [(("a", "b"), None)], id="plural"),
        pytest.param(
            "a.html", '  {% translate "theme" %}\n {{ x }}', [("theme", None)], id="template"
        ),
        pytest.param(
            "a.html",
            "<a title=\"{% translate '50 % of it' %}\">",
            [("50 %% of it", None)],
            id="per cent sign in a template",
        ),
        pytest.param(
            "a.html",
            "{% blocktranslate trimmed count n=x %}\n {{ n }} a\n{% plural %}{{ n }} b"
            "{% endblocktranslate %}",
            [(("%(n)s a", "%(n)s b"), None)],
            id="block with plural",
        ),
        pytest.param(
            "a.html",
            '{% blocktranslate context "in" with a=b|default:_("none") %}{{ a }}'
            "{% endblocktranslate %}",
            [("none", None), ("%(a)s", "in")],
            id="block with context and a default",
        ),
    ],
)
def test_messages_in_finds_what_is_asked_for(name, source, found):
    assert [(message.id, message.context) for message in messages_in(source, name)] == found


@pytest.mark.parametrize("call", ['_(f"{n} themes")', "gettext_lazy(words)", '_("a" + b)', "_(1)"])
def test_messages_in_refuses_words_that_are_not_written_out(call):
    with pytest.raises(ValueError, match=r"^a\.py, line 2: .* has no words that can be translated"):
        list(messages_in(f"\n{call}\n", "a.py"))


def test_asked_for_refuses_the_same_words_with_and_without_plural(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "a.py").write_text('_("theme")\n')
    (folder / "b.py").write_text('ngettext("theme", "themes", n)\n')

    with pytest.raises(ValueError, match=r"“theme”.*catalogue/a\.py and in catalogue/b\.py"):
        asked_for(tmp_path)


def test_asked_for_names_each_file_once_in_order(tmp_path):
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "b.py").write_text('_("theme")\n_("theme")\n_("first")\n')
    (folder / "a.py").write_text('\n_("theme")\n')

    found = [(message.id, message.locations) for message in asked_for(tmp_path)]

    assert found == [
        ("theme", [("catalogue/a.py", None), ("catalogue/b.py", None)]),
        ("first", [("catalogue/b.py", None)]),
    ]


def entry(*lines: str) -> str:
    """A .po file with one entry, in the order and form that `make messages` writes."""
    return po_text(read("\n".join(lines)))


TRANSLATED = entry("#: a.py", 'msgid "theme"', 'msgstr "thema"')


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        pytest.param(TRANSLATED, [THEME], [], id="all is well"),
        pytest.param(
            po_text(read("")), [THEME], ["“theme” of a.py has no translation."], id="missing"
        ),
        pytest.param(
            entry("#: a.py", 'msgid "theme"', 'msgstr ""'),
            [THEME],
            ["“theme” of a.py has no translation."],
            id="empty",
        ),
        pytest.param(
            TRANSLATED, [], ["“theme” is stale: the code does not ask for it."], id="stale"
        ),
        pytest.param(
            TRANSLATED,
            [Message("theme", locations=[("a.py", None)], context="in a list")],
            [
                "“theme” (in a list) of a.py has no translation.",
                "“theme” is stale: the code does not ask for it.",
            ],
            id="other context",
        ),
        pytest.param(
            entry("#: a.py", "#, fuzzy", 'msgid "theme"', 'msgstr "thema"'),
            [THEME],
            ["“theme” is marked fuzzy."],
            id="fuzzy",
        ),
        pytest.param(
            entry(
                "#: a.py",
                'msgid "%(n)s page"',
                'msgid_plural "%(n)s pages"',
                'msgstr[0] "%(n)s pagina"',
            ),
            [COUNT],
            ["“%(n)s page” of a.py has no translation."],
            id="plural form missing",
        ),
        pytest.param(
            entry(
                "#: a.py",
                'msgid "%(n)s page"',
                'msgid_plural "%(n)s pages"',
                'msgstr[0] "één pagina"',
                'msgstr[1] "%(n)s pagina’s"',
            ),
            [COUNT],
            ["“%(n)s page”: its translation differs in %(n)s."],
            id="placeholder lost in a plural form",
        ),
        pytest.param(
            entry("#: a.py", 'msgid "now %s"', 'msgstr "nu %d"'),
            [Message("now %s", locations=[("a.py", None)])],
            ["“now %s”: its translation differs in %d, %s."],
            id="other placeholder",
        ),
        pytest.param(
            entry("#: a.py", 'msgid "from {time}"', 'msgstr "vanaf {tijd}"'),
            [Message("from {time}", locations=[("a.py", None)])],
            ["“from {time}”: its translation differs in {tijd}, {time}."],
            id="translated brace",
        ),
        pytest.param(
            entry("#: a.py", 'msgid "a <em>b</em>"', 'msgstr "a <em>b"'),
            [Message("a <em>b</em>", locations=[("a.py", None)])],
            ["“a <em>b</em>”: its translation differs in </em>."],
            id="tag lost",
        ),
        pytest.param(
            TRANSLATED.replace("#: a.py", "#: b.py"),
            [THEME],
            ["django.po is not as `make messages` writes it."],
            id="other place",
        ),
        pytest.param(
            TRANSLATED.replace("nplurals=2", "nplurals=3"),
            [THEME],
            ["django.po is not as `make messages` writes it."],
            id="other plural rule",
        ),
        pytest.param(
            TRANSLATED + '\n#~ msgid "old"\n#~ msgstr "oud"\n',
            [THEME],
            ["django.po is not as `make messages` writes it."],
            id="left behind",
        ),
    ],
)
def test_problems_names_each_thing_that_is_wrong(text, asked, told):
    assert problems(text, mo_bytes(read(text)), asked) == told


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ('msgid "a"', 'msgid_plural "b"', 'msgstr[0] "c"', 'msgstr[1] "d"', 'msgstr[2] "e"'),
            id="more plural forms than Dutch has",
        ),
        pytest.param(('msgid "a"',), id="no translation line"),
        pytest.param(("<<<<<<< HEAD",), id="no .po file"),
    ],
)
def test_problems_tells_what_cannot_be_read(lines):
    (told,) = problems("\n".join(lines), b"", [])

    assert told.startswith("django.po cannot be read: ")


def test_problems_sees_an_older_mo():
    older = mo_bytes(read(TRANSLATED.replace("thema", "onderwerp")))

    assert problems(TRANSLATED, older, [THEME]) == ["django.mo is not the compiled django.po."]


def test_updated_keeps_translations_drops_the_stale_and_guesses_nothing():
    asked = [THEME, Message("themes", locations=[("a.py", None)])]
    known = read(TRANSLATED + '\nmsgid "themas"\nmsgstr "thema’s"\n')

    found = {message.id: message.string for message in updated(known, asked) if message.id}

    assert found == {"theme": "thema", "themes": ""}


def test_updated_keeps_what_a_translator_noted():
    known = read('# kort, in een knop\n#: a.py\nmsgid "theme"\nmsgstr "thema"\n')

    assert "# kort, in een knop\n" in po_text(updated(known, [THEME]))


def test_files_hold_no_date_and_no_path_of_this_machine():
    text = PO.read_text(encoding="utf-8")

    assert "-Date:" not in text
    assert str(ROOT) not in text


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The .po and .mo that `main` works on, for a site that asks for THEME alone."""
    files = tmp_path / "django.po", tmp_path / "django.mo"
    monkeypatch.setattr(translations, "PO", files[0])
    monkeypatch.setattr(translations, "MO", files[1])
    monkeypatch.setattr(translations, "asked_for", lambda: [THEME])
    return files


def test_main_updates_and_compiles_and_says_what_is_missing(files, capsys):
    files[0].write_text("", "utf-8")

    code = translations.main(["update", "compile", "check"])

    assert code == 1
    assert capsys.readouterr().out == "“theme” of a.py has no translation.\n"
    assert files[0].read_text("utf-8") == entry("#: a.py", 'msgid "theme"', 'msgstr ""')


def test_main_a_second_time_changes_nothing(files, capsys):
    files[0].write_text(TRANSLATED, "utf-8")
    files[1].write_bytes(mo_bytes(read(TRANSLATED)))
    before = [file.read_bytes() for file in files]

    code = translations.main(["update", "compile", "check"])

    assert code == 0
    assert capsys.readouterr().out == "All 1 messages of the site are in Dutch.\n"
    assert [file.read_bytes() for file in files] == before


def test_main_extracts_what_a_translator_starts_from(files, capsys):
    assert translations.main(["extract"]) == 0
    assert capsys.readouterr().out == entry("#: a.py", 'msgid "theme"', 'msgstr ""')


def test_main_leaves_what_it_cannot_read_as_it_is(files, capsys):
    files[0].write_text("<<<<<<< HEAD\n", "utf-8")

    assert translations.main(["update"]) == 1
    assert "Unknown or misformatted keyword on 0" in capsys.readouterr().err
    assert files[0].read_text("utf-8") == "<<<<<<< HEAD\n"


def test_site_is_dutch_whatever_was_asked(client, db):
    response = client.get("/over/", headers={"accept-language": "en"})

    assert '<html lang="nl"' in response.text
    assert "Naar de inhoud" in response.text


def test_django_finds_every_kind_of_entry():
    assert gettext("Skip to the content") == "Naar de inhoud"
    assert pgettext("in an interview", "part") == "rol"
    assert ngettext("%d theme", "%d themes", 2) == "%d thema’s"
