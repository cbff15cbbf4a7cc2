import pytest

from scripts.environment import ROOT, fingerprint, requirement_files

PYTHON_3_11 = (3, 11)


@pytest.fixture
def requirements(tmp_path):
    (tmp_path / "base.txt").write_text("Django==5.2\n")
    (tmp_path / "dev.txt").write_text("# for work\n-r base.txt\npytest==9\n")
    return tmp_path


def test_requirement_files_follow_what_is_included(requirements):
    files = requirement_files(requirements / "dev.txt")

    assert [file.name for file in files] == ["dev.txt", "base.txt"]


def test_fingerprint_stays_while_nothing_changes(requirements):
    before = fingerprint(requirements / "dev.txt", PYTHON_3_11)

    assert fingerprint(requirements / "dev.txt", PYTHON_3_11) == before


@pytest.mark.parametrize("changed", ["dev.txt", "base.txt"], ids=["the file", "the included file"])
def test_fingerprint_changes_with_the_requirements(requirements, changed):
    before = fingerprint(requirements / "dev.txt", PYTHON_3_11)

    (requirements / changed).write_text("-r base.txt\n" * (changed == "dev.txt"))

    assert fingerprint(requirements / "dev.txt", PYTHON_3_11) != before


def test_fingerprint_changes_with_the_python(requirements):
    before = fingerprint(requirements / "dev.txt", PYTHON_3_11)

    assert fingerprint(requirements / "dev.txt", (3, 12)) != before


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_gives_its_reason(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-r "))]

    without = [line for line in packages if "==" not in line or " # " not in line]

    assert without == []
