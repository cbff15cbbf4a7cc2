"""Themes as a line of names, parted by semicolons: to type, to paste, and for a script to make
buttons of (static/catalogue/admin/themes.js)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Theme
from catalogue.values.text import fold

BETWEEN = ";"
LIST = "theme-names"  # the id of the list of names on the page, see _theme_names.html


class ThemeNames:
    """All themes by what a line calls them: the name, with the slug where two have one name. Read
    once, when first asked."""

    @cached_property
    def _themes(self) -> list[Theme]:
        return list(Theme.objects.in_tree_order().only("pk", "name", "slug"))

    @cached_property
    def _shared(self) -> Counter[str]:
        return Counter(fold(theme.name) for theme in self._themes)

    @cached_property
    def _by_label(self) -> dict[str, Theme]:
        return {fold(self.label(theme)): theme for theme in self._themes}

    def __iter__(self) -> Iterator[str]:
        return map(self.label, self._themes)

    def label(self, theme: Theme) -> str:
        name = theme.name.replace(BETWEEN, ",")
        return f"{name} ({theme.slug})" if self._shared[fold(theme.name)] > 1 else name

    def find(self, line: str) -> tuple[list[Theme], list[str]]:
        """The themes that a line names, each once, and the names that are of none."""
        names = [name for part in line.split(BETWEEN) if (name := " ".join(part.split()))]
        found = {name: self._by_label.get(fold(name)) for name in names}
        themes = dict.fromkeys(theme for theme in found.values() if theme)
        return list(themes), [name for name, theme in found.items() if theme is None]


class ThemesInput(forms.TextInput):
    """The line, and behind it what is proposed: that is not placed until somebody says so."""

    proposed: Iterable[str] = ()

    def render(self, name, value, attrs=None, renderer=None):
        attrs = {**(attrs or {}), "data-proposed": BETWEEN.join(self.proposed)}
        line = super().render(name, value, attrs, renderer)
        if not self.proposed:
            return line
        return format_html(
            '{}<span class="themes__proposed quiet">{}</span>',
            line,
            _("proposed: %s") % ", ".join(self.proposed),
        )


class ThemesField(forms.Field):
    """A list of Theme; its text is a line of names. `names` is set for a whole page."""

    widget = ThemesInput

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "label": gettext_lazy("themes"), **kwargs})
        self.names = ThemeNames()

    def widget_attrs(self, widget):
        return {"class": "vTextField", "list": LIST, "data-theme-line": True}

    def prepare_value(self, value):
        if isinstance(value, Theme):
            return self.names.label(value)
        if isinstance(value, list | tuple):
            return f"{BETWEEN} ".join(map(str, map(self.prepare_value, value)))
        return value

    def to_python(self, value):
        """ValidationError naming what is no theme."""
        if isinstance(value, list):  # as it is stored: the field is closed
            return value
        themes, unknown = self.names.find((value or "").replace("\0", ""))
        if unknown:
            raise ValidationError([_("“%s” is not a theme.") % name for name in unknown])
        return themes
