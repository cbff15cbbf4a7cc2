"""The floor plan of docs/architecture.md: imports run down, never up, and not across a floor.

A room is a module or a package directly below `catalogue/`. Inside a room anything may import
anything, but for the foundation of the models.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue import search
from tests.conftest import ON_ANY_DATABASE

ROOT = Path(__file__).parent.parent

FLOORS = (
    ("urls", "apps", "admin_site"),  # what Django is given by name
    ("views", "admin", "management", "middleware"),  # what answers a request or an operator
    (  # what those ask
        *("listing", "importers", "generator", "actions", "quality", "access", "media"),
        *("context_processors", "templatetags"),
    ),
    ("search", "logins", "upkeep"),
    ("models",),
    ("fields", "prepared", "processes"),
    ("dutch",),
    ("values",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

# Across a floor, from one room to another, and why.
CORRIDORS = {
    ("middleware", "views"): "answers what no view could with the views' own 404 and 410",
}

MOST_LINES = 300  # of a module; what is longer has a second noun in it

# Modules of `values/` that any Python can use, without Django or a database.
PURE = ("timecode", "partial_date", "text", "webvtt")

# How the floor of the models is laid: each of these imports only those before it.
FOUNDATION = ("signals", "record", "base", "address")


def imported(source: str) -> Iterator[str]:
    """The full names of modules that the source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from (f"{base}.{alias.name}" for alias in node.names)


def modules(package: str) -> list[Path]:
    """The files of all modules of a package."""
    return sorted((ROOT / package).rglob("*.py"))


def room_of(path: Path) -> str:
    """The room that a file of the catalogue stands in."""
    return path.relative_to(ROOT / "catalogue").parts[0].removesuffix(".py")


def rooms_in(source: str) -> set[str]:
    """The rooms that the source imports from."""
    parts = (name.split(".") for name in imported(source))
    return {part[1] for part in parts if part[0] == "catalogue" and len(part) > 1}


def is_downhill(room: str, other: str) -> bool:
    """Whether the one room may import from the other."""
    return room == other or FLOOR_OF[room] < FLOOR_OF[other] or (room, other) in CORRIDORS


def steps() -> Iterator[tuple[Path, str, str]]:
    """Each module of the catalogue with its room and a room that it imports from."""
    for path in modules("catalogue"):
        if room_of(path) == "migrations":
            continue  # imports what it needed on the day it was made
        for other in sorted(rooms_in(path.read_text(encoding="utf-8"))):
            yield path, room_of(path), other


@pytest.mark.parametrize(
    ("source", "rooms"),
    [
        pytest.param("import catalogue.views.prefetch", {"views"}, id="import"),
        pytest.param("from catalogue.models import Theme", {"models"}, id="from"),
        pytest.param("from catalogue import actions, fields", {"actions", "fields"}, id="two"),
        pytest.param("def f():\n    from catalogue import views", {"views"}, id="in a function"),
        pytest.param("from django.db import models", set(), id="elsewhere"),
    ],
)
def test_imports_are_seen(source, rooms):
    assert rooms_in(source) == rooms


@pytest.mark.parametrize(
    ("room", "other", "downhill"),
    [
        ("views", "models", True),
        ("models", "models", True),
        ("listing", "search", True),
        ("search", "listing", False),
        ("models", "views", False),
        ("media", "importers", False),
    ],
)
def test_downhill_is_told_from_uphill_and_across(room, other, downhill):
    assert is_downhill(room, other) is downhill


def test_every_room_has_a_floor():
    rooms = {room_of(path) for path in modules("catalogue")} - {"__init__", "migrations"}

    assert rooms == set(FLOOR_OF)


def test_imports_run_downhill():
    uphill = [
        f"{path.relative_to(ROOT)} imports {other}"
        for path, room, other in steps()
        if not is_downhill(room, other)
    ]

    assert uphill == []


def test_corridors_are_walked():
    walked = {(room, other) for _path, room, other in steps()}

    assert set(CORRIDORS) - walked == set()


def test_imports_are_written_in_full():
    relative = [
        str(path.relative_to(ROOT))
        for package in ("benchmarks", "catalogue", "config", "scripts")
        for path in modules(package)
        if any(name.startswith(".") for name in imported(path.read_text(encoding="utf-8")))
    ]

    assert relative == []


@pytest.mark.parametrize("module", PURE)
def test_pure_value_needs_python_alone(module):
    source = (ROOT / "catalogue" / "values" / f"{module}.py").read_text(encoding="utf-8")
    names = [name.split(".") for name in imported(source)]
    packages = {name[0] for name in names} - {"catalogue"}

    assert packages - sys.stdlib_module_names == set()
    assert {name[2] for name in names if name[:2] == ["catalogue", "values"]} <= set(PURE)
    assert rooms_in(source) <= {"values"}


@pytest.mark.parametrize("module", FOUNDATION)
def test_foundation_of_the_models_is_laid_in_order(module):
    source = (ROOT / "catalogue" / "models" / f"{module}.py").read_text(encoding="utf-8")
    names = (name.split(".") for name in imported(source))
    used = {name[2] for name in names if name[:2] == ["catalogue", "models"]}

    assert used <= set(FOUNDATION[: FOUNDATION.index(module)])


@pytest.mark.parametrize("package", ["catalogue", "config", "scripts"])
def test_module_is_short(package):
    lines = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(package)
        if "migrations" not in path.parts
    }

    assert lines
    assert {path: number for path, number in lines.items() if number > MOST_LINES} == {}


