"""Exact counts in plain SQL: of each choice of a facet, how many fragments choosing it gives.

A theme is added to the themes already chosen, so it is counted with these on. In every other facet
a choice replaces the one before, so it is counted with that facet's own filter off.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.db.models import Count

from catalogue.models import Fragment, Participation, Placement, Recording, Theme
from catalogue.models.fragment import FragmentQuerySet
from catalogue.search.facets import Facet, Selection, ValueSource
from catalogue.search.sql.selection import LENGTHS, select
from catalogue.values.choices import Part

Counts = Iterable[tuple[object, int]]
"""Values as they stand in the rows, each with a number of fragments; a value may come twice."""


def count(selection: Selection, facet: Facet) -> dict[int, int]:
    """How many fragments each value of a facet gives, by key of the record or place in its values;
    those that give none are left out."""
    others = selection if facet.is_narrowing else selection.without(facet.field)
    counts: Counter[int] = Counter()
    for value, number in COUNT[facet.source](select(others).order_by(), facet):
        # Left out here and not by exclude(), which would drop a participant who speaks as two
        # things of which one has no organisation.
        if value is not None and number:
            counts[facet.number_of(value)] += number
    return dict(counts)


def themes(fragments: FragmentQuerySet, _facet: Facet) -> Counts:
    """By public theme, a narrower theme's fragments counted with the broader theme too."""
    stands = defaultdict(set)
    placements = Placement.objects.on_public_themes().filter(fragment__in=fragments)
    for theme, fragment in placements.order_by().values_list("theme", "fragment"):
        stands[theme].add(fragment)
    broader = dict(Theme.objects.order_by().values_list("pk", "broader"))
    public = set(Theme.objects.published().order_by().values_list("pk", flat=True))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for theme, standing in stands.items():
        above, seen = theme, set()
        while above is not None and above not in seen:
            seen.add(above)
            if above in public:
                found[above] |= standing
            above = broader[above]
    return [(theme, len(standing)) for theme, standing in found.items()]


def mentioned(fragments: FragmentQuerySet, _facet: Facet) -> Counts:
    through = Fragment.people_mentioned.through.objects.filter(fragment__in=fragments)
    return through.values_list("person").annotate(Count("pk")).order_by()


def lengths(fragments: FragmentQuerySet, _facet: Facet) -> Counts:
    conditions = {name: Count("pk", filter=condition) for name, condition in LENGTHS.items()}
    return fragments.with_length().aggregate(**conditions).items()


def of_interview(fragments: FragmentQuerySet, facet: Facet) -> Counts:
    # values_list() first: grouped by these values, not by fragment.
    return fragments.values_list(f"interview__{facet.path}").annotate(Count("pk"))


def speaking(fragments: FragmentQuerySet, facet: Facet) -> Counts:
    """By a value of participations, the number of fragments in which somebody with it speaks.

    Two queries: the fragments that name their speakers, and those spoken by the interviewees. No
    fragment is in both, so the counts add up.
    """
    named = Fragment.speakers.through.objects.all()
    yield from (
        named.filter(fragment__in=fragments)
        .values_list(f"participation__{facet.path}")
        .annotate(Count("fragment", distinct=True))
        .order_by()
    )
    unnamed = fragments.exclude(pk__in=named.values("fragment"))
    yield from (
        Participation.objects.filter(part=Part.INTERVIEWEE, interview__fragments__in=unnamed)
        .values_list(facet.path)
        .annotate(Count("interview__fragments", distinct=True))
        .order_by()
    )


def recorded(fragments: FragmentQuerySet, facet: Facet) -> Counts:
    return (
        Recording.objects.published()
        .filter(interview__fragments__in=fragments)
        .order_by()
        .values_list(facet.path)
        .annotate(Count("interview__fragments", distinct=True))
    )


COUNT: Mapping[ValueSource, Callable[[FragmentQuerySet, Facet], Counts]] = {
    ValueSource.THEME: themes,
    ValueSource.MENTION: mentioned,
    ValueSource.LENGTH: lengths,
    ValueSource.INTERVIEW: of_interview,
    ValueSource.SPEAKER: speaking,
    ValueSource.RECORDING: recorded,
}
