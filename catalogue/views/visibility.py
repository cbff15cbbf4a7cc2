"""What was public once and is not any more."""

from django.http import Http404


class Gone(Exception):
    """Raised by a view for a page that was public and is not any more: answered with 410.

    `kind` says what kind of thing it was, never which or who.
    """

    def __init__(self, kind: str):
        super().__init__(kind)
        self.kind = kind


def visible_or_gone(queryset, user, **lookup):
    """The record that this user may see. Raises Gone when the public could see it before, else
    Http404."""
    if any("\0" in value for value in lookup.values() if isinstance(value, str)):
        raise Http404  # PostgreSQL refuses such text
    record = queryset.visible_to(user).filter(**lookup).first()
    if record is not None:
        return record
    if queryset.model.objects.has_been_public().filter(**lookup).exists():
        raise Gone(queryset.model._meta.model_name)
    raise Http404
