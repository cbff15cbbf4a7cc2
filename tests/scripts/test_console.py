import signal
import sys

import pytest

from scripts.console import Problem, child, exit_code_of, last_line, run_quietly

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def handlers():
    """Leave the signals of the test run as they were."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [(None, 0, ""), (Problem("Do this."), 1, "Do this.\n"), (KeyboardInterrupt(), 130, "")],
    ids=["nothing", "a problem", "an interruption"],
)
def test_exit_code_tells_how_it_ended(error, code, words, handlers, capsys):
    def main():
        if error:
            raise error
        return 0

    assert exit_code_of(main) == code
    assert capsys.readouterr().err == words


def test_child_does_not_outlive_its_block():
    with pytest.raises(KeyboardInterrupt), child(SLEEP) as process:
        raise KeyboardInterrupt

    assert process.poll() == -signal.SIGTERM


def test_quiet_run_keeps_the_words_in_the_log(tmp_path, capsys):
    log = tmp_path / "log"
    command = [sys.executable, "-c", "import sys; print('Downloading'); sys.exit(3)"]

    code = run_quietly(command, label="Installing", log=log)

    assert code == 3
    assert log.read_text() == "Downloading\n"
    assert capsys.readouterr().out == "Installing\n"


@pytest.mark.parametrize(
    ("log", "line"),
    [
        (b"", ""),
        (b"one\ntwo\n\n", "two"),
        (b"10 %\r20 %\r", "20 %"),
        (b"\x1b[32mdone\x1b[0m\n", "done"),
        (b"Collecting Django\nWARNING: a new pip exists\n", "Collecting Django"),
        (b"\xff\n", "\N{REPLACEMENT CHARACTER}"),
    ],
    ids=["nothing yet", "empty lines", "rewritten line", "colours", "warning", "not text"],
)
def test_last_line_is_the_last_that_says_something(tmp_path, log, line):
    file = tmp_path / "log"
    file.write_bytes(log)

    assert last_line(file) == line
