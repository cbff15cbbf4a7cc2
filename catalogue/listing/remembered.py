"""Values that a process remembers as long as the catalogue stays as it is.

Plain data, such as the names of choices: hundreds for a page, too many to copy out of a cache each
time. What is drawn of them is kept in Django's caches (views/drawn.py).
"""

from collections.abc import Callable


class Remembered:
    """Values by key, at most so many, of the catalogue under one stamp. Threads share it."""

    def __init__(self, *, most: int):
        self.most = most
        self._state: tuple[str, dict] = ("", {})

    def get(self, stamp: str, keys: list, make: Callable[[list], dict]) -> dict:
        """By key, what is remembered under this stamp, and for the other keys what `make` gives,
        which is remembered from now on. Without a stamp nothing is.

        What another thread clears away meanwhile is in the answer all the same.
        """
        if not stamp:
            return make(keys)
        since, known = self._state
        if since != stamp:
            known = {}
            self._state = stamp, known
        found = {key: one for key in keys if (one := known.get(key)) is not None}
        missing = [key for key in keys if key not in found]
        if missing:
            made = make(missing)
            if len(known) + len(made) > self.most:
                known.clear()
            if len(made) <= self.most:
                known.update(made)
            found |= made
        return found
