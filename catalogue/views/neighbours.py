"""The fragments before and after one: in its interview, and in the theme one came from."""

from collections.abc import Callable

from django.core.validators import slug_re

from catalogue.models import FormerAddress, Fragment, Placement, Theme


def theme_come_from(request) -> Theme | None:
    """The theme that a link on its page names, by a former slug too; None for what is not known."""
    slug = request.GET.get("thema", "")
    if not slug_re.fullmatch(slug):
        return None
    slug = FormerAddress.objects.current_keys(Theme, [slug]).get(slug, slug)
    return Theme.objects.published().filter(slug=slug).first()


def neighbours_in_theme(fragment: Fragment, theme: Theme) -> dict | None:
    """The neighbours in the editors' order of the theme; of the others only the keys are read."""
    placements = Placement.objects.published().filter(theme=theme).in_editors_order()
    keys = list(placements.values_list("fragment", flat=True))
    return neighbours(fragment, keys, find=Fragment.objects.in_bulk)


def neighbours_in_interview(fragment: Fragment) -> dict | None:
    siblings = {sibling.pk: sibling for sibling in fragment.interview.siblings}
    return neighbours(fragment, list(siblings), find=lambda _keys: siblings)


def neighbours(
    fragment: Fragment, keys: list[int], *, find: Callable[[list[int]], dict[int, Fragment]]
) -> dict | None:
    """The fragment's place in a row, counted from 1, and those beside it; None when not in it."""
    if fragment.pk not in keys:
        return None
    place = keys.index(fragment.pk)
    previous = keys[place - 1] if place else None
    following = keys[place + 1] if place + 1 < len(keys) else None
    beside = find([key for key in (previous, following) if key is not None])
    return {
        "previous": beside.get(previous) if previous else None,
        "next": beside.get(following) if following else None,
        "number": place + 1,
        "total": len(keys),
    }
