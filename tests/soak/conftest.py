"""A site of its own for each soak: a database that other processes can write in as well.

Short among the other tests; long by `make soak`, which prints what was done: size.py.
"""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from secrets import token_hex
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone

from catalogue.search.build import compact
from catalogue.search.build.lease import LEASE
from catalogue.search.models import IndexState
from scripts.environment import ROOT
from scripts.machine import SITE_SETTINGS, environment_without
from tests.factories import MediaFileFactory, RecordingFactory
from tests.soak import edits
from tests.soak.serving import write_recording
from tests.soak.size import IS_LONG, SIZE, seed

HERE = Path(__file__).parent
FRAGMENTS = 300
PATIENCE_S = 60
DID = "did"


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("soak")
            item.add_marker("database")


def pytest_terminal_summary(terminalreporter):
    """What was done, of the long form."""
    for report in terminalreporter.stats.get("passed", []) if IS_LONG else ():
        for name, what in report.user_properties:
            if name == DID and report.when == "call":
                terminalreporter.write_line(f"{report.duration:4.0f} s: {what}")


@pytest.fixture
def tell(record_property):
    """Says what was done, at the end of the long form."""

    def say(what: str) -> None:
        record_property(DID, what)

    return say


@pytest.fixture
def random(request) -> Random:
    """The same for the same test and the seed that is printed where a test fails."""
    number = seed()
    print(f"SOAK_SEED={number}")
    return Random(f"{number} {request.node.name}")


@dataclass(frozen=True)
class Site:
    """A database with a generated catalogue and its index, on which this process is connected and
    others can work too."""

    address: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        return environment_without(*SITE_SETTINGS) | own

    def manage(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    @contextmanager
    def working(self, *roles: str, random: Random) -> Iterator[list["Worker"]]:
        """Processes at these works, which have begun; killed at the end of the block."""
        with ExitStack() as stack:
            workers = [self._started(stack, role, str(random.randrange(10**6))) for role in roles]
            for worker in workers:
                assert worker.process.stdout.readline() == "ready\n", worker.said.read_text()
            yield workers

    def _started(self, stack: ExitStack, role: str, seed: str) -> "Worker":
        said = self.folder / f"{role}-{token_hex(4)}"
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.worker", role, seed],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=stack.enter_context(said.open("w")),
            text=True,
        )
        stack.enter_context(process)
        stack.callback(process.kill)
        return Worker(process, said)

    def settle(self) -> None:
        """Wait until the server is done with what killed processes had asked of it; and have so
        much time pass that their right to fold is over."""
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + PATIENCE_S
        with connection.cursor() as cursor:
            while connection.vendor == "postgresql":
                cursor.execute(others)
                if cursor.fetchone() == (0,):
                    break
                assert time.monotonic() < deadline, "the server keeps on working"
                time.sleep(0.01)
        IndexState.objects.update(lease_until=timezone.now() - LEASE)


@dataclass(frozen=True)
class Worker:
    """A running tests/soak/worker.py."""

    process: subprocess.Popen
    said: Path

    def done(self) -> Counter:
        """What it did, when it has ended as it was told to."""
        done, _errors = self.process.communicate(timeout=PATIENCE_S)
        assert self.process.returncode == 0, self.said.read_text()
        return Counter(json.loads(done))

    def kill(self) -> None:
        """As when the machine's memory is full: it gets no time for a last word."""
        self.process.kill()
        self.process.wait()
        assert self.process.returncode == -signal.SIGKILL, self.said.read_text()


@pytest.fixture
def site(tmp_path, settings, django_db_blocker, random, monkeypatch) -> Iterator[Site]:
    settings.SEARCH_FOLDS_ITSELF = False  # what it starts would outlive the test
    monkeypatch.setattr(compact, "FEW_SHARDS", 0)  # bitmaps are joined, as in a large catalogue
    with django_db_blocker.unblock(), _database(tmp_path) as address:
        call_command("migrate", verbosity=0)
        call_command("generate_catalogue", fragments=FRAGMENTS, stdout=StringIO())
        edits.transcribe_some(random)
        compact.reindex()
        yield Site(address, tmp_path)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory, django_db_blocker):
    """A folder with a database and a recording, and the address of that."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "media").mkdir()
    write_recording(folder / "media" / "gesprek.mp4", SIZE.recording_bytes)
    with _writing(folder, django_db_blocker):
        call_command("migrate", verbosity=0)
        media_file = MediaFileFactory(
            recording=RecordingFactory(published=True), file="gesprek.mp4", sha256="a" * 64
        )
        compact.reindex()
        address = media_file.get_absolute_url()
    return folder, address


@pytest.fixture
def writing(catalogue, django_db_blocker):
    """A block in which this process writes in that database."""
    return lambda: _writing(catalogue[0], django_db_blocker)


@contextmanager
def _writing(folder: Path, blocker) -> Iterator[None]:
    media = override_settings(MEDIA_ROOT=folder / "media")
    with blocker.unblock(), _database(folder), media:
        yield


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """The address of an empty database, which is this process's own for as long as the block
    lasts; and gone afterwards."""
    usual = connections["default"]
    if usual.vendor == "sqlite":
        name = str(folder / "soak.sqlite3")
        address = f"sqlite:///{name}"
    else:
        name = f"soak_{token_hex(6)}"
        address = urlsplit(django_settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
        with usual._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    own = usual.copy()
    own.settings_dict["NAME"] = name
    connections["default"] = own
    try:
        yield address
    finally:
        own.close()
        connections["default"] = usual
        if usual.vendor == "postgresql":
            with usual._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
