"""The engines by the names that they have on the command line."""

from pathlib import Path

from benchmarks.dataset import PROGRAMS
from benchmarks.flat import Flat
from benchmarks.peers.base import Absent, Engine
from benchmarks.peers.datasette import Datasette
from benchmarks.peers.orm import Orm
from benchmarks.peers.postgres import Postgres
from benchmarks.peers.tables import tables
from benchmarks.peers.tantivy import Tantivy


def opened(
    name: str, *, directory: Path, flat: Flat, checksum: str, server: str, patience_s: float
) -> Engine:
    """The engine of that name with the catalogue in it, made now or before in `directory`, or in
    the PostgreSQL `server`. Absent when it is not on this machine."""
    if name == "tantivy":
        packages = next(PROGRAMS.glob("lib/python*/site-packages"), PROGRAMS)
        return Tantivy(packages, directory, flat, checksum)
    if name == "postgres":
        if not server:
            raise Absent("PostgreSQL is not on this machine")
        return Postgres(server, flat, patience_s=patience_s)
    made = tables(directory, flat, checksum)
    if name == "orm":
        engine = Orm(made["path"], patience_s=patience_s)
    else:
        engine = Datasette(PROGRAMS / "bin" / "datasette", made["path"], patience_s=patience_s)
    engine.cost = {"seconds": made["seconds"], "bytes": made["bytes"]}
    return engine
