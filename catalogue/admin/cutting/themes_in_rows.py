"""The themes of fragments as a column of rows: saved with the rows, compared like their fields."""

from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from catalogue.access.policy import may_write
from catalogue.admin.boxes.themes_field import ThemeNames, ThemesField
from catalogue.admin.forms import PolicedForm, PolicedFormSet
from catalogue.admin.placing import Wish, carry_out, log, plan
from catalogue.models import Placement

COLUMN = "themes"


def with_themes(fragments):
    """These fragments with `standing`: their placements that are not rejected, in two queries."""
    standing = Placement.objects.standing().select_related("theme").in_theme_order()
    return fragments.prefetch_related(Prefetch("placements", standing, to_attr="standing"))


class RowWithThemes(PolicedForm):
    """The row of a fragment. What is proposed is shown beside the line and stands not in it: who
    adds it there confirms it."""

    themes = ThemesField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = getattr(self.instance, "standing", [])
        self.initial[COLUMN] = [row.theme for row in standing if not row.is_proposal]
        self.proposed = [row.theme for row in standing if row.is_proposal]

    @property
    def has_other_themes_alone(self) -> bool:
        return self.instance.pk is not None and self.changed_data == [COLUMN]

    def _is_of_record(self, name, field):
        return name == COLUMN or super()._is_of_record(name, field)

    def _take_stored(self, name):
        if name != COLUMN:
            super()._take_stored(name)
            return
        self._errors.pop(name, None)
        self.cleaned_data[name] = self.initial[name]
        field: Any = self.fields[name]
        field.bound_data = lambda _data, initial: initial

    def _post_clean(self):
        if not self.has_other_themes_alone:
            super()._post_clean()
        elif not may_write(self.user, self.instance):
            self.add_error(None, _("Only a chief editor changes the themes of what is published."))


class RowsWithThemes(PolicedFormSet):
    @cached_property
    def theme_names(self) -> ThemeNames:
        """The themes that the rows offer."""
        return ThemeNames()

    def add_fields(self, form, index):
        if COLUMN in form.fields:
            form.fields[COLUMN].names = self.theme_names
            form.fields[COLUMN].widget.proposed = list(map(self.theme_names.label, form.proposed))
        super().add_fields(form, index)

    def save_existing(self, form, obj, commit=True):
        """A row of which the themes alone changed is not written itself."""
        return obj if form.has_other_themes_alone else super().save_existing(form, obj, commit)

    def save(self, commit=True):
        saved = super().save(commit)
        wishes = []
        for form in self.forms:
            if form.instance.pk is None or COLUMN not in form.changed_data:
                continue
            stored, wanted = form.initial[COLUMN], form.cleaned_data[COLUMN]
            add = [theme for theme in wanted if theme not in stored]
            remove = [theme for theme in stored if theme not in wanted]
            wishes.append(Wish(form.instance, add=add, remove=remove))
        if wishes:
            tagging = plan(wishes, self.user)
            carry_out(tagging)
            log(self.user, tagging)
        return saved
