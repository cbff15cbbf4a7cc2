"""The site that is measured: the product's own settings on a database of the bench."""

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dataset import ROOT, VAR, Dataset, name_of


@dataclass(frozen=True)
class Place:
    """The place of a dataset's database, and of the files made from it; `url` is DATABASE_URL."""

    name: str
    directory: Path
    url: str

    @property
    def settings(self) -> dict[str, str]:
        """The environment of the product's processes: plain HTTP, and an answer to loopback."""
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DJANGO_DEMO": "1",
            "SITE_URL": "http://127.0.0.1",
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": str(self.directory / "media"),
        }

    def use(self) -> None:
        """Set Django up in this process, on this database."""
        os.environ |= self.settings
        import django  # reads the environment that was set above

        django.setup()


def place_of(size: str, dataset: Dataset, *, postgres: str = "") -> Place:
    """The place of a dataset: in a file of its own, or in the PostgreSQL server at an address."""
    name = name_of(size, dataset)
    directory = VAR / (f"{name}-postgres" if postgres else name)
    directory.mkdir(parents=True, exist_ok=True)
    return Place(name, directory, postgres or f"sqlite:///{directory / 'db.sqlite3'}")


def manage(place: Place, *arguments: str) -> tuple[float, int]:
    """Run a command of manage.py. Gives the seconds it took and its peak memory in bytes;
    RuntimeError when it failed."""
    before = time.perf_counter()
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | place.settings)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)} ended with {process.returncode}")
    return time.perf_counter() - before, usage.ru_maxrss * 1024


def own_peak() -> int:
    """The peak memory of this process, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def prepare(place: Place, dataset: Dataset) -> dict:
    """Have the dataset's rows in the database, made now or before. Gives what is known of them:
    checksum, rows by table, seconds and whether they were made now."""
    from benchmarks.generator import VERSION, generate  # after Place.use(): these are models

    note = place.directory / f"generated-{VERSION}-{schema()}.json"
    if note.exists() and not place.url.startswith("postgres"):
        return json.loads(note.read_text()) | {"made_now": False}
    for file in place.directory.glob("*"):
        if file.is_file():
            file.unlink()
    manage(place, "migrate", "--verbosity", "0")
    print(f"{place.name}: {dataset.fragments:,} fragments", flush=True)
    before = time.perf_counter()
    known = written(dataset, generate)
    known |= {"seconds": round(time.perf_counter() - before, 1), "peak": own_peak()}
    note.write_text(json.dumps(known))
    return known | {"made_now": True}


def schema() -> str:
    """A fingerprint of the tables: with others, the data are made anew."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "catalogue").glob("**/migrations/[0-9]*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def written(dataset: Dataset, generate) -> dict:
    from benchmarks.bulk_write import unguarded  # after Place.use(): it needs a connection

    shown = 0.0

    def show(done: int) -> None:
        nonlocal shown
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            print(f"  {done / dataset.fragments:.0%} generated", flush=True)

    with unguarded():
        writer = generate(dataset, on_progress=show)
    return {"checksum": writer.checksum, "rows": writer.rows}
