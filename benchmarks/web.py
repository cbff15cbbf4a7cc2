"""Servers on this machine, and a client that keeps its connection."""

import http.client
import socket
import subprocess
import time

START_PATIENCE_S = 120


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Client:
    """Asks one server, one thing after another, over one connection."""

    def __init__(self, port: int, *, timeout_s: float = 120):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body. An ended connection is opened once more."""
        for attempt in (1, 2):
            try:
                self.connection.request("GET", path)
                response = self.connection.getresponse()
                return response.status, response.read()
            except (ConnectionError, http.client.RemoteDisconnected):
                self.connection.close()
                if attempt == 2:
                    raise
        raise AssertionError

    def close(self) -> None:
        self.connection.close()


def wait_for(port: int, path: str, process: subprocess.Popen) -> float:
    """Seconds until the server gave the page; RuntimeError when it ended or was not in time."""
    started = time.perf_counter()
    while time.perf_counter() - started < START_PATIENCE_S:
        client = Client(port)
        try:
            status, _body = client.get(path)
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.005)
        else:
            if status == 200:
                return time.perf_counter() - started
            raise RuntimeError(f"{path} answers {status}")
        finally:
            client.close()
    raise RuntimeError("the server did not start")
