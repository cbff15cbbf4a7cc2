"""Two editors at once, while others fold, search and look at what they saved."""

import time
from collections import Counter

from tests.soak.comparing import differences
from tests.soak.size import SIZE


def test_index_and_rows_agree_after_two_processes_wrote_at_once(site, random, tell):
    with site.working("write", "write", "fold", "read", random=random) as workers:
        time.sleep(SIZE.seconds)
        for worker in workers:
            worker.process.terminate()
        done = sum((worker.done() for worker in workers), Counter())

    check = site.manage("reindex", "--check")

    assert (check.returncode, check.stderr) == (0, ""), check.stdout
    assert differences(random, number=SIZE.selections) == []
    assert [what for what in done if what.startswith("warning")] == []
    # Without these the test would have tried nothing.
    assert min(done["written"], done["fold"] + done["reindex"], done["saved and seen"]) > 0, done
    counts = ", ".join(f"{what} {number}" for what, number in done.most_common())
    tell(f"two editors wrote at once for {SIZE.seconds} s ({counts})")
