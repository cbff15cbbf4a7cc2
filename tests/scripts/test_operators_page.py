"""The commands of docs/operators.md, walked from the first to the last, as they stand there.

In a folder instead of the machine's own: paths are replaced, and what only root or the network can
do (packages, accounts, units, the owner of a file) is done by stand-ins of a line. The rest is
real: the application, SQLite, and a PostgreSQL server of the test's own.
"""

import os
import re
import shutil
import subprocess
import sys

import pytest

from scripts.environment import ROOT
from scripts.machine import NO_POSTGRESQL, SITE_SETTINGS, environment_without, postgresql
from scripts.postgres import temporary_server

pytestmark = pytest.mark.only_on("sqlite")

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
PATHS = ("/srv/catalogus", "/etc/", "/backup")
SOURCES = ("catalogue", "config", "fixtures", "scripts", "manage.py", "requirements.txt")

STAND_INS = {
    **dict.fromkeys(("apt-get", "useradd", "usermod", "systemctl", "clear", "nginx"), ":"),
    "runuser": 'shift 3; exec "$@"',  # -u somebody --
    "install": 'arguments=(); while [ $# -gt 0 ]; do case "$1" in -o|-g) shift ;; '
    '*) arguments+=("$1") ;; esac; shift; done; exec /usr/bin/install "${arguments[@]}"',
    "git": 'case "$1" in clone) mkdir "$3"; for each in %(sources)s; do '
    'cp -r "%(root)s/$each" "$3/"; done ;; esac',
    "python3": 'if [ "$1 $2" = "-m venv" ]; then exec ln -s "%(prefix)s" "$3"; '
    'else exec "%(python)s" "$@"; fi',
}


@pytest.fixture
def server():
    programs = postgresql()
    if not programs:
        pytest.skip(NO_POSTGRESQL)
    with temporary_server(programs) as address:
        yield programs, address


@pytest.fixture
def walk(tmp_path, server):
    """Runs a block of the page in a shell of its own, as somebody who has come this far."""
    for program in ("sqlite3", "rsync"):
        if not shutil.which(program):
            pytest.skip(f"no {program} (apt install {program})")
    programs, address = server
    machine, tools = tmp_path / "machine", tmp_path / "tools"
    for folder in ("srv", "etc/systemd/system", "etc/cron.d"):
        (machine / folder).mkdir(parents=True)
    tools.mkdir()
    values = {
        "sources": " ".join(SOURCES),
        "root": ROOT,
        "prefix": sys.prefix,
        "python": sys.executable,
    }
    for name, script in STAND_INS.items():
        (tools / name).write_text(f"#!/bin/bash\n{script % values}\n")
        (tools / name).chmod(0o755)
    socket = re.search(r"@([^:]+):", address)[1].replace("%2F", "/")
    settings = environment_without(*SITE_SETTINGS) | {
        "PATH": f"{tools}:{programs}:{os.environ['PATH']}",
        **{"PGHOST": socket, "PGPORT": "5432", "PGUSER": "tests"},
        "PIP_NO_INDEX": "1",
    }
    come_this_far = (
        f'if [ -d "{machine}/srv/catalogus/app" ]; then cd "{machine}/srv/catalogus/app"; '
        f'set -a; . "{machine}/etc/catalogus.env"; set +a; fi\n'
    )

    def run(block: str) -> str:
        for path in PATHS:
            block = re.sub(rf"(?<![\w.]){path}", f"{machine}{path}", block)
        answer = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", come_this_far + block],
            cwd=machine,
            env=settings,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        assert answer.returncode == 0, f"{block}\n{answer.stdout}\n{answer.stderr}"
        return answer.stdout

    run.machine = machine
    return run


def test_commands_for_operators_can_be_followed_to_the_letter(walk):
    blocks = BLOCK.findall((ROOT / "docs" / "operators.md").read_text(encoding="utf-8"))
    said = {}

    for number, block in enumerate(blocks):
        said[number] = walk(block)
        if "VACUUM" in block or "pg_dump" in block:
            walk("sleep 1\n" + block)  # a second backup on one day

    data, backup = walk.machine / "srv/catalogus/data", walk.machine / "backup"
    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "db.sqlite3").stat().st_mode & 0o007 == 0
    assert (walk.machine / "etc/catalogus.env").stat().st_mode & 0o777 == 0o640
    assert len([*backup.glob("*.sqlite3")]) == len([*backup.glob("*.dump")]) == 2
    assert not (walk.machine / "srv/catalogus/everything.json").exists()
    assert sum("no issues" in each for each in said.values()) == 2
    assert "All is well" in "".join(said.values())


def test_daily_job_can_be_run_as_it_stands(walk):
    blocks = BLOCK.findall((ROOT / "docs" / "operators.md").read_text(encoding="utf-8"))
    for block in blocks[:3]:
        walk(block)
    _when, command = (walk.machine / "etc/cron.d/catalogus").read_text().split(" catalogus ", 1)

    assert walk(command.replace(str(walk.machine), "")) == (
        "Files removed: 0.\nFiles prepared: 0. Ready before: 0.\n"
    )
