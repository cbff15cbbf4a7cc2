"""The virtual environment in `.venv`: made when absent, filled from a requirements file, made
again when an earlier run was cut off half-way. A second call takes a fraction of a second.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.console import Problem, last_line, run_quietly, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "install.log"
BUSY = VENV / "installing"  # stands while packages are written: half of one looks like a whole one
OLDEST = (3, 11)
UV = "uv==0.13.9"  # installs several times faster than pip; pip does what it cannot
PIP_INSTALL: tuple[str | Path, ...] = (
    *(PYTHON, "-m", "pip", "install", "--retries", "2", "--progress-bar", "off"),
    *("--no-input", "--disable-pip-version-check"),
)

NO_CONNECTION = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|Connection refused|Network is unreachable"
    r"|[Nn]ame resolution|Name or service not known|ProxyError|SSLError|Max retries exceeded"
    r"|Could not fetch URL|error sending request|dns error"
)


def ensure(requirements: str) -> None:
    """Have everything that the file `requirements` names in `.venv`, or raise Problem."""
    ready = VENV / f"ready-{requirements}"
    version = venv_version()
    wanted = fingerprint(ROOT / requirements, version)
    if not BUSY.exists() and ready.is_file() and ready.read_text() == wanted:
        return

    if BUSY.exists() or version < OLDEST or not _pip_is_whole():
        _create_venv()
        version = venv_version()
        wanted = fingerprint(ROOT / requirements, version)
    BUSY.touch()
    _install(requirements)
    for file in requirement_files(ROOT / requirements):
        (VENV / f"ready-{file.name}").write_text(fingerprint(file, version))
    BUSY.unlink()


@contextmanager
def alone() -> Iterator[None]:
    """Hold the set-up lock of this directory. Children hold it too: what a killed run left behind
    keeps the next run waiting until it has finished.
    """
    lock = os.open(ROOT, os.O_RDONLY)
    os.set_inheritable(lock, True)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this directory: waiting until it has finished.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def requirement_files(path: Path) -> list[Path]:
    """The file and those that it includes with `-r`."""
    included = re.findall(r"^-r\s+(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [path, *(file for name in included for file in requirement_files(path.parent / name))]


def fingerprint(path: Path, version: tuple[int, int]) -> str:
    """What an installation depends on: the requirements and the Python that they are for."""
    digest = hashlib.sha256(repr(version).encode())
    for file in requirement_files(path):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def venv_version() -> tuple[int, int]:
    """Version of the environment's Python as it runs now; (0, 0) when there is none that does."""
    try:
        answer = subprocess.run(
            [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return (0, 0)
    major, minor = answer.stdout.split()
    return (int(major), int(minor))


def _pip_is_whole() -> bool:
    """Whether every file of pip is there: a creation that was cut off leaves some of them."""
    question = (
        "import sys; from importlib.metadata import files;"
        "found = [file for file in files('pip') or () if file.suffix == '.py'];"
        "sys.exit(not found or not all(file.locate().exists() for file in found))"
    )
    return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0


def _create_venv() -> None:
    missing = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if missing:
        raise Problem(
            f"This Python ({sys.executable}) comes without its module {missing[0]}, which makes "
            "virtual environments.\nOn Debian and Ubuntu: apt install python3-venv. "
            "Then run this again."
        )
    if VENV.exists():
        say("The packages in .venv are incomplete or for another Python: starting them afresh.")
    command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", VENV]
    if _run(command, "Creating the virtual environment in .venv"):
        raise Problem(f"The virtual environment could not be made: {last_line(LOG)}")


def _install(requirements: str) -> None:
    label = f"Installing the packages of {requirements}"
    if not _pip_has_an_index_of_its_own() and _install_with_uv(requirements, label):
        return
    if _run([*PIP_INSTALL, "-r", ROOT / requirements], f"{label} with pip") == 0:
        return
    if not NO_CONNECTION.search(LOG.read_text(errors="replace")):
        raise Problem(
            f"The packages could not be installed: {last_line(LOG)}\n"
            f"All that pip said is in {LOG.relative_to(ROOT)}. Then run this again."
        )
    BUSY.unlink()  # nothing was written yet: pip first fetches everything
    raise Problem(
        "The packages could not be fetched: no connection to the package index.\n"
        "Check the network (behind a proxy: https_proxy; a mirror: PIP_INDEX_URL) and run this "
        "again: it carries on from here."
    )


def _install_with_uv(requirements: str, label: str) -> bool:
    uv: list[str | Path] = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON]
    uv += ["-r", ROOT / requirements]
    return _run([*PIP_INSTALL, UV], "Fetching the installer") == 0 and _run(uv, label) == 0


def _pip_has_an_index_of_its_own() -> bool:
    """Whether pip was told to fetch from elsewhere; uv does not read pip's settings."""
    settings = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    return bool(re.search(r"\.(index-url|no-index|proxy)=", settings.stdout))


def _run(command: Sequence[str | Path], label: str) -> int:
    LOG.parent.mkdir(exist_ok=True)
    settings = {"PIP_USER": "0", "UV_PYTHON_DOWNLOADS": "never"}
    return run_quietly(command, label=label, log=LOG, env=os.environ | settings)
