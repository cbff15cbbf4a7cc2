"""Two editors at once, while others fold, search and look at what they saved."""

import time
from collections import Counter
from contextlib import ExitStack

from tests.soak.comparing import differences
from tests.soak.size import SIZE

SELECTIONS = 50


def test_index_and_rows_agree_after_two_processes_wrote_at_once(site, random, tell):
    roles = ["write", "write", "fold", "read"]
    with ExitStack() as stack:
        workers = [
            stack.enter_context(site.working(role, random.randrange(10**6))) for role in roles
        ]
        time.sleep(SIZE.seconds)
        done = sum((worker.stop() for worker in workers), Counter())

    check = site.manage("reindex", "--check")

    assert (check.returncode, check.stderr) == (0, ""), check.stdout
    assert differences(random, number=SELECTIONS) == []
    assert [what for what in done if what.startswith("warning")] == []
    # Without these the test would have tried nothing.
    assert min(done["written"], done["fold"] + done["reindex"], done["saved and seen"]) > 0, done
    tell(f"two processes wrote for {SIZE.seconds} s: {dict(done.most_common())}")
