"""Reading the environment: typed, and refusing with a sentence that says what to set."""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?", re.IGNORECASE)  # of a host name


class Environment:
    """Values of environment variables.

    Every reader raises ImproperlyConfigured naming the variable when its value is not usable.
    """

    def __init__(self, values: Mapping[str, str] = os.environ):
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, default).strip()

    def flag(self, name: str) -> bool:
        value = self.text(name).lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")

    def number(self, name: str, default: int = 0, *, empty: int | None = None) -> int:
        """A whole number; `empty` is what a variable without a value means, where that is not the
        default."""
        value = self.text(name, str(default)) or str(default if empty is None else empty)
        if value.isascii() and value.isdigit():
            return int(value)
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number, 0 or more.")

    def words(self, name: str) -> list[str]:
        """The comma-separated words of a variable, empty ones left out."""
        return [word for part in self.text(name).split(",") if (word := part.strip())]


def is_host(word: str) -> bool:
    """Whether this is the name or address of one host, without a port; or with a dot before it,
    all hosts below a domain of two labels or more."""
    host = word.removeprefix(".")
    if re.fullmatch(r"\[[0-9a-fA-F:.]+\]", word):
        return True
    labels = host.split(".")
    return all(LABEL.fullmatch(label) for label in labels) and (host == word or len(labels) > 1)


def is_site(address: str) -> bool:
    """Whether this is http:// or https:// with a host, and neither a query nor a fragment."""
    try:
        parts = urlsplit(address)
        return bool(
            parts.scheme in ("http", "https")
            and parts.hostname
            and (parts.port is None or parts.port)
            and not any((parts.username, parts.query, parts.fragment))
        )
    except ValueError:
        return False
