"""Exact counts in plain SQL: of each choice of a facet, how many fragments choosing it gives.

A theme is added to the themes already chosen, so it is counted with these on. In every other facet
a choice replaces the one before, so it is counted with that facet's own filter off.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from django.db.models import Count

from catalogue.models import Fragment, Participation, Placement, Recording, Theme
from catalogue.search.build.extract import FORMS, LENGTHS, ROLES
from catalogue.search.selection import Selection
from catalogue.search.sql.selection import LENGTHS as LENGTH_CONDITIONS
from catalogue.search.sql.selection import select
from catalogue.values.choices import Part


def themes(selection: Selection) -> dict[int, int]:
    """By public theme, a narrower theme's fragments counted with the broader theme too."""
    stands = defaultdict(set)
    placements = Placement.objects.on_public_themes().filter(fragment__in=select(selection))
    for theme, fragment in placements.order_by().values_list("theme", "fragment"):
        stands[theme].add(fragment)
    broader = dict(Theme.objects.order_by().values_list("pk", "broader"))
    public = set(Theme.objects.published().order_by().values_list("pk", flat=True))
    found = defaultdict(set)
    for theme, fragments in stands.items():
        above, seen = theme, set()
        while above is not None and above not in seen:
            seen.add(above)
            if above in public:
                found[above] |= fragments
            above = broader[above]
    return {theme: len(fragments) for theme, fragments in found.items()}


def interviews(selection: Selection) -> dict[int, int]:
    fragments = select(selection.without("interviews")).order_by()
    # values_list() first: grouped by these values, not by fragment.
    return dict(fragments.values_list("interview").annotate(Count("pk")))


def speakers(selection: Selection) -> dict[int, int]:
    return _participation_counts(selection.without("speakers"), "person")


def roles(selection: Selection) -> dict[int, int]:
    """By place in ROLES."""
    counts = _participation_counts(selection.without("roles"), "positions__role")
    return {ROLES.index(role): count for role, count in counts.items()}


def organisations(selection: Selection) -> dict[int, int]:
    return _participation_counts(selection.without("organisations"), "positions__organisation")


def mentioned(selection: Selection) -> dict[int, int]:
    fragments = select(selection.without("mentioned")).order_by()
    through = Fragment.people_mentioned.through.objects.filter(fragment__in=fragments)
    return dict(through.values_list("person").annotate(Count("pk")).order_by())


def forms(selection: Selection) -> dict[int, int]:
    """By place in FORMS."""
    fragments = select(selection.without("forms")).order_by()
    counts = (
        Recording.objects.published()
        .filter(interview__fragments__in=fragments)
        .order_by()
        .values_list("form")
        .annotate(Count("interview__fragments", distinct=True))
    )
    return {FORMS.index(form): count for form, count in counts}


def lengths(selection: Selection) -> dict[int, int]:
    """By place in LENGTHS."""
    fragments = select(selection.without("lengths")).with_length().order_by()
    counts = fragments.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in LENGTH_CONDITIONS.items()}
    )
    return {LENGTHS.index(name): count for name, count in counts.items() if count}


def _participation_counts(selection: Selection, name: str) -> Counter:
    """By a value of participations, the number of fragments in which somebody with it speaks.

    Two queries: the fragments that name their speakers, and those spoken by the interviewees. No
    fragment is in both, so the counts add up.
    """
    fragments = select(selection).order_by()
    named = Fragment.speakers.through.objects.all()
    own = (
        named.filter(fragment__in=fragments)
        .values_list(f"participation__{name}")
        .annotate(Count("fragment", distinct=True))
        .order_by()
    )
    unnamed = fragments.exclude(pk__in=named.values("fragment"))
    default = (
        Participation.objects.filter(part=Part.INTERVIEWEE, interview__fragments__in=unnamed)
        .values_list(name)
        .annotate(Count("interview__fragments", distinct=True))
        .order_by()
    )
    counts = Counter()
    for rows in (own, default):
        for value, count in rows:
            # Left out here and not by exclude(), which would drop a participant who speaks as two
            # things of which one has no organisation.
            if value is not None:
                counts[value] += count
    return counts


COUNTS: Mapping[str, Callable[[Selection], Mapping[int, int]]] = {
    "themes": themes,
    "interviews": interviews,
    "speakers": speakers,
    "roles": roles,
    "organisations": organisations,
    "mentioned": mentioned,
    "forms": forms,
    "lengths": lengths,
}
"""The facets, by the field of the Selection that they set."""
