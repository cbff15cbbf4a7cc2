"""The brake on guessing passwords: per name and address, and per address.

Who fails too often waits. A stranger who guesses at somebody's name elsewhere makes only themselves
wait; and who came in from an address before is not kept out by what others there do at other names.
Rows in the database, for the processes of the server share nothing else.
"""

import re
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from unicodedata import normalize

from django.conf import settings
from django.utils import timezone

from catalogue.logins.models import Attempt

KNOWN_FOR = timedelta(days=30)  # an address from which somebody came in; and as long rows are kept
LONGEST_NAME = 150
# With a port, as some proxies write an address: IPv4, and IPv6 in brackets.
WITH_PORT = re.compile(r"(\d+(?:\.\d+){3}):\d+|\[(.+)\](?::\d+)?")
NETWORK_BITS = 64  # of IPv6, one household or office has all addresses with these in common


class BrakedError(Exception):
    """Too many failures; `until` is when the next attempt is looked at."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until


def begin(name: str, address: str) -> Attempt:
    """An attempt that counts as failed until `succeed()`. Raises BrakedError.

    Written before the password is looked at, and counted after: of attempts at the same moment, in
    whatever process, no more are looked at than one after another.
    """
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - KNOWN_FOR).delete()
    attempt = Attempt.objects.create(name=spelled(name), address=network(address), at=now)
    until = _braked_until(attempt)
    if until is not None:
        attempt.delete()
        raise BrakedError(until)
    return attempt


def succeed(attempt: Attempt) -> None:
    """The password was right: what failed before, at this name from this address, is forgiven."""
    attempt.succeeded = True
    attempt.save(update_fields=["succeeded"])
    same = Attempt.objects.filter(name=attempt.name, address=attempt.address)
    same.exclude(pk=attempt.pk).delete()


def release() -> int:
    """Let everybody try again at once; the number of failures that were forgotten."""
    number, _per_model = Attempt.objects.filter(succeeded=False).delete()
    return number


def spelled(name: str) -> str:
    """A name as it counts: in whatever case, and as Django normalises it."""
    return normalize("NFKC", name).replace("\0", "").casefold()[:LONGEST_NAME]


def network(address: str) -> str:
    """An address as it counts: of IPv6 the network."""
    if with_port := WITH_PORT.fullmatch(address):
        address = with_port[1] or with_port[2]
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"  # a socket file, or what no proxy of ours wrote
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped or parsed.version == 4:
        return str(mapped or parsed)
    return str(ip_network((parsed, NETWORK_BITS), strict=False).network_address)


def _braked_until(attempt: Attempt) -> datetime | None:
    window = timedelta(seconds=settings.LOGIN_WINDOW)
    here = Attempt.objects.filter(address=attempt.address).exclude(pk=attempt.pk)
    failed = here.filter(succeeded=False, at__gt=attempt.at - window).order_by("-at")
    limits = [(failed.filter(name=attempt.name), settings.LOGIN_FAILURES)]
    if not here.filter(name=attempt.name, succeeded=True).exists():
        limits.append((failed, settings.LOGIN_FAILURES_OF_ADDRESS))
    # The latest so many: when the first of these is forgotten, there is room for one more.
    counted = [list(rows.values_list("at", flat=True)[:most]) for rows, most in limits]
    waits = [
        moments[-1] + window
        for moments, (_rows, most) in zip(counted, limits, strict=True)
        if len(moments) == most
    ]
    return max(waits, default=None)
