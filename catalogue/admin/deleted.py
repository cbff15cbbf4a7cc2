"""What goes along when records are deleted, as the page that asks tells it."""

from functools import cache

from django.apps import apps
from django.utils.text import capfirst


def without_bare_links(found: tuple) -> tuple:
    """What Django found, without the rows that only tie two records together: of these it knows no
    more than "Fragment-participation relationship: Fragment_speakers object (1)"."""
    nested, counts, *others = found
    counts = {name: count for name, count in counts.items() if str(name) not in _plurals()}
    return _named(nested), counts, *others


def _named(nested: list) -> list:
    kept = [_named(one) if isinstance(one, list) else one for one in nested]
    return [one for one in kept if one and not str(one).startswith(_beginnings())]


def _ties():
    return [
        model._meta
        for model in apps.get_models(include_auto_created=True)
        if model._meta.auto_created
    ]


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(f"{capfirst(options.verbose_name)}: " for options in _ties())


@cache
def _plurals() -> set[str]:
    return {str(options.verbose_name_plural) for options in _ties()}
