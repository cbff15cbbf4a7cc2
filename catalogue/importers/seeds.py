"""Builds the catalogue from the seeds, and leaves alone what is there.

A record that exists, under this slug or pid or a former one, and a record that was deleted are
the editors': nothing of it is written again, nor its places and links.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.importers import seed_files
from catalogue.importers.judging import Judge
from catalogue.importers.seed_rows import (
    SeedError,
    SeedFragment,
    SeedPage,
    SeedRow,
    Seeds,
    SeedSource,
)
from catalogue.models import (
    BackgroundSource,
    FormerAddress,
    Fragment,
    Interview,
    Organisation,
    Person,
    Placement,
    Series,
    Theme,
)
from catalogue.models.address import Addressed
from catalogue.models.placement import STEP
from catalogue.models.record import Record
from catalogue.values.choices import Origin

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class SeedReport:
    """Numbers of records, by model; and what deserves a second look, a sentence each."""

    created: Counter[type[Record]] = field(default_factory=Counter)
    left_alone: Counter[type[Record]] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counted = [
            f"{heading}: {', '.join(_numbers(counts)) or _('nothing')}"
            for heading, counts in (
                (_("Created"), self.created),
                (_("There already, left as it is"), self.left_alone),
            )
        ]
        return "\n".join([*counted, *self.remarks])


def _numbers(counts: Counter[type[Record]]) -> Iterator[str]:
    for model, count in counts.items():
        names = model._meta
        yield f"{count} {names.verbose_name if count == 1 else names.verbose_name_plural}"


def load_seeds(folder: Path) -> SeedReport:
    """Create what the seeds have and the catalogue has not. Raises SeedError, nothing written."""
    seeds = seed_files.read(folder)
    with transaction.atomic():
        load = _Load()
        load.run(seeds)
    return load.report


class _Load:
    """One run, with what it created."""

    def __init__(self) -> None:
        self.report = SeedReport()
        self._judge: Judge[SeedFragment] = Judge()
        self._moments: dict[type[Record], dict[datetime, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def run(self, seeds: Seeds) -> None:
        plain: tuple[tuple[type[Record], Iterable[SeedRow]], ...] = (
            (Series, seeds.series),
            (Person, seeds.people),
            (Organisation, seeds.organisations),
        )
        for model, rows in plain:
            for row in rows:
                self._create(model, row, _values(row))
        for theme in seeds.themes:
            values = _values(theme, without=["broader"])
            if theme.broader:
                values["broader"] = _named(Theme, theme.broader, f"{theme.stands_at}.broader")
            self._create(Theme, theme, values)
        for interview in seeds.interviews:
            series = _named(Series, interview.series, f"{interview.stands_at}.series")
            self._create(Interview, interview, _values(interview) | {"series": series})
        for page in seeds.pages:
            for number, fragment in enumerate(page.fragments, start=1):
                self._load_fragment(page, fragment, order=number * STEP)
        for source in seeds.sources:
            self._load_source(source)
        self.report.remarks += [
            f"{row.stands_at}: {sentence}" for row, sentence in self._judge.warnings()
        ]
        self._stamp()

    def _load_source(self, row: SeedSource) -> None:
        """The background source with its links, when it is new."""
        links = ["themes", "people", "organisations"]
        if source := self._create(BackgroundSource, row, _values(row, without=links)):
            source.themes.set(_all_named(Theme, row.themes, f"{row.stands_at}.themes"))
            source.people.set(_all_named(Person, row.people, f"{row.stands_at}.people"))
            source.organisations.set(
                _all_named(Organisation, row.organisations, f"{row.stands_at}.organisations")
            )

    def _load_fragment(self, page: SeedPage, row: SeedFragment, *, order: int) -> None:
        """The fragment with its places and whom it mentions, when it is new."""
        printed = {
            "printed_page": page.printed_page,
            "printed_title": row.title,
            "printed_notation": row.notation,
        }
        if Fragment.objects.filter(**printed).exclude(pid=row.pid).exists():
            self.report.left_alone[Fragment] += 1  # it came in by another way, such as an import
            return
        values = _values(row, without=["interview", "notation", "mentioned", "proposed"])
        values |= printed | {"start_ms": row.start_ms}
        if not _is_known(Fragment, row.pid):
            interview = _named(Interview, row.interview, f"{row.stands_at}.interview")
            values["interview"] = interview
            self._refuse_faults(row, interview)
        fragment = self._create(Fragment, row, values)
        if fragment is None:
            return
        main = _all_named(Theme, [page.theme], f"{page.stands_at}.theme")
        proposed = _all_named(Theme, row.proposed, f"{row.stands_at}.proposed")
        for themes, origin in ((main, Origin.PUBLISHED), (proposed, Origin.PROPOSED)):
            for theme in themes:
                Placement.objects.create(fragment=fragment, theme=theme, order=order, origin=origin)
        fragment.people_mentioned.set(
            _all_named(Person, row.mentioned, f"{row.stands_at}.mentioned")
        )

    def _refuse_faults(self, row: SeedFragment, interview: Interview) -> None:
        """Raise SeedError for a fragment that the rules refuse."""
        keys = {"title": "title", "start_ms": "notation", "end_ms": "notation"}
        refused = self._judge.take(row, interview, start_ms=row.start_ms, title=row.title)
        for name, sentence in refused.items():
            raise SeedError(f"{row.stands_at}.{keys[name]}", sentence)

    def _create(self, model: type[R], row: SeedRow, values: dict[str, Any]) -> R | None:
        """The new record, None where it is known already."""
        if _is_known(model, values[_key_of(model)]):
            self.report.left_alone[model] += 1
            return None
        record = _checked(model, values, row.stands_at)
        record.save()
        self.report.created[model] += 1
        if moment := values.get("first_published_at"):
            self._moments[model][moment].append(record.pk)
        return record

    def _stamp(self) -> None:
        """Make what was published as old as the seeds say, whenever they are loaded: so the same
        seeds always make the same catalogue. Fragments first: they raise their interview."""
        for model in (Fragment, Interview, Theme, BackgroundSource):
            for moment, pks in self._moments[model].items():
                model.objects.filter(pk__in=pks).update(
                    created_at=moment, changed_at=moment, version=1
                )


def _values(row: SeedRow, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """The fields of the row under the names that the model has for them."""
    return {
        f.name: getattr(row, f.name) for f in fields(row) if f.name not in ("stands_at", *without)
    }


def _checked(model: type[R], values: dict[str, Any], place: str) -> R:
    """A record that may be saved. Raises SeedError with the key that forbids it."""
    record = model()
    for key, value in values.items():
        try:
            setattr(record, key, value)
        except ValidationError as error:
            raise SeedError(f"{place}.{key}", " ".join(error.messages)) from error
    record.prepare()
    try:
        record.full_clean()
    except ValidationError as error:
        key, messages = next(iter(error.message_dict.items()))
        at = f"{place}.{key}" if key in values else place
        raise SeedError(at, " ".join(messages)) from error
    return record


def _key_of(model: type[Record]) -> str:
    return "pid" if model is Fragment else "slug"


def _find(model: type[R], key: str) -> tuple[R | None, bool]:
    """The record that has or had this slug or pid, and whether there ever was one."""
    record: R | None = cast(Any, model).objects.filter(**{_key_of(model): key}).first()
    if record:
        return record, True
    if not issubclass(model, Addressed):  # a series: has no address to remember it by
        return None, False
    former = FormerAddress.objects.at("", model.address_of(key))
    target: R | None = former.target if former else None
    return target, former is not None


def _is_known(model: type[Record], key: str) -> bool:
    return _find(model, key)[1]


def _named(model: type[R], slug: str, place: str) -> R:
    """The record of that slug. Raises SeedError when it is not there."""
    record, was_there = _find(model, slug)
    if record is None:
        message = _("“%s” was deleted") if was_there else _("there is no “%s”")
        raise SeedError(place, message % slug)
    return record


def _all_named(model: type[R], slugs: Iterable[str], place: str) -> list[R]:
    """The records of these slugs, but for the deleted. Raises SeedError for one that never was."""
    found = [(slug, *_find(model, slug)) for slug in slugs]
    for slug, _record, was_there in found:
        if not was_there:
            raise SeedError(place, _("there is no “%s”") % slug)
    return [record for _slug, record, _was_there in found if record]
