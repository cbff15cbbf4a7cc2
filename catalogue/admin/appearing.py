"""In which themes the public meets fragments that were published: told to who publishes."""

from collections.abc import Collection

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Fragment, Placement, Theme
from catalogue.models.base import LISTED_STATES, mark
from catalogue.values.choices import Origin


def themes_in_words(fragments: Collection[Fragment] | QuerySet[Fragment]) -> str:
    """The themes in which those of these fragments appear that are published themselves, with the
    number of fragments where that is not one; and what appears nowhere. Three queries at most."""
    keys = [fragment.pk for fragment in fragments]
    shown = Fragment.objects.filter(pk__in=keys, state__in=LISTED_STATES).order_by()
    number = shown.count()
    if not number:
        return ""
    placements = Placement.objects.standing().filter(fragment__in=shown.values("pk"))
    listed = mark(Theme.public_q(timezone.now(), "theme__", states=LISTED_STATES))
    rows = list(
        placements.order_by("theme__order", "theme__sort_key", "theme__slug")
        .annotate(is_listed=listed)
        .values_list("theme__name", "origin", "is_listed")
        .annotate(count=Count("pk"))
    )
    settled = _names(rows, number, is_listed=True, is_proposed=False)
    proposed = _names(rows, number, is_listed=True, is_proposed=True)
    hidden = _names(rows, number, is_listed=False, is_proposed=None)
    sentences = []
    if settled:
        sentences.append(_("In the themes: %s.") % settled)
    if proposed:
        sentences.append(_("As a proposal in: %s.") % proposed)
    if hidden:
        sentences.append(_("Not shown in these themes, which are not published: %s.") % hidden)
    if without := number - placements.values("fragment").distinct().count():
        words = ngettext(
            "%d fragment stands in no theme.", "%d fragments stand in no theme.", without
        )
        sentences.append(words % without)
    return " ".join(sentences)


def _names(
    rows: list[tuple[str, str, bool, int]],
    number: int,
    *,
    is_listed: bool,
    is_proposed: bool | None,
) -> str:
    """The names of the themes of these rows, each with its count where there are more fragments."""
    counts: dict[str, int] = {}
    for name, origin, row_is_listed, count in rows:
        if bool(row_is_listed) != is_listed:
            continue
        if is_proposed is None or (origin == Origin.PROPOSED) == is_proposed:
            counts[name] = counts.get(name, 0) + count
    return ", ".join(
        f"“{name}”" if number == 1 else f"“{name}” ({count})" for name, count in counts.items()
    )
