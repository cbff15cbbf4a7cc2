"""`make demo`: sets up the catalogue with demonstration data and serves it on this machine."""

import errno
import http.client
import os
import re
import signal
import socket
import sys
import time
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from scripts import environment
from scripts.console import Problem, child, exit_code_of, say
from scripts.machine import SITE_SETTINGS, environment_without

HOST = "127.0.0.1"
HOME = "/"
THEME = "/themas/politiek-ambtelijke-verhoudingen/"
ADMIN = "/admin/"
START_PATIENCE_S = 60
STOP_PATIENCE_S = 4

# In a group of its own, Ctrl-C reaches a command through us alone: it would have more to say.
APART = {"cwd": environment.ROOT, "process_group": 0}


def main() -> int:
    port = port_from(os.environ.get("PORT", "8000"))
    require_free(port)
    settings = environment_without(*SITE_SETTINGS, "GUNICORN_CMD_ARGS")
    settings |= {"DJANGO_DEMO": "1", "PORT": str(port), "SITE_URL": f"http://{HOST}:{port}"}

    with environment.alone():
        environment.ensure("requirements.txt")
        prepare(settings)
    require_free(port)  # again: the first start takes a while
    serve(port, settings)
    return 0


def port_from(text: str) -> int:
    """The TCP port that `text` names, or Problem."""
    if not re.fullmatch(r"[0-9]{1,5}", text.strip()) or not 1 <= int(text) <= 65535:
        raise Problem(f"PORT is a number from 1 to 65535, not “{text}”: make demo PORT=8001")
    return int(text)


def require_free(port: int) -> None:
    """Raise Problem, naming a port that is free, when the demonstration cannot listen there."""
    try:
        _bind(port)
    except PermissionError:
        advice = f"make demo PORT={_free_port(8000)}"
        raise Problem(f"Port {port} is for administrators only. Choose another: {advice}") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise Problem(f"Port {port} cannot be used: {error.strerror}.") from None
        advice = f"make demo PORT={_free_port(port)}"
        raise Problem(
            f"Port {port} is in use, perhaps by another demonstration. Choose another: {advice}"
        ) from None


def _bind(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return probe.getsockname()[1]


def _free_port(after: int) -> int:
    for port in range(after + 1, min(after + 100, 65536)):
        try:
            return _bind(port)
        except OSError:
            continue
    return _bind(0)


def prepare(settings: dict[str, str]) -> None:
    """Database, demonstration data, recordings and static files; shows its own progress."""
    command: list[str | Path] = [environment.PYTHON, "manage.py", "prepare_demo"]
    with child(command, env=settings, **APART) as process:
        code = process.wait()
    if code:
        raise Problem("The demonstration could not be prepared; the reason stands above.")


def serve(port: int, settings: dict[str, str]) -> None:
    """Serve until Ctrl-C; prints the addresses once they answer."""
    command: list[str | Path] = [environment.PYTHON, "-m", "gunicorn", "-c", "config/gunicorn.py"]
    command += ["--log-level", "warning"]
    with child(command, env=settings, **APART) as server:
        try:
            for path in (HOME, THEME, ADMIN):
                wait_for(port, path, server)
            announce(f"http://{HOST}:{port}")
            code = server.wait()
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C changes nothing
            stop(server)
            say("\nStopped.")
        else:
            raise Problem(f"The server stopped by itself (exit code {code}).")


def stop(server: Popen) -> None:
    """End the server and its workers, were they in the middle of a recording."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_PATIENCE_S)
    except TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)


def wait_for(port: int, path: str, server: Popen) -> None:
    """Return when a visitor gets the page at `path`, or raise Problem."""
    deadline = time.monotonic() + START_PATIENCE_S
    while (status := _status(port, path)) is None:
        if server.poll() is not None:
            raise Problem("The server did not start; the reason stands above.")
        if time.monotonic() > deadline:
            raise Problem(f"The server does not answer on port {port}.")
        time.sleep(0.1)
    if status >= 400:
        raise Problem(f"http://{HOST}:{port}{path} answers {status}.")


def _status(port: int, path: str) -> int | None:
    """Status that the page answers; None while nobody answers. Past any proxy."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def announce(site: str) -> None:
    say(
        f"""
De top kijkt om: the demonstration is ready.

  Site         {site}{HOME}
  Theme page   {site}{THEME}
  Admin        {site}{ADMIN}

  Log in as    redactie / redactie            editor
               eindredactie / eindredactie    chief editor

Ctrl-C stops it."""
    )


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
