"""What the documentation says of the code is there, and leads somewhere."""

import re
from pathlib import Path

import pytest

from catalogue import __version__

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("seeds/*.md")])

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]*)(#[^)]+)?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| (`.+?`) \|", re.MULTILINE)
NAME = re.compile(r"`([A-Z_]+)`")
READ = re.compile(r'env\.\w+\("([A-Z_]+)"')


def anchor(heading: str) -> str:
    """The name that a forge gives to a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page):
    broken = []
    for path, fragment in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        headings = HEADING.findall(target.read_text(encoding="utf-8")) if fragment else []
        if not target.exists() or (fragment and fragment[1:] not in map(anchor, headings)):
            broken.append(path + fragment)

    assert broken == []


def test_operators_read_of_every_variable():
    told = {name for row in ROW.findall(text_of("docs/operators.md")) for name in NAME.findall(row)}

    assert told == set(READ.findall(text_of("config/settings.py")))


def test_operators_read_of_every_command():
    told = {row.strip("`").split()[0] for row in ROW.findall(text_of("docs/operators.md"))}
    commands = ROOT.glob("catalogue/management/commands/[!_]*.py")

    assert {path.stem for path in commands} - told == set()


def test_architecture_lists_every_decision():
    listed = re.findall(r"\(decisions/([^)]+)\)", text_of("docs/architecture.md"))
    decisions = {path.name for path in ROOT.glob("docs/decisions/*.md")}

    assert set(listed) == decisions


def test_changelog_leads_to_the_version_of_the_code():
    headings = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    dated = [re.fullmatch(r"(\d+)\.(\d+)\.0, \d+ [A-Z][a-z]+ \d{4}: .+", one) for one in headings]
    released = [(int(one[1]), int(one[2])) for one in dated if one]
    major, newest = max(released)

    assert [
        one.partition(":")[0] for one, found in zip(headings, dated, strict=True) if not found
    ] == ["Unreleased"]
    assert released == sorted(released, reverse=True)
    assert __version__ == f"{major}.{newest + 1}.0.dev0"
