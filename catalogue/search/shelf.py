"""What is kept of an answer for others like it, on its `shelf`: gone at the next change."""

from collections.abc import Callable


def kept(shelf: dict, name: str, keys: list, make: Callable[[list], dict], *, most: int) -> dict:
    """By key, what is kept on the shelf under this name, and for the other keys what `make` gives,
    which is kept from now on; never more than `most` under one name.

    Threads share a shelf: what another clears away meanwhile is in the answer all the same.
    """
    known = shelf.setdefault(name, {})
    found = {key: one for key in keys if (one := known.get(key)) is not None}
    missing = [key for key in keys if key not in found]
    if missing:
        made = make(missing)
        if len(known) + len(made) > most:
            known.clear()
        if len(made) <= most:
            known.update(made)
        found |= made
    return found
