import re
import socket

import pytest

from scripts.console import Problem
from scripts.demo import port_from, require_free


@pytest.mark.parametrize(
    ("text", "port"),
    [("8000", 8000), (" 8001 ", 8001), ("1", 1), ("65535", 65535)],
    ids=["usual", "spaces around", "first", "last"],
)
def test_port_is_a_number(text, port):
    assert port_from(text) == port


@pytest.mark.parametrize(
    "text",
    ["", "0", "65536", "-1", "80.5", "8000;id", "80 80", "http", "٨٠٠٠"],
    ids=[
        *("empty", "zero", "past the last", "negative", "fraction", "command", "two numbers"),
        *("word", "Arabic digits"),
    ],
)
def test_port_that_is_none_says_what_to_type(text):
    with pytest.raises(Problem, match=r"make demo PORT=\d+"):
        port_from(text)


def test_free_port_is_accepted(free_port):
    require_free(free_port)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"], ids=["ours", "every address"])
def test_busy_port_names_one_that_is_free(host):
    with socket.create_server((host, 0)) as listener:
        busy = listener.getsockname()[1]

        with pytest.raises(Problem, match=f"Port {busy} is in use") as problem:
            require_free(busy)

    require_free(int(re.search(r"PORT=(\d+)", str(problem.value))[1]))


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
