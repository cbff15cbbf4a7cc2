"""What was public once and is not any more."""

from collections.abc import Iterable

from django.http import Http404

from catalogue.models import Fragment, Theme
from catalogue.values.choices import Origin


class Gone(Exception):
    """Raised by a view for a page that was public and is not any more: answered with 410.

    `kind` says what kind of thing it was, never which or who; `themes` are public ones to go on to.
    """

    def __init__(self, kind: str, themes: Iterable[Theme] = ()):
        super().__init__(kind)
        self.kind = kind
        self.themes = themes


def visible_or_gone(queryset, user, **lookup):
    """The record that this user may see. Raises Gone when the public could see it before, else
    Http404."""
    if any("\0" in value for value in lookup.values() if isinstance(value, str)):
        raise Http404  # PostgreSQL refuses such text
    record = queryset.visible_to(user).filter(**lookup).first()
    if record is not None:
        return record
    record = queryset.model.objects.has_been_public().filter(**lookup).first()
    if record is not None:
        raise Gone(queryset.model._meta.model_name, themes_beside(record))
    raise Http404


def themes_beside(record) -> Iterable[Theme]:
    """The public themes that editors gave a fragment, or the one above a theme: of all that is
    known of what is gone, these name nobody and quote nothing."""
    if isinstance(record, Fragment):
        confirmed = record.placements.filter(origin=Origin.CONFIRMED)
        return Theme.objects.published().filter(placements__in=confirmed).in_tree_order()
    if isinstance(record, Theme) and record.broader_id:
        return Theme.objects.published().filter(pk=record.broader_id)
    return ()
