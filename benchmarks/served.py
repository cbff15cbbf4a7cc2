"""The product in its own server: one worker, over loopback, on a connection that stays open."""

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.dataset import ROOT
from benchmarks.peers.base import Engine, Found
from benchmarks.queries import Query
from benchmarks.site import Place
from benchmarks.timing import Times, in_turns
from benchmarks.web import Client, free_port, wait_for

BASELINE = "/bench-baseline/"
READY = "/healthz"


class Server:
    """gunicorn with the product's configuration, but for one worker.

    It keeps neither pages nor facets, so that a page that is asked again is counted again. With
    `baseline`, the file of a page that it serves as it is, it is the product in all else.
    """

    def __init__(self, place: Place, *, baseline: Path | None = None):
        self.port = free_port()
        settings = os.environ | place.settings | {"PORT": str(self.port)}
        settings["DJANGO_SETTINGS_MODULE"] = "benchmarks.served_settings"
        settings |= {"BENCH_BASELINE": str(baseline)} if baseline else {}
        self.log = (place.directory / "server.log").open("wb")
        command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]
        command += ["--workers", "1", "--log-level", "error"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=settings, stdout=self.log, stderr=self.log
        )
        try:
            self.ready_s = wait_for(self.port, READY, self.process)
        except BaseException:
            self.close()
            raise
        self.client = Client(self.port)

    def get(self, path: str) -> bytes:
        status, body = self.client.get(path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        return body

    def memory(self) -> dict[str, int]:
        """Of the worker, in bytes: all that is resident, and what is its own alone."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        worker = path.read_text().split()[0]
        lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()[1:]
        kb = {name: int(size) for name, size, _unit in (line.split() for line in lines)}
        private = kb["Private_Clean:"] + kb["Private_Dirty:"]
        return {"rss": kb["Rss:"] * 1024, "private": private * 1024}

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        self.close()


class Pages(Engine):
    """Our engine as visitors meet it: the whole page of the listing."""

    name = "ours, page"
    place = "HTTP"

    def __init__(self, server: Server):
        self.server = server

    def ask(self, query: Query) -> Found:
        """Get the page. Its content is not read here; `shows` does that."""
        self.server.get(query.address)
        return Found(None, [], {}, missing=["total", "page", "themes", "organisations", "speakers"])

    def shows(self, query: Query, pids: list[str]) -> bool:
        """Whether the page shows fragments with these pids, in this order."""
        page = self.server.get(query.address).decode()
        places = [page.find(f"/fragmenten/{pid}/") for pid in pids]
        return -1 not in places and places == sorted(places)


def cold_start(place: Place, address: str) -> dict[str, float]:
    """Start a server. Gives the seconds until it answers at all, and from there to the first whole
    page of an address."""
    with Server(place) as server:
        before = time.perf_counter()
        server.get(address)
        first = time.perf_counter() - before
    return {"ready": round(server.ready_s, 3), "first": round(first, 3)}


def beside_baseline(place: Place, address: str, *, rounds: int) -> dict:
    """Ask one server for a page and for a stored copy of it, in turns. Gives the bytes of the page
    and the times of both."""
    path = place.directory / "baseline.html"
    baseline, listing = Times(), Times()
    with Server(place, baseline=path) as server:
        path.write_bytes(server.get(address))
        asks = [(baseline, lambda: server.get(BASELINE)), (listing, lambda: server.get(address))]
        in_turns(asks, rounds=rounds)
    size = path.stat().st_size
    return {"bytes": size, "static": baseline.summary(), "listing": listing.summary()}
