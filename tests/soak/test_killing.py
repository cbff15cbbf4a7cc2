"""Processes that are killed while they save, fold, or make everything again."""

import time

import pytest

from catalogue.search.build import check, compact
from tests.soak.comparing import differences
from tests.soak.size import SIZE

WORK = [("write",), ("reindex",), ("write_and_fold",), ("write", "reindex")]


@pytest.mark.parametrize("number_of_site", range(SIZE.sites))
def test_index_and_rows_agree_after_kill(site, random, tell, number_of_site):
    kills = 0
    for number in range(SIZE.rounds):
        roles = WORK[number % len(WORK)]
        kill_at_work(site, random, roles)
        kills += len(roles)

        assert list(check.disagreements()) == [], f"after {roles} in round {number}"
        assert differences(random, number=2) == [], f"after {roles} in round {number}"
        if number % 10 == 0:
            compact.reindex()
            assert list(check.disagreements()) == [], f"after a reindex in round {number}"

    compact.fold()
    checked = site.manage("reindex", "--check")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    tell(f"{kills} processes killed at work in {SIZE.rounds} rounds, all clean after each")


def kill_at_work(site, random, roles) -> None:
    """Let processes work together for a moment, then kill them all; the first one first."""
    with site.working(*roles, random=random) as workers:
        time.sleep(random.uniform(0, 1))
        for worker in workers:
            worker.kill()
    site.settle()