def module_name(path: Path) -> str:
    """The full name of the module in a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_at_once(source: str) -> Iterator[str]:
    """The full names that a module imports when it is itself imported: not those in functions."""
    open_ends = [ast.parse(source)]
    while open_ends:
        node = open_ends.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imported(ast.unparse(node))
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            open_ends += ast.iter_child_nodes(node)


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules that import each other, directly or through others."""

    def reached(start: str) -> set[str]:
        found, open_ends = set(), [start]
        while open_ends:
            for name in graph[open_ends.pop()] - found:
                found.add(name)
                open_ends.append(name)
        return found

    reach = {name: reached(name) for name in graph}
    groups = {
        frozenset(other for other in reach[name] if name in reach[other])
        for name in graph
        if name in reach[name]
    }
    return [set(group) for group in groups]


@pytest.mark.parametrize(
    ("graph", "expected"),
    [
        pytest.param({"a": {"b"}, "b": {"c"}, "c": set()}, [], id="a line"),
        pytest.param({"a": {"b"}, "b": {"a"}}, [{"a", "b"}], id="two"),
        pytest.param(
            {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}, [{"a", "b", "c"}], id="three"
        ),
        pytest.param({"a": {"a"}}, [{"a"}], id="itself"),
    ],
)
def test_circle_is_found(graph, expected):
    assert circles(graph) == expected


def test_modules_do_not_import_each_other_in_a_circle():
    sources = {
        module_name(path): path.read_text(encoding="utf-8")
        for package in ("catalogue", "config", "scripts")
        for path in modules(package)
    }
    graph = {
        name: {
            known
            for full in imported_at_once(source)
            for known in (full, full.rpartition(".")[0])
            if known in sources and (known == full or full not in sources)
        }
        - {name}
        for name, source in sources.items()
    }

    assert circles(graph) == []


def test_settings_and_catalogue_know_each_other_by_name_only():
    across = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package, other in (("catalogue", "config"), ("config", "catalogue"))
        for path in modules(package)
        for name in imported(path.read_text(encoding="utf-8"))
        if name.partition(".")[0] == other
    ]

    assert across == []


def test_product_does_not_know_how_it_is_measured():
    upward = [
        str(path.relative_to(ROOT))
        for package in ("catalogue", "config")
        for path in modules(package)
        for name in imported(path.read_text(encoding="utf-8"))
        if name.partition(".")[0] == "benchmarks"
    ]

    assert upward == []


def test_the_search_is_asked_by_its_face_alone():
    """Of the product: tests and benchmarks may look inside."""
    inside = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package in ("catalogue", "config", "scripts")
        for path in modules(package)
        if not path.is_relative_to(ROOT / "catalogue" / "search")
        for name in imported(path.read_text(encoding="utf-8"))
        if name.startswith("catalogue.search.")
        and name.removeprefix("catalogue.search.") not in dir(search)
    ]

    assert inside == []


def test_the_face_of_the_search_gives_all_that_it_names():
    assert [name for name in dir(search) if getattr(search, name) is None] == []


def imported_modules(module: str) -> set[str]:
    """The modules of the catalogue that a module imports by its own source, with the packages
    that they stand in."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found = set()
    for name in imported(path.read_text(encoding="utf-8")):
        parts = name.split(".")
        while parts and parts[0] == "catalogue":
            path = ROOT.joinpath(*parts)
            if path.is_dir() or path.with_suffix(".py").is_file():
                found.add(".".join(parts))
            parts.pop()
    return found


def test_index_knows_no_model_of_the_catalogue_even_through_others():
    open_ends = {
        f"catalogue.search.index.{path.stem}" for path in modules("catalogue/search/index")
    }
    open_ends = {name.removesuffix(".__init__") for name in open_ends}
    seen = set()
    while open_ends:
        module = open_ends.pop()
        seen.add(module)
        open_ends |= imported_modules(module) - seen

    assert "catalogue.search.models.index" in seen
    assert sorted(name for name in seen if name.startswith("catalogue.models")) == []


# Inside the search: each of these imports only those before it, and itself.
SEARCH = (
    ("__init__",),  # the face: by name alone
    ("question",),
    ("facets",),
    ("models",),
    ("sql", "index", "snippets"),
    ("build",),
    ("finding",),
    ("suggestions", "spelling", "apps"),
)


def test_inside_of_the_search_imports_run_down():
    rank = {part: number for number, parts in enumerate(SEARCH) for part in parts}
    uphill = []
    for path in modules("catalogue/search"):
        part = path.relative_to(ROOT / "catalogue" / "search").parts[0].removesuffix(".py")
        if part == "migrations":
            continue
        for name in imported(path.read_text(encoding="utf-8")):
            if not name.startswith("catalogue.search."):
                continue
            other = name.split(".")[2]
            if other != part and rank[other] >= rank[part]:
                uphill.append(f"{path.relative_to(ROOT)} imports {name}")

    assert uphill == []


def test_modules_of_the_search_do_not_import_each_other_in_a_circle():
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules("catalogue/search")
        if "migrations" not in path.parts
    }
    left = {name: (imported_modules(name) & names) - {name} for name in names}
    packages = {name for name in names if ROOT.joinpath(*name.split(".")).is_dir()}
    left = {name: others - packages for name, others in left.items() if name not in packages}
    while free := {name for name, others in left.items() if not others & left.keys()}:
        for name in free:
            del left[name]

    assert left == {}


def test_search_stays_small_enough_to_read():
    lines = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules("catalogue/search")
        if "migrations" not in path.parts
    }

    assert {path: number for path, number in lines.items() if number > 300} == {}
    assert sum(number > 0 for number in lines.values()) <= 30


@pytest.mark.parametrize("start", ON_ANY_DATABASE)
def test_tests_that_run_on_one_database_alone_are_there(start):
    assert [*(ROOT / "tests").glob(f"{start}*")]
