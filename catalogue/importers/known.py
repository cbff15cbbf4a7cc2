"""What the catalogue knows already of a theme page: its theme, its fragments, its interviews.

A row is known again by its words and its time (`rows.row_key`), as they were printed.
"""

import re
from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from catalogue.importers.rows import ReadFragment, RowKey, SourceError, row_key
from catalogue.models import FormerAddress, Fragment, Interview, Theme
from catalogue.values import timecode
from catalogue.values.text import slug as make_slug
from catalogue.values.text import sort_key

# In the records, which are Dutch whatever the language of who runs the import.
PROVISIONAL_TITLE = "Gesprek {number}"


def find_theme(name: str) -> Theme | None:
    """The theme of that name or slug, also a former slug. Raises SourceError for a deleted one."""
    slug = make_slug(name, empty="thema")
    if theme := Theme.objects.filter(name=name).first() or Theme.objects.filter(slug=slug).first():
        return theme
    former = FormerAddress.objects.at("", Theme.address_of(slug))
    if former is None:
        return None
    target: Theme | None = former.target
    if target is None:
        raise SourceError(
            _("The theme “%s” was deleted. Name another with --theme.") % name, code="theme-gone"
        )
    return target


def label_of(page: str) -> str:
    """The label of this page as the catalogue has it already, else as it is given: a page saved in
    another way may write the name of its theme with other dashes, quotes or capitals."""
    labels = Fragment.objects.exclude(printed_page="").order_by().values_list("printed_page")
    if labels.filter(printed_page=page).exists():
        return page
    known = (label for (label,) in labels.distinct() if sort_key(label) == sort_key(page))
    return next(known, page)


def rows_of_page(label: str) -> dict[RowKey, Fragment]:
    """The fragments that came from this page, by what the page printed."""
    fragments = Fragment.objects.filter(printed_page=label).select_related("interview")
    return {key: fragment for fragment in fragments if (key := _printed_key(fragment))}


def rows_elsewhere(label: str, rows: tuple[ReadFragment, ...]) -> dict[RowKey, list[Fragment]]:
    """The fragments that did not come from this page, by what another page printed and by what
    the editors made of it; only such as have the words of one of these rows."""
    fragments = Fragment.objects.exclude(printed_page=label).select_related("interview")
    same_words = Q(sort_key__in={sort_key(row.title) for row in rows}) | Q(
        printed_title__in={row.title for row in rows}
    )
    found: dict[RowKey, list[Fragment]] = defaultdict(list)
    for fragment in fragments.filter(same_words).order_by("pk"):
        own = row_key(fragment.title, fragment.start_ms, fragment.printed_occurrence)
        for key in {own, _printed_key(fragment) or own}:
            found[key].append(fragment)
    return found


def _printed_key(fragment: Fragment) -> RowKey | None:
    """What the source printed, None where that is not recorded."""
    try:
        start_ms = timecode.parse(fragment.printed_notation)
    except timecode.TimecodeError:
        return None
    return row_key(fragment.printed_title, start_ms, fragment.printed_occurrence)


def is_provisional(interview: Interview) -> bool:
    """Whether the interview still has the name that an import gave it."""
    return bool(re.fullmatch(PROVISIONAL_TITLE.format(number="[0-9]+"), interview.title))


def provisional_name() -> dict[str, str]:
    """Title and slug for the next interview whose speaker nobody knows yet."""
    stem = make_slug(PROVISIONAL_TITLE.format(number=""), empty="")
    slugs = Interview.objects.filter(slug__startswith=f"{stem}-").values_list("slug", flat=True)
    numbers = [int(end) for slug in slugs if (end := slug[len(stem) + 1 :]).isdecimal()]
    number = max(numbers, default=0) + 1
    while Interview().slug_is_taken(f"{stem}-{number}"):
        number += 1
    return {"title": PROVISIONAL_TITLE.format(number=number), "slug": f"{stem}-{number}"}
