"""The right to fold: one at a time has it."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from catalogue.search.models import IndexState

LEASE = timedelta(minutes=10)  # sorting six million fragments takes some of it


class Busy(Exception):
    """Somebody else is folding."""


class Lease:
    """The right to fold, for one at a time; after a crash it passes on when the time is over."""

    def __enter__(self) -> "Lease":
        IndexState.objects.get_or_create(pk=1)
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
        self.until = timezone.now() + LEASE
        taken = IndexState.objects.filter(free, pk=1).update(lease_until=self.until)
        if not taken:
            raise Busy("the index is being made already")
        return self

    def renew(self) -> None:
        """Keep it. Busy when it passed to somebody else meanwhile."""
        if self.until - timezone.now() > LEASE / 2:
            return
        until = timezone.now() + LEASE
        kept = IndexState.objects.filter(pk=1, lease_until=self.until).update(lease_until=until)
        if not kept:
            raise Busy("the index is being made by somebody else")
        self.until = until

    def __exit__(self, *_exception) -> None:
        IndexState.objects.filter(pk=1, lease_until=self.until).update(lease_until=None)
