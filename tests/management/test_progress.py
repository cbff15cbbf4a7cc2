import io
from contextlib import suppress

import pytest
from django.core.management.base import OutputWrapper

from catalogue.management import progress as module
from catalogue.management.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that is put forward by the test."""

    class Clock:
        now = 100.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_what_is_done_soon_shows_nothing(clock):
    output = io.StringIO()
    progress = Progress(OutputWrapper(output), "Work", total=100)

    clock.now += 2.9
    progress.show(50)
    progress.end()

    assert output.getvalue() == ""


def test_share_and_time_left_are_told_every_three_seconds(clock):
    output = io.StringIO()
    progress = Progress(OutputWrapper(output), "Work", total=100)

    for second in range(1, 9):
        clock.now = 100 + second
        progress.show(second * 10)
    progress.end()

    assert output.getvalue() == "Work: 30%, 7 s left\nWork: 60%, 4 s left\n"


def test_terminal_gets_one_line_that_is_rewritten(clock):
    output = Terminal()
    progress = Progress(OutputWrapper(output), "Work", total=100)

    for second in range(1, 6):
        clock.now = 100 + second
        progress.show(second * 20)
    progress.end()

    shown = output.getvalue()
    assert "\n" not in shown
    assert [line.strip() for line in shown.split("\r")] == [
        "",
        "Work: 60%, 2 s left",
        "Work: 80%, 1 s left",
        "Work: 100%, 0 s left",
        "",
        "",
    ]


def test_step_is_one_more_and_a_new_total_counts_from_there(clock):
    output = io.StringIO()

    with Progress(OutputWrapper(output), "Work", total=4) as progress:
        progress.show(1)
        clock.now += 4
        progress.step()
        clock.now += 4
        progress.show(2, 8)

    assert output.getvalue() == "Work: 50%, 4 s left\nWork: 25%, 24 s left\n"


def test_line_is_cleared_at_the_end_of_the_block(clock):
    output = Terminal()

    with suppress(OSError), Progress(OutputWrapper(output), "Work", total=4) as progress:
        clock.now += 4
        progress.show(2)
        raise OSError

    assert output.getvalue().endswith("left\r" + " " * len("Work: 50%, 4 s left") + "\r")


@pytest.mark.parametrize(("total", "done"), [(0, 5), (100, 0), (100, 200)])
def test_odd_numbers_do_no_harm(clock, total, done):
    progress = Progress(OutputWrapper(io.StringIO()), "Work", total=total)
    clock.now += 10

    progress.show(done)
    progress.end()
