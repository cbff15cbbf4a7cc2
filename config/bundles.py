"""One sheet of many, one script of many modules: what a page asks for is few files.

No tool of others: the sheets import each other in layers and the modules import by name, as
browsers read both. Made when static files are collected (config/storage.py); who works on them
gets the files as they are.
"""

import posixpath
import re
from collections.abc import Callable

Read = Callable[[str], str]
"""The text of a static file by its name."""

_IMPORTED_SHEET = re.compile(
    r'^@import url\("([^":]+)"\)(?: layer\(([\w.-]+)\))?;\n?', re.MULTILINE
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r"""url\((["']?)(?![a-z]+:|/|#)([^"')]+)\1\)""")

_REMARK = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r'^import (?:([^";]+?) from )?"(\./[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.MULTILINE)
_OTHERWISE = re.compile(r"^(?:import\b|export\b).*|\bimport\s*\(.*", re.MULTILINE)


class BundleError(ValueError):
    """A file that is written in a way that is not read here."""


def sheet(read: Read, name: str) -> str:
    """A style sheet with what it imports in its place, each in its layer."""
    folder = posixpath.dirname(name)

    def put_in(found: re.Match) -> str:
        part = posixpath.join(folder, found[1])
        text = sheet(read, part)
        inside = posixpath.dirname(found[1])
        text = _URL.sub(lambda url: f'url("{_joined(inside, url[2])}")', text)
        return f"@layer {found[2]} {{\n{text}}}\n" if found[2] else text

    text = _IMPORTED_SHEET.sub(put_in, _COMMENT.sub("", read(name)))
    if "@import" in text:
        raise BundleError(f"{name} has an @import that is not of the form @import url(…) layer(…);")
    return re.sub(r"\n\s*\n+", "\n", text)


def script(read: Read, name: str) -> str:
    """A module with all that it imports before it: each once, in a scope of its own, in the order
    in which a browser would run them."""
    done: dict[str, str] = {}
    _add(read, name, done, ())
    return "".join(done.values())


def _add(read: Read, name: str, done: dict[str, str], importers: tuple[str, ...]) -> None:
    """Put a module, and before it what it imports, among those that are done."""
    if name in importers:
        raise BundleError(f"{name} imports itself, by way of {' and '.join(importers)}")
    if name in done:
        return
    text = _REMARK.sub("", read(name))
    for _names, part in _IMPORT.findall(text):
        _add(read, _beside(name, part), done, (*importers, name))
    text = _IMPORT.sub(lambda found: _taken(found[1], _beside(name, found[2])), text)
    exported = ", ".join(found for _kind, found in _EXPORT.findall(text))
    text = _EXPORT.sub(r"\1 \2", text)
    if found := _OTHERWISE.search(text):
        raise BundleError(f"{name} has what is not read here: {found[0]}")
    done[name] = f"const {_variable(name)} = (() => {{\n{text}return {{ {exported} }};\n}})();\n"


def _taken(names: str, module: str) -> str:
    """What stands in the place of an import of these names from a module that ran before."""
    if not names:
        return ""
    if whole := re.fullmatch(r"\* as (\w+)", names):
        return f"const {whole[1]} = {_variable(module)};\n"
    if not re.fullmatch(r"\{[\w\s,]+\}", names):
        raise BundleError(f"import {names} is not read here: import {{ some, names }}")
    renamed = re.sub(r"(\w+) as (\w+)", r"\1: \2", names)
    return f"const {renamed} = {_variable(module)};\n"


def _beside(name: str, part: str) -> str:
    return _joined(posixpath.dirname(name), part)


def _joined(folder: str, part: str) -> str:
    return posixpath.normpath(posixpath.join(folder, part))


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
