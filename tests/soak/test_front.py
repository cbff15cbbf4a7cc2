"""The nginx configuration of docs/operators.md, run as it stands there: it hands over the bytes of
recordings, and what it answers is what the application would."""

import re
import subprocess
import time
from contextlib import contextmanager

import pytest

from catalogue.values.choices import State
from scripts.environment import ROOT
from scripts.machine import NO_NGINX, nginx
from tests.factories import InterviewFactory, MediaFileFactory, RecordingFactory
from tests.soak.serving import content, free_port, serving
from tests.soak.visitors import HOST, Address

pytestmark = pytest.mark.only_on("sqlite")

BLOCK = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
TAG = f'"{"a" * 64}"'
AROUND = """
daemon off; master_process off; worker_processes 1; pid %(folder)s/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
  access_log off; types { }
  client_body_temp_path %(folder)s/body; proxy_temp_path %(folder)s/proxy;
  fastcgi_temp_path %(folder)s/f; uwsgi_temp_path %(folder)s/u; scgi_temp_path %(folder)s/s;
  %(server)s
}
"""
# What either server says of itself, or of the moment.
OWN = {"Server", "Date", "Connection", "Transfer-Encoding"}


def documented(*, port: int, behind: int, media: str) -> str:
    """The server that the page describes, without TLS, at these ports and this folder."""
    [block] = BLOCK.findall((ROOT / "docs" / "operators.md").read_text(encoding="utf-8"))
    for stated, ours in (
        ("listen 443 ssl;", f"listen {HOST}:{port};"),
        ("listen 80;", f"listen {HOST}:{free_port()};"),
        ("    ssl_certificate /etc/ssl/catalogus.pem;\n", ""),
        ("    ssl_certificate_key /etc/ssl/catalogus.key;\n", ""),
        ("127.0.0.1:8000", f"{HOST}:{behind}"),
        ("/srv/catalogus/media/", f"{media}/"),
    ):
        assert stated in block
        block = block.replace(stated, ours)
    return block


@contextmanager
def in_front(folder, server):
    port = free_port()
    block = documented(port=port, behind=server.port, media=str(folder / "media"))
    configuration = folder / "nginx.conf"
    configuration.write_text(AROUND % {"folder": folder, "server": block})
    command = [nginx(), "-p", str(folder), "-e", "stderr", "-c", str(configuration)]
    with (folder / "nginx.log").open("w") as log:
        process = subprocess.Popen(command, stderr=log)
    front = Address(port, server.recording, server.size)
    try:
        for _ in range(100):
            try:
                front.ask("/healthz")
                break
            except OSError:
                assert process.poll() is None, (folder / "nginx.log").read_text()
                time.sleep(0.1)
        yield front
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def sites(catalogue):
    """The application as it answers by itself, and behind nginx that hands over the bytes."""
    if not nginx():
        pytest.skip(NO_NGINX)
    folder, _recording = catalogue
    with (
        serving(*catalogue, "--workers", "1") as alone,
        serving(*catalogue, "--workers", "1", accel="/afgeleverd/") as behind,
        in_front(folder, behind) as front,
    ):
        yield alone, front


def told(answer) -> dict[str, list[str]]:
    """The headers, of which some list their members in any order."""
    return {
        name: sorted(value.split("; ")) for name, value in answer.headers.items() if name not in OWN
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({}, id="whole"),
        pytest.param({"Range": "bytes=5-14"}, id="closed"),
        pytest.param({"Range": "bytes=23999000-"}, id="open"),
        pytest.param({"Range": "bytes=-7"}, id="suffix"),
        pytest.param({"Range": "bytes=0-1,5-9"}, id="several"),
        pytest.param({"Range": "bytes=999999999-"}, id="past the end"),
        pytest.param({"If-None-Match": TAG}, id="known"),
        pytest.param({"If-None-Match": '"x"', "Range": "bytes=5-14"}, id="not known"),
        pytest.param({"If-Match": '"x"'}, id="no match"),
        pytest.param({"If-Match": TAG, "Range": "bytes=5-14"}, id="match"),
        pytest.param({"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}, id="not since then"),
        pytest.param({"Range": "bytes=5-14", "If-Range": TAG}, id="of the same"),
        pytest.param({"Range": "bytes=5-14", "If-Range": '"x"'}, id="of another"),
        pytest.param({"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, id="not since"),
    ],
)
def test_front_server_answers_as_the_application(sites, asked, method):
    alone, front = sites

    expected = alone.ask(alone.recording, method=method, **asked)
    got = front.ask(front.recording, method=method, **asked)

    assert (got.status, told(got)) == (expected.status, told(expected))
    assert got.content == expected.content
    if expected.status == 200 and method == "GET":
        assert got.content == content(0, front.size)


def test_front_server_hands_over_nothing_by_itself(sites):
    _alone, front = sites

    assert front.ask("/afgeleverd/gesprek.mp4").status == 404


@pytest.mark.parametrize("name", ["één 100%25 = vijf?.mp4", "a#b&c;d+e.mp4", "map/../x'y\".mp4"])
def test_every_name_of_a_file_is_found(sites, catalogue, writing, name):
    folder, _recording = catalogue
    name = name.replace("/", "_")
    (folder / "media" / name).write_bytes(name.encode())
    _alone, front = sites

    with writing():
        media_file = MediaFileFactory(recording=RecordingFactory(published=True), file=name)
        address = media_file.get_absolute_url()
    answer = front.ask(address)

    assert (answer.status, answer.content) == (200, name.encode())


def test_withdrawn_recording_is_gone_at_once(sites, writing):
    _alone, front = sites
    with writing():
        recording = RecordingFactory(interview=InterviewFactory(published=True))
        media_file = MediaFileFactory(recording=recording, file="gesprek.mp4")
        address = media_file.get_absolute_url()
    assert front.ask(address, Range="bytes=0-9").status == 206

    with writing():
        recording.interview.state = State.WITHDRAWN
        recording.interview.save()
    answer = front.ask(address, Range="bytes=0-9")

    assert answer.status == 410
    assert content(0, 10) not in answer.content
