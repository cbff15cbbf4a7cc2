"""What is drawn where an address is shared: covers of 1200 × 630, as PNG, for networks read no SVG.

An interview has its own cover. That of a theme or a person is drawn from the fragments on its page,
that of all other pages from the newest fragments of the catalogue.
"""

from typing import NamedTuple

from django.core.validators import slug_re
from django.db.models import Q
from django.http import Http404

from catalogue.media.tape import Tape, build_tape
from catalogue.models import FormerAddress, Fragment, Interview, Person, Placement, Theme
from catalogue.models.fragment import FragmentQuerySet
from catalogue.views.pictures import CATALOGUE
from catalogue.views.prefetch import dress_interviews, with_tapes
from catalogue.views.visibility import visible_or_gone

MOST_MARKS = 60  # more of them make one dark bar


class Preview(NamedTuple):
    """A cover to draw, and for whom."""

    tape: Tape
    title: str
    name: str
    is_public: bool


def preview_for(user, key: str, *, site_name: str) -> Preview:
    """What `views.pictures.preview_of` gives the address of. Raises Gone or Http404 where this user
    does not see what it is of."""
    kind, _dash, slug = key.partition("-")
    if key == CATALOGUE:
        return Preview(tape_of_fragments(newest()), site_name, CATALOGUE, is_public=True)
    if kind == "thema":
        theme = visible_or_gone(Theme.objects.all(), user, slug=current(Theme, slug))
        placed = Placement.objects.published().filter(theme=theme).in_editors_order()
        first = placed.values_list("fragment", flat=True)[:MOST_MARKS]
        fragments = Fragment.objects.filter(pk__in=list(first))
        return Preview(tape_of_fragments(fragments), theme.name, theme.slug, theme.is_public)
    if kind == "persoon":
        person = visible_or_gone(Person.objects.all(), user, slug=current(Person, slug))
        spoken = Fragment.objects.published().spoken_by(Q(person=person)).in_time_order()
        return Preview(tape_of_fragments(spoken), person.name, person.slug, person.is_public)
    interview = visible_or_gone(Interview.objects.all(), user, pid=key)
    with_tapes(dress_interviews([interview]))
    return Preview(interview.tape, interview.title, interview.slug, interview.is_public)


def current(model: type[Theme | Person], slug: str) -> str:
    """The slug, or what a former one became: what was shared keeps its picture."""
    if not slug_re.fullmatch(slug):
        raise Http404
    return FormerAddress.objects.current_keys(model, [slug]).get(slug, slug)


def newest() -> FragmentQuerySet:
    """The newest fragments, as many as a cover shows with their times."""
    return Fragment.objects.published().order_by("-first_published_at", "start_ms", "pid")[:5]


def tape_of_fragments(fragments: FragmentQuerySet) -> Tape:
    spans = fragments.values_list("pid", "start_ms", "end_ms", "title")[:MOST_MARKS]
    return build_tape(None, [(*span, "") for span in spans])
