"""The face of the search: what the rest of the house imports. Nothing else in here is imported
from outside, but by tests and benchmarks, which may look inside; a test guards this.

Each name is looked up in its own module when somebody asks for it. Django imports this package
before any model is there, so that it cannot import those modules itself.
"""

from importlib import import_module
from typing import Any

_NAMES = {
    # for pages
    "finding": ("Answer", "catalogue_stamp", "find", "read_ahead"),
    "facets": ("FACETS", "SHOWN", "Facet", "Selection"),
    "sql.selection": ("in_order", "overlapping"),
    "suggestions": (
        "MOST_WORDS",
        "Suggestion",
        "SuggestionKind",
        "named_like",
        "people_called",
        "suggest",
    ),
    "spelling": ("Correction", "correct"),
    "snippets": ("Hit", "hits"),
    "models": ("NameWord",),
    # for operators
    "build.compact": ("TooLarge", "fold", "has_index", "reindex"),
    "build.check": ("disagreements",),
    "build.lease": ("Busy",),
    "index.bitmaps": ("Missing",),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """What the rest of the house may ask for. AttributeError for anything else."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(_MODULE_OF)
