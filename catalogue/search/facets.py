"""Exact counts: for each choice of a facet, the number of fragments that choosing it gives.

A theme is added to the themes already chosen, so it is counted with these on. In every other facet
a choice replaces the one before, so it is counted with that facet's own filter off.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from catalogue.choices import Form, Part, Role
from catalogue.models import Fragment, Participation, Placement, Recording, Theme
from catalogue.search.query import LENGTHS, select
from catalogue.search.selection import Selection


@dataclass(frozen=True)
class Choice:
    """A value of a facet: its key in the Selection, its value in addresses, and its count."""

    key: Any
    value: str
    label: str
    count: int
    depth: int = 0


def themes(selection: Selection) -> list[Choice]:
    """Themes in tree order, a narrower theme's fragments counted with the broader theme too."""
    stands = defaultdict(set)
    placements = Placement.objects.on_public_themes().filter(fragment__in=select(selection))
    for theme, fragment in placements.order_by().values_list("theme", "fragment"):
        stands[theme].add(fragment)
    narrower = defaultdict(list)
    for theme in Theme.objects.in_tree_order().only(
        "pk", "slug", "name", "broader_id", "state", "publish_from", "publish_until"
    ):
        narrower[theme.broader_id].append(theme)

    def walk(theme: Theme, depth: int) -> tuple[set[int], list[Choice]]:
        fragments, below = set(stands[theme.pk]), []
        for child in narrower[theme.pk]:
            more, choices = walk(child, depth + theme.is_public)
            fragments |= more
            below += choices
        if not theme.is_public:
            return fragments, below
        own = Choice(theme.pk, theme.slug, theme.name, len(fragments), depth)
        return fragments, [own, *below]

    return [choice for root in narrower[None] for choice in walk(root, 0)[1]]


def interviews(selection: Selection) -> list[Choice]:
    fragments = select(selection.without("interviews")).order_by()
    rows = (
        fragments.values_list("interview", "interview__slug", "interview__title")
        .annotate(Count("pk"))  # after values_list(): grouped by these values, not by fragment
        .order_by("interview__sort_key", "interview__pid")
    )
    return [Choice(*row) for row in rows]


def speakers(selection: Selection) -> list[Choice]:
    return _by_participation(
        selection.without("speakers"),
        ("person", "person__slug", "person__name"),
        sort="person__sort_key",
    )


def roles(selection: Selection) -> list[Choice]:
    counts = Counter()
    for key, count in _participation_counts(selection.without("roles"), "positions__role"):
        counts[key] += count
    return [Choice(role, role.value, role.label, counts[role]) for role in Role if counts[role]]


def organisations(selection: Selection) -> list[Choice]:
    organisation = "positions__organisation"
    return _by_participation(
        selection.without("organisations"),
        (organisation, f"{organisation}__slug", f"{organisation}__name"),
        sort=f"{organisation}__sort_key",
    )


def mentioned(selection: Selection) -> list[Choice]:
    fragments = select(selection.without("mentioned")).order_by()
    through = Fragment.people_mentioned.through.objects.filter(fragment__in=fragments)
    rows = (
        through.values_list("person", "person__slug", "person__name")
        .annotate(Count("pk"))
        .order_by("person__sort_key", "person__slug")
    )
    return [Choice(*row) for row in rows]


def forms(selection: Selection) -> list[Choice]:
    fragments = select(selection.without("forms")).order_by()
    counts = dict(
        Recording.objects.published()
        .filter(interview__fragments__in=fragments)
        .order_by()
        .values_list("form")
        .annotate(Count("interview__fragments", distinct=True))
    )
    return [Choice(form, form.value, form.label, counts[form]) for form in Form if form in counts]


def lengths(selection: Selection) -> list[Choice]:
    fragments = select(selection.without("lengths")).with_length().order_by()
    counts = fragments.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in LENGTHS.items()}
    )
    return [Choice(name, name, "", count) for name, count in counts.items() if count]


def _by_participation(selection, names, *, sort) -> list[Choice]:
    """Counts by something that the speaking participants have: key, slug and name."""
    counts, rows = Counter(), {}
    for *row, count in _participation_counts(selection, sort, *names):
        counts[row[1]] += count
        rows[row[1]] = row
    ordered = sorted(rows.values(), key=lambda row: (row[0], row[2]))
    return [Choice(*row[1:], counts[row[1]]) for row in ordered]


def _participation_counts(selection: Selection, *names: str):
    """Rows of these values of participations with the number of fragments in which they speak.

    Two queries: the fragments that name their speakers, and those spoken by the interviewees. No
    fragment is in both, so the counts add up.
    """
    fragments = select(selection).order_by()
    named = Fragment.speakers.through.objects.all()
    own = (
        named.filter(fragment__in=fragments)
        .values_list(*(f"participation__{name}" for name in names))
        .annotate(Count("fragment", distinct=True))
        .order_by()
    )
    unnamed = fragments.exclude(pk__in=named.values("fragment"))
    default = (
        Participation.objects.filter(part=Part.INTERVIEWEE, interview__fragments__in=unnamed)
        .values_list(*names)
        .annotate(Count("interview__fragments", distinct=True))
        .order_by()
    )
    # Left out here and not by exclude(), which would drop a participant who speaks as two things
    # of which one has no organisation.
    return [row for rows in (own, default) for row in rows if row[-2] is not None]
