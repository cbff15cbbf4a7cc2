"""From a selection to fragments, in plain SQL, on the rows themselves."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from catalogue.models import Fragment, Participation, Recording, Theme
from catalogue.models.fragment import FragmentQuerySet
from catalogue.search.facets import FACETS, LONG_MS, SHORT_MS, Facet, Selection, ValueSource
from catalogue.search.sql import words
from catalogue.values.choices import Part

Narrow = Callable[[FragmentQuerySet, Facet, tuple[Any, ...]], FragmentQuerySet]
"""From fragments to those of them that have one of the values of a facet that are chosen."""

LENGTHS = {
    "kort": Q(end_ms__isnull=False, length__lt=SHORT_MS),
    "middel": Q(end_ms__isnull=False, length__gte=SHORT_MS, length__lte=LONG_MS),
    "lang": Q(end_ms__isnull=False, length__gt=LONG_MS),
    "onbekend": Q(end_ms__isnull=True),
}
"""Conditions on a queryset with_length(), by value of the parameter `duur`."""


def select(selection: Selection) -> FragmentQuerySet:
    """The published fragments that a selection asks for, in no particular order."""
    fragments = Fragment.objects.published()
    fragments = words.narrowed(fragments, selection.question)
    for facet in FACETS:
        if chosen := selection.chosen(facet):
            fragments = NARROW[facet.source](fragments, facet, chosen)
    if selection.year_from or selection.year_to:
        fragments = fragments.filter(about_years(selection.year_from, selection.year_to))
    return fragments


def in_themes(
    fragments: FragmentQuerySet, _facet: Facet, chosen: tuple[Any, ...]
) -> FragmentQuerySet:
    for branch in Theme.objects.branches(chosen):
        fragments = fragments.on_themes(branch)
    return fragments


def mentioning(
    fragments: FragmentQuerySet, _facet: Facet, chosen: tuple[Any, ...]
) -> FragmentQuerySet:
    return fragments.mentioning(chosen)


def of_length(
    fragments: FragmentQuerySet, _facet: Facet, chosen: tuple[Any, ...]
) -> FragmentQuerySet:
    wanted = Q()
    for length in chosen:
        wanted |= LENGTHS[length]
    return fragments.with_length().filter(wanted)


def of_interview(
    fragments: FragmentQuerySet, facet: Facet, chosen: tuple[Any, ...]
) -> FragmentQuerySet:
    return fragments.filter(**{f"interview__{facet.path}__in": chosen})


def spoken_by(
    fragments: FragmentQuerySet, facet: Facet, chosen: tuple[Any, ...]
) -> FragmentQuerySet:
    return fragments.spoken_by(Q(**{f"{facet.path}__in": chosen}))


def recorded(
    fragments: FragmentQuerySet, facet: Facet, chosen: tuple[Any, ...]
) -> FragmentQuerySet:
    recordings = Recording.objects.published().filter(**{f"{facet.path}__in": chosen})
    return fragments.filter(interview__in=recordings.values("interview"))


def none(fragments: FragmentQuerySet, _facet: Facet, _chosen: tuple[Any, ...]) -> FragmentQuerySet:
    return fragments.none()


NARROW: Mapping[ValueSource, Narrow] = {
    ValueSource.THEME: in_themes,
    ValueSource.MENTION: mentioning,
    ValueSource.LENGTH: of_length,
    ValueSource.INTERVIEW: of_interview,
    ValueSource.SPEAKER: spoken_by,
    ValueSource.RECORDING: recorded,
    ValueSource.NOWHERE: none,
}


def about_years(first: int | None, last: int | None) -> Q:
    """Fragments whose conversation is about these years: by the period of the interview; where none
    is known, by the period in office of the positions that its interviewees speak as."""
    in_office = Participation.objects.filter(
        overlapping("positions__", first, last),
        interview=OuterRef("interview"),
        part=Part.INTERVIEWEE,
    )
    unknown = Q(interview__period_earliest__isnull=True, interview__period_latest__isnull=True)
    return overlapping("interview__", first, last) | (unknown & Q(Exists(in_office)))


def overlapping(prefix: str, first: int | None, last: int | None) -> Q:
    """Periods that overlap these years. A side that is not known is open; of a period of which
    neither side is known nothing can be said."""
    earliest, latest = f"{prefix}period_earliest", f"{prefix}period_latest"
    condition = Q(**{f"{earliest}__isnull": False}) | Q(**{f"{latest}__isnull": False})
    if last is not None:
        condition &= Q(**{f"{earliest}__isnull": True}) | Q(
            **{f"{earliest}__lte": date(last, 12, 31)}
        )
    if first is not None:
        condition &= Q(**{f"{latest}__isnull": True}) | Q(**{f"{latest}__gte": date(first, 1, 1)})
    return condition


STORED_ORDERS = {
    "nieuwste": ("-first_published_at", "interview__sort_key", "start_ms", "pid"),
    "titel": ("sort_key", "pid"),
    "tijd": ("interview__sort_key", "interview__pid", "start_ms", "pid"),
}
"""The orders that depend on no question, by value of the parameter `sorteer`. Each ends in the
pid."""

ORDERS = ("relevantie", *STORED_ORDERS)


def in_order(order: str, selection: Selection) -> FragmentQuerySet:
    """The selected fragments in one of ORDERS. By relevance: by how well they match, then newest
    first."""
    fragments = select(selection)
    if order != "relevantie":
        return fragments.order_by(*STORED_ORDERS[order])
    if not selection.question.wanted:  # PostgreSQL takes the one tier for the number of a column
        return fragments.order_by(*STORED_ORDERS["nieuwste"])
    tiered: Any = words.with_tier(fragments, selection.question)
    return tiered.order_by("tier", *STORED_ORDERS["nieuwste"])
