import os
import time

import pytest

from catalogue.media.files import made_once, sweep_abandoned, written_whole


def test_file_appears_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "folder" / "file"

    with written_whole(path) as draft:
        draft.write_text("half")
        assert not path.exists()

    assert path.read_text() == "half"
    assert list(path.parent.iterdir()) == [path]


def test_file_that_fails_leaves_the_earlier_one(tmp_path):
    path = tmp_path / "file"
    path.write_text("earlier")

    with pytest.raises(KeyboardInterrupt), written_whole(path) as draft:
        draft.write_text("half")
        raise KeyboardInterrupt

    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_do_not_meet(tmp_path):
    path = tmp_path / "file"

    with written_whole(path) as one, written_whole(path) as other:
        one.write_text("one")
        other.write_text("other")

    assert path.read_text() == "one"  # the last to end


def test_sweep_removes_only_what_nobody_writes_to_any_more(tmp_path):
    old, fresh, whole = (tmp_path / name for name in ("a.part", "b.part", "c.mp4"))
    for path in (old, fresh, whole):
        path.touch()
    long_ago = time.time() - 3600
    for path in (old, whole):
        os.utime(path, (long_ago, long_ago))

    assert sweep_abandoned(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == [fresh, whole]


def test_sweep_of_no_folder_finds_nothing(tmp_path):
    assert sweep_abandoned(tmp_path / "none") == 0


def test_kept_file_is_made_once(tmp_path):
    made = []

    def make():
        made.append("x")
        return b"content"

    paths = [made_once(tmp_path / "pictures" / "key.png", make) for _time in range(3)]

    assert made == ["x"]
    assert {path.read_bytes() for path in paths} == {b"content"}


def test_kept_file_that_cannot_be_made_is_not_there(tmp_path):
    with pytest.raises(ZeroDivisionError):
        made_once(tmp_path / "key.png", lambda: 1 // 0)

    assert list(tmp_path.iterdir()) == []
