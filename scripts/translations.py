"""The Dutch words of the site: what the code asks for, what django.po answers, what django.mo says.

Needs Babel, so it runs in .venv, where scripts/messages.py starts it: GNU gettext, which Django's
own makemessages calls, is not on every machine. No translation is ever guessed from one that looks
like it, and the files hold no date and no line number: the same words give the same bytes.
"""

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser, generate_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "catalogue/locale/nl/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What a translation has to keep: %(name)s, %s and %%, {name}, and the tags of HTML.
FIXED_PARTS = re.compile(r"%(?:\(\w+\))?[\d.]*[a-z]|%%|\{\w*\}|</?[a-z][^<>]*>")
HEADER = {
    "Project-Id-Version": "De top kijkt om",
    "Language": "nl",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit\n",  # ends the last line
}


class Wording(Catalog):
    """A catalogue of messages with a header that is always the same."""

    def __init__(self):
        comment = "# Written by `make messages`; only the lines that begin with msgstr are ours."
        super().__init__(locale="nl", domain="django", header_comment=comment, fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return list(HEADER.items())

    @mime_headers.setter
    def mime_headers(self, headers):
        """A file that was read has no say in it: `check` sees where it differs."""


# --- What the code asks for --------------------------------------------------------------------


def asked_for(root: Path = ROOT) -> list[Message]:
    """The messages of all Python modules and templates, by file and then by their words.

    Raises ValueError when the same words are asked for in two ways, such as with a plural and
    without: they would share one entry, in which Python finds only one of the two.
    """
    found: dict[tuple, Message] = {}
    for path in sorted([*root.glob("catalogue/**/*.py"), *root.glob("catalogue/templates/**/*.*")]):
        name = path.relative_to(root).as_posix()
        for message in messages_in(path.read_text(encoding="utf-8"), name):
            known = found.setdefault(key_of(message), message)
            if known.id != message.id:
                first, second = known.locations[0][0], name
                raise ValueError(
                    f"{words_of(message)}: asked for with and without a plural (or with another "
                    f"one), in {first} and in {second}. Give one of them a context."
                )
            if message.locations[0] not in known.locations:
                known.locations.extend(message.locations)
    return sorted(
        found.values(),
        key=lambda message: (message.locations[0][0], forms_of(message.id), message.context or ""),
    )


def messages_in(source: str, name: str) -> Iterator[Message]:
    """The messages of a Python module, or of a template when its name does not end in .py."""
    method: Any = _calls  # Babel takes a function of this form, or the name of one of its own
    if not name.endswith(".py"):
        method = "python"  # Babel's own, which reads what Django makes of a template
        code = templatize(source, origin=name)
        source = "\n".join(line.strip() for line in code.splitlines())  # else Python's indentation
    for _line, words, _comments, context in extract(
        method, BytesIO(source.encode()), KEYWORDS, options={"name": name}
    ):
        where: list[Any] = [(name, None)]  # Babel writes a file without a line so
        yield Message(words, locations=where, context=context)


def _calls(file: BytesIO, keywords: Iterable[str], _tags, options: dict) -> Iterator[tuple]:
    """The calls for words in a Python module, as Babel wants them.

    Babel's own reader misses what stands in an f-string, and says nothing where the words are not
    written out: both would reach the reader in English.
    """
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in keywords:
                words = tuple(written_out(argument) for argument in node.args)
                if None in words[:1]:
                    raise ValueError(
                        f"{options['name']}, line {node.lineno}: {ast.unparse(node)} has no words "
                        "that can be translated. Write them out, and fill in values with %."
                    )
                yield node.lineno, name, words, []


def written_out(argument: ast.expr) -> str | None:
    """The text of an argument that is a text, else None."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return None


def key_of(message: Message) -> tuple[str | None, str]:
    """What a translation is found by: the context and the words, in the singular."""
    return (message.context, forms_of(message.id)[0])


def forms_of(words: str | Iterable[str] | None) -> tuple[str, ...]:
    """The words alone, or singular and plural."""
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def words_of(message: Message) -> str:
    context = f" ({message.context})" if message.context else ""
    return f"“{forms_of(message.id)[0]}”{context}"


# --- The files ---------------------------------------------------------------------------------


def read(text: str) -> Wording:
    """The contents of a .po file. Raises PoFileError for what is none."""
    wording = Wording()
    PoFileParser(wording, abort_invalid=True).parse(StringIO(text))
    return wording


def updated(wording: Wording, asked: Iterable[Message]) -> Wording:
    """Exactly what is asked for, with the translations that were there and empty ones else."""
    known = {(message.context, message.id): message for message in wording}
    new = Wording()
    for message in asked:
        old = known.get((message.context, message.id))
        new.add(
            message.id,
            old.string if old else "",
            locations=message.locations,
            flags=["fuzzy"] if old and old.fuzzy else [],
            user_comments=old.user_comments if old else [],
            context=message.context,
        )
    return new


def po_text(wording: Wording) -> str:
    """The .po file: one line for each form, so that a change is a change of that line."""
    return "".join(generate_po(wording, include_lineno=False, width=0))


def mo_bytes(wording: Wording) -> bytes:
    """The .mo file, which Django reads. Fuzzy and empty translations stay out."""
    target = BytesIO()
    write_mo(target, wording)
    return target.getvalue()


# --- What can be wrong -------------------------------------------------------------------------


def problems(text: str, compiled: bytes, asked: Iterable[Message]) -> list[str]:
    """A sentence for each thing that keeps the files from being exactly what the code needs."""
    try:
        wording = read(text)
    except PoFileError as error:
        return [f"django.po cannot be read: {error}"]
    asked = list(asked)
    wanted = {(message.context, message.id) for message in asked}
    known = {(message.context, message.id): message for message in wording if message.id}
    found = [
        f"{words_of(message)} of {message.locations[0][0]} has no translation."
        for message in asked
        if not is_translated(known.get((message.context, message.id)))
    ]
    for key, message in known.items():
        if key not in wanted:
            found.append(f"{words_of(message)} is stale: the code does not ask for it.")
        elif message.fuzzy:
            found.append(f"{words_of(message)} is marked fuzzy.")
        elif is_translated(message):
            found.extend(broken_parts(message))
    if not found and text != po_text(updated(wording, asked)):
        found.append("django.po is not as `make messages` writes it.")
    if compiled != mo_bytes(wording):
        found.append("django.mo is not the compiled django.po.")
    return found


def is_translated(message: Message | None) -> bool:
    return message is not None and all(forms_of(message.string))


def broken_parts(message: Message) -> Iterator[str]:
    """Where a translation does not keep the placeholders and tags of the words that it is for."""
    for words, translation in zip(forms_of(message.id), forms_of(message.string), strict=True):
        parts, kept = (Counter(FIXED_PARTS.findall(text)) for text in (words, translation))
        if parts != kept:
            differing = ", ".join(sorted((parts - kept) + (kept - parts)))
            yield f"{words_of(message)}: its translation differs in {differing}."


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m scripts.messages", description=__doc__)
    parser.add_argument("actions", nargs="+", choices=["extract", "update", "compile", "check"])
    actions = parser.parse_args(arguments).actions

    try:
        asked = asked_for()
        if "extract" in actions:
            sys.stdout.write(po_text(updated(Wording(), asked)))
        if "update" in actions:
            PO.write_text(po_text(updated(read(PO.read_text(encoding="utf-8")), asked)), "utf-8")
        if "compile" in actions:
            MO.write_bytes(mo_bytes(read(PO.read_text(encoding="utf-8"))))
    except (PoFileError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if "check" not in actions:
        return 0
    found = problems(PO.read_text(encoding="utf-8"), MO.read_bytes(), asked)
    print("\n".join(found) or f"All {len(asked)} messages of the site are in Dutch.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
