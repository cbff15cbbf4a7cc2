"""The machine, and the versions of the programs on it."""

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.dataset import PROGRAMS


def machine() -> dict[str, str]:
    """The processor, the memory and the versions, by name."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": f"{os.cpu_count()} × {cpu}",
        "memory": f"{memory / 2**30:.0f} GiB",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: installed(name) for name in ("Django", "numpy", "pyroaring", "gunicorn")},
        **{name: installed_peer(name) for name in ("datasette", "tantivy")},
    }


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def installed_peer(name: str) -> str:
    found = list(PROGRAMS.glob(f"lib/python*/site-packages/{name}-*.dist-info"))
    return found[0].name.split("-")[1].removesuffix(".dist") if found else "not installed"
