"""Commands that the site starts by itself: what they say when they fail is in the log."""

import subprocess
import sys

import pytest

from catalogue.processes import BUSY_CODE, report, start_command


@pytest.mark.parametrize(
    ("code", "level"), [(0, None), (1, "WARNING"), (BUSY_CODE, "INFO"), (-9, "WARNING")]
)
def test_process_says_what_went_wrong(caplog, code, level):
    caplog.set_level("INFO")
    ending = f"os._exit({code})" if code >= 0 else "os.kill(os.getpid(), 9)"
    said = "import os, sys; sys.stderr.write('kapot'); sys.stderr.flush()"
    process = subprocess.Popen([sys.executable, "-c", f"{said}; {ending}"], stderr=subprocess.PIPE)

    report(process, "reindex --changed")

    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert [name for name, _text in told] == ([level] if level else [])
    assert all("reindex --changed" in text and "kapot" in text for _name, text in told)


def test_command_runs_in_a_process_of_its_own():
    process = start_command("check", "--help")

    assert process.wait(timeout=60) == 0
    assert process.args[-2:] == ["check", "--help"]
