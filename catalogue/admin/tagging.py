"""Themes for many fragments at once: what will change is shown before it happens."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.access.policy import may_write
from catalogue.admin.confirmation import AskingForm, Confirmation, asks_itself
from catalogue.admin.widgets import choice_for
from catalogue.models import Fragment, Placement, Theme
from catalogue.models.placement import STEP
from catalogue.values.choices import Origin

ANSWER = "change_themes"  # the name of the box that says yes
MOST_NAMED = 5


class ThemesForm(AskingForm):
    """The theme to place fragments in, the one to take them out of, or both: then one replaces the
    other."""

    add = forms.ModelChoiceField(
        Theme.objects.all(), label=gettext_lazy("Place in the theme"), required=False
    )
    remove = forms.ModelChoiceField(
        Theme.objects.all(), label=gettext_lazy("Take out of the theme"), required=False
    )

    def __init__(self, *args, admin_site, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.fields:
            choice_for(self.fields[name], Placement._meta.get_field("theme"), admin_site)

    def clean(self):
        add, remove = self.cleaned_data.get("add"), self.cleaned_data.get("remove")
        if not self.errors and not (add or remove):
            raise ValidationError(_("Choose a theme."))
        if not self.errors and add == remove:
            raise ValidationError(_("These are one theme. Choose another for one of the two."))
        return self.cleaned_data


@dataclass(frozen=True)
class Tagging:
    """What is to happen: fragments that come into a theme, placements there that are confirmed,
    and placements elsewhere that go; and fragments that somebody else has to do."""

    placed: list[Fragment]
    confirmed: list[Placement]
    removed: list[Placement]
    left: list[Fragment]

    @property
    def touched(self) -> list[Fragment]:
        """The fragments that are about to change, each once."""
        rows = [*self.confirmed, *self.removed]
        return list(dict.fromkeys([*self.placed, *(row.fragment for row in rows)]))

    @property
    def mark(self) -> str:
        """Differs where what is to happen does: what is confirmed is what was shown."""
        groups: tuple[list, ...] = (self.placed, self.confirmed, self.removed, self.left)
        rows = [[row.pk for row in group] for group in groups]
        return sha256(repr(rows).encode()).hexdigest()[:16]


def plan(
    fragments: Iterable[Fragment], *, add: Theme | None, remove: Theme | None, user
) -> Tagging:
    """What placing these fragments in one theme, and taking them out of another, comes down to."""
    tagging = Tagging([], [], [], [])
    fragments = list(fragments)
    themes = [theme for theme in (add, remove) if theme]
    found = Placement.objects.filter(fragment__in=fragments, theme__in=themes)
    rows = {(row.fragment_id, row.theme_id): row for row in found.select_related("theme")}
    for fragment in fragments:
        if not may_write(user, fragment):  # as its placements, in any theme
            tagging.left.append(fragment)
            continue
        there = rows.get((fragment.pk, add.pk)) if add else None
        gone = rows.get((fragment.pk, remove.pk)) if remove else None
        for row in filter(None, (there, gone)):
            row.fragment = fragment
        if add and there is None:
            tagging.placed.append(fragment)
        elif there and there.origin in (Origin.PROPOSED, Origin.REJECTED):
            tagging.confirmed.append(there)
        if gone and gone.origin != Origin.REJECTED:
            tagging.removed.append(gone)
    return tagging


def carry_out(tagging: Tagging, *, add: Theme | None) -> None:
    """Write it, in a number of queries that does not depend on the number of fragments. Who comes
    into a theme comes last there; a proposal that is taken out stays as rejected."""
    if add and tagging.placed:
        order = Placement.objects.end_of(add.pk)
        Placement.objects.bulk_create(
            Placement(fragment=fragment, theme=add, order=order + STEP * number)
            for number, fragment in enumerate(tagging.placed)
        )
    confirmed = [row.pk for row in tagging.confirmed]
    Placement.objects.filter(pk__in=confirmed).update(origin=Origin.CONFIRMED)
    proposals = [row.pk for row in tagging.removed if row.is_proposal]
    Placement.objects.filter(pk__in=proposals).update(origin=Origin.REJECTED)
    others = [row.pk for row in tagging.removed if not row.is_proposal]
    Placement.objects.filter(pk__in=others).delete()


class TagsMany:
    """For the admin of fragments: the action that changes their themes."""

    @admin.action(description=gettext_lazy("Change themes…"), permissions=["change"])
    @asks_itself
    def change_themes(self, request, queryset):
        question = Confirmation(
            action="change_themes",
            title=_("Change themes"),
            explanation=[
                _("Choose a theme to place these fragments in, one to take them out of, or both."),
                _("You see what will change before it happens."),
            ],
            button=_("Go on"),
            form=ThemesForm,
            form_options={"admin_site": self.admin_site},
        )

        def deed(answers):
            add, remove = answers["add"], answers["remove"]
            fragments = queryset.order_by("interview__sort_key", "start_ms", "pid")
            tagging = plan(fragments, add=add, remove=remove, user=request.user)
            sentences = _sentences(tagging, add, remove)
            if not tagging.touched:
                raise ValidationError([*sentences, _("So there is nothing to change.")])
            if request.POST.get(ANSWER) != tagging.mark:
                context = {"sentences": sentences, "name": ANSWER, "mark": tagging.mark}
                raise ValidationError(
                    render_to_string("admin/catalogue/_themes_asked.html", context)
                )
            carry_out(tagging, add=add)
            self._log(request, tagging, add, remove)
            self.message_user(
                request,
                ngettext(
                    "The themes of %d fragment have changed.",
                    "The themes of %d fragments have changed.",
                    len(tagging.touched),
                )
                % len(tagging.touched),
                messages.SUCCESS,
            )

        return self.ask(request, queryset, question, deed)

    def _log(self, request, tagging: Tagging, add: Theme | None, remove: Theme | None) -> None:
        words = [
            sentence % {"theme": theme}
            for sentence, theme in (
                (_("Placed in “%(theme)s”."), add),
                (_("Taken out of “%(theme)s”."), remove),
            )
            if theme
        ]
        LogEntry.objects.log_actions(
            user_id=request.user.pk,
            queryset=tagging.touched,
            action_flag=CHANGE,
            change_message=" ".join(words),
        )


def _sentences(tagging: Tagging, add: Theme | None, remove: Theme | None) -> list[str]:
    """What will change, and what will not: a sentence each, with the first fragments by name."""
    groups = [
        (
            ngettext(
                "%(count)d fragment comes into “%(theme)s”: %(names)s",
                "%(count)d fragments come into “%(theme)s”: %(names)s",
                len(tagging.placed),
            ),
            tagging.placed,
            add,
        ),
        (
            ngettext(
                "%(count)d proposal for “%(theme)s” is confirmed: %(names)s",
                "%(count)d proposals for “%(theme)s” are confirmed: %(names)s",
                len(tagging.confirmed),
            ),
            [row.fragment for row in tagging.confirmed],
            add,
        ),
        (
            ngettext(
                "%(count)d fragment goes out of “%(theme)s”: %(names)s",
                "%(count)d fragments go out of “%(theme)s”: %(names)s",
                len(tagging.removed),
            ),
            [row.fragment for row in tagging.removed],
            remove,
        ),
        (
            ngettext(
                "%(count)d fragment is left alone, for only a chief editor writes it: %(names)s",
                "%(count)d fragments are left alone, for only a chief editor writes them: "
                "%(names)s",
                len(tagging.left),
            ),
            tagging.left,
            None,
        ),
    ]
    told = [
        words % {"count": len(fragments), "theme": theme, "names": _names(fragments)}
        for words, fragments, theme in groups
        if fragments
    ]
    return told or [_("They stand as you ask already.")]


def _names(fragments: list[Fragment]) -> str:
    named = ", ".join(f"“{fragment}”" for fragment in fragments[:MOST_NAMED])
    rest = len(fragments[MOST_NAMED:])
    if not rest:
        return named
    more = ngettext("and %d other", "and %d others", rest) % rest
    return f"{named} {more}"
