"""A PostgreSQL server for one run of the tests: its own data, its own socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from scripts.console import Problem, last_line

# Nothing here has to survive a power cut.
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
# Tests take back what they write: to statistics made in between every table is empty, and the plans
# made by them take minutes.
FAST += ["-c", "autovacuum=off"]

# The shell that watches over the server reads from this process. When it can no longer read,
# because this process is done or was killed by any means, it stops the server and cleans up.
WATCH = """
"$1/initdb" -D "$2/data" -U tests --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync || exit
programs=$1; home=$2; shift 2
"$programs/postgres" -D "$home/data" -k "$home" -p 5432 -c listen_addresses= "$@" &
read -r _
kill -QUIT $!
wait $!
cd / && rm -rf "$home"
"""
START_PATIENCE_S = 60


@contextmanager
def temporary_server(programs: Path) -> Iterator[str]:
    """Address (`postgres://…`) of a fresh server made with the `programs` of a PostgreSQL."""
    home = Path(tempfile.mkdtemp(prefix="postgres-"))
    identity = _identity()
    if "user" in identity:
        shutil.chown(home, identity["user"], identity["group"])
    log = home / "log"
    with (
        log.open("wb") as sink,
        subprocess.Popen(
            ["sh", "-c", WATCH, "sh", programs, home, *FAST],
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=sink,
            cwd=home,
            start_new_session=True,  # Ctrl-C is for the tests; the server outlives their clean-up
            **identity,
        ) as watch,
    ):
        try:
            _wait_until_ready(watch, programs, home, log)
            yield f"postgres://tests@{quote(str(home), safe='')}:5432/postgres"
        finally:
            assert watch.stdin  # a pipe, as asked for above
            watch.stdin.close()
            watch.wait()
            shutil.rmtree(home, ignore_errors=True)  # what a failed start left


def _identity() -> dict:
    """Who runs the server. It refuses root, who therefore lends it to another user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Problem("PostgreSQL refuses to run as root, and there is no user postgres or nobody.")


def _wait_until_ready(watch: subprocess.Popen, programs: Path, home: Path, log: Path) -> None:
    deadline = time.monotonic() + START_PATIENCE_S
    question: list[str | Path] = [programs / "pg_isready", "--quiet"]
    question += ["--host", home, "--port", "5432"]
    while subprocess.run(question).returncode:
        if watch.poll() is not None or time.monotonic() > deadline:
            raise Problem(f"The PostgreSQL server for the tests did not start: {last_line(log)}")
        time.sleep(0.1)
