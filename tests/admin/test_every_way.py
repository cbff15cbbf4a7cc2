"""The same faults each way in: what is refused, and what is taken and warned about.

In an interview stands one fragment, from 0:10 to 0:40, of a recording of an hour. Another one comes
in: typed in a row, pasted, on a page of its own, from a theme page or from the seeds.
"""

from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import html

from catalogue.importers import saved_page, theme_page
from catalogue.importers.load import load_theme_page
from catalogue.models import Fragment, Interview
from tests.admin.pages import addition_to, errors_on, page_of, save, told
from tests.factories import (
    FragmentFactory,
    InterviewFactory,
    PlacementFactory,
    RecordingFactory,
    ThemeFactory,
)
from tests.importers.saved_pages import LABEL, THEME, text_page
from tests.importers.saved_pages import save as save_page

pytestmark = pytest.mark.django_db

STANDING = "Wat er al staat"


@dataclass(frozen=True)
class Answer:
    """What came of it: all that was said, and whether the fragment was taken."""

    words: str
    is_taken: bool


@pytest.fixture
def interview(settings) -> Interview:
    settings.GAP_MS = 600_000
    interview = InterviewFactory(slug="gesprek", title="Gesprek")
    RecordingFactory(interview=interview, duration_ms=3_600_000)
    standing = FragmentFactory(
        interview=interview,
        title=STANDING,
        start_ms=10_000,
        end_ms=40_000,
        printed_title=STANDING,
        printed_notation="0:5",
        printed_page=LABEL,
    )
    theme = ThemeFactory(name=THEME, slug="thema")
    PlacementFactory(fragment=standing, theme=theme, order=10)
    return interview


def in_a_row(client, interview, start, end, title) -> Answer:
    row = {"start_ms": start, "end_ms": end, "title": title, "id": "", "interview": interview.pk}
    response = save(
        client,
        page_of(interview),
        **{"fragments-TOTAL_FORMS": "2", **{f"fragments-1-{name}": row[name] for name in row}},
    )
    taken = Fragment.objects.count() == 2
    page = html.document_fromstring(client.get(page_of(interview)).content.decode())
    in_rows = page.xpath("//ul[@class='remarks']/li/text()")
    return Answer(" ".join(in_rows if taken else errors_on(response)), taken)


def pasted(client, interview, start, end, title) -> Answer:
    line = f"{start} - {end} {title}" if end else f"{start} {title}"
    rows = {"start": ["0:10"], "end": ["0:40"], "title": [STANDING]}
    answer = client.post(
        reverse("admin:catalogue_interview_paste", args=[interview.pk]),
        {"lines": line.strip(), **rows},
    ).json()
    remarks = [remark for row in answer["rows"] for remark in row["remarks"]]
    return Answer(" ".join([*answer["problems"], *remarks]), bool(answer["rows"]))


def on_its_own_page(client, interview, start, end, title) -> Answer:
    values = {"interview": interview.pk, "start_ms": start, "end_ms": end, "title": title}
    response = save(client, addition_to(Fragment), **values)
    taken = Fragment.objects.count() == 2
    return Answer(" ".join(told(response) if taken else errors_on(response)), taken)


def from_a_theme_page(_client, _interview, start, _end, title) -> Answer:
    lines = saved_page.lines(text_page([(STANDING, "0:5"), (title, start)]).encode())
    report = load_theme_page(theme_page.recognise(lines))
    return Answer(str(report), Fragment.objects.count() == 2)


def by_the_command(_client, _interview, start, _end, title, *, folder) -> Answer:
    out = StringIO()
    page = save_page(folder, text_page([(STANDING, "0:5"), (title, start)]))
    call_command("import_theme_page", str(page), stdout=out)
    return Answer(out.getvalue(), Fragment.objects.count() == 2)


SEEDS = {
    "fragments.toml": """
[[pages]]
theme = "thema"
printed_page = "themapagina uit de seeds"
[[pages.fragments]]
pid = "exca4jj2"
interview = "gesprek"
title = "{title}"
notation = "{start}"
""",
    "series.toml": "series = []",
    "people.toml": "people = []",
    "organisations.toml": "organisations = []",
    "themes.toml": "themes = []",
    "interviews.toml": "interviews = []",
    "background.toml": "sources = []",
}


def from_the_seeds(_client, _interview, start, _end, title, *, folder) -> Answer:
    for name, text in SEEDS.items():
        text = text.replace("{title}", title).replace("{start}", start)
        (folder / name).write_text(text)
    out = StringIO()
    try:
        call_command("load_seeds", str(folder), stdout=out)
    except CommandError as error:
        return Answer(str(error), Fragment.objects.count() == 2)
    return Answer(out.getvalue(), Fragment.objects.count() == 2)


TYPED = {"row": in_a_row, "paste": pasted, "page": on_its_own_page}
READ = {"theme page": from_a_theme_page, "command": by_the_command, "seeds": from_the_seeds}

# What comes in, whether it is taken, and what is said of it each way.
FAULTS = {
    "no title": ("0:50", "", "", False, "geen titel"),
    "end before its start": ("0:50", "0:45", "Nieuw", False, "einde moet na het begin"),
    "end at its start": ("0:50", "0:50", "Nieuw", False, "einde moet na het begin"),
    "same start": ("0:10", "", "Nieuw", False, "beginnen allebei op 0:10. Geef er één een andere"),
    "overlap": ("0:30", "", "Nieuw", True, "eindigt op 0:40, nadat"),
    "gap": ("10:41", "", "Nieuw", True, "is 10:01 lang niets geknipt, vanaf 0:40"),
    "past the end": ("1:00:00", "", "Nieuw", True, "ligt voorbij het einde van de opname"),
    "nothing": ("0:40", "", "Nieuw", True, ""),
}
# No source states the end of a fragment: there is nothing to refuse.
CANNOT_BE_SAID = {(way, fault) for way in READ for fault in FAULTS if fault.startswith("end")}


@pytest.mark.parametrize(
    ("way", "fault"),
    [
        (way, fault)
        for way in [*TYPED, *READ]
        for fault in FAULTS
        if (way, fault) not in CANNOT_BE_SAID
    ],
)
def test_fault_is_found_whichever_way_it_comes_in(way, fault, interview, as_chief, tmp_path):
    start, end, title, is_taken, words = FAULTS[fault]
    enter = {**TYPED, **READ}[way]
    options = {"folder": tmp_path} if way in ("command", "seeds") else {}

    answer = enter(as_chief, interview, start, end, title, **options)

    assert answer.is_taken is is_taken
    assert words in answer.words
    other_words = [each[-1] for name, each in FAULTS.items() if name != fault and each[-1]]
    assert not any(each in answer.words for each in other_words if each not in words)
    assert Fragment.objects.get(title=STANDING).end_ms == 40_000
