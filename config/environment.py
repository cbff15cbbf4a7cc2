"""Reading the environment: typed, and refusing with a sentence that says what to set."""

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


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

    def number(self, name: str, default: int = 0) -> int:
        value = self.text(name) or str(default)
        if value.isascii() and value.isdigit():
            return int(value)
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number, 0 or more.")

    def words(self, name: str) -> list[str]:
        """The comma-separated words of a variable, empty ones left out."""
        return [word for part in self.text(name).split(",") if (word := part.strip())]
