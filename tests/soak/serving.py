"""A running server with one public recording, of which every byte is known."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from scripts.environment import ROOT
from scripts.machine import SITE_SETTINGS, environment_without
from tests.soak.visitors import HOST, Address

PATIENCE_S = 30
WORD = 8  # bytes; each says the number of the word


def content(position: int, length: int) -> bytes:
    """Of the recording, these bytes."""
    first = position // WORD
    words = np.arange(first, (position + length) // WORD + 1, dtype=">u8").tobytes()
    return words[position - first * WORD :][:length]


def write_recording(path: Path, size: int) -> None:
    np.arange(size // WORD, dtype=">u8").tofile(path)


class Server(Address):
    """gunicorn with the site's own configuration, in a process of its own."""

    def __init__(self, port, recording, size, process, said):
        super().__init__(port, recording, size)
        self.__dict__.update(process=process, said=said)

    @property
    def log(self) -> str:
        return self.said.read_text()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as free:
        return free.getsockname()[1]


@contextmanager
def serving(folder: Path, recording: str, *options: str, accel: str = "") -> Iterator[Server]:
    port = free_port()
    said = folder / f"server-{port}.log"
    environment = environment_without(*SITE_SETTINGS, "GUNICORN_CMD_ARGS") | {
        "DATABASE_URL": f"sqlite:///{folder / 'soak.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.soak.served",
        "SOAK_FILES": str(folder),
        "SOAK_ACCEL": accel,
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", *options]
    with said.open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    size = os.path.getsize(folder / "media" / "gesprek.mp4")
    server = Server(port, recording, size, process, said)
    try:
        wait_until_it_answers(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            if server.ask("/healthz").status == 200:
                return
        except OSError:
            pass
        assert server.process.poll() is None, server.log
        assert time.monotonic() < deadline, server.log
        time.sleep(0.1)
