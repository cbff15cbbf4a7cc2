"""From the rows of a theme page to records: drafts, in one transaction, again and again.

What the catalogue knows already is never written to: whatever differs there is the editors' work,
and is told in the report. So a second run of the same page changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.importers.judging import Judge
from catalogue.importers.known import (
    find_theme,
    is_provisional,
    label_of,
    provisional_name,
    rows_elsewhere,
    rows_of_page,
)
from catalogue.importers.report import Noun, Report, RowOutcome
from catalogue.importers.rows import ReadFragment, ThemePage
from catalogue.models import Fragment, Interview, Placement, Series, Theme
from catalogue.models.locks import lock
from catalogue.models.placement import STEP
from catalogue.values import timecode
from catalogue.values.choices import Origin, State
from catalogue.values.text import sort_key

# Words that go into the records, which are Dutch whatever the language of who runs the import.
SERIES = ("dtko", "De top kijkt om")
PAGE = "themapagina {theme}"
PROVISIONAL_NOTE = (
    "De themapagina noemt bij een fragment alleen een titel en een begintijd, geen spreker. "
    "De begintijden lopen op en springen dan weer terug. Wij nemen aan dat de fragmenten van "
    "één oplopende reeks uit één opname komen; dit gesprek is zo’n reeks. Dat is een afleiding, "
    "geen gegeven uit de bron: de redactie kan de spreker vaststellen en gesprekken samenvoegen "
    "of splitsen."
)
MOST_MARKS_TOLD = 5


def load_theme_page(page: ThemePage, *, theme: str = "", dry_run: bool = False) -> Report:
    """Bring the page into the catalogue. With `dry_run` nothing is written; the report is the same.

    `theme` names the theme where it must be another than the page says. Raises SourceError, with
    nothing written, when there is no theme to place the fragments in.
    """
    with transaction.atomic():
        report = _Load(page, theme or page.theme, is_told=bool(theme)).run()
        if dry_run:
            transaction.set_rollback(True)
    return report


class _Load:
    """One page being loaded: what the catalogue knows of it, and what is told about it."""

    def __init__(self, page: ThemePage, theme_name: str, *, is_told: bool):
        self.page = page
        self.report = Report(_headline(page, theme_name))
        self.theme = self._theme(theme_name)
        lock(Theme, [self.theme.pk])  # nobody orders the theme while the page is put into it
        self.label = label_of(PAGE.format(theme=page.theme or self.theme.name))
        self.known = rows_of_page(self.label)
        self.elsewhere = rows_elsewhere(self.label, page.rows)
        placements = Placement.objects.filter(theme=self.theme)
        self.placements = {placement.fragment_id: placement for placement in placements}
        # A page that is known, but not at all in the theme that it is told to be of. Where some of
        # it stands there, what does not was taken out by an editor.
        self.is_new_here = is_told and not any(
            fragment.pk in self.placements for fragment in self.known.values()
        )
        self.runs_of: dict[Interview, dict[int, int]] = defaultdict(dict)  # run → its first line
        self.orders = _Orders(self.placements, self.known.values())
        self.judge: Judge[ReadFragment] = Judge()

    def run(self) -> Report:
        for rows in self.page.runs:
            self._load_run(rows)
        self._tell_of_interviews()
        self._tell_of_lines()
        for row, sentence in self.judge.warnings():
            self._tell(row, RowOutcome.REMARK, sentence)
        self._tell_of_vanished()
        return self.report

    def _theme(self, name: str) -> Theme:
        theme = find_theme(name)
        if theme is None:
            theme = Theme.objects.create(name=name)
            self.report.add(RowOutcome.CREATED, Noun.THEME, name)
        elif sort_key(theme.name) != sort_key(name) and theme.slug != name:
            self.report.add(RowOutcome.CHANGED, Noun.THEME, name, detail=_now_called(theme.name))
        return theme

    def _load_run(self, rows: tuple[ReadFragment, ...]) -> None:
        """Load the rows of one run. New ones join the interview of the known row nearest above
        them, else below them, else a provisional interview of their own."""
        interviews = [self._interview_told_by(row) for row in rows]
        created: Interview | None = None
        for index, row in enumerate(rows):
            if self._tell_of_known(row):
                continue
            told = [i for i in (*reversed(interviews[:index]), *interviews[index:]) if i]
            if not told:
                created = created or self._create_interview(row.line)
                told = [created]
            self._create_fragment(row, told[0])

    def _interview_told_by(self, row: ReadFragment) -> Interview | None:
        """The interview in which a known row of this page stands; a row known from elsewhere tells
        it only while nobody is named there: that one run is one recording is no proof."""
        if fragment := self.known.get(row.key):
            self.runs_of[fragment.interview].setdefault(row.run, row.line)
            return fragment.interview
        others = self.elsewhere.get(row.key, [])
        if len(others) == 1 and not others[0].interview.identified:
            return others[0].interview
        return None

    def _tell_of_known(self, row: ReadFragment) -> bool:
        """Whether the row is known, on this page or elsewhere; what became of it is then told."""
        if fragment := self.known.get(row.key):
            if self.is_new_here and fragment.state != State.WITHDRAWN:
                self._place(fragment, Origin.PROPOSED)
                self._tell(row, RowOutcome.PROPOSED, _in_interview(fragment.interview))
            else:
                self._tell(row, *self._standing(fragment))
                self.orders.pass_by(fragment.pk)
            return True
        others = self.elsewhere.get(row.key, [])
        if len(others) > 1:
            names = ", ".join(f"“{other.interview}”" for other in others)
            self._refuse(row, _("this is a fragment of more than one interview: %s") % names)
        elif others and others[0].pk in self.placements:
            self._tell(row, *self._standing(others[0]))
            self.orders.pass_by(others[0].pk)
        elif others and others[0].state == State.WITHDRAWN:
            self._tell(row, RowOutcome.WITHDRAWN)
        elif others:
            self._place(others[0], Origin.PROPOSED)
            self._tell(row, RowOutcome.PROPOSED, _in_interview(others[0].interview))
        return bool(others)

    def _standing(self, fragment: Fragment) -> tuple[RowOutcome, str]:
        """How a known fragment differs from what the page prints."""
        if fragment.state == State.WITHDRAWN:
            return RowOutcome.WITHDRAWN, ""
        differences = []
        if fragment.is_corrected:
            differences.append(
                _("now “%(title)s”, from %(time)s")
                % {"title": fragment.title, "time": timecode.format(fragment.start_ms)}
            )
        placement = self.placements.get(fragment.pk)
        if placement is None:
            differences.append(_("not in this theme any more"))
        elif placement.origin == Origin.REJECTED:
            differences.append(_("rejected for this theme"))
        return (RowOutcome.CHANGED if differences else RowOutcome.UNCHANGED), "; ".join(differences)

    def _create_interview(self, line: int) -> Interview:
        interview = Interview.objects.create(
            series=Series.objects.get_or_create(slug=SERIES[0], defaults={"title": SERIES[1]})[0],
            provenance_note=PROVISIONAL_NOTE,
            **provisional_name(),
        )
        self.report.add(RowOutcome.CREATED, Noun.INTERVIEW, interview.title, line=line)
        return interview

    def _create_fragment(self, row: ReadFragment, interview: Interview) -> None:
        refused = self.judge.take(row, interview, start_ms=row.start_ms, title=row.title)
        if refused:
            self._refuse(row, f"{_in_interview(interview)}: {' '.join(refused.values())}")
            return
        fragment = Fragment.objects.create(
            interview=interview,
            title=row.title,
            start_ms=row.start_ms,
            printed_title=row.title,
            printed_notation=row.notation,
            printed_page=self.label,
            printed_occurrence=row.occurrence,
        )
        self._place(fragment, Origin.PUBLISHED)
        self._tell(row, RowOutcome.CREATED, _in_interview(interview))

    def _place(self, fragment: Fragment, origin: Origin) -> None:
        self.placements[fragment.pk] = Placement.objects.create(
            fragment=fragment, theme=self.theme, origin=origin, order=self.orders.next()
        )

    def _tell(self, row: ReadFragment, outcome: RowOutcome, detail: str = "") -> None:
        name = f"{timecode.format(row.start_ms)}  {row.title}"
        self.report.add(outcome, Noun.FRAGMENT, name, line=row.line, detail=detail)

    def _refuse(self, row: ReadFragment, detail: str) -> None:
        self.report.add(RowOutcome.REFUSED, Noun.LINE, row.title, line=row.line, detail=detail)

    def _tell_of_interviews(self) -> None:
        """What the editors made of the interviews that the runs once were."""
        spread = {
            run
            for run in {row.run for row in self.page.rows}
            if sum(run in runs for runs in self.runs_of.values()) > 1
        }
        for interview, runs in self.runs_of.items():
            differences = []
            if interview.identified:
                differences.append(_("the speaker is established"))
            elif not is_provisional(interview):
                differences.append(_("renamed"))
            if len(runs) > 1:
                lines = ", ".join(str(line) for line in runs.values())
                differences.append(_("holds the runs that begin at lines %s") % lines)
            if spread.intersection(runs):
                differences.append(_("holds part of a run"))
            outcome = RowOutcome.CHANGED if differences else RowOutcome.UNCHANGED
            self.report.add(
                outcome,
                Noun.INTERVIEW,
                interview.title,
                line=min(runs.values()),
                detail="; ".join(differences),
            )

    def _tell_of_lines(self) -> None:
        for at in self.page.remarks:
            outcome = RowOutcome.REFUSED if at.remark.is_refusal else RowOutcome.REMARK
            self.report.add(outcome, Noun.LINE, at.quote, line=at.line, detail=str(at))

    def _tell_of_vanished(self) -> None:
        printed = {row.key for row in self.page.rows}
        for key, fragment in self.known.items():
            if key not in printed and fragment.state != State.WITHDRAWN:
                name = f"{fragment.printed_notation}  {fragment.printed_title}"
                self.report.add(RowOutcome.VANISHED, Noun.FRAGMENT, name)


class _Orders:
    """Gives new placements their order: that of the page, between those that are there."""

    def __init__(self, placements: dict[int, Placement], known: Iterable[Fragment]):
        self._by_fragment = {pk: placement.order for pk, placement in placements.items()}
        self._fits_between = any(fragment.pk in placements for fragment in known)
        highest = max(self._by_fragment.values(), default=0)
        self._last = 0 if self._fits_between else highest

    def pass_by(self, fragment_pk: int) -> None:
        """Go on after a fragment that is on the page and may have its place."""
        self._last = self._by_fragment.get(fragment_pk, self._last)

    def next(self) -> int:
        step = 1 if self._fits_between else STEP
        self._last = self._last - self._last % step + step
        return self._last


def _headline(page: ThemePage, theme: str) -> str:
    told = [
        _("Theme page “%(theme)s”: %(fragments)s read.")
        % {"theme": theme, "fragments": Noun.FRAGMENT.number(len(page.rows))}
    ]
    if page.introduction_paragraphs:
        left_out = ngettext(
            "The introduction (%d paragraph) is not the catalogue’s to publish and was left out.",
            "The introduction (%d paragraphs) is not the catalogue’s to publish and was left out.",
            page.introduction_paragraphs,
        )
        told.append(left_out % page.introduction_paragraphs)
    if page.marks:
        left_out = ngettext(
            "%(number)d mark around a title or button was left out: %(marks)s.",
            "%(number)d marks around titles and buttons were left out: %(marks)s.",
            len(page.marks),
        )
        told.append(left_out % {"number": len(page.marks), "marks": _some(page.marks)})
    return "\n".join(told)


def _some(marks: Iterable[str]) -> str:
    """The first different ones of these marks."""
    different = list(dict.fromkeys(marks))
    shown = " ".join(different[:MOST_MARKS_TOLD])
    return shown if len(different) <= MOST_MARKS_TOLD else f"{shown} …"


def _in_interview(interview: Interview) -> str:
    return _("in “%s”") % interview


def _now_called(name: str) -> str:
    return _("now “%s”") % name
